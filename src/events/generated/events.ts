// Generated from the schemas by `bun src/events/codegen/write.ts`. Do not edit.
import { noFlow, type Timestamp } from "../flow_identity.ts";
import type { FlowMoment } from "../moment.ts";

export interface InterfaceDescription {
  /** Number of the interface in this run, from 0; equal ones of several files are one (0 .. 4294967295). */
  id: number;
  /** Its name, where the capture says so. */
  name?: string | undefined;
  /** Name of the LINKTYPE_ value without that prefix, or the number. */
  link_type: string;
}

/** A new {@link InterfaceDescription}; every property is there from the start, so that all have one shape. */
export function newInterfaceDescription(): InterfaceDescription {
  return {
    id: 0,
    name: undefined,
    link_type: "",
  };
}

export interface Hint {
  /** What the segments suggest and cannot prove: a reset after a long silence (timeout of a host or middlebox), close with SO_LINGER 0, a segment from somebody else than its sender, an MSS lowered on the way, a full accept queue, SYN cookies, data on a SYN that was not taken. */
  hint: "idle_timeout" | "linger_zero" | "injected" | "mss_clamped" | "accept_queue_overflow" | "syn_cookies" | "fast_open_ignored";
  /** Frame that suggests it; of a SYN or SYN-ACK that came again the first (1 .. 2^53-1). */
  frame?: number | undefined;
  /** Silence before it, or time since the packet that it is compared with, in nanoseconds of capture time (0 .. 2^53-1). */
  since_ns?: number | undefined;
  /** What differs from the sender's packets before. */
  signs: readonly ("ttl" | "ip_id" | "window" | "mss" | "options" | "repeated_segment")[];
  /** The value that suggests it: TTL, IP identification, window or MSS (0 .. 4294967295). */
  value?: number | undefined;
  /** The value that its sender's packets before had (0 .. 4294967295). */
  expected?: number | undefined;
}

/** A new {@link Hint}; every property is there from the start, so that all have one shape. */
export function newHint(): Hint {
  return {
    hint: "idle_timeout",
    frame: undefined,
    since_ns: undefined,
    signs: [],
    value: undefined,
    expected: undefined,
  };
}

export interface AnomalyEvidence {
  /** Frame that brought it first: the original of a copy or retransmission, the ACK repeated (1 .. 2^53-1). */
  original_frame?: number | undefined;
  /** Time since that frame, or else since the event that the kind is about: the last sending, the hole's appearance, the window's closing, in nanoseconds of capture time (0 .. 2^53-1). */
  since_ns?: number | undefined;
  /** Time that decided: less speaks for one kind, more for the other, in nanoseconds of capture time (0 .. 2^53-1). */
  threshold_ns?: number | undefined;
  /** Offset at which what it is about begins (-(2^53-1) .. 2^53-1). */
  seq?: number | undefined;
  /** Offset behind it (-(2^53-1) .. 2^53-1). */
  seq_end?: number | undefined;
  /** Offset that was expected next (-(2^53-1) .. 2^53-1). */
  expected_seq?: number | undefined;
  /** Sequence numbers that the capture lacks (0 .. 2^53-1). */
  missing_bytes?: number | undefined;
  /** Payload bytes that were seen before (0 .. 2^53-1). */
  resent_bytes?: number | undefined;
  /** Payload bytes that were not (0 .. 2^53-1). */
  new_bytes?: number | undefined;
  /** The peer's highest acknowledgement before it, as an offset (-(2^53-1) .. 2^53-1). */
  ack?: number | undefined;
  /** Duplicate ACKs of the peer in a row, up to here (0 .. 2^53-1). */
  dup_acks?: number | undefined;
  /** The peer had already acknowledged these bytes selectively. */
  sacked?: boolean | undefined;
  /** Bytes above the acknowledgement that the peer holds by its SACK blocks (0 .. 2^53-1). */
  sacked_bytes?: number | undefined;
  /** Bytes sent and not acknowledged, selectively acknowledged ones left out (0 .. 2^53-1). */
  bytes_in_flight?: number | undefined;
  /** Receive window that counts here, in bytes, scaled (0 .. 2^53-1). */
  window?: number | undefined;
  /** Offset behind the last byte that the receiver's window allows (-(2^53-1) .. 2^53-1). */
  window_edge?: number | undefined;
  /** Bytes outside it (0 .. 2^53-1). */
  beyond_bytes?: number | undefined;
  /** Where the segment was lost: between its sender and the tap, between the tap and its receiver, or only by the capture. */
  place?: "before_tap" | "after_tap" | "capture" | undefined;
  /** What decided: timestamps, an acknowledgement, or time alone. */
  proof?: "timestamps" | "ack" | "time" | undefined;
  /** Frame of the retransmission that it is about (1 .. 2^53-1). */
  resent_frame?: number | undefined;
  /** Frame of the RST that had no effect (1 .. 2^53-1). */
  reset_frame?: number | undefined;
  /** How the copy came about: seen twice in one place, on another interface, in another VLAN or tunnel or with other link-layer addresses, or a hop further on (the TTL differs). */
  via?: "same_path" | "other_interface" | "other_path" | "routed" | undefined;
  /** TTL or hop limit of this packet (0 .. 255). */
  ttl?: number | undefined;
  /** TTL or hop limit of the original (0 .. 255). */
  original_ttl?: number | undefined;
  /** Checksum as stored. */
  cksum?: string | undefined;
  /** What it should be. */
  cksum_expected?: string | undefined;
  /** Flow that had these addresses and ports before (0 .. 2^53-1). */
  previous_flow?: number | undefined;
}

/** A new {@link AnomalyEvidence}; every property is there from the start, so that all have one shape. */
export function newAnomalyEvidence(): AnomalyEvidence {
  return {
    original_frame: undefined,
    since_ns: undefined,
    threshold_ns: undefined,
    seq: undefined,
    seq_end: undefined,
    expected_seq: undefined,
    missing_bytes: undefined,
    resent_bytes: undefined,
    new_bytes: undefined,
    ack: undefined,
    dup_acks: undefined,
    sacked: undefined,
    sacked_bytes: undefined,
    bytes_in_flight: undefined,
    window: undefined,
    window_edge: undefined,
    beyond_bytes: undefined,
    place: undefined,
    proof: undefined,
    resent_frame: undefined,
    reset_frame: undefined,
    via: undefined,
    ttl: undefined,
    original_ttl: undefined,
    cksum: undefined,
    cksum_expected: undefined,
    previous_flow: undefined,
  };
}

export interface SackBlock {
  /** Offset of the block's first byte (-(2^53-1) .. 2^53-1). */
  left: number;
  /** Offset behind the block's last byte (-(2^53-1) .. 2^53-1). */
  right: number;
}

/** A new {@link SackBlock}; every property is there from the start, so that all have one shape. */
export function newSackBlock(): SackBlock {
  return {
    left: 0,
    right: 0,
  };
}

export interface SegmentOption {
  /** Option kind as on the wire (0 .. 255). */
  kind: number;
  /** Name of a known kind: eol, nop, mss, wscale, sack_permitted, sack, timestamps, md5, tcp_ao, mptcp, fast_open, user_timeout, exp, accecn0, accecn1 and others. */
  name?: string | undefined;
  /** mss: Maximum Segment Size in bytes (0 .. 65535). */
  mss?: number | undefined;
  /** wscale: shift count (0 .. 255). */
  shift?: number | undefined;
  /** timestamps: TSval (0 .. 4294967295). */
  ts_val?: number | undefined;
  /** timestamps: TSecr (0 .. 4294967295). */
  ts_ecr?: number | undefined;
  /** sack: the blocks, as offsets of the direction that is acknowledged. */
  blocks?: readonly SackBlock[] | undefined;
  /** Other kinds: the bytes behind kind and length, as lower-case hex digits. */
  data?: string | undefined;
  /** The option is not all captured, or its length is impossible. */
  error?: "cut" | "bad_length" | undefined;
}

/** A new {@link SegmentOption}; every property is there from the start, so that all have one shape. */
export function newSegmentOption(): SegmentOption {
  return {
    kind: 0,
    name: undefined,
    mss: undefined,
    shift: undefined,
    ts_val: undefined,
    ts_ecr: undefined,
    blocks: undefined,
    data: undefined,
    error: undefined,
  };
}

export interface AnomalyCount {
  /** Kind of anomaly. */
  kind: "bad_checksum" | "duplicate_packet" | "time_jump" | "reused_ports" | "reset_ignored" | "loss" | "lost_segment" | "acked_unseen" | "unacceptable_ack" | "retransmission" | "fast_retransmission" | "rto_retransmission" | "spurious_retransmission" | "out_of_order" | "partial_overlap" | "overlap_differs" | "outside_window" | "data_after_fin" | "keep_alive" | "keep_alive_ack" | "zero_window" | "zero_window_probe" | "zero_window_probe_ack" | "window_full" | "window_update" | "duplicate_ack" | "d_sack" | "sack_reneging";
  /** Direction of the packets. */
  dir: "c2s" | "s2c";
  /** How many, printed or not (1 .. 4294967295). */
  n: number;
}

