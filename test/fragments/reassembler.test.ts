/** Datagrams from fragments that are all right: order, headers, and what tells one datagram from another. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Reassembler } from "../../src/capture/fragments/mod.ts";
import { fragmentOf, type Piece, payloadOf, pieces, TCP, UDP, wholeOf } from "./packets.ts";

/** Adds them all; returns what came of the last one, and expects nothing of the others. */
function join(reassembler: Reassembler, sent: readonly Piece[]): Uint8Array | undefined {
  const results = sent.map((piece) => reassembler.add(fragmentOf(piece)));
  for (const early of results.slice(0, -1)) expect(early).toBeUndefined();
  return results.at(-1)?.bytes;
}

const PAYLOAD = payloadOf(3000);

describe("the payload", () => {
  const sent = pieces(PAYLOAD, [1480, 2960]);
  it.each([
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ])("is put together from fragments %i, %i, %i", (...order) => {
    const reassembler = new Reassembler();
    const bytes = join(
      reassembler,
      order.map((i) => sent[i]!),
    );
    expect(bytes).toEqual(wholeOf(sent[0]!, PAYLOAD));
    expect(reassembler.counts).toMatchObject({ packets: 3, datagrams: 1, joined: 3, lost: 0 });
    expect(reassembler.waiting).toBe(0);
  });

  it("has not the padding of a fragment in it", () => {
    const reassembler = new Reassembler();
    const short = pieces(payloadOf(30), [24]);
    expect(
      join(
        reassembler,
        short.map((piece) => ({ ...piece, padding: 18 })),
      ),
    ).toEqual(wholeOf(short[0]!, payloadOf(30)));
  });

  it.each([4, 6] as const)("may be as long as IPv%i allows", (version) => {
    const most = version === 4 ? 65_515 : 65_535;
    const payload = payloadOf(most);
    const long = pieces(payload, [65_000 - (65_000 % 8)], { version });
    const reassembler = new Reassembler();
    expect(join(reassembler, long)).toEqual(wholeOf(long[0]!, payload));
    expect(reassembler.counts.malformed).toBe(0);
  });

  it("is that of any cuts in any order", () => {
    const reassembler = new Reassembler();
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 65_475 }),
        fc.array(fc.nat(8183), { maxLength: 60 }),
        fc.constantFrom(4 as const, 6 as const),
        fc.infiniteStream(fc.nat()),
        (length, units, version, order) => {
          const payload = payloadOf(length, units.length);
          const cuts = [...new Set(units)].map((unit) => unit * 8).filter((cut) => cut > 0 && cut < length);
          cuts.sort((a, b) => a - b);
          const inOrder = pieces(payload, cuts, { version, options: 8 });
          const mixed = inOrder
            .map((piece) => ({ piece, place: order.next().value! }))
            .sort((a, b) => a.place - b.place);
          const bytes = join(
            reassembler,
            mixed.map(({ piece }) => piece),
          );
          const expected = wholeOf(inOrder[0]!, payload);
          // toEqual is slow for bytes
          expect(bytes !== undefined && Buffer.compare(bytes, expected) === 0).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
    const { counts } = reassembler;
    expect(counts).toMatchObject({ datagrams: 300, joined: counts.packets, lost: 0, duplicates: 0 });
  });
});

