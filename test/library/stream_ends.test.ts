import { describe, expect, test, vi } from "vitest";
import { analyze, analyzeStream, decodeStream, ndjsonStream, trackStream } from "../../src/mod.ts";
import { conversationFile } from "./captures.ts";
import { collect } from "./run.ts";

vi.setConfig({ testTimeout: 60_000 });

/** The ways from bytes to a result, by name. */
const PIPELINES: readonly (readonly [
  string,
  (bytes: ReadableStream<Uint8Array>) => ReadableStream<unknown>,
])[] = [
  ["analyze", (bytes) => analyze(bytes, { detail: "segment" })],
  ["analyzeStream", (bytes) => bytes.pipeThrough(analyzeStream({ detail: "segment" }))],
  ["decodeStream", (bytes) => bytes.pipeThrough(decodeStream())],
  [
    "all three stages",
    (bytes) =>
      bytes
        .pipeThrough(decodeStream())
        .pipeThrough(trackStream({ detail: "segment" }))
        .pipeThrough(ndjsonStream()),
  ],
];

/** Pieces whose output fills a block of NDJSON each. */
const CHUNK = conversationFile(1, {}, 400);
const RECORDS = CHUNK.subarray(24);

/** A source without end that counts what it is asked for. */
class Endless {
  pulls = 0;
  cancelled: unknown[] = [];
  readonly stream = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        controller.enqueue(this.pulls++ === 0 ? CHUNK : RECORDS);
      },
      cancel: (reason) => {
        this.cancelled.push(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Time for everything that has been started and does not wait for this test. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

describe.each(PIPELINES)("%s", (_, pipeline) => {
  test("fails with the error of its source", async () => {
    const error = new Error("the disk is gone");
    let pulls = 0;
    const source = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (pulls++ === 0) controller.enqueue(CHUNK);
        else controller.error(error);
      },
    });
    await expect(collect(pipeline(source))).rejects.toBe(error);
  });

  test("fails with the error of a source that fails at once", async () => {
    const error = new TypeError("no such file");
    const source = new ReadableStream<Uint8Array>({ start: (controller) => controller.error(error) });
    await expect(collect(pipeline(source))).rejects.toBe(error);
  });

  test("cancelled, cancels its source with the reason", async () => {
    const source = new Endless();
    const reader = pipeline(source.stream).getReader();
    await reader.read();
    const reason = new Error("seen enough");
    await reader.cancel(reason);
    await settle();
    expect(source.cancelled).toEqual([reason]);
    expect(source.cancelled[0]).toBe(reason);
    const { pulls } = source;
    await settle();
    expect(source.pulls).toBe(pulls);
  });

  test("cancelled before the first read, cancels its source", async () => {
    const source = new Endless();
    await pipeline(source.stream).cancel("not wanted");
    await settle();
    expect(source.cancelled).toEqual(["not wanted"]);
  });

  test("left by break, cancels its source", async () => {
    const source = new Endless();
    const results = pipeline(source.stream) as ReadableStream<unknown> & AsyncIterable<unknown>;
    for await (const result of results) {
      expect(result).toBeDefined();
      break;
    }
    await settle();
    expect(source.cancelled).toHaveLength(1);
  });

  test("pulls no more than a slow reader takes", async () => {
    const source = new Endless();
    const reader = pipeline(source.stream).getReader();
    await settle();
    // queues of the stages, one chunk each, and what is in work
    const before = source.pulls;
    expect(before).toBeLessThanOrEqual(8);
    for (let reads = 1; reads <= 3; reads++) {
      const { done } = await reader.read();
      expect(done).toBe(false);
      await settle();
      expect(source.pulls).toBeLessThanOrEqual(8 + reads);
    }
    await reader.cancel();
  });

  test("goes on pulling as its reader goes on", async () => {
    const source = new Endless();
    const reader = pipeline(source.stream).getReader();
    while (source.pulls < 30) await reader.read();
    await reader.cancel();
  });
});

test("an aborted pipe cancels the source and aborts the sink", async () => {
  const source = new Endless();
  const aborted: unknown[] = [];
  const abort = new AbortController();
  let blocks = 0;
  const sink = new WritableStream<Uint8Array>({
    write() {
      if (++blocks === 2) abort.abort("stop");
    },
    abort: (reason) => {
      aborted.push(reason);
    },
  });
  const piped = source.stream
    .pipeThrough(analyzeStream({ detail: "segment" }))
    .pipeTo(sink, { signal: abort.signal });
  await expect(piped).rejects.toBe("stop");
  await settle();
  expect(source.cancelled).toEqual(["stop"]);
  expect(aborted).toEqual(["stop"]);
});

test("an error of the sink cancels the source with it", async () => {
  const source = new Endless();
  const error = new Error("the disk is full");
  const sink = new WritableStream<Uint8Array>({
    write: () => {
      throw error;
    },
  });
  await expect(source.stream.pipeThrough(analyzeStream({ detail: "segment" })).pipeTo(sink)).rejects.toBe(
    error,
  );
  await settle();
  expect(source.cancelled).toEqual([error]);
});
