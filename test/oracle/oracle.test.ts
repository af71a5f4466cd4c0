/** The comparison's own tests: nothing here needs tshark, tcpdump or a capture. */

import { describe, expect, test } from "vitest";
import { drawSample, whyLeftOut } from "./captures.ts";
import { addCapture } from "./compare.ts";
import {
  type Columns,
  captureHeader,
  DATA,
  dataPair,
  explained,
  fieldsOf,
  line,
  missing,
  OUR_DATA,
  OUR_SYN,
  OUR_SYN_ACK,
  pairsOf,
  SYN,
  SYN_ACK,
  synPair,
} from "./fixtures.ts";
import { flagBits } from "./frames.ts";
import { type Layers, layersOf } from "./layers.ts";
import type { Field, FramePair, OurSegment } from "./model.ts";
import { parseOurs, runFailures } from "./ours.ts";
import { Report } from "./report.ts";
import { parseTsharkLine } from "./tshark.ts";

describe("differences", () => {
  test("there are none between equal views", () => {
    expect(pairsOf([SYN, SYN_ACK, DATA], [OUR_SYN, OUR_SYN_ACK, OUR_DATA]).flatMap(fieldsOf)).toEqual([]);
  });

  const block = { left: 1001, right: 2001 };
  const seeded: [Field, Partial<OurSegment>][] = [
    ["vlans", { vlans: [5] }],
    ["tunnels", { tunnels: ["gre"] }],
    ["ts", { ts: "2023-11-14T22:13:20.000001001Z" }],
    ["ip_src", { client_ip: "192.0.2.3" }],
    ["ip_dst", { server_ip: "192.0.2.3" }],
    ["src_port", { client_port: 40001 }],
    ["dst_port", { server_port: 81 }],
    ["tos", { tos: 3 }],
    ["ttl", { ttl: 63 }],
    ["ip_id", { ip_id: 0x1235 }],
    ["df", { df: false }],
    ["ip_len", { ip_len: 61 }],
    ["ip_cksum", { ip_cksum: "0x0001" }],
    ["ip_cksum_verdict", { ip_cksum_verdict: "good" }],
    ["ip_cksum_expected", { ip_cksum_expected: "0xa2b4" }],
    ["flags", { flags: "P.UW" }],
    ["flags", { flags: "P.Ue" }],
    ["flags", { flags: "P.U?" }],
    ["cksum", { cksum: "0xbee0" }],
    ["cksum_verdict", { cksum_verdict: "good" }],
    ["cksum_verdict", { cksum_verdict: "unverified" }],
    ["cksum_expected", { cksum_expected: "0x1112" }],
    ["seq", { seq: 2, seq_end: 6 }],
    ["seq_end", { seq_end: 6 }],
    ["seq_raw", { seq_raw: 1 }],
    ["ack_raw", { ack_raw: 1002, ack: 2 }],
    ["win", { win: 11 }],
    ["win_scaled", { win_scaled: 10 }],
    ["len", { len: 5 }],
    ["urgent_ptr", { urgent_ptr: 3 }],
    ["option_kinds", { options: [{ kind: 1 }, { kind: 5, blocks: [block] }] }],
    ["sack", { options: [{ kind: 1 }, { kind: 1 }, { kind: 5, blocks: [{ ...block, left: 1002 }] }] }],
    ["sack", { options: [{ kind: 1 }, { kind: 1 }, { kind: 5, blocks: [] }] }],
  ];
  test.each(seeded)("a seeded one in %s is found and not explained", (field, change) => {
    const pair = dataPair({}, change);
    expect(fieldsOf(pair)).toContain(field);
    expect(explained(pair)[field]).toBe("-");
  });

  test.each<[Field, Partial<OurSegment>]>([
    ["mss", { options: [{ kind: 2, mss: 1461 }, ...OUR_SYN.options.slice(1)] }],
    ["wscale", { options: [...OUR_SYN.options.slice(0, 4), { kind: 3, shift: 8 }] }],
    [
      "timestamps",
      { options: OUR_SYN.options.map((option) => (option.kind === 8 ? { ...option, ts_ecr: 1 } : option)) },
    ],
  ])("a seeded one in %s of a SYN is found", (field, change) => {
    expect(explained(synPair({}, change))).toEqual({ [field]: "-" });
  });

  test("a frame that one side lacks is found, on either side", () => {
    expect(explained(missing({}))).toEqual({ presence: "-" });
    const udp = { ...SYN, "frame.protocols": "eth:ethertype:ip:udp", "tcp.srcport": "" };
    expect(explained(pairsOf([udp], [OUR_SYN])[0]!)).toEqual({ presence: "-" });
  });

  test("interface and direction are compared where tshark tells them", () => {
    const theirs = { "frame.interface_name": "eth0", "frame.packet_flags_direction": "0x00000002" };
    const named = (iface: string, pkt_dir: "in" | "out", interfaceName?: string): Field[] => {
      const pair = dataPair(theirs, { iface, pkt_dir });
      const record = { time: 0n, isOverflowing: false, linkType: 1, start: 0, end: 0, interfaceName };
      return fieldsOf({ ...pair, record });
    };
    expect(named("eth0", "out", "eth0")).toEqual([]);
    expect(named("eth1", "in", "eth0")).toEqual(["iface", "pkt_dir"]);
    // a description
    expect(named("0", "out")).toEqual([]);
    expect(fieldsOf(dataPair({}, { iface: "eth1", pkt_dir: "in" }))).toEqual([]);
    expect(fieldsOf(dataPair({ "sll.pkttype": "4" }, { pkt_dir: "in" }))).toEqual(["pkt_dir"]);
    expect(fieldsOf(dataPair({ ...theirs, "sll.pkttype": "3" }, { iface: "eth0" }))).toEqual([]);
  });

  test("IPv6 addresses are equal in any spelling, and the flow label is compared", () => {
    const six: Columns = {
      ...SYN,
      "frame.protocols": "eth:ethertype:ipv6:tcp",
      "ip.src": "",
      "ipv6.src": "2001:db8::1",
      "ipv6.dst": "::ffff:192.0.2.2",
      "ipv6.plen": "40",
      "ipv6.hlim": "64",
      "ipv6.tclass": "0x02",
      "ipv6.flow": "0x012345",
    };
    const { ip_id, df, ip_cksum, ip_cksum_verdict, ip_cksum_expected, ...ours } = OUR_SYN;
    const segment = { ...ours, client_ip: "2001:db8:0:0:0:0:0:1", server_ip: "::ffff:c000:202", ip_len: 80 };
    const pair = (flow_label: number) => pairsOf([six], [{ ...segment, flow_label }])[0]!;
    expect(fieldsOf(pair(0x012345))).toEqual([]);
    expect(fieldsOf(pair(0x012346))).toEqual(["flow_label"]);
  });

  test("offsets are compared modulo 2^32, and only when both sides count from the same SYN", () => {
    expect(fieldsOf(dataPair({}, { seq: 1 + 2 ** 32, seq_end: 5 + 2 ** 32, ack: 1 - 2 ** 32 }))).toEqual([]);
    const midstream = pairsOf([DATA], [{ ...OUR_DATA, seq: 7, seq_end: 11 }])[0]!;
    expect(fieldsOf(midstream)).toEqual([]);
    const synUnseen = pairsOf([SYN, SYN_ACK, DATA], [OUR_SYN_ACK, { ...OUR_DATA, seq: 7, seq_end: 11 }]);
    expect(fieldsOf(synUnseen.at(-1)!)).toEqual([]);
  });

  test("the scaled window is compared only where tshark knows the factor", () => {
    const change = { win_scaled: 77 };
    expect(fieldsOf(dataPair({ "tcp.window_size_scalefactor": "-1" }, change))).toEqual([]);
    expect(fieldsOf(dataPair({ "tcp.window_size_scalefactor": "-2" }, change))).toEqual(["win_scaled"]);
  });

  test("verdicts finer than tshark's are bad, and both zeros of an expected value are one", () => {
    for (const cksum_verdict of ["partial", "partial_lso", "zero"]) {
      expect(fieldsOf(dataPair({}, { cksum_verdict }))).toEqual([]);
    }
    expect(fieldsOf(dataPair({ "tcp.checksum_calculated": "0xffff" }, { cksum_expected: "0x0000" }))).toEqual(
      [],
    );
  });

  test("tcpdump's verdict is compared when it judged one header", () => {
    const text = (verdict: string, port = 40000) =>
      [1, 2, 3]
        .map(
          (n) =>
            `    ${n}  10:00:00.000000 IP (tos 0x0)\n    a.${port} > b.80: Flags [S], cksum 0xbeef (${verdict}), seq 0`,
        )
        .join("\n");
    expect(fieldsOf(dataPair({}, {}, text("incorrect -> 0x1111")))).toEqual([]);
    expect(fieldsOf(dataPair({}, {}, text("incorrect -> 0x1112")))).toEqual(["cksum_tcpdump"]);
    expect(fieldsOf(dataPair({}, {}, text("correct")))).toEqual(["cksum_tcpdump"]);
    // another layer's header
    expect(fieldsOf(dataPair({}, {}, text("correct", 40001)))).toEqual([]);
  });
});

