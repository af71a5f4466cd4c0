import fc from "fast-check";
import { describe, test, vi } from "vitest";
import { type PcapOptions, type PcapPacket, pcap } from "../support/capture_builder.ts";
import { expectLikeReference } from "../support/decode_all.ts";
import { FRAMES, LINK_TYPES } from "../support/frame_catalogue.ts";

// Thousands of decodings a test: seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const SEED = 20_230_616;
/** Small input memory makes many decode calls of one file. */
const INPUT_BYTES = 4096;

const options: fc.Arbitrary<PcapOptions> = fc.record({
  byteOrder: fc.constantFrom("little", "big"),
  resolution: fc.constantFrom("microseconds", "nanoseconds"),
  linkTypeHigh: fc.nat(0xffff),
});

const stamp = fc.record({
  sec: fc.oneof(fc.integer({ min: 1000, max: 1003 }), fc.nat(0xffffffff)),
  fraction: fc.oneof(fc.integer({ min: 999_990, max: 1_000_010 }), fc.nat(0xffffffff)),
});

const length = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  fc.integer({ min: 0, max: 120 }),
  fc.nat(0xffffffff),
);

function sizes(originalLength: number | undefined): Partial<PcapPacket> {
  return originalLength === undefined ? {} : { originalLength };
}

describe("the WASM decoder and the reference agree on", () => {
  for (const linkType of LINK_TYPES) {
    test(`random bytes as packets of link type ${linkType}`, () => {
      const packet = fc
        .tuple(fc.uint8Array({ maxLength: 130 }), stamp, length)
        .map(([data, at, original]) => ({ data, ...at, ...sizes(original) }));
      fc.assert(
        fc.property(fc.array(packet, { maxLength: 40 }), options, (packets, file) => {
          expectLikeReference(pcap(packets, { ...file, linkType }), { inputBytes: INPUT_BYTES });
        }),
        { seed: SEED, numRuns: 60 },
      );
    });

    test(`changed packets of link type ${linkType}`, () => {
      const frames = FRAMES.filter((frame) => frame.linkType === linkType);
      const change = fc.tuple(
        fc.nat(200),
        fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 4, 6, 0x45, 0x60, 0xff)),
      );
      const packet = fc
        .record({
          frame: fc.constantFrom(...frames),
          changes: fc.array(change, { maxLength: 4 }),
          cut: fc.option(fc.nat(200), { nil: undefined, freq: 3 }),
          original: length,
          at: stamp,
        })
        .map(({ frame, changes, cut, original, at }): PcapPacket => {
          const data = frame.data.slice();
          // Most changes are to hit the headers, which are in front.
          for (const [place, value] of changes) data[place % Math.min(data.length, 100)] = value;
          return { data, ...at, ...sizes(original), ...(cut === undefined ? {} : { cut }) };
        });
      fc.assert(
        fc.property(fc.array(packet, { minLength: 1, maxLength: 40 }), options, (packets, file) => {
          expectLikeReference(pcap(packets, { ...file, linkType }), { inputBytes: INPUT_BYTES });
        }),
        { seed: SEED, numRuns: 150 },
      );
    });
  }

  test("random bytes as a file", () => {
    const magic = fc.constantFrom(
      [0xd4, 0xc3, 0xb2, 0xa1],
      [0xa1, 0xb2, 0x3c, 0x4d],
      [0xa1, 0xb2, 0xcd, 0x34],
      [],
    );
    fc.assert(
      fc.property(magic, fc.uint8Array({ maxLength: 300 }), (start, rest) => {
        expectLikeReference(Uint8Array.from([...start, ...rest]), { inputBytes: INPUT_BYTES });
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  test("files with changed bytes anywhere", () => {
    const change = fc.tuple(fc.nat(10_000), fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 2, 4, 0xff)));
    const frames = FRAMES.filter((frame) => frame.linkType === 1);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...frames), { minLength: 1, maxLength: 20 }),
        options,
        fc.array(change, { maxLength: 5 }),
        fc.nat(10_000),
        (some, file, changes, end) => {
          const bytes = pcap(
            some.map(({ data }) => data),
            file,
          );
          for (const [place, value] of changes) bytes[place % bytes.length] = value;
          const whole = end % 3 === 0;
          expectLikeReference(whole ? bytes : bytes.subarray(0, end % bytes.length), {
            inputBytes: INPUT_BYTES,
          });
        },
      ),
      { seed: SEED, numRuns: 300 },
    );
  });
});
