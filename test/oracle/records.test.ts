/** The plain reader of captures that the comparisons go by. */

import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { compressionOf, decompress } from "./decompress.ts";
import { CAPTURE } from "./fixtures.ts";
import { containerOf, excerpt, readCapture, stampText } from "./records.ts";

/** A block of 32-bit words: type, length, `words`, length. */
function block(type: number, words: readonly number[], little: boolean): Uint8Array {
  const bytes = new Uint8Array(12 + 4 * words.length);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of [type, bytes.length, ...words, bytes.length].entries()) {
    view.setUint32(4 * i, word, little);
  }
  return bytes;
}

/** Two 16-bit fields of one word. */
function halves(first: number, second: number, little: boolean): number {
  return little ? (second << 16) | first : (first << 16) | second;
}

/** One section: an interface in units of 2^-10 s from 1,000 s before, one in microseconds, and a packet on each. */
function section(little: boolean): Uint8Array[] {
  const resolution = little ? 0x8a : 0x8a000000;
  const offset = little ? [-1000, -1] : [-1, -1000];
  return [
    block(0x0a0d0d0a, [0x1a2b3c4d, halves(1, 0, little), -1, -1], little),
    block(
      1,
      [halves(101, 0, little), 0, halves(9, 1, little), resolution, halves(14, 8, little), ...offset, 0],
      little,
    ),
    block(1, [halves(113, 0, little), 0], little),
    block(6, [0, 0, 1025, 0, 0], little),
    block(6, [1, 0, 1_500_000, 0, 0], little),
    block(3, [0], little),
    block(6, [2, 0, 0, 0, 0], little),
    block(0xbad, [0], little),
  ];
}

describe.each([
  ["little-endian", true],
  ["big-endian", false],
])("%s pcapng", (_, little) => {
  const blocks = section(little);
  const file = Buffer.concat([...blocks, ...section(!little)]);

  test("packets, their link types and stamps", () => {
    const { records, others } = readCapture(file);
    const each = [
      { linkType: 101, time: -998_999_023_438n },
      { linkType: 113, time: 1_500_000_000n },
      { linkType: 101, time: undefined },
      { linkType: undefined, time: undefined },
    ];
    expect(records.map(({ linkType, time }) => ({ linkType, time }))).toEqual([...each, ...each]);
    expect(others.map(({ type }) => type)).toEqual([0x0a0d0d0a, 1, 1, 0xbad, 0x0a0d0d0a, 1, 1, 0xbad]);
  });

  test("an excerpt has all but the other packets", () => {
    const { records } = readCapture(file);
    const some = excerpt(file, [records[1]!.start]);
    expect(readCapture(some).records.map(({ linkType }) => linkType)).toEqual([113]);
    expect(readCapture(some).others).toHaveLength(8);
    const all = records.map(({ start }) => start);
    expect(Buffer.compare(excerpt(file, all), file)).toBe(0);
  });

  test("it ends where a block is cut or has no length", () => {
    expect(readCapture(file.subarray(0, -1)).others).toHaveLength(7);
    expect(readCapture(Buffer.concat([...blocks, new Uint8Array(12)])).records).toHaveLength(4);
  });
});

test("a fraction of more than a second is carried over, and a cut record is none", () => {
  const { records } = readCapture(CAPTURE);
  expect(records).toEqual([
    { time: 1_700_000_001_500_000_000n, isOverflowing: true, linkType: 1, start: 24, end: 40 },
  ]);
  expect(stampText(records[0]!.time!)).toBe("2023-11-14T22:13:21.500000000Z");
  expect(readCapture(CAPTURE.subarray(0, 39)).records).toEqual([]);
  expect(stampText(-1n)).toBe("1969-12-31T23:59:59.999999999Z");
});

test("longer record headers", () => {
  const bytes = new Uint8Array(24 + 24 + 3);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xa1b2cd34);
  view.setUint32(20, 1);
  view.setUint32(24, 7);
  view.setUint32(32, 3);
  expect(readCapture(bytes).records).toEqual([
    { time: 7_000_000_000n, isOverflowing: false, linkType: 1, start: 24, end: 51 },
  ]);
});

test("containers", () => {
  expect(containerOf(new Uint8Array(3))).toBeUndefined();
  expect(containerOf(CAPTURE)).toEqual({ kind: "pcap", little: true });
  expect(readCapture(Uint8Array.of(1, 2, 3, 4))).toEqual({ records: [], others: [] });
});

describe("compressed captures", () => {
  test("several members, and a member that is cut", () => {
    const half = gzipSync(CAPTURE.subarray(0, 20));
    expect(decompress(Buffer.concat([half, gzipSync(CAPTURE.subarray(20))]))).toEqual(Buffer.from(CAPTURE));
    expect(decompress(half.subarray(0, -8))).toEqual(Buffer.from(CAPTURE.subarray(0, 20)));
    expect(decompress(CAPTURE)).toBe(CAPTURE);
  });

  test.each([
    [Uint8Array.of(0x1f, 0x8b), "gzip"],
    [Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd), "zstd"],
    [Uint8Array.of(0x5f, 0x2a, 0x4d, 0x18), "zstd"],
    [Uint8Array.of(0x60, 0x2a, 0x4d, 0x18), undefined],
    [Uint8Array.of(0x28), undefined],
  ])("%s", (head, expected) => {
    expect(compressionOf(head)).toBe(expected);
  });
});
