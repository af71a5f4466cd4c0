import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Analyzer } from "../../src/analyzer.ts";
import type { DecoderOptions } from "../../src/capture/decoder.ts";
import { type DecodedChunk, decodeStream, ndjsonStream, trackStream } from "../../src/streams.ts";
import { HASH_SEEDS, randomHashSeed } from "./hash_seeds.ts";
import { Random } from "./random.ts";
import { sessionCapture } from "./sessions.ts";

// the same capture over and over, byte by byte at times: seconds on a busy machine
vi.setConfig({ testTimeout: 30_000 });

const SMALL = Array.from({ length: 4 }, (_, seed) => sessionCapture(seed, 40));
const LARGE = Array.from({ length: 3 }, (_, seed) => sessionCapture(100 + seed, 300));
const HASHES = [...HASH_SEEDS, ["another random one", randomHashSeed(99)]] as const;

function* chunks(bytes: Uint8Array, size: () => number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const chunk = bytes.slice(at, at + size());
    at += chunk.length;
    yield chunk;
  }
}

function analyze(file: Uint8Array, options: DecoderOptions, size = () => file.length): string {
  const analyzer = new Analyzer({ detail: "segment" }, () => {}, options);
  analyzer.nextFile("-");
  for (const chunk of chunks(file, size)) analyzer.push(chunk);
  analyzer.end();
  analyzer.flush();
  const decoder = new TextDecoder();
  let text = "";
  for (let block = analyzer.takeBlock(); block; block = analyzer.takeBlock()) {
    text += decoder.decode(block);
    analyzer.recycle(block);
  }
  return text;
}

/** `ahead`: how many more batches may wait on each side of the way from decoder to tracker. */
async function analyzeInStages(file: Uint8Array, size: () => number, ahead: number): Promise<string> {
  const pieces = chunks(file, size);
  const source = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { value, done } = pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  let decoded = source.pipeThrough(decodeStream());
  if (ahead > 0) {
    const queue = { highWaterMark: ahead };
    decoded = decoded.pipeThrough(new TransformStream<DecodedChunk, DecodedChunk>({}, queue, queue));
  }
  const staged = decoded.pipeThrough(trackStream({ detail: "segment" })).pipeThrough(ndjsonStream());
  const decoder = new TextDecoder();
  let text = "";
  for await (const block of staged) text += decoder.decode(block);
  return text;
}

/** Fails with the first line that differs; a comparison of whole texts takes minutes to print. */
function expectSame(actual: string, expected: string): void {
  if (actual === expected) return;
  const [lines, wanted] = [actual.split("\n"), expected.split("\n")];
  const at = wanted.findIndex((line, i) => line !== lines[i]);
  expect(`line ${at + 1}: ${lines[at]}`).toBe(`line ${at + 1}: ${wanted[at]}`);
  expect(lines.length).toBe(wanted.length);
}

const reference = (file: Uint8Array) => analyze(file, { hashSeed: HASH_SEEDS[0]![1] });
const SMALL_OUTPUT = SMALL.map(reference);
const LARGE_OUTPUT = LARGE.map(reference);

test("the captures are worth analysing", () => {
  const reasons = new Set<string>();
  for (const text of LARGE_OUTPUT) {
    const events = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const of = (kind: string) => events.filter(({ event }) => event === kind);
    expect(of("segment").length).toBeGreaterThan(1500);
    expect(of("midstream").length).toBeGreaterThanOrEqual(10);
    expect(of("flow_end").length).toBeGreaterThan(200);
    for (const { reason } of of("flow_end")) reasons.add(reason);
    // few 4-tuples, so that keys are used again and again
    expect(new Set(events.map((event) => event.community_id)).size).toBeLessThan(20);
    expect(of("capture_end")[0]).toMatchObject({ complete: true, undecoded: [], cksum_bad: 0 });
  }
  for (const reason of ["closed", "reset", "reuse", "eof"]) expect(reasons).toContain(reason);
});

describe("the analyzer's output does not depend on", () => {
  test.for(HASHES)("the hash seed: %s", ([, hashSeed]) => {
    for (const [i, file] of LARGE.entries()) expectSame(analyze(file, { hashSeed }), LARGE_OUTPUT[i]!);
  });

  test.for([1, 7, 4096])("input memory of %i bytes", (inputBytes) => {
    const [files, outputs] = inputBytes === 1 ? [SMALL, SMALL_OUTPUT] : [LARGE, LARGE_OUTPUT];
    for (const [i, file] of files.entries()) {
      for (const [, hashSeed] of HASHES.slice(0, 2)) {
        expectSame(analyze(file, { hashSeed, inputBytes }), outputs[i]!);
      }
    }
  });

  test.for([1, 13, 97, 1000, 65_536])("chunks of %i bytes", (size) => {
    for (const [i, file] of SMALL.entries()) {
      expectSame(
        analyze(file, { hashSeed: HASHES[i]![1] }, () => size),
        SMALL_OUTPUT[i]!,
      );
    }
    if (size < 13) return;
    for (const [i, file] of LARGE.entries()) {
      expectSame(
        analyze(file, { hashSeed: HASHES[i]![1] }, () => size),
        LARGE_OUTPUT[i]!,
      );
    }
  });

  test("chunks and input memory of all sizes together", () => {
    const random = new Random(5);
    for (const [i, file] of LARGE.entries()) {
      for (const inputBytes of [211, 3000]) {
        const text = analyze(file, { hashSeed: randomHashSeed(i), inputBytes }, () => 1 + random.below(2000));
        expectSame(text, LARGE_OUTPUT[i]!);
      }
    }
  });
});

describe("the stages print what the analyzer prints", () => {
  beforeEach(() => {
    // decodeStream() has a random hash seed; here one that is the same on every run
    vi.spyOn(crypto, "getRandomValues").mockImplementation((array) => {
      if (array instanceof Uint32Array) array.set(randomHashSeed(7).subarray(0, array.length));
      return array;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test.for([
    [1, 0],
    [61, 0],
    [61, 5],
    [700, 1],
    [5000, 3],
    [1_000_000, 0],
  ] as const)("chunks of %i bytes, up to %i batches ahead", async ([size, ahead]) => {
    for (const [i, file] of SMALL.slice(0, size === 1 ? 1 : undefined).entries()) {
      expectSame(await analyzeInStages(file, () => size, ahead), SMALL_OUTPUT[i]!);
    }
    if (size < 700) return;
    for (const [i, file] of LARGE.entries()) {
      expectSame(await analyzeInStages(file, () => size, ahead), LARGE_OUTPUT[i]!);
    }
  });

  test("chunks of all sizes, batches ahead", async () => {
    const random = new Random(6);
    for (const [i, file] of LARGE.entries()) {
      expectSame(await analyzeInStages(file, () => 1 + random.below(1500), 8), LARGE_OUTPUT[i]!);
    }
  });
});
