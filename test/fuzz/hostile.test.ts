/** Work and memory stay in proportion to the input, whatever that is. */
import { expect, test, vi } from "vitest";
import { Analyzer, type PhaseEvent } from "../../src/mod.ts";
import { HOSTILE } from "./hostile.ts";

vi.setConfig({ testTimeout: 120_000 });

/** Sound input of that size takes a tenth of a second. Work that grows with its square takes minutes. */
const TIME_LIMIT_MS = 60_000;
/** MiB that the process may grow by: an analyzer's tables, and what the collector has not come to yet. */
const MEMORY_LIMIT = 400;
/** Bytes of output for each byte of input, and for the run. */
const OUTPUT_PER_BYTE = 64;
const OUTPUT_PER_RUN = 16_384;
const CHUNK_BYTES = 65_536;
const MIB = 2 ** 20;

interface Outcome {
  readonly milliseconds: number;
  readonly mebibytes: number;
  readonly outputBytes: number;
  readonly last: string;
}

function run(bytes: Uint8Array): Outcome {
  const before = process.memoryUsage().rss;
  let peak = before;
  let outputBytes = 0;
  let last: Uint8Array = new Uint8Array(0);
  const start = performance.now();
  const analyzer = new Analyzer({ maxFlows: 5000 });
  const drain = (): void => {
    for (let block = analyzer.takeBlock(); block; block = analyzer.takeBlock()) {
      outputBytes += block.length;
      last = block.slice();
      analyzer.recycle(block);
    }
  };
  analyzer.nextFile("-");
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    analyzer.push(bytes.subarray(at, at + CHUNK_BYTES));
    drain();
    peak = Math.max(peak, process.memoryUsage().rss);
  }
  analyzer.end();
  analyzer.flush();
  drain();
  const milliseconds = performance.now() - start;
  peak = Math.max(peak, process.memoryUsage().rss);
  const lines = new TextDecoder().decode(last).trimEnd().split("\n");
  return { milliseconds, mebibytes: (peak - before) / MIB, outputBytes, last: lines.at(-1)! };
}

test.each(HOSTILE)("$name", ({ make }) => {
  const bytes = make();
  const { milliseconds, mebibytes, outputBytes, last } = run(bytes);
  const end: PhaseEvent = JSON.parse(last);
  expect(end.event).toBe("capture_end");
  expect(milliseconds).toBeLessThan(TIME_LIMIT_MS);
  expect(mebibytes).toBeLessThan(MEMORY_LIMIT);
  expect(outputBytes).toBeLessThan(OUTPUT_PER_RUN + OUTPUT_PER_BYTE * bytes.length);
});
