import { GeneratedCapture } from "../../bench/generator/capture.ts";
import type { CaptureOptions } from "../../bench/generator/plan.ts";

/** As much as the decoder's input memory takes at once. */
export const CHUNK_BYTES = 512 * 1024;

/** The capture in pieces of CHUNK_BYTES, the last one smaller. */
export function chunksOf(options: CaptureOptions): Uint8Array<ArrayBuffer>[] {
  const capture = new Uint8Array(
    Buffer.concat(Array.from(new GeneratedCapture(options), (chunk) => chunk.slice())),
  );
  const count = Math.ceil(capture.length / CHUNK_BYTES);
  return Array.from({ length: count }, (_, i) => capture.slice(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES));
}
