import { describe, expect, test } from "vitest";
import {
  LINKTYPE_ARCNET_LINUX,
  LINKTYPE_C_HDLC,
  LINKTYPE_ETHERNET,
  LINKTYPE_FDDI,
  LINKTYPE_FRELAY,
  LINKTYPE_IEEE802_11,
  LINKTYPE_IEEE802_11_AVS,
  LINKTYPE_IEEE802_11_PRISM,
  LINKTYPE_IEEE802_11_RADIOTAP,
  LINKTYPE_IPOIB,
  LINKTYPE_JUNIPER_ETHER,
  LINKTYPE_LINUX_SLL2,
  LINKTYPE_NFLOG,
  LINKTYPE_PKTAP,
  LINKTYPE_PPI,
  LINKTYPE_PPP,
  LINKTYPE_PPP_ETHER,
  LINKTYPE_PPP_HDLC,
  LINKTYPE_SLIP,
} from "../../wasm/layout.ts";
import {
  concat,
  ethernet,
  hex,
  type PcapOptions,
  pcap,
  sll2,
  tcpPacket,
  u32,
} from "../support/capture_builder.ts";
import { expectLikeReference } from "../support/decode_all.ts";
import { referenceDecode, type Segment } from "../support/reference_decoder.ts";

/** 172.16.10.99:40000 > 172.16.10.12:80, SYN, written out by hand. */
const V4 = hex(`4500 0028 1c46 4000 4006 b1fa ac100a63 ac100a0c
                9c40 0050 00000001 00000000 5002 7210 0000 0000`);
/** fd00::1:40000 > fd00::2:443, ACK. */
const V6 = hex(`60000000 0014 06 40 fd000000000000000000000000000001 fd000000000000000000000000000002
                9c40 01bb 00000001 00000000 5010 7210 0000 0000`);
const SNAP4 = "aaaa03 000000 0800";
const SNAP6 = "aaaa03 000000 86dd";
const MACS = "020000000002 020000000001";

function decode(linkType: number, bytes: Uint8Array, options: PcapOptions = {}) {
  return referenceDecode(pcap([bytes], { linkType, ...options }));
}

/** The segment of a frame: a header in hex, then a datagram. */
function segmentOf(linkType: number, header: string, datagram = V4, trailer = ""): Segment {
  const frame = concat(hex(header), datagram, hex(trailer));
  const { segments, nonTcp, undecoded } = decode(linkType, frame);
  expect({ n: segments.length, nonTcp, undecoded }).toMatchObject({ n: 1, nonTcp: 0 });
  const found = segments[0]!;
  expect([found.srcPort, found.dstPort]).toEqual([40_000, datagram[0] === 0x45 ? 80 : 443]);
  expect(found.ipOffset - found.linkOffset).toBe(hex(header).length);
  return found;
}

/** The reason, "non_tcp" or "decoded". */
function outcome(linkType: number, header: string, datagram = V4): string {
  const { segments, nonTcp, undecoded } = decode(linkType, concat(hex(header), datagram));
  if (segments.length === 1) return "decoded";
  if (nonTcp === 1) return "non_tcp";
  return Object.entries(undecoded).find(([, n]) => n === 1)![0];
}

