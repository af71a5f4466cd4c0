/** Runs the analyzer in this process: a fraction of what a process a capture takes. */

import { type AnalyzeOptions, Analyzer } from "../../src/mod.ts";
import { decompress } from "./decompress.ts";

/** Bytes given at a time, so that what one piece gives is taken before the next. */
const PIECE = 2 ** 20;

/** The NDJSON that the analyzer gives for one file, compressed or not; throws what the analyzer throws. */
export function analyzeBytes(name: string, stored: Uint8Array, options: AnalyzeOptions): string {
  const bytes = decompress(stored);
  const analyzer = new Analyzer(options);
  const decoder = new TextDecoder();
  const parts: string[] = [];
  const take = (): void => {
    for (let block = analyzer.takeBlock(); block; block = analyzer.takeBlock()) {
      parts.push(decoder.decode(block, { stream: true }));
      analyzer.recycle(block);
    }
  };
  analyzer.nextFile(name);
  for (let at = 0; at < bytes.length && analyzer.wantsInput; at += PIECE) {
    analyzer.push(bytes.subarray(at, at + PIECE));
    take();
  }
  analyzer.end();
  analyzer.flush();
  take();
  return parts.join("");
}
