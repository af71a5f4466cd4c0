import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { BLOCK_BYTES } from "../../src/events/line_writer.ts";
import { analyzeStream, decodeStream, ndjsonStream, trackStream } from "../../src/mod.ts";
import { MAX_LINE_BYTES, STAGE_BYTES } from "../../wasm/encoder_layout.ts";
import { chunksOf } from "./captures.ts";

/** What the streams did that were made while they were counted. */
const counts = { transformStreams: 0, readableStreams: 0, transforms: 0, pulls: 0, enqueues: 0 };

/** The controller, with its enqueue() counted. */
function counted<T extends { enqueue(chunk: never): void }>(controller: T): T {
  return new Proxy(controller, {
    get(target, key) {
      if (key === "enqueue") counts.enqueues++;
      const member: unknown = Reflect.get(target, key);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

beforeEach(() => {
  for (const key of Object.keys(counts) as (keyof typeof counts)[]) counts[key] = 0;
  const { TransformStream: Transform, ReadableStream: Readable } = globalThis;
  class CountedTransform<I, O> extends Transform<I, O> {
    constructor(own: Transformer<I, O> = {}, ...strategies: QueuingStrategy[]) {
      counts.transformStreams++;
      const { transform } = own;
      const watched: Transformer<I, O> = { ...own };
      if (transform) {
        watched.transform = (chunk, controller) => {
          counts.transforms++;
          return transform.call(own, chunk, counted(controller));
        };
      }
      super(watched, ...strategies);
    }
  }
  class CountedReadable<T> extends Readable<T> {
    constructor(own: UnderlyingDefaultSource<T> = {}, ...strategies: QueuingStrategy<T>[]) {
      counts.readableStreams++;
      const { pull } = own;
      const watched: UnderlyingDefaultSource<T> = { ...own };
      if (pull) {
        watched.pull = (controller) => {
          counts.pulls++;
          return pull.call(own, counted(controller));
        };
      }
      super(watched, ...strategies);
    }
  }
  vi.stubGlobal("TransformStream", CountedTransform);
  vi.stubGlobal("ReadableStream", CountedReadable);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const Source = ReadableStream;

/** Not counted: it is the caller's. */
function sourceOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  let next = 0;
  return new Source({
    pull(controller) {
      const chunk = chunks[next++];
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
  });
}

async function read(stream: ReadableStream<Uint8Array>): Promise<{ chunks: number; bytes: number }> {
  let [chunks, bytes] = [0, 0];
  const reader = stream.getReader();
  for (let item = await reader.read(); !item.done; item = await reader.read()) {
    chunks++;
    bytes += item.value.length;
  }
  return { chunks, bytes };
}

const CHUNKS = chunksOf({ profile: "small-100", bytes: 6e6, seed: 3 });
/** A block is full when the next lines, which are moved to it in stages, may not fit. */
const FULL_BYTES = BLOCK_BYTES - STAGE_BYTES - MAX_LINE_BYTES;

describe("a chunk's way through the streams", () => {
  test("analyzeStream is one stream: one transform a chunk, and nothing enqueued but full blocks", async () => {
    const { chunks, bytes } = await read(sourceOf(CHUNKS).pipeThrough(analyzeStream()));
    expect(bytes).toBeGreaterThan(20 * BLOCK_BYTES);
    expect(chunks).toBeLessThanOrEqual(Math.ceil(bytes / FULL_BYTES));
    expect(counts).toMatchObject({
      transformStreams: 1,
      readableStreams: 0,
      transforms: CHUNKS.length,
      pulls: 0,
    });
    // what the end of the input enqueues is not counted
    expect(counts.enqueues).toBeLessThanOrEqual(chunks);
  });

  test("the stages are three: each takes a chunk in once and hands one on", async () => {
    const run = async (chunks: readonly Uint8Array[]): Promise<typeof counts> => {
      const before = { ...counts };
      const stages = sourceOf(chunks)
        .pipeThrough(decodeStream())
        .pipeThrough(trackStream())
        .pipeThrough(ndjsonStream());
      await read(stages);
      const difference = Object.entries(counts).map(([key, value]) => [
        key,
        value - before[key as keyof typeof counts],
      ]);
      return Object.fromEntries(difference) as typeof counts;
    };
    // both end inside a record, which adds an error to each
    const [few, many] = [await run(CHUNKS.slice(0, 5)), await run(CHUNKS.slice(0, 10))];
    expect(few).toMatchObject({ transformStreams: 3, readableStreams: 3, transforms: 0 });
    expect(many).toMatchObject({ transformStreams: 3, readableStreams: 3, transforms: 0 });
    expect(many.enqueues - few.enqueues).toBe(3 * 5);
    expect(many.pulls - few.pulls).toBe(3 * 5);
  });
});