describe("tshark's output", () => {
  test("the IP header around the outermost TCP header is found in a stack of them", () => {
    const frame = parseTsharkLine(
      line({
        ...SYN,
        "frame.protocols": "eth:ethertype:ip:gre:ip:tcp:http:ip:tcp",
        "ip.src": "10.0.0.1|10.0.0.2|10.0.0.3",
        "ip.dst": "10.1.0.1|10.1.0.2|10.1.0.3",
        "ip.checksum.status": "2|0|1",
        "ip.checksum_calculated": "0x0002|0x0003",
        "tcp.srcport": "1|2",
        "tcp.hdr_len": "24|24",
        "tcp.options": "020405b4|02040218",
        "tcp.option_kind": "2|2",
        "tcp.options.mss_val": "1460|536",
      }),
    );
    expect(frame.ip).toMatchObject({ src: "10.0.0.2", dst: "10.1.0.2", verdict: "bad", expected: 2 });
    expect(frame.tcp).toMatchObject({ srcPort: 1, optionKinds: [2], mss: [1460] });
    expect(frame.below).toEqual(["eth", "ethertype", "ip", "gre", "ip"]);
  });

  test("lines that cannot be right are refused", () => {
    expect(() => parseTsharkLine("1\t2")).toThrow(/2 columns/);
    expect(() => parseTsharkLine(line({ ...SYN, "ip.src": "" }))).toThrow(/0 ip.src/);
    expect(() => parseTsharkLine(line({ ...SYN, "tcp.len": "x" }))).toThrow(/integer/);
  });

  test("a TCP header without a single field is none", () => {
    expect(parseTsharkLine(line({ ...SYN, "tcp.srcport": "" })).tcp).toBeUndefined();
  });
});

