import { describe, expect, test } from "vitest";
import { DamagedInput } from "../../../src/cli/decompression/damage.ts";
import { unzstd } from "../../../src/cli/decompression/zstd/frames.ts";
import { PortableZstdStage } from "../../../src/cli/decompression/zstd/portable_stage.ts";
import { concat } from "../../support/capture_builder.ts";
import { type HandmadeFrame, handmadeFrame, skippableFrame, type ZstdRequest, zstd } from "../zstd_data.ts";
import { collect, readerOf, sampleData, seeded } from "./input_of.ts";

const decompressed = (bytes: Uint8Array, chunk?: number) =>
  collect(unzstd(readerOf(bytes, chunk), new PortableZstdStage()));
const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

const samples = [...sampleData()];
const settings: readonly Omit<ZstdRequest, "bytes">[] = [
  { level: 1 },
  { level: 3, noChecksum: true },
  { level: 9, windowLog: 10 },
  { level: 19 },
  { level: 22, windowLog: 27 },
];
const requests = samples.flatMap(([, bytes]) => settings.map((setting) => ({ bytes, ...setting })));
const frames = zstd(...requests);

const short = sampleData().get("few bytes")!;
const text = sampleData().get("text")!;
const textFrame = frames[requests.findIndex(({ bytes }) => bytes.length === text.length)]!;
const corruptAt = (offset: number, what: string) => ({
  kind: "corrupt",
  message: `the zstd data is corrupt at byte ${offset} of the compressed file: ${what}`,
});

describe("unzstd", () => {
  test.each(samples.map(([what], i) => [what, i] as const))("%s, in all levels", async (_what, index) => {
    const [, bytes] = samples[index]!;
    for (let i = 0; i < settings.length; i++) {
      const frame = frames[index * settings.length + i]!;
      for (const chunk of [7, 2 ** 20]) {
        if (frame.length / chunk > 20_000) continue;
        const result = await decompressed(frame, chunk);
        expect(result.error).toBeUndefined();
        expect(same(result.bytes, bytes)).toBe(true);
      }
    }
  });

  test("frames and frames to skip behind each other, whatever the chunks cut", async () => {
    const skipped = [skippableFrame(short), skippableFrame(new Uint8Array(0), 15), skippableFrame(text, 8)];
    const file = concat(skipped[0]!, ...frames.slice(0, 20), skipped[1]!, textFrame, skipped[2]!);
    const right = concat(...requests.slice(0, 20).map(({ bytes }) => bytes), text);
    for (const chunk of [11, 1000, 2 ** 20]) {
      const { bytes, error } = await decompressed(file, chunk);
      expect(error).toBeUndefined();
      expect(same(bytes, right)).toBe(true);
    }
  });

  test("every cut of a short file: what is there, and where it ends", async () => {
    const [frame] = zstd({ bytes: short }) as [Uint8Array];
    const file = concat(frame, skippableFrame(short), frame);
    const borders = [frame.length, file.length - frame.length];
    for (let length = 1; length < file.length; length++) {
      const { bytes, error } = await decompressed(file.subarray(0, length), 1);
      if (borders.includes(length)) {
        expect({ bytes, error }).toEqual({ bytes: short, error: undefined });
        continue;
      }
      expect(error).toBeInstanceOf(DamagedInput);
      expect(error).toMatchObject({
        kind: "cut",
        message: `the zstd data is cut off at byte ${length} of the compressed file`,
      });
      if (length > frame.length) expect(same(bytes.subarray(0, short.length), short)).toBe(true);
    }
  });

  test.each<[string, number[]]>([
    ["text", [0x74, 0x65, 0x78, 0x74]],
    ["one byte", [0x29]],
  ])("%s behind a frame: all before it, and its place", async (_what, tail) => {
    const { bytes, error } = await decompressed(concat(textFrame, Uint8Array.from(tail)));
    expect(same(bytes, text)).toBe(true);
    expect(error).toMatchObject(corruptAt(textFrame.length, "what follows is no zstd data and is not read"));
  });

  test("a wrong checksum: all before it, and its place", async () => {
    const frame = textFrame.slice();
    frame[frame.length - 1]! ^= 1;
    const { bytes, error } = await decompressed(frame);
    expect(same(bytes, text)).toBe(true);
    const what = "the checksum of the data before is another one";
    expect(error).toMatchObject(corruptAt(frame.length - 4, what));
  });

  test("blocks by hand: raw, repeated, empty", async () => {
    const frame = handmadeFrame({
      blocks: [
        { type: "raw", content: short },
        { type: "rle", content: Uint8Array.of(7), size: 128 * 1024 },
        { type: "raw", content: new Uint8Array(0) },
      ],
    });
    const { bytes, error } = await decompressed(frame);
    expect(error).toBeUndefined();
    expect(same(bytes, concat(short, new Uint8Array(128 * 1024).fill(7)))).toBe(true);
  });

  const block = { type: "raw", content: short } as const;
  test.each<[string, HandmadeFrame, string]>([
    [
      "a block of the reserved type",
      { blocks: [block, { ...block, type: "reserved" }] },
      "no block begins there",
    ],
    [
      "a block that is too large",
      { blocks: [block, { ...block, size: 128 * 1024 + 1 }] },
      "no block begins there",
    ],
    [
      "a repeated byte too often",
      { blocks: [block, { ...block, type: "rle", size: 128 * 1024 + 1 }] },
      "no block begins there",
    ],
    [
      "a compressed block of nothing",
      { blocks: [block, { type: "compressed", content: new Uint8Array(0) }] },
      "no valid data from there on",
    ],
    [
      "a block that repeats no tables",
      { blocks: [block, { type: "compressed", content: Uint8Array.of(0, 1, 0xfc, 0x80) }] },
      "no valid data from there on",
    ],
    [
      "a match in front of the frame",
      { blocks: [{ type: "compressed", content: Uint8Array.of(0, 1, 0x54, 0, 8, 0, 1) }] },
      "no valid data from there on",
    ],
  ])("%s: all before it, and its place", async (_what, frame, what) => {
    const { bytes, error } = await decompressed(handmadeFrame(frame));
    const before = frame.blocks.length - 1;
    expect(same(bytes, before === 1 ? short : new Uint8Array(0))).toBe(true);
    expect(error).toMatchObject(corruptAt(4 + 2 + before * (3 + short.length), what));
  });

  test("a reserved bit in the frame header", async () => {
    const { error } = await decompressed(handmadeFrame({ header: [0x08, 0], blocks: [] }));
    expect(error).toMatchObject(corruptAt(0, "its frame header has a reserved bit set"));
  });

  test("random damage: an error or the right bytes, and nothing else ever", async () => {
    const random = seeded(5);
    const [checked] = zstd({ bytes: text, level: 19 }) as [Uint8Array];
    for (let round = 0; round < 1000; round++) {
      const damaged = checked.slice();
      for (let i = 0; i <= random() * 3; i++) damaged[Math.floor(random() * checked.length)] = random() * 256;
      const { bytes, error } = await decompressed(damaged);
      if (error !== undefined) expect(error).toBeInstanceOf(DamagedInput);
      else expect(same(bytes, text)).toBe(true);
    }
  });
});
