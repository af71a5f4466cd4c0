// Generated from the schemas by `bun src/events/codegen/write.ts`. Do not edit.
import { formatTimestamp } from "../timestamp.ts";
import type {
  CaptureEndEvent,
  CaptureHost,
  CaptureStartEvent,
  ClosedEvent,
  DataEvent,
  DirectionTotals,
  ErrorEvent,
  EstablishedEvent,
  FinAckEvent,
  FinEvent,
  FlowEndEvent,
  InterfaceDescription,
  IpFragments,
  MidstreamEvent,
  ResetEvent,
  ReusedEvent,
  SackBlock,
  SegmentEvent,
  SegmentOption,
  SynAckEvent,
  SynEvent,
  UndecodedCount,
} from "./events.ts";

type Plain = Record<string, unknown>;

/** Adds the own fields of an event in the order of the encoder; what is undefined is left out. */
export function setOwnFields(plain: Plain, event: ReusedEvent): void {
  switch (event.event) {
    case "capture_start":
      setCaptureStartEvent(plain, event);
      return;
    case "midstream":
      setMidstreamEvent(plain, event);
      return;
    case "syn":
      setSynEvent(plain, event);
      return;
    case "syn_ack":
      setSynAckEvent(plain, event);
      return;
    case "established":
      setEstablishedEvent(plain, event);
      return;
    case "data":
      setDataEvent(plain, event);
      return;
    case "fin":
      setFinEvent(plain, event);
      return;
    case "fin_ack":
      setFinAckEvent(plain, event);
      return;
    case "closed":
      setClosedEvent(plain, event);
      return;
    case "reset":
      setResetEvent(plain, event);
      return;
    case "segment":
      setSegmentEvent(plain, event);
      return;
    case "flow_end":
      setFlowEndEvent(plain, event);
      return;
    case "error":
      setErrorEvent(plain, event);
      return;
    case "capture_end":
      setCaptureEndEvent(plain, event);
      return;
  }
}

function plainInterfaceDescription(o: InterfaceDescription): Plain {
  const plain: Plain = {};
  plain.id = o.id;
  if (o.name !== undefined) plain.name = o.name;
  plain.link_type = o.link_type;
  return plain;
}

function plainSackBlock(o: SackBlock): Plain {
  const plain: Plain = {};
  plain.left = o.left;
  plain.right = o.right;
  return plain;
}

function plainSegmentOption(o: SegmentOption): Plain {
  const plain: Plain = {};
  plain.kind = o.kind;
  if (o.name !== undefined) plain.name = o.name;
  if (o.mss !== undefined) plain.mss = o.mss;
  if (o.shift !== undefined) plain.shift = o.shift;
  if (o.ts_val !== undefined) plain.ts_val = o.ts_val;
  if (o.ts_ecr !== undefined) plain.ts_ecr = o.ts_ecr;
  if (o.blocks !== undefined) plain.blocks = o.blocks.map(plainSackBlock);
  if (o.data !== undefined) plain.data = o.data;
  if (o.error !== undefined) plain.error = o.error;
  return plain;
}

function plainDirectionTotals(o: DirectionTotals): Plain {
  const plain: Plain = {};
  plain.packets = o.packets;
  plain.ip_bytes = o.ip_bytes;
  plain.payload_bytes = o.payload_bytes;
  plain.unique_bytes = o.unique_bytes;
  plain.retrans_packets = o.retrans_packets;
  plain.retrans_bytes = o.retrans_bytes;
  plain.ooo_packets = o.ooo_packets;
  plain.copies = o.copies;
  plain.zero_windows = o.zero_windows;
  plain.gaps = o.gaps;
  plain.gap_bytes = o.gap_bytes;
  plain.fin_packets = o.fin_packets;
  plain.rst_packets = o.rst_packets;
  if (o.isn !== undefined) plain.isn = o.isn;
  if (o.mss !== undefined) plain.mss = o.mss;
  if (o.wscale !== undefined) plain.wscale = o.wscale;
  if (o.win_min !== undefined) plain.win_min = o.win_min;
  if (o.win_max !== undefined) plain.win_max = o.win_max;
  plain.cksum_good = o.cksum_good;
  plain.cksum_partial = o.cksum_partial;
  plain.cksum_bad = o.cksum_bad;
  plain.cksum_unverified = o.cksum_unverified;
  return plain;
}

