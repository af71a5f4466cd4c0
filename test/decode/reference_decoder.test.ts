import { describe, expect, test } from "vitest";
import {
  LINKTYPE_IPV4,
  LINKTYPE_IPV6,
  LINKTYPE_LINUX_SLL,
  LINKTYPE_LINUX_SLL2,
  LINKTYPE_NULL,
  LINKTYPE_RAW,
} from "../../wasm/layout.ts";
import {
  concat,
  ethernet,
  filler,
  hex,
  ipv4,
  ipv6,
  nullLoopback,
  type PcapOptions,
  type PcapPacket,
  pcap,
  pcapHeader,
  sll,
  sll2,
  sourceRoute,
  tcp,
  tcpPacket,
  u32,
} from "../support/capture_builder.ts";
import { type ReferenceResult, referenceDecode, type Segment } from "../support/reference_decoder.ts";

function decode(packet: PcapPacket | Uint8Array, options: PcapOptions = {}): ReferenceResult {
  return referenceDecode(pcap([packet], options));
}

function segmentOf(packet: PcapPacket | Uint8Array, options: PcapOptions = {}): Segment {
  const { segments, undecoded, nonTcp } = decode(packet, options);
  expect({ n: segments.length, nonTcp, undecoded }).toMatchObject({ n: 1, nonTcp: 0 });
  return segments[0]!;
}

/** The reason, or "non_tcp", or "decoded". */
function outcome(packet: PcapPacket | Uint8Array, linkType = 1): string {
  const { segments, nonTcp, undecoded } = decode(packet, { linkType });
  if (segments.length === 1) return "decoded";
  if (nonTcp === 1) return "non_tcp";
  const reasons = Object.entries(undecoded).filter(([, n]) => n === 1);
  expect(reasons).toHaveLength(1);
  return reasons[0]![0];
}

describe("a packet written out by hand", () => {
  // 172.16.10.99 to 172.16.10.12.
  const header = hex("4500 003c 1c46 4000 4006 b1e6 ac100a63 ac100a0c");
  const segment = hex(
    "9c40 0050 00000001 00000000 a002 7210 0000 0000 020405b4 0402080a 00000064 00000000 01030307",
  );

  test("fields and offsets", () => {
    const found = segmentOf(ethernet(concat(header, segment)));
    expect(found).toMatchObject({
      frame: 1,
      recordOffset: 24,
      linkOffset: 40,
      ipOffset: 54,
      tcpOffset: 74,
      endOffset: 114,
      src: "172.16.10.99",
      dst: "172.16.10.12",
      ipId: 0x1c46,
      ttl: 64,
      srcPort: 40_000,
      dstPort: 80,
      seq: 1,
      flags: 2,
      dataOffset: 10,
      window: 0x7210,
      payloadLength: 0,
      tsVal: 100,
      tsEcr: 0,
    });
    expect(found.ipChecksum).toEqual({ stored: 0xb1e6, expected: 0xb1e6, verdict: "good" });
  });

  test("the sum is that of RFC 1071, over the pseudo-header and the segment", () => {
    let sum = 0xac10 + 0x0a63 + 0xac10 + 0x0a0c + 6 + 40;
    for (let i = 0; i < segment.length; i += 2) sum += (segment[i]! << 8) | segment[i + 1]!;
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
    const { tcpChecksum } = segmentOf(ethernet(concat(header, segment)));
    expect(tcpChecksum).toEqual({ stored: 0, expected: 0xffff - sum, verdict: "zero" });
  });
});