describe("the header", () => {
  it("of IPv4 is that of the first fragment, with the length and without fragment fields", () => {
    const [first, last] = pieces(PAYLOAD, [1480], { options: 12, flags: 0x40 });
    // its options were not to be copied
    const bytes = join(new Reassembler(), [{ ...last!, options: 0, flags: 0 }, first!])!;
    expect(bytes[0]).toBe(0x48);
    expect(bytes.subarray(2, 4)).toEqual(Uint8Array.of(3032 >> 8, 3032 & 0xff));
    expect(bytes.subarray(6, 8)).toEqual(Uint8Array.of(0x40, 0));
    // the checksum stays: it was never that of this header
    expect(bytes.subarray(10, 12)).toEqual(Uint8Array.of(0xbe, 0xef));
    expect(bytes).toEqual(wholeOf(first!, PAYLOAD));
  });

  it("of IPv6 loses the fragment header", () => {
    const [first, last] = pieces(PAYLOAD, [1480], { version: 6 });
    const bytes = join(new Reassembler(), [first!, last!])!;
    expect(bytes.length).toBe(3040);
    expect(bytes.subarray(4, 7)).toEqual(Uint8Array.of(3000 >> 8, 3000 & 0xff, TCP));
    expect(bytes).toEqual(wholeOf(first!, PAYLOAD));
  });

  it("of IPv6 keeps the headers in front, the last of which names the protocol", () => {
    const [first, last] = pieces(PAYLOAD, [1480], { version: 6, options: 16 });
    const bytes = join(new Reassembler(), [{ ...last!, options: 0 }, first!])!;
    expect(bytes.subarray(4, 7)).toEqual(Uint8Array.of(3016 >> 8, 3016 & 0xff, 0));
    expect(bytes[40]).toBe(TCP);
    expect(bytes).toEqual(wholeOf(first!, PAYLOAD));
  });

  it("of IPv6 may be long", () => {
    const [first, last] = pieces(PAYLOAD, [1480], { version: 6, options: 2048 });
    expect(join(new Reassembler(), [last!, first!])).toEqual(wholeOf(first!, PAYLOAD));
  });

  it("of IPv6 takes the protocol of the fragment with offset 0 only (RFC 8200 4.5)", () => {
    const [first, last] = pieces(PAYLOAD, [1480], { version: 6, protocol: TCP });
    const bytes = join(new Reassembler(), [{ ...last!, protocol: UDP }, first!])!;
    expect(bytes).toEqual(wholeOf(first!, PAYLOAD));
  });

  it("is the one that came first", () => {
    const [first, last] = pieces(PAYLOAD, [1480]);
    const bytes = join(new Reassembler(), [first!, { ...first!, options: 4 }, last!]);
    expect(bytes).toEqual(wholeOf(first!, PAYLOAD));
  });
});

describe("a datagram", () => {
  const [first, last] = pieces(PAYLOAD, [1480]);

  it.each<{ name: string; other: Partial<Piece> }>([
    { name: "identification", other: { id: 2 } },
    { name: "source", other: { source: 3 } },
    { name: "destination", other: { destination: 3 } },
    { name: "protocol", other: { protocol: UDP } },
    { name: "layers", other: { layers: 1 } },
    { name: "layers above 16 bits", other: { layers: 0x10000 } },
  ])("has none of the fragments with another $name", ({ other }) => {
    const reassembler = new Reassembler();
    expect(join(reassembler, [first!, { ...last!, ...other }])).toBeUndefined();
    expect(reassembler.waiting).toBe(2);
    expect(join(reassembler, [last!])).toEqual(wholeOf(first!, PAYLOAD));
    expect(join(reassembler, [{ ...first!, ...other }])).toEqual(wholeOf({ ...first!, ...other }, PAYLOAD));
  });

  it.each([1, 0x10000, 0xffffffff])("of IPv6 has an identification of 32 bits: %i", (id) => {
    const [one, two] = pieces(PAYLOAD, [1480], { version: 6, id });
    const reassembler = new Reassembler();
    expect(join(reassembler, [one!, { ...two!, id: 0x10001 }])).toBeUndefined();
    expect(join(reassembler, [two!])).toEqual(wholeOf(one!, PAYLOAD));
  });

  it.each([
    { version: 4 as const, from: 12, to: 20 },
    { version: 6 as const, from: 8, to: 40 },
  ])("of IPv$version has one source and one destination, in all of their bytes", ({ version, from, to }) => {
    const [one, two] = pieces(PAYLOAD, [1480], { version });
    const reassembler = new Reassembler();
    reassembler.add(fragmentOf(one!));
    for (let at = from; at < to; at++) {
      const stranger = fragmentOf(two!);
      stranger.bytes[stranger.ip + at]! ^= 0x80;
      expect(reassembler.add(stranger)).toBeUndefined();
    }
    expect(reassembler.waiting).toBe(1 + to - from);
    expect(join(reassembler, [two!])).toEqual(wholeOf(one!, PAYLOAD));
  });

  it.each([4, 6] as const)("of IPv%i has fragments that differ in the rest of the header", (version) => {
    const [one, two] = pieces(PAYLOAD, [1480], { version });
    expect(join(new Reassembler(), [one!, { ...two!, ttl: 3, flags: 0x40, path: 2 }])).toEqual(
      wholeOf(one!, PAYLOAD),
    );
  });

  it("of IPv6 is none of IPv4", () => {
    const reassembler = new Reassembler();
    expect(join(reassembler, [first!, { ...last!, version: 6 }])).toBeUndefined();
    expect(reassembler.waiting).toBe(2);
  });

  it("is put together among others", () => {
    const reassembler = new Reassembler();
    const many = Array.from({ length: 50 }, (_, id) =>
      pieces(payloadOf(2000 + id, id), [1000, 1600], { id }),
    );
    for (const part of [2, 0]) {
      for (const [, sent] of many.entries()) {
        expect(reassembler.add(fragmentOf(sent[part]!))).toBeUndefined();
      }
    }
    for (const [id, sent] of many.entries()) {
      const datagram = reassembler.add(fragmentOf(sent[1]!))!;
      expect(datagram.bytes).toEqual(wholeOf(sent[0]!, payloadOf(2000 + id, id)));
      expect(datagram.captured).toBe(datagram.bytes.length);
    }
    expect(reassembler.counts).toMatchObject({ packets: 150, datagrams: 50, joined: 150, lost: 0 });
  });

  it("may use its identification again at once", () => {
    const reassembler = new Reassembler();
    for (let round = 0; round < 3; round++) {
      const payload = payloadOf(3000, round);
      const sent = pieces(payload, [1480], { time: round / 10 });
      expect(join(reassembler, sent)).toEqual(wholeOf(sent[0]!, payload));
    }
    expect(reassembler.counts).toMatchObject({ datagrams: 3, joined: 6, duplicates: 0 });
  });
});