describe("layers", () => {
  test.each<[string, Columns, Partial<Layers>]>([
    ["eth:ethertype:vlan:ethertype:vlan:ethertype:ip:tcp", { "vlan.id": "7|0" }, { vlans: [7] }],
    [
      "eth:ethertype:ieee8021ad:ethertype:vlan:ethertype:ip:tcp",
      { "ieee8021ad.id": "9", "vlan.id": "7" },
      { vlans: [9, 7] },
    ],
    [
      "eth:ethertype:vlan:ethertype:ip:udp:vxlan:eth:ethertype:vlan:ethertype:ip:tcp",
      { "vlan.id": "7|8", "vxlan.flags": "0x0800", "vxlan.vni": "42" },
      { vlans: [7, 8], tunnels: ["vxlan:42"] },
    ],
    [
      "eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:tcp",
      { "vxlan.flags": "0x0000", "vxlan.vni": "42" },
      { tunnels: ["vxlan"] },
    ],
    [
      "eth:ethertype:ip:udp:ip:udp:ip:tcp",
      {
        "udp.srcport": "4790|4790",
        "udp.dstport": "5|4790",
        "vxlan.flags": "0x0c|0x04",
        "vxlan.vni": "42|0",
        "vxlan.next_proto": "1|1",
      },
      { tunnels: ["vxlan_gpe:42", "vxlan_gpe"] },
    ],
    [
      "eth:ethertype:ip:udp:geneve:eth:ethertype:ip:udp:geneve:eth:ethertype:ip:tcp",
      { "geneve.vni": "0x00000a|0x00000b" },
      { tunnels: ["geneve:10", "geneve:11"] },
    ],
    ["eth:ethertype:mpls:mpls:pwethheuristic:eth:ethertype:ip:tcp", {}, { tunnels: ["mpls"] }],
    ["eth:ethertype:pppoes:ppp:ip:ipv6:tcp", {}, { tunnels: ["pppoe", "6in4"] }],
    ["eth:ethertype:ipv6:ipv6.dstopts:ip:ah:ip:tcp", {}, { tunnels: ["4in6", "ipip"] }],
    ["eth:ethertype:ip:gre:ip:tcp", {}, { tunnels: ["gre"] }],
    ["eth:ethertype:ip:gre:erspan:eth:ethertype:ip:tcp", {}, { tunnels: ["gre", "erspan"] }],
    ["eth:ethertype:ip:udp:l2tp:ppp:ipv6:ipv6:tcp", {}, { tunnels: ["l2tp", "6in6"] }],
    ["eth:ethertype:ip:udp:lisp-data:ip:tcp", { "lisp-data.iid": "3" }, { tunnels: ["lisp:3"] }],
    ["eth:ethertype:ip:udp:teredo:ipv6:tcp", {}, { tunnels: ["teredo"] }],
  ])("%s", (protocols, columns, expected) => {
    const ips = (name: string) => protocols.split(":").filter((protocol) => protocol === name);
    const [ip4, ip6] = [ips("ip"), ips("ipv6")];
    const frame = parseTsharkLine(
      line({
        ...SYN,
        "frame.protocols": protocols,
        "ip.src": ip4.map(() => "192.0.2.1").join("|"),
        "ipv6.src": ip6.map(() => "2001:db8::1").join("|"),
        "ipv6.plen": ip6.map(() => "40").join("|"),
        ...columns,
      }),
    );
    expect(layersOf(frame)).toEqual({ vlans: [], tunnels: [], ...expected });
  });
});

