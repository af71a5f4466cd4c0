// Generated from the schemas by `bun src/events/codegen/write.ts`. Do not edit.
import type { Phase } from "../moment.ts";
import { putInteger, putText, putWord } from "../byte_writer.ts";
import { ABSENT, type LinearLines, MAX_LINE_BYTES, NONE, WRONG } from "../linear_lines.ts";
import {
  boundOfAnomalyEvent,
  boundOfDataEvent,
  boundOfFlowEndEvent,
  boundOfResetEvent,
  boundOfSegmentEvent,
  boundOfSynAckEvent,
  boundOfSynEvent,
  putAnomalyCount,
  putHint,
  putSegmentOption,
  putStall,
} from "./encoder.ts";
import type {
  AnomalyEvent,
  AnomalyEvidence,
  ClosedEvent,
  DataEvent,
  DirectionTotals,
  EstablishedEvent,
  FinAckEvent,
  FinEvent,
  FlowEndEvent,
  ResetEvent,
  ReusedEvent,
  SegmentEvent,
  SynAckEvent,
  SynEvent,
} from "./events.ts";

/** Must be what the module says. */
export const FIELDS_HASH = 774511129;

/** What the module exports for the lines; each returns the address behind its line, or -1. */
export interface LineEncoders {
  encodeData(at: number, flow: number, flowLength: number, head: number): number;
  encodeSegment(at: number, flow: number, flowLength: number, head: number): number;
  encodeSyn(at: number, flow: number, flowLength: number, head: number): number;
  encodeSynAck(at: number, flow: number, flowLength: number, head: number): number;
  encodeEstablished(at: number, flow: number, flowLength: number, head: number): number;
  encodeFin(at: number, flow: number, flowLength: number, head: number): number;
  encodeFinAck(at: number, flow: number, flowLength: number, head: number): number;
  encodeClosed(at: number, flow: number, flowLength: number, head: number): number;
  encodeFlowEnd(at: number, flow: number, flowLength: number, head: number): number;
  encodeAnomaly(at: number, flow: number, flowLength: number, head: number): number;
  encodeReset(at: number, flow: number, flowLength: number, head: number): number;
}

/** Appends the line of an event; false if that is left to the TypeScript encoder. */
export function encodeInWasm(out: LinearLines, event: ReusedEvent): boolean {
  switch (event.event) {
    case "data":
      return encodeData(out, event);
    case "segment":
      return encodeSegment(out, event);
    case "syn":
      return encodeSyn(out, event);
    case "syn_ack":
      return encodeSynAck(out, event);
    case "established":
      return encodeEstablished(out, event);
    case "fin":
      return encodeFin(out, event);
    case "fin_ack":
      return encodeFinAck(out, event);
    case "closed":
      return encodeClosed(out, event);
    case "flow_end":
      return encodeFlowEnd(out, event);
    case "anomaly":
      return encodeAnomaly(out, event);
    case "reset":
      return encodeReset(out, event);
    default:
      return false;
  }
}

function codeOfPhase(phase: Phase): number {
  switch (phase) {
    case "handshake":
      return 0;
    case "transfer":
      return 1;
    case "teardown":
      return 2;
    case "closed":
      return 3;
    default:
      return WRONG;
  }
}

function codeOfPeerDataPeerDataUnseenFin8(word: string): number {
  switch (word) {
    case "peer_data":
      return 0;
    case "peer_data_unseen":
      return 1;
    case "fin":
      return 2;
    case "peer_fin":
      return 3;
    case "reset":
      return 4;
    case "idle":
      return 5;
    case "limit":
      return 6;
    case "flow_end":
      return 7;
    default:
      return WRONG;
  }
}

function codeOfInOut2(word: string): number {
  switch (word) {
    case "in":
      return 0;
    case "out":
      return 1;
    default:
      return WRONG;
  }
}

function codeOfGoodZeroBad4(word: string): number {
  switch (word) {
    case "good":
      return 0;
    case "zero":
      return 1;
    case "bad":
      return 2;
    case "unverified":
      return 3;
    default:
      return WRONG;
  }
}

function codeOfGoodPartialPartialLso6(word: string): number {
  switch (word) {
    case "good":
      return 0;
    case "partial":
      return 1;
    case "partial_lso":
      return 2;
    case "zero":
      return 3;
    case "bad":
      return 4;
    case "unverified":
      return 5;
    default:
      return WRONG;
  }
}

function codeOfRequestCookie2(word: string): number {
  switch (word) {
    case "request":
      return 0;
    case "cookie":
      return 1;
    default:
      return WRONG;
  }
}

function codeOfThreeWaySimultaneousSplit4(word: string): number {
  switch (word) {
    case "three_way":
      return 0;
    case "simultaneous":
      return 1;
    case "split":
      return 2;
    case "fast_open":
      return 3;
    default:
      return WRONG;
  }
}

function codeOfSynUnseenSynAckUnseenAckUnseen3(word: string): number {
  switch (word) {
    case "syn_unseen":
      return 0;
    case "syn_ack_unseen":
      return 1;
    case "ack_unseen":
      return 2;
    default:
      return WRONG;
  }
}

function codeOfClassicAccurate2(word: string): number {
  switch (word) {
    case "classic":
      return 0;
    case "accurate":
      return 1;
    default:
      return WRONG;
  }
}

function codeOfClientServer2(word: string): number {
  switch (word) {
    case "client":
      return 0;
    case "server":
      return 1;
    default:
      return WRONG;
  }
}

