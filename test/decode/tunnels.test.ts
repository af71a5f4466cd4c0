import { describe, expect, test } from "vitest";
import { concat, ethernet, hex, type PcapPacket, pcap } from "../support/capture_builder.ts";
import { referenceDecode, type Segment } from "../support/reference_decoder.ts";

/** 172.16.10.99:40000 > 172.16.10.12:80, SYN, written out by hand. */
const V4 = `4500 0028 1c46 4000 4006 b1fa ac100a63 ac100a0c
            9c40 0050 00000001 00000000 5002 7210 0000 0000`;
/** fd00::1:40000 > fd00::2:443, ACK. */
const V6 = `60000000 0014 06 40 fd000000000000000000000000000001 fd000000000000000000000000000002
            9c40 01bb 00000001 00000000 5010 7210 0000 0000`;
const MACS = "020000000012 020000000011";
const ETHER4 = `${MACS} 0800 ${V4}`;

/** An IPv4 or IPv6 datagram around the bytes of another protocol, with the right length. */
function around(version: 4 | 6, protocol: number, payload: string): Uint8Array {
  const body = hex(payload);
  const byte = (value: number) => value.toString(16).padStart(2, "0");
  const word = (value: number) => value.toString(16).padStart(4, "0");
  const header =
    version === 4
      ? `4500 ${word(20 + body.length)} 0001 0000 40 ${byte(protocol)} 0000 0a000001 0a000002`
      : `60000000 ${word(body.length)} ${byte(protocol)} 40 ${"20".repeat(16)} ${"30".repeat(16)}`;
  return concat(hex(header), body);
}

function udp(port: number, payload: string, sourcePort = 50_000): Uint8Array {
  const word = (value: number) => value.toString(16).padStart(4, "0");
  return around(4, 17, `${word(sourcePort)} ${word(port)} ${word(8 + hex(payload).length)} 0000 ${payload}`);
}

function decode(packet: PcapPacket | Uint8Array) {
  return referenceDecode(pcap([packet]));
}

function segmentOf(datagram: Uint8Array, etherType?: number): Segment {
  const { segments, nonTcp, undecoded } = decode(
    ethernet(datagram, etherType === undefined ? {} : { etherType }),
  );
  expect({ n: segments.length, nonTcp, undecoded }).toMatchObject({ n: 1, nonTcp: 0 });
  const found = segments[0]!;
  expect(found.srcPort).toBe(40_000);
  expect([found.src, found.dst, found.dstPort]).toEqual(
    found.ipVersion === 4 ? ["172.16.10.99", "172.16.10.12", 80] : ["fd00::1", "fd00::2", 443],
  );
  return found;
}

const layersOf = (datagram: Uint8Array, etherType?: number) => segmentOf(datagram, etherType).layers;

/** The reason, "non_tcp" or "decoded". */
function outcome(datagram: Uint8Array, etherType?: number, cut?: number): string {
  const data = ethernet(datagram, etherType === undefined ? {} : { etherType });
  const { segments, nonTcp, undecoded } = decode(cut === undefined ? data : { data, cut: 14 + cut });
  if (segments.length === 1) return "decoded";
  if (nonTcp === 1) return "non_tcp";
  return Object.entries(undecoded).find(([, n]) => n === 1)![0];
}

