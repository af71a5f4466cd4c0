import { expect, test } from "vitest";
import { Xxh64 } from "../../../src/cli/decompression/zstd/xxh64.ts";
import { seeded } from "./input_of.ts";

const ascii = (text: string) => new TextEncoder().encode(text);

function hashOf(bytes: Uint8Array, chunk = bytes.length || 1): number {
  const hash = new Xxh64();
  for (let at = 0; at < bytes.length; at += chunk) hash.update(bytes.subarray(at, at + chunk));
  return hash.low();
}

// The lower halves of ef46db3751d8e999, d24ec4f1a98c6e5b and 44bc2cf5ad770999.
test.each([
  ["", 0x51d8e999],
  ["a", 0xa98c6e5b],
  ["abc", 0xad770999],
])("%j", (text, expected) => {
  expect(hashOf(ascii(text))).toBe(expected);
});

test("is the same in pieces of all sizes", () => {
  const random = seeded(3);
  for (const length of [0, 1, 3, 4, 8, 31, 32, 33, 63, 64, 65, 100, 1000]) {
    const bytes = Uint8Array.from({ length }, () => random() * 256);
    const whole = hashOf(bytes);
    for (let chunk = 1; chunk < 70; chunk++) expect(hashOf(bytes, chunk)).toBe(whole);
  }
});
