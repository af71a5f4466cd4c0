import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import {
  ethernet,
  filler,
  type PcapPacket,
  pcap,
  type TcpPacketOptions,
  tcpPacket,
} from "../support/capture_builder.ts";
import { decodeAll } from "../support/decode_all.ts";

// Thousands of decodings a test: seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const SEED = 20_230_616;
const INPUT_BYTES = 65_536;

function digests(packets: readonly (PcapPacket | Uint8Array)[]): number[] {
  const { segments } = decodeAll(pcap(packets), { inputBytes: INPUT_BYTES });
  expect(segments).toHaveLength(packets.length);
  return segments.map(({ digest }) => digest);
}

/** Headers of every length, and other fields that are not the payload. */
const HEADERS: readonly TcpPacketOptions[] = [
  ...Array.from({ length: 11 }, (_, words) => ({ options: filler(words * 4, words + 1) })),
  ...Array.from({ length: 11 }, (_, words) => ({ ip: { options: filler(words * 4, words + 1) } })),
  { seq: 99, ack: 0xffffffff, flags: "FPA", window: 3, urgentPointer: 8 },
  { checksum: "bad" },
  { checksum: "zero" },
  { checksum: "partial" },
  { from: "[2001:db8::1]:5", to: "[2001:db8::2]:6" },
  {
    from: "[2001:db8::1]:5",
    to: "[2001:db8::2]:6",
    options: filler(12, 3),
    ip: { extensions: [{ type: "destination" }] },
  },
];

const SIZES = [
  ...Array.from({ length: 70 }, (_, size) => size),
  127,
  128,
  129,
  1459,
  1460,
  1461,
  9000,
  65_495 - 40,
];

describe("equal payloads have equal digests", () => {
  test("whatever the headers, at every size", () => {
    for (const size of SIZES.filter((size) => size <= 1461)) {
      const payload = filler(size, size + 1);
      const [first, ...others] = digests(
        HEADERS.map((header) => ethernet(tcpPacket({ ...header, payload }))),
      );
      expect(new Set(others)).toEqual(new Set([first]));
    }
  });

  test("whatever their place in memory, and what is behind them", () => {
    for (const size of SIZES.filter((size) => size <= 1461)) {
      const frame = ethernet(tcpPacket({ payload: filler(size, size + 1) }));
      const packets: PcapPacket[] = [];
      for (let shift = 0; shift < 64; shift++) {
        packets.push({ data: ethernet(tcpPacket({ payload: filler(shift, 5) })) }, { data: frame });
        packets.push({
          data: ethernet(tcpPacket({ payload: filler(size, size + 1) }), { padTo: 120 + shift }),
        });
      }
      expect(new Set(digests(packets).filter((_, i) => i % 3 !== 0)).size).toBe(1);
    }
  });

  test("of the captured part, when both are cut at the same byte", () => {
    const payload = filler(300, 4);
    for (const bytes of [0, 1, 2, 3, 16, 17, 31, 32, 33, 64, 100, 299]) {
      const pair = [filler(0), filler(20)].map((options) => ({
        data: ethernet(tcpPacket({ payload, options })),
        cut: 54 + options.length + bytes,
      }));
      const [one, other] = digests(pair);
      expect(other).toBe(one);
    }
  });
});

describe("another payload has another digest", () => {
  test("when one bit differs, at every place", () => {
    for (const size of [1, 2, 3, 15, 16, 17, 31, 32, 33, 63, 64, 65, 200]) {
      const payload = filler(size, size);
      const packets = [ethernet(tcpPacket({ payload }))];
      for (let bit = 0; bit < size * 8; bit++) {
        const changed = payload.slice();
        changed[bit >> 3]! ^= 1 << (bit & 7);
        packets.push(ethernet(tcpPacket({ payload: changed })));
      }
      const [first, ...others] = digests(packets);
      expect(others).not.toContain(first);
    }
  });

  test("when one byte of a long one differs", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1460 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (size, place, difference) => {
          const payload = filler(size, size);
          const changed = payload.slice();
          changed[place % size]! ^= difference;
          const [one, other] = digests(
            [payload, changed].map((bytes) => ethernet(tcpPacket({ payload: bytes }))),
          );
          expect(other).not.toBe(one);
        },
      ),
      { seed: SEED, numRuns: 300 },
    );
  });

  test("for AAAAAA, BBBBBBBB and their like", () => {
    const texts = [
      "AAAAAA",
      "BBBBBBBB",
      "AAAAAAAA",
      "ABABABAB",
      "BABABABA",
      "AABBAABB",
      "AAAABBBB",
      "BBBBAAAA",
    ];
    expect(new Set(digests(texts.map((payload) => ethernet(tcpPacket({ payload }))))).size).toBe(
      texts.length,
    );
  });
});
