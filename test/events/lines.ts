/** What an encoder has written, as text. */

import type { NdjsonEncoder } from "../../src/events/mod.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** All output so far, flushed; the blocks are given back at once. */
export function textOf(encoder: NdjsonEncoder): string {
  encoder.flush();
  let text = "";
  for (let block = encoder.takeBlock(); block !== undefined; block = encoder.takeBlock()) {
    text += decoder.decode(block);
    encoder.recycle(block);
  }
  return text;
}
