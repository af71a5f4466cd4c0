import { describe, expect, test, vi } from "vitest";
import { Decoder } from "../../src/capture/decoder.ts";
import { ownedBatch, ReleaseLedger } from "../../src/owned_batch.ts";
import { ethernet, filler, type PcapPacket, pcap, tcpPacket } from "../support/capture_builder.ts";
import {
  capture,
  FRAMES,
  fromStart,
  type Moment,
  NANOSECONDS,
  packet,
  START,
} from "../support/clock_captures.ts";
import type { ClockRecord } from "../support/clock_records.ts";
import { decodeAll, expectClockRecords, expectLikeReference } from "../support/decode_all.ts";

// Thousands of decodings a test: seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

/** A link type that is not read. */
const LINKTYPE_USER0 = 147;

/** Frame numbers and clocks of the clock records of a capture. */
function clockRecords(moments: readonly Moment[]): unknown[] {
  const { clockRecords: found } = expectLikeReference(capture(moments));
  return found.map((record) => [record.frame, ...fromStart(record)]);
}

describe("clock records", () => {
  test("are lacking where there is only TCP, whatever the stamps", () => {
    expect(
      clockRecords([
        ["tcp", 0],
        ["tcp", 100],
        ["tcp", 50],
        ["tcp", 50],
        ["tcp", 9999],
        ["tcp", 100],
      ]),
    ).toEqual([]);
    expect(
      clockRecords([
        ["tcp", 0],
        ["tcp", 9999],
        ["tcp", 9999],
        ["tcp", 9999],
        ["tcp", 9999],
      ]),
    ).toEqual([]);
  });

  test("but for a jump that ends with another stamp than the greatest, and one that is the beginning", () => {
    expect(
      clockRecords([
        ["tcp", 0],
        ["tcp", 9999],
        ["tcp", 9998],
        ["tcp", 9997],
        ["tcp", 9996],
      ]),
    ).toEqual([[5, 9999, 0]]);
    expect(
      clockRecords([
        ["arp", 0],
        ["tcp", 9999],
        ["tcp", 9999],
      ]),
    ).toEqual([[2, 0, 0]]);
  });

  for (const kind of ["udp", "arp", "cut", "fragment"] as const) {
    test(`tell once a second what ${kind} packets did to the clock`, () => {
      const moments: Moment[] = [["tcp", 0, 5]];
      for (let tenth = 1; tenth <= 40; tenth++)
        moments.push([kind, Math.floor(tenth / 10), (tenth % 10) * 1e8 + 5]);
      expect(clockRecords(moments)).toEqual([
        [11, 1, 5],
        [21, 2, 5],
        [31, 3, 5],
        [41, 4, 5],
      ]);
    });
  }

  test("wait for the whole second", () => {
    expect(
      clockRecords([
        ["tcp", 0, 5],
        ["udp", 1, 4],
      ]),
    ).toEqual([]);
    expect(
      clockRecords([
        ["tcp", 0, 999_999_999],
        ["udp", 1, 999_999_998],
        ["udp", 1, 999_999_999],
      ]),
    ).toEqual([[3, 1, 999_999_999]]);
  });

  test("are in front of a segment whose stamp is below what other packets made of the clock", () => {
    expect(
      clockRecords([
        ["tcp", 0],
        ["udp", 0, 500],
        ["tcp", 0, 400],
        ["tcp", 0, 450],
        ["tcp", 0, 500],
      ]),
    ).toEqual([[3, 0, 500]]);
    expect(
      clockRecords([
        ["tcp", 0],
        ["udp", 0, 500],
        ["tcp", 0, 500],
        ["tcp", 0, 1],
      ]),
    ).toEqual([]);
  });

  test("are in front of a segment that waits as a candidate, if the clock is not known", () => {
    expect(
      clockRecords([
        ["tcp", 0],
        ["udp", 0, 500],
        ["tcp", 9999],
        ["tcp", 9999],
      ]),
    ).toEqual([[3, 0, 500]]);
    expect(
      clockRecords([
        ["tcp", 0],
        ["tcp", 9999],
        ["udp", 9999],
        ["udp", 9999],
        ["udp", 9998],
      ]),
    ).toEqual([[5, 9999, 0]]);
    expect(
      clockRecords([
        ["tcp", 0],
        ["udp", 9999],
        ["udp", 9999],
        ["tcp", 9999],
        ["tcp", 9999],
      ]),
    ).toEqual([]);
  });

  test("are lacking before the first segment, which is told the clock if it needs it", () => {
    expect(
      clockRecords([
        ["udp", 0],
        ["arp", 10],
        ["fragment", 20],
        ["cut", 30],
      ]),
    ).toEqual([]);
    expect(
      clockRecords([
        ["udp", 0],
        ["arp", 10],
        ["tcp", 10],
      ]),
    ).toEqual([]);
    expect(
      clockRecords([
        ["udp", 0],
        ["arp", 10],
        ["tcp", 9, 999_999_999],
        ["udp", 11],
      ]),
    ).toEqual([
      [3, 10, 0],
      [4, 11, 0],
    ]);
    // 1970: a clock of 0 is one, too
    const epoch = pcap([FRAMES.udp, FRAMES.tcp].map((data) => ({ data, sec: 0 })));
    expect(expectLikeReference(epoch).clockRecords).toEqual([]);
  });

  test("take part in no look-up of flows, and hold none up", () => {
    const packets: PcapPacket[] = [];
    for (let i = 0; i < 3000; i++) {
      const data = ethernet(tcpPacket({ from: `10.0.0.1:${1 + ((i * 7) % 500)}`, payload: i % 9 }));
      packets.push({ data, sec: START + i });
      // segments between two of them: none, a few, more than a block of the look-up holds
      if (i % 3 === 0 || i % 200 > 120) packets.push(packet(["udp", i + 2]));
    }
    for (const inputBytes of [700, 524_288]) {
      const { clockRecords: found, segments } = expectLikeReference(pcap(packets), {
        inputBytes,
        poison: (bytes) => bytes.fill(0xa5),
      });
      expect(found.length).toBeGreaterThan(1000);
      expect(new Set(segments.map(({ flowIndex }) => flowIndex)).size).toBe(500);
    }
  });

  test("say where the packet lies, also one that was passed over in many calls", () => {
    const first = capture([["tcp", 0]]);
    const sizes = [0, 1, 100, 70_000, 300_000];
    const passed = pcap(
      sizes.map((size, i) => ({ data: filler(size), cut: size, sec: START + i + 1 })),
      { linkType: LINKTYPE_USER0 },
    );
    let at = 24;
    const expected = sizes.map((size, i): ClockRecord => {
      const record = { sec: START + i + 1, nsec: 0, frame: i + 2, recordOffset: at };
      at += 16 + size;
      return record;
    });
    for (const copy of [undefined, ownedBatch]) {
      for (const options of [
        {},
        { inputBytes: 1000 },
        { inputBytes: 100_000, chunk: 4096 },
        { chunk: 777 },
      ]) {
        const decoder = new Decoder(options);
        const all = { ...options, decoder, ...(copy && { copy }) };
        decodeAll(first, all);
        expectClockRecords(decodeAll(passed, all).clockRecords, expected);
      }
    }
  });
});

