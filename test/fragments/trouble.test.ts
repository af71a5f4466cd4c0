/** Fragments that are twice there, overlap, contradict each other, or are meant to do harm. */
import { describe, expect, it } from "vitest";
import { Reassembler } from "../../src/capture/fragments/mod.ts";
import { fragmentOf, type Piece, payloadOf, pieces, UDP, wholeOf } from "./packets.ts";

const PAYLOAD = payloadOf(64);

/** From `offset` on and below `end`, with the bytes of the payload. */
function piece(offset: number, end: number, more = true): Piece {
  return { offset, more, data: PAYLOAD.subarray(offset, end) };
}

function changed(original: Piece, at: number): Piece {
  const data = original.data.slice();
  data[at]! ^= 1;
  return { ...original, data };
}

/** Adds them all; returns the datagrams. */
function join(reassembler: Reassembler, ...sent: readonly Piece[]): Uint8Array[] {
  return sent.flatMap((one) => reassembler.add(fragmentOf(one))?.bytes.slice() ?? []);
}

const whole = wholeOf(piece(0, 64), PAYLOAD);

describe("duplicates", () => {
  it("belong to the datagram", () => {
    const reassembler = new Reassembler();
    const [a, b, c] = [piece(0, 24), piece(24, 48), piece(48, 64, false)];
    expect(join(reassembler, a, a, c, c, c, b)).toEqual([whole]);
    expect(reassembler.counts).toMatchObject({ packets: 6, joined: 6, duplicates: 3, overlapping: 0 });
  });

  it("are told from fragments that are longer, shorter, or the last", () => {
    const reassembler = new Reassembler();
    const sent = [piece(0, 24), piece(0, 32), piece(0, 16), piece(0, 24), piece(0, 32), piece(0, 16)];
    join(reassembler, ...sent);
    expect(reassembler.counts).toMatchObject({ duplicates: 3, overlapping: 2 });
    join(reassembler, piece(48, 64), piece(48, 64, false), piece(48, 64), piece(48, 64, false));
    expect(reassembler.counts).toMatchObject({ duplicates: 5, overlapping: 3, malformed: 0 });
  });

  it("are found among many fragments", () => {
    const reassembler = new Reassembler();
    const long = payloadOf(8000);
    const all = pieces(
      long,
      Array.from({ length: 999 }, (_, i) => 8 * (i + 1)),
    );
    join(reassembler, ...all.slice(0, 999), ...all.slice(0, 999));
    expect(reassembler.counts).toMatchObject({ packets: 1998, duplicates: 999, overlapping: 0 });
    expect(join(reassembler, all[999]!)).toEqual([wholeOf(all[0]!, long)]);
  });
});

