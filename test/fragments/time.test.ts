/** How long datagrams wait, and how long whole ones are remembered. */
import { describe, expect, it } from "vitest";
import { Reassembler } from "../../src/capture/fragments/mod.ts";
import { fragmentOf, type Piece, payloadOf, pieces, wholeOf } from "./packets.ts";

const PAYLOAD = payloadOf(48);
const [FIRST, MIDDLE, LAST] = pieces(PAYLOAD, [16, 32]) as [Piece, Piece, Piece];
const WHOLE = wholeOf(FIRST, PAYLOAD);

/** Adds a fragment at that time. */
function at(reassembler: Reassembler, time: number, piece: Piece): Uint8Array | undefined {
  return reassembler.add(fragmentOf({ ...piece, time }))?.bytes.slice();
}

describe("a datagram waits", () => {
  it("60 seconds for its last fragment", () => {
    const reassembler = new Reassembler();
    at(reassembler, 1000, LAST);
    at(reassembler, 1059, FIRST);
    expect(at(reassembler, 1060, MIDDLE)).toEqual(WHOLE);
    expect(reassembler.counts.timed_out).toBe(0);
  });

  it("no longer: what comes then begins another one", () => {
    const reassembler = new Reassembler();
    at(reassembler, 1000, FIRST);
    at(reassembler, 1001, LAST);
    expect(at(reassembler, 1060.001, MIDDLE)).toBeUndefined();
    expect(reassembler.counts).toMatchObject({ timed_out: 1, lost: 2 });
    at(reassembler, 1070, FIRST);
    expect(at(reassembler, 1120, LAST)).toEqual(WHOLE);
    expect(reassembler.counts).toMatchObject({ timed_out: 1, lost: 2, joined: 3 });
  });

  it("no longer when fragments of others come", () => {
    const reassembler = new Reassembler();
    at(reassembler, 1000, FIRST);
    at(reassembler, 1030, { ...FIRST, id: 2 });
    at(reassembler, 1061, { ...FIRST, id: 3 });
    expect(reassembler.counts).toMatchObject({ timed_out: 1, lost: 1 });
    expect(reassembler.waiting).toBe(2);
    at(reassembler, 1200, { ...FIRST, id: 4 });
    expect(reassembler.counts).toMatchObject({ timed_out: 3, lost: 3 });
  });

  it("no longer when one came that is malformed", () => {
    const reassembler = new Reassembler();
    at(reassembler, 1000, FIRST);
    at(reassembler, 1100, { ...FIRST, id: 2, data: new Uint8Array(0) });
    expect(reassembler.counts).toMatchObject({ timed_out: 1, lost: 2, malformed: 1 });
  });

  it("while time runs backwards", () => {
    const reassembler = new Reassembler();
    at(reassembler, 1000, FIRST);
    at(reassembler, 10, MIDDLE);
    expect(reassembler.counts.timed_out).toBe(0);
    expect(at(reassembler, 1060, LAST)).toEqual(WHOLE);
  });

  it("its own time behind one of the future", () => {
    const reassembler = new Reassembler();
    at(reassembler, 1e9, { ...FIRST, id: 2 });
    at(reassembler, 1000, FIRST);
    at(reassembler, 1001, LAST);
    // not given up before this, as the oldest is not late
    expect(at(reassembler, 1100, MIDDLE)).toBeUndefined();
    expect(reassembler.counts).toMatchObject({ timed_out: 1, lost: 2 });
    expect(reassembler.waiting).toBe(2);
  });

  it("as long as is wanted", () => {
    const reassembler = new Reassembler({ seconds: 1 });
    at(reassembler, 1000, FIRST);
    at(reassembler, 1001, MIDDLE);
    expect(at(reassembler, 1001.5, LAST)).toBeUndefined();
    expect(reassembler.counts.timed_out).toBe(1);
  });
});

describe("a datagram is refused", () => {
  const conflict = { ...FIRST, data: payloadOf(16, 9) };

  it("60 seconds from its first fragment on", () => {
    const reassembler = new Reassembler();
    at(reassembler, 1000, FIRST);
    at(reassembler, 1050, conflict);
    for (const piece of [FIRST, MIDDLE, LAST]) expect(at(reassembler, 1060, piece)).toBeUndefined();
    expect(reassembler.counts).toMatchObject({ lost: 5, conflicting: 1 });
    at(reassembler, 1061, FIRST);
    at(reassembler, 1061, MIDDLE);
    expect(at(reassembler, 1061, LAST)).toEqual(WHOLE);
    expect(reassembler.counts).toMatchObject({ lost: 5, joined: 3, timed_out: 0 });
  });

  it("and others are not", () => {
    const reassembler = new Reassembler();
    at(reassembler, 1000, FIRST);
    at(reassembler, 1000, conflict);
    for (const piece of [FIRST, MIDDLE]) at(reassembler, 1000, { ...piece, id: 2 });
    expect(at(reassembler, 1000, { ...LAST, id: 2 })).toBeDefined();
  });
});

