/** The loop: inputs by number, what they reach, and which break a rule. */
import type { SeedGroup } from "./corpus/corpus.ts";
import { generate } from "./generate.ts";
import { InstancePool } from "./instances.ts";
import { MemoryWatch } from "./memory.ts";
import { type Checked, Failure, runInput } from "./run_input.ts";

export interface FuzzOptions {
  readonly groups: readonly SeedGroup[];
  readonly seed: number;
  /** The first number, and how many. */
  readonly from: number;
  readonly inputs: number;
  /** Ends the run early; default never. */
  readonly seconds?: number;
  /** Failures after which it ends. */
  readonly maxFailures: number;
  readonly onFailure?: (number: number, failure: Failure) => void;
  /** Called before each input. */
  readonly onInput?: (number: number, summary: Summary) => void;
}

/** Every so many-th input is checked in every way there is. */
const SAMPLE_STEP = 250;

/** What a run did so far. */
export class Summary {
  inputs = 0;
  /** Inputs with at least one TCP segment. */
  reachedTcp = 0;
  packets = 0;
  segments = 0;
  inputBytes = 0;
  outputBytes = 0;
  /** Inputs with each kind of error, and those with none. */
  readonly errors = new Map<string, number>();
  readonly events = new Map<string, number>();
  readonly undecoded = new Map<string, number>();
  readonly failures = new Map<string, number>();
  readonly memory = new MemoryWatch();
  readonly #start = performance.now();

  get seconds(): number {
    return (performance.now() - this.#start) / 1000;
  }

  get failed(): number {
    return [...this.failures.values()].reduce((sum, n) => sum + n, 0);
  }

  add({ counts, end, errors, inputBytes, outputBytes }: Checked): void {
    if (end.tcp_segments + end.copies > 0) this.reachedTcp++;
    this.packets += end.packets;
    this.segments += end.tcp_segments + end.copies;
    this.inputBytes += inputBytes;
    this.outputBytes += outputBytes;
    for (const [kind, n] of counts) addTo(this.events, kind, n);
    for (const { reason, n } of end.undecoded) addTo(this.undecoded, reason, n);
    for (const kind of errors.length > 0 ? new Set(errors.map((error) => error.kind)) : ["none"]) {
      addTo(this.errors, kind, 1);
    }
  }
}

function addTo(counts: Map<string, number>, key: string, n: number): void {
  counts.set(key, (counts.get(key) ?? 0) + n);
}

/** Runs inputs until there are no more, the time is over, or too much is wrong. */
export function fuzz(options: FuzzOptions): Summary {
  const { groups, seed, from, inputs, seconds = Number.POSITIVE_INFINITY, maxFailures } = options;
  const pool = new InstancePool();
  const summary = new Summary();
  pool.install();
  try {
    for (let number = from; number < from + inputs; number++) {
      if (summary.failed >= maxFailures || summary.seconds > seconds) break;
      options.onInput?.(number, summary);
      const input = generate(groups, seed, number);
      summary.inputs++;
      try {
        summary.add(runInput(input, pool, number % SAMPLE_STEP === 0));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        addTo(summary.failures, error.rule, 1);
        options.onFailure?.(number, error);
      }
      summary.memory.look(summary.inputs);
    }
  } finally {
    pool.uninstall();
  }
  return summary;
}