describe("a full batch loses and doubles none", () => {
  // records of 16 bytes that take a clock record each: more than a batch has room for
  const empty = (count: number, from: number): PcapPacket[] =>
    Array.from({ length: count }, (_, i) => ({ data: new Uint8Array(0), sec: START + from + i }));

  test("at packets without TCP", () => {
    const file = pcap([packet(["tcp", 0]), ...empty(52_000, 1), packet(["tcp", 52_001])], NANOSECONDS);
    let batches = 0;
    const copy = (batch: Parameters<typeof ownedBatch>[0]) => {
      batches++;
      return batch;
    };
    const { clockRecords: found, segments } = expectLikeReference(file, { copy });
    expect(found).toHaveLength(52_000);
    expect(segments).toHaveLength(2);
    // the input came in three parts at most: a decode call stopped before its end
    expect(batches).toBeGreaterThan(3);
  });

  test("at segments that have one in front of them", () => {
    // each odd and even length of what is in front puts the border elsewhere
    const datagram = tcpPacket();
    for (const front of [0, 1]) {
      const packets: PcapPacket[] = Array.from({ length: front + 1 }, () => ({
        data: datagram,
        sec: START,
        nsec: 0,
      }));
      for (let i = 1; i < 16_000; i++) {
        packets.push({ data: new Uint8Array(0), sec: START, nsec: i * 1000 });
        packets.push({ data: datagram, sec: START, nsec: 1 });
      }
      const file = pcap(packets, { ...NANOSECONDS, linkType: 101 });
      const { clockRecords: found, segments } = expectLikeReference(file);
      expect(found).toHaveLength(15_999);
      expect(segments).toHaveLength(15_999 + front + 1);
    }
  });
});

describe("batches that own their memory", () => {
  test("name no flow in a clock record: its index can be given back", () => {
    const decoder = new Decoder({ inputBytes: 100 });
    const ledger = new ReleaseLedger();
    const batches: number[] = [];
    decodeAll(
      capture([
        ["tcp", 0],
        ["udp", 5],
        ["udp", 10],
      ]),
      {
        decoder,
        chunk: 50,
        copy: (batch) => {
          ledger.decoded(batch);
          batches.push(batch.count);
          return ownedBatch(batch);
        },
      },
    );
    expect(batches).toEqual([1, 1, 1]);
    ledger.tracked(Uint32Array.of(0));
    expect([...ledger.take()]).toEqual([0]);
  });

  test("hold no bytes if there are clock records alone", () => {
    const sizes: number[] = [];
    const { clockRecords: found } = decodeAll(
      capture([
        ["tcp", 0],
        ["udp", 5],
      ]),
      {
        chunk: 50,
        copy: (batch) => {
          const owned = ownedBatch(batch);
          sizes.push(owned.bytes.length);
          return owned;
        },
      },
    );
    expect(sizes).toEqual([16 + FRAMES.tcp.length, 0]);
    expect(found).toMatchObject([{ recordOffset: 24 + 16 + FRAMES.tcp.length, frame: 2 }]);
  });
});
