import { parseArgs } from "node:util";
import { COMPARISONS, CONTAINERS, DECODE_AIMS, DETAILS, type DetailName } from "./comparisons.ts";
import { parseCount } from "./count.ts";
import { MEMORY_SCENARIOS } from "./memory.ts";
import { RUNTIME_NAMES, type RuntimeName } from "./runtimes.ts";

/** What can be measured, by name: the decoder alone, comparisons with other programs, memory. */
export const ROW_NAMES: readonly string[] = [
  ...DECODE_AIMS.map(({ profile }) => `decode/${profile}`),
  ...COMPARISONS.map(({ name }) => name),
  ...CONTAINERS.map(({ name }) => name),
  ...MEMORY_SCENARIOS.map(({ name }) => name),
];

const DEFAULT_RUNTIMES: readonly RuntimeName[] = ["deno", "bun"];

export const USAGE = `usage: run.ts [--quick] [--memory | --only NAME,...] [--runtimes deno,bun,node] [--details flow,phase]
       [--rounds N] [--packets N] [--seed S] [--directory DIR]

Rows: ${ROW_NAMES.join(", ")}

All but memory's are measured by default, on Deno and Bun; --memory measures those alone, and --only what it names:
whole names or parts of them, as tshark or mtu. --quick: small captures and 3 rounds. Otherwise captures of the size
that ratios are quoted for, up to 1.1 GB at a time in DIR (default: the system's temporary directory); memory's
are never written. --packets sets the size of every capture.`;

export interface BenchOptions {
  /** Names of the rows to measure, in ROW_NAMES's order. */
  readonly rows: readonly string[];
  readonly quick: boolean;
  readonly runtimes: readonly RuntimeName[];
  readonly details: readonly DetailName[];
  readonly rounds: number;
  /** Instead of every capture's own size. */
  readonly packets: number | undefined;
  readonly seed: number;
  /** Size of the capture that decode.ts keeps in memory. */
  readonly decodeBytes: number;
  readonly directory: string | undefined;
}

function parseList<T extends string>(text: string, known: readonly T[], what: string): T[] {
  return text.split(",").map((name) => {
    const found = known.find((one) => one === name);
    if (found === undefined) throw new RangeError(`no ${what} ${name}; there are ${known.join(", ")}`);
    return found;
  });
}

/** Rows whose name, or a part of it between slashes, is in the list. */
export function selectRows(text: string): string[] {
  const wanted = text.split(",");
  const isWanted = (row: string): boolean => [row, ...row.split("/")].some((part) => wanted.includes(part));
  for (const name of wanted) {
    if (!ROW_NAMES.some((row) => row === name || row.split("/").includes(name))) {
      throw new RangeError(`no row ${name}; there are ${ROW_NAMES.join(", ")}`);
    }
  }
  return ROW_NAMES.filter(isWanted);
}

/** undefined: --help. Throws a RangeError or TypeError for wrong arguments. */
export function parseBenchOptions(args: string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      memory: { type: "boolean", default: false },
      only: { type: "string" },
      runtimes: { type: "string", default: DEFAULT_RUNTIMES.join(",") },
      details: { type: "string", default: DETAILS.join(",") },
      rounds: { type: "string" },
      packets: { type: "string" },
      seed: { type: "string", default: "1" },
      directory: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const { quick, memory, only } = values;
  if (memory && only !== undefined) throw new RangeError("--memory and --only exclude each other");
  const rounds = parseCount(values.rounds ?? (quick ? "3" : "5"));
  if (rounds < 1) throw new RangeError("--rounds: at least 1");
  const byDefault = ROW_NAMES.filter((name) => !name.startsWith("memory/"));
  return {
    rows: memory ? selectRows("memory") : only === undefined ? byDefault : selectRows(only),
    quick,
    runtimes: parseList(values.runtimes, RUNTIME_NAMES, "runtime"),
    details: parseList(values.details, DETAILS, "detail"),
    rounds,
    packets: values.packets === undefined ? undefined : parseCount(values.packets),
    seed: parseCount(values.seed),
    decodeBytes: quick ? 32e6 : 64e6,
    directory: values.directory,
  };
}
