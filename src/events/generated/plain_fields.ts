// Generated from the schemas by `bun src/events/codegen/write.ts`. Do not edit.
import { formatTimestamp } from "../timestamp.ts";
import type {
  AnomalyCount,
  AnomalyEvent,
  AnomalyEvidence,
  CaptureEndEvent,
  CaptureHost,
  CaptureReport,
  CaptureStartEvent,
  ClosedEvent,
  DataEvent,
  DirectionTotals,
  ErrorEvent,
  EstablishedEvent,
  FinAckEvent,
  FinEvent,
  FlowEndEvent,
  Hint,
  InterfaceDescription,
  IpFragments,
  Judgement,
  MidstreamEvent,
  ResetEvent,
  ReusedEvent,
  SackBlock,
  SegmentEvent,
  SegmentOption,
  Stall,
  SynAckEvent,
  SynEvent,
  UndecodedCount,
  UpdateEvent,
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
    case "anomaly":
      setAnomalyEvent(plain, event);
      return;
    case "segment":
      setSegmentEvent(plain, event);
      return;
    case "update":
      setUpdateEvent(plain, event);
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

function plainHint(o: Hint): Plain {
  const plain: Plain = {};
  plain.hint = o.hint;
  if (o.frame !== undefined) plain.frame = o.frame;
  if (o.since_ns !== undefined) plain.since_ns = o.since_ns;
  plain.signs = o.signs.slice();
  if (o.value !== undefined) plain.value = o.value;
  if (o.expected !== undefined) plain.expected = o.expected;
  return plain;
}

function plainAnomalyEvidence(o: AnomalyEvidence): Plain {
  const plain: Plain = {};
  if (o.original_frame !== undefined) plain.original_frame = o.original_frame;
  if (o.since_ns !== undefined) plain.since_ns = o.since_ns;
  if (o.threshold_ns !== undefined) plain.threshold_ns = o.threshold_ns;
  if (o.seq !== undefined) plain.seq = o.seq;
  if (o.seq_end !== undefined) plain.seq_end = o.seq_end;
  if (o.expected_seq !== undefined) plain.expected_seq = o.expected_seq;
  if (o.missing_bytes !== undefined) plain.missing_bytes = o.missing_bytes;
  if (o.resent_bytes !== undefined) plain.resent_bytes = o.resent_bytes;
  if (o.new_bytes !== undefined) plain.new_bytes = o.new_bytes;
  if (o.ack !== undefined) plain.ack = o.ack;
  if (o.dup_acks !== undefined) plain.dup_acks = o.dup_acks;
  if (o.sacked !== undefined) plain.sacked = o.sacked;
  if (o.sacked_bytes !== undefined) plain.sacked_bytes = o.sacked_bytes;
  if (o.bytes_in_flight !== undefined) plain.bytes_in_flight = o.bytes_in_flight;
  if (o.window !== undefined) plain.window = o.window;
  if (o.window_edge !== undefined) plain.window_edge = o.window_edge;
  if (o.beyond_bytes !== undefined) plain.beyond_bytes = o.beyond_bytes;
  if (o.place !== undefined) plain.place = o.place;
  if (o.proof !== undefined) plain.proof = o.proof;
  if (o.resent_frame !== undefined) plain.resent_frame = o.resent_frame;
  if (o.reset_frame !== undefined) plain.reset_frame = o.reset_frame;
  if (o.via !== undefined) plain.via = o.via;
  if (o.ttl !== undefined) plain.ttl = o.ttl;
  if (o.original_ttl !== undefined) plain.original_ttl = o.original_ttl;
  if (o.cksum !== undefined) plain.cksum = o.cksum;
  if (o.cksum_expected !== undefined) plain.cksum_expected = o.cksum_expected;
  if (o.previous_flow !== undefined) plain.previous_flow = o.previous_flow;
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

function plainAnomalyCount(o: AnomalyCount): Plain {
  const plain: Plain = {};
  plain.kind = o.kind;
  plain.dir = o.dir;
  plain.n = o.n;
  return plain;
}

function plainStall(o: Stall): Plain {
  const plain: Plain = {};
  plain.waiting_on = o.waiting_on;
  plain.n = o.n;
  plain.total_ns = o.total_ns;
  plain.max_ns = o.max_ns;
  plain.max_frame = o.max_frame;
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
  plain.dup_acks = o.dup_acks;
  if (o.lost_before_tap !== undefined) plain.lost_before_tap = o.lost_before_tap;
  if (o.lost_after_tap !== undefined) plain.lost_after_tap = o.lost_after_tap;
  if (o.lost_by_capture !== undefined) plain.lost_by_capture = o.lost_by_capture;
  if (o.lost_unknown !== undefined) plain.lost_unknown = o.lost_unknown;
  if (o.wire_segments !== undefined) plain.wire_segments = o.wire_segments;
  if (o.retrans_wire_segments !== undefined) plain.retrans_wire_segments = o.retrans_wire_segments;
  if (o.retrans_ppm !== undefined) plain.retrans_ppm = o.retrans_ppm;
  plain.fin_packets = o.fin_packets;
  plain.rst_packets = o.rst_packets;
  if (o.isn !== undefined) plain.isn = o.isn;
  if (o.mss !== undefined) plain.mss = o.mss;
  if (o.wscale !== undefined) plain.wscale = o.wscale;
  if (o.win_min !== undefined) plain.win_min = o.win_min;
  if (o.win_max !== undefined) plain.win_max = o.win_max;
  if (o.zero_window_ns !== undefined) plain.zero_window_ns = o.zero_window_ns;
  if (o.max_in_flight !== undefined) plain.max_in_flight = o.max_in_flight;
  if (o.initial_window_bytes !== undefined) plain.initial_window_bytes = o.initial_window_bytes;
  if (o.throughput_bps !== undefined) plain.throughput_bps = o.throughput_bps;
  if (o.goodput_bps !== undefined) plain.goodput_bps = o.goodput_bps;
  if (o.idle_max_ns !== undefined) plain.idle_max_ns = o.idle_max_ns;
  if (o.rtt_min_ns !== undefined) plain.rtt_min_ns = o.rtt_min_ns;
  if (o.rtt_p50_ns !== undefined) plain.rtt_p50_ns = o.rtt_p50_ns;
  if (o.rtt_p99_ns !== undefined) plain.rtt_p99_ns = o.rtt_p99_ns;
  if (o.rtt_max_ns !== undefined) plain.rtt_max_ns = o.rtt_max_ns;
  plain.rtt_count = o.rtt_count;
  if (o.response_min_ns !== undefined) plain.response_min_ns = o.response_min_ns;
  if (o.response_p50_ns !== undefined) plain.response_p50_ns = o.response_p50_ns;
  if (o.response_p99_ns !== undefined) plain.response_p99_ns = o.response_p99_ns;
  if (o.response_max_ns !== undefined) plain.response_max_ns = o.response_max_ns;
  plain.response_count = o.response_count;
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

function plainJudgement(o: Judgement): Plain {
  const plain: Plain = {};
  plain.question = o.question;
  plain.answer = o.answer;
  plain.because = o.because.slice();
  return plain;
}

function plainCaptureReport(o: CaptureReport): Plain {
  const plain: Plain = {};
  plain.copies_ppm = o.copies_ppm;
  plain.offload_ppm = o.offload_ppm;
  plain.large_ppm = o.large_ppm;
  plain.cut_ppm = o.cut_ppm;
  plain.backward_ppm = o.backward_ppm;
  plain.one_sided_flows = o.one_sided_flows;
  plain.midstream_flows = o.midstream_flows;
  plain.open_flows = o.open_flows;
  plain.gap_flows = o.gap_flows;
  plain.gaps = o.gaps;
  plain.gap_bytes = o.gap_bytes;
  plain.acked_unseen = o.acked_unseen;
  if (o.kernel_drops !== undefined) plain.kernel_drops = o.kernel_drops;
  plain.limited_flows = o.limited_flows;
  if (o.stamp_unit_ns !== undefined) plain.stamp_unit_ns = o.stamp_unit_ns;
  plain.judgements = o.judgements.map(plainJudgement);
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
  if (o.fast_open !== undefined) plain.fast_open = o.fast_open;
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
  if (o.fast_open !== undefined) plain.fast_open = o.fast_open;
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
  if (o.ecn_mode !== undefined) plain.ecn_mode = o.ecn_mode;
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
  if (o.hints !== undefined) plain.hints = o.hints.map(plainHint);
}

function setAnomalyEvent(plain: Plain, o: AnomalyEvent): void {
  plain.kind = o.kind;
  plain.count = o.count;
  plain.evidence = plainAnomalyEvidence(o.evidence);
  plain.wireshark = o.wireshark.slice();
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
  plain.analysis = o.analysis.slice();
  plain.wireshark = o.wireshark.slice();
}

function setUpdateEvent(plain: Plain, o: UpdateEvent): void {
  plain.final = o.final;
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
  plain.tcp_state = o.tcp_state;
  if (o.close_reason !== undefined) plain.close_reason = o.close_reason;
  plain.opened = o.opened;
  plain.closed = o.closed;
  if (o.closed_by !== undefined) plain.closed_by = o.closed_by;
  if (o.close_wait_ns !== undefined) plain.close_wait_ns = o.close_wait_ns;
  if (o.time_wait !== undefined) plain.time_wait = o.time_wait;
  if (o.half_open !== undefined) plain.half_open = o.half_open;
  if (o.data_after_fin_bytes !== undefined) plain.data_after_fin_bytes = o.data_after_fin_bytes;
  if (o.anomalies !== undefined) plain.anomalies = o.anomalies.map(plainAnomalyCount);
  if (o.stalls !== undefined) plain.stalls = o.stalls.map(plainStall);
  if (o.hints !== undefined) plain.hints = o.hints.map(plainHint);
  if (o.service_by_port !== undefined) plain.service_by_port = o.service_by_port;
  if (o.vlans !== undefined) plain.vlans = o.vlans.slice();
  if (o.tunnels !== undefined) plain.tunnels = o.tunnels.slice();
  if (o.limits !== undefined) plain.limits = o.limits.slice();
  plain.c2s = plainDirectionTotals(o.c2s);
  plain.s2c = plainDirectionTotals(o.s2c);
}

function setFlowEndEvent(plain: Plain, o: FlowEndEvent): void {
  plain.final = o.final;
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
  plain.tcp_state = o.tcp_state;
  if (o.close_reason !== undefined) plain.close_reason = o.close_reason;
  plain.opened = o.opened;
  plain.closed = o.closed;
  if (o.closed_by !== undefined) plain.closed_by = o.closed_by;
  if (o.close_wait_ns !== undefined) plain.close_wait_ns = o.close_wait_ns;
  if (o.time_wait !== undefined) plain.time_wait = o.time_wait;
  if (o.half_open !== undefined) plain.half_open = o.half_open;
  if (o.data_after_fin_bytes !== undefined) plain.data_after_fin_bytes = o.data_after_fin_bytes;
  if (o.anomalies !== undefined) plain.anomalies = o.anomalies.map(plainAnomalyCount);
  if (o.stalls !== undefined) plain.stalls = o.stalls.map(plainStall);
  if (o.hints !== undefined) plain.hints = o.hints.map(plainHint);
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
  plain.report = plainCaptureReport(o.report);
  plain.interfaces = o.interfaces.map(plainInterfaceDescription);
  if (o.interfaces_capped !== undefined) plain.interfaces_capped = o.interfaces_capped;
}