describe("fragments that overlap", () => {
  it.each<{ name: string; sent: Piece[]; overlapping: number }>([
    { name: "its end", sent: [piece(0, 32), piece(24, 64, false)], overlapping: 1 },
    { name: "its beginning", sent: [piece(24, 64, false), piece(0, 32)], overlapping: 1 },
    { name: "its inside", sent: [piece(0, 48), piece(16, 24), piece(48, 64, false)], overlapping: 1 },
    { name: "all of it", sent: [piece(16, 24), piece(0, 48), piece(48, 64, false)], overlapping: 1 },
    { name: "two", sent: [piece(0, 16), piece(24, 40), piece(8, 32), piece(40, 64, false)], overlapping: 1 },
    { name: "the last", sent: [piece(48, 64, false), piece(40, 64, false), piece(0, 48)], overlapping: 2 },
  ])("another, $name, with the same bytes", ({ sent, overlapping }) => {
    const reassembler = new Reassembler();
    expect(join(reassembler, ...sent)).toEqual([whole]);
    const { length } = sent;
    expect(reassembler.counts).toMatchObject({ joined: length, overlapping, duplicates: 0, conflicting: 0 });
  });

  it.each<{ name: string; sent: Piece[] }>([
    { name: "its first byte", sent: [piece(0, 32), changed(piece(0, 32), 0)] },
    { name: "its last byte", sent: [piece(0, 32), changed(piece(24, 64, false), 7)] },
    { name: "the second of two", sent: [piece(0, 16), piece(24, 40), changed(piece(8, 32), 23)] },
    { name: "a byte of a copy", sent: [piece(0, 32), changed({ ...piece(0, 32), path: 1 }, 9)] },
  ])("another in other bytes end the datagram: $name", ({ sent }) => {
    const reassembler = new Reassembler();
    expect(join(reassembler, ...sent)).toEqual([]);
    expect(reassembler.waiting).toBe(0);
    const { length } = sent;
    expect(reassembler.counts).toMatchObject({ lost: length, joined: 0, conflicting: 1, overlapping: 0 });
    // nor may what is still to come make a datagram (RFC 8200 4.5)
    expect(join(reassembler, piece(0, 32), piece(32, 64, false))).toEqual([]);
    expect(reassembler.counts).toMatchObject({ lost: length + 2, conflicting: 1, timed_out: 0 });
  });

  it("by bytes that are the same next to bytes that were not there do no harm", () => {
    const reassembler = new Reassembler();
    expect(join(reassembler, piece(0, 8), piece(56, 64, false), piece(0, 64, false))).toEqual([whole]);
  });
});

describe("malformed fragments", () => {
  const before = [piece(0, 24), piece(48, 64, false)];

  it.each<{ name: string; odd: Piece }>([
    { name: "without payload", odd: piece(24, 24) },
    { name: "without payload, the last", odd: piece(64, 64, false) },
    { name: "that are no multiple of 8 and not the last", odd: piece(24, 47) },
    { name: "that reach beyond 65,535", odd: { offset: 65_512, more: false, data: payloadOf(4) } },
    { name: "that reach far beyond it", odd: { offset: 65_528, more: false, data: payloadOf(1480) } },
  ])("are lost: those $name", ({ odd }) => {
    const reassembler = new Reassembler();
    expect(join(reassembler, ...before, odd)).toEqual([]);
    expect(reassembler.counts).toMatchObject({ malformed: 1, lost: 1 });
    // they say nothing about the datagram
    expect(join(reassembler, piece(24, 48))).toEqual([whole]);
    expect(reassembler.counts).toMatchObject({ packets: 4, joined: 3, lost: 1 });
  });

  it.each<{ name: string; version: 4 | 6; options: number; end: number; isTooLong: boolean }>([
    { name: "IPv4", version: 4, options: 0, end: 65_515, isTooLong: false },
    { name: "IPv4", version: 4, options: 0, end: 65_516, isTooLong: true },
    { name: "IPv4 with options", version: 4, options: 4, end: 65_512, isTooLong: true },
    { name: "IPv6", version: 6, options: 0, end: 65_535, isTooLong: false },
    { name: "IPv6 with a header in front", version: 6, options: 8, end: 65_527, isTooLong: false },
    { name: "IPv6 with a header in front", version: 6, options: 8, end: 65_528, isTooLong: true },
  ])("are those whose datagram could not tell its length: $name up to $end", (row) => {
    const { end, isTooLong, options, version } = row;
    const reassembler = new Reassembler();
    join(reassembler, { version, options, offset: 65_504, more: false, data: payloadOf(end - 65_504) });
    expect(reassembler.counts.malformed).toBe(isTooLong ? 1 : 0);
  });

  it("are those that are too long with the header of the first one", () => {
    const reassembler = new Reassembler();
    const long = payloadOf(65_515);
    const [first, last] = pieces(long, [65_504]);
    expect(join(reassembler, { ...first!, data: long.subarray(0, 65_400), options: 40 })).toEqual([]);
    expect(join(reassembler, last!)).toEqual([]);
    expect(reassembler.counts.malformed).toBe(0);
    const middle = { ...first!, offset: 65_400, data: long.subarray(65_400, 65_504) };
    expect(join(reassembler, middle, middle)).toEqual([]);
    expect(reassembler.counts).toMatchObject({ malformed: 1, lost: 4, datagrams: 0 });
  });

  it.each<{ name: string; sent: Piece[] }>([
    { name: "bytes behind the end", sent: [piece(48, 56, false), piece(56, 64)] },
    { name: "bytes across the end", sent: [piece(48, 56, false), piece(40, 64)] },
    { name: "an end before bytes that are there", sent: [piece(56, 64), piece(48, 56, false)] },
    { name: "an end inside", sent: [piece(0, 40), piece(24, 28, false)] },
    { name: "two ends, the second behind", sent: [piece(40, 48, false), piece(48, 56, false)] },
    { name: "two ends, the second before", sent: [piece(48, 56, false), piece(40, 48, false)] },
  ])("contradict others and end the datagram: $name", ({ sent }) => {
    const reassembler = new Reassembler();
    expect(join(reassembler, ...sent)).toEqual([]);
    expect(reassembler.counts).toMatchObject({ malformed: 1, lost: 2, conflicting: 0 });
    expect(join(reassembler, piece(0, 40), piece(40, 64, false))).toEqual([]);
    expect(reassembler.counts).toMatchObject({ malformed: 1, lost: 4 });
  });

  it("teardrop: the second lies inside the first", () => {
    const reassembler = new Reassembler();
    const data = payloadOf(36);
    join(
      reassembler,
      { protocol: UDP, offset: 0, more: true, data },
      { protocol: UDP, offset: 24, more: false, data: data.subarray(24, 28) },
    );
    reassembler.end();
    expect(reassembler.counts).toMatchObject({ datagrams: 0, malformed: 1, lost: 2 });
  });

  it("ping of death: the last one reaches beyond 65,535", () => {
    const reassembler = new Reassembler();
    const most = payloadOf(65_120);
    join(reassembler, ...pieces(most, [1480], { protocol: 1 }).map((one) => ({ ...one, more: true })));
    join(reassembler, { protocol: 1, offset: 65_120, more: false, data: payloadOf(1480) });
    expect(reassembler.counts).toMatchObject({ datagrams: 0, malformed: 1, lost: 1 });
  });
});