it("what is left at the end is lost", () => {
  const reassembler = new Reassembler();
  join(reassembler, pieces(PAYLOAD, [1480, 2960]).slice(0, 2));
  reassembler.end();
  expect(reassembler.waiting).toBe(0);
  expect(reassembler.counts).toMatchObject({ packets: 2, joined: 0, lost: 2, timed_out: 0, evicted: 0 });
  expect(join(reassembler, pieces(PAYLOAD, [1480, 2960]).slice(2))).toBeUndefined();
});

it("fragments that were cut make a datagram that is captured up to the first byte lacking", () => {
  const [first, second, last] = pieces(PAYLOAD, [1480, 2960]);
  const reassembler = new Reassembler();
  for (const piece of [first!, { ...second!, captured: 100 }]) reassembler.add(fragmentOf(piece));
  const datagram = reassembler.add(fragmentOf(last!))!;
  const expected = wholeOf(first!, PAYLOAD);
  expected.fill(0, 20 + 1580, 20 + 2960);
  expect(datagram.bytes).toEqual(expected);
  expect(datagram.captured).toBe(1600);
});

it("a cut fragment is completed by a copy of it that has more", () => {
  const [first, last] = pieces(PAYLOAD, [1480]);
  const reassembler = new Reassembler();
  reassembler.add(fragmentOf({ ...first!, captured: 0 }));
  reassembler.add(fragmentOf({ ...first!, captured: 700, path: 1 }));
  reassembler.add(fragmentOf({ ...first!, captured: 64, path: 2 }));
  const datagram = reassembler.add(fragmentOf(last!))!;
  expect(datagram.captured).toBe(720);
  expect(datagram.bytes.subarray(0, 720)).toEqual(wholeOf(first!, PAYLOAD).subarray(0, 720));
  expect(reassembler.counts).toMatchObject({ duplicates: 2, joined: 4 });
});

it("bytes that were not captured differ from none", () => {
  const [first, last] = pieces(PAYLOAD, [1480]);
  const reassembler = new Reassembler();
  reassembler.add(fragmentOf({ ...first!, captured: 100 }));
  const other = first!.data.slice();
  other.fill(0, 100);
  reassembler.add(fragmentOf({ ...first!, data: other }));
  expect(reassembler.counts).toMatchObject({ duplicates: 1, conflicting: 0 });
  expect(reassembler.add(fragmentOf(last!))!.captured).toBe(3020);
});
