import { parseArgs } from "node:util";
import { COMPARISONS, DECODE_AIMS, DETAILS, type DetailName, rowName, VARIANTS } from "./comparisons.ts";
import { parseCount } from "./count.ts";
import { GROWTH_SERIES } from "./growth.ts";
import { MEMORY_SCENARIOS, SLOW_READER } from "./memory.ts";
import { RUNTIME_NAMES, type RuntimeName } from "./runtimes.ts";
import { STARTUP_SCENARIOS } from "./startup.ts";

/** What can be measured, by name, in its order. */
export const ROW_NAMES: readonly string[] = [
  ...STARTUP_SCENARIOS.map(({ name }) => name),
  ...DECODE_AIMS.map(({ profile }) => `decode/${profile}`),
  ...COMPARISONS.map(rowName),
  ...VARIANTS.map(({ name }) => name),
  ...GROWTH_SERIES.map(({ name }) => name),
  ...MEMORY_SCENARIOS.map(({ name }) => name),
  SLOW_READER.name,
];

export const USAGE = `usage: npm run bench -- [--quick] [--rows NAME,...] [--skip NAME,...] [--runtimes deno,bun,node]
       [--details flow,phase,segment] [--rounds N] [--packets N] [--seed S] [--directory DIR] [--list]

Rows: ${ROW_NAMES.join(", ")}

All rows are measured, or --rows, without --skip: whole names or parts of them between slashes, as tshark or mtu.
--list: only says which rows that are, and about how long they take. --quick: small captures and 3 rounds, to see
that all works. Otherwise captures of the size that ratios are quoted for, up to 2.5 GB at a time in DIR (default:
the system's temporary directory); those of memory rows are never written. --packets sets the size of every capture
of comparisons and memory. The results are Markdown on standard output, progress is on standard error.`;

export interface BenchOptions {
  /** Names of the rows to measure, in ROW_NAMES's order. */
  readonly rows: readonly string[];
  readonly quick: boolean;
  /** Measure nothing: say what there is. */
  readonly list: boolean;
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

/** Names of a list with commas; throws a RangeError for an unknown one. */
export function parseList<T extends string>(text: string, known: readonly T[], what: string): T[] {
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
      rows: { type: "string" },
      skip: { type: "string" },
      runtimes: { type: "string", default: RUNTIME_NAMES.join(",") },
      details: { type: "string", default: DETAILS.join(",") },
      rounds: { type: "string" },
      packets: { type: "string" },
      seed: { type: "string", default: "1" },
      directory: { type: "string" },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const { quick, list, rows, skip } = values;
  const rounds = parseCount(values.rounds ?? (quick ? "3" : "5"));
  if (rounds < 1) throw new RangeError("--rounds: at least 1");
  const skipped = skip === undefined ? [] : selectRows(skip);
  return {
    rows: (rows === undefined ? ROW_NAMES : selectRows(rows)).filter((name) => !skipped.includes(name)),
    quick,
    list,
    runtimes: parseList(values.runtimes, RUNTIME_NAMES, "runtime"),
    details: parseList(values.details, DETAILS, "detail"),
    rounds,
    packets: values.packets === undefined ? undefined : parseCount(values.packets),
    seed: parseCount(values.seed),
    decodeBytes: quick ? 32e6 : 64e6,
    directory: values.directory,
  };
}