function plainUndecodedCount(o: UndecodedCount): Plain {
  const plain: Plain = {};
  plain.reason = o.reason;
  plain.n = o.n;
  if (o.link_type !== undefined) plain.link_type = o.link_type;
  return plain;
}

function plainIpFragments(o: IpFragments): Plain {
  const plain: Plain = {};
  plain.packets = o.packets;
  plain.datagrams = o.datagrams;
  plain.joined = o.joined;
  plain.lost = o.lost;
  plain.duplicates = o.duplicates;
  plain.overlapping = o.overlapping;
  plain.conflicting = o.conflicting;
  plain.tiny = o.tiny;
  plain.malformed = o.malformed;
  plain.timed_out = o.timed_out;
  plain.evicted = o.evicted;
  return plain;
}

function plainCaptureHost(o: CaptureHost): Plain {
  const plain: Plain = {};
  plain.ip = o.ip;
  plain.partial = o.partial;
  plain.via = o.via;
  plain.local_path = o.local_path;
  return plain;
}

function setCaptureStartEvent(plain: Plain, o: CaptureStartEvent): void {
  plain.file = o.file;
  plain.file_index = o.file_index;
  plain.format = o.format;
  if (o.compression !== undefined) plain.compression = o.compression;
  plain.byte_order = o.byte_order;
  if (o.ts_resolution !== undefined) plain.ts_resolution = o.ts_resolution;
  if (o.snaplen !== undefined) plain.snaplen = o.snaplen;
  plain.interfaces = o.interfaces.map(plainInterfaceDescription);
  plain.schema_version = o.schema_version;
}

function setMidstreamEvent(plain: Plain, o: MidstreamEvent): void {
  plain.role_from = o.role_from;
  if (o.client_seq_base_raw !== undefined) plain.client_seq_base_raw = o.client_seq_base_raw;
  if (o.server_seq_base_raw !== undefined) plain.server_seq_base_raw = o.server_seq_base_raw;
}

function setSynEvent(plain: Plain, o: SynEvent): void {
  plain.isn = o.isn;
  plain.attempt = o.attempt;
  plain.win = o.win;
  if (o.mss !== undefined) plain.mss = o.mss;
  if (o.wscale !== undefined) plain.wscale = o.wscale;
  if (o.sack_permitted !== undefined) plain.sack_permitted = o.sack_permitted;
  if (o.ts_val !== undefined) plain.ts_val = o.ts_val;
  if (o.ts_ecr !== undefined) plain.ts_ecr = o.ts_ecr;
  plain.other_options = o.other_options.slice();
  if (o.options_cut !== undefined) plain.options_cut = o.options_cut;
  if (o.payload_bytes !== undefined) plain.payload_bytes = o.payload_bytes;
  if (o.iface !== undefined) plain.iface = o.iface;
  if (o.pkt_dir !== undefined) plain.pkt_dir = o.pkt_dir;
  plain.ttl = o.ttl;
}

function setSynAckEvent(plain: Plain, o: SynAckEvent): void {
  plain.isn = o.isn;
  plain.ack_raw = o.ack_raw;
  plain.attempt = o.attempt;
  plain.win = o.win;
  if (o.mss !== undefined) plain.mss = o.mss;
  if (o.wscale !== undefined) plain.wscale = o.wscale;
  if (o.sack_permitted !== undefined) plain.sack_permitted = o.sack_permitted;
  if (o.ts_val !== undefined) plain.ts_val = o.ts_val;
  if (o.ts_ecr !== undefined) plain.ts_ecr = o.ts_ecr;
  plain.other_options = o.other_options.slice();
  if (o.options_cut !== undefined) plain.options_cut = o.options_cut;
  if (o.payload_bytes !== undefined) plain.payload_bytes = o.payload_bytes;
  if (o.iface !== undefined) plain.iface = o.iface;
  if (o.pkt_dir !== undefined) plain.pkt_dir = o.pkt_dir;
  plain.ttl = o.ttl;
  if (o.rtt_ns !== undefined) plain.rtt_ns = o.rtt_ns;
}

