/** Peak memory with very many connections; the captures go from the generator through a pipe. */
import type { CaptureSummary } from "../generator/capture.ts";
import { type CaptureOptions, planCapture } from "../generator/plan.ts";
import type { DetailName } from "../measure/comparisons.ts";
import {
  keptFlows,
  MEMORY_SCENARIOS,
  type MemoryScenario,
  memoryBound,
  memoryDetails,
} from "../measure/memory.ts";
import { readingFifo } from "../measure/peers.ts";
import { type ProcessOutput, readOutput } from "../measure/process.ts";
import type { Runtime } from "../measure/runtimes.ts";
import { assertTotals } from "../measure/totals.ts";
import type { Bench } from "./bench.ts";
import { throughFifo } from "./fifo.ts";

export async function benchMemory(bench: Bench): Promise<void> {
  for (const scenario of MEMORY_SCENARIOS) {
    if (!bench.wants(scenario.name)) continue;
    for (const detail of memoryDetails(bench.options)) {
      const digests = new Map<string, string>();
      for (const runtime of bench.runtimes) {
        const sha256 = await measure(bench, scenario, runtime, detail);
        if (sha256 !== undefined) digests.set(sha256, runtime.name);
      }
      if (digests.size > 1) {
        bench.fail(`${scenario.name}: --detail ${detail} differs on ${[...digests.values()].join(", ")}`);
      }
    }
  }
}

function optionsOf(
  { options }: Bench,
  { profile, meanGap, full, quick }: MemoryScenario,
): CaptureOptions & { readonly packets: number } {
  const size = options.quick ? quick : full;
  const packets = options.packets ?? size.packets;
  return { profile, seed: options.seed, meanGap, live: size.live, packets };
}

/** Returns the digest of the output. */
async function measure(
  bench: Bench,
  scenario: MemoryScenario,
  runtime: Runtime,
  detail: DetailName,
): Promise<string | undefined> {
  const options = optionsOf(bench, scenario);
  const what = `${scenario.name}: --detail ${detail} on ${runtime.name}`;
  const found = await bench.attempt(what, async () => {
    // throws for options of which the generator could make nothing: the pipe would never be opened
    const kept = keptFlows(planCapture(options));
    const tenth = { ...options, packets: Math.floor(options.packets / 10) };
    // with fewer connections at a time it would be no wonder
    const isFlat = scenario.isFlat && keptFlows(planCapture(tenth)) === kept;
    const short = isFlat ? await stream(bench, tenth, runtime, detail) : undefined;
    return { kept, short, ...(await stream(bench, options, runtime, detail)) };
  });
  if (found === undefined) return undefined;
  const { output, summary, kept, short } = found;
  bench.memory.push({
    name: scenario.name,
    runtime: runtime.name,
    detail,
    packets: summary.packets,
    fileBytes: summary.fileBytes,
    shortPeakBytes: short && Math.max(short.output.cost.peakBytes, short.output.cost.floorBytes),
    flows: summary.flows,
    kept,
    events: output.lines,
    outputBytes: output.bytes,
    boundBytes: memoryBound(runtime.name, kept),
    cost: output.cost,
  });
  return output.sha256;
}

/** Through a named pipe, so that the analyzer is a process whose memory can be told from the generator's. */
async function stream(
  bench: Bench,
  options: CaptureOptions,
  runtime: Runtime,
  detail: DetailName,
): Promise<{ output: ProcessOutput; summary: CaptureSummary }> {
  const { result, summary } = await throughFifo(bench, options, (fifo) =>
    readOutput(readingFifo(fifo, [...runtime.command("analyze.ts"), "--detail", detail, "-"])),
  );
  assertTotals(result.lastLine, summary);
  return { output: result, summary };
}