/** A new {@link AnomalyCount}; every property is there from the start, so that all have one shape. */
export function newAnomalyCount(): AnomalyCount {
  return {
    kind: "bad_checksum",
    dir: "c2s",
    n: 0,
  };
}

export interface Stall {
  /** Who owed the next byte: an application that had nothing outstanding, the peer's acknowledgement of what was in flight, the receiver's window, or the sender's retransmission timer. */
  waiting_on: "client_application" | "server_application" | "acknowledgement" | "window" | "retransmission_timer";
  /** Pauses (1 .. 2^53-1). */
  n: number;
  /** Their sum, in nanoseconds of capture time (0 .. 2^53-1). */
  total_ns: number;
  /** The longest, in nanoseconds of capture time (0 .. 2^53-1). */
  max_ns: number;
  /** Frame that ended the longest (1 .. 2^53-1). */
  max_frame: number;
}

/** A new {@link Stall}; every property is there from the start, so that all have one shape. */
export function newStall(): Stall {
  return {
    waiting_on: "client_application",
    n: 0,
    total_ns: 0,
    max_ns: 0,
    max_frame: 0,
  };
}

export interface DirectionTotals {
  /** Segments (0 .. 2^53-1). */
  packets: number;
  /** Sum of the IP datagrams' lengths, in bytes (0 .. 2^53-1). */
  ip_bytes: number;
  /** Sum of the payload lengths, in bytes, with what was sent again (0 .. 2^53-1). */
  payload_bytes: number;
  /** Distinct payload bytes (0 .. 2^53-1). */
  unique_bytes: number;
  /** Segments with payload that was seen before, keep-alive probes left out (0 .. 2^53-1). */
  retrans_packets: number;
  /** Payload bytes that were seen before (0 .. 2^53-1). */
  retrans_bytes: number;
  /** Segments that fill a hole: sent out of order, or again after a loss before the tap (0 .. 2^53-1). */
  ooo_packets: number;
  /** Copies of segments, which are in no other counter (0 .. 2^53-1). */
  copies: number;
  /** Segments without SYN, FIN and RST that announce a window of 0 (0 .. 2^53-1). */
  zero_windows: number;
  /** Runs of sequence numbers that the capture lacks (0 .. 2^53-1). */
  gaps: number;
  /** Their sum, in bytes (0 .. 2^53-1). */
  gap_bytes: number;
  /** Duplicate acknowledgements that this direction's sender sent (RFC 5681 2) (0 .. 2^53-1). */
  dup_acks: number;
  /** Segments lost between their sender and the tap, and sent again; absent if none (1 .. 2^53-1). */
  lost_before_tap?: number | undefined;
  /** Segments lost between the tap and their receiver; absent if none (1 .. 2^53-1). */
  lost_after_tap?: number | undefined;
  /** Acknowledged runs of bytes that only the capture lacks; absent if none (1 .. 2^53-1). */
  lost_by_capture?: number | undefined;
  /** Retransmissions of which nothing tells why they were sent; absent if none (1 .. 2^53-1). */
  lost_unknown?: number | undefined;
  /** Segments with payload as they were on the wire: larger ones than the MSS, merged by the capturing host, count for as many as they hold; absent if there were none (1 .. 2^53-1). */
  wire_segments?: number | undefined;
  /** Of those, the ones that brought payload seen before; absent if none (1 .. 2^53-1). */
  retrans_wire_segments?: number | undefined;
  /** Retransmission rate: retrans_wire_segments of a million wire_segments (0 .. 1000000). */
  retrans_ppm?: number | undefined;
  /** Segments with FIN (0 .. 2^53-1). */
  fin_packets: number;
  /** Segments with RST (0 .. 2^53-1). */
  rst_packets: number;
  /** Initial sequence number, the 32-bit wire value; absent if no SYN was seen (0 .. 4294967295). */
  isn?: number | undefined;
  /** MSS that this direction's sender announced, in bytes (0 .. 65535). */
  mss?: number | undefined;
  /** Shift count that this direction's sender announced (0 .. 255). */
  wscale?: number | undefined;
  /** Least receive window announced without SYN and RST, scaled; absent where the scale is unknown (0 .. 2^53-1). */
  win_min?: number | undefined;
  /** Greatest receive window announced without SYN and RST, scaled (0 .. 2^53-1). */
  win_max?: number | undefined;
  /** Time for which the receiver of this direction's payload held its window closed; absent if never, in nanoseconds of capture time (0 .. 2^53-1). */
  zero_window_ns?: number | undefined;
  /** Most payload bytes in flight: sent, and acknowledged neither by ACK nor by SACK; absent without payload, or where no acknowledgement was seen (0 .. 2^53-1). */
  max_in_flight?: number | undefined;
  /** Payload bytes sent before the first acknowledgement of payload; absent without payload, or where the sender's SYN or all acknowledgements were not seen (0 .. 2^53-1). */
  initial_window_bytes?: number | undefined;
  /** Payload with what was sent again, in bits per second from its first to its last segment (0 .. 2^53-1). */
  throughput_bps?: number | undefined;
  /** Distinct payload in bits per second over the same time (0 .. 2^53-1). */
  goodput_bps?: number | undefined;
  /** Longest time between two segments of this direction, from its first payload on; absent without payload, in nanoseconds of capture time (0 .. 2^53-1). */
  idle_max_ns?: number | undefined;
  /** Least round trip between the tap and the receiver: from a segment to its acknowledgement, never of one sent again unless timestamps tell which was acknowledged (Karn), in nanoseconds of capture time (0 .. 2^53-1). */
  rtt_min_ns?: number | undefined;
  /** Median round trip between the tap and the receiver: from a segment to its acknowledgement, never of one sent again unless timestamps tell which was acknowledged (Karn), from a log-linear histogram: within 4 %; absent where memory was lacking, in nanoseconds of capture time (0 .. 2^53-1). */
  rtt_p50_ns?: number | undefined;
  /** 99th percentile of round trip between the tap and the receiver: from a segment to its acknowledgement, never of one sent again unless timestamps tell which was acknowledged (Karn), within 4 %, in nanoseconds of capture time (0 .. 2^53-1). */
  rtt_p99_ns?: number | undefined;
  /** Greatest round trip between the tap and the receiver: from a segment to its acknowledgement, never of one sent again unless timestamps tell which was acknowledged (Karn), in nanoseconds of capture time (0 .. 2^53-1). */
  rtt_max_ns?: number | undefined;
  /** Samples of round trips (0 .. 2^53-1). */
  rtt_count: number;
  /** Least time that this direction's sender took to answer: from the peer's last payload to its own first, which acknowledges it, in nanoseconds of capture time (0 .. 2^53-1). */
  response_min_ns?: number | undefined;
  /** Median time that this direction's sender took to answer: from the peer's last payload to its own first, which acknowledges it, from a log-linear histogram: within 4 %; absent where memory was lacking, in nanoseconds of capture time (0 .. 2^53-1). */
  response_p50_ns?: number | undefined;
  /** 99th percentile of time that this direction's sender took to answer: from the peer's last payload to its own first, which acknowledges it, within 4 %, in nanoseconds of capture time (0 .. 2^53-1). */
  response_p99_ns?: number | undefined;
  /** Greatest time that this direction's sender took to answer: from the peer's last payload to its own first, which acknowledges it, in nanoseconds of capture time (0 .. 2^53-1). */
  response_max_ns?: number | undefined;
  /** Responses measured (0 .. 2^53-1). */
  response_count: number;
  /** Segments whose TCP checksum is right (0 .. 2^53-1). */
  cksum_good: number;
  /** Segments whose TCP checksum is the pseudo-header sum only (offload) (0 .. 2^53-1). */
  cksum_partial: number;
  /** Segments whose TCP checksum is wrong, or zero and wrong (0 .. 2^53-1). */
  cksum_bad: number;
  /** Segments whose TCP checksum could not be computed (cut or fragmented) (0 .. 2^53-1). */
  cksum_unverified: number;
}

