import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { Decoder } from "../../src/capture/decoder.ts";
import { ownedBatch } from "../../src/owned_batch.ts";
import { type PcapPacket, pcap } from "../support/capture_builder.ts";
import {
  capture,
  FRAMES,
  fromStart,
  type Kind,
  LINKTYPE_IEEE802_11,
  type Moment,
  NANOSECONDS,
  START,
} from "../support/clock_captures.ts";
import { ClockFollower, type ClockRecord, expectedClockRecords } from "../support/clock_records.ts";
import { type DecodeAllOptions, decodeAll, expectClockRecords } from "../support/decode_all.ts";
import { ReferenceClock } from "../support/reference/clock.ts";
import { type PacketTime, referenceDecode } from "../support/reference_decoder.ts";

// Thousands of decodings a test: seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const SEED = 20_230_616;

/** A capture of several files through one decoder: clock records, clocks of segments and the end, by the reference too. */
function expectRun(files: readonly Uint8Array[], options: DecodeAllOptions = {}) {
  const decoder = new Decoder(options);
  const clock = new ReferenceClock();
  const follower = new ClockFollower();
  let framesBefore = 0;
  const times: PacketTime[] = [];
  const records: ClockRecord[] = [];
  for (const file of files) {
    const actual = decodeAll(file, { ...options, decoder });
    const expected = referenceDecode(file, { clock, framesBefore });
    framesBefore += expected.packets;
    expectClockRecords(actual.clockRecords, expectedClockRecords(expected.times, follower));
    expect(actual.segments.map((segment) => [segment.frame, segment.clock])).toEqual(
      expected.segments.map((segment) => [segment.frame, segment.clock]),
    );
    expect(actual.end.clock).toEqual(clock.now);
    records.push(...actual.clockRecords);
    times.push(...expected.times);
  }
  return { records, times };
}

const SIZES: readonly DecodeAllOptions[] = [
  {},
  { chunk: 1 },
  { chunk: 7 },
  { chunk: 4096 },
  { inputBytes: 1 },
  { inputBytes: 200 },
  { chunk: 7, inputBytes: 300, poison: (bytes) => bytes.fill(0xa5) },
  { copy: ownedBatch },
  { copy: ownedBatch, inputBytes: 150 },
];

describe("a run of several files has one clock", () => {
  const run = [
    [
      ["tcp", 0],
      ["udp", 100],
      ["tcp", 9000],
    ],
    [],
    [
      ["udp", 9001],
      ["tcp", 9002, 7],
    ],
    [
      ["fragment", 9001],
      ["tcp", 9003],
      ["tcp", 50_000],
    ],
    [["tcp", 9003, 1]],
  ] satisfies Moment[][];

  for (const [i, options] of SIZES.entries()) {
    test(`that jumps across their borders, way ${i}`, () => {
      const { records, times } = expectRun(run.map(capture), options);
      expect(times.map(({ clock }) => fromStart(clock))).toEqual([
        [0, 0],
        [100, 0],
        [100, 0],
        [100, 0],
        [100, 0],
        [9002, 7],
        [9003, 0],
        [9003, 0],
        [9003, 1],
      ]);
      expect(records.map(({ frame, sec }) => [frame, sec - START])).toEqual([
        [2, 100],
        [6, 9002],
      ]);
    });
  }
});

/** Mixes with steps around all limits of the rule, backwards too. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 400_000_000 }).map(BigInt) },
  { weight: 2, arbitrary: fc.constantFrom(0n, 1n, 999_999_999n, 1_000_000_000n, 1_000_000_001n) },
  { weight: 2, arbitrary: fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }).map(BigInt) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom(-2n, -1n, 1n, 2n, 5n),
        fc.constantFrom(-1_000_000_000n, -1n, 0n, 1n, 1_000_000_000n),
      )
      .map(([hours, more]) => hours * 3_600_000_000_000n + more),
  },
);
const kind = fc.constantFrom<Kind>("tcp", "tcp", "tcp", "udp", "arp", "cut", "fragment");
/** `back`: the stamp counts from that of so many packets before, so that jumps come back and are agreed with. */
const moment = fc.record({ kind, step, back: fc.constantFrom(1, 1, 1, 2, 3, 4), newFile: fc.nat(9) });

function randomRun(
  moves: readonly { kind: Kind; step: bigint; back: number; newFile: number }[],
): Uint8Array[] {
  const files: PcapPacket[][] = [[]];
  const stamps: bigint[] = [];
  for (const { kind, step, back, newFile } of moves) {
    const from = stamps.at(-Math.min(back, stamps.length)) ?? BigInt(START) * 1_000_000_000n;
    const stamp = from + step;
    stamps.push(stamp);
    if (newFile === 0) files.push([]);
    files.at(-1)!.push({
      data: FRAMES[kind],
      sec: Number(stamp / 1_000_000_000n),
      nsec: Number(stamp % 1_000_000_000n),
    });
  }
  return files.map((packets, i) =>
    pcap(packets, { ...NANOSECONDS, ...(i % 4 === 3 && { linkType: LINKTYPE_IEEE802_11 }) }),
  );
}

describe("records tell the exact clock at every segment", () => {
  for (const [i, options] of SIZES.entries()) {
    test(`of random runs, way ${i}`, () => {
      let records = 0;
      let unmoved = 0;
      fc.assert(
        fc.property(fc.array(moment, { maxLength: 60, size: "max" }), (moves) => {
          const run = expectRun(randomRun(moves), options);
          records += run.records.length;
          unmoved += run.times.filter(({ isTcp, stamp, clock }) => isTcp && stamp.sec > clock.sec).length;
        }),
        { seed: SEED + i, numRuns: 120 },
      );
      expect(records).toBeGreaterThan(200);
      expect(unmoved).toBeGreaterThan(200);
    });
  }
});
