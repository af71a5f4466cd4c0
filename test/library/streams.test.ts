import { describe, expect, test, vi } from "vitest";
import {
  type AnalyzeOptions,
  analyze,
  analyzeStream,
  type DecodedChunk,
  decodeStream,
  eventKinds,
  ndjsonStream,
  trackStream,
} from "../../src/mod.ts";
import { pcap } from "../support/capture_builder.ts";
import {
  conversationFile,
  damagedCopies,
  type NamedCapture,
  soundCaptures,
  wildSegments,
} from "./captures.ts";
import { analyzeBytes, collect, collectText, parseLines, streamOf } from "./run.ts";

const BIG = "big";

vi.setConfig({ testTimeout: 60_000 });

function testCaptures(): NamedCapture[] {
  const sound = soundCaptures();
  const base = { name: "conversation", bytes: conversationFile(1) };
  return [
    ...sound.filter(({ name }) => !/^c.*link type (?!1$|229$)/.test(name)),
    // connections end and begin on the same ends all the time: flow indices come back and are used again
    { name: "many wild", bytes: pcap(wildSegments(9, 2000)) },
    ...damagedCopies(base, 5, 8),
    { name: "empty", bytes: new Uint8Array(0) },
    { name: "not a capture", bytes: new TextEncoder().encode("Hello, this is no capture.\n") },
  ];
}

const captures = testCaptures();

const optionSets: readonly AnalyzeOptions[] = [
  {},
  { detail: "flow", update: 0.05, communityIdSeed: 1 },
  { events: ["established", "reset"] },
  { events: [] },
];

/** Chunk sizes of which each makes another pattern of calls; the smaller, the smaller the capture. */
function chunkSizes({ bytes }: NamedCapture): number[] {
  const whole = Math.max(bytes.length, 1);
  if (whole < 3000) return [1, 97, 4096];
  return whole < 100_000 ? [97, 4096, whole] : [7919, 100_000, whole];
}

/** The most detail in chunks of every size, and the other options in one size. */
function variants(capture: NamedCapture): { options: AnalyzeOptions; size: number }[] {
  const sizes = chunkSizes(capture);
  return [
    ...sizes.map((size) => ({ options: { detail: "segment" } as const, size })),
    ...optionSets.map((options) => ({ options, size: sizes[1]! })),
  ];
}

function staged(stream: ReadableStream<Uint8Array>, options: AnalyzeOptions): ReadableStream<Uint8Array> {
  return stream.pipeThrough(decodeStream()).pipeThrough(trackStream(options)).pipeThrough(ndjsonStream());
}

test("the captures show every kind of event", () => {
  const seen = new Set(
    captures.flatMap(({ bytes }) =>
      parseLines(analyzeBytes(bytes, { update: 0.05 }).text).map((e) => e.event),
    ),
  );
  expect(eventKinds.filter((kind) => !seen.has(kind))).toEqual([]);
});

describe.each(captures)("$name", (capture) => {
  const { bytes } = capture;

  test("analyzeStream gives the bytes of Analyzer", async () => {
    for (const { options, size } of variants(capture)) {
      const expected = analyzeBytes(bytes, { detail: undefined, ...options }).text;
      expect(await collectText(streamOf(bytes, size).pipeThrough(analyzeStream(options)))).toBe(expected);
    }
  });

  test("analyze gives the objects of the lines, with their fields in the same order", async () => {
    for (const { options, size } of variants(capture)) {
      const expected = analyzeBytes(bytes, { detail: undefined, ...options }).text;
      const events = await collect(analyze(streamOf(bytes, size), options));
      expect(events.map((event) => `${JSON.stringify(event)}\n`).join("")).toBe(expected);
      expect(events).toEqual(parseLines(expected));
    }
  });

  test("the stages give the bytes of analyzeStream", async () => {
    for (const { options, size } of variants(capture)) {
      const expected = analyzeBytes(bytes, { detail: undefined, ...options }).text;
      expect(await collectText(staged(streamOf(bytes, size), options))).toBe(expected);
    }
  });

  test("a decoder that is ahead of the tracker changes nothing", async () => {
    const expected = analyzeBytes(bytes).text;
    const size = chunkSizes(capture)[1]!;
    for (const ahead of [2, 100]) {
      const queue = new TransformStream<DecodedChunk, DecodedChunk>(
        {},
        new CountQueuingStrategy({ highWaterMark: ahead }),
        new CountQueuingStrategy({ highWaterMark: ahead }),
      );
      const decoded = streamOf(bytes, size).pipeThrough(decodeStream()).pipeThrough(queue);
      const tracked = decoded.pipeThrough(trackStream({ detail: "segment" }));
      expect(await collectText(tracked.pipeThrough(ndjsonStream()))).toBe(expected);
    }
  });

  test("decoded chunks can be kept, and tracked later", async () => {
    const chunks = await collect(streamOf(bytes, 4096).pipeThrough(decodeStream()));
    const source = new ReadableStream<DecodedChunk>({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(chunk);
        controller.close();
      },
    });
    const text = await collectText(
      source.pipeThrough(trackStream({ detail: "segment" })).pipeThrough(ndjsonStream()),
    );
    expect(text).toBe(analyzeBytes(bytes).text);
  });
});

