/** A short run of the fuzzer (see run.ts), and tests of its parts. */
import { beforeAll, describe, expect, test, vi } from "vitest";
import { conversationFile } from "../library/captures.ts";
import { analyzeBytes, type Run } from "../library/run.ts";
import { pcapng } from "../support/builder/pcapng.ts";
import { concat } from "../support/capture_builder.ts";
import { expectLikeReference } from "../support/decode_all.ts";
import { expectLikePcapngReference } from "../support/decode_pcapng.ts";
import { corpus, type SeedGroup } from "./corpus/corpus.ts";
import { pcapngFiles } from "./corpus/pcapng.ts";
import { Dice } from "./dice.ts";
import { findTcp } from "./frame_places.ts";
import { fuzz } from "./fuzz.ts";
import { generate } from "./generate.ts";
import { InstancePool } from "./instances.ts";
import { fieldIssue } from "./line_check.ts";
import { putTogether, takeApart, withFrame } from "./parts.ts";
import { isGood, report } from "./report.ts";
import { brokenRule } from "./shrink.ts";

vi.setConfig({ testTimeout: 120_000 });

const SEED = 20_240_215;

let groups: SeedGroup[];
beforeAll(() => {
  groups = corpus();
});

test("mutated captures break no rule", () => {
  const failures: string[] = [];
  const summary = fuzz({
    groups,
    seed: SEED,
    from: 0,
    inputs: 20_000,
    seconds: 12,
    maxFailures: 5,
    onFailure: (number, { rule, message }) => failures.push(`input ${number}, ${rule}: ${message}`),
  });
  expect(failures).toEqual([]);
  expect(isGood(summary), report(summary, { groups, seed: SEED, from: 0 })).toBe(true);
});

/** Fails if decoder and reference differ. */
function compare(bytes: Uint8Array, inputBytes: number, chunk: number): void {
  if (takeApart(bytes).container === "pcap") expectLikeReference(bytes, { inputBytes, chunk });
  else expectLikePcapngReference(bytes, { inputBytes, chunk });
}

interface Difference {
  readonly actual?: object;
  readonly expected?: { readonly frame: number };
}

/** A difference that is none, or one of those that both may have. */
function isAllowed({ actual, expected }: Difference, { text, errors }: Run): boolean {
  if (!actual || !("frame" in actual) || !("recordOffset" in actual)) return false;
  const { frame, recordOffset } = actual as { frame: number; recordOffset: number };
  const comesFirst = expected === undefined || expected.frame > frame;
  // the clock is told at a fragment before it is known that a datagram is whole with it
  const isClock = Object.keys(actual).length === 4;
  if (isClock && comesFirst && text.includes('"ip_fragments"')) return true;
  // a packet of a block that is longer than what there is of the file
  return comesFirst && errors.some(({ kind, fileOffset }) => kind === "cut" && fileOffset === recordOffset);
}

test("decoder and reference say the same of mutated captures", () => {
  const pool = new InstancePool();
  pool.install();
  const start = performance.now();
  let inputs = 0;
  const check = (bytes: Uint8Array, inputBytes: number, chunk: number): void => {
    const run = analyzeBytes(bytes, { detail: "flow" });
    pool.release();
    // the reference for pcap does not read on behind damage
    const isResumed = run.errors.some(({ skippedBytes }) => skippedBytes !== undefined);
    if (isResumed && takeApart(bytes).container === "pcap") return;
    inputs++;
    try {
      compare(bytes, inputBytes, chunk);
    } catch (error) {
      if (isAllowed(error as Difference, run)) return;
      throw new Error(`differ on ${Buffer.from(bytes).toString("hex")}`, { cause: error });
    } finally {
      pool.release();
    }
  };
  try {
    for (let number = 0; number < 3000 && performance.now() - start < 10_000; number++) {
      const { files, feeds } = generate(groups, SEED + 1, number);
      const { inputBytes, chunkBytes } = feeds[1];
      for (const parts of files) check(putTogether(parts), inputBytes, chunkBytes > 0 ? chunkBytes : 100);
    }
  } finally {
    pool.uninstall();
  }
  expect(inputs).toBeGreaterThan(100);
});