describe("datagrams in datagrams", () => {
  test("are named by both versions", () => {
    expect(layersOf(around(4, 4, V4))).toEqual(["ipip"]);
    expect(layersOf(around(4, 94, V4))).toEqual(["ipip"]);
    expect(layersOf(around(4, 41, V6))).toEqual(["6in4"]);
    expect(layersOf(around(6, 4, V4))).toEqual(["4in6"]);
    expect(layersOf(around(6, 41, V6))).toEqual(["6in6"]);
  });

  test("the innermost one is what the segment tells of", () => {
    const found = segmentOf(around(4, 4, V4));
    expect(found).toMatchObject({ ipOffset: 40 + 14 + 20, ipLength: 40, ipId: 0x1c46, ttl: 64 });
    expect(found.ipChecksum?.verdict).toBe("good");
    expect(segmentOf(around(4, 41, V6)).ipChecksum).toBeUndefined();
  });

  test("the outer length ends the inner datagram", () => {
    const outer = around(4, 4, `${V4} 0102030405060708`);
    outer.set([0, 20 + 44], 2);
    const inner = outer.slice();
    inner.set([0, 48], 22);
    expect(segmentOf(outer)).toMatchObject({ payloadLength: 0, cut: false, ipLengthBeyondFrame: false });
    expect(segmentOf(inner)).toMatchObject({ payloadLength: 8, cut: true, ipLengthBeyondFrame: true });
  });

  test("errors are those of the inner headers", () => {
    expect(outcome(around(4, 4, V6))).toBe("ip_header_malformed");
    expect(outcome(around(4, 4, V4), undefined, 30)).toBe("ip_header_cut");
    expect(outcome(around(4, 4, V4), undefined, 50)).toBe("tcp_header_cut");
  });

  test("15 layers are read, 16 are not", () => {
    const nested = (count: number) => {
      let whole = hex(V4);
      for (let i = 0; i < count; i++) whole = around(4, 4, Buffer.from(whole).toString("hex"));
      return whole;
    };
    expect(layersOf(nested(15))).toEqual(Array(15).fill("ipip"));
    expect(outcome(nested(16))).toBe("encapsulated_too_deep");
  });

  test("authentication headers of IPv4", () => {
    const header = (next: string) => `${next} 04 0000 00000001 00000001 000102030405060708090a0b`;
    expect(layersOf(around(4, 51, `${header("04")} ${V4}`))).toEqual(["ipip"]);
    expect(layersOf(around(4, 51, `${header("33")} ${header("29")} ${V6}`))).toEqual(["6in4"]);
    const { segments } = decode(ethernet(around(4, 51, `${header("06")} ${V4.slice(V4.indexOf("9c40"))}`)));
    expect(segments[0]).toMatchObject({ src: "10.0.0.1", srcPort: 40_000, tcpOffset: 40 + 14 + 20 + 24 });
    expect(outcome(around(4, 51, "04ff 0000 00000001"))).toBe("tunnel_header_malformed");
    expect(outcome(around(4, 51, `${header("04")} ${V4}`), undefined, 30)).toBe("tunnel_header_cut");
  });

  test("what carries no TCP", () => {
    // ICMP that quotes a segment, ESP, IPComp, SCTP
    for (const protocol of [1, 50, 108, 132]) {
      expect(outcome(around(4, protocol, `0301fcfe 00000000 ${V4}`))).toBe("non_tcp");
    }
  });
});