/** A new {@link DirectionTotals}; every property is there from the start, so that all have one shape. */
export function newDirectionTotals(): DirectionTotals {
  return {
    packets: 0,
    ip_bytes: 0,
    payload_bytes: 0,
    unique_bytes: 0,
    retrans_packets: 0,
    retrans_bytes: 0,
    ooo_packets: 0,
    copies: 0,
    zero_windows: 0,
    gaps: 0,
    gap_bytes: 0,
    dup_acks: 0,
    lost_before_tap: undefined,
    lost_after_tap: undefined,
    lost_by_capture: undefined,
    lost_unknown: undefined,
    wire_segments: undefined,
    retrans_wire_segments: undefined,
    retrans_ppm: undefined,
    fin_packets: 0,
    rst_packets: 0,
    isn: undefined,
    mss: undefined,
    wscale: undefined,
    win_min: undefined,
    win_max: undefined,
    zero_window_ns: undefined,
    max_in_flight: undefined,
    initial_window_bytes: undefined,
    throughput_bps: undefined,
    goodput_bps: undefined,
    idle_max_ns: undefined,
    rtt_min_ns: undefined,
    rtt_p50_ns: undefined,
    rtt_p99_ns: undefined,
    rtt_max_ns: undefined,
    rtt_count: 0,
    response_min_ns: undefined,
    response_p50_ns: undefined,
    response_p99_ns: undefined,
    response_max_ns: undefined,
    response_count: 0,
    cksum_good: 0,
    cksum_partial: 0,
    cksum_bad: 0,
    cksum_unverified: 0,
  };
}

export interface UndecodedCount {
  /** Why they could not be decoded. */
  reason: string;
  /** How many packets (1 .. 2^53-1). */
  n: number;
  /** Link type of packets whose link type is not decoded. */
  link_type?: string | undefined;
}

/** A new {@link UndecodedCount}; every property is there from the start, so that all have one shape. */
export function newUndecodedCount(): UndecodedCount {
  return {
    reason: "",
    n: 0,
    link_type: undefined,
  };
}

export interface IpFragments {
  /** Packets that are fragments of what may be TCP or a tunnel (0 .. 2^53-1). */
  packets: number;
  /** Datagrams that were put together (0 .. 2^53-1). */
  datagrams: number;
  /** Fragments that belong to those, duplicates of them included (0 .. 2^53-1). */
  joined: number;
  /** Fragments of datagrams that were not put together (0 .. 2^53-1). */
  lost: number;
  /** Fragments that were there before, with the same bytes (0 .. 2^53-1). */
  duplicates: number;
  /** Fragments that overlap others with the same bytes (0 .. 2^53-1). */
  overlapping: number;
  /** Fragments that overlap others with different bytes: an attack, the datagram is given up (0 .. 2^53-1). */
  conflicting: number;
  /** Fragments that cut a TCP header in pieces (RFC 1858) (0 .. 2^53-1). */
  tiny: number;
  /** Fragments that no sender could make: beyond 65,535 bytes, beyond the end, empty (0 .. 2^53-1). */
  malformed: number;
  /** Datagrams that were not complete within 60 s (0 .. 2^53-1). */
  timed_out: number;
  /** Datagrams that were given up because there were too many (0 .. 2^53-1). */
  evicted: number;
}

/** A new {@link IpFragments}; every property is there from the start, so that all have one shape. */
export function newIpFragments(): IpFragments {
  return {
    packets: 0,
    datagrams: 0,
    joined: 0,
    lost: 0,
    duplicates: 0,
    overlapping: 0,
    conflicting: 0,
    tiny: 0,
    malformed: 0,
    timed_out: 0,
    evicted: 0,
  };
}

export interface CaptureHost {
  /** An address of it. */
  ip: string;
  /** SYN, SYN-ACK, FIN and data segments of at most one MSS from this address whose checksum is partial (1 .. 2^53-1). */
  partial: number;
  /** What proves it: the checksums alone, or also that the capture marks one of those segments as outgoing. */
  via: "checksum" | "pkt_dir";
  /** The segments crossed no wire: one is marked as incoming although its checksum was never filled in, or both sides of a connection sent such segments (loopback, containers, virtual machines). */
  local_path: boolean;
}

/** A new {@link CaptureHost}; every property is there from the start, so that all have one shape. */
export function newCaptureHost(): CaptureHost {
  return {
    ip: "",
    partial: 0,
    via: "checksum",
    local_path: false,
  };
}

export interface Judgement {
  /** What somebody may want to learn from the capture. */
  question: "timing" | "round_trips" | "loss" | "payload" | "checksums" | "teardown" | "roles";
  /** Whether it can be trusted for that. */
  answer: "yes" | "limited" | "no";
  /** What limits it; empty with yes. */
  because: readonly ("no_packets" | "captured_gaps" | "kernel_drops" | "input_cut_off" | "backward_time" | "coarse_clock" | "one_sided_flows" | "missing_syns" | "missing_ends" | "large_segments" | "offload" | "cut_packets" | "copies" | "undecoded_packets" | "bad_checksums" | "flow_limits")[];
}

/** A new {@link Judgement}; every property is there from the start, so that all have one shape. */
export function newJudgement(): Judgement {
  return {
    question: "timing",
    answer: "yes",
    because: [],
  };
}

export interface CaptureReport {
  /** Copies in a million TCP packets; this and the other shares are rounded up: 0 means none (0 .. 1000000). */
  copies_ppm: number;
  /** Segments with a partial checksum, in a million: seen before the network card completed them (0 .. 1000000). */
  offload_ppm: number;
  /** Segments with more payload than the receiver's MSS (1,460 bytes if unknown; smaller ones are never counted), in a million of those with payload: split or merged by the capturing host (0 .. 1000000). */
  large_ppm: number;
  /** Segments not captured whole, in a million (0 .. 1000000). */
  cut_ppm: number;
  /** Packets stamped before the packet in front of them, in a million (0 .. 1000000). */
  backward_ppm: number;
  /** Connections of which only one side was seen, with several segments and more than SYNs and RSTs (0 .. 2^53-1). */
  one_sided_flows: number;
  /** Connections with more than RSTs of which the capture lacks SYN and SYN-ACK (0 .. 2^53-1). */
  midstream_flows: number;
  /** Connections that were established, or seen without their beginning, and neither closed nor reset (0 .. 2^53-1). */
  open_flows: number;
  /** Connections with payload that the capture lacks (0 .. 2^53-1). */
  gap_flows: number;
  /** Runs of sequence numbers that the capture lacks (0 .. 2^53-1). */
  gaps: number;
  /** Their sum, in bytes (0 .. 2^53-1). */
  gap_bytes: number;
  /** Segments that are the first to acknowledge bytes that the capture lacks: it lost them, not the network (0 .. 2^53-1). */
  acked_unseen: number;
  /** Packets lost while capturing, by pcapng's statistics (0 .. 2^53-1). */
  kernel_drops?: number | undefined;
  /** Connections that met a bound of memory: those with `limits` in flow_end (0 .. 2^53-1). */
  limited_flows: number;
  /** Greatest power of ten, in nanoseconds, that divides the stamps of all segments: 1,000 is a clock of microseconds; absent without segments (1 .. 1000000000). */
  stamp_unit_ns?: number | undefined;
  /** One for each question. */
  judgements: readonly Judgement[];
}

/** A new {@link CaptureReport}; every property is there from the start, so that all have one shape. */
export function newCaptureReport(): CaptureReport {
  return {
    copies_ppm: 0,
    offload_ppm: 0,
    large_ppm: 0,
    cut_ppm: 0,
    backward_ppm: 0,
    one_sided_flows: 0,
    midstream_flows: 0,
    open_flows: 0,
    gap_flows: 0,
    gaps: 0,
    gap_bytes: 0,
    acked_unseen: 0,
    kernel_drops: undefined,
    limited_flows: 0,
    stamp_unit_ns: undefined,
    judgements: [],
  };
}

/** A file's header was read; one a file. */
export interface CaptureStartEvent {
  readonly event: "capture_start";
  /** The file as it was named; - for standard input. */
  file: string;
  /** Which file of the run, from 0 (0 .. 2^53-1). */
  file_index: number;
  /** Container of the packets. */
  format: "pcap" | "pcapng";
  /** How the file was compressed; absent if it was not. */
  compression: "gzip" | "zstd" | undefined;
  /** Byte order of the file's header fields; pcapng: of its first section. */
  byte_order: "little" | "big";
  /** Unit of the stamps: microseconds, nanoseconds and others, or 10^-N, 2^-N; absent where interfaces differ. */
  ts_resolution: string | undefined;
  /** Bytes of a packet that are captured at most, as the header says; 0: no limit; absent where interfaces differ (0 .. 4294967295). */
  snaplen: number | undefined;
  /** The interfaces known so far. */
  interfaces: readonly InterfaceDescription[];
  /** Version of these events' schema (1 .. 2^53-1). */
  schema_version: number;
}

export function newCaptureStartEvent(): CaptureStartEvent {
  return {
    event: "capture_start",
    file: "",
    file_index: 0,
    format: "pcap",
    compression: undefined,
    byte_order: "little",
    ts_resolution: undefined,
    snaplen: undefined,
    interfaces: [],
    schema_version: 0,
  };
}

