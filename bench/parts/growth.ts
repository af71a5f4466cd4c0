/** How time, memory and output grow with packets, flows and events. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { CaptureSummary } from "../generator/capture.ts";
import { roundsFor } from "../measure/comparisons.ts";
import { GROWTH_SERIES, type GrowthSeries, sizeOfStep } from "../measure/growth.ts";
import {
  type Command,
  type ProcessCost,
  type ProcessOutput,
  readOutput,
  summarizeCosts,
  timeProcess,
} from "../measure/process.ts";
import type { Runtime } from "../measure/runtimes.ts";
import { assertTotals } from "../measure/totals.ts";
import type { Bench } from "./bench.ts";
import { generate } from "./generate.ts";

interface Step {
  readonly label: string;
  readonly file: string;
  readonly summary: CaptureSummary;
}

interface Run {
  readonly step: Step;
  readonly runtime: Runtime;
  readonly command: Command;
  readonly output: ProcessOutput;
  readonly costs: ProcessCost[];
}

export async function benchGrowth(bench: Bench): Promise<void> {
  for (const series of GROWTH_SERIES.filter(({ name }) => bench.wants(name))) {
    const files: string[] = [];
    const rounds = roundsFor(bench.options.rounds, false);
    await bench.attempt(`${series.name}: ${rounds} rounds`, () => measure(bench, series, files, rounds));
    for (const file of files) rmSync(file, { force: true });
  }
}

async function measure(bench: Bench, series: GrowthSeries, files: string[], rounds: number): Promise<void> {
  const steps: Step[] = [];
  for (const whole of series.steps) {
    const shape = sizeOfStep(whole, bench.options.quick);
    const file = join(bench.folder, `growth-${files.length}.pcap`);
    files.push(file);
    const options = { ...shape, seed: bench.options.seed };
    steps.push({ label: series.label(shape), file, summary: await generate(bench.root, options, file) });
  }
  const runs: Run[] = [];
  for (const runtime of bench.runtimes) {
    for (const step of steps) {
      const command: Command = [...runtime.command("analyze.ts"), "--detail", series.detail, step.file];
      const output = await readOutput(command);
      assertTotals(output.lastLine, step.summary);
      runs.push({ step, runtime, command, output, costs: [] });
    }
  }
  // by turns, so that a machine that is busier for a while slows all steps
  for (let round = 0; round < rounds; round++) {
    for (const { command, costs } of runs) costs.push(timeProcess(command));
  }
  for (const { step, runtime, output, costs } of runs) {
    bench.growth.push({
      name: series.name,
      runtime: runtime.name,
      detail: series.detail,
      step: step.label,
      packets: step.summary.packets,
      flows: step.summary.flows,
      events: output.lines,
      outputBytes: output.bytes,
      cost: summarizeCosts(costs),
    });
  }
}
