import { describe, expect, test, vi } from "vitest";
import { LINKTYPE_LINUX_SLL2, LINKTYPE_NULL, LINKTYPE_RAW } from "../../wasm/layout.ts";
import {
  type ChecksumChoice,
  ethernet,
  filler,
  ipv4,
  ipv6,
  nullLoopback,
  pcap,
  sll2,
  tcp,
  tcpPacket,
} from "../support/capture_builder.ts";
import { expectLikeReference } from "../support/decode_all.ts";

// Thousands of decodings a test: seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const SIZES = [
  ...Array.from({ length: 71 }, (_, size) => size),
  ...[127, 128, 129, 255, 256, 257, 511, 512, 513, 1023, 1024, 1025, 1447, 1448, 1449, 1459, 1460, 1461],
  ...[4095, 4096, 4097, 16_383, 16_384, 32_767, 32_768, 65_494, 65_495],
];
const CHECKSUMS: readonly ChecksumChoice[] = ["right", "bad", "partial", "partial_lso", "zero"];

describe("payloads of every size at the edges of the sum's loops", () => {
  for (const from of ["10.0.0.1:1", "[2001:db8::1]:1"]) {
    const to = from.replace("1:1", "2:80").replace("::1]", "::2]");
    const wraps = [
      { linkType: LINKTYPE_RAW, wrap: (datagram: Uint8Array) => datagram },
      { linkType: LINKTYPE_NULL, wrap: nullLoopback },
      { linkType: LINKTYPE_LINUX_SLL2, wrap: sll2 },
      { linkType: 1, wrap: (datagram: Uint8Array) => ethernet(datagram, { padTo: 60 }) },
    ];
    for (const { linkType, wrap } of wraps) {
      test(`${from}, link type ${linkType}`, () => {
        const packets = SIZES.flatMap((size) =>
          CHECKSUMS.map((checksum) =>
            wrap(tcpPacket({ from, to, payload: filler(size, size + 3), checksum })),
          ),
        );
        const { segments } = expectLikeReference(pcap(packets, { linkType }));
        expect(segments.map((segment) => segment.payloadLength)).toEqual(
          SIZES.flatMap((size) => Array(5).fill(size)),
        );
        const verdicts = new Set(segments.map((segment) => segment.tcpVerdict));
        expect([...verdicts].sort()).toEqual([...CHECKSUMS].map((c) => (c === "right" ? "good" : c)).sort());
      });
    }
  }

  test("every length of options", () => {
    const packets = Array.from({ length: 11 }, (_, words) => filler(words * 4, words)).flatMap((options) =>
      [0, 1, 2, 15, 16, 17, 33].map((payload) => ethernet(tcpPacket({ options, payload }))),
    );
    expectLikeReference(pcap(packets));
  });

  test("every bit of the payload counts in the sum", () => {
    const payload = filler(67, 9);
    const right = ethernet(tcpPacket({ payload }));
    const packets = [right];
    for (let bit = 0; bit < payload.length * 8; bit++) {
      const changed = right.slice();
      changed[54 + (bit >> 3)]! ^= 1 << (bit & 7);
      packets.push(changed);
    }
    const { segments } = expectLikeReference(pcap(packets));
    expect(segments.filter((segment) => segment.tcpVerdict === "good")).toHaveLength(1);
  });

  test("sums that are extreme: all ones, all zeros", () => {
    const packets = [0, 1, 2, 31, 32, 1460, 60_000].flatMap((size) =>
      [0x00, 0xff].flatMap((byte) =>
        CHECKSUMS.map((checksum) =>
          ethernet(
            tcpPacket({ from: "255.255.255.255:65535", payload: new Uint8Array(size).fill(byte), checksum }),
          ),
        ),
      ),
    );
    expectLikeReference(pcap(packets));
  });

  test("a right checksum of 0x0000, and 0xffff in its place", () => {
    // The payload is what the checksum would be, so that the sum without the field is 0xffff.
    const plain = tcpPacket({ payload: Uint8Array.of(0, 0), checksum: "right" });
    const payload = plain.slice(36, 38);
    const stored = [0x0000, 0xffff].map((checksum) => ethernet(tcpPacket({ payload, checksum })));
    const { segments } = expectLikeReference(pcap(stored));
    expect(segments.map((segment) => [segment.tcpVerdict, segment.tcpExpected % 0xffff])).toEqual([
      ["good", 0],
      ["good", 0],
    ]);
  });
});

describe("segments larger than an IP packet", () => {
  const SUPER_SIZES = [65_496, 65_515, 65_535, 65_536, 70_001, 131_072, 200_000];

  test("IPv4 with total length 0", () => {
    const packets = SUPER_SIZES.flatMap((size) =>
      CHECKSUMS.map((checksum) => ethernet(ipv4({}, tcp({ payload: filler(size, size), checksum })))),
    );
    const { segments } = expectLikeReference(pcap(packets));
    expect(segments.every((segment) => segment.ipLengthZero)).toBe(true);
  });

  test("IPv6 with length 0, and with a jumbo option", () => {
    const packets = SUPER_SIZES.flatMap((size) =>
      CHECKSUMS.flatMap((checksum) => {
        const segment = tcp({ payload: filler(size, size), checksum });
        const extensions = [{ type: "hop_by_hop", jumbo: true }] as const;
        return [ethernet(ipv6({}, segment)), ethernet(ipv6({ extensions }, segment))];
      }),
    );
    const { segments } = expectLikeReference(pcap(packets));
    expect(segments.map((segment) => segment.payloadLength)).toEqual(
      SUPER_SIZES.flatMap((size) => Array(10).fill(size)),
    );
  });

  test("the largest record, and one byte more", () => {
    const largest = (bytes: number) =>
      pcap([ethernet(tcpPacket()), { data: ethernet(ipv4({}, tcp({ payload: bytes - 54 }))), cut: bytes }]);
    const accepted = expectLikeReference(largest(262_144));
    expect(accepted.segments.map((segment) => segment.payloadLength)).toEqual([0, 262_144 - 54]);
    const refused = expectLikeReference(largest(262_145));
    expect(refused.error).toMatchObject({ kind: "corrupt", fileOffset: 24 + 16 + 54 });
  });
});
