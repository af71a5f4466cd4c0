/** Bounds of memory and of work, whatever comes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS, type Fragment, Reassembler } from "../../src/capture/fragments/mod.ts";
import { fragmentOf, type Piece, payloadOf, pieces } from "./packets.ts";

const MTU = payloadOf(1480);
const BLOCK = payloadOf(8);
const OTHER_BLOCK = payloadOf(8, 1);
const LONG = payloadOf(7992);
const LAST_OFFSET = 65_504;
/** Enough for the largest datagram that is handed out. */
const OUTPUT_BYTES = 2 * 65_575;

/** Checks that nothing went missing; returns the counts. */
function settled(reassembler: Reassembler): Reassembler["counts"] {
  const { joined, lost, packets } = reassembler.counts;
  expect(packets).toBe(joined + lost + reassembler.waiting);
  return reassembler.counts;
}

function isWhole(reassembler: Reassembler, id: number): boolean {
  const sent = pieces(payloadOf(3000), [1480], { id });
  return sent.map((piece) => reassembler.add(fragmentOf(piece))).at(-1) !== undefined;
}

describe("the oldest datagram is given up", () => {
  it("for one more than 1,024", () => {
    const reassembler = new Reassembler();
    const first = (id: number): Piece => ({ id, offset: 0, more: true, data: MTU });
    const last = (id: number): Piece => ({ id, offset: 1480, more: false, data: BLOCK });
    for (let id = 0; id < 1024; id++) reassembler.add(fragmentOf(first(id)));
    expect(settled(reassembler)).toMatchObject({ evicted: 0, lost: 0 });
    reassembler.add(fragmentOf(first(5000)));
    expect(settled(reassembler)).toMatchObject({ evicted: 1, lost: 1 });
    expect(reassembler.add(fragmentOf(last(1)))).toBeDefined();
    expect(reassembler.add(fragmentOf(last(0)))).toBeUndefined();
    // there was room again
    expect(settled(reassembler).evicted).toBe(1);
  });

  it("for more than 8,192 fragments", () => {
    const reassembler = new Reassembler();
    const at = (id: number, unit: number): Piece => ({ id, offset: unit * 8, more: true, data: BLOCK });
    for (let unit = 0; unit < 4096; unit++) {
      for (const id of [1, 2]) reassembler.add(fragmentOf(at(id, unit)));
    }
    // duplicates need no room
    for (let unit = 0; unit < 100; unit++) reassembler.add(fragmentOf(at(2, unit)));
    expect(settled(reassembler)).toMatchObject({ evicted: 0, duplicates: 100 });
    reassembler.add(fragmentOf(at(2, 4096)));
    expect(settled(reassembler)).toMatchObject({ evicted: 1, lost: 4096 });
    expect(reassembler.waiting).toBe(4096 + 100 + 1);
  });

  it("for bytes, as many as are needed", () => {
    const reassembler = new Reassembler({ bytes: 10 * 1024 });
    // one page each
    for (let id = 0; id < 10; id++) {
      reassembler.add(fragmentOf({ id, offset: 1024, more: true, data: payloadOf(1024) }));
    }
    expect(settled(reassembler).evicted).toBe(0);
    reassembler.add(fragmentOf({ id: 20, offset: 1024, more: true, data: payloadOf(3 * 1024) }));
    expect(settled(reassembler)).toMatchObject({ evicted: 3, lost: 3 });
    expect(reassembler.memory).toBeLessThanOrEqual(10 * 1024 + OUTPUT_BYTES);
  });

  it("also if it is the one that needs them", () => {
    const reassembler = new Reassembler({ bytes: 4 * 1024 });
    const sent = pieces(payloadOf(6000), [1480, 2960, 4440]);
    for (const piece of sent) expect(reassembler.add(fragmentOf(piece))).toBeUndefined();
    expect(settled(reassembler)).toMatchObject({ evicted: 1, lost: 3 });
    // the last one waits now
    expect(reassembler.waiting).toBe(1);
    expect(isWhole(reassembler, 7)).toBe(true);
  });

  it("also if it could never fit", () => {
    const reassembler = new Reassembler({ bytes: 100 });
    expect(isWhole(reassembler, 1)).toBe(false);
    expect(settled(reassembler)).toMatchObject({ evicted: 2, lost: 2 });
    expect(reassembler.memory).toBeLessThanOrEqual(OUTPUT_BYTES);
  });

  it("also if it is refused, without being counted again", () => {
    const reassembler = new Reassembler({ datagrams: 1 });
    reassembler.add(fragmentOf({ offset: 0, more: true, data: BLOCK }));
    reassembler.add(fragmentOf({ offset: 0, more: true, data: payloadOf(8, 1) }));
    expect(isWhole(reassembler, 2)).toBe(true);
    expect(settled(reassembler)).toMatchObject({ conflicting: 1, lost: 2, evicted: 0 });
  });
});