describe("checksum verdicts", () => {
  const frame = (checksum: "right" | "partial" | "partial_lso" | "zero" | "bad") =>
    ethernet(tcpPacket({ checksum, payload: 9 }));

  test("in their order", () => {
    expect(segmentOf(frame("right")).tcpChecksum.verdict).toBe("good");
    expect(segmentOf(frame("partial")).tcpChecksum.verdict).toBe("partial");
    expect(segmentOf(frame("partial_lso")).tcpChecksum.verdict).toBe("partial_lso");
    expect(segmentOf(frame("zero")).tcpChecksum.verdict).toBe("zero");
    expect(segmentOf(frame("bad")).tcpChecksum.verdict).toBe("bad");
  });

  test("a cut segment can be partial, and nothing else is known of it", () => {
    for (const [checksum, verdict] of [
      ["right", "unverified"],
      ["bad", "unverified"],
      ["zero", "unverified"],
      ["partial", "partial"],
      ["partial_lso", "partial_lso"],
    ] as const) {
      const data = frame(checksum);
      const found = segmentOf({ data, cut: data.length - 1 });
      expect(found.tcpChecksum).toMatchObject({ verdict, expected: undefined });
      expect(found.cut).toBe(true);
    }
  });

  test("padding of the frame is not in the sum", () => {
    const datagram = tcpPacket({ payload: 1 });
    const frame = concat(ethernet(datagram), hex("ffffffffff"));
    expect(segmentOf(frame)).toMatchObject({
      payloadLength: 1,
      tcpChecksum: { verdict: "good" },
      cut: false,
    });
  });

  test("behind a source route the last address counts", () => {
    const route = { options: sourceRoute(131, ["10.9.9.8", "10.9.9.9"]), finalDst: "10.9.9.9" };
    const found = segmentOf(ethernet(ipv4(route, tcp())));
    expect(found).toMatchObject({ dst: "10.0.0.2", tcpChecksum: { verdict: "good" } });
    const used = { options: sourceRoute(131, ["10.9.9.8", "10.9.9.9"], 12) };
    expect(segmentOf(ethernet(ipv4(used, tcp()))).tcpChecksum.verdict).toBe("good");
  });

  test("behind a routing header with segments left, its final address counts", () => {
    const addresses = ["2001:db8::8", "2001:db8::9"];
    for (const [routingType, segmentsLeft, finalDst] of [
      [0, 1, addresses[1]],
      [2, 1, addresses[1]],
      [4, 1, addresses[0]],
      [0, 0, "2001:db8::2"],
      [4, 0, "2001:db8::2"],
      [3, 1, "2001:db8::2"],
    ] as const) {
      const routing = { type: "routing", routingType, segmentsLeft, addresses } as const;
      const found = segmentOf(ethernet(ipv6({ extensions: [routing], finalDst: finalDst! }, tcp())));
      expect(found).toMatchObject({ dst: "2001:db8::2", tcpChecksum: { verdict: "good" } });
    }
  });

  test("of the IPv4 header", () => {
    const verdict = (checksum: "right" | "zero" | "bad") =>
      segmentOf(ethernet(ipv4({ checksum }, tcp()))).ipChecksum?.verdict;
    expect([verdict("right"), verdict("zero"), verdict("bad")]).toEqual(["good", "zero", "bad"]);
    expect(segmentOf(ethernet(ipv6({}, tcp()))).ipChecksum).toBeUndefined();
  });
});

describe("lengths", () => {
  test("IPv4 total length 0 is the frame's", () => {
    const data = ethernet(ipv4({ totalLength: 0 }, tcp({ payload: 10 })));
    expect(segmentOf(data)).toMatchObject({ ipLength: 50, payloadLength: 10, ipLengthZero: true });
    expect(segmentOf({ data, originalLength: 1014 })).toMatchObject({ ipLength: 1000, cut: true });
  });

  test("a total length beyond the frame counts", () => {
    const found = segmentOf(ethernet(ipv4({ totalLength: 1500 }, tcp({ payload: 10 }))));
    expect(found).toMatchObject({
      ipLength: 1500,
      payloadLength: 1460,
      ipLengthBeyondFrame: true,
      cut: true,
    });
  });

  test("IPv6 length 0: the jumbo option's, or the frame's", () => {
    const jumbo = ipv6({ extensions: [{ type: "hop_by_hop", jumbo: true }] }, tcp({ payload: 70_000 }));
    expect(segmentOf(ethernet(jumbo))).toMatchObject({ payloadLength: 70_000, ipLengthZero: false });
    const zero = ipv6({ payloadLength: 0 }, tcp({ payload: 12 }));
    expect(segmentOf(ethernet(zero))).toMatchObject({ payloadLength: 12, ipLengthZero: true });
  });
});