/** The first segment of a connection is neither SYN nor SYN-ACK. */
export interface MidstreamEvent extends FlowMoment {
  readonly event: "midstream";
  /** What made one side the client: its SYN, the SYN-ACK that it received, the port numbers (the other side has the only port below 1024, or below 32768), or that it was the first to send. */
  role_from: "syn" | "syn_ack" | "port" | "first";
  /** Wire value that is offset 0 of the client's sequence numbers; absent while unknown (0 .. 4294967295). */
  client_seq_base_raw: number | undefined;
  /** Wire value that is offset 0 of the server's sequence numbers; absent while unknown (0 .. 4294967295). */
  server_seq_base_raw: number | undefined;
}

export function newMidstreamEvent(): MidstreamEvent {
  return {
    event: "midstream",
    phase: "handshake",
    sec: 0,
    nsec: 0,
    rel_ns: undefined,
    fromClient: true,
    frame: 0,
    fileIndex: 0,
    fileOffset: 0,
    knownFrame: 0,
    flow: noFlow,
    role_from: "syn",
    client_seq_base_raw: undefined,
    server_seq_base_raw: undefined,
  };
}

/** A SYN, and each retry of it. */
export interface SynEvent extends FlowMoment {
  readonly event: "syn";
  /** Initial sequence number, the 32-bit wire value (0 .. 4294967295). */
  isn: number;
  /** 1 for the first one sent, 2 for the first retry, and so on (1 .. 2^53-1). */
  attempt: number;
  /** Window as on the wire; never scaled in these segments (0 .. 65535). */
  win: number;
  /** Maximum Segment Size option, in bytes (0 .. 65535). */
  mss: number | undefined;
  /** Window Scale option: the announced shift count (0 .. 255). */
  wscale: number | undefined;
  /** The SACK Permitted option is there; absent if it may be among options that were not captured. */
  sack_permitted: boolean | undefined;
  /** TSval of the Timestamps option (0 .. 4294967295). */
  ts_val: number | undefined;
  /** TSecr of the Timestamps option (0 .. 4294967295). */
  ts_ecr: number | undefined;
  /** The other options, in wire order; some with what they are about, as `mptcp:mp_capable`, `exp:fast_open`. */
  other_options: readonly string[];
  /** True where not all options of the segment were captured; else absent. */
  options_cut: boolean | undefined;
  /** Fast Open option, also the experimental one (RFC 7413 4.1.1): it asks for a cookie, or has one. */
  fast_open: "request" | "cookie" | undefined;
  /** Payload on the segment (TCP Fast Open), in bytes; absent where none (1 .. 2^53-1). */
  payload_bytes: number | undefined;
  /** Interface that saw the packet, where the capture says so. */
  iface: string | undefined;
  /** The packet's direction on the capturing host, where the capture says so. */
  pkt_dir: "in" | "out" | undefined;
  /** IPv4 TTL or IPv6 hop limit (0 .. 255). */
  ttl: number;
}

export function newSynEvent(): SynEvent {
  return {
    event: "syn",
    phase: "handshake",
    sec: 0,
    nsec: 0,
    rel_ns: undefined,
    fromClient: true,
    frame: 0,
    fileIndex: 0,
    fileOffset: 0,
    knownFrame: 0,
    flow: noFlow,
    isn: 0,
    attempt: 0,
    win: 0,
    mss: undefined,
    wscale: undefined,
    sack_permitted: undefined,
    ts_val: undefined,
    ts_ecr: undefined,
    other_options: [],
    options_cut: undefined,
    fast_open: undefined,
    payload_bytes: undefined,
    iface: undefined,
    pkt_dir: undefined,
    ttl: 0,
  };
}

/** A SYN-ACK, and each retry of it. */
export interface SynAckEvent extends FlowMoment {
  readonly event: "syn_ack";
  /** Initial sequence number, the 32-bit wire value (0 .. 4294967295). */
  isn: number;
  /** Acknowledgement number, the 32-bit wire value (0 .. 4294967295). */
  ack_raw: number;
  /** 1 for the first one sent, 2 for the first retry, and so on (1 .. 2^53-1). */
  attempt: number;
  /** Window as on the wire; never scaled in these segments (0 .. 65535). */
  win: number;
  /** Maximum Segment Size option, in bytes (0 .. 65535). */
  mss: number | undefined;
  /** Window Scale option: the announced shift count (0 .. 255). */
  wscale: number | undefined;
  /** The SACK Permitted option is there; absent if it may be among options that were not captured. */
  sack_permitted: boolean | undefined;
  /** TSval of the Timestamps option (0 .. 4294967295). */
  ts_val: number | undefined;
  /** TSecr of the Timestamps option (0 .. 4294967295). */
  ts_ecr: number | undefined;
  /** The other options, in wire order; some with what they are about, as `mptcp:mp_capable`, `exp:fast_open`. */
  other_options: readonly string[];
  /** True where not all options of the segment were captured; else absent. */
  options_cut: boolean | undefined;
  /** Fast Open option, also the experimental one (RFC 7413 4.1.1): it asks for a cookie, or has one. */
  fast_open: "request" | "cookie" | undefined;
  /** Payload on the segment (TCP Fast Open), in bytes; absent where none (1 .. 2^53-1). */
  payload_bytes: number | undefined;
  /** Interface that saw the packet, where the capture says so. */
  iface: string | undefined;
  /** The packet's direction on the capturing host, where the capture says so. */
  pkt_dir: "in" | "out" | undefined;
  /** IPv4 TTL or IPv6 hop limit (0 .. 255). */
  ttl: number;
  /** Round trip between the tap and the server: SYN to SYN-ACK; of a SYN that was sent again only where TSecr tells which one was answered, in nanoseconds of capture time (0 .. 2^53-1). */
  rtt_ns: number | undefined;
}

export function newSynAckEvent(): SynAckEvent {
  return {
    event: "syn_ack",
    phase: "handshake",
    sec: 0,
    nsec: 0,
    rel_ns: undefined,
    fromClient: true,
    frame: 0,
    fileIndex: 0,
    fileOffset: 0,
    knownFrame: 0,
    flow: noFlow,
    isn: 0,
    ack_raw: 0,
    attempt: 0,
    win: 0,
    mss: undefined,
    wscale: undefined,
    sack_permitted: undefined,
    ts_val: undefined,
    ts_ecr: undefined,
    other_options: [],
    options_cut: undefined,
    fast_open: undefined,
    payload_bytes: undefined,
    iface: undefined,
    pkt_dir: undefined,
    ttl: 0,
    rtt_ns: undefined,
  };
}

/** Both SYNs are acknowledged, by any segment. */
export interface EstablishedEvent extends FlowMoment {
  readonly event: "established";
  /** How the connection was opened: three-way handshake, both sides' SYNs crossing, a SYN-ACK split in two segments, or data accepted with the SYN (RFC 7413). */
  open: "three_way" | "simultaneous" | "split" | "fast_open";
  /** The part of the handshake that the capture lacks and later segments prove. */
  inferred: "syn_unseen" | "syn_ack_unseen" | "ack_unseen" | undefined;
  /** Round trip between the tap and the client: SYN-ACK to its ACK, in nanoseconds of capture time (0 .. 2^53-1). */
  rtt_ns: number | undefined;
  /** From the first SYN to this event, in nanoseconds of capture time (0 .. 2^53-1). */
  handshake_ns: number | undefined;
  /** MSS that the client announced, in bytes (0 .. 65535). */
  client_mss: number | undefined;
  /** MSS that the server announced, in bytes (0 .. 65535). */
  server_mss: number | undefined;
  /** Shift count that the client announced; acts only if both sent one (0 .. 255). */
  client_wscale: number | undefined;
  /** Shift count that the server announced; acts only if both sent one (0 .. 255). */
  server_wscale: number | undefined;
  /** Both sides permit selective acknowledgements; absent if the SYN-ACK was not seen or options not captured. */
  sack: boolean | undefined;
  /** Both sides use the Timestamps option; absent if the SYN-ACK was not seen or options not captured. */
  timestamps: boolean | undefined;
  /** Explicit Congestion Notification was negotiated (RFC 3168, RFC 9768); absent if the SYN-ACK was not seen. */
  ecn: boolean | undefined;
  /** Feedback by RFC 3168, or more accurate by RFC 9768; absent if ECN was not negotiated. */
  ecn_mode: "classic" | "accurate" | undefined;
}