test("the name is the one in capture_start, - by default", async () => {
  const bytes = conversationFile(1);
  const named = (file: string) => expect.objectContaining({ event: "capture_start", file });
  const name = "München.pcap";
  expect((await collect(analyze(streamOf(bytes))))[0]).toEqual(named("-"));
  expect((await collect(analyze(streamOf(bytes), { name })))[0]).toEqual(named(name));
  const lines = await collectText(streamOf(bytes).pipeThrough(analyzeStream({ name })));
  expect(parseLines(lines)[0]).toEqual(named(name));
  const decoded = await collect(streamOf(bytes).pipeThrough(decodeStream({ name })));
  expect(decoded[0]).toMatchObject({ type: "source_start", file: name });
});

test.each([
  ["quotes and controls", 'a"\\\n\u0000\u001f\u007f\u2028'],
  ["beyond the BMP", "😀é"],
  ["half of a surrogate pair", "\ud800x\udc00"],
  ["longer than a block", "ü\n".repeat(100_000)],
  ["no name", ""],
])("a file's name may hold anything: %s", async (_, name) => {
  const bytes = conversationFile(1);
  const text = await collectText(streamOf(bytes).pipeThrough(analyzeStream({ name })));
  const events = await collect(analyze(streamOf(bytes), { name }));
  expect(events[0]).toMatchObject({ event: "capture_start", file: name });
  expect(text).toBe(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
});

test("blocks and events of a stream share no memory and can be kept", async () => {
  const { bytes } = captures.find(({ name }) => name === BIG)!;
  const blocks = await collect(streamOf(bytes, 50_000).pipeThrough(analyzeStream({ detail: "segment" })));
  expect(blocks.length).toBeGreaterThan(3);
  const text = blocks.map((block) => new TextDecoder().decode(block)).join("");
  expect(text).toBe(analyzeBytes(bytes).text);
  // each block is whole lines
  for (const block of blocks) expect(block.at(-1)).toBe(0x0a);
});

test("empty chunks change nothing", async () => {
  const bytes = conversationFile(1);
  const source = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of [
        bytes.subarray(0, 0),
        bytes.subarray(0, 10),
        bytes.subarray(10, 10),
        bytes.subarray(10),
      ]) {
        controller.enqueue(chunk);
      }
      controller.close();
    },
  });
  const text = await collectText(source.pipeThrough(analyzeStream({ detail: "segment" })));
  expect(text).toBe(analyzeBytes(bytes).text);
});

test("two streams at a time do not disturb each other", async () => {
  const some = captures.filter(({ bytes }) => bytes.length < 100_000).slice(0, 8);
  const texts = await Promise.all(
    some.map(({ bytes }) =>
      collectText(streamOf(bytes, 97).pipeThrough(analyzeStream({ detail: "segment" }))),
    ),
  );
  expect(texts).toEqual(some.map(({ bytes }) => analyzeBytes(bytes).text));
});
