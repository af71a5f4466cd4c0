/**
 * What each stage costs, in one process, by differences of whole passes over the same capture: reading alone, with the
 * decoder, with the tracker whose events go nowhere, with the encoder, with writing to /dev/null. So the product needs
 * no timers. run_stages.ts runs this on each runtime.
 */
import { closeSync, openSync } from "node:fs";
import { parseArgs } from "node:util";
import { DETAILS } from "./measure/comparisons.ts";
import { parseCount } from "./measure/count.ts";
import { passesOf, STAGES, type StagesResult } from "./measure/stages.ts";
import { spread } from "./measure/statistics.ts";

const USAGE = "usage: stages.ts FILE [--detail phase] [--passes 9]; prints JSON";
const WARM_UP_PASSES = 2;

function measure(file: string, detail: (typeof DETAILS)[number], passes: number): StagesResult {
  const [input, output] = [openSync(file, "r"), openSync("/dev/null", "w")];
  const runs = passesOf(input, output, detail);
  const times = STAGES.map((): number[] => []);
  let facts = { packets: 0, events: 0, inputBytes: 0, outputBytes: 0 };
  // no garbage is collected between passes: V8 would forget what it optimized for
  // by turns: a machine that is busier for a while slows neighbours alike
  for (let round = -WARM_UP_PASSES; round < passes; round++) {
    for (const [i, run] of runs.entries()) {
      const pass = run();
      facts = { ...facts, ...pass.facts };
      if (round >= 0) times[i]!.push(pass.milliseconds);
    }
  }
  closeSync(input);
  closeSync(output);
  const nanoseconds = STAGES.map((_, i) =>
    spread(times[i]!.map((time, round) => 1e6 * (time - (i === 0 ? 0 : times[i - 1]![round]!)))),
  );
  return { ...facts, nanoseconds, total: spread(times.at(-1)!.map((time) => 1e6 * time)) };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    detail: { type: "string", default: "phase" },
    passes: { type: "string", default: "9" },
    help: { type: "boolean", default: false },
  },
});
const detail = DETAILS.find((name) => name === values.detail);
if (values.help || positionals.length !== 1 || detail === undefined) console.log(USAGE);
else console.log(JSON.stringify(measure(positionals[0]!, detail, parseCount(values.passes))));