describe("tiny fragments (RFC 1858)", () => {
  it.each<{ name: string; sent: Piece; tiny: number }>([
    { name: "a first one without all of the TCP header", sent: piece(0, 16), tiny: 1 },
    { name: "a first one with all of it", sent: piece(0, 24), tiny: 0 },
    { name: "a first one of UDP", sent: { ...piece(0, 16), protocol: UDP }, tiny: 0 },
    { name: "a second one that writes over flags", sent: piece(8, 64), tiny: 1 },
    { name: "a second one behind that", sent: piece(16, 64), tiny: 0 },
    { name: "a second one of UDP", sent: { ...piece(8, 64), protocol: UDP }, tiny: 0 },
    { name: "a whole one", sent: piece(0, 16, false), tiny: 0 },
  ])("$name", ({ sent, tiny }) => {
    const reassembler = new Reassembler();
    join(reassembler, sent);
    expect(reassembler.counts.tiny).toBe(tiny);
  });

  it("are put together all the same", () => {
    const reassembler = new Reassembler();
    const sent = pieces(PAYLOAD, [8, 16]);
    expect(join(reassembler, ...sent)).toEqual([whole]);
    expect(reassembler.counts).toMatchObject({ tiny: 2, joined: 3 });
  });

  it("of all sizes give one datagram", () => {
    const reassembler = new Reassembler();
    const long = payloadOf(65_515);
    const all = pieces(
      long,
      Array.from({ length: 8189 }, (_, i) => 8 * (i + 1)),
    );
    const [bytes] = join(reassembler, ...all.reverse());
    expect(bytes).toEqual(wholeOf(all.at(-1)!, long));
    expect(reassembler.counts).toMatchObject({ datagrams: 1, joined: 8190, lost: 0, evicted: 0 });
  });
});