describe("the run notices", () => {
  const pool = new InstancePool();
  const sound = () => generate(groups, 1, 0);

  test("an exception", () => {
    const options = { detail: "wrong" as "flow" };
    expect(brokenRule({ ...sound(), options }, pool)?.rule).toBe("exception");
  });

  test("a line with a field too many, one too few, or one of another type", () => {
    const [start] = analyzeBytes(conversationFile(1)).text.split("\n");
    const event = JSON.parse(start!);
    expect(fieldIssue(event)).toBeUndefined();
    expect(fieldIssue({ ...event, more: 1 })).toBe("no field more");
    expect(fieldIssue({ ...event, file: 1 })).toBe("file: 1 is no string");
    expect(fieldIssue({ ...event, interfaces: [{ id: 0 }] })).toBe("interfaces: link_type missing");
    const { file: _, ...rest } = event;
    expect(fieldIssue(rest)).toBe("file missing");
    expect(fieldIssue({ ...event, event: "other" })).toBe("no kind other");
  });
});

describe("inputs", () => {
  test("are the same for the same seed and number, and others for others", () => {
    const bytesOf = (seed: number, number: number): string =>
      JSON.stringify(generate(groups, seed, number), (_, value) =>
        value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value,
      );
    expect(bytesOf(1, 7)).toBe(bytesOf(1, 7));
    expect(new Set([bytesOf(1, 7), bytesOf(1, 8), bytesOf(2, 7)]).size).toBe(3);
  });

  test("dice are even, and their choices in bounds", () => {
    const dice = new Dice(5, 6);
    const seen = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) {
      const value = dice.between(20, 29);
      seen[value - 20]!++;
    }
    expect(Math.min(...seen)).toBeGreaterThan(900);
    const counts = [0, 0, 0];
    for (let i = 0; i < 8000; i++) counts[dice.weighted([1, 0, 3])]!++;
    expect(counts[1]).toBe(0);
    expect(counts[2]! / counts[0]!).toBeCloseTo(3, 0);
  });

  test("captures come apart into whole pieces", () => {
    const files = [
      ...pcapngFiles().map(({ bytes }) => bytes),
      conversationFile(1),
      conversationFile(1, { byteOrder: "big", versionMinor: 2 }),
      pcapng([{ block: "SHB" }]),
      Uint8Array.of(1, 2, 3),
    ];
    for (const bytes of files) expect(putTogether(takeApart(bytes).parts)).toEqual(new Uint8Array(bytes));
    const { parts } = takeApart(concat(conversationFile(1), Uint8Array.of(1, 2)));
    expect(parts.map(({ kind }) => kind)).toEqual(["header", ...new Array(11).fill("packet"), "other"]);
  });

  test("a packet with another frame is one that is read", () => {
    for (const bytes of [conversationFile(1), pcapngFiles()[0]!.bytes]) {
      const { parts } = takeApart(bytes);
      const changed = parts.map((part) =>
        part.kind === "packet" ? withFrame(part, part.bytes.subarray(part.frameAt, part.frameEnd - 1)) : part,
      );
      expect(analyzeBytes(putTogether(changed)).errors).toEqual([]);
    }
  });

  test("the segment of a frame is found in most seeds", () => {
    const frames = groups.flatMap(({ seeds }) => seeds.flatMap(({ parts }) => parts));
    const packets = frames.filter(({ kind }) => kind === "packet");
    const found = packets.filter(({ bytes, frameAt, frameEnd }) => findTcp(bytes, frameAt, frameEnd));
    expect(found.length / packets.length).toBeGreaterThan(0.9);
  });
});

describe("an instance that is used again", () => {
  test("gives what a new one gives", () => {
    const fresh = groups.flatMap(({ seeds }) => seeds.slice(0, 3)).map(({ parts }) => putTogether(parts));
    const expected = fresh.map((bytes) => analyzeBytes(bytes).text);
    const pool = new InstancePool();
    pool.install();
    try {
      const again = fresh.map((bytes) => {
        const { text } = analyzeBytes(bytes);
        pool.release();
        return text;
      });
      expect(again).toEqual(expected);
    } finally {
      pool.uninstall();
    }
  });
});