describe("copies of fragments", () => {
  /** As captured on several interfaces. */
  const on = (path: number, piece: Piece): Piece => ({ ...piece, path });

  it("that come one by one belong to one datagram", () => {
    const reassembler = new Reassembler();
    const sent = [FIRST, MIDDLE, LAST].flatMap((piece) => [on(1, piece), on(2, piece), on(3, piece)]);
    const whole = sent.map((piece) => at(reassembler, 1000, piece));
    expect(whole.filter((bytes) => bytes)).toEqual([WHOLE]);
    expect(whole[6]).toEqual(WHOLE);
    expect(reassembler.counts).toMatchObject({ packets: 9, datagrams: 1, joined: 9, duplicates: 6, lost: 0 });
  });

  it("that come when the datagram is whole belong to it, too", () => {
    const reassembler = new Reassembler();
    for (const path of [1, 2, 3]) {
      for (const piece of [FIRST, MIDDLE, LAST]) at(reassembler, 1000 + path / 10, on(path, piece));
    }
    expect(reassembler.waiting).toBe(0);
    expect(reassembler.counts).toMatchObject({ packets: 9, datagrams: 1, joined: 9, duplicates: 6, lost: 0 });
  });

  it("are recognised among many fragments", () => {
    const reassembler = new Reassembler();
    const cuts = Array.from({ length: 99 }, (_, i) => 8 * (i + 1));
    const many = pieces(payloadOf(800), cuts);
    // one came another way
    const sent = many.map((piece, i) => on(i === 50 ? 2 : 1, piece));
    for (const piece of sent) at(reassembler, 1000, piece);
    for (const piece of many) at(reassembler, 1000, on(3, piece));
    expect(reassembler.counts).toMatchObject({ datagrams: 1, joined: 200, duplicates: 100 });
    at(reassembler, 1000, on(1, many[50]!));
    expect(reassembler.counts).toMatchObject({ joined: 201, duplicates: 101 });
    at(reassembler, 1000, on(1, many[51]!));
    expect(reassembler.waiting).toBe(1);
  });

  it("are recognised for a second", () => {
    const reassembler = new Reassembler();
    for (const piece of [FIRST, MIDDLE, LAST]) at(reassembler, 1000, on(1, piece));
    at(reassembler, 1001, on(2, FIRST));
    expect(reassembler.counts).toMatchObject({ joined: 4, duplicates: 1 });
    at(reassembler, 1001.5, on(2, MIDDLE));
    expect(reassembler.counts).toMatchObject({ joined: 4, duplicates: 1 });
    expect(reassembler.waiting).toBe(1);
  });

  it("are recognised for a second before it, when time runs backwards", () => {
    const reassembler = new Reassembler();
    for (const piece of [FIRST, MIDDLE, LAST]) at(reassembler, 1000, on(1, piece));
    at(reassembler, 999, on(2, FIRST));
    expect(reassembler.counts).toMatchObject({ joined: 4, duplicates: 1 });
    at(reassembler, 998.5, on(2, FIRST));
    expect(reassembler.waiting).toBe(1);
  });

  it("are none on the path of the fragment in the same place: the identification is used again", () => {
    const reassembler = new Reassembler();
    at(reassembler, 1000, on(1, FIRST));
    at(reassembler, 1000, on(2, MIDDLE));
    at(reassembler, 1000, on(1, LAST));
    at(reassembler, 1000, on(2, FIRST));
    expect(reassembler.counts).toMatchObject({ joined: 4, duplicates: 1 });
    at(reassembler, 1000, on(2, MIDDLE));
    expect(reassembler.waiting).toBe(1);
    at(reassembler, 1000, on(2, FIRST));
    expect(at(reassembler, 1000, on(2, LAST))).toEqual(WHOLE);
    expect(reassembler.counts).toMatchObject({ datagrams: 2, joined: 7 });
  });

  it("are none where no fragment of the datagram began", () => {
    const reassembler = new Reassembler();
    for (const piece of [FIRST, MIDDLE, LAST]) at(reassembler, 1000, on(1, piece));
    at(reassembler, 1000, { ...on(2, MIDDLE), offset: 24 });
    expect(reassembler.waiting).toBe(1);
  });
});
