import { ByteReader } from "../../../src/cli/decompression/byte_reader.ts";
import type { Input } from "../../../src/cli/platform.ts";
import { concat } from "../../support/capture_builder.ts";

/** A reader of `bytes` that come in chunks of so many. */
export function readerOf(bytes: Uint8Array, chunk = 2 ** 20): ByteReader {
  let at = 0;
  const input: Input = {
    regular: true,
    read(view) {
      const part = bytes.subarray(at, at + Math.min(chunk, view.length));
      view.set(part);
      at += part.length;
      return part.length;
    },
    close() {},
  };
  return new ByteReader(input);
}

/** What came out, and what it ended with. */
export interface Decompressed {
  readonly bytes: Uint8Array;
  readonly error: unknown;
}

export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Decompressed> {
  const parts: Uint8Array[] = [];
  let error: unknown;
  try {
    for await (const chunk of chunks) parts.push(chunk.slice());
  } catch (thrown) {
    error = thrown;
  }
  return { bytes: concat(...parts), error };
}

/** Repeatable numbers from 0 to 1. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Data of different kinds: incompressible, skewed, repeating near and far, texts, none. */
export function sampleData(): Map<string, Uint8Array> {
  const random = seeded(7);
  const bytes = (length: number, next: (i: number) => number) =>
    Uint8Array.from({ length }, (_, i) => next(i));
  const noise = bytes(70_000, () => random() * 256);
  const words = ["seq", "ack", "window", "payload", "retransmission", " ", "\n", "0x1f"];
  const text = Array.from({ length: 40_000 }, () => words[Math.floor(random() * words.length)]).join("");
  const shifted = concat(...Array.from({ length: 5 }, (_, i) => noise.map((byte) => byte ^ i)));
  return new Map([
    ["nothing", new Uint8Array(0)],
    ["a byte", Uint8Array.of(200)],
    ["few bytes", bytes(17, (i) => i * 3)],
    ["noise", noise],
    ["zeros", new Uint8Array(500_000)],
    ["skewed", bytes(200_000, () => -Math.log(random() + 1e-9) * 8)],
    ["two symbols", bytes(150_000, () => (random() < 0.9 ? 65 : 66))],
    ["text", new TextEncoder().encode(text)],
    ["far repeats", concat(noise, shifted, noise, noise.subarray(3))],
    ["a sequence", bytes(300_000, (i) => (i * i) >> 8)],
  ]);
}
