import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { concat, type PcapOptions, pcap, pcapHeader, pcapRecord, u32 } from "../support/capture_builder.ts";
import {
  conversation,
  conversationFile,
  damagedCopies,
  PLAIN_ENCAPSULATIONS,
  SUPPORTED_LINK_TYPES,
  soundCaptures,
  wildSegments,
} from "./captures.ts";
import { expectSound, schemaIssue } from "./invariants.ts";
import { analyzeBytes, parseLines, type Run } from "./run.ts";

const SEED = 20_230_616;
/** Little input memory makes a decoder cheap, and many decode calls of a file. */
const SMALL = { inputBytes: 4096 };
/** What the slowest input of a few kilobytes may take on a busy machine; work that grows faster takes far more. */
const TIME_LIMIT_MS = 5000;
const V6 = { client: "[2001:db8::1]:40000", server: "[2001:db8::2]:80" };

vi.setConfig({ testTimeout: 60_000 });

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

test("a capture that is cut at any byte", () => {
  const frames = conversation(1).map((datagram) => PLAIN_ENCAPSULATIONS.get(1)!(datagram));
  const bytes = pcap(frames);
  const segments = (text: string) => text.split("\n").filter((line) => line.startsWith('{"event":"segment"'));
  const all = segments(soundRun(bytes).text);
  expect(all).toHaveLength(frames.length);
  const ends = frames.map((_, i) => pcap(frames.slice(0, i)).length);
  for (let length = 0; length < bytes.length; length++) {
    const { text, errors } = soundRun(bytes.subarray(0, length));
    expect(errors.length, `cut at ${length}`).toBe(ends.includes(length) ? 0 : 1);
    // what is in front of the cut is reported as it is in the whole capture
    const complete = Math.max(ends.filter((end) => end <= length).length - 1, 0);
    expect(segments(text)).toEqual(all.slice(0, complete));
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
    { linkType: 105 },
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
  for (const linkType of [...SUPPORTED_LINK_TYPES, 105, 65_535]) {
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
  const captures = soundCaptures().filter(({ bytes }) => bytes.length < 60_000);
  captures.forEach((capture, i) => {
    for (const { bytes } of damagedCopies(capture, SEED + i, 8)) soundRun(bytes);
    for (const { bytes } of damagedCopies(capture, SEED - i, 4)) {
      const run = soundRun(bytes);
      for (const chunkBytes of [3, 1000]) {
        expect(analyzeBytes(bytes, { chunkBytes, decoder: { inputBytes: 512 } })).toEqual(run);
      }
    }
  });
});
