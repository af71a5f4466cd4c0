/** Analyzes an input in its two ways, and says what is wrong with what comes out. */
import { Analyzer, type SourceError } from "../../src/mod.ts";
import type { Run } from "../library/run.ts";
import { Dice } from "./dice.ts";
import type { Feed, Input } from "./generate.ts";
import type { InstancePool } from "./instances.ts";
import { checkRun, type Verdict } from "./output_check.ts";
import { putTogether } from "./parts.ts";

/**
 * Milliseconds that one analysis may take: so many, and so many for each KiB of input. What takes longer is tried
 * again, since the machine may have been busy; what takes longer three times is a failure.
 */
export const MILLISECONDS_PER_RUN = 1000;
export const MILLISECONDS_PER_KIB = 10;
const TRIES = 3;

/** A rule that an input broke. */
export class Failure extends Error {
  readonly rule: string;

  constructor(rule: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.rule = rule;
  }
}

export interface Checked extends Verdict {
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly errors: readonly SourceError[];
}

/**
 * Analyzes and checks an input.
 * @param pool where the analyzers get their WASM instances
 * @param isSample check all that can be checked, and with an instance that no other input had
 * @throws {Failure} if it breaks a rule
 */
export function runInput(input: Input, pool: InstancePool, isSample: boolean): Checked {
  const files = input.files.map(putTogether);
  const inputBytes = files.reduce((sum, { length }) => sum + length, 0);
  pool.enabled = true;
  const first = timed(files, input, 0, pool, inputBytes);
  pool.enabled = !isSample;
  const second = timed(files, input, 1, pool, inputBytes);
  pool.enabled = true;
  if (first.text !== second.text) throw new Failure("chunks", firstDifference(first.text, second.text));
  const errors = JSON.stringify(first.errors);
  if (errors !== JSON.stringify(second.errors)) throw new Failure("chunks", `other errors: ${errors}`);
  const { detail, events } = input.options;
  const isFull = detail === "segment" && events === undefined;
  let verdict: Verdict;
  try {
    verdict = checkRun(first, inputBytes, isFull, isSample);
  } catch (error) {
    throw new Failure("output", (error as Error).message, error);
  }
  return { ...verdict, inputBytes, outputBytes: first.text.length, errors: first.errors };
}

function timed(
  files: readonly Uint8Array[],
  input: Input,
  way: 0 | 1,
  pool: InstancePool,
  inputBytes: number,
): Run {
  const limit = MILLISECONDS_PER_RUN + (MILLISECONDS_PER_KIB * inputBytes) / 1024;
  let elapsed = 0;
  for (let i = 0; i < TRIES; i++) {
    const start = performance.now();
    const run = analyze(files, input, way, pool);
    elapsed = performance.now() - start;
    if (elapsed <= limit) return run;
  }
  throw new Failure("time", `${Math.round(elapsed)} ms for ${inputBytes} bytes, ${TRIES} times`);
}

function analyze(files: readonly Uint8Array[], input: Input, way: 0 | 1, pool: InstancePool): Run {
  const { chunkBytes, inputBytes } = input.feeds[way];
  const chunks = chunkBytes < 0 ? new Dice(input.chunkSeed, 0) : undefined;
  const errors: SourceError[] = [];
  try {
    const decoder = { inputBytes, hashSeed: input.hashSeeds[way] };
    const analyzer = new Analyzer(input.options, (error) => errors.push(error), decoder);
    const output = new Output(analyzer);
    const sizeOf = (bytes: Uint8Array): number => chunks?.between(1, 200) ?? (chunkBytes || bytes.length);
    if (input.isMerged) feedMerged(analyzer, files, sizeOf, output);
    else feedInTurn(analyzer, files, sizeOf, output);
    analyzer.end();
    analyzer.flush();
    output.drain();
    return { text: output.text, errors };
  } catch (error) {
    throw new Failure("exception", String((error as Error).stack ?? error), error);
  } finally {
    pool.release();
  }
}

type SizeOf = (bytes: Uint8Array) => number;

function feedInTurn(analyzer: Analyzer, files: readonly Uint8Array[], sizeOf: SizeOf, output: Output): void {
  files.forEach((bytes, index) => {
    analyzer.nextFile(`file ${index}`);
    for (let at = 0; at < bytes.length; ) {
      const size = sizeOf(bytes);
      analyzer.push(bytes.subarray(at, at + size));
      at += size;
      output.drain();
    }
  });
}

function feedMerged(analyzer: Analyzer, files: readonly Uint8Array[], sizeOf: SizeOf, output: Output): void {
  const places = files.map(() => 0);
  analyzer.mergeFiles(files.map((_, index) => ({ name: `file ${index}` })));
  for (let wanted = analyzer.wanted; wanted >= 0; wanted = analyzer.wanted) {
    const bytes = files[wanted]!;
    const at = places[wanted]!;
    if (at === bytes.length) analyzer.endFile();
    else {
      const room = analyzer.room();
      const part = bytes.subarray(at, at + Math.min(sizeOf(bytes), room.length));
      room.set(part);
      places[wanted] = at + part.length;
      analyzer.commit(part.length);
    }
    output.drain();
  }
}

/** What an analyzer prints. */
class Output {
  readonly #analyzer: Analyzer;
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true });
  text = "";

  constructor(analyzer: Analyzer) {
    this.#analyzer = analyzer;
  }

  /** Blocks are of whole lines, so each is UTF-8 by itself. */
  drain(): void {
    const analyzer = this.#analyzer;
    for (let block = analyzer.takeBlock(); block; block = analyzer.takeBlock()) {
      this.text += this.#utf8.decode(block);
      analyzer.recycle(block);
    }
  }
}

function firstDifference(one: string, other: string): string {
  const [lines, others] = [one.split("\n"), other.split("\n")];
  const at = lines.findIndex((line, i) => line !== others[i]);
  return `line ${at + 1} is\n  ${lines[at]}\nor\n  ${others[at]}`;
}

/** For the report of a failure. */
export function feedText({ chunkBytes, inputBytes }: Feed): string {
  const size = chunkBytes < 0 ? "random chunks" : chunkBytes === 0 ? "one chunk" : `chunks of ${chunkBytes}`;
  return `${size}, ${inputBytes} bytes of memory`;
}