function codeOfSimultaneousHalfCloseThreeSegment4(word: string): number {
  switch (word) {
    case "simultaneous":
      return 0;
    case "half_close":
      return 1;
    case "three_segment":
      return 2;
    case "four_segment":
      return 3;
    default:
      return WRONG;
  }
}

function codeOfClientServerBoth3(word: string): number {
  switch (word) {
    case "client":
      return 0;
    case "server":
      return 1;
    case "both":
      return 2;
    default:
      return WRONG;
  }
}

function codeOfClosedResetIdle8(word: string): number {
  switch (word) {
    case "closed":
      return 0;
    case "reset":
      return 1;
    case "idle":
      return 2;
    case "reuse":
      return 3;
    case "evicted":
      return 4;
    case "eof":
      return 5;
    case "interrupted":
      return 6;
    case "update":
      return 7;
    default:
      return WRONG;
  }
}

function codeOfSynSynAckPort4(word: string): number {
  switch (word) {
    case "syn":
      return 0;
    case "syn_ack":
      return 1;
    case "port":
      return 2;
    case "first":
      return 3;
    default:
      return WRONG;
  }
}

function codeOfClosedSynSentSynReceived11(word: string): number {
  switch (word) {
    case "CLOSED":
      return 0;
    case "SYN-SENT":
      return 1;
    case "SYN-RECEIVED":
      return 2;
    case "ESTABLISHED":
      return 3;
    case "FIN-WAIT-1":
      return 4;
    case "FIN-WAIT-2":
      return 5;
    case "CLOSE-WAIT":
      return 6;
    case "CLOSING":
      return 7;
    case "LAST-ACK":
      return 8;
    case "TIME-WAIT":
      return 9;
    case "UNKNOWN":
      return 10;
    default:
      return WRONG;
  }
}

function codeOfS0S1Sf13(word: string): number {
  switch (word) {
    case "S0":
      return 0;
    case "S1":
      return 1;
    case "SF":
      return 2;
    case "REJ":
      return 3;
    case "S2":
      return 4;
    case "S3":
      return 5;
    case "RSTO":
      return 6;
    case "RSTR":
      return 7;
    case "RSTOS0":
      return 8;
    case "RSTRH":
      return 9;
    case "SH":
      return 10;
    case "SHR":
      return 11;
    case "OTH":
      return 12;
    default:
      return WRONG;
  }
}

function codeOfNoneSynSentSynRecv11(word: string): number {
  switch (word) {
    case "none":
      return 0;
    case "syn_sent":
      return 1;
    case "syn_recv":
      return 2;
    case "established":
      return 3;
    case "fin_wait1":
      return 4;
    case "fin_wait2":
      return 5;
    case "time_wait":
      return 6;
    case "last_ack":
      return 7;
    case "close_wait":
      return 8;
    case "closing":
      return 9;
    case "closed":
      return 10;
    default:
      return WRONG;
  }
}

function codeOfShutdownTimeoutTcpReuse4(word: string): number {
  switch (word) {
    case "shutdown":
      return 0;
    case "timeout":
      return 1;
    case "tcp_reuse":
      return 2;
    case "forced":
      return 3;
    default:
      return WRONG;
  }
}

function codeOfThreeWaySimultaneousSplit9(word: string): number {
  switch (word) {
    case "three_way":
      return 0;
    case "simultaneous":
      return 1;
    case "split":
      return 2;
    case "fast_open":
      return 3;
    case "midstream":
      return 4;
    case "no_answer":
      return 5;
    case "refused":
      return 6;
    case "no_ack":
      return 7;
    case "reset":
      return 8;
    default:
      return WRONG;
  }
}

function codeOfSimultaneousHalfCloseThreeSegment7(word: string): number {
  switch (word) {
    case "simultaneous":
      return 0;
    case "half_close":
      return 1;
    case "three_segment":
      return 2;
    case "four_segment":
      return 3;
    case "reset":
      return 4;
    case "half_closed":
      return 5;
    case "open":
      return 6;
    default:
      return WRONG;
  }
}

function codeOfBadChecksumDuplicatePacketTimeJump28(word: string): number {
  switch (word) {
    case "bad_checksum":
      return 0;
    case "duplicate_packet":
      return 1;
    case "time_jump":
      return 2;
    case "reused_ports":
      return 3;
    case "reset_ignored":
      return 4;
    case "loss":
      return 5;
    case "lost_segment":
      return 6;
    case "acked_unseen":
      return 7;
    case "unacceptable_ack":
      return 8;
    case "retransmission":
      return 9;
    case "fast_retransmission":
      return 10;
    case "rto_retransmission":
      return 11;
    case "spurious_retransmission":
      return 12;
    case "out_of_order":
      return 13;
    case "partial_overlap":
      return 14;
    case "overlap_differs":
      return 15;
    case "outside_window":
      return 16;
    case "data_after_fin":
      return 17;
    case "keep_alive":
      return 18;
    case "keep_alive_ack":
      return 19;
    case "zero_window":
      return 20;
    case "zero_window_probe":
      return 21;
    case "zero_window_probe_ack":
      return 22;
    case "window_full":
      return 23;
    case "window_update":
      return 24;
    case "duplicate_ack":
      return 25;
    case "d_sack":
      return 26;
    case "sack_reneging":
      return 27;
    default:
      return WRONG;
  }
}