describe("the analyzer's output", () => {
  const end = '{"event":"capture_end","packets":3}';

  test("segments, errors and the number of packets are read", () => {
    const output = parseOurs(`${JSON.stringify(OUR_SYN)}\n{"event":"error","message":"cut"}\n${end}\n`);
    expect(output).toMatchObject({ packets: 3, errors: [{ event: "error", message: "cut" }], failures: [] });
    expect(output.segments.get(1)).toEqual(OUR_SYN);
  });

  test.each([
    ["a line that is not JSON", `{"event":\n${end}`, "not JSON"],
    [
      "a frame told twice",
      `${JSON.stringify(OUR_SYN)}\n${JSON.stringify(OUR_SYN)}\n${end}`,
      "two segment events",
    ],
    ["an event that was not asked for", `{"event":"syn"}\n${end}`, "unexpected event"],
    ["no capture_end", "", "no capture_end"],
  ])("%s is a failure", (_, stdout, failure) => {
    expect(parseOurs(stdout).failures.join()).toContain(failure);
  });

  test("a crash, a signal and a stack trace are failures, an unreadable input is not", () => {
    expect(runFailures(0, null, "")).toEqual([]);
    expect(runFailures(1, null, "x.pcap: the input ends inside the record at byte 24\n")).toEqual([]);
    expect(runFailures(70, null, "internal: broken\n")).toEqual(["exit status 70", "internal: broken"]);
    expect(runFailures(null, "SIGKILL", "")).toContain("killed by SIGKILL");
    expect(runFailures(1, null, "Error: x\n    at f (a.ts:1:2)\n")).toContain("stack trace on stderr");
  });
});