describe("Ethernet", () => {
  const of = (header: string, datagram = V4) => segmentOf(LINKTYPE_ETHERNET, `${MACS} ${header}`, datagram);

  test("tags of every type are layers, but not those without a VLAN", () => {
    expect(of("8100 a007 0800").layers).toEqual(["vlan:7"]);
    expect(of("88a8 0fff 8100 0001 0800").layers).toEqual(["vlan:4095", "vlan:1"]);
    expect(of("9100 0001 9200 0002 9300 0003 86dd", V6).layers).toEqual(["vlan:1", "vlan:2", "vlan:3"]);
    expect(of("8100 e000 0800").layers).toEqual([]);
    expect(of("8100 e000 0800").path).toContain("vlan 0");
  });

  test("other tags are passed over", () => {
    // 802.1ah: the customer's addresses and tag
    expect(of(`88a8 0009 88e7 00123456 ${MACS} 8100 0005 0800`).layers).toEqual(["vlan:9", "vlan:5"]);
    // 802.1BR, VN-tag
    expect(of("893f e001 1002 0304 0800").layers).toEqual([]);
    expect(of("8926 80010002 8100 0003 0800").layers).toEqual(["vlan:3"]);
    // metadata, redundant rings, FabricPath
    expect(of("8909 0101 00010064 0800").layers).toEqual([]);
    expect(of("892f 00340001 8100 0004 0800").layers).toEqual(["vlan:4"]);
    expect(of(`8903 0060 ${MACS} 8100 0006 0800`).layers).toEqual(["vlan:6"]);
    expect(of(`8903 0060 ${MACS} 0030 ${SNAP4}`).layers).toEqual([]);
    // eight of them at most
    const tags = "893f e001 1002 0304 ".repeat(8);
    of(`${tags} 0800`);
    expect(outcome(LINKTYPE_ETHERNET, `${MACS} 893f e001 1002 0304 ${tags} 0800`)).toBe(
      "link_header_malformed",
    );
  });

  test("LLC: SNAP, and IPv4 by its own service access point", () => {
    of(`0030 ${SNAP4}`);
    of(`0030 ${SNAP6}`, V6);
    of("002b 060603");
    of("0030 aaaa03 0000f8 0800");
    expect(outcome(LINKTYPE_ETHERNET, `${MACS} 0030 aaaa03 00000c 0800`)).toBe("non_tcp");
    expect(outcome(LINKTYPE_ETHERNET, `${MACS} 0030 424203`)).toBe("non_tcp");
    expect(outcome(LINKTYPE_ETHERNET, `${MACS} 002b 060603`, V6)).toBe("ip_header_malformed");
  });
});

describe("serial lines", () => {
  test("SLIP: direction, and a header that does not matter", () => {
    const rest = "00000000000000000000000000 00";
    expect(segmentOf(LINKTYPE_SLIP, `00 40 ${rest}`).pktDir).toBe("in");
    expect(segmentOf(LINKTYPE_SLIP, `01 40 ${rest}`, V6).pktDir).toBe("out");
    expect(segmentOf(LINKTYPE_SLIP, `02 45 ${rest}`).pktDir).toBeUndefined();
    // what was compressed on the wire is not in the capture
    segmentOf(LINKTYPE_SLIP, `00 70 ${rest}`);
    segmentOf(LINKTYPE_SLIP, `00 8f ${rest}`);
    expect(outcome(LINKTYPE_SLIP, "00 40 00", new Uint8Array(0))).toBe("link_header_cut");
  });

  test("PPP: with and without framing, protocol fields of two bytes and one", () => {
    for (const linkType of [LINKTYPE_PPP, LINKTYPE_PPP_HDLC]) {
      for (const header of ["ff03 0021", "0021", "ff03 21", "21"]) segmentOf(linkType, header);
      for (const header of ["ff03 0057", "0057", "ff03 57", "57"]) segmentOf(linkType, header, V6);
      expect(segmentOf(linkType, "ff03 0281 00010140").layers).toEqual(["mpls"]);
      expect(segmentOf(linkType, "0283 00010040 00002140", V6).layers).toEqual(["mpls"]);
      expect(outcome(linkType, "ff03 002d")).toBe("header_compressed");
      expect(outcome(linkType, "2f")).toBe("header_compressed");
      expect(outcome(linkType, "ff03 c021")).toBe("non_tcp");
      expect(outcome(linkType, "ff", new Uint8Array(0))).toBe("link_header_cut");
      expect(outcome(linkType, "ff03 00", new Uint8Array(0))).toBe("link_header_cut");
    }
  });

  test("PPPoE without Ethernet", () => {
    expect(segmentOf(LINKTYPE_PPP_ETHER, "11 00 0001 002a 0021").layers).toEqual(["pppoe"]);
    expect(outcome(LINKTYPE_PPP_ETHER, "11 09 0000 0004 0101 0000")).toBe("non_tcp");
    expect(outcome(LINKTYPE_PPP_ETHER, "21 00 0001 002a 0021")).toBe("tunnel_header_malformed");
    expect(outcome(LINKTYPE_PPP_ETHER, "11 00 0001", new Uint8Array(0))).toBe("tunnel_header_cut");
  });

  test("Cisco HDLC", () => {
    segmentOf(LINKTYPE_C_HDLC, "0f00 0800");
    segmentOf(LINKTYPE_C_HDLC, "8f00 86dd", V6);
    segmentOf(LINKTYPE_PPP_HDLC, "0f00 0800");
    segmentOf(LINKTYPE_PPP_HDLC, "8f00 86dd", V6);
    expect(outcome(LINKTYPE_C_HDLC, "8f00 8035")).toBe("non_tcp");
    expect(outcome(LINKTYPE_C_HDLC, `0f00 0030 ${SNAP4}`)).toBe("non_tcp");
  });

  test("Frame Relay: addresses of two to four bytes, four ways to say what follows", () => {
    for (const address of ["1841", "180041", "18000041"]) {
      segmentOf(LINKTYPE_FRELAY, `${address} 03 cc`);
      segmentOf(LINKTYPE_FRELAY, `${address} 03 8e`, V6);
      segmentOf(LINKTYPE_FRELAY, `${address} 03 00 80 000000 0800`);
      segmentOf(LINKTYPE_FRELAY, `${address} 03 80 000000 86dd`, V6);
      segmentOf(LINKTYPE_FRELAY, `${address} 03 cf 0021`);
    }
    segmentOf(LINKTYPE_FRELAY, "1841 0800");
    segmentOf(LINKTYPE_FRELAY, "1841 86dd", V6);
    expect(outcome(LINKTYPE_FRELAY, "1800000041 03 cc")).toBe("link_header_malformed");
    expect(outcome(LINKTYPE_FRELAY, "19 03 cc")).toBe("link_header_malformed");
    expect(outcome(LINKTYPE_FRELAY, "1841 03 08")).toBe("non_tcp");
    expect(outcome(LINKTYPE_FRELAY, "1841 03", new Uint8Array(0))).toBe("link_header_cut");
  });
});

