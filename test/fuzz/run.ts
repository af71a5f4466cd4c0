/**
 * Analyzes mutated captures by the million and checks what comes out.
 *
 *     bun test/fuzz/run.ts [--inputs N] [--seed S] [--seconds T] [--from NUMBER] [--only NUMBER] [--write DIR]
 *                          [--corpus DIR ...] [--quick] [--shrink]
 *
 * Inputs are made from sound captures of every kind, and from those in `--corpus`. As long as these are the same, the
 * seed and its number make an input again: `--only` does, tells its story, with `--shrink` looks for a smaller one, and
 * with `--write` puts its files into a folder; so do failures of a whole run. `--quick` is 20,000 inputs.
 *
 * Exit status: 0 if no rule was broken, 1 if one was, or fewer than half of the inputs had TCP, or memory grew;
 * 2 for wrong usage.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { corpus, type SeedGroup } from "./corpus/corpus.ts";
import { fuzz, type Summary } from "./fuzz.ts";
import { generate, type Input } from "./generate.ts";
import { InstancePool } from "./instances.ts";
import { putTogether } from "./parts.ts";
import { isGood, progressLine, report } from "./report.ts";
import { type Failure, feedText } from "./run_input.ts";
import { brokenRule, shrink } from "./shrink.ts";
import { Heartbeat } from "./watchdog.ts";

const DEFAULT_INPUTS = 1_000_000;
const QUICK_INPUTS = 20_000;
const MAX_FAILURES = 20;
const PROGRESS_MS = 10_000;

interface Settings {
  readonly groups: readonly SeedGroup[];
  readonly seed: number;
  readonly from: number;
  readonly inputs: number;
  readonly seconds: number | undefined;
  readonly only: number | undefined;
  readonly shrink: boolean;
  /** Where failing inputs are written to. */
  readonly write: string | undefined;
}

function readSettings(): Settings {
  const { values } = parseArgs({
    options: {
      inputs: { type: "string" },
      seed: { type: "string" },
      seconds: { type: "string" },
      from: { type: "string" },
      only: { type: "string" },
      write: { type: "string" },
      corpus: { type: "string", multiple: true },
      quick: { type: "boolean" },
      shrink: { type: "boolean" },
    },
  });
  const number = (name: "inputs" | "seed" | "seconds" | "from" | "only"): number | undefined => {
    const text = values[name];
    if (text === undefined) return undefined;
    if (!/^\d+$/.test(text)) throw new TypeError(`--${name} takes a whole number, not "${text}"`);
    return Number(text);
  };
  return {
    groups: corpus(values.corpus),
    seed: number("seed") ?? 1,
    from: number("from") ?? 0,
    inputs: number("inputs") ?? (values.quick ? QUICK_INPUTS : DEFAULT_INPUTS),
    seconds: number("seconds"),
    only: number("only"),
    shrink: values.shrink ?? false,
    write: values.write,
  };
}

function printStory({ story, options, feeds, isMerged }: Input): void {
  console.log(story.map((step) => `  ${step}`).join("\n"));
  console.log(`  options ${JSON.stringify(options)}${isMerged ? ", merged" : ""}`);
  console.log(`  ${feeds.map(feedText).join("; ")}`);
}

function writeFiles(folder: string, seed: number, { number, files }: Input): void {
  mkdirSync(folder, { recursive: true });
  for (const [i, parts] of files.entries()) {
    const path = join(folder, `fuzz_${seed}_${number}${files.length > 1 ? `_${i}` : ""}.bin`);
    writeFileSync(path, putTogether(parts));
    console.log(`  written to ${path}`);
  }
}

/** One input alone; true if it breaks no rule. */
function runOne(settings: Settings, number: number): boolean {
  const { groups, seed, write } = settings;
  const pool = new InstancePool();
  pool.install();
  let input = generate(groups, seed, number);
  console.log(`seed ${seed}, input ${number}`);
  printStory(input);
  const failure = brokenRule(input, pool);
  console.log(failure ? `${failure.rule}: ${failure.message}` : "breaks no rule");
  if (failure && settings.shrink) {
    input = shrink(input, failure.rule, pool);
    console.log(`smaller: ${brokenRule(input, pool)?.message}`);
    for (const parts of input.files) console.log(`  ${Buffer.from(putTogether(parts)).toString("hex")}`);
  }
  if (write !== undefined) writeFiles(write, seed, input);
  return failure === undefined;
}

async function runAll(settings: Settings): Promise<boolean> {
  const { groups, seed, write } = settings;
  const heartbeat = new Heartbeat(`seed ${seed}, input `);
  let printed = performance.now();
  const summary = fuzz({
    ...settings,
    maxFailures: MAX_FAILURES,
    onInput(number: number, so_far: Summary) {
      heartbeat.beat(number);
      if (performance.now() - printed < PROGRESS_MS) return;
      printed = performance.now();
      console.error(progressLine(so_far));
    },
    onFailure(number: number, failure: Failure) {
      const input = generate(groups, seed, number);
      console.log(`seed ${seed}, input ${number}: ${failure.rule}: ${failure.message}`);
      printStory(input);
      if (write !== undefined) writeFiles(write, seed, input);
    },
  });
  await heartbeat.stop();
  console.log(report(summary, settings));
  return isGood(summary);
}

async function main(): Promise<number> {
  let settings: Settings;
  try {
    settings = readSettings();
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
  const { only } = settings;
  const good = only === undefined ? await runAll(settings) : runOne(settings, only);
  return good ? 0 : 1;
}

process.exitCode = await main();
