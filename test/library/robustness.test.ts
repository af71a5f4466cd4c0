import fc from "fast-check";
import { afterAll, describe, expect, test, vi } from "vitest";
import { LINKS, TUNNELED } from "../fuzz/corpus/carriers.ts";
import { fragmentedConversations } from "../fuzz/corpus/fragments.ts";
import { pcapngFiles } from "../fuzz/corpus/pcapng.ts";
import { Dice } from "../fuzz/dice.ts";
import { InstancePool } from "../fuzz/instances.ts";
import { type Part, putTogether, takeApart } from "../fuzz/parts.ts";
import { concat, type PcapOptions, pcap, pcapHeader, pcapRecord, u32 } from "../support/capture_builder.ts";
import {
  conversation,
  conversationFile,
  damagedCopies,
  type NamedCapture,
  PLAIN_ENCAPSULATIONS,
  SUPPORTED_LINK_TYPES,
  soundCaptures,
  wildSegments,
} from "./captures.ts";
import { expectSound, schemaIssue } from "./invariants.ts";
import * as runs from "./run.ts";
import { parseLines, type Run, type RunOptions } from "./run.ts";

const SEED = 20_230_616;
/** Little input memory makes a decoder cheap, and many decode calls of a file. */
const SMALL = { inputBytes: 4096 };
/** What the slowest input of a few kilobytes may take on a busy machine; work that grows faster takes far more. */
const TIME_LIMIT_MS = 5000;
const V6 = { client: "[2001:db8::1]:40000", server: "[2001:db8::2]:80" };
const CHUNK_SIZES = [1, 2, 3, 7, 64, 4096];
/** A link type that is passed over. */
const OTHER_LINK_TYPE = 147;

vi.setConfig({ testTimeout: 120_000 });

// tens of thousands of analyzers, one after the other; the first one is made while tests are collected
const pool = new InstancePool();
pool.install();
afterAll(() => pool.uninstall());

function analyzeBytes(bytes: Uint8Array, options: RunOptions = {}): Run {
  try {
    return runs.analyzeBytes(bytes, options);
  } finally {
    pool.release();
  }
}

/** Analyzes an input and checks the output, whatever the input is. */
function soundRun(bytes: Uint8Array): Run {
  const started = performance.now();
  const run = analyzeBytes(bytes, { decoder: SMALL });
  expectSound(run);
  expect(performance.now() - started).toBeLessThan(TIME_LIMIT_MS);
  return run;
}

/** Checks an input, and that its output does not depend on how it comes in. */
function soundInAnyChunks(bytes: Uint8Array): Run {
  const run = soundRun(bytes);
  for (const chunkBytes of [1, 7, 24, 4096]) {
    for (const decoder of [{ inputBytes: 64 }, { inputBytes: 65_536 }]) {
      expect(analyzeBytes(bytes, { chunkBytes, decoder })).toEqual(run);
    }
  }
  return run;
}

const pcapOptions: fc.Arbitrary<PcapOptions> = fc.record({
  byteOrder: fc.constantFrom("little", "big"),
  resolution: fc.constantFrom("microseconds", "nanoseconds"),
  versionMinor: fc.constantFrom(4, 4, 4, 3, 2),
  snaplen: fc.constantFrom(0, 1, 68, 65_535, 262_144, 0x7fffffff, 0xffffffff),
});