describe("a flood", () => {
  /** Fragments that never make a datagram. */
  const floods: readonly { name: string; packets: number; piece: (i: number) => Piece }[] = [
    {
      name: "first fragments",
      packets: 20_000,
      piece: (i) => ({ id: i & 0xffff, source: i >> 16, offset: 0, more: true, data: MTU }),
    },
    {
      name: "first fragments of IPv6",
      packets: 20_000,
      piece: (i) => ({ version: 6, options: 256, id: i, offset: 0, more: true, data: MTU }),
    },
    {
      name: "last fragments",
      packets: 20_000,
      piece: (i) => ({ id: i & 0xffff, source: i >> 16, offset: LAST_OFFSET, more: false, data: BLOCK }),
    },
    {
      name: "fragments that are far apart",
      packets: 80_000,
      piece: (i) => ({ id: i >> 6, offset: (i & 63) * 1016, more: true, data: BLOCK }),
    },
    {
      name: "small fragments with gaps",
      packets: 20_000,
      piece: (i) => ({ id: i >> 12, offset: LAST_OFFSET - (i % 4094) * 16, more: true, data: BLOCK }),
    },
    {
      name: "fragments of one datagram that overlap",
      packets: 20_000,
      piece: (i) => ({
        offset: (i % 173) * 8,
        more: true,
        data: MTU.subarray(0, 8 * (1 + (i % 185))),
        captured: 0,
      }),
    },
    {
      name: "fragments that were cut to nothing",
      packets: 20_000,
      piece: (i) => ({ id: i >> 3, offset: (i & 7) * 8000, more: true, data: LONG, captured: 0 }),
    },
    {
      name: "conflicts",
      packets: 20_000,
      piece: (i) => ({ id: i >> 1, offset: 0, more: true, data: i & 1 ? BLOCK : OTHER_BLOCK }),
    },
    {
      name: "duplicates",
      packets: 20_000,
      piece: (i) => ({ offset: (i & 4095) * 16, more: true, data: BLOCK }),
    },
  ];

  it.each(floods)("of $name stays within its memory, and costs little", ({ packets, piece }) => {
    const reassembler = new Reassembler();
    let made = 0;
    let cost = 0;
    for (let i = 0; i < packets; i += 1000) {
      const fragments = Array.from({ length: 1000 }, (_, j) => fragmentOf(piece(i + j)));
      const begin = process.cpuUsage();
      for (const fragment of fragments) if (reassembler.add(fragment)) made++;
      cost += process.cpuUsage(begin).user;
      expect(reassembler.memory).toBeLessThanOrEqual(DEFAULT_LIMITS.bytes + OUTPUT_BYTES);
      settled(reassembler);
    }
    expect(made).toBe(0);
    // microseconds a fragment: some 1 to 3, so this is out of reach but for work that grows with what waits
    expect(cost / packets).toBeLessThan(30);
    expect(isWhole(reassembler, 0xffff)).toBe(true);
    reassembler.end();
    expect(settled(reassembler).joined).toBe(2);
  });
});