function codeOfRefusedAbortAnswerToSegment5(word: string): number {
  switch (word) {
    case "refused":
      return 0;
    case "abort":
      return 1;
    case "answer_to_segment":
      return 2;
    case "after_fin":
      return 3;
    case "after_close":
      return 4;
    default:
      return WRONG;
  }
}

function codeOfExactInWindowOutside5(word: string): number {
  switch (word) {
    case "exact":
      return 0;
    case "in_window":
      return 1;
    case "outside":
      return 2;
    case "bad_ack":
      return 3;
    case "unknown":
      return 4;
    default:
      return WRONG;
  }
}

function codeOfBeforeTapAfterTapCapture3(word: string): number {
  switch (word) {
    case "before_tap":
      return 0;
    case "after_tap":
      return 1;
    case "capture":
      return 2;
    default:
      return WRONG;
  }
}

function codeOfTimestampsAckTime3(word: string): number {
  switch (word) {
    case "timestamps":
      return 0;
    case "ack":
      return 1;
    case "time":
      return 2;
    default:
      return WRONG;
  }
}

function codeOfSamePathOtherInterfaceOtherPath4(word: string): number {
  switch (word) {
    case "same_path":
      return 0;
    case "other_interface":
      return 1;
    case "other_path":
      return 2;
    case "routed":
      return 3;
    default:
      return WRONG;
  }
}

function fillDirectionTotals(out: LinearLines, at: number, o: DirectionTotals): void {
  const f = out.fields;
  f[at] = o.packets;
  f[at + 1] = o.ip_bytes;
  f[at + 2] = o.payload_bytes;
  f[at + 3] = o.unique_bytes;
  f[at + 4] = o.retrans_packets;
  f[at + 5] = o.retrans_bytes;
  f[at + 6] = o.ooo_packets;
  f[at + 7] = o.copies;
  f[at + 8] = o.zero_windows;
  f[at + 9] = o.gaps;
  f[at + 10] = o.gap_bytes;
  f[at + 11] = o.dup_acks;
  const value12 = o.lost_before_tap;
  f[at + 12] = value12 === undefined ? ABSENT : value12;
  const value13 = o.lost_after_tap;
  f[at + 13] = value13 === undefined ? ABSENT : value13;
  const value14 = o.lost_by_capture;
  f[at + 14] = value14 === undefined ? ABSENT : value14;
  const value15 = o.lost_unknown;
  f[at + 15] = value15 === undefined ? ABSENT : value15;
  const value16 = o.wire_segments;
  f[at + 16] = value16 === undefined ? ABSENT : value16;
  const value17 = o.retrans_wire_segments;
  f[at + 17] = value17 === undefined ? ABSENT : value17;
  const value18 = o.retrans_ppm;
  f[at + 18] = value18 === undefined ? ABSENT : value18;
  f[at + 19] = o.fin_packets;
  f[at + 20] = o.rst_packets;
  const value21 = o.isn;
  f[at + 21] = value21 === undefined ? ABSENT : value21;
  const value22 = o.mss;
  f[at + 22] = value22 === undefined ? ABSENT : value22;
  const value23 = o.wscale;
  f[at + 23] = value23 === undefined ? ABSENT : value23;
  const value24 = o.win_min;
  f[at + 24] = value24 === undefined ? ABSENT : value24;
  const value25 = o.win_max;
  f[at + 25] = value25 === undefined ? ABSENT : value25;
  const value26 = o.zero_window_ns;
  f[at + 26] = value26 === undefined ? ABSENT : value26;
  const value27 = o.max_in_flight;
  f[at + 27] = value27 === undefined ? ABSENT : value27;
  const value28 = o.initial_window_bytes;
  f[at + 28] = value28 === undefined ? ABSENT : value28;
  const value29 = o.throughput_bps;
  f[at + 29] = value29 === undefined ? ABSENT : value29;
  const value30 = o.goodput_bps;
  f[at + 30] = value30 === undefined ? ABSENT : value30;
  const value31 = o.idle_max_ns;
  f[at + 31] = value31 === undefined ? ABSENT : value31;
  const value32 = o.rtt_min_ns;
  f[at + 32] = value32 === undefined ? ABSENT : value32;
  const value33 = o.rtt_p50_ns;
  f[at + 33] = value33 === undefined ? ABSENT : value33;
  const value34 = o.rtt_p99_ns;
  f[at + 34] = value34 === undefined ? ABSENT : value34;
  const value35 = o.rtt_max_ns;
  f[at + 35] = value35 === undefined ? ABSENT : value35;
  f[at + 36] = o.rtt_count;
  const value37 = o.response_min_ns;
  f[at + 37] = value37 === undefined ? ABSENT : value37;
  const value38 = o.response_p50_ns;
  f[at + 38] = value38 === undefined ? ABSENT : value38;
  const value39 = o.response_p99_ns;
  f[at + 39] = value39 === undefined ? ABSENT : value39;
  const value40 = o.response_max_ns;
  f[at + 40] = value40 === undefined ? ABSENT : value40;
  f[at + 41] = o.response_count;
  f[at + 42] = o.cksum_good;
  f[at + 43] = o.cksum_partial;
  f[at + 44] = o.cksum_bad;
  f[at + 45] = o.cksum_unverified;
}