describe("MPLS, PPPoE, NSH", () => {
  test("a stack of labels is one layer", () => {
    expect(layersOf(hex(`00010140 ${V4}`), 0x8847)).toEqual(["mpls"]);
    expect(layersOf(hex(`00010040 00020040 00003140 ${V6}`), 0x8848)).toEqual(["mpls"]);
    expect(layersOf(around(4, 137, `00010140 ${V4}`))).toEqual(["mpls"]);
    expect(outcome(hex("00010040 00020040"), 0x8847)).toBe("tunnel_header_cut");
  });

  test("what is below tells by its first nibble", () => {
    expect(layersOf(hex(`00010140 00000007 ${ETHER4}`), 0x8847)).toEqual(["mpls"]);
    expect(layersOf(hex(`00010140 00000007 ${MACS} 8100 0003 0800 ${V4}`), 0x8847)).toEqual([
      "mpls",
      "vlan:3",
    ]);
    // an address that looks like a control word
    expect(layersOf(hex(`00010140 ${ETHER4}`), 0x8847)).toEqual(["mpls"]);
    // no control word: an address that begins with 2, and a type that is known
    expect(layersOf(hex(`00010140 2${ETHER4.slice(1)}`), 0x8847)).toEqual(["mpls"]);
    expect(outcome(hex(`00010140 2${MACS.slice(1)} 0806 ${V4}`), 0x8847)).toBe("non_tcp");
    expect(outcome(hex(`00010140 10000021 ${V4}`), 0x8847)).toBe("non_tcp");
  });

  test("PPPoE sessions", () => {
    expect(layersOf(hex(`11 00 1234 002a 0021 ${V4}`), 0x8864)).toEqual(["pppoe"]);
    expect(layersOf(hex(`11 00 1234 0029 57 ${V6}`), 0x8864)).toEqual(["pppoe"]);
    expect(layersOf(hex(`11 00 1234 002e 0281 00010140 ${V4}`), 0x8864)).toEqual(["pppoe", "mpls"]);
    expect(outcome(hex(`11 a7 1234 0000 0021 ${V4}`), 0x8864)).toBe("non_tcp");
    expect(outcome(hex(`11 09 0000 0000 ${V4}`), 0x8863)).toBe("non_tcp");
    expect(outcome(hex(`12 00 1234 002a 0021 ${V4}`), 0x8864)).toBe("tunnel_header_malformed");
    expect(outcome(hex(`11 00 1234 002a 002d ${V4}`), 0x8864)).toBe("header_compressed");
    expect(outcome(hex("11 00 1234 00"), 0x8864)).toBe("tunnel_header_cut");
  });

  test("service headers", () => {
    expect(layersOf(hex(`0fc6 01 01 000001ff ${"00".repeat(16)} ${V4}`), 0x894f)).toEqual(["nsh"]);
    expect(layersOf(hex(`0fc2 02 02 000001ff ${V6}`), 0x894f)).toEqual(["nsh"]);
    expect(layersOf(hex(`0fc2 02 03 000001ff ${ETHER4}`), 0x894f)).toEqual(["nsh"]);
    expect(layersOf(hex(`0fc2 02 04 000001ff 0fc2 02 01 000002ff ${V4}`), 0x894f)).toEqual(["nsh", "nsh"]);
    expect(outcome(hex(`0fc1 02 01 000001ff ${V4}`), 0x894f)).toBe("tunnel_header_malformed");
    expect(outcome(hex(`4fc2 02 01 000001ff ${V4}`), 0x894f)).toBe("tunnel_header_malformed");
    expect(outcome(hex(`0fc2 02 63 000001ff ${V4}`), 0x894f)).toBe("non_tcp");
  });
});