describe("other networks", () => {
  test("FDDI: LLC frames only", () => {
    segmentOf(LINKTYPE_FDDI, `50 ${MACS} ${SNAP4}`);
    segmentOf(LINKTYPE_FDDI, `57 ${MACS} ${SNAP6}`, V6);
    expect(outcome(LINKTYPE_FDDI, `41 ${MACS} ${SNAP4}`)).toBe("non_tcp");
    expect(outcome(LINKTYPE_FDDI, `50 ${MACS} aaaa03`, new Uint8Array(0))).toBe("link_header_cut");
  });

  test("ARCNET: three bytes more for the newer codes", () => {
    segmentOf(LINKTYPE_ARCNET_LINUX, "01 02 0000 f0");
    segmentOf(LINKTYPE_ARCNET_LINUX, "01 02 0000 d4 00 0001");
    segmentOf(LINKTYPE_ARCNET_LINUX, "01 02 0000 c4 00 0001", V6);
    expect(outcome(LINKTYPE_ARCNET_LINUX, "01 02 0000 d5 00 0001")).toBe("non_tcp");
  });

  test("IP over InfiniBand, behind 40 bytes or not", () => {
    segmentOf(LINKTYPE_IPOIB, `${"00".repeat(40)} 0800 0000`);
    segmentOf(LINKTYPE_IPOIB, `${"11".repeat(40)} 86dd 0000`, V6);
    expect(outcome(LINKTYPE_IPOIB, `${"00".repeat(40)} 0806 0000`)).toBe("non_tcp");
    // as the registry has it
    segmentOf(LINKTYPE_IPOIB, "0800 0000");
    segmentOf(LINKTYPE_IPOIB, "86dd 0000", V6);
  });
});