describe("the report", () => {
  const clean = { errors: [], failures: [] };
  const many = (n: number, bad: number): FramePair[] =>
    Array.from({ length: n }, (_, i) => ({ ...dataPair({}, i < bad ? { ttl: 1 } : {}), number: i + 1 }));

  test("at most one frame in a thousand may stay unexplained", () => {
    const passed = new Report();
    addCapture(passed, "a.pcap", many(1000, 1), clean);
    expect(passed.passed).toBe(true);
    expect(passed.unexplained).toEqual([{ file: "a.pcap", frame: 1, field: "ttl", ours: 1, theirs: 64 }]);
    const failed = new Report();
    addCapture(failed, "a.pcap", many(1000, 2), clean);
    expect(failed.passed).toBe(false);
    expect(failed.toString()).toContain("a.pcap frame 1 ttl: ours 1, theirs 64");
    expect(failed.toString()).toContain("FAILED");
  });

  test("an explained frame counts for its reason and not against the limit", () => {
    const report = new Report();
    addCapture(report, "a.pcap", [missing({ "frame.protocols": "ip:icmp:ip:tcp", "ip.src": "a|b" })], clean);
    expect(report).toMatchObject({ passed: true, frames: 1, theirFrames: 1, ourFrames: 0 });
    expect(report.byReason.get("quoted")).toBe(1);
  });

  test("a crash fails, whatever the share, and so does having compared nothing", () => {
    const report = new Report();
    addCapture(report, "a.pcap", many(1000, 0), { errors: [], failures: ["exit status 70"] });
    expect(report.passed).toBe(false);
    expect(new Report().passed).toBe(false);
  });
});

describe("captures", () => {
  test.each([
    ["little-endian Ethernet", captureHeader(0xa1b2c3d4, 1), undefined],
    ["nanoseconds", captureHeader(0xa1b23c4d, 276), undefined],
    ["a frame check sequence's length", captureHeader(0xa1b2c3d4, 0x24000001), undefined],
    ["a link type that is not decoded", captureHeader(0xa1b2c3d4, 149), undefined],
    ["longer record headers", captureHeader(0xa1b2cd34, 1), undefined],
    ["pcapng", captureHeader(0x0a0d0d0a, 1), undefined],
    ["snoop", captureHeader(0x6f6f6e73, 1), "neither pcap nor pcapng"],
    ["a short header", captureHeader(0xa1b2c3d4, 1).subarray(0, 20), "header of the capture is cut"],
    ["nothing", new Uint8Array(0), "neither pcap nor pcapng"],
  ])("%s", (_, head, expected) => {
    expect(whyLeftOut(head)).toBe(expected);
  });

  test("the big-endian header is read in its own byte order", () => {
    const head = new Uint8Array(24);
    new DataView(head.buffer).setUint32(0, 0xa1b2c3d4);
    new DataView(head.buffer).setUint32(20, 113);
    expect(whyLeftOut(head)).toBeUndefined();
  });

  test("a sample is the same for the same seed, without repeats and in order", () => {
    const items = Array.from({ length: 100 }, (_, i) => i);
    const drawn = drawSample(items, 10, 7);
    expect(drawn).toEqual(drawSample(items, 10, 7));
    expect(drawn).not.toEqual(drawSample(items, 10, 8));
    expect(new Set(drawn).size).toBe(10);
    expect(drawn).toEqual([...drawn].sort((a, b) => a - b));
    expect(drawSample(items, 1000, 1)).toEqual(items);
  });
});

test("flags are tcpdump's letters", () => {
  expect(flagBits("none")).toBe(0);
  expect(flagBits("FSRP.UEWe")).toBe(0x1ff);
  expect(flagBits("Sx")).toBeNaN();
});
