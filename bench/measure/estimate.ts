/** About how long a run of the benchmark takes, so that nobody starts an hour's work unawares. */
import { type CaptureOptions, planCapture } from "../generator/plan.ts";
import { type CaptureName, captureOptions } from "./captures.ts";
import {
  COMPARISONS,
  type Comparison,
  DETAILS,
  type DetailName,
  detailsOf,
  roundsFor,
  rowName,
  VARIANTS,
} from "./comparisons.ts";
import { GROWTH_SERIES, sizeOfStep } from "./growth.ts";
import { MEMORY_SCENARIOS, memoryDetails, SLOW_READER } from "./memory.ts";
import type { BenchOptions } from "./options.ts";
import type { PeerName } from "./peers.ts";

/** Microseconds a packet, rough and of one machine: good for minutes or hours, and for nothing else. */
const GENERATE = 0.5;
const OURS: Readonly<Record<DetailName, number>> = { flow: 0.6, phase: 1.2, segment: 4 };
const THEIRS: Readonly<Record<PeerName, number>> = {
  ...{ tcpdump: 0.2, "tcpdump-vv": 20, tcptrace: 1.5, tshark: 25, "tshark-conv": 10 },
  ...{ capinfos: 0.5, native: 0.1, cat: 0.5, gzip: 0.5 },
};
/** Seconds of what depends on no capture: the decoder alone, starts. */
const DECODE_ROW = 2;
const START_ROW = 10;
/** The output is read and hashed. */
const VERIFY = 1.5;

function packetsOf(options: CaptureOptions): number {
  return planCapture(options).packets;
}

function captureSeconds(name: CaptureName, rows: readonly Comparison[], options: BenchOptions): number {
  const packets = packetsOf(captureOptions(name, options));
  const runtimes = options.runtimes.length;
  const oursOnce = (wanted: readonly DetailName[]): number =>
    runtimes * wanted.reduce((sum, detail) => sum + (options.details.includes(detail) ? OURS[detail] : 0), 0);
  const all = DETAILS.filter((detail) => rows.some((row) => detailsOf(row).includes(detail)));
  const amid = rows.filter(({ pairing }) => pairing !== "beside");
  const amidDetails = DETAILS.filter((detail) => amid.some((row) => detailsOf(row).includes(detail)));
  const amidRounds = roundsFor(
    options.rounds,
    amid.some(({ aims }) => aims !== undefined),
  );
  let micros = packets * (GENERATE + VERIFY * oursOnce(all) + amidRounds * oursOnce(amidDetails));
  for (const row of rows) {
    const theirs = Math.min(packets, row.peerPackets ?? packets) * THEIRS[row.peer];
    if (row.pairing !== "beside") {
      micros += (1 + amidRounds) * theirs;
      continue;
    }
    const subjects = runtimes * detailsOf(row).filter((detail) => options.details.includes(detail)).length;
    micros += options.rounds * (packets * oursOnce(detailsOf(row)) + subjects * theirs);
  }
  return micros / 1e6;
}

/** Seconds. */
export function estimate(options: BenchOptions): number {
  const { rows, quick, rounds, seed } = options;
  const runtimes = options.runtimes.length;
  const wants = ({ name }: { readonly name: string }): boolean => rows.includes(name);
  const compared = COMPARISONS.filter((row) => rows.includes(rowName(row)));
  let seconds = 0;
  for (const name of new Set(compared.map(({ capture }) => capture))) {
    seconds += captureSeconds(
      name,
      compared.filter(({ capture }) => capture === name),
      options,
    );
  }
  for (const { capture, aim } of VARIANTS.filter(wants)) {
    const packets = packetsOf(captureOptions(capture, options));
    const runs = 2 * (VERIFY + roundsFor(rounds, aim !== undefined));
    seconds += (packets * (2 * GENERATE + runtimes * runs * OURS.flow)) / 1e6;
  }
  for (const { steps, detail } of GROWTH_SERIES.filter(wants)) {
    const packets = steps.reduce((sum, step) => sum + packetsOf({ ...sizeOfStep(step, quick), seed }), 0);
    seconds += (packets * (GENERATE + runtimes * (VERIFY + roundsFor(rounds, false)) * OURS[detail])) / 1e6;
  }
  for (const { full, quick: less } of MEMORY_SCENARIOS.filter(wants)) {
    const packets = options.packets ?? (quick ? less : full).packets;
    const ours = memoryDetails(options).reduce((sum, detail) => sum + OURS[detail], 0);
    seconds += (packets * runtimes * (VERIFY * ours + GENERATE)) / 1e6;
  }
  if (wants(SLOW_READER)) {
    const packets = options.packets ?? (quick ? SLOW_READER.quick : SLOW_READER.full).packets;
    seconds += (runtimes * packets * 300) / SLOW_READER.bytesPerSecond;
  }
  const count = (prefix: string): number => rows.filter((name) => name.startsWith(prefix)).length;
  return seconds + runtimes * count("decode/") * DECODE_ROW + count("start/") * START_ROW;
}
