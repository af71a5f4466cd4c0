import { deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { DamagedInput } from "../../../src/cli/decompression/damage.ts";
import { gunzip } from "../../../src/cli/decompression/gzip_members.ts";
import { concat } from "../../support/capture_builder.ts";
import { collect, readerOf, sampleData, seeded } from "./input_of.ts";

const gz = (bytes: Uint8Array, level = 6) => new Uint8Array(gzipSync(bytes, { level }));
const gunzipped = (bytes: Uint8Array, chunk?: number) => collect(gunzip(readerOf(bytes, chunk)));
const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

const text = sampleData().get("text")!;
const short = sampleData().get("few bytes")!;

describe("gunzip", () => {
  test.each([...sampleData()])("%s, in all levels and chunks of all sizes", async (_what, bytes) => {
    for (const level of [0, 1, 9]) {
      for (const chunk of [1, 7, 4096, 2 ** 20]) {
        const compressed = gz(bytes, level);
        if (compressed.length / chunk > 20_000) continue;
        const result = await gunzipped(compressed, chunk);
        expect(result.error).toBeUndefined();
        expect(same(result.bytes, bytes)).toBe(true);
      }
    }
  });

  test("members behind each other, whatever the chunks cut", async () => {
    const file = concat(gz(short), gz(text), gz(new Uint8Array(0)), gz(short));
    for (const chunk of [1, 2, 3, 17, 1000, file.length]) {
      const { bytes, error } = await gunzipped(file, chunk);
      expect(error).toBeUndefined();
      expect(same(bytes, concat(short, text, short))).toBe(true);
    }
  });

  test("header fields of any length", async () => {
    const fixed = [0x1f, 0x8b, 8, 0x1f, 1, 2, 3, 4, 2, 255];
    const extra = new Uint8Array(2 + 0xffff).fill(0x61);
    extra.set([0xff, 0xff]);
    const names = new Uint8Array(300_000).fill(0x62);
    names.set([0], 150_000);
    names.set([0], names.length - 1);
    const parts = [Uint8Array.from(fixed), extra, names, Uint8Array.of(9, 9)];
    const file = concat(...parts, new Uint8Array(deflateRawSync(short)), gz(short).subarray(-8));
    for (const chunk of [999, 2 ** 20]) {
      expect(await gunzipped(file, chunk)).toEqual({ bytes: short, error: undefined });
    }
  });

  test("every cut: all that is there, and where it ends", async () => {
    const file = concat(gz(short), gz(short));
    for (let length = 1; length < file.length; length++) {
      for (const chunk of [1, 2 ** 20]) {
        const { bytes, error } = await gunzipped(file.subarray(0, length), chunk);
        if (length === gz(short).length) {
          expect({ bytes, error }).toEqual({ bytes: short, error: undefined });
          continue;
        }
        expect(error).toBeInstanceOf(DamagedInput);
        expect(error).toMatchObject({
          kind: "cut",
          message: `the gzip data is cut off at byte ${length} of the compressed file`,
        });
        if (length > gz(short).length) expect(same(bytes.subarray(0, short.length), short)).toBe(true);
        else expect(same(bytes, short.subarray(0, bytes.length))).toBe(true);
      }
    }
  });

  test.each<[string, Uint8Array, number, string]>([
    [
      "something else behind it",
      Uint8Array.of(0x1f, 0x8c),
      0,
      "what follows is no gzip data and is not read",
    ],
    ["one byte behind it", Uint8Array.of(0x20), 0, "what follows is no gzip data and is not read"],
    ["something behind zeros", Uint8Array.of(0, 0, 0, 5), 3, "what follows is no gzip data and is not read"],
    [
      "a member of another method",
      Uint8Array.from([0x1f, 0x8b, 7, 0, 0, 0, 0, 0, 0, 0]),
      2,
      "unknown compression method 7",
    ],
    [
      "a member with reserved flags",
      Uint8Array.from([0x1f, 0x8b, 8, 0x40, 0, 0, 0, 0, 0, 0]),
      3,
      "reserved flags are set",
    ],
  ])("%s: all before it, and its place", async (_what, tail, offset, what) => {
    const member = gz(text);
    for (const chunk of [1, 2 ** 20]) {
      const { bytes, error } = await gunzipped(concat(member, tail), chunk);
      expect(same(bytes, text)).toBe(true);
      expect(error).toMatchObject({
        kind: "corrupt",
        message: `the gzip data is corrupt at byte ${member.length + offset} of the compressed file: ${what}`,
      });
    }
  });

  test("data that is broken: most of what is before it", async () => {
    const file = gz(sampleData().get("skewed")!);
    const broken = file.slice();
    // A block of the reserved type, somewhere behind the middle, cannot be planted; so all is overwritten from there on.
    broken.fill(0xff, Math.floor(file.length * 0.75));
    const { bytes, error } = await gunzipped(broken);
    expect(error).toMatchObject({ kind: "corrupt" });
    expect(bytes.length).toBeGreaterThan(200_000 * 0.6);
  });

  test("random damage: an error or the right bytes, and nothing else ever", async () => {
    const random = seeded(99);
    const file = concat(gz(short), gz(text), gz(short));
    const right = concat(short, text, short);
    for (let round = 0; round < 200; round++) {
      const damaged = file.slice();
      for (let i = 0; i <= random() * 3; i++) damaged[Math.floor(random() * file.length)] = random() * 256;
      const { bytes, error } = await gunzipped(damaged);
      if (error !== undefined) expect(error).toBeInstanceOf(DamagedInput);
      else expect(same(bytes, right)).toBe(true);
    }
  });
});