export function newEstablishedEvent(): EstablishedEvent {
  return {
    event: "established",
    phase: "handshake",
    sec: 0,
    nsec: 0,
    rel_ns: undefined,
    fromClient: true,
    frame: 0,
    fileIndex: 0,
    fileOffset: 0,
    knownFrame: 0,
    flow: noFlow,
    open: "three_way",
    inferred: undefined,
    rtt_ns: undefined,
    handshake_ns: undefined,
    client_mss: undefined,
    server_mss: undefined,
    client_wscale: undefined,
    server_wscale: undefined,
    sack: undefined,
    timestamps: undefined,
    ecn: undefined,
    ecn_mode: undefined,
  };
}

/** A turn of data has ended: a run of new payload one way. Printed once its last byte is acknowledged, or else before the direction's next turn, a reset or the connection's end. */
export interface DataEvent extends FlowMoment {
  readonly event: "data";
  /** Offset at which the turn begins: the byte behind what was seen or acknowledged before it (-(2^53-1) .. 2^53-1). */
  seq: number;
  /** Offset behind its last byte (-(2^53-1) .. 2^53-1). */
  seq_end: number;
  /** Distinct payload bytes of it that were seen (0 .. 2^53-1). */
  bytes: number;
  /** Payload bytes between `seq` and `seq_end` that the capture lacks (0 .. 2^53-1). */
  missing_bytes: number;
  /** Segments that brought new payload (1 .. 2^53-1). */
  segments: number;
  /** Segments of this direction that only brought payload seen before, until it ended (0 .. 2^53-1). */
  retrans_segments: number;
  /** The segment with the turn's last byte has PSH. */
  push: boolean;
  /** From the first to the last segment with new payload, in nanoseconds of capture time (0 .. 2^53-1). */
  duration_ns: number | undefined;
  /** Frame of the last segment with new payload (1 .. 2^53-1). */
  end_frame: number;
  /** Why no more payload belongs to it: new payload the other way; an acknowledgement by its sender of payload that the capture lacks; its sender's or the peer's FIN; a RST; no payload either way for the turn's idle time; the turn's time limit; or the end of the connection. */
  ended_by: "peer_data" | "peer_data_unseen" | "fin" | "peer_fin" | "reset" | "idle" | "limit" | "flow_end";
  /** True where the turn before was this one, cut by the time limit; else absent. */
  continued: boolean | undefined;
  /** First acknowledgement number at or above `seq_end`, as an offset; absent if none was seen (-(2^53-1) .. 2^53-1). */
  ack: number | undefined;
  /** From the turn's last byte to that acknowledgement; absent if the byte was sent again and no TSecr tells which of them is acknowledged, in nanoseconds of capture time (0 .. 2^53-1). */
  ack_ns: number | undefined;
  /** From the end of the peer's turn in front of this one to its first byte, if it acknowledges that turn, in nanoseconds of capture time (0 .. 2^53-1). */
  response_ns: number | undefined;
  /** True where the first segment does not acknowledge the peer's turn in front: no answer to it; else absent. */
  crossed: boolean | undefined;
  /** From the end of the turn in front (either way), or else `established`, to its first byte, in nanoseconds of capture time (0 .. 2^53-1). */
  gap_ns: number | undefined;
  /** Interface that saw the first packet, where the capture says so. */
  iface: string | undefined;
  /** The first packet's direction on the capturing host, where the capture says so. */
  pkt_dir: "in" | "out" | undefined;
}

export function newDataEvent(): DataEvent {
  return {
    event: "data",
    phase: "handshake",
    sec: 0,
    nsec: 0,
    rel_ns: undefined,
    fromClient: true,
    frame: 0,
    fileIndex: 0,
    fileOffset: 0,
    knownFrame: 0,
    flow: noFlow,
    seq: 0,
    seq_end: 0,
    bytes: 0,
    missing_bytes: 0,
    segments: 0,
    retrans_segments: 0,
    push: false,
    duration_ns: undefined,
    end_frame: 0,
    ended_by: "peer_data",
    continued: undefined,
    ack: undefined,
    ack_ns: undefined,
    response_ns: undefined,
    crossed: undefined,
    gap_ns: undefined,
    iface: undefined,
    pkt_dir: undefined,
  };
}

/** The first FIN of a direction. */
export interface FinEvent extends FlowMoment {
  readonly event: "fin";
  /** Offset of the number that the FIN occupies, after its data; 0 is the SYN (-(2^53-1) .. 2^53-1). */
  seq: number;
  /** Payload on the FIN segment, in bytes (0 .. 2^53-1). */
  len: number;
}

export function newFinEvent(): FinEvent {
  return {
    event: "fin",
    phase: "handshake",
    sec: 0,
    nsec: 0,
    rel_ns: undefined,
    fromClient: true,
    frame: 0,
    fileIndex: 0,
    fileOffset: 0,
    knownFrame: 0,
    flow: noFlow,
    seq: 0,
    len: 0,
  };
}

/** A FIN is acknowledged. */
export interface FinAckEvent extends FlowMoment {
  readonly event: "fin_ack";
  /** Acknowledgement number as an offset: one above the FIN's, or more (-(2^53-1) .. 2^53-1). */
  ack: number;
  /** From the FIN to its acknowledgement, in nanoseconds of capture time (0 .. 2^53-1). */
  ack_ns: number | undefined;
  /** Whose FIN was acknowledged. */
  fin_sender: "client" | "server";
  /** Frame of that FIN (1 .. 2^53-1). */
  fin_frame: number;
}

export function newFinAckEvent(): FinAckEvent {
  return {
    event: "fin_ack",
    phase: "handshake",
    sec: 0,
    nsec: 0,
    rel_ns: undefined,
    fromClient: true,
    frame: 0,
    fileIndex: 0,
    fileOffset: 0,
    knownFrame: 0,
    flow: noFlow,
    ack: 0,
    ack_ns: undefined,
    fin_sender: "client",
    fin_frame: 0,
  };
}

/** Both FINs are acknowledged. */
export interface ClosedEvent extends FlowMoment {
  readonly event: "closed";
  /** Shape of the teardown, the first that fits: neither FIN segment acknowledges the other FIN; the receiver of the first FIN went on sending data after acknowledging it; the second FIN is the first segment to acknowledge the first FIN; or FIN, ACK, FIN, ACK. */
  kind: "simultaneous" | "half_close" | "three_segment" | "four_segment";
  /** Whose FIN was first; both if they crossed. */
  closed_by: "client" | "server" | "both";
  /** From the acknowledgement of the first FIN to the other FIN; 0 for three_segment, absent for simultaneous, in nanoseconds of capture time (0 .. 2^53-1). */
  close_wait_ns: number | undefined;
  /** Who is left in TIME-WAIT. */
  time_wait: "client" | "server" | "both";
}

export function newClosedEvent(): ClosedEvent {
  return {
    event: "closed",
    phase: "handshake",
    sec: 0,
    nsec: 0,
    rel_ns: undefined,
    fromClient: true,
    frame: 0,
    fileIndex: 0,
    fileOffset: 0,
    knownFrame: 0,
    flow: noFlow,
    kind: "simultaneous",
    closed_by: "client",
    close_wait_ns: undefined,
    time_wait: "client",
  };
}

/** The first RST of a direction, and the one that ends the connection if the first did not. */
export interface ResetEvent extends FlowMoment {
  readonly event: "reset";
  /** What the segments prove: a SYN was refused, an open connection was cut, a segment was answered that fits no connection, or the RST came after a FIN, or after the close. */
  kind: "refused" | "abort" | "answer_to_segment" | "after_fin" | "after_close";
  /** Whether the receiver accepts it (RFC 9293 3.10.7, RFC 5961): outside and bad_ack change no state. */
  seq_check: "exact" | "in_window" | "outside" | "bad_ack" | "unknown";
  /** Payload on the RST, in bytes (0 .. 2^53-1). */
  payload_bytes: number;
  /** What the segments suggest and cannot prove; absent if nothing. */
  hints: readonly Hint[] | undefined;
}

export function newResetEvent(): ResetEvent {
  return {
    event: "reset",
    phase: "handshake",
    sec: 0,
    nsec: 0,
    rel_ns: undefined,
    fromClient: true,
    frame: 0,
    fileIndex: 0,
    fileOffset: 0,
    knownFrame: 0,
    flow: noFlow,
    kind: "refused",
    seq_check: "exact",
    payload_bytes: 0,
    hints: undefined,
  };
}

