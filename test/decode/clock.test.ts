import { describe, expect, test } from "vitest";
import { pcap } from "../support/capture_builder.ts";
import { capture, FRAMES, fromStart, type Moment, START } from "../support/clock_captures.ts";
import { decodeAll, expectLikeReference } from "../support/decode_all.ts";
import { referenceDecode } from "../support/reference_decoder.ts";

const HOUR = 3600;

/** Clocks by the records of an all-TCP capture of these stamps, and by the reference; they must be these. */
function expectClocks(
  stamps: readonly (readonly [number, number?])[],
  clocks: readonly (readonly [number, number?])[],
) {
  const moments = stamps.map(([sec, nsec]): Moment => ["tcp", sec, nsec]);
  const wanted = clocks.map(([sec, nsec = 0]) => [sec, nsec]);
  const file = capture(moments);
  expect(referenceDecode(file).times.map(({ clock }) => fromStart(clock))).toEqual(wanted);
  const { segments, end } = expectLikeReference(file);
  expect(segments.map(({ clock }) => clock && fromStart(clock))).toEqual(wanted);
  expect(end.clock && fromStart(end.clock)).toEqual(wanted.at(-1));
}

describe("the capture clock", () => {
  test("is the greatest stamp", () => {
    expectClocks([[5], [7, 3], [7, 2], [6], [8]], [[5], [7, 3], [7, 3], [7, 3], [8]]);
  });

  test("follows a step of one hour, and no step of a nanosecond more", () => {
    expectClocks(
      [
        [0, 5],
        [HOUR, 5],
      ],
      [
        [0, 5],
        [HOUR, 5],
      ],
    );
    expectClocks(
      [
        [0, 5],
        [HOUR, 6],
      ],
      [
        [0, 5],
        [0, 5],
      ],
    );
    expectClocks(
      [
        [0, 999_999_999],
        [HOUR + 1, 0],
      ],
      [
        [0, 999_999_999],
        [0, 999_999_999],
      ],
    );
    expectClocks(
      [
        [0, 999_999_999],
        [HOUR, 999_999_999],
      ],
      [
        [0, 999_999_999],
        [HOUR, 999_999_999],
      ],
    );
    expectClocks(
      [
        [0, 1],
        [HOUR + 1, 0],
      ],
      [
        [0, 1],
        [0, 1],
      ],
    );
  });

  test("follows a jump when the third packet agrees, to the greatest of the four", () => {
    const zeros = [[0], [0], [0], [0]] as const;
    expectClocks([[0], [9999], [9999], [9999], [9999]], [...zeros, [9999]]);
    expectClocks([[0], [9999], [9998], [9997], [9996], [9999]], [...zeros, [9999], [9999]]);
    expectClocks([[0], [9999], [9999], [10_500], [9000], [10_000]], [...zeros, [10_500], [10_500]]);
    expectClocks([[0], [9999], [9998], [9997], [10_500]], [...zeros, [10_500]]);
  });

  test("agrees within one hour of the candidate, to either side and not of one another", () => {
    const at = 50_000;
    const zeros = [[0], [0], [0], [0]] as const;
    expectClocks([[0], [at, 7], [at + HOUR, 7], [at - HOUR, 7], [at]], [...zeros, [at + HOUR, 7]]);
    // the candidate after the drop is the fourth packet: only one agrees with it
    expectClocks([[0], [at, 7], [at], [at + HOUR, 8], [at + HOUR]], [...zeros, [0]]);
    expectClocks([[0], [at, 7], [at], [at - HOUR, 6], [at - HOUR]], [...zeros, [0]]);
  });

  test("drops the candidate for a packet that has not jumped, however near", () => {
    expectClocks([[0], [HOUR + 100], [HOUR], [200], [HOUR + 50]], [[0], [0], [HOUR], [HOUR], [HOUR + 50]]);
    expectClocks(
      [[0], [HOUR + 100], [200], [99], [HOUR + 100], [HOUR + 101]],
      [[0], [0], [200], [200], [HOUR + 100], [HOUR + 101]],
    );
  });

  test("stays when the first, second or third packet does not agree", () => {
    expectClocks([[10], [9999], [11], [12]], [[10], [10], [11], [12]]);
    expectClocks([[10], [9999], [9999], [11], [12]], [[10], [10], [10], [11], [12]]);
    expectClocks([[10], [9999], [9999], [9999], [11], [12]], [[10], [10], [10], [10], [11], [12]]);
    // a stamp before the clock drops it, too
    expectClocks(
      [[10], [9999], [9999], [9999], [3], [9999], [12]],
      [[10], [10], [10], [10], [10], [10], [12]],
    );
  });

  test("takes the packet that drops a candidate as the next one", () => {
    const tens = Array<readonly [number]>(6).fill([10]);
    expectClocks([[10], [20_000], [90_000], [50_000], [50_001], [50_002], [50_003]], [...tens, [50_003]]);
  });

  test("begins with the first packet, however wrong that is", () => {
    expectClocks([[99_999], [0], [1], [2], [3]], Array(5).fill([99_999]));
    expectClocks([[0], [-START], [1]], [[0], [0], [1]]);
  });

  test("goes on after a jump, and can jump again", () => {
    const jump = (to: number): [number][] => [[to], [to], [to], [to]];
    expectClocks(
      [[0], ...jump(9999), [9990], ...jump(99_999), [100_000]],
      [[0], [0], [0], [0], [9999], [9999], [9999], [9999], [9999], [99_999], [100_000]],
    );
  });

  test("counts in microseconds and above 2^32 seconds", () => {
    const last = 0xffffffff;
    const stamps = [
      { sec: last - 1, fraction: 0 },
      { sec: last, fraction: 1_000_000 },
      { sec: last, fraction: 0xffffffff },
      { sec: last, fraction: 0xffffffff },
      { sec: last, fraction: 3_602_000_000 },
      { sec: last, fraction: 3_602_000_001 },
    ].map((at) => ({ data: FRAMES.tcp, ...at }));
    const { segments } = expectLikeReference(pcap(stamps));
    expect(segments.map(({ clock }) => clock?.sec)).toEqual([
      last - 1,
      last + 1,
      last + 1,
      last + 1,
      last + 1,
      // the third that agrees
      last + 4294,
    ]);
  });

  test("is absent without packets", () => {
    expect(decodeAll(capture([])).end.clock).toBeUndefined();
    expect(decodeAll(capture([["arp", 4, 5]])).end.clock).toEqual({ sec: START + 4, nsec: 5 });
  });
});