function fillAnomalyEvidence(out: LinearLines, at: number, o: AnomalyEvidence): void {
  const f = out.fields;
  const value0 = o.original_frame;
  f[at] = value0 === undefined ? ABSENT : value0;
  const value1 = o.since_ns;
  f[at + 1] = value1 === undefined ? ABSENT : value1;
  const value2 = o.threshold_ns;
  f[at + 2] = value2 === undefined ? ABSENT : value2;
  const value3 = o.seq;
  f[at + 3] = value3 === undefined ? ABSENT : value3;
  const value4 = o.seq_end;
  f[at + 4] = value4 === undefined ? ABSENT : value4;
  const value5 = o.expected_seq;
  f[at + 5] = value5 === undefined ? ABSENT : value5;
  const value6 = o.missing_bytes;
  f[at + 6] = value6 === undefined ? ABSENT : value6;
  const value7 = o.resent_bytes;
  f[at + 7] = value7 === undefined ? ABSENT : value7;
  const value8 = o.new_bytes;
  f[at + 8] = value8 === undefined ? ABSENT : value8;
  const value9 = o.ack;
  f[at + 9] = value9 === undefined ? ABSENT : value9;
  const value10 = o.dup_acks;
  f[at + 10] = value10 === undefined ? ABSENT : value10;
  const value11 = o.sacked;
  f[at + 11] = value11 === undefined ? NONE : value11 ? 1 : 0;
  const value12 = o.sacked_bytes;
  f[at + 12] = value12 === undefined ? ABSENT : value12;
  const value13 = o.bytes_in_flight;
  f[at + 13] = value13 === undefined ? ABSENT : value13;
  const value14 = o.window;
  f[at + 14] = value14 === undefined ? ABSENT : value14;
  const value15 = o.window_edge;
  f[at + 15] = value15 === undefined ? ABSENT : value15;
  const value16 = o.beyond_bytes;
  f[at + 16] = value16 === undefined ? ABSENT : value16;
  const value17 = o.place;
  f[at + 17] = value17 === undefined ? NONE : codeOfBeforeTapAfterTapCapture3(value17);
  const value18 = o.proof;
  f[at + 18] = value18 === undefined ? NONE : codeOfTimestampsAckTime3(value18);
  const value19 = o.resent_frame;
  f[at + 19] = value19 === undefined ? ABSENT : value19;
  const value20 = o.reset_frame;
  f[at + 20] = value20 === undefined ? ABSENT : value20;
  const value21 = o.via;
  f[at + 21] = value21 === undefined ? NONE : codeOfSamePathOtherInterfaceOtherPath4(value21);
  const value22 = o.ttl;
  f[at + 22] = value22 === undefined ? ABSENT : value22;
  const value23 = o.original_ttl;
  f[at + 23] = value23 === undefined ? ABSENT : value23;
  const value24 = o.cksum;
  if (value24 === undefined) {
    f[at + 24] = NONE;
  }
  else {
    f[at + 24] = out.putRaw(value24);
  }
  const value25 = o.cksum_expected;
  if (value25 === undefined) {
    f[at + 25] = NONE;
  }
  else {
    f[at + 25] = out.putRaw(value25);
  }
  const value26 = o.previous_flow;
  f[at + 26] = value26 === undefined ? ABSENT : value26;
}

function encodeData(out: LinearLines, e: DataEvent): boolean {
  if (boundOfDataEvent(e) > MAX_LINE_BYTES) return false;
  const f = out.begin(e);
  f[8] = e.seq;
  f[9] = e.seq_end;
  f[10] = e.bytes;
  f[11] = e.missing_bytes;
  f[12] = e.segments;
  f[13] = e.retrans_segments;
  f[14] = e.push ? 1 : 0;
  const value15 = e.duration_ns;
  f[15] = value15 === undefined ? ABSENT : value15;
  f[16] = e.end_frame;
  f[17] = codeOfPeerDataPeerDataUnseenFin8(e.ended_by);
  const value18 = e.continued;
  f[18] = value18 === undefined ? NONE : value18 ? 1 : 0;
  const value19 = e.ack;
  f[19] = value19 === undefined ? ABSENT : value19;
  const value20 = e.ack_ns;
  f[20] = value20 === undefined ? ABSENT : value20;
  const value21 = e.response_ns;
  f[21] = value21 === undefined ? ABSENT : value21;
  const value22 = e.crossed;
  f[22] = value22 === undefined ? NONE : value22 ? 1 : 0;
  const value23 = e.gap_ns;
  f[23] = value23 === undefined ? ABSENT : value23;
  const value24 = e.iface;
  if (value24 === undefined) {
    f[24] = NONE;
  }
  else {
    f[24] = out.putRaw(value24);
  }
  const value25 = e.pkt_dir;
  f[25] = value25 === undefined ? NONE : codeOfInOut2(value25);
  const { flow, flowLength } = out;
  const head = codeOfPhase(e.phase) | (e.fromClient ? 0 : 4);
  return out.end(out.encoders.encodeData(out.position, flow, flowLength, head));
}