describe("reasons", () => {
  const frame = ethernet(tcpPacket({ payload: 5 }));

  test("a frame cut at each layer", () => {
    expect(outcome({ data: frame, cut: 13 })).toBe("link_header_cut");
    expect(outcome({ data: frame, cut: 33 })).toBe("ip_header_cut");
    expect(outcome({ data: frame, cut: 53 })).toBe("tcp_header_cut");
    expect(outcome({ data: frame, cut: 54 })).toBe("decoded");
    expect(outcome({ data: ethernet(tcpPacket(), { tags: [{ vid: 1 }] }), cut: 17 })).toBe("link_header_cut");
    expect(outcome({ data: ethernet(tcpPacket(), { snap: true }), cut: 21 })).toBe("link_header_cut");
    expect(outcome({ data: ethernet(ipv4({ options: filler(8) }, tcp())), cut: 41 })).toBe("ip_header_cut");
    const extended = ethernet(ipv6({ extensions: [{ type: "destination" }] }, tcp()));
    expect(outcome({ data: extended, cut: 61 })).toBe("ipv6_extension_cut");
  });

  test("malformed headers", () => {
    const tags = Array.from({ length: 9 }, (_, vid) => ({ vid }));
    expect(outcome(ethernet(tcpPacket(), { tags }))).toBe("link_header_malformed");
    expect(outcome(ethernet(tcpPacket(), { tags: tags.slice(1) }))).toBe("decoded");
    expect(outcome(ethernet(ipv4({ version: 5 }, tcp())))).toBe("ip_header_malformed");
    expect(outcome(ethernet(ipv4({ ihl: 4 }, tcp())))).toBe("ip_header_malformed");
    expect(outcome(ethernet(ipv4({ totalLength: 19 }, tcp())))).toBe("ip_header_malformed");
    expect(outcome(ethernet(ipv4({ totalLength: 39 }, tcp())))).toBe("tcp_header_malformed");
    expect(outcome(ethernet(ipv4({}, tcp({ dataOffset: 4 }))))).toBe("tcp_header_malformed");
    expect(outcome(ethernet(ipv4({}, tcp({ dataOffset: 6 }))))).toBe("tcp_header_malformed");
    const headers = Array.from({ length: 17 }, () => ({ type: "destination" }) as const);
    expect(outcome(ethernet(ipv6({ extensions: headers }, tcp())))).toBe("ipv6_extension_malformed");
    expect(outcome(ethernet(ipv6({ extensions: headers.slice(1) }, tcp())))).toBe("decoded");
    expect(outcome(ethernet(ipv6({ extensions: headers, payloadLength: 9 }, tcp())))).toBe(
      "ipv6_extension_malformed",
    );
  });

  test("fragments, and what is not TCP", () => {
    expect(outcome(ethernet(ipv4({ mf: true }, tcp())))).toBe("ip_fragment");
    expect(outcome(ethernet(ipv4({ fragmentOffset: 1 }, tcp())))).toBe("ip_fragment");
    expect(outcome(ethernet(ipv4({ fragmentOffset: 1, protocol: 1 }, tcp())))).toBe("non_tcp");
    // what may carry a tunnel
    expect(outcome(ethernet(ipv4({ fragmentOffset: 1, protocol: 17 }, tcp())))).toBe("ip_fragment");
    expect(outcome(ethernet(ipv6({ extensions: [{ type: "fragment", more: true }] }, tcp())))).toBe(
      "ip_fragment",
    );
    expect(outcome(ethernet(ipv6({ extensions: [{ type: "fragment" }] }, tcp())))).toBe("decoded");
    expect(outcome(ethernet(ipv6({ nextHeader: 59 }, tcp())))).toBe("non_tcp");
    expect(outcome(ethernet(tcpPacket(), { etherType: 0x0806 }))).toBe("non_tcp");
    expect(outcome(ethernet(hex("424203"), { etherType: 38 }))).toBe("non_tcp");
  });

  test("link types", () => {
    const v4 = tcpPacket();
    const v6 = tcpPacket({ from: "[::1]:1", to: "[::2]:2" });
    expect(outcome(v4, 147)).toBe("link_type_unsupported");
    expect(outcome(v4, LINKTYPE_RAW)).toBe("decoded");
    expect(outcome(v6, LINKTYPE_RAW)).toBe("decoded");
    expect(outcome(hex("50"), LINKTYPE_RAW)).toBe("ip_header_malformed");
    expect(outcome(v6, LINKTYPE_IPV4)).toBe("ip_header_malformed");
    expect(outcome(v4, LINKTYPE_IPV6)).toBe("ip_header_malformed");
    expect(outcome(nullLoopback(v4, { family: 7 }), LINKTYPE_NULL)).toBe("non_tcp");
    for (const family of [10, 24, 28, 30]) {
      expect(outcome(nullLoopback(v6, { family, byteOrder: "big" }), LINKTYPE_NULL)).toBe("decoded");
      expect(outcome(nullLoopback(v6, { family, byteOrder: "little" }), LINKTYPE_NULL)).toBe("decoded");
    }
  });

  test("direction and interface of the cooked headers", () => {
    const directions = ["in", "in", "in", undefined, "out", undefined];
    directions.forEach((pktDir, packetType) => {
      const cooked = segmentOf(sll(tcpPacket(), { packetType }), { linkType: LINKTYPE_LINUX_SLL });
      expect([cooked.pktDir, cooked.iface]).toEqual([pktDir, undefined]);
      const second = sll2(tcpPacket(), { packetType, interfaceIndex: 7, tags: [{ vid: 1 }] });
      const found = segmentOf(second, { linkType: LINKTYPE_LINUX_SLL2 });
      expect([found.pktDir, found.iface]).toEqual([pktDir, 7]);
    });
  });
});