describe("GRE", () => {
  const of = (payload: string, version: 4 | 6 = 4) => layersOf(around(version, 47, payload));

  test("fields of the header", () => {
    expect(of(`0000 0800 ${V4}`)).toEqual(["gre"]);
    expect(of(`0000 86dd ${V6}`, 6)).toEqual(["gre"]);
    expect(of(`8000 0800 abcd0000 ${V4}`)).toEqual(["gre"]);
    expect(of(`2000 0800 00000001 ${V4}`)).toEqual(["gre"]);
    expect(of(`b000 0800 abcd0000 00000001 00000002 ${V4}`)).toEqual(["gre"]);
    expect(of(`4000 0800 abcd0000 0800 00 04 0a000001 0000 00 00 ${V4}`)).toEqual(["gre"]);
  });

  test("what it carries", () => {
    expect(of(`0000 6558 ${ETHER4}`)).toEqual(["gre"]);
    expect(of(`0000 6558 ${MACS} 8100 0009 0800 ${V4}`)).toEqual(["gre", "vlan:9"]);
    expect(of(`0000 8847 00010140 ${V4}`)).toEqual(["gre", "mpls"]);
    expect(of(`0000 880b ff03 0021 ${V4}`)).toEqual(["gre"]);
    // PPTP: sequence, acknowledgement
    expect(of(`3001 880b 002c 0007 00000001 ff03 0021 ${V4}`)).toEqual(["gre"]);
    expect(of(`3081 880b 0029 0007 00000001 00000002 21 ${V4}`)).toEqual(["gre"]);
    // redirected packets, in both versions; frames of access points' stations
    expect(of(`0000 883e ${V4}`)).toEqual(["gre"]);
    expect(of(`0000 883e 00320000 ${V4}`)).toEqual(["gre"]);
    const station = "0802 0000 020000000002 020000000001 020000000003 0000 aaaa03 000000 0800";
    expect(of(`0000 8200 ${station} ${V4}`)).toEqual(["gre"]);
    expect(of(`0000 837f ${station} ${V4}`)).toEqual(["gre"]);
    // mirrored frames: type I, II, III
    expect(of(`0000 88be ${ETHER4}`)).toEqual(["gre", "erspan"]);
    expect(of(`1000 88be 00000001 10050001 00000007 ${ETHER4}`)).toEqual(["gre", "erspan"]);
    expect(of(`1000 22eb 00000001 20050001 11223344 00010000 ${ETHER4}`)).toEqual(["gre", "erspan"]);
    expect(of(`1000 22eb 00000001 20050001 11223344 00010001 0000000000000000 ${ETHER4}`)).toEqual([
      "gre",
      "erspan",
    ]);
  });

  test("what it does not", () => {
    expect(outcome(around(4, 47, `0000 0000 ${V4}`))).toBe("non_tcp");
    expect(outcome(around(4, 47, "2081 880b 0000 0007 00000002"))).toBe("non_tcp");
    expect(outcome(around(4, 47, `0002 0800 ${V4}`))).toBe("tunnel_header_malformed");
    expect(outcome(around(4, 47, "4000 0800 00000000 0800 00 04 0a000001"))).toBe("tunnel_header_malformed");
    expect(outcome(around(4, 47, `a000 0800 abcd0000 00000001 ${V4}`), undefined, 30)).toBe(
      "tunnel_header_cut",
    );
  });
});