function encodeSegment(out: LinearLines, e: SegmentEvent): boolean {
  if (boundOfSegmentEvent(e) > MAX_LINE_BYTES) return false;
  const f = out.begin(e);
  const value8 = e.copy_of;
  f[8] = value8 === undefined ? ABSENT : value8;
  const value9 = e.iface;
  if (value9 === undefined) {
    f[9] = NONE;
  }
  else {
    f[9] = out.putRaw(value9);
  }
  const value10 = e.pkt_dir;
  f[10] = value10 === undefined ? NONE : codeOfInOut2(value10);
  const value11 = e.vlans;
  if (value11 === undefined) {
    f[11] = NONE;
  }
  else {
    if (value11.length === 0) {
      f[11] = 0;
    }
    else {
      const { rawView: view } = out;
      let p = out.rawEnd;
      for (let i11 = 0; i11 < value11.length; i11++) {
        if (i11 > 0) {
          // ,
          view.setUint8(p, 0x2c);
          p += 1;
        }
        p = putInteger(view, p, value11[i11]!);
      }
      f[11] = p - out.rawEnd;
      out.rawEnd = p;
    }
  }
  const value12 = e.tunnels;
  if (value12 === undefined) {
    f[12] = NONE;
  }
  else {
    if (value12.length === 0) {
      f[12] = 0;
    }
    else {
      const { raw: bytes, rawView: view } = out;
      let p = out.rawEnd;
      for (let i12 = 0; i12 < value12.length; i12++) {
        if (i12 > 0) {
          // ,
          view.setUint8(p, 0x2c);
          p += 1;
        }
        // "
        view.setUint8(p, 0x22);
        p += 1;
        p = putText(bytes, p, value12[i12]!);
        // "
        view.setUint8(p, 0x22);
        p += 1;
      }
      f[12] = p - out.rawEnd;
      out.rawEnd = p;
    }
  }
  const value13 = e.reassembled;
  f[13] = value13 === undefined ? NONE : value13 ? 1 : 0;
  f[14] = e.tos;
  f[15] = e.ttl;
  const value16 = e.ip_id;
  f[16] = value16 === undefined ? ABSENT : value16;
  const value17 = e.df;
  f[17] = value17 === undefined ? NONE : value17 ? 1 : 0;
  const value18 = e.flow_label;
  f[18] = value18 === undefined ? ABSENT : value18;
  f[19] = e.ip_len;
  const value20 = e.ip_cksum;
  if (value20 === undefined) {
    f[20] = NONE;
  }
  else {
    f[20] = out.putRaw(value20);
  }
  const value21 = e.ip_cksum_verdict;
  f[21] = value21 === undefined ? NONE : codeOfGoodZeroBad4(value21);
  const value22 = e.ip_cksum_expected;
  if (value22 === undefined) {
    f[22] = NONE;
  }
  else {
    f[22] = out.putRaw(value22);
  }
  const value23 = e.flags;
  f[23] = out.putRaw(value23);
  const value24 = e.cksum;
  f[24] = out.putRaw(value24);
  f[25] = codeOfGoodPartialPartialLso6(e.cksum_verdict);
  const value26 = e.cksum_expected;
  if (value26 === undefined) {
    f[26] = NONE;
  }
  else {
    f[26] = out.putRaw(value26);
  }
  f[27] = e.seq;
  f[28] = e.seq_end;
  const value29 = e.ack;
  f[29] = value29 === undefined ? ABSENT : value29;
  f[30] = e.seq_raw;
  const value31 = e.ack_raw;
  f[31] = value31 === undefined ? ABSENT : value31;
  f[32] = e.win;
  const value33 = e.win_scaled;
  f[33] = value33 === undefined ? ABSENT : value33;
  f[34] = e.len;
  const value35 = e.urgent_ptr;
  f[35] = value35 === undefined ? ABSENT : value35;
  const value36 = e.options;
  if (value36.length === 0) {
    f[36] = 0;
  }
  else {
    const { raw: bytes, rawView: view } = out;
    let p = out.rawEnd;
    for (let i36 = 0; i36 < value36.length; i36++) {
      if (i36 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      p = putSegmentOption(bytes, view, p, value36[i36]!);
    }
    f[36] = p - out.rawEnd;
    out.rawEnd = p;
  }
  const value37 = e.options_cut;
  f[37] = value37 === undefined ? NONE : value37 ? 1 : 0;
  const value38 = e.analysis;
  if (value38.length === 0) {
    f[38] = 0;
  }
  else {
    const { raw: bytes, rawView: view } = out;
    let p = out.rawEnd;
    for (let i38 = 0; i38 < value38.length; i38++) {
      if (i38 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      // "
      view.setUint8(p, 0x22);
      p += 1;
      p = putWord(bytes, p, value38[i38]!);
      // "
      view.setUint8(p, 0x22);
      p += 1;
    }
    f[38] = p - out.rawEnd;
    out.rawEnd = p;
  }
  const value39 = e.wireshark;
  if (value39.length === 0) {
    f[39] = 0;
  }
  else {
    const { raw: bytes, rawView: view } = out;
    let p = out.rawEnd;
    for (let i39 = 0; i39 < value39.length; i39++) {
      if (i39 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      // "
      view.setUint8(p, 0x22);
      p += 1;
      p = putWord(bytes, p, value39[i39]!);
      // "
      view.setUint8(p, 0x22);
      p += 1;
    }
    f[39] = p - out.rawEnd;
    out.rawEnd = p;
  }
  const { flow, flowLength } = out;
  const head = codeOfPhase(e.phase) | (e.fromClient ? 0 : 4);
  return out.end(out.encoders.encodeSegment(out.position, flow, flowLength, head));
}

function encodeSyn(out: LinearLines, e: SynEvent): boolean {
  if (boundOfSynEvent(e) > MAX_LINE_BYTES) return false;
  const f = out.begin(e);
  f[8] = e.isn;
  f[9] = e.attempt;
  f[10] = e.win;
  const value11 = e.mss;
  f[11] = value11 === undefined ? ABSENT : value11;
  const value12 = e.wscale;
  f[12] = value12 === undefined ? ABSENT : value12;
  const value13 = e.sack_permitted;
  f[13] = value13 === undefined ? NONE : value13 ? 1 : 0;
  const value14 = e.ts_val;
  f[14] = value14 === undefined ? ABSENT : value14;
  const value15 = e.ts_ecr;
  f[15] = value15 === undefined ? ABSENT : value15;
  const value16 = e.other_options;
  if (value16.length === 0) {
    f[16] = 0;
  }
  else {
    const { raw: bytes, rawView: view } = out;
    let p = out.rawEnd;
    for (let i16 = 0; i16 < value16.length; i16++) {
      if (i16 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      // "
      view.setUint8(p, 0x22);
      p += 1;
      p = putText(bytes, p, value16[i16]!);
      // "
      view.setUint8(p, 0x22);
      p += 1;
    }
    f[16] = p - out.rawEnd;
    out.rawEnd = p;
  }
  const value17 = e.options_cut;
  f[17] = value17 === undefined ? NONE : value17 ? 1 : 0;
  const value18 = e.fast_open;
  f[18] = value18 === undefined ? NONE : codeOfRequestCookie2(value18);
  const value19 = e.payload_bytes;
  f[19] = value19 === undefined ? ABSENT : value19;
  const value20 = e.iface;
  if (value20 === undefined) {
    f[20] = NONE;
  }
  else {
    f[20] = out.putRaw(value20);
  }
  const value21 = e.pkt_dir;
  f[21] = value21 === undefined ? NONE : codeOfInOut2(value21);
  f[22] = e.ttl;
  const { flow, flowLength } = out;
  const head = codeOfPhase(e.phase) | (e.fromClient ? 0 : 4);
  return out.end(out.encoders.encodeSyn(out.position, flow, flowLength, head));
}

function encodeSynAck(out: LinearLines, e: SynAckEvent): boolean {
  if (boundOfSynAckEvent(e) > MAX_LINE_BYTES) return false;
  const f = out.begin(e);
  f[8] = e.isn;
  f[9] = e.ack_raw;
  f[10] = e.attempt;
  f[11] = e.win;
  const value12 = e.mss;
  f[12] = value12 === undefined ? ABSENT : value12;
  const value13 = e.wscale;
  f[13] = value13 === undefined ? ABSENT : value13;
  const value14 = e.sack_permitted;
  f[14] = value14 === undefined ? NONE : value14 ? 1 : 0;
  const value15 = e.ts_val;
  f[15] = value15 === undefined ? ABSENT : value15;
  const value16 = e.ts_ecr;
  f[16] = value16 === undefined ? ABSENT : value16;
  const value17 = e.other_options;
  if (value17.length === 0) {
    f[17] = 0;
  }
  else {
    const { raw: bytes, rawView: view } = out;
    let p = out.rawEnd;
    for (let i17 = 0; i17 < value17.length; i17++) {
      if (i17 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      // "
      view.setUint8(p, 0x22);
      p += 1;
      p = putText(bytes, p, value17[i17]!);
      // "
      view.setUint8(p, 0x22);
      p += 1;
    }
    f[17] = p - out.rawEnd;
    out.rawEnd = p;
  }
  const value18 = e.options_cut;
  f[18] = value18 === undefined ? NONE : value18 ? 1 : 0;
  const value19 = e.fast_open;
  f[19] = value19 === undefined ? NONE : codeOfRequestCookie2(value19);
  const value20 = e.payload_bytes;
  f[20] = value20 === undefined ? ABSENT : value20;
  const value21 = e.iface;
  if (value21 === undefined) {
    f[21] = NONE;
  }
  else {
    f[21] = out.putRaw(value21);
  }
  const value22 = e.pkt_dir;
  f[22] = value22 === undefined ? NONE : codeOfInOut2(value22);
  f[23] = e.ttl;
  const value24 = e.rtt_ns;
  f[24] = value24 === undefined ? ABSENT : value24;
  const { flow, flowLength } = out;
  const head = codeOfPhase(e.phase) | (e.fromClient ? 0 : 4);
  return out.end(out.encoders.encodeSynAck(out.position, flow, flowLength, head));
}

function encodeEstablished(out: LinearLines, e: EstablishedEvent): boolean {
  const f = out.begin(e);
  f[8] = codeOfThreeWaySimultaneousSplit4(e.open);
  const value9 = e.inferred;
  f[9] = value9 === undefined ? NONE : codeOfSynUnseenSynAckUnseenAckUnseen3(value9);
  const value10 = e.rtt_ns;
  f[10] = value10 === undefined ? ABSENT : value10;
  const value11 = e.handshake_ns;
  f[11] = value11 === undefined ? ABSENT : value11;
  const value12 = e.client_mss;
  f[12] = value12 === undefined ? ABSENT : value12;
  const value13 = e.server_mss;
  f[13] = value13 === undefined ? ABSENT : value13;
  const value14 = e.client_wscale;
  f[14] = value14 === undefined ? ABSENT : value14;
  const value15 = e.server_wscale;
  f[15] = value15 === undefined ? ABSENT : value15;
  const value16 = e.sack;
  f[16] = value16 === undefined ? NONE : value16 ? 1 : 0;
  const value17 = e.timestamps;
  f[17] = value17 === undefined ? NONE : value17 ? 1 : 0;
  const value18 = e.ecn;
  f[18] = value18 === undefined ? NONE : value18 ? 1 : 0;
  const value19 = e.ecn_mode;
  f[19] = value19 === undefined ? NONE : codeOfClassicAccurate2(value19);
  const { flow, flowLength } = out;
  const head = codeOfPhase(e.phase) | (e.fromClient ? 0 : 4);
  return out.end(out.encoders.encodeEstablished(out.position, flow, flowLength, head));
}

function encodeFin(out: LinearLines, e: FinEvent): boolean {
  const f = out.begin(e);
  f[8] = e.seq;
  f[9] = e.len;
  const { flow, flowLength } = out;
  const head = codeOfPhase(e.phase) | (e.fromClient ? 0 : 4);
  return out.end(out.encoders.encodeFin(out.position, flow, flowLength, head));
}

function encodeFinAck(out: LinearLines, e: FinAckEvent): boolean {
  const f = out.begin(e);
  f[8] = e.ack;
  const value9 = e.ack_ns;
  f[9] = value9 === undefined ? ABSENT : value9;
  f[10] = codeOfClientServer2(e.fin_sender);
  f[11] = e.fin_frame;
  const { flow, flowLength } = out;
  const head = codeOfPhase(e.phase) | (e.fromClient ? 0 : 4);
  return out.end(out.encoders.encodeFinAck(out.position, flow, flowLength, head));
}

function encodeClosed(out: LinearLines, e: ClosedEvent): boolean {
  const f = out.begin(e);
  f[8] = codeOfSimultaneousHalfCloseThreeSegment4(e.kind);
  f[9] = codeOfClientServerBoth3(e.closed_by);
  const value10 = e.close_wait_ns;
  f[10] = value10 === undefined ? ABSENT : value10;
  f[11] = codeOfClientServerBoth3(e.time_wait);
  const { flow, flowLength } = out;
  const head = codeOfPhase(e.phase) | (e.fromClient ? 0 : 4);
  return out.end(out.encoders.encodeClosed(out.position, flow, flowLength, head));
}

function encodeFlowEnd(out: LinearLines, e: FlowEndEvent): boolean {
  if (boundOfFlowEndEvent(e) > MAX_LINE_BYTES) return false;
  const f = out.begin(e);
  f[8] = e.final ? 1 : 0;
  f[9] = codeOfClosedResetIdle8(e.reason);
  out.fillStamp(10, e.start_ts);
  out.fillStamp(12, e.end_ts);
  const value14 = e.duration_ns;
  f[14] = value14 === undefined ? ABSENT : value14;
  f[15] = codeOfSynSynAckPort4(e.role_from);
  const value16 = e.role_conflict;
  f[16] = value16 === undefined ? NONE : value16 ? 1 : 0;
  f[17] = codeOfClosedSynSentSynReceived11(e.client_state);
  f[18] = codeOfClosedSynSentSynReceived11(e.server_state);
  f[19] = codeOfS0S1Sf13(e.conn_state);
  const value20 = e.history;
  f[20] = out.putRaw(value20);
  f[21] = e.completeness;
  const value22 = e.completeness_text;
  f[22] = out.putRaw(value22);
  f[23] = codeOfNoneSynSentSynRecv11(e.tcp_state);
  const value24 = e.close_reason;
  f[24] = value24 === undefined ? NONE : codeOfShutdownTimeoutTcpReuse4(value24);
  f[25] = codeOfThreeWaySimultaneousSplit9(e.opened);
  f[26] = codeOfSimultaneousHalfCloseThreeSegment7(e.closed);
  const value27 = e.closed_by;
  f[27] = value27 === undefined ? NONE : codeOfClientServerBoth3(value27);
  const value28 = e.close_wait_ns;
  f[28] = value28 === undefined ? ABSENT : value28;
  const value29 = e.time_wait;
  f[29] = value29 === undefined ? NONE : codeOfClientServerBoth3(value29);
  const value30 = e.half_open;
  f[30] = value30 === undefined ? NONE : codeOfClientServer2(value30);
  const value31 = e.data_after_fin_bytes;
  f[31] = value31 === undefined ? ABSENT : value31;
  const value32 = e.anomalies;
  if (value32 === undefined) {
    f[32] = NONE;
  }
  else {
    if (value32.length === 0) {
      f[32] = 0;
    }
    else {
      const { raw: bytes, rawView: view } = out;
      let p = out.rawEnd;
      for (let i32 = 0; i32 < value32.length; i32++) {
        if (i32 > 0) {
          // ,
          view.setUint8(p, 0x2c);
          p += 1;
        }
        p = putAnomalyCount(bytes, view, p, value32[i32]!);
      }
      f[32] = p - out.rawEnd;
      out.rawEnd = p;
    }
  }
  const value33 = e.stalls;
  if (value33 === undefined) {
    f[33] = NONE;
  }
  else {
    if (value33.length === 0) {
      f[33] = 0;
    }
    else {
      const { raw: bytes, rawView: view } = out;
      let p = out.rawEnd;
      for (let i33 = 0; i33 < value33.length; i33++) {
        if (i33 > 0) {
          // ,
          view.setUint8(p, 0x2c);
          p += 1;
        }
        p = putStall(bytes, view, p, value33[i33]!);
      }
      f[33] = p - out.rawEnd;
      out.rawEnd = p;
    }
  }
  const value34 = e.hints;
  if (value34 === undefined) {
    f[34] = NONE;
  }
  else {
    if (value34.length === 0) {
      f[34] = 0;
    }
    else {
      const { raw: bytes, rawView: view } = out;
      let p = out.rawEnd;
      for (let i34 = 0; i34 < value34.length; i34++) {
        if (i34 > 0) {
          // ,
          view.setUint8(p, 0x2c);
          p += 1;
        }
        p = putHint(bytes, view, p, value34[i34]!);
      }
      f[34] = p - out.rawEnd;
      out.rawEnd = p;
    }
  }
  const value35 = e.service_by_port;
  if (value35 === undefined) {
    f[35] = NONE;
  }
  else {
    f[35] = out.putRaw(value35);
  }
  const value36 = e.vlans;
  if (value36 === undefined) {
    f[36] = NONE;
  }
  else {
    if (value36.length === 0) {
      f[36] = 0;
    }
    else {
      const { rawView: view } = out;
      let p = out.rawEnd;
      for (let i36 = 0; i36 < value36.length; i36++) {
        if (i36 > 0) {
          // ,
          view.setUint8(p, 0x2c);
          p += 1;
        }
        p = putInteger(view, p, value36[i36]!);
      }
      f[36] = p - out.rawEnd;
      out.rawEnd = p;
    }
  }
  const value37 = e.tunnels;
  if (value37 === undefined) {
    f[37] = NONE;
  }
  else {
    if (value37.length === 0) {
      f[37] = 0;
    }
    else {
      const { raw: bytes, rawView: view } = out;
      let p = out.rawEnd;
      for (let i37 = 0; i37 < value37.length; i37++) {
        if (i37 > 0) {
          // ,
          view.setUint8(p, 0x2c);
          p += 1;
        }
        // "
        view.setUint8(p, 0x22);
        p += 1;
        p = putText(bytes, p, value37[i37]!);
        // "
        view.setUint8(p, 0x22);
        p += 1;
      }
      f[37] = p - out.rawEnd;
      out.rawEnd = p;
    }
  }
  const value38 = e.limits;
  if (value38 === undefined) {
    f[38] = NONE;
  }
  else {
    if (value38.length === 0) {
      f[38] = 0;
    }
    else {
      const { raw: bytes, rawView: view } = out;
      let p = out.rawEnd;
      for (let i38 = 0; i38 < value38.length; i38++) {
        if (i38 > 0) {
          // ,
          view.setUint8(p, 0x2c);
          p += 1;
        }
        // "
        view.setUint8(p, 0x22);
        p += 1;
        p = putWord(bytes, p, value38[i38]!);
        // "
        view.setUint8(p, 0x22);
        p += 1;
      }
      f[38] = p - out.rawEnd;
      out.rawEnd = p;
    }
  }
  fillDirectionTotals(out, 39, e.c2s);
  fillDirectionTotals(out, 85, e.s2c);
  const { flow, flowLength } = out;
  const head = codeOfPhase(e.phase) | (e.fromClient ? 0 : 4);
  return out.end(out.encoders.encodeFlowEnd(out.position, flow, flowLength, head));
}

function encodeAnomaly(out: LinearLines, e: AnomalyEvent): boolean {
  if (boundOfAnomalyEvent(e) > MAX_LINE_BYTES) return false;
  const f = out.begin(e);
  f[8] = codeOfBadChecksumDuplicatePacketTimeJump28(e.kind);
  f[9] = e.count;
  fillAnomalyEvidence(out, 10, e.evidence);
  const value37 = e.wireshark;
  if (value37.length === 0) {
    f[37] = 0;
  }
  else {
    const { raw: bytes, rawView: view } = out;
    let p = out.rawEnd;
    for (let i37 = 0; i37 < value37.length; i37++) {
      if (i37 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      // "
      view.setUint8(p, 0x22);
      p += 1;
      p = putWord(bytes, p, value37[i37]!);
      // "
      view.setUint8(p, 0x22);
      p += 1;
    }
    f[37] = p - out.rawEnd;
    out.rawEnd = p;
  }
  const { flow, flowLength } = out;
  const head = codeOfPhase(e.phase) | (e.fromClient ? 0 : 4);
  return out.end(out.encoders.encodeAnomaly(out.position, flow, flowLength, head));
}

function encodeReset(out: LinearLines, e: ResetEvent): boolean {
  if (boundOfResetEvent(e) > MAX_LINE_BYTES) return false;
  const f = out.begin(e);
  f[8] = codeOfRefusedAbortAnswerToSegment5(e.kind);
  f[9] = codeOfExactInWindowOutside5(e.seq_check);
  f[10] = e.payload_bytes;
  const value11 = e.hints;
  if (value11 === undefined) {
    f[11] = NONE;
  }
  else {
    if (value11.length === 0) {
      f[11] = 0;
    }
    else {
      const { raw: bytes, rawView: view } = out;
      let p = out.rawEnd;
      for (let i11 = 0; i11 < value11.length; i11++) {
        if (i11 > 0) {
          // ,
          view.setUint8(p, 0x2c);
          p += 1;
        }
        p = putHint(bytes, view, p, value11[i11]!);
      }
      f[11] = p - out.rawEnd;
      out.rawEnd = p;
    }
  }
  const { flow, flowLength } = out;
  const head = codeOfPhase(e.phase) | (e.fromClient ? 0 : 4);
  return out.end(out.encoders.encodeReset(out.position, flow, flowLength, head));
}
