/** Frames as both sides print them, for the tests. */

import { differences, pairFrames } from "./frames.ts";
import type { Field, FramePair, OurSegment } from "./model.ts";
import { reasonFor } from "./reasons.ts";
import { readCapture } from "./records.ts";
import { parseTcpdump } from "./tcpdump.ts";
import { parseTshark } from "./tshark.ts";
import { TSHARK_FIELDS } from "./tshark_fields.ts";

export type Columns = Partial<Record<(typeof TSHARK_FIELDS)[number], string>>;

/** A SYN with options and a wrong checksum, as tshark prints it. */
export const SYN: Columns = {
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
export const OUR_SYN: OurSegment = {
  event: "segment",
  ts: "2023-11-14T22:13:20.000001000Z",
  rel_ns: 0,
  flow: 0,
  stream: 0,
  frame: 1,
  file_offset: 24,
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
export const DATA: Columns = {
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

export const OUR_DATA: OurSegment = {
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
export const SYN_ACK: Columns = {
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

export const OUR_SYN_ACK: OurSegment = {
  ...OUR_SYN,
  frame: 2,
  sender: "server",
  flags: "S.",
  seq_raw: 1000,
  ack_raw: 0,
  ack: 1,
};

export function line(columns: Columns): string {
  return TSHARK_FIELDS.map((field) => columns[field] ?? "").join("\t");
}

export function pairsOf(theirs: readonly Columns[], ours: readonly OurSegment[], tcpdump = ""): FramePair[] {
  return [
    ...pairFrames(
      parseTshark(theirs.map(line).join("\n")),
      new Map(ours.map((segment) => [segment.frame, segment])),
      parseTcpdump(tcpdump).byFrame,
      readCapture(CAPTURE).records,
    ),
  ];
}

/** The last frame of the handshake and data, with changes. */
export function dataPair(theirs: Columns = {}, ours: Partial<OurSegment> = {}, tcpdump = ""): FramePair {
  return pairsOf(
    [SYN, SYN_ACK, { ...DATA, ...theirs }],
    [OUR_SYN, OUR_SYN_ACK, { ...OUR_DATA, ...ours }],
    tcpdump,
  ).at(-1)!;
}

/** The first frame alone, with changes; `undefined`: the analyzer has no segment. */
export function synPair(theirs: Columns = {}, ours: Partial<OurSegment> | undefined = {}): FramePair {
  return pairsOf([{ ...SYN, ...theirs }], ours ? [{ ...OUR_SYN, ...ours }] : [])[0]!;
}

/** The first frame with this segment of ours, which lacks what is not given. */
export function pairWith(theirs: Columns, ours: OurSegment): FramePair {
  return pairsOf([{ ...SYN, ...theirs }], [ours])[0]!;
}

/** The first frame without a segment of ours, on an interface of this link type. */
export function missing(theirs: Columns, linkType = 1): FramePair {
  const pair = pairsOf([{ ...SYN, ...theirs }], [])[0]!;
  return { ...pair, record: { ...pair.record!, linkType } };
}

export function fieldsOf(pair: FramePair): Field[] {
  return differences(pair).map(({ field }) => field);
}

/** Reasons by field; a field without one is "-". */
export function explained(pair: FramePair): Record<string, string> {
  return Object.fromEntries(
    differences(pair).map((difference) => [difference.field, reasonFor(pair, difference)?.id ?? "-"]),
  );
}

export function captureHeader(magic: number, linkType: number): Uint8Array {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(20, linkType, true);
  return bytes;
}

/** One empty record whose fraction is 1.5 seconds. */
export const CAPTURE = new Uint8Array(40);
CAPTURE.set(captureHeader(0xa1b2c3d4, 1));
new DataView(CAPTURE.buffer).setUint32(24, 1_700_000_000, true);
new DataView(CAPTURE.buffer).setUint32(28, 1_500_000, true);
