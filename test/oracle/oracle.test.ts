/** The comparison's own tests: nothing here needs tshark, tcpdump or a capture. */

import { describe, expect, test } from "vitest";
import { drawSample, whyLeftOut } from "./captures.ts";
import { addCapture } from "./compare.ts";
import { differences, flagBits, modulo32, pairFrames } from "./frames.ts";
import type { Field, FramePair, OurSegment } from "./model.ts";
import { parseOurs, runFailures } from "./ours.ts";
import { REASONS, reasonFor } from "./reasons.ts";
import { recordStamps, stampText } from "./records.ts";
import { Report } from "./report.ts";
import { parseTcpdump } from "./tcpdump.ts";
import { parseTshark, parseTsharkLine, TSHARK_FIELDS } from "./tshark.ts";

type Columns = Partial<Record<(typeof TSHARK_FIELDS)[number], string>>;

/** A SYN with options and a wrong checksum, as tshark prints it. */
const SYN: Columns = {
  "frame.number": "1",
  "frame.len": "74",
  "frame.cap_len": "74",
  "frame.time_epoch": "1700000000.000001000",
  "frame.protocols": "eth:ethertype:ip:tcp",
  "tcp.stream": "0",
  "ip.src": "192.0.2.1",
  "ip.dst": "192.0.2.2",
  "ip.version": "4",
  "ip.hdr_len": "20",
  "ip.len": "60",
  "ip.dsfield": "0x02",
  "ip.id": "0x1234",
  "ip.flags.df": "1",
  "ip.flags.mf": "0",
  "ip.frag_offset": "0",
  "ip.ttl": "64",
  "ip.proto": "6",
  "ip.checksum": "0x0000",
  "ip.checksum.status": "0",
  "ip.checksum_calculated": "0xa2b3",
  "eth.type": "0x0800",
  "tcp.srcport": "40000",
  "tcp.dstport": "80",
  "tcp.hdr_len": "40",
  "tcp.flags": "0x0002",
  "tcp.seq_raw": "4294967295",
  "tcp.ack_raw": "0",
  "tcp.seq": "0",
  "tcp.ack": "0",
  "tcp.nxtseq": "1",
  "tcp.len": "0",
  "tcp.window_size_value": "64240",
  "tcp.window_size": "64240",
  "tcp.window_size_scalefactor": "128",
  "tcp.checksum": "0xbeef",
  "tcp.checksum.status": "0",
  "tcp.checksum_calculated": "0x1111",
  "tcp.urgent_pointer": "0",
  "tcp.options": "020405b40402080a000000010000000001030307",
  "tcp.option_kind": "2|4|8|1|3",
  "tcp.option_len": "4|2|10|3",
  "tcp.options.mss_val": "1460",
  "tcp.options.wscale.shift": "7",
  "tcp.options.timestamp.tsval": "1",
  "tcp.options.timestamp.tsecr": "0",
};

/** The same SYN as the analyzer prints it. */
const OUR_SYN: OurSegment = {
  event: "segment",
  ts: "2023-11-14T22:13:20.000001000Z",
  flow: 0,
  frame: 1,
  sender: "client",
  client_ip: "192.0.2.1",
  client_port: 40000,
  server_ip: "192.0.2.2",
  server_port: 80,
  tos: 2,
  ttl: 64,
  ip_id: 0x1234,
  df: true,
  ip_len: 60,
  ip_cksum: "0x0000",
  ip_cksum_verdict: "zero",
  ip_cksum_expected: "0xa2b3",
  flags: "S",
  cksum: "0xbeef",
  cksum_verdict: "bad",
  cksum_expected: "0x1111",
  seq: 0,
  seq_end: 1,
  seq_raw: 4294967295,
  win: 64240,
  win_scaled: 64240,
  len: 0,
  options: [
    { kind: 2, mss: 1460 },
    { kind: 4 },
    { kind: 8, ts_val: 1, ts_ecr: 0 },
    { kind: 1 },
    { kind: 3, shift: 7 },
  ],
};