/** Something is wrong, or worth knowing, with a packet. */
export interface AnomalyEvent extends FlowMoment {
  readonly event: "anomaly";
  /** What is wrong or worth knowing; src/tcp/analysis/README.md has the rules. */
  kind: "bad_checksum" | "duplicate_packet" | "time_jump" | "reused_ports" | "reset_ignored" | "loss" | "lost_segment" | "acked_unseen" | "unacceptable_ack" | "retransmission" | "fast_retransmission" | "rto_retransmission" | "spurious_retransmission" | "out_of_order" | "partial_overlap" | "overlap_differs" | "outside_window" | "data_after_fin" | "keep_alive" | "keep_alive_ack" | "zero_window" | "zero_window_probe" | "zero_window_probe_ack" | "window_full" | "window_update" | "duplicate_ack" | "d_sack" | "sack_reneging";
  /** How many of this kind the direction has had, this one included (1 .. 2^53-1). */
  count: number;
  /** What a verdict rests on; only what the kind needs. */
  evidence: AnomalyEvidence;
  /** What tshark 4.0 says of this frame, right or wrong, so that numbers reconcile. */
  wireshark: readonly ("retransmission" | "fast_retransmission" | "spurious_retransmission" | "out_of_order" | "lost_segment" | "ack_lost_segment" | "duplicate_ack" | "keep_alive" | "keep_alive_ack" | "zero_window" | "zero_window_probe" | "zero_window_probe_ack" | "window_full" | "window_update" | "reused_ports")[];
}

export function newAnomalyEvent(): AnomalyEvent {
  return {
    event: "anomaly",
    phase: "handshake",
    sec: 0,
    nsec: 0,
    rel_ns: undefined,
    fromClient: true,
    frame: 0,
    fileIndex: 0,
    fileOffset: 0,
    knownFrame: 0,
    flow: noFlow,
    kind: "bad_checksum",
    count: 0,
    evidence: newAnomalyEvidence(),
    wireshark: [],
  };
}

/** A TCP segment; printed with the detail level segment. */
export interface SegmentEvent extends FlowMoment {
  readonly event: "segment";
  /** Frame of the first packet that this one is a copy of; copies take part in nothing else (1 .. 2^53-1). */
  copy_of: number | undefined;
  /** Interface that saw the packet, where the capture says so. */
  iface: string | undefined;
  /** The packet's direction on the capturing host, where the capture says so. */
  pkt_dir: "in" | "out" | undefined;
  /** Ids of the VLAN tags around it, outermost first; absent if none. */
  vlans: readonly number[] | undefined;
  /** Tunnels around it, outermost first, as `vxlan:42` or `gre`; absent if none. */
  tunnels: readonly string[] | undefined;
  /** True for a datagram that was put together from IP fragments, of which this was the last; else absent. */
  reassembled: boolean | undefined;
  /** IPv4 type of service or IPv6 traffic class: DSCP and ECN (0 .. 255). */
  tos: number;
  /** IPv4 TTL or IPv6 hop limit (0 .. 255). */
  ttl: number;
  /** IPv4 identification; absent for IPv6 (0 .. 65535). */
  ip_id: number | undefined;
  /** IPv4 Don't Fragment; absent for IPv6. */
  df: boolean | undefined;
  /** IPv6 flow label; absent for IPv4 (0 .. 1048575). */
  flow_label: number | undefined;
  /** Length of the IP datagram with its header, in bytes (0 .. 4294967295). */
  ip_len: number;
  /** IPv4 header checksum as stored; absent for IPv6, and where reassembled. */
  ip_cksum: string | undefined;
  /** Verdict on it: right, stored as zero and wrong, wrong, or not all captured. */
  ip_cksum_verdict: "good" | "zero" | "bad" | "unverified" | undefined;
  /** What it should be, where the verdict is zero or bad. */
  ip_cksum_expected: string | undefined;
  /** Flags as tcpdump writes them: S. is SYN and ACK, P. is PSH and ACK. */
  flags: string;
  /** TCP checksum as stored. */
  cksum: string;
  /** Verdict on it: right; the pseudo-header sum only, as before a sending NIC fills it in or after the receiver merged segments (partial; partial_lso with length zero in it); stored as zero and wrong; wrong; or not computable. */
  cksum_verdict: "good" | "partial" | "partial_lso" | "zero" | "bad" | "unverified";
  /** What it should be, where the verdict is neither good nor unverified. */
  cksum_expected: string | undefined;
  /** Offset of the segment's first number: 0 is the SYN, 1 the first byte; never wraps (-(2^53-1) .. 2^53-1). */
  seq: number;
  /** Offset behind the segment's last number; SYN and FIN count as one (-(2^53-1) .. 2^53-1). */
  seq_end: number;
  /** Acknowledgement number as an offset; absent without the ACK flag (-(2^53-1) .. 2^53-1). */
  ack: number | undefined;
  /** Sequence number, the 32-bit wire value (0 .. 4294967295). */
  seq_raw: number;
  /** Acknowledgement number, the 32-bit wire value; absent without the ACK flag (0 .. 4294967295). */
  ack_raw: number | undefined;
  /** Window as on the wire (0 .. 65535). */
  win: number;
  /** Window in bytes, where the scale is known (0 .. 4294967295). */
  win_scaled: number | undefined;
  /** Payload length by the IP header, captured or not, in bytes (0 .. 4294967295). */
  len: number;
  /** Urgent pointer; only with URG (0 .. 65535). */
  urgent_ptr: number | undefined;
  /** The TCP options in wire order, as far as they were captured. */
  options: readonly SegmentOption[];
  /** True where not all options of the segment were captured; else absent. */
  options_cut: boolean | undefined;
  /** Our verdicts on it, printed as `anomaly` or not. */
  analysis: readonly ("bad_checksum" | "duplicate_packet" | "time_jump" | "reused_ports" | "reset_ignored" | "loss" | "lost_segment" | "acked_unseen" | "unacceptable_ack" | "retransmission" | "fast_retransmission" | "rto_retransmission" | "spurious_retransmission" | "out_of_order" | "partial_overlap" | "overlap_differs" | "outside_window" | "data_after_fin" | "keep_alive" | "keep_alive_ack" | "zero_window" | "zero_window_probe" | "zero_window_probe_ack" | "window_full" | "window_update" | "duplicate_ack" | "d_sack" | "sack_reneging")[];
  /** What tshark 4.0 says of this frame, right or wrong, so that numbers reconcile. */
  wireshark: readonly ("retransmission" | "fast_retransmission" | "spurious_retransmission" | "out_of_order" | "lost_segment" | "ack_lost_segment" | "duplicate_ack" | "keep_alive" | "keep_alive_ack" | "zero_window" | "zero_window_probe" | "zero_window_probe_ack" | "window_full" | "window_update" | "reused_ports")[];
}

export function newSegmentEvent(): SegmentEvent {
  return {
    event: "segment",
    phase: "handshake",
    sec: 0,
    nsec: 0,
    rel_ns: undefined,
    fromClient: true,
    frame: 0,
    fileIndex: 0,
    fileOffset: 0,
    knownFrame: 0,
    flow: noFlow,
    copy_of: undefined,
    iface: undefined,
    pkt_dir: undefined,
    vlans: undefined,
    tunnels: undefined,
    reassembled: undefined,
    tos: 0,
    ttl: 0,
    ip_id: undefined,
    df: undefined,
    flow_label: undefined,
    ip_len: 0,
    ip_cksum: undefined,
    ip_cksum_verdict: undefined,
    ip_cksum_expected: undefined,
    flags: "",
    cksum: "",
    cksum_verdict: "good",
    cksum_expected: undefined,
    seq: 0,
    seq_end: 0,
    ack: undefined,
    seq_raw: 0,
    ack_raw: undefined,
    win: 0,
    win_scaled: undefined,
    len: 0,
    urgent_ptr: undefined,
    options: [],
    options_cut: undefined,
    analysis: [],
    wireshark: [],
  };
}