describe("tunnels over UDP", () => {
  test("by destination port, or else by source port", () => {
    const vxlan = `08000000 00002a00 ${ETHER4}`;
    expect(layersOf(udp(4789, vxlan))).toEqual(["vxlan:42"]);
    expect(layersOf(udp(8472, vxlan))).toEqual(["vxlan:42"]);
    expect(layersOf(udp(1234, vxlan, 4789))).toEqual(["vxlan:42"]);
    expect(outcome(udp(1234, vxlan))).toBe("non_tcp");
  });

  test("VXLAN and its extension", () => {
    expect(layersOf(udp(4789, `00000000 00002a00 ${ETHER4}`))).toEqual(["vxlan"]);
    expect(layersOf(udp(4789, `08000000 ffffff00 ${MACS} 8100 0001 86dd ${V6}`))).toEqual([
      "vxlan:16777215",
      "vlan:1",
    ]);
    expect(layersOf(udp(4790, `0c000001 00000700 ${V4}`))).toEqual(["vxlan_gpe:7"]);
    expect(layersOf(udp(4790, `0c000002 00000700 ${V6}`))).toEqual(["vxlan_gpe:7"]);
    expect(layersOf(udp(4790, `0c000003 00000700 ${ETHER4}`))).toEqual(["vxlan_gpe:7"]);
    expect(layersOf(udp(4790, `04000004 00000000 0fc2 02 01 000001ff ${V4}`))).toEqual(["vxlan_gpe", "nsh"]);
  });

  test("Geneve", () => {
    expect(layersOf(udp(6081, `0000 6558 00002a00 ${ETHER4}`))).toEqual(["geneve:42"]);
    expect(layersOf(udp(6081, `0200 0800 00002a00 0001020304050607 ${V4}`))).toEqual(["geneve:42"]);
    expect(outcome(udp(6081, `4000 0800 00002a00 ${V4}`))).toBe("non_tcp");
  });

  test("GTP", () => {
    expect(layersOf(udp(2152, `30ff 0028 00000001 ${V4}`))).toEqual(["gtp"]);
    expect(layersOf(udp(2152, `32ff 002c 00000001 00010000 ${V6}`))).toEqual(["gtp"]);
    expect(layersOf(udp(2152, `34ff 0030 00000001 00000085 01 1005 00 ${V4}`))).toEqual(["gtp"]);
    expect(outcome(udp(2152, `3001 0028 00000001 ${V4}`))).toBe("non_tcp");
    expect(outcome(udp(2152, `50ff 0028 00000001 ${V4}`))).toBe("non_tcp");
    expect(outcome(udp(2152, `34ff 0030 00000001 00000085 00 1005 00 ${V4}`))).toBe("non_tcp");
  });

  test("Teredo", () => {
    expect(layersOf(udp(3544, V6))).toEqual(["teredo"]);
    expect(layersOf(udp(3544, `0000 1234 feedbeef ${V6}`))).toEqual(["teredo"]);
    expect(layersOf(udp(3544, `0001 01 02 aabbcc 0102030405060708 00 0000 1234 feedbeef ${V6}`))).toEqual([
      "teredo",
    ]);
    expect(outcome(udp(3544, V4))).toBe("non_tcp");
  });

  test("L2TP", () => {
    expect(layersOf(udp(1701, `0002 0001 0002 ff03 0021 ${V4}`))).toEqual(["l2tp"]);
    expect(layersOf(udp(1701, `4a02 0040 0001 0002 0003 0004 0002 0000 57 ${V6}`))).toEqual(["l2tp"]);
    expect(outcome(udp(1701, `4002 0007 0001 0002 ff03 0021 ${V4}`))).toBe("non_tcp");
    expect(outcome(around(4, 115, `00000007 ${V4}`))).toBe("non_tcp");
    expect(outcome(udp(1701, `c802 000c 0001 0002 0003 0004 ${V4}`))).toBe("non_tcp");
    expect(layersOf(around(4, 115, `00000007 ${ETHER4}`))).toEqual(["l2tp"]);
    expect(layersOf(around(4, 115, `00000007 0102030405060708 ${ETHER4}`))).toEqual(["l2tp"]);
    expect(layersOf(udp(1701, `0003 0000 00000007 ff03 0021 ${V4}`))).toEqual(["l2tp"]);
    expect(outcome(around(4, 115, `00000000 ${ETHER4}`))).toBe("non_tcp");
  });

  test("LISP and MPLS", () => {
    expect(layersOf(udp(4341, `88123456 00010201 ${V4}`))).toEqual(["lisp:258"]);
    expect(layersOf(udp(4341, `80123456 00000001 ${V6}`))).toEqual(["lisp"]);
    expect(layersOf(udp(6635, `00010140 ${V4}`))).toEqual(["mpls"]);
  });

  test("a port is no proof", () => {
    const noise = Array.from({ length: 64 }, (_, i) =>
      ((i * 37 + 11) % 256).toString(16).padStart(2, "0"),
    ).join("");
    for (const port of [4789, 8472, 4790, 6081, 2152, 3544, 1701, 4341, 6635]) {
      expect(outcome(udp(port, noise))).toBe("non_tcp");
      expect(outcome(udp(port, ""))).toBe("non_tcp");
    }
    // the inner datagram ends inside of its header
    expect(outcome(udp(4789, `08000000 00002a00 ${MACS} 0800 4500 0028`))).toBe("non_tcp");
  });

  test("what was not captured is no error of the tunnel", () => {
    const whole = udp(4789, `08000000 00002a00 ${ETHER4}`);
    const reasons = Array.from({ length: whole.length }, (_, cut) => outcome(whole, undefined, cut));
    const count = (reason: string) => reasons.filter((one) => one === reason).length;
    expect([...new Set(reasons)]).toEqual(
      [
        "ip_header_cut",
        "non_tcp",
        "tunnel_header_cut",
        "link_header_cut",
        "ip_header_cut",
        "tcp_header_cut",
      ].filter((reason, i, all) => all.indexOf(reason) === i),
    );
    // without its ports it is a UDP datagram like any other
    expect(count("non_tcp")).toBe(4);
    expect(count("link_header_cut")).toBe(14);
    expect(count("tcp_header_cut")).toBe(20);
  });
});