/** An urgent data segment of the same sender with a SACK block; its numbers went past 2^32. */
const DATA: Columns = {
  ...SYN,
  "frame.number": "3",
  "tcp.flags": "0x0038",
  "tcp.seq_raw": "0",
  "tcp.seq": "1",
  "tcp.ack_raw": "1001",
  "tcp.ack": "1",
  "tcp.len": "4",
  "tcp.nxtseq": "5",
  "tcp.hdr_len": "32",
  "tcp.window_size_value": "10",
  "tcp.window_size": "1280",
  "tcp.urgent_pointer": "2",
  "tcp.options": "0101050a000007d100000bb9",
  "tcp.option_kind": "1|1|5",
  "tcp.option_len": "10",
  "tcp.options.mss_val": "",
  "tcp.options.wscale.shift": "",
  "tcp.options.timestamp.tsval": "",
  "tcp.options.timestamp.tsecr": "",
  "tcp.options.sack_le": "1001",
  "tcp.options.sack_re": "2001",
};

const OUR_DATA: OurSegment = {
  ...OUR_SYN,
  frame: 3,
  flags: "P.U",
  seq: 1,
  seq_end: 5,
  ack: 1,
  seq_raw: 0,
  ack_raw: 1001,
  win: 10,
  win_scaled: 1280,
  len: 4,
  urgent_ptr: 2,
  options: [{ kind: 1 }, { kind: 1 }, { kind: 5, blocks: [{ left: 1001, right: 2001 }] }],
};

/** The SYN-ACK between the two. */
const SYN_ACK: Columns = {
  ...SYN,
  "frame.number": "2",
  "ip.src": "192.0.2.2",
  "ip.dst": "192.0.2.1",
  "tcp.srcport": "80",
  "tcp.dstport": "40000",
  "tcp.flags": "0x0012",
  "tcp.seq_raw": "1000",
  "tcp.ack_raw": "0",
  "tcp.ack": "1",
};

const OUR_SYN_ACK: OurSegment = {
  ...OUR_SYN,
  frame: 2,
  sender: "server",
  flags: "S.",
  seq_raw: 1000,
  ack_raw: 0,
  ack: 1,
};

function line(columns: Columns): string {
  return TSHARK_FIELDS.map((field) => columns[field] ?? "").join("\t");
}

function pairsOf(theirs: readonly Columns[], ours: readonly OurSegment[], tcpdump = ""): FramePair[] {
  return [
    ...pairFrames(
      parseTshark(theirs.map(line).join("\n")),
      new Map(ours.map((segment) => [segment.frame, segment])),
      parseTcpdump(tcpdump).byFrame,
      recordStamps(CAPTURE),
    ),
  ];
}

/** The last frame of the handshake and data, with changes. */
function dataPair(theirs: Columns = {}, ours: Partial<OurSegment> = {}, tcpdump = ""): FramePair {
  return pairsOf(
    [SYN, SYN_ACK, { ...DATA, ...theirs }],
    [OUR_SYN, OUR_SYN_ACK, { ...OUR_DATA, ...ours }],
    tcpdump,
  ).at(-1)!;
}

/** The first frame alone, with changes; `undefined`: the analyzer has no segment. */
function synPair(theirs: Columns = {}, ours: Partial<OurSegment> | undefined = {}): FramePair {
  return pairsOf([{ ...SYN, ...theirs }], ours ? [{ ...OUR_SYN, ...ours }] : [])[0]!;
}

function missing(theirs: Columns): FramePair {
  return pairsOf([{ ...SYN, ...theirs }], [])[0]!;
}

function fieldsOf(pair: FramePair): Field[] {
  return differences(pair).map(({ field }) => field);
}

/** Reasons by field; a field without one is "-". */
function explained(pair: FramePair): Record<string, string> {
  return Object.fromEntries(
    differences(pair).map((difference) => [difference.field, reasonFor(pair, difference)?.id ?? "-"]),
  );
}

function captureHeader(magic: number, linkType: number): Uint8Array {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(20, linkType, true);
  return bytes;
}

/** One empty record whose fraction is 1.5 seconds. */
const CAPTURE = new Uint8Array(40);
CAPTURE.set(captureHeader(0xa1b2c3d4, 1));
new DataView(CAPTURE.buffer).setUint32(24, 1_700_000_000, true);
new DataView(CAPTURE.buffer).setUint32(28, 1_500_000, true);