/** A connection as it stands, for those with packets since the last one; only if asked for. */
export interface UpdateEvent extends FlowMoment {
  readonly event: "update";
  /** False for an `update`, true for `flow_end`. */
  final: boolean;
  /** Why it ended: closed or reset and lingered out, idle beyond its timeout, the same addresses and ports opened a new connection, the flow limit was reached, the input ended, or the run was interrupted; update: it has not. */
  reason: "closed" | "reset" | "idle" | "reuse" | "evicted" | "eof" | "interrupted" | "update";
  /** Stamp of the connection's first packet. UTC with nine digits behind the second, so that it is exact and sorts as text; absent where the year is not 0000 .. 9999. */
  start_ts: Timestamp | undefined;
  /** Stamp of the connection's last packet. UTC with nine digits behind the second, so that it is exact and sorts as text; absent where the year is not 0000 .. 9999. */
  end_ts: Timestamp | undefined;
  /** From the first to the last packet; absent if negative, in nanoseconds of capture time (0 .. 2^53-1). */
  duration_ns: number | undefined;
  /** What made one side the client: its SYN, the SYN-ACK that it received, the port numbers (the other side has the only port below 1024, or below 32768), or that it was the first to send. */
  role_from: "syn" | "syn_ack" | "port" | "first";
  /** True where a later segment contradicts who is the client; else absent. */
  role_conflict: boolean | undefined;
  /** The client's state at the end, by RFC 9293; UNKNOWN without evidence. */
  client_state: "CLOSED" | "SYN-SENT" | "SYN-RECEIVED" | "ESTABLISHED" | "FIN-WAIT-1" | "FIN-WAIT-2" | "CLOSE-WAIT" | "CLOSING" | "LAST-ACK" | "TIME-WAIT" | "UNKNOWN";
  /** The server's state at the end, by RFC 9293; UNKNOWN without evidence. */
  server_state: "CLOSED" | "SYN-SENT" | "SYN-RECEIVED" | "ESTABLISHED" | "FIN-WAIT-1" | "FIN-WAIT-2" | "CLOSE-WAIT" | "CLOSING" | "LAST-ACK" | "TIME-WAIT" | "UNKNOWN";
  /** Zeek's conn_state, with our client as originator. */
  conn_state: "S0" | "S1" | "SF" | "REJ" | "S2" | "S3" | "RSTO" | "RSTR" | "RSTOS0" | "RSTRH" | "SH" | "SHR" | "OTH";
  /** Zeek's history: a letter for each kind of event, upper case from the client. */
  history: string;
  /** Wireshark's tcp.completeness: SYN 1, SYN-ACK 2, ACK 4, data 8, FIN 16, RST 32 (0 .. 63). */
  completeness: number;
  /** The same in Wireshark's words. */
  completeness_text: string;
  /** Suricata's tcp.state of the connection, which is its server's view of both. */
  tcp_state: "none" | "syn_sent" | "syn_recv" | "established" | "fin_wait1" | "fin_wait2" | "time_wait" | "last_ack" | "close_wait" | "closing" | "closed";
  /** Suricata's flow.reason: the connection ended itself or the input did, a timeout, other packets took its ports, or the flow limit was reached; absent in an update. */
  close_reason: "shutdown" | "timeout" | "tcp_reuse" | "forced" | undefined;
  /** How it began: as in `established`; seen without its beginning; a SYN without an answer; refused; a SYN-ACK that nobody acknowledged; or reset before it was open. */
  opened: "three_way" | "simultaneous" | "split" | "fast_open" | "midstream" | "no_answer" | "refused" | "no_ack" | "reset";
  /** How it was closed: as in `closed`; by a RST; by one side only; or not at all. */
  closed: "simultaneous" | "half_close" | "three_segment" | "four_segment" | "reset" | "half_closed" | "open";
  /** Whose FIN or RST was first. */
  closed_by: "client" | "server" | "both" | undefined;
  /** From the acknowledgement of the first FIN to the other FIN, or else to the last packet, in nanoseconds of capture time (0 .. 2^53-1). */
  close_wait_ns: number | undefined;
  /** Who is left in TIME-WAIT. */
  time_wait: "client" | "server" | "both" | undefined;
  /** The side that may still believe in the connection after the other one's end. */
  half_open: "client" | "server" | undefined;
  /** Payload beyond its sender's FIN, in bytes; absent if none (1 .. 2^53-1). */
  data_after_fin_bytes: number | undefined;
  /** Exact counts of all anomalies, printed or not; absent if there were none. */
  anomalies: readonly AnomalyCount[] | undefined;
  /** Pauses of the connection; absent if there were none. */
  stalls: readonly Stall[] | undefined;
  /** What the segments suggest and cannot prove; absent if nothing. */
  hints: readonly Hint[] | undefined;
  /** Service that IANA registers for the server's port, where well known. */
  service_by_port: string | undefined;
  /** Ids of the VLAN tags around its segments, in the order of first sight; absent if none. */
  vlans: readonly number[] | undefined;
  /** Tunnels around its segments, as `vxlan:42` or `gre`, in the order of first sight; absent if none. */
  tunnels: readonly string[] | undefined;
  /** Bounds of memory that this connection met: what they are about is incomplete; absent where none. */
  limits: readonly ("holes" | "held_lines" | "history" | "metrics" | "sent_segments" | "sack" | "histograms" | "anomalies" | "layers")[] | undefined;
  /** Totals from the client to the server. */
  c2s: DirectionTotals;
  /** Totals from the server to the client. */
  s2c: DirectionTotals;
}

export function newUpdateEvent(): UpdateEvent {
  return {
    event: "update",
    phase: "handshake",
    sec: 0,
    nsec: 0,
    rel_ns: undefined,
    fromClient: true,
    frame: 0,
    fileIndex: 0,
    fileOffset: 0,
    knownFrame: 0,
    flow: noFlow,
    final: false,
    reason: "closed",
    start_ts: undefined,
    end_ts: undefined,
    duration_ns: undefined,
    role_from: "syn",
    role_conflict: undefined,
    client_state: "CLOSED",
    server_state: "CLOSED",
    conn_state: "S0",
    history: "",
    completeness: 0,
    completeness_text: "",
    tcp_state: "none",
    close_reason: undefined,
    opened: "three_way",
    closed: "simultaneous",
    closed_by: undefined,
    close_wait_ns: undefined,
    time_wait: undefined,
    half_open: undefined,
    data_after_fin_bytes: undefined,
    anomalies: undefined,
    stalls: undefined,
    hints: undefined,
    service_by_port: undefined,
    vlans: undefined,
    tunnels: undefined,
    limits: undefined,
    c2s: newDirectionTotals(),
    s2c: newDirectionTotals(),
  };
}

/** A connection is over or forgotten; exactly one each. */
export interface FlowEndEvent extends FlowMoment {
  readonly event: "flow_end";
  /** False for an `update`, true for `flow_end`. */
  final: boolean;
  /** Why it ended: closed or reset and lingered out, idle beyond its timeout, the same addresses and ports opened a new connection, the flow limit was reached, the input ended, or the run was interrupted; update: it has not. */
  reason: "closed" | "reset" | "idle" | "reuse" | "evicted" | "eof" | "interrupted" | "update";
  /** Stamp of the connection's first packet. UTC with nine digits behind the second, so that it is exact and sorts as text; absent where the year is not 0000 .. 9999. */
  start_ts: Timestamp | undefined;
  /** Stamp of the connection's last packet. UTC with nine digits behind the second, so that it is exact and sorts as text; absent where the year is not 0000 .. 9999. */
  end_ts: Timestamp | undefined;
  /** From the first to the last packet; absent if negative, in nanoseconds of capture time (0 .. 2^53-1). */
  duration_ns: number | undefined;
  /** What made one side the client: its SYN, the SYN-ACK that it received, the port numbers (the other side has the only port below 1024, or below 32768), or that it was the first to send. */
  role_from: "syn" | "syn_ack" | "port" | "first";
  /** True where a later segment contradicts who is the client; else absent. */
  role_conflict: boolean | undefined;
  /** The client's state at the end, by RFC 9293; UNKNOWN without evidence. */
  client_state: "CLOSED" | "SYN-SENT" | "SYN-RECEIVED" | "ESTABLISHED" | "FIN-WAIT-1" | "FIN-WAIT-2" | "CLOSE-WAIT" | "CLOSING" | "LAST-ACK" | "TIME-WAIT" | "UNKNOWN";
  /** The server's state at the end, by RFC 9293; UNKNOWN without evidence. */
  server_state: "CLOSED" | "SYN-SENT" | "SYN-RECEIVED" | "ESTABLISHED" | "FIN-WAIT-1" | "FIN-WAIT-2" | "CLOSE-WAIT" | "CLOSING" | "LAST-ACK" | "TIME-WAIT" | "UNKNOWN";
  /** Zeek's conn_state, with our client as originator. */
  conn_state: "S0" | "S1" | "SF" | "REJ" | "S2" | "S3" | "RSTO" | "RSTR" | "RSTOS0" | "RSTRH" | "SH" | "SHR" | "OTH";
  /** Zeek's history: a letter for each kind of event, upper case from the client. */
  history: string;
  /** Wireshark's tcp.completeness: SYN 1, SYN-ACK 2, ACK 4, data 8, FIN 16, RST 32 (0 .. 63). */
  completeness: number;
  /** The same in Wireshark's words. */
  completeness_text: string;
  /** Suricata's tcp.state of the connection, which is its server's view of both. */
  tcp_state: "none" | "syn_sent" | "syn_recv" | "established" | "fin_wait1" | "fin_wait2" | "time_wait" | "last_ack" | "close_wait" | "closing" | "closed";
  /** Suricata's flow.reason: the connection ended itself or the input did, a timeout, other packets took its ports, or the flow limit was reached; absent in an update. */
  close_reason: "shutdown" | "timeout" | "tcp_reuse" | "forced" | undefined;
  /** How it began: as in `established`; seen without its beginning; a SYN without an answer; refused; a SYN-ACK that nobody acknowledged; or reset before it was open. */
  opened: "three_way" | "simultaneous" | "split" | "fast_open" | "midstream" | "no_answer" | "refused" | "no_ack" | "reset";
  /** How it was closed: as in `closed`; by a RST; by one side only; or not at all. */
  closed: "simultaneous" | "half_close" | "three_segment" | "four_segment" | "reset" | "half_closed" | "open";
  /** Whose FIN or RST was first. */
  closed_by: "client" | "server" | "both" | undefined;
  /** From the acknowledgement of the first FIN to the other FIN, or else to the last packet, in nanoseconds of capture time (0 .. 2^53-1). */
  close_wait_ns: number | undefined;
  /** Who is left in TIME-WAIT. */
  time_wait: "client" | "server" | "both" | undefined;
  /** The side that may still believe in the connection after the other one's end. */
  half_open: "client" | "server" | undefined;
  /** Payload beyond its sender's FIN, in bytes; absent if none (1 .. 2^53-1). */
  data_after_fin_bytes: number | undefined;
  /** Exact counts of all anomalies, printed or not; absent if there were none. */
  anomalies: readonly AnomalyCount[] | undefined;
  /** Pauses of the connection; absent if there were none. */
  stalls: readonly Stall[] | undefined;
  /** What the segments suggest and cannot prove; absent if nothing. */
  hints: readonly Hint[] | undefined;
  /** Service that IANA registers for the server's port, where well known. */
  service_by_port: string | undefined;
  /** Ids of the VLAN tags around its segments, in the order of first sight; absent if none. */
  vlans: readonly number[] | undefined;
  /** Tunnels around its segments, as `vxlan:42` or `gre`, in the order of first sight; absent if none. */
  tunnels: readonly string[] | undefined;
  /** Bounds of memory that this connection met: what they are about is incomplete; absent where none. */
  limits: readonly ("holes" | "held_lines" | "history" | "metrics" | "sent_segments" | "sack" | "histograms" | "anomalies" | "layers")[] | undefined;
  /** Totals from the client to the server. */
  c2s: DirectionTotals;
  /** Totals from the server to the client. */
  s2c: DirectionTotals;
}