describe("options", () => {
  const stamps = { timestamps: [1, 2] } as const;
  const tsVal = (options: NonNullable<Parameters<typeof tcpPacket>[0]>["options"]) =>
    segmentOf(ethernet(tcpPacket({ options: options! }))).tsVal;

  test("the first well-formed timestamps option counts", () => {
    expect(tsVal(["nop", stamps, { timestamps: [3, 4] }])).toBe(1);
    expect(tsVal([{ kind: 8, data: filler(2) }, stamps])).toBe(1);
    expect(tsVal(["eol", stamps])).toBeUndefined();
    expect(tsVal([{ kind: 99, length: 1 }, stamps])).toBeUndefined();
    expect(tsVal([{ kind: 99, length: 40 }, stamps])).toBeUndefined();
  });

  test("one that is cut off does not", () => {
    const data = ethernet(tcpPacket({ options: [stamps] }));
    expect(segmentOf({ data, cut: 64 }).tsVal).toBe(1);
    expect(segmentOf({ data, cut: 63 }).tsVal).toBeUndefined();
  });
});

describe("files", () => {
  const frame = ethernet(tcpPacket());

  test("byte order, resolution, carried fractions", () => {
    for (const byteOrder of ["little", "big"] as const) {
      const micro = segmentOf({ data: frame, sec: 7, fraction: 2_000_001 }, { byteOrder });
      expect([micro.sec, micro.nsec]).toEqual([9, 1000]);
      const nano = segmentOf(
        { data: frame, sec: 7, fraction: 2_000_001 },
        { byteOrder, resolution: "nanoseconds" },
      );
      expect([nano.sec, nano.nsec]).toEqual([7, 2_000_001]);
    }
  });

  test("lengths in the order of the version", () => {
    const cut = { data: frame, cut: 54, originalLength: 99 };
    for (const [versionMajor, versionMinor, lengths] of [
      [2, 4, "captured_first"],
      [2, 2, "original_first"],
      [543, 0, "original_first"],
      [2, 3, "captured_first"],
      [2, 3, "original_first"],
    ] as const) {
      const { bytes, segments } = decode(cut, { versionMajor, versionMinor, lengths });
      expect([bytes, segments[0]!.endOffset]).toEqual([99, 94]);
    }
  });

  test("errors and their offsets", () => {
    const error = (file: Uint8Array) => referenceDecode(file).error;
    const file = pcap([frame, frame]);
    const second = 24 + 16 + frame.length;
    expect(error(file)).toBeUndefined();
    expect(error(file.subarray(0, -1))).toEqual({ kind: "cut", fileOffset: second });
    expect(error(file.subarray(0, second + 15))).toEqual({ kind: "cut", fileOffset: second });
    expect(error(file.subarray(0, second))).toBeUndefined();
    expect(error(file.subarray(0, 23))).toEqual({ kind: "cut", fileOffset: 0 });
    expect(error(new Uint8Array(0))).toEqual({ kind: "corrupt", fileOffset: 0 });
    expect(error(hex("0a0d0d0a"))).toEqual({ kind: "corrupt", fileOffset: 0 });
    expect(error(pcapHeader({ versionMinor: 5 }))).toEqual({ kind: "corrupt", fileOffset: 0 });
    const large = pcap([frame, { data: frame, capturedLength: 262_145 }]);
    const skippedBytes = 16 + frame.length;
    expect(error(large)).toEqual({ kind: "corrupt", fileOffset: second, skippedBytes });
    expect(error(concat(pcapHeader({ linkType: 200 }), u32(0), u32(0), hex("01000008"), u32(0)))).toEqual({
      kind: "corrupt",
      fileOffset: 24,
      skippedBytes: 16,
    });
  });

  test("counters", () => {
    const stamps = [5, 3, 3, 9, 8].map((sec) => ({ data: frame, sec }));
    expect(referenceDecode(pcap(stamps))).toMatchObject({
      packets: 5,
      bytes: 5 * frame.length,
      backwardTime: 2,
      first: { sec: 3, nsec: 0 },
      last: { sec: 9, nsec: 0 },
    });
  });
});
