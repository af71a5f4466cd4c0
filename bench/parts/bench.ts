import { stripVTControlCharacters } from "node:util";
import type { DecodeResult } from "../measure/decode_result.ts";
import type { BenchOptions } from "../measure/options.ts";
import type { Runtime } from "../measure/runtimes.ts";
import type { ComparisonRow } from "../report/comparison_table.ts";
import type { GrowthRow } from "../report/growth_table.ts";
import type { MemoryRow } from "../report/memory_table.ts";
import type { SlowReaderRow } from "../report/slow_reader_table.ts";
import type { StartupRow } from "../report/startup_table.ts";

const FAILURE_LINES = 6;

/** What one run of the benchmark works with, and what it has found so far. */
export class Bench {
  readonly decodes: {
    readonly runtime: string;
    readonly decode: DecodeResult;
    readonly aim: number | undefined;
  }[] = [];
  readonly comparisons: ComparisonRow[] = [];
  readonly startups: StartupRow[] = [];
  readonly growth: GrowthRow[] = [];
  readonly memory: MemoryRow[] = [];
  readonly slowReaders: SlowReaderRow[] = [];
  readonly leftOut = new Set<string>();
  readonly failures: string[] = [];
  /** What programs told that was as generated: their names, and packets, connections or checksums. */
  readonly agreed = new Map<string, readonly string[]>();
  readonly options: BenchOptions;
  /** Root of the project. */
  readonly root: string;
  /** For captures; emptied at the end. */
  readonly folder: string;
  readonly runtimes: readonly Runtime[];
  readonly #startedAt = performance.now();

  constructor(options: BenchOptions, root: string, folder: string, runtimes: readonly Runtime[]) {
    this.options = options;
    this.root = root;
    this.folder = folder;
    this.runtimes = runtimes;
  }

  /** Tells what goes on, with the minutes since the start. */
  say(what: string): void {
    console.error(`${((performance.now() - this.#startedAt) / 60_000).toFixed(1).padStart(5)} min  ${what}`);
  }

  wants(row: string): boolean {
    return this.options.rows.includes(row);
  }

  /** Notes a failure of one measurement, so that the run goes on with the next. */
  async attempt<T>(what: string, measure: () => T | Promise<T>): Promise<T | undefined> {
    this.say(what);
    try {
      return await measure();
    } catch (error) {
      this.fail(`${what}: ${error instanceof Error ? error.message : error}`);
      return undefined;
    }
  }

  /** Keeps the start of the text, without the colours of the runtime that printed it. */
  fail(text: string): void {
    const lines = stripVTControlCharacters(text).trim().split("\n");
    this.failures.push(lines.slice(0, FAILURE_LINES).join("\n    "));
  }
}