describe("IEEE 802.11", () => {
  const ADDRESSES = "0000 020000000002 020000000001 020000000003 0000";

  test("data frames: addresses, QoS, HT control", () => {
    const of = (control: string, more = "") =>
      segmentOf(LINKTYPE_IEEE802_11, `${control} ${ADDRESSES} ${more} ${SNAP4}`);
    of("0800");
    of("0801");
    of("0802");
    of("0803", "020000000004");
    of("8802", "0000");
    of("8883", "020000000004 0000 00000000");
    // the bit means something else without QoS
    of("0880");
    expect(of("0801").path).not.toBe(of("0803", "020000000004").path);
  });

  test("what carries no datagram", () => {
    // protected; null; QoS null; beacon; acknowledgement; version 1
    for (const control of ["0841", "4801", "c801", "8000", "d400", "0901"]) {
      expect(outcome(LINKTYPE_IEEE802_11, `${control} ${ADDRESSES} ${SNAP4}`)).toBe("non_tcp");
    }
    // a later fragment
    const later = ADDRESSES.replace(/0000$/, "0100");
    expect(outcome(LINKTYPE_IEEE802_11, `0801 ${later} ${SNAP4}`)).toBe("non_tcp");
  });

  test("the first of several frames in one", () => {
    const subframe = `020000000005 020000000006 0030 ${SNAP4}`;
    segmentOf(LINKTYPE_IEEE802_11, `8801 ${ADDRESSES} 8000 ${subframe}`, V4, "0000 ffffffff");
  });

  test("radiotap: check sequence, padding, presence of several words", () => {
    const of = (tap: string, control = "0801", trailer = "") =>
      segmentOf(LINKTYPE_IEEE802_11_RADIOTAP, `${tap} ${control} ${ADDRESSES} ${SNAP4}`, V4, trailer);
    of("0000 0800 00000000");
    of("0000 0900 02000000 10", "0801", "fcfcfcfc");
    // time, which is aligned to 8 bytes, then flags
    of("0000 1900 03000080 00000000 00000000 0102030405060708 10", "0801", "fcfcfcfc");
    // QoS, and two bytes that fill the header up
    segmentOf(LINKTYPE_IEEE802_11_RADIOTAP, `0000 0900 02000000 20 8801 ${ADDRESSES} 0000 0000 ${SNAP4}`);
    expect(outcome(LINKTYPE_IEEE802_11_RADIOTAP, `0100 0800 00000000 0801 ${ADDRESSES} ${SNAP4}`)).toBe(
      "link_header_malformed",
    );
  });

  test("the check sequence is no part of the datagram", () => {
    const zero = V4.slice();
    zero.set([0, 0], 2);
    const found = segmentOf(
      LINKTYPE_IEEE802_11_RADIOTAP,
      `0000 0900 02000000 10 0801 ${ADDRESSES} ${SNAP4}`,
      zero,
      "fcfcfcfc",
    );
    expect(found).toMatchObject({ ipLengthZero: true, ipLength: 40, payloadLength: 0 });
  });

  test("Prism and AVS", () => {
    const frame = `0801 ${ADDRESSES} ${SNAP4}`;
    segmentOf(LINKTYPE_IEEE802_11_PRISM, `44000000 90000000 ${"00".repeat(136)} ${frame}`);
    const avs = `80211001 00000040 ${"00".repeat(56)} ${frame}`;
    segmentOf(LINKTYPE_IEEE802_11_PRISM, avs);
    segmentOf(LINKTYPE_IEEE802_11_AVS, avs);
    expect(outcome(LINKTYPE_IEEE802_11_AVS, `44000000 90000000 ${frame}`)).toBe("link_header_malformed");
  });
});

describe("headers of captures", () => {
  test("PPI: the link type that it names, little-endian", () => {
    segmentOf(LINKTYPE_PPI, `00000800 01000000 ${MACS} 0800`);
    segmentOf(LINKTYPE_PPI, `00000c00 65000000 01020304`);
    expect(outcome(LINKTYPE_PPI, "00000800 93000000")).toBe("link_type_unsupported");
    expect(outcome(LINKTYPE_PPI, `00000800 c0000000 00000800 01000000 ${MACS} 0800`)).toBe(
      "link_type_unsupported",
    );
    expect(outcome(LINKTYPE_PPI, `00000700 01000000 ${MACS} 0800`)).toBe("link_header_malformed");
  });

  test("PKTAP: link type and direction, in two versions of the header", () => {
    const first = (flags: string) =>
      `6c000000 01000000 01000000 ${"656e3000".padEnd(48, "0")} ${flags} ${"00".repeat(68)} ${MACS} 0800`;
    expect(segmentOf(LINKTYPE_PKTAP, first("01000000")).pktDir).toBe("in");
    expect(segmentOf(LINKTYPE_PKTAP, first("02400000")).pktDir).toBe("out");
    expect(segmentOf(LINKTYPE_PKTAP, first("00400000")).pktDir).toBeUndefined();
    const second = `28 00 00 00 00 00 6500 ${"00".repeat(28)} 02000800`;
    expect(segmentOf(LINKTYPE_PKTAP, second).pktDir).toBe("out");
    expect(outcome(LINKTYPE_PKTAP, first("01000000").replace("01000000", "00000000"))).toBe("non_tcp");
  });

  test("NFLOG: attributes in the file's byte order", () => {
    const of = (header: string) => segmentOf(LINKTYPE_NFLOG, header);
    of("02 00 0007 2c00 0900");
    expect(segmentOf(LINKTYPE_NFLOG, "0a 00 0007 4000 0900", V6).pktDir).toBeUndefined();
    // hook, interfaces
    expect(of("02 00 0007 0800 0100 0800 01 00 2c00 0900")).toMatchObject({ pktDir: "in" });
    expect(
      of("02 00 0007 0800 0100 0800 04 00 0800 0400 00000002 0800 0500 00000003 2c00 0900"),
    ).toMatchObject({
      pktDir: "out",
      iface: 3,
    });
    expect(of("02 00 0007 0800 0400 00000002 0800 0500 00000003 2c00 0900").iface).toBe(2);
    // a text of five bytes, filled up to eight
    of("02 00 0007 0900 0a00 6162636465 000000 2c00 0900");
    expect(outcome(LINKTYPE_NFLOG, "07 00 0007 2c00 0900")).toBe("non_tcp");
    expect(outcome(LINKTYPE_NFLOG, "02 00 0007", new Uint8Array(0))).toBe("non_tcp");
    expect(outcome(LINKTYPE_NFLOG, "02 00 0007 0300 0100")).toBe("link_header_malformed");
    const big = decode(LINKTYPE_NFLOG, concat(hex("02 00 0007 002c 0009"), V4), { byteOrder: "big" });
    expect(big.segments).toHaveLength(1);
  });

  test("Juniper: direction, extensions, no link header", () => {
    expect(segmentOf(LINKTYPE_JUNIPER_ETHER, `4d4743 00 ${MACS} 0800`).pktDir).toBe("out");
    expect(segmentOf(LINKTYPE_JUNIPER_ETHER, `4d4743 81 0003 010203 ${MACS} 0800`).pktDir).toBe("in");
    segmentOf(LINKTYPE_JUNIPER_ETHER, "4d4743 02 02000000");
    expect(outcome(LINKTYPE_JUNIPER_ETHER, `4d4744 00 ${MACS} 0800`)).toBe("link_header_malformed");
  });

  test("SLL2's interface has 31 bits", () => {
    const found = (interfaceIndex: number) =>
      decode(LINKTYPE_LINUX_SLL2, sll2(V4, { interfaceIndex })).segments[0]!.iface;
    expect([found(7), found(0x80000007)]).toEqual([7, 7]);
  });
});