function setEstablishedEvent(plain: Plain, o: EstablishedEvent): void {
  plain.open = o.open;
  if (o.inferred !== undefined) plain.inferred = o.inferred;
  if (o.rtt_ns !== undefined) plain.rtt_ns = o.rtt_ns;
  if (o.handshake_ns !== undefined) plain.handshake_ns = o.handshake_ns;
  if (o.client_mss !== undefined) plain.client_mss = o.client_mss;
  if (o.server_mss !== undefined) plain.server_mss = o.server_mss;
  if (o.client_wscale !== undefined) plain.client_wscale = o.client_wscale;
  if (o.server_wscale !== undefined) plain.server_wscale = o.server_wscale;
  if (o.sack !== undefined) plain.sack = o.sack;
  if (o.timestamps !== undefined) plain.timestamps = o.timestamps;
  if (o.ecn !== undefined) plain.ecn = o.ecn;
}

function setDataEvent(plain: Plain, o: DataEvent): void {
  plain.seq = o.seq;
  plain.seq_end = o.seq_end;
  plain.bytes = o.bytes;
  plain.missing_bytes = o.missing_bytes;
  plain.segments = o.segments;
  plain.retrans_segments = o.retrans_segments;
  plain.push = o.push;
  if (o.duration_ns !== undefined) plain.duration_ns = o.duration_ns;
  plain.end_frame = o.end_frame;
  plain.ended_by = o.ended_by;
  if (o.continued !== undefined) plain.continued = o.continued;
  if (o.ack !== undefined) plain.ack = o.ack;
  if (o.ack_ns !== undefined) plain.ack_ns = o.ack_ns;
  if (o.response_ns !== undefined) plain.response_ns = o.response_ns;
  if (o.crossed !== undefined) plain.crossed = o.crossed;
  if (o.gap_ns !== undefined) plain.gap_ns = o.gap_ns;
  if (o.iface !== undefined) plain.iface = o.iface;
  if (o.pkt_dir !== undefined) plain.pkt_dir = o.pkt_dir;
}

function setFinEvent(plain: Plain, o: FinEvent): void {
  plain.seq = o.seq;
  plain.len = o.len;
}

function setFinAckEvent(plain: Plain, o: FinAckEvent): void {
  plain.ack = o.ack;
  if (o.ack_ns !== undefined) plain.ack_ns = o.ack_ns;
  plain.fin_sender = o.fin_sender;
  plain.fin_frame = o.fin_frame;
}

function setClosedEvent(plain: Plain, o: ClosedEvent): void {
  plain.kind = o.kind;
  plain.closed_by = o.closed_by;
  if (o.close_wait_ns !== undefined) plain.close_wait_ns = o.close_wait_ns;
  plain.time_wait = o.time_wait;
}

function setResetEvent(plain: Plain, o: ResetEvent): void {
  plain.kind = o.kind;
  plain.seq_check = o.seq_check;
  plain.payload_bytes = o.payload_bytes;
}

function setSegmentEvent(plain: Plain, o: SegmentEvent): void {
  if (o.copy_of !== undefined) plain.copy_of = o.copy_of;
  if (o.iface !== undefined) plain.iface = o.iface;
  if (o.pkt_dir !== undefined) plain.pkt_dir = o.pkt_dir;
  if (o.vlans !== undefined) plain.vlans = o.vlans.slice();
  if (o.tunnels !== undefined) plain.tunnels = o.tunnels.slice();
  if (o.reassembled !== undefined) plain.reassembled = o.reassembled;
  plain.tos = o.tos;
  plain.ttl = o.ttl;
  if (o.ip_id !== undefined) plain.ip_id = o.ip_id;
  if (o.df !== undefined) plain.df = o.df;
  if (o.flow_label !== undefined) plain.flow_label = o.flow_label;
  plain.ip_len = o.ip_len;
  if (o.ip_cksum !== undefined) plain.ip_cksum = o.ip_cksum;
  if (o.ip_cksum_verdict !== undefined) plain.ip_cksum_verdict = o.ip_cksum_verdict;
  if (o.ip_cksum_expected !== undefined) plain.ip_cksum_expected = o.ip_cksum_expected;
  plain.flags = o.flags;
  plain.cksum = o.cksum;
  plain.cksum_verdict = o.cksum_verdict;
  if (o.cksum_expected !== undefined) plain.cksum_expected = o.cksum_expected;
  plain.seq = o.seq;
  plain.seq_end = o.seq_end;
  if (o.ack !== undefined) plain.ack = o.ack;
  plain.seq_raw = o.seq_raw;
  if (o.ack_raw !== undefined) plain.ack_raw = o.ack_raw;
  plain.win = o.win;
  if (o.win_scaled !== undefined) plain.win_scaled = o.win_scaled;
  plain.len = o.len;
  if (o.urgent_ptr !== undefined) plain.urgent_ptr = o.urgent_ptr;
  plain.options = o.options.map(plainSegmentOption);
  if (o.options_cut !== undefined) plain.options_cut = o.options_cut;
}

