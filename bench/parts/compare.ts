/** Whole processes against other programs on the same captures. */
import { execFileSync } from "node:child_process";
import { closeSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { CaptureSummary } from "../generator/capture.ts";
import { type CaptureOptions, planCapture } from "../generator/plan.ts";
import { type CaptureName, captureOptions } from "../measure/captures.ts";
import {
  COMPARISONS,
  type Comparison,
  DETAILS,
  type DetailName,
  detailsOf,
  roundsFor,
  rowName,
} from "../measure/comparisons.ts";
import { keptFlows, memoryBound } from "../measure/memory.ts";
import { pipedFrom } from "../measure/peers.ts";
import { type Command, type ProcessOutput, readOutput } from "../measure/process.ts";
import { measureAmid, measureBeside, type RoundsResult } from "../measure/rounds.ts";
import { hasAims, type Runtime } from "../measure/runtimes.ts";
import { assertTotals } from "../measure/totals.ts";
import type { Bench } from "./bench.ts";
import { generate } from "./generate.ts";
import { askCounts, findPeer } from "./peers.ts";

interface Capture {
  readonly name: CaptureName;
  readonly file: string;
  readonly options: CaptureOptions;
  readonly summary: CaptureSummary;
}

/** The analyzer on one runtime, whose output was found right. */
interface Verified {
  readonly runtime: Runtime;
  readonly detail: DetailName;
  readonly output: ProcessOutput;
}

/** A row that can be measured: its peer is there and counts what was made. */
interface Ready {
  readonly comparison: Comparison;
  readonly peer: Command;
  /** Packets of the peer's capture over those of the subjects'. */
  readonly share: number;
}

export async function benchComparisons(bench: Bench): Promise<void> {
  const wanted = COMPARISONS.filter((comparison) => bench.wants(rowName(comparison)));
  for (const name of new Set(wanted.map(({ capture }) => capture))) {
    const rows = wanted.filter(({ capture }) => capture === name);
    if (name.endsWith("-gz") && findPeer(bench, "gzip") === undefined) {
      for (const row of rows) bench.leftOut.add(`${rowName(row)}: gzip is not there`);
      continue;
    }
    const capture = await makeFile(bench, name, captureOptions(name, bench.options));
    if (capture === undefined) continue;
    await benchCapture(bench, capture, rows);
    rmSync(capture.file, { force: true });
  }
}

async function benchCapture(bench: Bench, capture: Capture, rows: readonly Comparison[]): Promise<void> {
  const details = DETAILS.filter(
    (detail) => bench.options.details.includes(detail) && rows.some((row) => detailsOf(row).includes(detail)),
  );
  const verified = await verify(bench, capture, details);
  const smaller = new Map<number, Capture>();
  const ready: Ready[] = [];
  for (const comparison of rows) {
    const one = await prepare(bench, comparison, capture, smaller);
    if (one) ready.push(one);
  }
  for (const row of ready) {
    if (row.comparison.pairing === "beside") await compareBeside(bench, row, capture, verified);
  }
  const amid = ready.filter(({ comparison }) => comparison.pairing !== "beside");
  if (amid.length > 0) await compareAmid(bench, amid, capture, verified);
  for (const { file } of smaller.values()) rmSync(file);
}

async function makeFile(
  bench: Bench,
  name: CaptureName,
  options: CaptureOptions,
): Promise<Capture | undefined> {
  const packets = options.packets === undefined ? "" : `-${options.packets}`;
  const file = join(bench.folder, `${name}${packets}.${options.container ?? "pcap"}`);
  const summary = await bench.attempt(`generating ${name}`, async () => {
    const made = await generate(bench.root, options, file);
    if (name.endsWith("-gz")) compress(file);
    return made;
  });
  return summary && { name, file: name.endsWith("-gz") ? `${file}.gz` : file, options, summary };
}

/** Puts FILE.gz in the place of FILE. */
function compress(file: string): void {
  const target = openSync(`${file}.gz`, "w");
  execFileSync("gzip", ["-1", "-c", file], { stdio: ["ignore", target, "inherit"] });
  closeSync(target);
  rmSync(file);
}

function analysis(runtime: Runtime, detail: DetailName, file: string): Command {
  return [...runtime.command("analyze.ts"), "--detail", detail, file];
}

/** Runs every runtime once, which warms the page cache too: totals as generated, and equal bytes on all. */
async function verify(
  bench: Bench,
  { name, file, summary }: Capture,
  details: readonly DetailName[],
): Promise<Verified[]> {
  const verified: Verified[] = [];
  for (const detail of details) {
    const digests = new Map<string, string>();
    for (const runtime of bench.runtimes) {
      const output = await bench.attempt(
        `${name}: output of --detail ${detail} on ${runtime.name}`,
        async () => {
          const found = await readOutput(analysis(runtime, detail, file));
          assertTotals(found.lastLine, summary);
          return found;
        },
      );
      if (output === undefined) continue;
      verified.push({ runtime, detail, output });
      digests.set(output.sha256, runtime.name);
    }
    if (digests.size > 1) {
      bench.fail(`${name}: --detail ${detail} differs on ${[...digests.values()].join(", ")}`);
      return [];
    }
  }
  return verified;
}

async function prepare(
  bench: Bench,
  comparison: Comparison,
  capture: Capture,
  smaller: Map<number, Capture>,
): Promise<Ready | undefined> {
  const found = findPeer(bench, comparison.peer);
  if (found === undefined) {
    bench.leftOut.add(`${rowName(comparison)}: ${comparison.peer} is not there`);
    return undefined;
  }
  const own = await captureOfPeer(bench, comparison, capture, smaller);
  if (own === undefined || !(await askCounts(bench, found, rowName(comparison), own))) return undefined;
  return {
    comparison,
    peer: found.peer.command(found.program, own.file),
    share: own.summary.packets / capture.summary.packets,
  };
}

/** A smaller capture of the same kind for a peer that would need minutes. */
async function captureOfPeer(
  bench: Bench,
  { peerPackets }: Comparison,
  capture: Capture,
  smaller: Map<number, Capture>,
): Promise<Capture | undefined> {
  if (peerPackets === undefined || peerPackets >= capture.summary.packets) return capture;
  const made = smaller.get(peerPackets);
  if (made) return made;
  const { bytes: _, ...options } = capture.options;
  const fresh = await makeFile(bench, capture.name, { ...options, packets: peerPackets });
  if (fresh) smaller.set(peerPackets, fresh);
  return fresh;
}

function subjectsOf({ comparison }: Ready, verified: readonly Verified[]): readonly Verified[] {
  return verified.filter(({ detail }) => detailsOf(comparison).includes(detail));
}

async function compareBeside(
  bench: Bench,
  row: Ready,
  capture: Capture,
  verified: readonly Verified[],
): Promise<void> {
  const { rounds } = bench.options;
  const subjects = subjectsOf(row, verified);
  const isPiped = row.comparison.input === "pipe";
  const commands = subjects.map(({ runtime, detail }) =>
    isPiped
      ? pipedFrom(capture.file, analysis(runtime, detail, "-"))
      : analysis(runtime, detail, capture.file),
  );
  const results = await bench.attempt(`${rowName(row.comparison)}: ${rounds} rounds`, async () => {
    if (isPiped) await verifyPiped(commands, subjects, capture.summary);
    return measureBeside(commands, row.peer, rounds);
  });
  for (const [i, result] of results?.entries() ?? []) report(bench, row, capture, subjects[i]!, result);
}

async function compareAmid(
  bench: Bench,
  rows: readonly Ready[],
  capture: Capture,
  verified: readonly Verified[],
): Promise<void> {
  const rounds = roundsFor(
    bench.options.rounds,
    rows.some(({ comparison }) => comparison.aims !== undefined),
  );
  const subjects = verified.filter((one) => rows.some((row) => subjectsOf(row, [one]).length > 0));
  const commands = subjects.map(({ runtime, detail }) => analysis(runtime, detail, capture.file));
  const peers = rows.map(({ peer, share }) => ({ command: peer, share }));
  const names = rows.map(({ comparison }) => comparison.peer).join(", ");
  const results = await bench.attempt(`${capture.name}/{${names}}: ${rounds} rounds`, () =>
    measureAmid(commands, peers, rounds),
  );
  for (const [k, ofPeer] of results?.entries() ?? []) {
    for (const [i, result] of ofPeer.entries()) {
      const [subject] = subjectsOf(rows[k]!, [subjects[i]!]);
      if (subject) report(bench, rows[k]!, capture, subject, result);
    }
  }
}

function report(
  bench: Bench,
  { comparison, share }: Ready,
  { options, summary }: Capture,
  { runtime, detail, output }: Verified,
  result: RoundsResult,
): void {
  bench.comparisons.push({
    name: rowName(comparison),
    subject: comparison.input === "pipe" ? rowName(comparison) : comparison.capture,
    runtime: runtime.name,
    detail,
    packets: summary.packets,
    fileBytes: summary.fileBytes,
    events: output.lines,
    outputBytes: output.bytes,
    aim: hasAims(runtime.name) ? comparison.aims?.[detail] : undefined,
    boundBytes: memoryBound(runtime.name, keptFlows(planCapture(options))),
    peerPackets: Math.round(share * summary.packets),
    ...result,
  });
}

/** The bytes differ from those for the file in its name alone: the lines are as many, the totals as generated. */
async function verifyPiped(
  subjects: readonly Command[],
  verified: readonly Verified[],
  summary: CaptureSummary,
): Promise<void> {
  for (const [i, command] of subjects.entries()) {
    const piped = await readOutput(command);
    assertTotals(piped.lastLine, summary);
    const { lines } = verified[i]!.output;
    if (piped.lines !== lines) throw new Error(`${piped.lines} lines through a pipe, ${lines} from the file`);
  }
}