describe("differences", () => {
  test("there are none between equal views", () => {
    expect(pairsOf([SYN, SYN_ACK, DATA], [OUR_SYN, OUR_SYN_ACK, OUR_DATA]).flatMap(fieldsOf)).toEqual([]);
  });

  const block = { left: 1001, right: 2001 };
  const seeded: [Field, Partial<OurSegment>][] = [
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
    const text = (verdict: string) =>
      [1, 2, 3]
        .map(
          (n) =>
            `    ${n}  10:00:00.000000 IP (tos 0x0)\n    a > b: Flags [S], cksum 0xbeef (${verdict}), seq 0`,
        )
        .join("\n");
    expect(fieldsOf(dataPair({}, {}, text("incorrect -> 0x1111")))).toEqual([]);
    expect(fieldsOf(dataPair({}, {}, text("incorrect -> 0x1112")))).toEqual(["cksum_tcpdump"]);
    expect(fieldsOf(dataPair({}, {}, text("correct")))).toEqual(["cksum_tcpdump"]);
  });
});

describe("reasons", () => {
  test("ids are unique", () => {
    expect(new Set(REASONS.map(({ id }) => id)).size).toBe(REASONS.length);
  });

  const tooLong = "IPv4 total length exceeds packet length (46 bytes)";
  const short = "Short segment. Segment/fragment does not contain a full TCP header (might be NMAP)";
  const beyond = { "_ws.expert.message": tooLong, "ip.len": "60", "tcp.len": "4" };
  const malformed = { "tcp.len": "", "tcp.hdr_len": "44", "_ws.expert.message": short };
  const reassembled = { "ip.frag_offset": "3", "ip.reassembled.length": "60" };
  const first = { "ip.flags.mf": "1", "tcp.checksum.status": "2", "tcp.checksum_calculated": "" };
  const cut = { "frame.cap_len": "60" };
  const noUrgent = { ...cut, "tcp.urgent_pointer": "" };
  // 192.0.2.1, 192.0.2.2, protocol 6, TCP length 40 or 36
  const partial = { ...cut, "tcp.checksum.status": "2", "tcp.checksum_calculated": "" };
  const padding = { "tcp.option_kind": "2|0|0|0" };
  const badLength = "Unknown (0x33) (option length = 48 bytes says option goes past end of options)";
  const route = { "ip.opt.type": "131|0", "ip.cur_rt": "192.0.2.9", "ip.dst": "192.0.2.2" };

  test.each<[string, FramePair, Record<string, string>]>([
    [
      "quoted",
      missing({ "frame.protocols": "eth:ethertype:ip:icmp:ip:tcp", "ip.src": "a|192.0.2.1" }),
      { presence: "quoted" },
    ],
    ["sampled", missing({ "frame.protocols": "ip:udp:sflow:eth:tcp" }), { presence: "sampled" }],
    [
      "tunnelled by GRE",
      missing({ "frame.protocols": "ip:gre:ip:tcp", "ip.src": "a|b" }),
      { presence: "tunnelled" },
    ],
    [
      "tunnelled by IP",
      missing({ "frame.protocols": "ip:ip:tcp", "ip.src": "a|b" }),
      { presence: "tunnelled" },
    ],
    [
      "a VLAN is no tunnel",
      missing({ "frame.protocols": "eth:ethertype:vlan:ethertype:ip:tcp" }),
      { presence: "-" },
    ],
    ["802.2 is no tunnel", missing({ "frame.protocols": "eth:llc:ip:tcp" }), { presence: "-" }],
    [
      "a header in the payload of TCP is not quoted",
      missing({
        "frame.protocols": "eth:ethertype:ip:tcp:icmp:ip:tcp",
        "tcp.srcport": "1|2",
        "ip.src": "a|b",
      }),
      { presence: "-" },
    ],
    ["reassembled", missing(reassembled), { presence: "reassembled" }],
    ["a fragment alone is not reassembled", missing({ "ip.frag_offset": "3" }), { presence: "-" }],
    ["first_fragment", missing(first), { presence: "first_fragment" }],
    ["a later fragment is not the first", missing({ ...first, "ip.frag_offset": "3" }), { presence: "-" }],
    ["header_cut", missing(noUrgent), { presence: "header_cut" }],
    ["a whole header is not cut", missing(cut), { presence: "-" }],
    ["a header is not cut in a whole frame", missing({ "tcp.urgent_pointer": "" }), { presence: "-" }],
    ["header_beyond_segment", missing(malformed), { presence: "header_beyond_segment" }],
    ["a data offset at the end is good", missing({ ...malformed, "tcp.hdr_len": "40" }), { presence: "-" }],
    [
      "length_beyond_frame",
      dataPair(beyond, { len: 18, seq_end: 19, cksum_verdict: "unverified" }),
      { len: "length_beyond_frame", seq_end: "length_beyond_frame", cksum_verdict: "sum_beyond_frame" },
    ],
    [
      "length_beyond_frame by another number",
      dataPair(beyond, { len: 19, seq_end: 20 }),
      { len: "-", seq_end: "-" },
    ],
    [
      "without tshark's message no length is beyond the frame",
      dataPair({ "tcp.len": "4" }, { len: 18, seq_end: 19, cksum_verdict: "unverified" }),
      { len: "-", seq_end: "-", cksum_verdict: "-" },
    ],
    [
      "a good sum beyond the frame",
      dataPair(beyond, { len: 4, cksum_verdict: "good" }),
      { cksum_verdict: "-" },
    ],
    [
      "partial_though_cut",
      synPair({ ...partial, "tcp.checksum": "0x8432" }, { cksum: "0x8432", cksum_verdict: "partial" }),
      { cksum_verdict: "partial_though_cut" },
    ],
    [
      "a partial sum with no length",
      synPair({ ...partial, "tcp.checksum": "0x840a" }, { cksum: "0x840a", cksum_verdict: "partial_lso" }),
      { cksum_verdict: "partial_though_cut" },
    ],
    [
      "a checksum that is not the partial sum",
      synPair({ ...partial, "tcp.checksum": "0x8433" }, { cksum: "0x8433", cksum_verdict: "partial" }),
      { cksum_verdict: "-" },
    ],
    ["source_route", synPair(route, { server_ip: "192.0.2.9" }), { ip_dst: "source_route" }],
    ["another address than the header's", synPair(route, { server_ip: "192.0.2.8" }), { ip_dst: "-" }],
    [
      "no source route",
      synPair({ ...route, "ip.opt.type": "7|0" }, { server_ip: "192.0.2.9" }),
      { ip_dst: "-" },
    ],
    [
      "options_after_end",
      synPair(
        {
          ...padding,
          "tcp.options.wscale.shift": "",
          "tcp.options.timestamp.tsval": "",
          "tcp.options.timestamp.tsecr": "",
        },
        { options: [{ kind: 2, mss: 1460 }, { kind: 0 }] },
      ),
      { option_kinds: "options_after_end" },
    ],
    [
      "something else than padding",
      synPair(
        { "tcp.option_kind": "2|0|8", "tcp.options.wscale.shift": "" },
        { options: [{ kind: 2, mss: 1460 }, { kind: 0 }] },
      ),
      { option_kinds: "-", timestamps: "-" },
    ],
    [
      "option_length",
      dataPair(
        {
          "tcp.option_kind": "1|1",
          "tcp.options.sack_le": "",
          "tcp.options.sack_re": "",
          "_ws.expert.message": badLength,
        },
        { options: [{ kind: 1 }, { kind: 1 }, { kind: 51, error: "bad_length" }] },
      ),
      { option_kinds: "option_length" },
    ],
    [
      "an option of possible length",
      dataPair(
        {
          "tcp.option_kind": "1|1",
          "tcp.options.sack_le": "",
          "tcp.options.sack_re": "",
          "_ws.expert.message": badLength,
        },
        { options: [{ kind: 1 }, { kind: 1 }, { kind: 51 }] },
      ),
      { option_kinds: "-" },
    ],
    [
      "timestamps_cut",
      synPair(
        {
          ...cut,
          "tcp.options.mss_val": "",
          "tcp.option_kind": "8",
          "tcp.options.wscale.shift": "",
          "tcp.options.timestamp.tsecr": "",
        },
        { options: [{ kind: 8, error: "cut" }] },
      ),
      { timestamps: "timestamps_cut" },
    ],
    [
      "timestamps of a whole frame",
      synPair(
        {
          "tcp.options.mss_val": "",
          "tcp.option_kind": "8",
          "tcp.options.wscale.shift": "",
          "tcp.options.timestamp.tsecr": "",
        },
        { options: [{ kind: 8, error: "cut" }] },
      ),
      { timestamps: "-" },
    ],
    [
      "sack_cut",
      dataPair(cut, { options: [{ kind: 1 }, { kind: 1 }, { kind: 5, error: "cut" }] }),
      { sack: "sack_cut" },
    ],
    [
      "a SACK option that is there",
      dataPair(cut, { options: [{ kind: 1 }, { kind: 1 }, { kind: 5 }] }),
      { sack: "-" },
    ],
    [
      "kind_cut",
      dataPair(
        { ...cut, "tcp.option_kind": "1|1", "tcp.options.sack_le": "", "tcp.options.sack_re": "" },
        { options: [{ kind: 1 }, { kind: 1 }, { kind: 5, error: "cut" }] },
      ),
      { option_kinds: "kind_cut" },
    ],
    [
      "option_exception",
      dataPair(
        {
          "frame.protocols": "eth:ethertype:ip:tcp:mptcp",
          "tcp.option_kind": "1|30",
          "tcp.options.sack_le": "",
          "tcp.options.sack_re": "",
          "_ws.expert.message": "Malformed Packet (Exception occurred)",
        },
        { options: [{ kind: 1 }, { kind: 30 }, { kind: 0 }] },
      ),
      { option_kinds: "option_exception" },
    ],
    [
      "a short list without an exception",
      dataPair(
        {
          "frame.protocols": "eth:ethertype:ip:tcp:mptcp",
          "tcp.option_kind": "1|30",
          "tcp.options.sack_le": "",
          "tcp.options.sack_re": "",
        },
        { options: [{ kind: 1 }, { kind: 30 }, { kind: 0 }] },
      ),
      { option_kinds: "-" },
    ],
    [
      "stamp_fraction",
      synPair({ "frame.time_epoch": "1700000000.1500000000" }, { ts: "2023-11-14T22:13:21.500000000Z" }),
      { ts: "stamp_fraction" },
    ],
    ["another stamp than the record's", synPair({}, { ts: "2023-11-14T22:13:21.400000000Z" }), { ts: "-" }],
  ])("%s", (_, pair, expected) => {
    expect(explained(pair)).toMatchObject(expected);
    expect(Object.keys(explained(pair))).toHaveLength(Object.keys(expected).length);
  });

  test("a stream with a second SYN number is rebased, but only from the first number to the last", () => {
    const second = { ...SYN, "frame.number": "4", "tcp.seq_raw": "500" };
    const rebased = { ...DATA, "tcp.seq": `${modulo32(0 - 500)}` };
    const ours = [OUR_SYN, OUR_SYN_ACK, OUR_DATA];
    const of = (theirs: readonly Columns[]) =>
      explained(pairsOf(theirs, ours).find(({ number }) => number === 3)!);
    expect(of([SYN, SYN_ACK, rebased, second])).toEqual({ seq: "seq_rebased" });
    expect(of([SYN, SYN_ACK, rebased])).toEqual({ seq: "-" });
    expect(of([SYN, SYN_ACK, { ...DATA, "tcp.seq": "2" }, second])).toEqual({ seq: "-" });
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

describe("the analyzer's output", () => {
  const end = '{"event":"capture_end","packets":3}';

  test("segments, errors and the number of packets are read", () => {
    const output = parseOurs(`${JSON.stringify(OUR_SYN)}\n{"event":"error","message":"cut"}\n${end}\n`);
    expect(output).toMatchObject({ packets: 3, errors: ["cut"], failures: [] });
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
    addCapture(report, "a.pcap", [missing({ "frame.protocols": "ip:gre:ip:tcp", "ip.src": "a|b" })], clean);
    expect(report).toMatchObject({ passed: true, frames: 1, theirFrames: 1, ourFrames: 0 });
    expect(report.byReason.get("tunnelled")).toBe(1);
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
    ["radiotap", captureHeader(0xa1b2c3d4, 127), "link type 127"],
    ["a patched format", captureHeader(0xa1b2cd34, 1), "not a classic capture"],
    ["pcapng", captureHeader(0x0a0d0d0a, 1), "pcapng"],
    ["gzip", Uint8Array.of(0x1f, 0x8b, 8), "gzip"],
    ["a short header", captureHeader(0xa1b2c3d4, 1).subarray(0, 20), "header of the capture is cut"],
    ["nothing", new Uint8Array(0), "not a classic capture"],
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

  test("a fraction of more than a second is carried over, and a cut record has no stamp", () => {
    expect(recordStamps(CAPTURE).map(stampText)).toEqual(["2023-11-14T22:13:21.500000000Z"]);
    expect(recordStamps(CAPTURE.subarray(0, 39))).toEqual([]);
  });
});

test("flags are tcpdump's letters", () => {
  expect(flagBits("none")).toBe(0);
  expect(flagBits("FSRP.UEWe")).toBe(0x1ff);
  expect(flagBits("Sx")).toBeNaN();
});
