/** What peak memory may be, and the captures that put it to the test. */
import type { CapturePlan } from "../generator/plan.ts";
import type { ProfileName } from "../generator/profiles.ts";
import type { DetailName } from "./comparisons.ts";
import type { RuntimeName } from "./runtimes.ts";

const MIB = 2 ** 20;
const FLOW_BYTES = 1024;
/** The analyzer's defaults: how long a connection is kept that ended, or that was not answered; and how many. */
const LINGER_USEC = 5e6;
const HALF_OPEN_USEC = 130e6;
const MAX_FLOWS = 1e6;
/** 110 MiB and one shared pool. */
const BASE_MIB: Readonly<Partial<Record<RuntimeName, number>>> = { deno: 110 + 64, bun: 110 + 64 + 60 };

/** A capture that comes through a pipe and is never on a disk. */
export interface MemoryScenario {
  readonly name: string;
  readonly description: string;
  readonly profile: ProfileName;
  readonly meanGap?: number;
  readonly full: { readonly packets: number; readonly live?: number };
  readonly quick: { readonly packets: number; readonly live?: number };
  /** Measured with a tenth of the packets, too: memory is flat, however long the capture. */
  readonly isFlat?: true;
}

/** How much more memory ten times the packets may take: what a collector leaves lying about. */
export const FLAT_BYTES = 24 * MIB;

export const MEMORY_SCENARIOS: readonly MemoryScenario[] = [
  {
    name: "memory/stream",
    description: "one flow of 20 GB",
    profile: "mtu",
    full: { packets: 20.5e6, live: 1 },
    quick: { packets: 500e3, live: 1 },
    isFlat: true,
  },
  {
    name: "memory/churn",
    description: "10 M connections of 3 packets, 100,000 at a time",
    profile: "aborted",
    full: { packets: 30e6 },
    quick: { packets: 300e3, live: 5_000 },
    isFlat: true,
  },
  {
    name: "memory/live",
    description: "1 M connections, all live",
    profile: "small-20k",
    // a connection's own packets are 2 s apart: no timeout ends one
    meanGap: 2,
    full: { packets: 10e6, live: 1e6 },
    quick: { packets: 500e3, live: 50e3 },
  },
  {
    name: "memory/syn-flood",
    description: "10 M SYNs, each of a new connection; of those, --max-flows are kept",
    profile: "syn-flood",
    full: { packets: 10e6 },
    quick: { packets: 300e3 },
  },
];

/** A reader of our output that is slower than we are. */
export const SLOW_READER = {
  name: "memory/slow-reader",
  description:
    "the output is read at 30 MB/s; memory stays, and the generator of the input waits for the reader",
  bytesPerSecond: 30e6,
  profile: "small-100",
  full: { packets: 3e6 },
  quick: { packets: 400e3 },
  /** Output that may be to come when the generator ended: of what fits pipes and buffers. */
  unreadBytes: 4 * MIB,
} as const;

/** `phase` keeps all that `flow` does and its own turns besides, and prints less than `segment`. */
export function memoryDetails({
  details,
}: {
  readonly details: readonly DetailName[];
}): readonly DetailName[] {
  return details.includes("phase") ? ["phase"] : details;
}

/** Connections that the analyzer keeps at the same time at most: the live ones, and for a while those that ended. */
export function keptFlows({ profile, packets, flows, live, meanGap }: CapturePlan): number {
  const kept = profile.close.length > 0 ? LINGER_USEC : HALF_OPEN_USEC;
  const usecPerFlow = (meanGap * packets) / flows;
  return Math.min(flows, MAX_FLOWS, live + Math.ceil(kept / usecPerFlow));
}

/** Undefined: none is promised on that runtime. */
export function memoryBound(runtime: RuntimeName, kept: number): number | undefined {
  const base = BASE_MIB[runtime];
  return base === undefined ? undefined : base * MIB + kept * FLOW_BYTES;
}
