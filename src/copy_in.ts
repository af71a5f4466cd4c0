/**
 * Chunks of any size into the decoder's input memory.
 */
import type { Decoder } from "./capture/decoder.ts";

/**
 * Copies a chunk piece by piece, and stops behind each for the caller to read the decoder out.
 * @throws {TypeError} if the chunk is no Uint8Array
 */
export function* copyIn(decoder: Decoder, chunk: Uint8Array): Generator<void, void> {
  if (!(chunk instanceof Uint8Array)) {
    const kind = Object.prototype.toString.call(chunk).slice(8, -1);
    throw new TypeError(`Cannot take the chunk: expected a Uint8Array, got ${kind}`);
  }
  for (let at = 0; at < chunk.length; ) {
    const room = decoder.room();
    const part = chunk.subarray(at, at + room.length);
    room.set(part);
    at += part.length;
    decoder.commit(part.length);
    yield;
  }
}