function setFlowEndEvent(plain: Plain, o: FlowEndEvent): void {
  plain.reason = o.reason;
  const start_ts_text = o.start_ts && formatTimestamp(o.start_ts.sec, o.start_ts.nsec);
  if (start_ts_text !== undefined) plain.start_ts = start_ts_text;
  const end_ts_text = o.end_ts && formatTimestamp(o.end_ts.sec, o.end_ts.nsec);
  if (end_ts_text !== undefined) plain.end_ts = end_ts_text;
  if (o.duration_ns !== undefined) plain.duration_ns = o.duration_ns;
  plain.role_from = o.role_from;
  if (o.role_conflict !== undefined) plain.role_conflict = o.role_conflict;
  plain.client_state = o.client_state;
  plain.server_state = o.server_state;
  plain.conn_state = o.conn_state;
  plain.history = o.history;
  plain.completeness = o.completeness;
  plain.completeness_text = o.completeness_text;
  if (o.service_by_port !== undefined) plain.service_by_port = o.service_by_port;
  if (o.vlans !== undefined) plain.vlans = o.vlans.slice();
  if (o.tunnels !== undefined) plain.tunnels = o.tunnels.slice();
  if (o.limits !== undefined) plain.limits = o.limits.slice();
  plain.c2s = plainDirectionTotals(o.c2s);
  plain.s2c = plainDirectionTotals(o.s2c);
}

function setErrorEvent(plain: Plain, o: ErrorEvent): void {
  plain.message = o.message;
  plain.file_index = o.file_index;
  plain.file_offset = o.file_offset;
  if (o.skipped_bytes !== undefined) plain.skipped_bytes = o.skipped_bytes;
}

function setCaptureEndEvent(plain: Plain, o: CaptureEndEvent): void {
  plain.complete = o.complete;
  plain.packets = o.packets;
  plain.bytes = o.bytes;
  plain.tcp_segments = o.tcp_segments;
  plain.flows = o.flows;
  plain.stream_numbers = o.stream_numbers;
  plain.non_tcp = o.non_tcp;
  plain.undecoded = o.undecoded.map(plainUndecodedCount);
  if (o.ip_fragments !== undefined) plain.ip_fragments = plainIpFragments(o.ip_fragments);
  plain.cksum_good = o.cksum_good;
  plain.cksum_partial = o.cksum_partial;
  plain.cksum_bad = o.cksum_bad;
  plain.cksum_unverified = o.cksum_unverified;
  plain.copies = o.copies;
  plain.backward_time = o.backward_time;
  if (o.clamped_time !== undefined) plain.clamped_time = o.clamped_time;
  if (o.kernel_drops !== undefined) plain.kernel_drops = o.kernel_drops;
  if (o.comments !== undefined) plain.comments = o.comments;
  plain.capture_hosts = o.capture_hosts.map(plainCaptureHost);
  if (o.capture_hosts_capped !== undefined) plain.capture_hosts_capped = o.capture_hosts_capped;
  const first_ts_text = o.first_ts && formatTimestamp(o.first_ts.sec, o.first_ts.nsec);
  if (first_ts_text !== undefined) plain.first_ts = first_ts_text;
  const last_ts_text = o.last_ts && formatTimestamp(o.last_ts.sec, o.last_ts.nsec);
  if (last_ts_text !== undefined) plain.last_ts = last_ts_text;
  plain.interfaces = o.interfaces.map(plainInterfaceDescription);
  if (o.interfaces_capped !== undefined) plain.interfaces_capped = o.interfaces_capped;
}
