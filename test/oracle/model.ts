/** What is known of one frame: by tshark (`Their…`), by tcpdump, and by the analyzer (`OurSegment`). */

import type { CaptureRecord } from "./records.ts";

/** "partial", "zero" and "bad" of the analyzer are all "bad" here: tshark 4.0 knows no finer verdict. */
export type Verdict = "good" | "bad" | "unverified";

/** The IP header around the frame's segment, as tshark read it: the innermost one in front of its TCP header. */
export interface TheirIp {
  readonly version: 4 | 6;
  readonly src: string;
  /** undefined: tshark shows none where a source route is broken. */
  readonly dst: string | undefined;
  /** Datagram length in bytes by the header, header included; of the fragment, if it is one. */
  readonly length: number;
  readonly headerLength: number;
  readonly tos: number;
  readonly ttl: number;
  readonly flowLabel: number | undefined;
  readonly id: number | undefined;
  readonly df: boolean | undefined;
  readonly moreFragments: boolean;
  readonly fragmentOffset: number;
  readonly checksum: number | undefined;
  readonly verdict: Verdict | undefined;
  readonly expected: number | undefined;
}

/**
 * The TCP header of the frame's segment: the first one, since what comes behind a TCP header is its payload. A field
 * that tshark did not get to is undefined.
 */
export interface TheirTcp {
  readonly stream: number | undefined;
  /** Conversation completeness of the stream as a whole. */
  readonly completeness: number | undefined;
  readonly srcPort: number;
  readonly dstPort: number | undefined;
  readonly headerLength: number | undefined;
  readonly flags: number | undefined;
  readonly seqRaw: number | undefined;
  readonly ackRaw: number | undefined;
  readonly seq: number | undefined;
  readonly ack: number | undefined;
  readonly length: number | undefined;
  readonly window: number | undefined;
  readonly windowScaled: number | undefined;
  /** -1: unknown, -2: no scaling on this connection. */
  readonly windowFactor: number | undefined;
  readonly checksum: number | undefined;
  readonly verdict: Verdict | undefined;
  readonly expected: number | undefined;
  readonly urgentPointer: number | undefined;
  readonly optionBytes: string;
  readonly optionKinds: readonly number[];
  readonly mss: readonly number[];
  readonly windowShift: readonly number[];
  readonly tsVal: readonly number[];
  readonly tsEcr: readonly number[];
  readonly sackLeft: readonly number[];
  readonly sackRight: readonly number[];
}

/** One frame by tshark. */
export interface TheirFrame {
  readonly number: number;
  /** Seconds since 1970 with nine digits, as printed. */
  readonly time: string;
  readonly length: number;
  readonly captured: number;
  /** frame.protocols, outermost first. */
  readonly protocols: readonly string[];
  /** Protocols around the segment's TCP header; all of them in a frame without TCP. */
  readonly below: readonly string[];
  readonly tcp: TheirTcp | undefined;
  readonly ip: TheirIp | undefined;
  /** Any column of the frame, each occurrence. */
  readonly column: (name: string) => readonly string[];
  /** Expert messages. */
  readonly messages: readonly string[];
}

/** tcpdump's verdict on the only TCP checksum that it judged in a frame. */
export interface TcpdumpVerdict {
  readonly srcPort: number;
  readonly dstPort: number;
  readonly stored: number;
  /** undefined: correct. */
  readonly expected: number | undefined;
}

/** One option of a `segment` event. */
export interface OurOption {
  readonly kind: number;
  readonly mss?: number;
  readonly shift?: number;
  readonly ts_val?: number;
  readonly ts_ecr?: number;
  readonly blocks?: readonly { readonly left: number; readonly right: number }[];
  readonly error?: string;
}

