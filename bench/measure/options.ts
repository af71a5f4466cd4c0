import { parseArgs } from "node:util";
import { isProfileName, PROFILES, type ProfileName } from "../generator/profiles.ts";
import { parseCount } from "./count.ts";
import { PEERS } from "./peers.ts";
import { RUNTIME_NAMES, type RuntimeName } from "./runtimes.ts";

export const USAGE = `usage: run.ts [--quick] [--runtimes deno,bun,node] [--profiles ${Object.keys(PROFILES).join(",")}]
       [--peers tcpdump,tcptrace,tshark] [--rounds N] [--packets N] [--seed S] [--directory DIR]

--quick: small captures and 3 rounds, in one to two minutes. Otherwise captures of the size that ratios are quoted
for, one at a time: up to 1.2 GB in DIR (default: the system's temporary directory).
Only tcpdump is compared with by default; --packets sets the size of every capture.`;

/** Size of each capture: what a ratio is quoted for, and what is enough to see a change. */
const SIZES: Record<ProfileName, { full: CaptureSize; quick: CaptureSize }> = {
  "small-100": { full: { packets: 10e6 }, quick: { packets: 600e3 } },
  "small-20k": { full: { packets: 10e6 }, quick: { packets: 600e3 } },
  "small-100k": { full: { packets: 1.2e6 }, quick: { packets: 240e3 } },
  mtu: { full: { bytes: 1e9 }, quick: { bytes: 100e6 } },
};

export type CaptureSize = { readonly packets: number } | { readonly bytes: number };

export interface BenchOptions {
  readonly runtimes: readonly RuntimeName[];
  readonly profiles: readonly { readonly name: ProfileName; readonly size: CaptureSize }[];
  readonly peers: readonly string[];
  readonly rounds: number;
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

/** undefined: --help. Throws a RangeError or TypeError for wrong arguments. */
export function parseBenchOptions(args: string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      runtimes: { type: "string", default: RUNTIME_NAMES.join(",") },
      profiles: { type: "string", default: Object.keys(PROFILES).join(",") },
      peers: { type: "string", default: "tcpdump" },
      rounds: { type: "string" },
      packets: { type: "string" },
      seed: { type: "string", default: "1" },
      directory: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const { quick } = values;
  const rounds = parseCount(values.rounds ?? (quick ? "3" : "5"));
  if (rounds < 1) throw new RangeError("--rounds: at least 1");
  const packets = values.packets === undefined ? undefined : { packets: parseCount(values.packets) };
  const names = parseList(values.profiles, Object.keys(PROFILES).filter(isProfileName), "profile");
  return {
    runtimes: parseList(values.runtimes, RUNTIME_NAMES, "runtime"),
    profiles: names.map((name) => ({ name, size: packets ?? SIZES[name][quick ? "quick" : "full"] })),
    peers: parseList(
      values.peers,
      PEERS.map((peer) => peer.name),
      "peer",
    ),
    rounds,
    seed: parseCount(values.seed),
    decodeBytes: quick ? 32e6 : 64e6,
    directory: values.directory,
  };
}
