import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { CaptureSummary } from "../generator/capture.ts";
import type { CaptureOptions } from "../generator/plan.ts";
import type { Bench } from "./bench.ts";
import { generate } from "./generate.ts";

/** Has a capture generated into a named pipe, which `read` reads; `endedAt`: when the generator did, as Date.now(). */
export async function throughFifo<T>(
  bench: Bench,
  options: CaptureOptions,
  read: (fifo: string) => Promise<T>,
): Promise<{ result: T; summary: CaptureSummary; endedAt: number }> {
  const fifo = join(bench.folder, "capture.fifo");
  execFileSync("mkfifo", [fifo]);
  const stop = new AbortController();
  try {
    const generated = generate(bench.root, options, fifo, stop.signal).then((summary) => ({
      summary,
      endedAt: Date.now(),
    }));
    // its failure closes the pipe, and the totals are wrong then
    generated.catch(() => {});
    const result = await read(fifo);
    return { result, ...(await generated) };
  } finally {
    // a generator whose pipe nobody reads would wait for ever
    stop.abort();
    rmSync(fifo);
  }
}