it("memory is used again", () => {
  const reassembler = new Reassembler();
  for (let id = 0; id < 1000; id++) expect(isWhole(reassembler, id)).toBe(true);
  expect(reassembler.memory).toBeLessThanOrEqual(128 * 1024);
});

it("memory grows with need", () => {
  const reassembler = new Reassembler();
  for (let id = 0; id < 10; id++) {
    reassembler.add(fragmentOf({ id, offset: LAST_OFFSET, more: false, data: BLOCK }));
  }
  expect(reassembler.memory).toBeLessThanOrEqual(128 * 1024);
});

it("as many whole datagrams are remembered as may wait", () => {
  const reassembler = new Reassembler({ datagrams: 2 });
  const sent = (id: number, path: number): Piece[] => pieces(payloadOf(100), [48], { id, path });
  for (const id of [1, 2, 3]) for (const piece of sent(id, 1)) reassembler.add(fragmentOf(piece));
  for (const id of [3, 2]) for (const piece of sent(id, 2)) reassembler.add(fragmentOf(piece));
  expect(settled(reassembler)).toMatchObject({ datagrams: 3, duplicates: 4 });
  for (const piece of sent(1, 2)) reassembler.add(fragmentOf(piece));
  expect(settled(reassembler)).toMatchObject({ datagrams: 4, duplicates: 4 });
});

it("as many of their fragments are remembered as may wait", () => {
  const reassembler = new Reassembler({ fragments: 3 });
  const sent = (id: number, path: number): Piece[] => pieces(payloadOf(100), [48], { id, path });
  for (const id of [1, 2]) for (const piece of sent(id, 1)) reassembler.add(fragmentOf(piece));
  for (const id of [2, 1]) for (const piece of sent(id, 2)) reassembler.add(fragmentOf(piece));
  expect(settled(reassembler)).toMatchObject({ datagrams: 3, duplicates: 2 });
});

it("any header and any numbers do no harm", () => {
  const reassembler = new Reassembler({ datagrams: 8, bytes: 64 * 1024 });
  const fragment = fc
    .record({
      version: fc.constantFrom(4 as const, 6 as const),
      time: fc.oneof(fc.double(), fc.integer({ min: 0, max: 200 })),
      layers: fc.nat(2),
      path: fc.nat(0xffffffff),
      protocol: fc.nat(0xff),
      id: fc.nat(3),
      unit: fc.oneof(fc.nat(8191), fc.nat(4)),
      more: fc.boolean(),
      // anything, in which the header is
      bytes: fc.uint8Array({ minLength: 80, maxLength: 200 }),
      isSame: fc.boolean(),
      header: fc.nat(40),
      length: fc.oneof(fc.nat(65_535), fc.nat(40)),
      end: fc.nat(200),
      nextHeader: fc.nat(39),
    })
    .map(({ unit, isSame, header, bytes, end, nextHeader, ...rest }): Fragment => {
      if (isSame) bytes.fill(7);
      const payload = Math.min(bytes.length, rest.version === 4 ? 20 + header : 48 + header - (header % 8));
      const at = rest.version === 6 ? nextHeader : 0;
      return {
        ...rest,
        offset: unit * 8,
        bytes,
        ip: 0,
        payload,
        end: Math.min(end, bytes.length),
        nextHeader: at,
      };
    });
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 100 }), (all) => {
      for (const one of all) {
        const datagram = reassembler.add(one);
        if (!datagram) continue;
        expect(datagram.captured).toBeLessThanOrEqual(datagram.bytes.length);
        expect(datagram.bytes.length).toBeLessThanOrEqual(65_575);
      }
      settled(reassembler);
    }),
    { numRuns: 500 },
  );
  expect(reassembler.counts.datagrams).toBeGreaterThan(10);
});