/** The fields of a `segment` event that are compared. */
export interface OurSegment {
  readonly event: "segment";
  readonly ts: string;
  readonly rel_ns: number;
  readonly flow: number;
  readonly stream: number;
  readonly frame: number;
  readonly file_offset: number;
  /** Frame of the segment that this one is a copy of. */
  readonly copy_of?: number;
  readonly sender: "client" | "server";
  readonly client_ip: string;
  readonly client_port: number;
  readonly server_ip: string;
  readonly server_port: number;
  readonly tos: number;
  readonly ttl: number;
  readonly ip_id?: number;
  readonly df?: boolean;
  readonly flow_label?: number;
  readonly ip_len: number;
  readonly ip_cksum?: string;
  readonly ip_cksum_verdict?: string;
  readonly ip_cksum_expected?: string;
  readonly flags: string;
  readonly cksum: string;
  readonly cksum_verdict: string;
  readonly cksum_expected?: string;
  readonly seq: number;
  readonly seq_end: number;
  readonly ack?: number;
  readonly seq_raw: number;
  readonly ack_raw?: number;
  readonly win: number;
  readonly win_scaled?: number;
  readonly len: number;
  readonly urgent_ptr?: number;
  readonly options: readonly OurOption[];
  readonly iface?: string;
  readonly pkt_dir?: "in" | "out";
  /** VLAN ids and tunnels around the segment, outermost first. */
  readonly vlans?: readonly number[];
  readonly tunnels?: readonly string[];
  /** Put together from IP fragments. */
  readonly reassembled?: true;
  /** Kinds of anomalies of it. */
  readonly analysis?: readonly string[];
}

/** The fields of `error` that are used here. */
export interface OurError {
  readonly event: "error";
  readonly message: string;
  readonly file_offset?: number;
  readonly skipped_bytes?: number;
}

/** All that is known of one frame that has TCP on at least one side. */
export interface FramePair {
  readonly number: number;
  readonly theirs: TheirFrame | undefined;
  readonly ours: OurSegment | undefined;
  readonly tcpdump: TcpdumpVerdict | undefined;
  readonly stream: StreamFacts;
  /** The packet's record in the capture. */
  readonly record: CaptureRecord | undefined;
}

/** Facts about the connection that do not show in a frame alone. */
export interface StreamFacts {
  /** What the sender's numbers count from: its own SYN, if nothing of the stream came before that could tell. */
  readonly seqBase: Base | undefined;
  /** The same of the receiver's. */
  readonly ackBase: Base | undefined;
  /**
   * The analyzer had ended the connection more than 5 s after a RST or both FINs, and took what followed for a new
   * one; tshark's stream goes on.
   */
  readonly lingeredOut: boolean;
}

/** The SYNs of one direction of a stream of tshark's. */
export interface Base {
  /** Number of the first SYN. */
  readonly isn: number;
  /** Numbers of all SYNs of the stream that way, which may come after this frame. */
  readonly isns: ReadonlySet<number>;
}

/** What is compared. Names are those of the event's fields where there is one. */
export type Field =
  | "presence"
  | "ts"
  | "iface"
  | "pkt_dir"
  | "vlans"
  | "tunnels"
  | "ip_src"
  | "ip_dst"
  | "src_port"
  | "dst_port"
  | "tos"
  | "ttl"
  | "ip_id"
  | "df"
  | "flow_label"
  | "ip_len"
  | "ip_cksum"
  | "ip_cksum_verdict"
  | "ip_cksum_expected"
  | "flags"
  | "cksum"
  | "cksum_verdict"
  | "cksum_expected"
  | "cksum_tcpdump"
  | "seq"
  | "seq_end"
  | "ack"
  | "seq_raw"
  | "ack_raw"
  | "win"
  | "win_scaled"
  | "len"
  | "urgent_ptr"
  | "option_kinds"
  | "mss"
  | "wscale"
  | "timestamps"
  | "sack";

export type Value = number | string | undefined;

/** One field of one frame on which the two sides differ. */
export interface Difference {
  readonly field: Field;
  readonly ours: Value;
  readonly theirs: Value;
}