describe("files", () => {
  const frame = ethernet(tcpPacket({ payload: 3 }));

  /** Both decoders have to agree. */
  const decodeBoth = (file: Uint8Array) => {
    expectLikeReference(file);
    return referenceDecode(file);
  };

  test("a frame check sequence that the file header tells of", () => {
    const zero = frame.slice();
    zero.set([0, 0], 16);
    const withFcs = concat(zero, hex("0badcafe"));
    const found = (linkTypeHigh: number, cut?: number) =>
      decodeBoth(pcap([{ data: withFcs, ...(cut === undefined ? {} : { cut }) }], { linkTypeHigh }))
        .segments[0]!;
    expect(found(0x2400)).toMatchObject({ payloadLength: 3, endOffset: 40 + 57, cut: false });
    // the bit that says so is not set
    expect(found(0x2000)).toMatchObject({ payloadLength: 7, endOffset: 40 + 61 });
    // 15 words: nothing of the segment is left
    expect(referenceDecode(pcap([withFcs], { linkTypeHigh: 0xf400 })).undecoded.ip_header_cut).toBe(1);
    for (let cut = 0; cut < withFcs.length; cut++) {
      for (const linkTypeHigh of [0x1400, 0x2400, 0xf400]) {
        decodeBoth(pcap([{ data: withFcs, cut }], { linkTypeHigh }));
      }
    }
    // cut off in the check sequence, and in front of it
    expect(found(0x2400, 59)).toMatchObject({ payloadLength: 3, endOffset: 40 + 57, cut: false });
    expect(found(0x2400, 55)).toMatchObject({ payloadLength: 3, endOffset: 40 + 55, cut: true });
  });

  test("the modified format has eight bytes more in front of each packet", () => {
    for (const byteOrder of ["little", "big"] as const) {
      const plain = pcap([], { byteOrder, magic: 0xa1b2cd34 });
      const [seconds, length] = [7, frame.length].map((value) =>
        byteOrder === "big" ? u32(value) : u32(value).reverse(),
      );
      const record = concat(seconds!, u32(0), length!, length!, u32(3), u32(0), frame);
      const { segments, packets, error, source } = decodeBoth(
        concat(plain, record, record, record.subarray(0, 23)),
      );
      expect({ packets, error }).toEqual({
        packets: 2,
        error: { kind: "cut", fileOffset: 24 + 2 * record.length },
      });
      expect(source).toMatchObject({ tsResolution: "microseconds", byteOrder });
      expect(segments.map(({ sec, linkOffset }) => [sec, linkOffset])).toEqual([
        [7, 24 + 24],
        [7, 24 + record.length + 24],
      ]);
    }
  });
});
