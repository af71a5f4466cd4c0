/** Frames as both sides see them, for the tests. */

import type { WiresharkLabel } from "../../../src/events/anomaly_kinds.ts";
import { addCapture } from "./compare.ts";
import type { OurFrame, TheirFrame } from "./model.ts";
import { bitsOf } from "./ours.ts";
import { Replay } from "./replay.ts";
import { FlagReport } from "./report.ts";

const CLIENT = "192.0.2.1";
const SERVER = "192.0.2.2";

/** One segment. The labels of both sides are what the rules say of `theirs`, unless they are given. */
export interface Step {
  readonly from?: "client" | "server";
  /** FLAG_* bits; default: ACK. */
  readonly flags?: number;
  readonly seq: number;
  readonly ack?: number;
  readonly len?: number;
  readonly window?: number;
  /** Milliseconds since the first frame; default: 100 for each frame. */
  readonly at?: number;
  readonly flow?: number;
  /** Changes of one side's view; false: it has no segment. */
  readonly ours?: Partial<OurFrame> | false;
  readonly theirs?: Partial<TheirFrame> | false;
  readonly ourLabels?: readonly WiresharkLabel[];
  readonly theirLabels?: readonly WiresharkLabel[];
}

const ACK = 0x10;

function theirFrame(step: Step, number: number): TheirFrame {
  const [src, dst] = step.from === "server" ? [SERVER, CLIENT] : [CLIENT, SERVER];
  const [srcPort, dstPort] = step.from === "server" ? [80, 40_000] : [40_000, 80];
  return {
    number,
    time: 1_700_000_000_000_000_000n + BigInt(step.at ?? number * 100) * 1_000_000n,
    below: ["eth", "ethertype", "ip"],
    ...{ src, dst, srcPort, dstPort },
    stream: 0,
    flags: step.flags ?? ACK,
    seqRaw: step.seq,
    ackRaw: step.ack ?? 0,
    len: step.len ?? 0,
    window: step.window ?? 1000,
    windowShift: undefined,
    labels: 0,
    duplicateNumber: undefined,
    messages: [],
    ...(step.theirs || {}),
  };
}

function ourFrame(step: Step, number: number, labels: number): OurFrame {
  return {
    number,
    flow: step.flow ?? 0,
    client: CLIENT,
    server: SERVER,
    len: step.len ?? 0,
    labels: step.ourLabels ? bitsOf(step.ourLabels) : labels,
    ...(step.ours || {}),
  };
}

/** What the comparison says of the steps. */
export function reportOf(
  steps: readonly Step[],
  { ends = {}, isComplete = true }: { ends?: Record<number, string>; isComplete?: boolean } = {},
): FlagReport {
  const replay = new Replay();
  const theirs = new Map<number, TheirFrame>();
  const ours = new Map<number, OurFrame>();
  for (const [i, step] of steps.entries()) {
    const number = i + 1;
    const frame = theirFrame(step, number);
    const labels = (step.theirs !== false && replay.next(frame)?.labels) || 0;
    const theirLabels = step.theirLabels ? bitsOf(step.theirLabels) : labels;
    if (step.theirs !== false) theirs.set(number, { ...frame, labels: theirLabels });
    if (step.ours !== false) ours.set(number, ourFrame(step, number, labels));
  }
  const report = new FlagReport();
  const endOf = new Map(Object.entries(ends).map(([flow, reason]) => [Number(flow), reason]));
  addCapture(report, "a.pcap", { frames: theirs, isComplete }, { frames: ours, ends: endOf, failures: [] });
  return report;
}

/** The labels of one side alone with their reasons: `frame label by: reason`. */
export function findings(...args: Parameters<typeof reportOf>): string[] {
  const report = reportOf(...args);
  const open = report.unexplained.map(({ frame, label, by }) => `${frame} ${label} by ${by}: -`);
  return [...open, ...[...report.byReason].map(([reason, n]) => `${n} ${reason}`)];
}
