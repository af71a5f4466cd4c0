/** Whole processes against other programs on the same captures. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { CaptureSummary } from "../generator/capture.ts";
import { type CaptureOptions, planCapture } from "../generator/plan.ts";
import type { ProfileName } from "../generator/profiles.ts";
import { COMPARISONS, type Comparison, type DetailName, SIZES } from "../measure/comparisons.ts";
import { keptFlows, memoryBound } from "../measure/memory.ts";
import { PEERS, pipedFrom } from "../measure/peers.ts";
import { type Command, type ProcessOutput, readOutput } from "../measure/process.ts";
import { measureRounds } from "../measure/rounds.ts";
import { findProgram, type Runtime } from "../measure/runtimes.ts";
import { assertTotals } from "../measure/totals.ts";
import type { Bench } from "./bench.ts";
import { generate } from "./generate.ts";

interface Capture {
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

export async function benchComparisons(bench: Bench): Promise<void> {
  const wanted = COMPARISONS.filter(({ name }) => bench.wants(name));
  for (const profile of new Set(wanted.map((comparison) => comparison.profile))) {
    const capture = await makeFile(bench, optionsOf(bench, profile), `${profile}.pcap`);
    if (capture === undefined) continue;
    const verified = await verify(bench, capture);
    for (const comparison of wanted) {
      if (comparison.profile === profile) await compare(bench, comparison, capture, verified);
    }
    rmSync(capture.file);
  }
}

function optionsOf({ options }: Bench, profile: ProfileName): CaptureOptions {
  const size = SIZES[profile]?.[options.quick ? "quick" : "full"];
  const packets = options.packets === undefined ? size : { packets: options.packets };
  return { profile, seed: options.seed, ...packets };
}

async function makeFile(bench: Bench, options: CaptureOptions, name: string): Promise<Capture | undefined> {
  const file = join(bench.folder, name);
  const summary = await bench.attempt(`generating ${name}`, () => generate(bench.root, options, file));
  return summary && { file, options, summary };
}

function analysis(runtime: Runtime, detail: DetailName, file: string): Command {
  return [...runtime.command("analyze.ts"), "--detail", detail, file];
}

/** Runs every runtime once, which warms the page cache too: totals as generated, and equal bytes on all. */
async function verify(bench: Bench, { file, summary, options }: Capture): Promise<Verified[]> {
  const verified: Verified[] = [];
  for (const detail of bench.options.details) {
    const digests = new Map<string, string>();
    for (const runtime of bench.runtimes) {
      const what = `${options.profile}: output of --detail ${detail} on ${runtime.name}`;
      const output = await bench.attempt(what, async () => {
        const found = await readOutput(analysis(runtime, detail, file));
        assertTotals(found.lastLine, summary);
        return found;
      });
      if (output === undefined) continue;
      verified.push({ runtime, detail, output });
      digests.set(output.sha256, runtime.name);
    }
    if (digests.size > 1) {
      bench.fail(`${options.profile}: --detail ${detail} differs on ${[...digests.values()].join(", ")}`);
      return [];
    }
  }
  return verified;
}

async function compare(
  bench: Bench,
  comparison: Comparison,
  capture: Capture,
  verified: readonly Verified[],
): Promise<void> {
  const { name, aims } = comparison;
  const peer = PEERS.find((one) => one.name === comparison.peer)!;
  const program = findProgram(bench.root, peer.name);
  if (program === undefined) {
    bench.leftOut.add(`${name}: ${peer.name} is not installed`);
    return;
  }
  if (verified.length === 0) return;
  const peerCapture = await captureOfPeer(bench, comparison, capture);
  if (peerCapture === undefined) return;
  const subjects = verified.map(({ runtime, detail }) =>
    comparison.stdin
      ? pipedFrom(capture.file, analysis(runtime, detail, "-"))
      : analysis(runtime, detail, capture.file),
  );
  const results = await bench.attempt(`${name}: ${bench.options.rounds} rounds`, async () => {
    if (comparison.stdin) await verifyPiped(subjects, verified, capture.summary);
    return measureRounds({
      subjects,
      peer: peer.command(program, peerCapture.file),
      peerOnce: comparison.peerOnce ?? false,
      peerShare: peerCapture.summary.packets / capture.summary.packets,
      rounds: bench.options.rounds,
    });
  });
  if (peerCapture !== capture) rmSync(peerCapture.file);
  const kept = keptFlows(planCapture(capture.options));
  for (const [i, { runtime, detail, output }] of verified.entries()) {
    const rounds = results?.[i];
    if (rounds === undefined) continue;
    bench.comparisons.push({
      name,
      runtime: runtime.name,
      detail,
      packets: capture.summary.packets,
      fileBytes: capture.summary.fileBytes,
      events: output.lines,
      outputBytes: output.bytes,
      aim: aims[detail],
      boundBytes: memoryBound(runtime.name, kept),
      rounds,
    });
  }
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

/** A smaller capture of the same profile for a peer that would need minutes. */
async function captureOfPeer(
  bench: Bench,
  { peerPackets }: Comparison,
  capture: Capture,
): Promise<Capture | undefined> {
  if (peerPackets === undefined || peerPackets >= capture.summary.packets) return capture;
  const { profile, seed } = capture.options;
  return makeFile(bench, { profile, seed, packets: peerPackets }, `${profile}-peer.pcap`);
}