export function newFlowEndEvent(): FlowEndEvent {
  return {
    event: "flow_end",
    phase: "handshake",
    sec: 0,
    nsec: 0,
    rel_ns: undefined,
    fromClient: true,
    frame: 0,
    fileIndex: 0,
    fileOffset: 0,
    knownFrame: 0,
    flow: noFlow,
    final: false,
    reason: "closed",
    start_ts: undefined,
    end_ts: undefined,
    duration_ns: undefined,
    role_from: "syn",
    role_conflict: undefined,
    client_state: "CLOSED",
    server_state: "CLOSED",
    conn_state: "S0",
    history: "",
    completeness: 0,
    completeness_text: "",
    tcp_state: "none",
    close_reason: undefined,
    opened: "three_way",
    closed: "simultaneous",
    closed_by: undefined,
    close_wait_ns: undefined,
    time_wait: undefined,
    half_open: undefined,
    data_after_fin_bytes: undefined,
    anomalies: undefined,
    stalls: undefined,
    hints: undefined,
    service_by_port: undefined,
    vlans: undefined,
    tunnels: undefined,
    limits: undefined,
    c2s: newDirectionTotals(),
    s2c: newDirectionTotals(),
  };
}

/** The input is cut off or corrupt; what came before it was printed. */
export interface ErrorEvent {
  readonly event: "error";
  /** What is wrong with the input, in one line. */
  message: string;
  /** Which file of the run, from 0 (0 .. 2^53-1). */
  file_index: number;
  /** Byte offset of the broken place in its uncompressed file (0 .. 2^53-1). */
  file_offset: number;
  /** Bytes from there on that were passed over, to where reading went on or the file ended (0 .. 2^53-1). */
  skipped_bytes: number | undefined;
}

export function newErrorEvent(): ErrorEvent {
  return {
    event: "error",
    message: "",
    file_index: 0,
    file_offset: 0,
    skipped_bytes: undefined,
  };
}

/** The end of the run; always the last line. */
export interface CaptureEndEvent {
  readonly event: "capture_end";
  /** Every file was read to its end, and none was cut off or corrupt. */
  complete: boolean;
  /** Packets of any kind (0 .. 2^53-1). */
  packets: number;
  /** Sum of their lengths on the wire, in bytes (0 .. 2^53-1). */
  bytes: number;
  /** TCP segments, without copies (0 .. 2^53-1). */
  tcp_segments: number;
  /** Connections: as many as there are flow_end events (0 .. 2^53-1). */
  flows: number;
  /** Whether `stream` is Wireshark's number throughout: approximate once a connection may have been taken up again that was forgotten before its last packet, and with --flow-key. */
  stream_numbers: "exact" | "approximate";
  /** Packets that were understood and carry no TCP (0 .. 2^53-1). */
  non_tcp: number;
  /** Packets that could not be decoded, by reason; reasons with none are left out. */
  undecoded: readonly UndecodedCount[];
  /** IP fragments. */
  ip_fragments: IpFragments | undefined;
  /** Segments whose TCP checksum is right (0 .. 2^53-1). */
  cksum_good: number;
  /** Segments whose TCP checksum is the pseudo-header sum only (offload) (0 .. 2^53-1). */
  cksum_partial: number;
  /** Segments whose TCP checksum is wrong, or zero and wrong (0 .. 2^53-1). */
  cksum_bad: number;
  /** Segments whose TCP checksum could not be computed (cut or fragmented) (0 .. 2^53-1). */
  cksum_unverified: number;
  /** Copies of TCP segments: packets that were captured more than once (0 .. 2^53-1). */
  copies: number;
  /** Packets stamped before the packet in front of them in their file (0 .. 2^53-1). */
  backward_time: number;
  /** Packets stamped before 1970 or after 2514, which were moved to that; absent if there were none (1 .. 2^53-1). */
  clamped_time: number | undefined;
  /** Packets that got lost while capturing, by pcapng's statistics; absent if no file tells (0 .. 2^53-1). */
  kernel_drops: number | undefined;
  /** Comments in pcapng files; absent if there was no such file (0 .. 2^53-1). */
  comments: number | undefined;
  /** Hosts on which the capture was taken, in the order of their first proof. */
  capture_hosts: readonly CaptureHost[];
  /** True where there were more of them than are kept; else absent. */
  capture_hosts_capped: boolean | undefined;
  /** Earliest stamp of any packet. UTC with nine digits behind the second, so that it is exact and sorts as text; absent where the year is not 0000 .. 9999. */
  first_ts: Timestamp | undefined;
  /** Latest stamp of any packet. UTC with nine digits behind the second, so that it is exact and sorts as text; absent where the year is not 0000 .. 9999. */
  last_ts: Timestamp | undefined;
  /** What the capture is like, and what it can be trusted for. */
  report: CaptureReport;
  /** The interfaces of all files. */
  interfaces: readonly InterfaceDescription[];
  /** True where there were more of them than are listed; else absent. */
  interfaces_capped: boolean | undefined;
}

export function newCaptureEndEvent(): CaptureEndEvent {
  return {
    event: "capture_end",
    complete: false,
    packets: 0,
    bytes: 0,
    tcp_segments: 0,
    flows: 0,
    stream_numbers: "exact",
    non_tcp: 0,
    undecoded: [],
    ip_fragments: undefined,
    cksum_good: 0,
    cksum_partial: 0,
    cksum_bad: 0,
    cksum_unverified: 0,
    copies: 0,
    backward_time: 0,
    clamped_time: undefined,
    kernel_drops: undefined,
    comments: undefined,
    capture_hosts: [],
    capture_hosts_capped: undefined,
    first_ts: undefined,
    last_ts: undefined,
    report: newCaptureReport(),
    interfaces: [],
    interfaces_capped: undefined,
  };
}

/** A reused event of a connection. */
export type FlowEvent =
  | MidstreamEvent
  | SynEvent
  | SynAckEvent
  | EstablishedEvent
  | DataEvent
  | FinEvent
  | FinAckEvent
  | ClosedEvent
  | ResetEvent
  | AnomalyEvent
  | SegmentEvent
  | UpdateEvent
  | FlowEndEvent;

/** Any reused event: filled in place and read before its producer goes on. */
export type ReusedEvent =
  | CaptureStartEvent
  | MidstreamEvent
  | SynEvent
  | SynAckEvent
  | EstablishedEvent
  | DataEvent
  | FinEvent
  | FinAckEvent
  | ClosedEvent
  | ResetEvent
  | AnomalyEvent
  | SegmentEvent
  | UpdateEvent
  | FlowEndEvent
  | ErrorEvent
  | CaptureEndEvent;