describe("the checks of this file find", () => {
  const { text, errors } = analyzeBytes(conversationFile(1));
  const lines = text.split("\n");

  test.each<[string, Run]>([
    ["a line that is not JSON", { text: text.replace('"fin_ack"', '"fin_ack'), errors }],
    ["no end", { text: `${lines.slice(0, -2).join("\n")}\n`, errors }],
    ["an unfinished line", { text: text.trimEnd(), errors }],
    ["a line behind the end", { text: `${text}${lines[1]}\n`, errors }],
    ["a missing segment", { text: text.replace(/\n\{"event":"segment".*/, ""), errors }],
    ["a missing flow_end", { text: text.replace(/\n\{"event":"flow_end".*/, ""), errors }],
    ["a number that is none", { text: text.replace('"frame":1,', '"frame":1.0,'), errors }],
    ["a wrong type", { text: text.replace('"frame":1,', '"frame":"1",'), errors }],
  ])("%s", (_, run) => {
    expect(run.text).not.toBe(text);
    expect(() => expectSound(run)).toThrow();
  });

  test("nothing in a sound output", () => {
    expectSound({ text, errors });
    for (const event of parseLines(text)) expect(schemaIssue(event)).toBeUndefined();
  });
});

describe("sound captures", () => {
  test.each(soundCaptures())("$name", ({ bytes }) => {
    const run = analyzeBytes(bytes);
    expectSound(run);
    expect(run.errors).toEqual([]);
    for (const event of parseLines(run.text).slice(0, 2000)) expect(schemaIssue(event)).toBeUndefined();
    for (const chunkBytes of [Math.ceil(bytes.length / 800), 1024, 65_536]) {
      expect(analyzeBytes(bytes, { chunkBytes, decoder: SMALL }).text).toBe(run.text);
    }
  });
});

describe.each(SUPPORTED_LINK_TYPES)("link type %i", (linkType) => {
  test("random bytes behind the file header", () => {
    fc.assert(
      fc.property(pcapOptions, fc.uint8Array({ maxLength: 400 }), (options, bytes) => {
        soundRun(concat(pcapHeader({ ...options, linkType }), bytes));
      }),
      { seed: SEED, numRuns: 25 },
    );
  });

  test("random bytes as packets, at random times", () => {
    const packet = fc.record({
      data: fc.uint8Array({ maxLength: 120 }),
      sec: fc.nat(0xffffffff),
      fraction: fc.nat(0xffffffff),
      originalLength: fc.oneof(fc.nat(2000), fc.nat(0xffffffff)),
    });
    fc.assert(
      fc.property(pcapOptions, fc.array(packet, { maxLength: 20 }), (options, packets) => {
        soundRun(pcap(packets, { ...options, linkType, versionMinor: 4 }));
      }),
      { seed: SEED, numRuns: 25 },
    );
  });

  test("random bytes behind the link layer's header of a TCP segment", () => {
    const wrap = PLAIN_ENCAPSULATIONS.get(linkType)!;
    const [datagram] = linkType === 229 ? conversation(0, V6) : conversation(0);
    const changes = fc.array(fc.tuple(fc.nat(datagram!.length - 1), fc.nat(255)), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(changes, { minLength: 1, maxLength: 12 }), fc.nat(80), (all, cut) => {
        const packets = all.map((places) => {
          const copy = datagram!.slice();
          for (const [at, value] of places) copy[at] = value;
          return { data: wrap(copy), ...(cut > 40 && { cut }) };
        });
        soundRun(pcap(packets, { linkType }));
      }),
      { seed: SEED, numRuns: 25 },
    );
  });

  test("flipped bits", () => {
    const whole = { name: "", bytes: conversationFile(linkType) };
    for (const { bytes } of damagedCopies(whole, linkType + 1, 24)) soundRun(bytes);
  });
});

/** Short captures of every container, link type and tunnel. */
function shortCaptures(): NamedCapture[] {
  const first = conversation(2);
  const carried = [...LINKS, ...TUNNELED].map(({ name, linkType, wrap }, i) => {
    const frames = first.slice(3, 4).map(wrap);
    return { name, bytes: pcap(frames, { linkType, byteOrder: i % 2 ? "big" : "little" }) };
  });
  const blocks = pcapngFiles()
    .filter(({ name }) => /block|packets|sections|resolution 9/.test(name))
    .map(({ name, bytes }) => ({ name, bytes: putTogether(firstPackets(takeApart(bytes).parts, 4)) }));
  const fragments = fragmentedConversations()
    .filter(({ name }) => /of 64, (in order|each twice)/.test(name))
    .map(({ name, datagrams }) => ({ name, bytes: pcap(datagrams.slice(-12), { linkType: 101 }) }));
  return [
    { name: "connection", bytes: pcap(first.map(LINKS[0]!.wrap)) },
    ...carried,
    ...blocks,
    ...fragments,
  ];
}

/** Sound captures of every kind and in every container. */
function soundFiles(): NamedCapture[] {
  return [...soundCaptures(), ...pcapngFiles().filter((_, i) => i % 6 === 0)];
}

/** The pieces up to a number of packets. */
function firstPackets(parts: readonly Part[], count: number): readonly Part[] {
  const packets = parts.flatMap(({ kind }, i) => (kind === "packet" ? [i] : []));
  return parts.slice(0, (packets[count - 1] ?? parts.length) + 1);
}

/** Lines of segments, and the file offset of each one's record. */
function segmentsOf(text: string): { readonly line: string; readonly offset: number }[] {
  const lines = text.split("\n").filter((line) => line.startsWith('{"event":"segment"'));
  return lines.map((line) => ({ line, offset: JSON.parse(line).file_offset }));
}

/** One of so many of the short captures; the fuzz run takes them all. */
const everyOf = (step: number): NamedCapture[] => shortCaptures().filter((_, i) => i % step === 0);

test.each(everyOf(5))("a capture that is cut at any byte: $name", ({ bytes }) => {
  // places where a piece of the file ends, by where it begins
  const ends = new Map<number, number>();
  let end = 0;
  for (const part of takeApart(bytes).parts) {
    ends.set(end, end + part.bytes.length);
    end += part.bytes.length;
  }
  const borders = new Set(ends.values());
  const whole = soundRun(bytes);
  expect(whole.errors).toEqual([]);
  const all = segmentsOf(whole.text);
  for (let length = 0; length < bytes.length; length++) {
    const cut = bytes.subarray(0, length);
    const run = length % 8 === 0 ? soundRun(cut) : analyzeBytes(cut, { decoder: SMALL });
    expect(run.errors.length, `cut at ${length}`).toBe(borders.has(length) ? 0 : 1);
    // what is in front of the cut is reported as it is in the whole capture
    const expected = all.filter(({ offset }) => ends.get(offset)! <= length);
    expect(segmentsOf(run.text), `cut at ${length}`).toEqual(expected);
  }
});

test.each(shortCaptures().filter((_, i) => i % 30 === 1))("bits flipped in any byte: $name", ({ bytes }) => {
  const copy = bytes.slice();
  const chunks = new Dice(SEED, bytes.length);
  for (let bit = 0; bit < 8 * bytes.length; bit += 7) {
    copy[bit >> 3]! ^= 1 << (bit & 7);
    const run = bit % 8 === 0 ? soundRun(copy) : analyzeBytes(copy, { decoder: SMALL });
    const chunkBytes = chunks.pick(CHUNK_SIZES);
    const inputBytes = chunks.pick([64, 1000, 65_536]);
    expect(analyzeBytes(copy, { chunkBytes, decoder: { inputBytes } }), `bit ${bit}`).toEqual(run);
    copy[bit >> 3]! ^= 1 << (bit & 7);
  }
});

test("sound captures in chunks of any size", () => {
  for (const { name, bytes } of soundFiles()) {
    const run = analyzeBytes(bytes);
    const dice = new Dice(SEED, bytes.length);
    // small chunks of large files are slow
    const sizes = bytes.length < 8000 ? CHUNK_SIZES : bytes.length < 60_000 ? [7, 64, 4096] : [4096];
    for (const size of [...sizes, dice.between(1, 2000)]) {
      for (const decoder of [SMALL, { inputBytes: dice.pick([64, 300, 65_536]) }]) {
        expect(analyzeBytes(bytes, { chunkBytes: size, decoder }), `${name}, chunks of ${size}`).toEqual(run);
      }
    }
  }
});

describe("absurd lengths", () => {
  const LENGTHS = [0, 1, 15, 53, 262_144, 262_145, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff];
  const wrap = PLAIN_ENCAPSULATIONS.get(1)!;
  const frames = conversation().map((datagram) => wrap(datagram));
  const OPTIONS: readonly PcapOptions[] = [
    {},
    { byteOrder: "big" },
    { versionMinor: 3 },
    { versionMinor: 2 },
    { versionMajor: 543, versionMinor: 0 },
    { linkType: OTHER_LINK_TYPE },
    { snaplen: 0 },
    { snaplen: 0xffffffff },
  ];

  test.each(OPTIONS)("%j", (options) => {
    for (const length of LENGTHS) {
      for (const field of ["capturedLength", "originalLength", "both"] as const) {
        for (const at of [0, 5, frames.length - 1]) {
          const records = frames.map((data, i) => {
            if (i !== at) return { data };
            const both = { capturedLength: length, originalLength: length };
            return { data, ...(field === "both" ? both : { [field]: length }) };
          });
          soundRun(concat(pcapHeader(options), ...records.map((record) => pcapRecord(record, options))));
        }
      }
    }
  });

  test("a captured length above the limit is an error at its record's byte", () => {
    const records = frames.slice(0, 3).map((data) => pcapRecord({ data }));
    const offset = 24 + records.reduce((sum, record) => sum + record.length, 0);
    const bad = pcapRecord({ data: frames[3]!, capturedLength: 0xffffffff });
    const { text, errors } = soundInAnyChunks(concat(pcapHeader(), ...records, bad, new Uint8Array(5000)));
    expect(errors).toMatchObject([{ kind: "corrupt", fileOffset: offset }]);
    expect(parseLines(text).at(-1)).toMatchObject({ event: "capture_end", complete: false, packets: 3 });
  });

  test("a giant original length changes no frame but its own", () => {
    const clean = parseLines(soundRun(pcap(frames)).text);
    const giant = frames.map((data, i) => ({
      data,
      nsec: i * 1000,
      ...(i === 4 && { originalLength: 0xffffffff }),
    }));
    const { text, errors } = soundInAnyChunks(pcap(giant));
    expect(errors).toEqual([]);
    const frameEvents = (events: readonly object[]) =>
      events.filter((event) => "frame" in event && event.frame !== 5 && !("start_ts" in event));
    expect(frameEvents(parseLines(text))).toEqual(frameEvents(clean));
    expect(parseLines(text).at(-1)).toMatchObject({ event: "capture_end", complete: true, packets: 11 });
  });
});

test.each([0, 1, 68, 0xffffffff])("snaplen %i in the header is only what the header says", (snaplen) => {
  const bytes = conversationFile(1);
  const expected = soundRun(bytes).text;
  const changed = bytes.slice();
  changed.set(u32(snaplen).reverse(), 16);
  const { text } = soundInAnyChunks(changed);
  expect(text).toBe(expected.replace('"snaplen":262144', `"snaplen":${snaplen}`));
});

test.each([
  ["little", "microseconds"],
  ["little", "nanoseconds"],
  ["big", "microseconds"],
  ["big", "nanoseconds"],
] as const)("a header and nothing else, %s-endian, %s", (byteOrder, resolution) => {
  for (const linkType of [...SUPPORTED_LINK_TYPES, OTHER_LINK_TYPE, 65_535]) {
    const { text, errors } = soundInAnyChunks(pcapHeader({ byteOrder, resolution, linkType }));
    expect(errors).toEqual([]);
    expect(parseLines(text).map(({ event }) => event)).toEqual(["capture_start", "capture_end"]);
  }
});

test("random bytes as a file", () => {
  const magic = fc.constantFrom(
    [],
    [0xd4, 0xc3, 0xb2, 0xa1],
    [0xa1, 0xb2, 0x3c, 0x4d],
    [0x0a, 0x0d, 0x0d, 0x0a],
    [0x1f, 0x8b],
  );
  fc.assert(
    fc.property(magic, fc.uint8Array({ maxLength: 300 }), (start, rest) => {
      soundRun(Uint8Array.from([...start, ...rest]));
    }),
    { seed: SEED, numRuns: 300 },
  );
});

test("an empty input", () => {
  expect(soundInAnyChunks(new Uint8Array(0)).errors).toHaveLength(1);
});

test("senseless connections", () => {
  for (let seed = 1; seed <= 60; seed++) soundRun(pcap(wildSegments(seed, 200)));
});

test("damaged captures in any chunks", () => {
  const captures = soundFiles().filter(({ bytes }) => bytes.length < 60_000);
  captures.forEach((capture, i) => {
    const dice = new Dice(SEED, i);
    for (const { bytes } of damagedCopies(capture, SEED + i, 4)) soundRun(bytes);
    for (const { name, bytes } of damagedCopies(capture, SEED - i, 4)) {
      const run = soundRun(bytes);
      for (const chunkBytes of [
        dice.pick(bytes.length < 4000 ? CHUNK_SIZES : [64, 4096]),
        dice.between(8, 500),
      ]) {
        const options = { chunkBytes, decoder: { inputBytes: 512 } };
        expect(analyzeBytes(bytes, options), `${name}, chunks of ${chunkBytes}`).toEqual(run);
      }
    }
  });
});
