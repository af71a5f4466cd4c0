// Generated from the schemas by `bun src/events/codegen/write.ts`. Do not edit.
import { putBoolean, putInteger, putText, putWord } from "../byte_writer.ts";
import { ENVELOPE_BOUND, type LineWriter } from "../line_writer.ts";
import { isPrintableSecond } from "../timestamp.ts";
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

/** Appends the line of any event. */
export function encodeEvent(out: LineWriter, event: ReusedEvent): void {
  switch (event.event) {
    case "segment":
      encodeSegment(out, event);
      return;
    case "capture_start":
      encodeCaptureStart(out, event);
      return;
    case "midstream":
      encodeMidstream(out, event);
      return;
    case "syn":
      encodeSyn(out, event);
      return;
    case "syn_ack":
      encodeSynAck(out, event);
      return;
    case "established":
      encodeEstablished(out, event);
      return;
    case "data":
      encodeData(out, event);
      return;
    case "fin":
      encodeFin(out, event);
      return;
    case "fin_ack":
      encodeFinAck(out, event);
      return;
    case "closed":
      encodeClosed(out, event);
      return;
    case "reset":
      encodeReset(out, event);
      return;
    case "anomaly":
      encodeAnomaly(out, event);
      return;
    case "update":
      encodeUpdate(out, event);
      return;
    case "flow_end":
      encodeFlowEnd(out, event);
      return;
    case "error":
      encodeError(out, event);
      return;
    case "capture_end":
      encodeCaptureEnd(out, event);
      return;
  }
}

export function putInterfaceDescription(bytes: Uint8Array, view: DataView, at: number, o: InterfaceDescription): number {
  let p = at;
  // {"id":
  view.setInt32(p, 0x6469227b, true);
  view.setUint16(p + 4, 0x3a22, true);
  p += 6;
  p = putInteger(view, p, o.id);
  const value1 = o.name;
  if (value1 !== undefined) {
    // ,"name":"
    view.setInt32(p, 0x616e222c, true);
    view.setInt32(p + 4, 0x3a22656d, true);
    view.setUint8(p + 8, 0x22);
    p += 9;
    p = putText(bytes, p, value1);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  // ,"link_type":"
  view.setInt32(p, 0x696c222c, true);
  view.setInt32(p + 4, 0x745f6b6e, true);
  view.setInt32(p + 8, 0x22657079, true);
  view.setUint16(p + 12, 0x223a, true);
  p += 14;
  p = putText(bytes, p, o.link_type);
  // "}
  view.setUint16(p, 0x7d22, true);
  p += 2;
  return p;
}

export function boundOfInterfaceDescription(o: InterfaceDescription): number {
  let bound = 50;
  if (o.name !== undefined) bound += 6 * o.name.length;
  bound += 6 * o.link_type.length;
  return bound;
}

export function putHint(bytes: Uint8Array, view: DataView, at: number, o: Hint): number {
  let p = at;
  // {"hint":"
  view.setInt32(p, 0x6968227b, true);
  view.setInt32(p + 4, 0x3a22746e, true);
  view.setUint8(p + 8, 0x22);
  p += 9;
  p = putWord(bytes, p, o.hint);
  // "
  view.setUint8(p, 0x22);
  p += 1;
  const value1 = o.frame;
  if (value1 !== undefined) {
    // ,"frame":
    view.setInt32(p, 0x7266222c, true);
    view.setInt32(p + 4, 0x22656d61, true);
    view.setUint8(p + 8, 0x3a);
    p += 9;
    p = putInteger(view, p, value1);
  }
  const value2 = o.since_ns;
  if (value2 !== undefined) {
    // ,"since_ns":
    view.setInt32(p, 0x6973222c, true);
    view.setInt32(p + 4, 0x5f65636e, true);
    view.setInt32(p + 8, 0x3a22736e, true);
    p += 12;
    p = putInteger(view, p, value2);
  }
  // ,"signs":[
  view.setInt32(p, 0x6973222c, true);
  view.setInt32(p + 4, 0x22736e67, true);
  view.setUint16(p + 8, 0x5b3a, true);
  p += 10;
  const list3 = o.signs;
  for (let i3 = 0; i3 < list3.length; i3++) {
    if (i3 > 0) {
      // ,
      view.setUint8(p, 0x2c);
      p += 1;
    }
    // "
    view.setUint8(p, 0x22);
    p += 1;
    p = putWord(bytes, p, list3[i3]!);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  // ]
  view.setUint8(p, 0x5d);
  p += 1;
  const value4 = o.value;
  if (value4 !== undefined) {
    // ,"value":
    view.setInt32(p, 0x6176222c, true);
    view.setInt32(p + 4, 0x2265756c, true);
    view.setUint8(p + 8, 0x3a);
    p += 9;
    p = putInteger(view, p, value4);
  }
  const value5 = o.expected;
  if (value5 !== undefined) {
    // ,"expected":
    view.setInt32(p, 0x7865222c, true);
    view.setInt32(p + 4, 0x74636570, true);
    view.setInt32(p + 8, 0x3a226465, true);
    p += 12;
    p = putInteger(view, p, value5);
  }
  // }
  view.setUint8(p, 0x7d);
  p += 1;
  return p;
}

export function boundOfHint(o: Hint): number {
  let bound = 154;
  bound += 19 * o.signs.length;
  return bound;
}

export function putAnomalyEvidence(bytes: Uint8Array, view: DataView, at: number, o: AnomalyEvidence): number {
  let p = at;
  const value0 = o.original_frame;
  if (value0 !== undefined) {
    // ,"original_frame":
    view.setInt32(p, 0x726f222c, true);
    view.setInt32(p + 4, 0x6e696769, true);
    view.setInt32(p + 8, 0x665f6c61, true);
    view.setInt32(p + 12, 0x656d6172, true);
    view.setUint16(p + 16, 0x3a22, true);
    p += 18;
    p = putInteger(view, p, value0);
  }
  const value1 = o.since_ns;
  if (value1 !== undefined) {
    // ,"since_ns":
    view.setInt32(p, 0x6973222c, true);
    view.setInt32(p + 4, 0x5f65636e, true);
    view.setInt32(p + 8, 0x3a22736e, true);
    p += 12;
    p = putInteger(view, p, value1);
  }
  const value2 = o.threshold_ns;
  if (value2 !== undefined) {
    // ,"threshold_ns":
    view.setInt32(p, 0x6874222c, true);
    view.setInt32(p + 4, 0x68736572, true);
    view.setInt32(p + 8, 0x5f646c6f, true);
    view.setInt32(p + 12, 0x3a22736e, true);
    p += 16;
    p = putInteger(view, p, value2);
  }
  const value3 = o.seq;
  if (value3 !== undefined) {
    // ,"seq":
    view.setInt32(p, 0x6573222c, true);
    view.setInt32(p + 4, 0x3a2271, true);
    p += 7;
    p = putInteger(view, p, value3);
  }
  const value4 = o.seq_end;
  if (value4 !== undefined) {
    // ,"seq_end":
    view.setInt32(p, 0x6573222c, true);
    view.setInt32(p + 4, 0x6e655f71, true);
    view.setInt32(p + 8, 0x3a2264, true);
    p += 11;
    p = putInteger(view, p, value4);
  }
  const value5 = o.expected_seq;
  if (value5 !== undefined) {
    // ,"expected_seq":
    view.setInt32(p, 0x7865222c, true);
    view.setInt32(p + 4, 0x74636570, true);
    view.setInt32(p + 8, 0x735f6465, true);
    view.setInt32(p + 12, 0x3a227165, true);
    p += 16;
    p = putInteger(view, p, value5);
  }
  const value6 = o.missing_bytes;
  if (value6 !== undefined) {
    // ,"missing_bytes":
    view.setInt32(p, 0x696d222c, true);
    view.setInt32(p + 4, 0x6e697373, true);
    view.setInt32(p + 8, 0x79625f67, true);
    view.setInt32(p + 12, 0x22736574, true);
    view.setUint8(p + 16, 0x3a);
    p += 17;
    p = putInteger(view, p, value6);
  }
  const value7 = o.resent_bytes;
  if (value7 !== undefined) {
    // ,"resent_bytes":
    view.setInt32(p, 0x6572222c, true);
    view.setInt32(p + 4, 0x746e6573, true);
    view.setInt32(p + 8, 0x7479625f, true);
    view.setInt32(p + 12, 0x3a227365, true);
    p += 16;
    p = putInteger(view, p, value7);
  }
  const value8 = o.new_bytes;
  if (value8 !== undefined) {
    // ,"new_bytes":
    view.setInt32(p, 0x656e222c, true);
    view.setInt32(p + 4, 0x79625f77, true);
    view.setInt32(p + 8, 0x22736574, true);
    view.setUint8(p + 12, 0x3a);
    p += 13;
    p = putInteger(view, p, value8);
  }
  const value9 = o.ack;
  if (value9 !== undefined) {
    // ,"ack":
    view.setInt32(p, 0x6361222c, true);
    view.setInt32(p + 4, 0x3a226b, true);
    p += 7;
    p = putInteger(view, p, value9);
  }
  const value10 = o.dup_acks;
  if (value10 !== undefined) {
    // ,"dup_acks":
    view.setInt32(p, 0x7564222c, true);
    view.setInt32(p + 4, 0x63615f70, true);
    view.setInt32(p + 8, 0x3a22736b, true);
    p += 12;
    p = putInteger(view, p, value10);
  }
  const value11 = o.sacked;
  if (value11 !== undefined) {
    // ,"sacked":
    view.setInt32(p, 0x6173222c, true);
    view.setInt32(p + 4, 0x64656b63, true);
    view.setUint16(p + 8, 0x3a22, true);
    p += 10;
    p = putBoolean(view, p, value11);
  }
  const value12 = o.sacked_bytes;
  if (value12 !== undefined) {
    // ,"sacked_bytes":
    view.setInt32(p, 0x6173222c, true);
    view.setInt32(p + 4, 0x64656b63, true);
    view.setInt32(p + 8, 0x7479625f, true);
    view.setInt32(p + 12, 0x3a227365, true);
    p += 16;
    p = putInteger(view, p, value12);
  }
  const value13 = o.bytes_in_flight;
  if (value13 !== undefined) {
    // ,"bytes_in_flight":
    view.setInt32(p, 0x7962222c, true);
    view.setInt32(p + 4, 0x5f736574, true);
    view.setInt32(p + 8, 0x665f6e69, true);
    view.setInt32(p + 12, 0x6867696c, true);
    view.setInt32(p + 16, 0x3a2274, true);
    p += 19;
    p = putInteger(view, p, value13);
  }
  const value14 = o.window;
  if (value14 !== undefined) {
    // ,"window":
    view.setInt32(p, 0x6977222c, true);
    view.setInt32(p + 4, 0x776f646e, true);
    view.setUint16(p + 8, 0x3a22, true);
    p += 10;
    p = putInteger(view, p, value14);
  }
  const value15 = o.window_edge;
  if (value15 !== undefined) {
    // ,"window_edge":
    view.setInt32(p, 0x6977222c, true);
    view.setInt32(p + 4, 0x776f646e, true);
    view.setInt32(p + 8, 0x6764655f, true);
    view.setInt32(p + 12, 0x3a2265, true);
    p += 15;
    p = putInteger(view, p, value15);
  }
  const value16 = o.beyond_bytes;
  if (value16 !== undefined) {
    // ,"beyond_bytes":
    view.setInt32(p, 0x6562222c, true);
    view.setInt32(p + 4, 0x646e6f79, true);
    view.setInt32(p + 8, 0x7479625f, true);
    view.setInt32(p + 12, 0x3a227365, true);
    p += 16;
    p = putInteger(view, p, value16);
  }
  const value17 = o.place;
  if (value17 !== undefined) {
    // ,"place":"
    view.setInt32(p, 0x6c70222c, true);
    view.setInt32(p + 4, 0x22656361, true);
    view.setUint16(p + 8, 0x223a, true);
    p += 10;
    p = putWord(bytes, p, value17);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value18 = o.proof;
  if (value18 !== undefined) {
    // ,"proof":"
    view.setInt32(p, 0x7270222c, true);
    view.setInt32(p + 4, 0x22666f6f, true);
    view.setUint16(p + 8, 0x223a, true);
    p += 10;
    p = putWord(bytes, p, value18);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value19 = o.resent_frame;
  if (value19 !== undefined) {
    // ,"resent_frame":
    view.setInt32(p, 0x6572222c, true);
    view.setInt32(p + 4, 0x746e6573, true);
    view.setInt32(p + 8, 0x6172665f, true);
    view.setInt32(p + 12, 0x3a22656d, true);
    p += 16;
    p = putInteger(view, p, value19);
  }
  const value20 = o.reset_frame;
  if (value20 !== undefined) {
    // ,"reset_frame":
    view.setInt32(p, 0x6572222c, true);
    view.setInt32(p + 4, 0x5f746573, true);
    view.setInt32(p + 8, 0x6d617266, true);
    view.setInt32(p + 12, 0x3a2265, true);
    p += 15;
    p = putInteger(view, p, value20);
  }
  const value21 = o.via;
  if (value21 !== undefined) {
    // ,"via":"
    view.setInt32(p, 0x6976222c, true);
    view.setInt32(p + 4, 0x223a2261, true);
    p += 8;
    p = putWord(bytes, p, value21);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value22 = o.ttl;
  if (value22 !== undefined) {
    // ,"ttl":
    view.setInt32(p, 0x7474222c, true);
    view.setInt32(p + 4, 0x3a226c, true);
    p += 7;
    p = putInteger(view, p, value22);
  }
  const value23 = o.original_ttl;
  if (value23 !== undefined) {
    // ,"original_ttl":
    view.setInt32(p, 0x726f222c, true);
    view.setInt32(p + 4, 0x6e696769, true);
    view.setInt32(p + 8, 0x745f6c61, true);
    view.setInt32(p + 12, 0x3a226c74, true);
    p += 16;
    p = putInteger(view, p, value23);
  }
  const value24 = o.cksum;
  if (value24 !== undefined) {
    // ,"cksum":"
    view.setInt32(p, 0x6b63222c, true);
    view.setInt32(p + 4, 0x226d7573, true);
    view.setUint16(p + 8, 0x223a, true);
    p += 10;
    p = putText(bytes, p, value24);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value25 = o.cksum_expected;
  if (value25 !== undefined) {
    // ,"cksum_expected":"
    view.setInt32(p, 0x6b63222c, true);
    view.setInt32(p + 4, 0x5f6d7573, true);
    view.setInt32(p + 8, 0x65707865, true);
    view.setInt32(p + 12, 0x64657463, true);
    view.setInt32(p + 16, 0x223a22, true);
    p += 19;
    p = putText(bytes, p, value25);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value26 = o.previous_flow;
  if (value26 !== undefined) {
    // ,"previous_flow":
    view.setInt32(p, 0x7270222c, true);
    view.setInt32(p + 4, 0x6f697665, true);
    view.setInt32(p + 8, 0x665f7375, true);
    view.setInt32(p + 12, 0x22776f6c, true);
    view.setUint8(p + 16, 0x3a);
    p += 17;
    p = putInteger(view, p, value26);
  }
  if (p === at) p++;
  view.setUint8(at, 0x7b);
  // }
  view.setUint8(p, 0x7d);
  p += 1;
  return p;
}

export function boundOfAnomalyEvidence(o: AnomalyEvidence): number {
  let bound = 763;
  if (o.cksum !== undefined) bound += 6 * o.cksum.length;
  if (o.cksum_expected !== undefined) bound += 6 * o.cksum_expected.length;
  return bound;
}

export function putSackBlock(bytes: Uint8Array, view: DataView, at: number, o: SackBlock): number {
  let p = at;
  // {"left":
  view.setInt32(p, 0x656c227b, true);
  view.setInt32(p + 4, 0x3a227466, true);
  p += 8;
  p = putInteger(view, p, o.left);
  // ,"right":
  view.setInt32(p, 0x6972222c, true);
  view.setInt32(p + 4, 0x22746867, true);
  view.setUint8(p + 8, 0x3a);
  p += 9;
  p = putInteger(view, p, o.right);
  // }
  view.setUint8(p, 0x7d);
  p += 1;
  return p;
}

export function boundOfSackBlock(_o: SackBlock): number {
  return 53;
}

export function putSegmentOption(bytes: Uint8Array, view: DataView, at: number, o: SegmentOption): number {
  let p = at;
  // {"kind":
  view.setInt32(p, 0x696b227b, true);
  view.setInt32(p + 4, 0x3a22646e, true);
  p += 8;
  p = putInteger(view, p, o.kind);
  const value1 = o.name;
  if (value1 !== undefined) {
    // ,"name":"
    view.setInt32(p, 0x616e222c, true);
    view.setInt32(p + 4, 0x3a22656d, true);
    view.setUint8(p + 8, 0x22);
    p += 9;
    p = putText(bytes, p, value1);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value2 = o.mss;
  if (value2 !== undefined) {
    // ,"mss":
    view.setInt32(p, 0x736d222c, true);
    view.setInt32(p + 4, 0x3a2273, true);
    p += 7;
    p = putInteger(view, p, value2);
  }
  const value3 = o.shift;
  if (value3 !== undefined) {
    // ,"shift":
    view.setInt32(p, 0x6873222c, true);
    view.setInt32(p + 4, 0x22746669, true);
    view.setUint8(p + 8, 0x3a);
    p += 9;
    p = putInteger(view, p, value3);
  }
  const value4 = o.ts_val;
  if (value4 !== undefined) {
    // ,"ts_val":
    view.setInt32(p, 0x7374222c, true);
    view.setInt32(p + 4, 0x6c61765f, true);
    view.setUint16(p + 8, 0x3a22, true);
    p += 10;
    p = putInteger(view, p, value4);
  }
  const value5 = o.ts_ecr;
  if (value5 !== undefined) {
    // ,"ts_ecr":
    view.setInt32(p, 0x7374222c, true);
    view.setInt32(p + 4, 0x7263655f, true);
    view.setUint16(p + 8, 0x3a22, true);
    p += 10;
    p = putInteger(view, p, value5);
  }
  const value6 = o.blocks;
  if (value6 !== undefined) {
    // ,"blocks":[
    view.setInt32(p, 0x6c62222c, true);
    view.setInt32(p + 4, 0x736b636f, true);
    view.setInt32(p + 8, 0x5b3a22, true);
    p += 11;
    const list6 = value6;
    for (let i6 = 0; i6 < list6.length; i6++) {
      if (i6 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      p = putSackBlock(bytes, view, p, list6[i6]!);
    }
    // ]
    view.setUint8(p, 0x5d);
    p += 1;
  }
  const value7 = o.data;
  if (value7 !== undefined) {
    // ,"data":"
    view.setInt32(p, 0x6164222c, true);
    view.setInt32(p + 4, 0x3a226174, true);
    view.setUint8(p + 8, 0x22);
    p += 9;
    p = putText(bytes, p, value7);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value8 = o.error;
  if (value8 !== undefined) {
    // ,"error":"
    view.setInt32(p, 0x7265222c, true);
    view.setInt32(p + 4, 0x22726f72, true);
    view.setUint16(p + 8, 0x223a, true);
    p += 10;
    p = putWord(bytes, p, value8);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  // }
  view.setUint8(p, 0x7d);
  p += 1;
  return p;
}

export function boundOfSegmentOption(o: SegmentOption): number {
  let bound = 184;
  if (o.name !== undefined) bound += 6 * o.name.length;
  if (o.blocks !== undefined) for (const item of o.blocks) bound += 1 + boundOfSackBlock(item);
  if (o.data !== undefined) bound += 6 * o.data.length;
  return bound;
}

export function putAnomalyCount(bytes: Uint8Array, view: DataView, at: number, o: AnomalyCount): number {
  let p = at;
  // {"kind":"
  view.setInt32(p, 0x696b227b, true);
  view.setInt32(p + 4, 0x3a22646e, true);
  view.setUint8(p + 8, 0x22);
  p += 9;
  p = putWord(bytes, p, o.kind);
  // ","dir":"
  view.setInt32(p, 0x64222c22, true);
  view.setInt32(p + 4, 0x3a227269, true);
  view.setUint8(p + 8, 0x22);
  p += 9;
  p = putWord(bytes, p, o.dir);
  // ","n":
  view.setInt32(p, 0x6e222c22, true);
  view.setUint16(p + 4, 0x3a22, true);
  p += 6;
  p = putInteger(view, p, o.n);
  // }
  view.setUint8(p, 0x7d);
  p += 1;
  return p;
}

export function boundOfAnomalyCount(_o: AnomalyCount): number {
  return 69;
}

export function putStall(bytes: Uint8Array, view: DataView, at: number, o: Stall): number {
  let p = at;
  // {"waiting_on":"
  view.setInt32(p, 0x6177227b, true);
  view.setInt32(p + 4, 0x6e697469, true);
  view.setInt32(p + 8, 0x6e6f5f67, true);
  view.setInt32(p + 12, 0x223a22, true);
  p += 15;
  p = putWord(bytes, p, o.waiting_on);
  // ","n":
  view.setInt32(p, 0x6e222c22, true);
  view.setUint16(p + 4, 0x3a22, true);
  p += 6;
  p = putInteger(view, p, o.n);
  // ,"total_ns":
  view.setInt32(p, 0x6f74222c, true);
  view.setInt32(p + 4, 0x5f6c6174, true);
  view.setInt32(p + 8, 0x3a22736e, true);
  p += 12;
  p = putInteger(view, p, o.total_ns);
  // ,"max_ns":
  view.setInt32(p, 0x616d222c, true);
  view.setInt32(p + 4, 0x736e5f78, true);
  view.setUint16(p + 8, 0x3a22, true);
  p += 10;
  p = putInteger(view, p, o.max_ns);
  // ,"max_frame":
  view.setInt32(p, 0x616d222c, true);
  view.setInt32(p + 4, 0x72665f78, true);
  view.setInt32(p + 8, 0x22656d61, true);
  view.setUint8(p + 12, 0x3a);
  p += 13;
  p = putInteger(view, p, o.max_frame);
  // }
  view.setUint8(p, 0x7d);
  p += 1;
  return p;
}

export function boundOfStall(_o: Stall): number {
  return 146;
}

export function putDirectionTotals(bytes: Uint8Array, view: DataView, at: number, o: DirectionTotals): number {
  let p = at;
  // {"packets":
  view.setInt32(p, 0x6170227b, true);
  view.setInt32(p + 4, 0x74656b63, true);
  view.setInt32(p + 8, 0x3a2273, true);
  p += 11;
  p = putInteger(view, p, o.packets);
  // ,"ip_bytes":
  view.setInt32(p, 0x7069222c, true);
  view.setInt32(p + 4, 0x7479625f, true);
  view.setInt32(p + 8, 0x3a227365, true);
  p += 12;
  p = putInteger(view, p, o.ip_bytes);
  // ,"payload_bytes":
  view.setInt32(p, 0x6170222c, true);
  view.setInt32(p + 4, 0x616f6c79, true);
  view.setInt32(p + 8, 0x79625f64, true);
  view.setInt32(p + 12, 0x22736574, true);
  view.setUint8(p + 16, 0x3a);
  p += 17;
  p = putInteger(view, p, o.payload_bytes);
  // ,"unique_bytes":
  view.setInt32(p, 0x6e75222c, true);
  view.setInt32(p + 4, 0x65757169, true);
  view.setInt32(p + 8, 0x7479625f, true);
  view.setInt32(p + 12, 0x3a227365, true);
  p += 16;
  p = putInteger(view, p, o.unique_bytes);
  // ,"retrans_packets":
  view.setInt32(p, 0x6572222c, true);
  view.setInt32(p + 4, 0x6e617274, true);
  view.setInt32(p + 8, 0x61705f73, true);
  view.setInt32(p + 12, 0x74656b63, true);
  view.setInt32(p + 16, 0x3a2273, true);
  p += 19;
  p = putInteger(view, p, o.retrans_packets);
  // ,"retrans_bytes":
  view.setInt32(p, 0x6572222c, true);
  view.setInt32(p + 4, 0x6e617274, true);
  view.setInt32(p + 8, 0x79625f73, true);
  view.setInt32(p + 12, 0x22736574, true);
  view.setUint8(p + 16, 0x3a);
  p += 17;
  p = putInteger(view, p, o.retrans_bytes);
  // ,"ooo_packets":
  view.setInt32(p, 0x6f6f222c, true);
  view.setInt32(p + 4, 0x61705f6f, true);
  view.setInt32(p + 8, 0x74656b63, true);
  view.setInt32(p + 12, 0x3a2273, true);
  p += 15;
  p = putInteger(view, p, o.ooo_packets);
  // ,"copies":
  view.setInt32(p, 0x6f63222c, true);
  view.setInt32(p + 4, 0x73656970, true);
  view.setUint16(p + 8, 0x3a22, true);
  p += 10;
  p = putInteger(view, p, o.copies);
  // ,"zero_windows":
  view.setInt32(p, 0x657a222c, true);
  view.setInt32(p + 4, 0x775f6f72, true);
  view.setInt32(p + 8, 0x6f646e69, true);
  view.setInt32(p + 12, 0x3a227377, true);
  p += 16;
  p = putInteger(view, p, o.zero_windows);
  // ,"gaps":
  view.setInt32(p, 0x6167222c, true);
  view.setInt32(p + 4, 0x3a227370, true);
  p += 8;
  p = putInteger(view, p, o.gaps);
  // ,"gap_bytes":
  view.setInt32(p, 0x6167222c, true);
  view.setInt32(p + 4, 0x79625f70, true);
  view.setInt32(p + 8, 0x22736574, true);
  view.setUint8(p + 12, 0x3a);
  p += 13;
  p = putInteger(view, p, o.gap_bytes);
  // ,"dup_acks":
  view.setInt32(p, 0x7564222c, true);
  view.setInt32(p + 4, 0x63615f70, true);
  view.setInt32(p + 8, 0x3a22736b, true);
  p += 12;
  p = putInteger(view, p, o.dup_acks);
  const value12 = o.lost_before_tap;
  if (value12 !== undefined) {
    // ,"lost_before_tap":
    view.setInt32(p, 0x6f6c222c, true);
    view.setInt32(p + 4, 0x625f7473, true);
    view.setInt32(p + 8, 0x726f6665, true);
    view.setInt32(p + 12, 0x61745f65, true);
    view.setInt32(p + 16, 0x3a2270, true);
    p += 19;
    p = putInteger(view, p, value12);
  }
  const value13 = o.lost_after_tap;
  if (value13 !== undefined) {
    // ,"lost_after_tap":
    view.setInt32(p, 0x6f6c222c, true);
    view.setInt32(p + 4, 0x615f7473, true);
    view.setInt32(p + 8, 0x72657466, true);
    view.setInt32(p + 12, 0x7061745f, true);
    view.setUint16(p + 16, 0x3a22, true);
    p += 18;
    p = putInteger(view, p, value13);
  }
  const value14 = o.lost_by_capture;
  if (value14 !== undefined) {
    // ,"lost_by_capture":
    view.setInt32(p, 0x6f6c222c, true);
    view.setInt32(p + 4, 0x625f7473, true);
    view.setInt32(p + 8, 0x61635f79, true);
    view.setInt32(p + 12, 0x72757470, true);
    view.setInt32(p + 16, 0x3a2265, true);
    p += 19;
    p = putInteger(view, p, value14);
  }
  const value15 = o.lost_unknown;
  if (value15 !== undefined) {
    // ,"lost_unknown":
    view.setInt32(p, 0x6f6c222c, true);
    view.setInt32(p + 4, 0x755f7473, true);
    view.setInt32(p + 8, 0x6f6e6b6e, true);
    view.setInt32(p + 12, 0x3a226e77, true);
    p += 16;
    p = putInteger(view, p, value15);
  }
  const value16 = o.wire_segments;
  if (value16 !== undefined) {
    // ,"wire_segments":
    view.setInt32(p, 0x6977222c, true);
    view.setInt32(p + 4, 0x735f6572, true);
    view.setInt32(p + 8, 0x656d6765, true);
    view.setInt32(p + 12, 0x2273746e, true);
    view.setUint8(p + 16, 0x3a);
    p += 17;
    p = putInteger(view, p, value16);
  }
  const value17 = o.retrans_wire_segments;
  if (value17 !== undefined) {
    // ,"retrans_wire_segments":
    view.setInt32(p, 0x6572222c, true);
    view.setInt32(p + 4, 0x6e617274, true);
    view.setInt32(p + 8, 0x69775f73, true);
    view.setInt32(p + 12, 0x735f6572, true);
    view.setInt32(p + 16, 0x656d6765, true);
    view.setInt32(p + 20, 0x2273746e, true);
    view.setUint8(p + 24, 0x3a);
    p += 25;
    p = putInteger(view, p, value17);
  }
  const value18 = o.retrans_ppm;
  if (value18 !== undefined) {
    // ,"retrans_ppm":
    view.setInt32(p, 0x6572222c, true);
    view.setInt32(p + 4, 0x6e617274, true);
    view.setInt32(p + 8, 0x70705f73, true);
    view.setInt32(p + 12, 0x3a226d, true);
    p += 15;
    p = putInteger(view, p, value18);
  }
  // ,"fin_packets":
  view.setInt32(p, 0x6966222c, true);
  view.setInt32(p + 4, 0x61705f6e, true);
  view.setInt32(p + 8, 0x74656b63, true);
  view.setInt32(p + 12, 0x3a2273, true);
  p += 15;
  p = putInteger(view, p, o.fin_packets);
  // ,"rst_packets":
  view.setInt32(p, 0x7372222c, true);
  view.setInt32(p + 4, 0x61705f74, true);
  view.setInt32(p + 8, 0x74656b63, true);
  view.setInt32(p + 12, 0x3a2273, true);
  p += 15;
  p = putInteger(view, p, o.rst_packets);
  const value21 = o.isn;
  if (value21 !== undefined) {
    // ,"isn":
    view.setInt32(p, 0x7369222c, true);
    view.setInt32(p + 4, 0x3a226e, true);
    p += 7;
    p = putInteger(view, p, value21);
  }
  const value22 = o.mss;
  if (value22 !== undefined) {
    // ,"mss":
    view.setInt32(p, 0x736d222c, true);
    view.setInt32(p + 4, 0x3a2273, true);
    p += 7;
    p = putInteger(view, p, value22);
  }
  const value23 = o.wscale;
  if (value23 !== undefined) {
    // ,"wscale":
    view.setInt32(p, 0x7377222c, true);
    view.setInt32(p + 4, 0x656c6163, true);
    view.setUint16(p + 8, 0x3a22, true);
    p += 10;
    p = putInteger(view, p, value23);
  }
  const value24 = o.win_min;
  if (value24 !== undefined) {
    // ,"win_min":
    view.setInt32(p, 0x6977222c, true);
    view.setInt32(p + 4, 0x696d5f6e, true);
    view.setInt32(p + 8, 0x3a226e, true);
    p += 11;
    p = putInteger(view, p, value24);
  }
  const value25 = o.win_max;
  if (value25 !== undefined) {
    // ,"win_max":
    view.setInt32(p, 0x6977222c, true);
    view.setInt32(p + 4, 0x616d5f6e, true);
    view.setInt32(p + 8, 0x3a2278, true);
    p += 11;
    p = putInteger(view, p, value25);
  }
  const value26 = o.zero_window_ns;
  if (value26 !== undefined) {
    // ,"zero_window_ns":
    view.setInt32(p, 0x657a222c, true);
    view.setInt32(p + 4, 0x775f6f72, true);
    view.setInt32(p + 8, 0x6f646e69, true);
    view.setInt32(p + 12, 0x736e5f77, true);
    view.setUint16(p + 16, 0x3a22, true);
    p += 18;
    p = putInteger(view, p, value26);
  }
  const value27 = o.max_in_flight;
  if (value27 !== undefined) {
    // ,"max_in_flight":
    view.setInt32(p, 0x616d222c, true);
    view.setInt32(p + 4, 0x6e695f78, true);
    view.setInt32(p + 8, 0x696c665f, true);
    view.setInt32(p + 12, 0x22746867, true);
    view.setUint8(p + 16, 0x3a);
    p += 17;
    p = putInteger(view, p, value27);
  }
  const value28 = o.initial_window_bytes;
  if (value28 !== undefined) {
    // ,"initial_window_bytes":
    view.setInt32(p, 0x6e69222c, true);
    view.setInt32(p + 4, 0x61697469, true);
    view.setInt32(p + 8, 0x69775f6c, true);
    view.setInt32(p + 12, 0x776f646e, true);
    view.setInt32(p + 16, 0x7479625f, true);
    view.setInt32(p + 20, 0x3a227365, true);
    p += 24;
    p = putInteger(view, p, value28);
  }
  const value29 = o.throughput_bps;
  if (value29 !== undefined) {
    // ,"throughput_bps":
    view.setInt32(p, 0x6874222c, true);
    view.setInt32(p + 4, 0x67756f72, true);
    view.setInt32(p + 8, 0x74757068, true);
    view.setInt32(p + 12, 0x7370625f, true);
    view.setUint16(p + 16, 0x3a22, true);
    p += 18;
    p = putInteger(view, p, value29);
  }
  const value30 = o.goodput_bps;
  if (value30 !== undefined) {
    // ,"goodput_bps":
    view.setInt32(p, 0x6f67222c, true);
    view.setInt32(p + 4, 0x7570646f, true);
    view.setInt32(p + 8, 0x70625f74, true);
    view.setInt32(p + 12, 0x3a2273, true);
    p += 15;
    p = putInteger(view, p, value30);
  }
  const value31 = o.idle_max_ns;
  if (value31 !== undefined) {
    // ,"idle_max_ns":
    view.setInt32(p, 0x6469222c, true);
    view.setInt32(p + 4, 0x6d5f656c, true);
    view.setInt32(p + 8, 0x6e5f7861, true);
    view.setInt32(p + 12, 0x3a2273, true);
    p += 15;
    p = putInteger(view, p, value31);
  }
  const value32 = o.rtt_min_ns;
  if (value32 !== undefined) {
    // ,"rtt_min_ns":
    view.setInt32(p, 0x7472222c, true);
    view.setInt32(p + 4, 0x696d5f74, true);
    view.setInt32(p + 8, 0x736e5f6e, true);
    view.setUint16(p + 12, 0x3a22, true);
    p += 14;
    p = putInteger(view, p, value32);
  }
  const value33 = o.rtt_p50_ns;
  if (value33 !== undefined) {
    // ,"rtt_p50_ns":
    view.setInt32(p, 0x7472222c, true);
    view.setInt32(p + 4, 0x35705f74, true);
    view.setInt32(p + 8, 0x736e5f30, true);
    view.setUint16(p + 12, 0x3a22, true);
    p += 14;
    p = putInteger(view, p, value33);
  }
  const value34 = o.rtt_p99_ns;
  if (value34 !== undefined) {
    // ,"rtt_p99_ns":
    view.setInt32(p, 0x7472222c, true);
    view.setInt32(p + 4, 0x39705f74, true);
    view.setInt32(p + 8, 0x736e5f39, true);
    view.setUint16(p + 12, 0x3a22, true);
    p += 14;
    p = putInteger(view, p, value34);
  }
  const value35 = o.rtt_max_ns;
  if (value35 !== undefined) {
    // ,"rtt_max_ns":
    view.setInt32(p, 0x7472222c, true);
    view.setInt32(p + 4, 0x616d5f74, true);
    view.setInt32(p + 8, 0x736e5f78, true);
    view.setUint16(p + 12, 0x3a22, true);
    p += 14;
    p = putInteger(view, p, value35);
  }
  // ,"rtt_count":
  view.setInt32(p, 0x7472222c, true);
  view.setInt32(p + 4, 0x6f635f74, true);
  view.setInt32(p + 8, 0x22746e75, true);
  view.setUint8(p + 12, 0x3a);
  p += 13;
  p = putInteger(view, p, o.rtt_count);
  const value37 = o.response_min_ns;
  if (value37 !== undefined) {
    // ,"response_min_ns":
    view.setInt32(p, 0x6572222c, true);
    view.setInt32(p + 4, 0x6e6f7073, true);
    view.setInt32(p + 8, 0x6d5f6573, true);
    view.setInt32(p + 12, 0x6e5f6e69, true);
    view.setInt32(p + 16, 0x3a2273, true);
    p += 19;
    p = putInteger(view, p, value37);
  }
  const value38 = o.response_p50_ns;
  if (value38 !== undefined) {
    // ,"response_p50_ns":
    view.setInt32(p, 0x6572222c, true);
    view.setInt32(p + 4, 0x6e6f7073, true);
    view.setInt32(p + 8, 0x705f6573, true);
    view.setInt32(p + 12, 0x6e5f3035, true);
    view.setInt32(p + 16, 0x3a2273, true);
    p += 19;
    p = putInteger(view, p, value38);
  }
  const value39 = o.response_p99_ns;
  if (value39 !== undefined) {
    // ,"response_p99_ns":
    view.setInt32(p, 0x6572222c, true);
    view.setInt32(p + 4, 0x6e6f7073, true);
    view.setInt32(p + 8, 0x705f6573, true);
    view.setInt32(p + 12, 0x6e5f3939, true);
    view.setInt32(p + 16, 0x3a2273, true);
    p += 19;
    p = putInteger(view, p, value39);
  }
  const value40 = o.response_max_ns;
  if (value40 !== undefined) {
    // ,"response_max_ns":
    view.setInt32(p, 0x6572222c, true);
    view.setInt32(p + 4, 0x6e6f7073, true);
    view.setInt32(p + 8, 0x6d5f6573, true);
    view.setInt32(p + 12, 0x6e5f7861, true);
    view.setInt32(p + 16, 0x3a2273, true);
    p += 19;
    p = putInteger(view, p, value40);
  }
  // ,"response_count":
  view.setInt32(p, 0x6572222c, true);
  view.setInt32(p + 4, 0x6e6f7073, true);
  view.setInt32(p + 8, 0x635f6573, true);
  view.setInt32(p + 12, 0x746e756f, true);
  view.setUint16(p + 16, 0x3a22, true);
  p += 18;
  p = putInteger(view, p, o.response_count);
  // ,"cksum_good":
  view.setInt32(p, 0x6b63222c, true);
  view.setInt32(p + 4, 0x5f6d7573, true);
  view.setInt32(p + 8, 0x646f6f67, true);
  view.setUint16(p + 12, 0x3a22, true);
  p += 14;
  p = putInteger(view, p, o.cksum_good);
  // ,"cksum_partial":
  view.setInt32(p, 0x6b63222c, true);
  view.setInt32(p + 4, 0x5f6d7573, true);
  view.setInt32(p + 8, 0x74726170, true);
  view.setInt32(p + 12, 0x226c6169, true);
  view.setUint8(p + 16, 0x3a);
  p += 17;
  p = putInteger(view, p, o.cksum_partial);
  // ,"cksum_bad":
  view.setInt32(p, 0x6b63222c, true);
  view.setInt32(p + 4, 0x5f6d7573, true);
  view.setInt32(p + 8, 0x22646162, true);
  view.setUint8(p + 12, 0x3a);
  p += 13;
  p = putInteger(view, p, o.cksum_bad);
  // ,"cksum_unverified":
  view.setInt32(p, 0x6b63222c, true);
  view.setInt32(p + 4, 0x5f6d7573, true);
  view.setInt32(p + 8, 0x65766e75, true);
  view.setInt32(p + 12, 0x69666972, true);
  view.setInt32(p + 16, 0x3a226465, true);
  p += 20;
  p = putInteger(view, p, o.cksum_unverified);
  // }
  view.setUint8(p, 0x7d);
  p += 1;
  return p;
}

export function boundOfDirectionTotals(_o: DirectionTotals): number {
  return 1489;
}

export function putUndecodedCount(bytes: Uint8Array, view: DataView, at: number, o: UndecodedCount): number {
  let p = at;
  // {"reason":"
  view.setInt32(p, 0x6572227b, true);
  view.setInt32(p + 4, 0x6e6f7361, true);
  view.setInt32(p + 8, 0x223a22, true);
  p += 11;
  p = putText(bytes, p, o.reason);
  // ","n":
  view.setInt32(p, 0x6e222c22, true);
  view.setUint16(p + 4, 0x3a22, true);
  p += 6;
  p = putInteger(view, p, o.n);
  const value2 = o.link_type;
  if (value2 !== undefined) {
    // ,"link_type":"
    view.setInt32(p, 0x696c222c, true);
    view.setInt32(p + 4, 0x745f6b6e, true);
    view.setInt32(p + 8, 0x22657079, true);
    view.setUint16(p + 12, 0x223a, true);
    p += 14;
    p = putText(bytes, p, value2);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  // }
  view.setUint8(p, 0x7d);
  p += 1;
  return p;
}

export function boundOfUndecodedCount(o: UndecodedCount): number {
  let bound = 51;
  bound += 6 * o.reason.length;
  if (o.link_type !== undefined) bound += 6 * o.link_type.length;
  return bound;
}

export function putIpFragments(bytes: Uint8Array, view: DataView, at: number, o: IpFragments): number {
  let p = at;
  // {"packets":
  view.setInt32(p, 0x6170227b, true);
  view.setInt32(p + 4, 0x74656b63, true);
  view.setInt32(p + 8, 0x3a2273, true);
  p += 11;
  p = putInteger(view, p, o.packets);
  // ,"datagrams":
  view.setInt32(p, 0x6164222c, true);
  view.setInt32(p + 4, 0x72676174, true);
  view.setInt32(p + 8, 0x22736d61, true);
  view.setUint8(p + 12, 0x3a);
  p += 13;
  p = putInteger(view, p, o.datagrams);
  // ,"joined":
  view.setInt32(p, 0x6f6a222c, true);
  view.setInt32(p + 4, 0x64656e69, true);
  view.setUint16(p + 8, 0x3a22, true);
  p += 10;
  p = putInteger(view, p, o.joined);
  // ,"lost":
  view.setInt32(p, 0x6f6c222c, true);
  view.setInt32(p + 4, 0x3a227473, true);
  p += 8;
  p = putInteger(view, p, o.lost);
  // ,"duplicates":
  view.setInt32(p, 0x7564222c, true);
  view.setInt32(p + 4, 0x63696c70, true);
  view.setInt32(p + 8, 0x73657461, true);
  view.setUint16(p + 12, 0x3a22, true);
  p += 14;
  p = putInteger(view, p, o.duplicates);
  // ,"overlapping":
  view.setInt32(p, 0x766f222c, true);
  view.setInt32(p + 4, 0x616c7265, true);
  view.setInt32(p + 8, 0x6e697070, true);
  view.setInt32(p + 12, 0x3a2267, true);
  p += 15;
  p = putInteger(view, p, o.overlapping);
  // ,"conflicting":
  view.setInt32(p, 0x6f63222c, true);
  view.setInt32(p + 4, 0x696c666e, true);
  view.setInt32(p + 8, 0x6e697463, true);
  view.setInt32(p + 12, 0x3a2267, true);
  p += 15;
  p = putInteger(view, p, o.conflicting);
  // ,"tiny":
  view.setInt32(p, 0x6974222c, true);
  view.setInt32(p + 4, 0x3a22796e, true);
  p += 8;
  p = putInteger(view, p, o.tiny);
  // ,"malformed":
  view.setInt32(p, 0x616d222c, true);
  view.setInt32(p + 4, 0x726f666c, true);
  view.setInt32(p + 8, 0x2264656d, true);
  view.setUint8(p + 12, 0x3a);
  p += 13;
  p = putInteger(view, p, o.malformed);
  // ,"timed_out":
  view.setInt32(p, 0x6974222c, true);
  view.setInt32(p + 4, 0x5f64656d, true);
  view.setInt32(p + 8, 0x2274756f, true);
  view.setUint8(p + 12, 0x3a);
  p += 13;
  p = putInteger(view, p, o.timed_out);
  // ,"evicted":
  view.setInt32(p, 0x7665222c, true);
  view.setInt32(p + 4, 0x65746369, true);
  view.setInt32(p + 8, 0x3a2264, true);
  p += 11;
  p = putInteger(view, p, o.evicted);
  // }
  view.setUint8(p, 0x7d);
  p += 1;
  return p;
}

export function boundOfIpFragments(_o: IpFragments): number {
  return 320;
}

export function putCaptureHost(bytes: Uint8Array, view: DataView, at: number, o: CaptureHost): number {
  let p = at;
  // {"ip":"
  view.setInt32(p, 0x7069227b, true);
  view.setInt32(p + 4, 0x223a22, true);
  p += 7;
  p = putText(bytes, p, o.ip);
  // ","partial":
  view.setInt32(p, 0x70222c22, true);
  view.setInt32(p + 4, 0x69747261, true);
  view.setInt32(p + 8, 0x3a226c61, true);
  p += 12;
  p = putInteger(view, p, o.partial);
  // ,"via":"
  view.setInt32(p, 0x6976222c, true);
  view.setInt32(p + 4, 0x223a2261, true);
  p += 8;
  p = putWord(bytes, p, o.via);
  // ","local_path":
  view.setInt32(p, 0x6c222c22, true);
  view.setInt32(p + 4, 0x6c61636f, true);
  view.setInt32(p + 8, 0x7461705f, true);
  view.setInt32(p + 12, 0x3a2268, true);
  p += 15;
  p = putBoolean(view, p, o.local_path);
  // }
  view.setUint8(p, 0x7d);
  p += 1;
  return p;
}

export function boundOfCaptureHost(o: CaptureHost): number {
  let bound = 74;
  bound += 6 * o.ip.length;
  return bound;
}

export function putJudgement(bytes: Uint8Array, view: DataView, at: number, o: Judgement): number {
  let p = at;
  // {"question":"
  view.setInt32(p, 0x7571227b, true);
  view.setInt32(p + 4, 0x69747365, true);
  view.setInt32(p + 8, 0x3a226e6f, true);
  view.setUint8(p + 12, 0x22);
  p += 13;
  p = putWord(bytes, p, o.question);
  // ","answer":"
  view.setInt32(p, 0x61222c22, true);
  view.setInt32(p + 4, 0x6577736e, true);
  view.setInt32(p + 8, 0x223a2272, true);
  p += 12;
  p = putWord(bytes, p, o.answer);
  // ","because":[
  view.setInt32(p, 0x62222c22, true);
  view.setInt32(p + 4, 0x75616365, true);
  view.setInt32(p + 8, 0x3a226573, true);
  view.setUint8(p + 12, 0x5b);
  p += 13;
  const list2 = o.because;
  for (let i2 = 0; i2 < list2.length; i2++) {
    if (i2 > 0) {
      // ,
      view.setUint8(p, 0x2c);
      p += 1;
    }
    // "
    view.setUint8(p, 0x22);
    p += 1;
    p = putWord(bytes, p, list2[i2]!);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  // ]}
  view.setUint16(p, 0x7d5d, true);
  p += 2;
  return p;
}

export function boundOfJudgement(o: Judgement): number {
  let bound = 59;
  bound += 20 * o.because.length;
  return bound;
}

export function putCaptureReport(bytes: Uint8Array, view: DataView, at: number, o: CaptureReport): number {
  let p = at;
  // {"copies_ppm":
  view.setInt32(p, 0x6f63227b, true);
  view.setInt32(p + 4, 0x73656970, true);
  view.setInt32(p + 8, 0x6d70705f, true);
  view.setUint16(p + 12, 0x3a22, true);
  p += 14;
  p = putInteger(view, p, o.copies_ppm);
  // ,"offload_ppm":
  view.setInt32(p, 0x666f222c, true);
  view.setInt32(p + 4, 0x616f6c66, true);
  view.setInt32(p + 8, 0x70705f64, true);
  view.setInt32(p + 12, 0x3a226d, true);
  p += 15;
  p = putInteger(view, p, o.offload_ppm);
  // ,"large_ppm":
  view.setInt32(p, 0x616c222c, true);
  view.setInt32(p + 4, 0x5f656772, true);
  view.setInt32(p + 8, 0x226d7070, true);
  view.setUint8(p + 12, 0x3a);
  p += 13;
  p = putInteger(view, p, o.large_ppm);
  // ,"cut_ppm":
  view.setInt32(p, 0x7563222c, true);
  view.setInt32(p + 4, 0x70705f74, true);
  view.setInt32(p + 8, 0x3a226d, true);
  p += 11;
  p = putInteger(view, p, o.cut_ppm);
  // ,"backward_ppm":
  view.setInt32(p, 0x6162222c, true);
  view.setInt32(p + 4, 0x61776b63, true);
  view.setInt32(p + 8, 0x705f6472, true);
  view.setInt32(p + 12, 0x3a226d70, true);
  p += 16;
  p = putInteger(view, p, o.backward_ppm);
  // ,"one_sided_flows":
  view.setInt32(p, 0x6e6f222c, true);
  view.setInt32(p + 4, 0x69735f65, true);
  view.setInt32(p + 8, 0x5f646564, true);
  view.setInt32(p + 12, 0x776f6c66, true);
  view.setInt32(p + 16, 0x3a2273, true);
  p += 19;
  p = putInteger(view, p, o.one_sided_flows);
  // ,"midstream_flows":
  view.setInt32(p, 0x696d222c, true);
  view.setInt32(p + 4, 0x72747364, true);
  view.setInt32(p + 8, 0x5f6d6165, true);
  view.setInt32(p + 12, 0x776f6c66, true);
  view.setInt32(p + 16, 0x3a2273, true);
  p += 19;
  p = putInteger(view, p, o.midstream_flows);
  // ,"open_flows":
  view.setInt32(p, 0x706f222c, true);
  view.setInt32(p + 4, 0x665f6e65, true);
  view.setInt32(p + 8, 0x73776f6c, true);
  view.setUint16(p + 12, 0x3a22, true);
  p += 14;
  p = putInteger(view, p, o.open_flows);
  // ,"gap_flows":
  view.setInt32(p, 0x6167222c, true);
  view.setInt32(p + 4, 0x6c665f70, true);
  view.setInt32(p + 8, 0x2273776f, true);
  view.setUint8(p + 12, 0x3a);
  p += 13;
  p = putInteger(view, p, o.gap_flows);
  // ,"gaps":
  view.setInt32(p, 0x6167222c, true);
  view.setInt32(p + 4, 0x3a227370, true);
  p += 8;
  p = putInteger(view, p, o.gaps);
  // ,"gap_bytes":
  view.setInt32(p, 0x6167222c, true);
  view.setInt32(p + 4, 0x79625f70, true);
  view.setInt32(p + 8, 0x22736574, true);
  view.setUint8(p + 12, 0x3a);
  p += 13;
  p = putInteger(view, p, o.gap_bytes);
  // ,"acked_unseen":
  view.setInt32(p, 0x6361222c, true);
  view.setInt32(p + 4, 0x5f64656b, true);
  view.setInt32(p + 8, 0x65736e75, true);
  view.setInt32(p + 12, 0x3a226e65, true);
  p += 16;
  p = putInteger(view, p, o.acked_unseen);
  const value12 = o.kernel_drops;
  if (value12 !== undefined) {
    // ,"kernel_drops":
    view.setInt32(p, 0x656b222c, true);
    view.setInt32(p + 4, 0x6c656e72, true);
    view.setInt32(p + 8, 0x6f72645f, true);
    view.setInt32(p + 12, 0x3a227370, true);
    p += 16;
    p = putInteger(view, p, value12);
  }
  // ,"limited_flows":
  view.setInt32(p, 0x696c222c, true);
  view.setInt32(p + 4, 0x6574696d, true);
  view.setInt32(p + 8, 0x6c665f64, true);
  view.setInt32(p + 12, 0x2273776f, true);
  view.setUint8(p + 16, 0x3a);
  p += 17;
  p = putInteger(view, p, o.limited_flows);
  const value14 = o.stamp_unit_ns;
  if (value14 !== undefined) {
    // ,"stamp_unit_ns":
    view.setInt32(p, 0x7473222c, true);
    view.setInt32(p + 4, 0x5f706d61, true);
    view.setInt32(p + 8, 0x74696e75, true);
    view.setInt32(p + 12, 0x22736e5f, true);
    view.setUint8(p + 16, 0x3a);
    p += 17;
    p = putInteger(view, p, value14);
  }
  // ,"judgements":[
  view.setInt32(p, 0x756a222c, true);
  view.setInt32(p + 4, 0x6d656764, true);
  view.setInt32(p + 8, 0x73746e65, true);
  view.setInt32(p + 12, 0x5b3a22, true);
  p += 15;
  const list15 = o.judgements;
  for (let i15 = 0; i15 < list15.length; i15++) {
    if (i15 > 0) {
      // ,
      view.setUint8(p, 0x2c);
      p += 1;
    }
    p = putJudgement(bytes, view, p, list15[i15]!);
  }
  // ]}
  view.setUint16(p, 0x7d5d, true);
  p += 2;
  return p;
}

export function boundOfCaptureReport(o: CaptureReport): number {
  let bound = 494;
  for (const item of o.judgements) bound += 1 + boundOfJudgement(item);
  return bound;
}

function encodeCaptureStart(out: LineWriter, e: CaptureStartEvent): void {
  out.reserve(boundOfCaptureStartEvent(e) + 26);
  const { bytes, view } = out;
  let p = out.position;
  // {"event":"capture_start","file":"
  view.setInt32(p, 0x7665227b, true);
  view.setInt32(p + 4, 0x22746e65, true);
  view.setInt32(p + 8, 0x6163223a, true);
  view.setInt32(p + 12, 0x72757470, true);
  view.setInt32(p + 16, 0x74735f65, true);
  view.setInt32(p + 20, 0x22747261, true);
  view.setInt32(p + 24, 0x6966222c, true);
  view.setInt32(p + 28, 0x3a22656c, true);
  view.setUint8(p + 32, 0x22);
  p += 33;
  p = putText(bytes, p, e.file);
  // ","file_index":
  view.setInt32(p, 0x66222c22, true);
  view.setInt32(p + 4, 0x5f656c69, true);
  view.setInt32(p + 8, 0x65646e69, true);
  view.setInt32(p + 12, 0x3a2278, true);
  p += 15;
  p = putInteger(view, p, e.file_index);
  // ,"format":"
  view.setInt32(p, 0x6f66222c, true);
  view.setInt32(p + 4, 0x74616d72, true);
  view.setInt32(p + 8, 0x223a22, true);
  p += 11;
  p = putWord(bytes, p, e.format);
  // "
  view.setUint8(p, 0x22);
  p += 1;
  const value3 = e.compression;
  if (value3 !== undefined) {
    // ,"compression":"
    view.setInt32(p, 0x6f63222c, true);
    view.setInt32(p + 4, 0x6572706d, true);
    view.setInt32(p + 8, 0x6f697373, true);
    view.setInt32(p + 12, 0x223a226e, true);
    p += 16;
    p = putWord(bytes, p, value3);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  // ,"byte_order":"
  view.setInt32(p, 0x7962222c, true);
  view.setInt32(p + 4, 0x6f5f6574, true);
  view.setInt32(p + 8, 0x72656472, true);
  view.setInt32(p + 12, 0x223a22, true);
  p += 15;
  p = putWord(bytes, p, e.byte_order);
  // "
  view.setUint8(p, 0x22);
  p += 1;
  const value5 = e.ts_resolution;
  if (value5 !== undefined) {
    // ,"ts_resolution":"
    view.setInt32(p, 0x7374222c, true);
    view.setInt32(p + 4, 0x7365725f, true);
    view.setInt32(p + 8, 0x74756c6f, true);
    view.setInt32(p + 12, 0x226e6f69, true);
    view.setUint16(p + 16, 0x223a, true);
    p += 18;
    p = putText(bytes, p, value5);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value6 = e.snaplen;
  if (value6 !== undefined) {
    // ,"snaplen":
    view.setInt32(p, 0x6e73222c, true);
    view.setInt32(p + 4, 0x656c7061, true);
    view.setInt32(p + 8, 0x3a226e, true);
    p += 11;
    p = putInteger(view, p, value6);
  }
  // ,"interfaces":[
  view.setInt32(p, 0x6e69222c, true);
  view.setInt32(p + 4, 0x66726574, true);
  view.setInt32(p + 8, 0x73656361, true);
  view.setInt32(p + 12, 0x5b3a22, true);
  p += 15;
  const list7 = e.interfaces;
  for (let i7 = 0; i7 < list7.length; i7++) {
    if (i7 > 0) {
      // ,
      view.setUint8(p, 0x2c);
      p += 1;
    }
    p = putInterfaceDescription(bytes, view, p, list7[i7]!);
  }
  // ],"schema_version":
  view.setInt32(p, 0x73222c5d, true);
  view.setInt32(p + 4, 0x6d656863, true);
  view.setInt32(p + 8, 0x65765f61, true);
  view.setInt32(p + 12, 0x6f697372, true);
  view.setInt32(p + 16, 0x3a226e, true);
  p += 19;
  p = putInteger(view, p, e.schema_version);
  // }\n
  view.setUint16(p, 0x0a7d, true);
  p += 2;
  out.position = p;
}

export function boundOfCaptureStartEvent(o: CaptureStartEvent): number {
  let bound = 202;
  bound += 6 * o.file.length;
  if (o.ts_resolution !== undefined) bound += 6 * o.ts_resolution.length;
  for (const item of o.interfaces) bound += 1 + boundOfInterfaceDescription(item);
  return bound;
}

function encodeMidstream(out: LineWriter, e: MidstreamEvent): void {
  out.reserve(boundOfMidstreamEvent(e) + 22 + ENVELOPE_BOUND);
  const { bytes, view } = out;
  let p = out.position;
  // {"event":"midstream"
  view.setInt32(p, 0x7665227b, true);
  view.setInt32(p + 4, 0x22746e65, true);
  view.setInt32(p + 8, 0x696d223a, true);
  view.setInt32(p + 12, 0x72747364, true);
  view.setInt32(p + 16, 0x226d6165, true);
  p += 20;
  p = out.putEnvelope(
    p, e.phase, e.sec, e.nsec, e.rel_ns, e.fromClient, e.frame, e.fileIndex,
    e.fileOffset, e.knownFrame, e.flow,
  );
  // ,"role_from":"
  view.setInt32(p, 0x6f72222c, true);
  view.setInt32(p + 4, 0x665f656c, true);
  view.setInt32(p + 8, 0x226d6f72, true);
  view.setUint16(p + 12, 0x223a, true);
  p += 14;
  p = putWord(bytes, p, e.role_from);
  // "
  view.setUint8(p, 0x22);
  p += 1;
  const value1 = e.client_seq_base_raw;
  if (value1 !== undefined) {
    // ,"client_seq_base_raw":
    view.setInt32(p, 0x6c63222c, true);
    view.setInt32(p + 4, 0x746e6569, true);
    view.setInt32(p + 8, 0x7165735f, true);
    view.setInt32(p + 12, 0x7361625f, true);
    view.setInt32(p + 16, 0x61725f65, true);
    view.setInt32(p + 20, 0x3a2277, true);
    p += 23;
    p = putInteger(view, p, value1);
  }
  const value2 = e.server_seq_base_raw;
  if (value2 !== undefined) {
    // ,"server_seq_base_raw":
    view.setInt32(p, 0x6573222c, true);
    view.setInt32(p + 4, 0x72657672, true);
    view.setInt32(p + 8, 0x7165735f, true);
    view.setInt32(p + 12, 0x7361625f, true);
    view.setInt32(p + 16, 0x61725f65, true);
    view.setInt32(p + 20, 0x3a2277, true);
    p += 23;
    p = putInteger(view, p, value2);
  }
  // }\n
  view.setUint16(p, 0x0a7d, true);
  p += 2;
  out.position = p;
}

export function boundOfMidstreamEvent(_o: MidstreamEvent): number {
  return 104;
}

function encodeSyn(out: LineWriter, e: SynEvent): void {
  out.reserve(boundOfSynEvent(e) + 16 + ENVELOPE_BOUND);
  const { bytes, view } = out;
  let p = out.position;
  // {"event":"syn"
  view.setInt32(p, 0x7665227b, true);
  view.setInt32(p + 4, 0x22746e65, true);
  view.setInt32(p + 8, 0x7973223a, true);
  view.setUint16(p + 12, 0x226e, true);
  p += 14;
  p = out.putEnvelope(
    p, e.phase, e.sec, e.nsec, e.rel_ns, e.fromClient, e.frame, e.fileIndex,
    e.fileOffset, e.knownFrame, e.flow,
  );
  // ,"isn":
  view.setInt32(p, 0x7369222c, true);
  view.setInt32(p + 4, 0x3a226e, true);
  p += 7;
  p = putInteger(view, p, e.isn);
  // ,"attempt":
  view.setInt32(p, 0x7461222c, true);
  view.setInt32(p + 4, 0x706d6574, true);
  view.setInt32(p + 8, 0x3a2274, true);
  p += 11;
  p = putInteger(view, p, e.attempt);
  // ,"win":
  view.setInt32(p, 0x6977222c, true);
  view.setInt32(p + 4, 0x3a226e, true);
  p += 7;
  p = putInteger(view, p, e.win);
  const value3 = e.mss;
  if (value3 !== undefined) {
    // ,"mss":
    view.setInt32(p, 0x736d222c, true);
    view.setInt32(p + 4, 0x3a2273, true);
    p += 7;
    p = putInteger(view, p, value3);
  }
  const value4 = e.wscale;
  if (value4 !== undefined) {
    // ,"wscale":
    view.setInt32(p, 0x7377222c, true);
    view.setInt32(p + 4, 0x656c6163, true);
    view.setUint16(p + 8, 0x3a22, true);
    p += 10;
    p = putInteger(view, p, value4);
  }
  const value5 = e.sack_permitted;
  if (value5 !== undefined) {
    // ,"sack_permitted":
    view.setInt32(p, 0x6173222c, true);
    view.setInt32(p + 4, 0x705f6b63, true);
    view.setInt32(p + 8, 0x696d7265, true);
    view.setInt32(p + 12, 0x64657474, true);
    view.setUint16(p + 16, 0x3a22, true);
    p += 18;
    p = putBoolean(view, p, value5);
  }
  const value6 = e.ts_val;
  if (value6 !== undefined) {
    // ,"ts_val":
    view.setInt32(p, 0x7374222c, true);
    view.setInt32(p + 4, 0x6c61765f, true);
    view.setUint16(p + 8, 0x3a22, true);
    p += 10;
    p = putInteger(view, p, value6);
  }
  const value7 = e.ts_ecr;
  if (value7 !== undefined) {
    // ,"ts_ecr":
    view.setInt32(p, 0x7374222c, true);
    view.setInt32(p + 4, 0x7263655f, true);
    view.setUint16(p + 8, 0x3a22, true);
    p += 10;
    p = putInteger(view, p, value7);
  }
  // ,"other_options":[
  view.setInt32(p, 0x746f222c, true);
  view.setInt32(p + 4, 0x5f726568, true);
  view.setInt32(p + 8, 0x6974706f, true);
  view.setInt32(p + 12, 0x22736e6f, true);
  view.setUint16(p + 16, 0x5b3a, true);
  p += 18;
  const list8 = e.other_options;
  for (let i8 = 0; i8 < list8.length; i8++) {
    if (i8 > 0) {
      // ,
      view.setUint8(p, 0x2c);
      p += 1;
    }
    // "
    view.setUint8(p, 0x22);
    p += 1;
    p = putText(bytes, p, list8[i8]!);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  // ]
  view.setUint8(p, 0x5d);
  p += 1;
  const value9 = e.options_cut;
  if (value9 !== undefined) {
    // ,"options_cut":
    view.setInt32(p, 0x706f222c, true);
    view.setInt32(p + 4, 0x6e6f6974, true);
    view.setInt32(p + 8, 0x75635f73, true);
    view.setInt32(p + 12, 0x3a2274, true);
    p += 15;
    p = putBoolean(view, p, value9);
  }
  const value10 = e.fast_open;
  if (value10 !== undefined) {
    // ,"fast_open":"
    view.setInt32(p, 0x6166222c, true);
    view.setInt32(p + 4, 0x6f5f7473, true);
    view.setInt32(p + 8, 0x226e6570, true);
    view.setUint16(p + 12, 0x223a, true);
    p += 14;
    p = putWord(bytes, p, value10);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value11 = e.payload_bytes;
  if (value11 !== undefined) {
    // ,"payload_bytes":
    view.setInt32(p, 0x6170222c, true);
    view.setInt32(p + 4, 0x616f6c79, true);
    view.setInt32(p + 8, 0x79625f64, true);
    view.setInt32(p + 12, 0x22736574, true);
    view.setUint8(p + 16, 0x3a);
    p += 17;
    p = putInteger(view, p, value11);
  }
  const value12 = e.iface;
  if (value12 !== undefined) {
    // ,"iface":"
    view.setInt32(p, 0x6669222c, true);
    view.setInt32(p + 4, 0x22656361, true);
    view.setUint16(p + 8, 0x223a, true);
    p += 10;
    p = putText(bytes, p, value12);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value13 = e.pkt_dir;
  if (value13 !== undefined) {
    // ,"pkt_dir":"
    view.setInt32(p, 0x6b70222c, true);
    view.setInt32(p + 4, 0x69645f74, true);
    view.setInt32(p + 8, 0x223a2272, true);
    p += 12;
    p = putWord(bytes, p, value13);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  // ,"ttl":
  view.setInt32(p, 0x7474222c, true);
  view.setInt32(p + 4, 0x3a226c, true);
  p += 7;
  p = putInteger(view, p, e.ttl);
  // }\n
  view.setUint16(p, 0x0a7d, true);
  p += 2;
  out.position = p;
}

export function boundOfSynEvent(o: SynEvent): number {
  let bound = 352;
  for (const item of o.other_options) bound += 3 + 6 * item.length;
  if (o.iface !== undefined) bound += 6 * o.iface.length;
  return bound;
}

function encodeSynAck(out: LineWriter, e: SynAckEvent): void {
  out.reserve(boundOfSynAckEvent(e) + 20 + ENVELOPE_BOUND);
  const { bytes, view } = out;
  let p = out.position;
  // {"event":"syn_ack"
  view.setInt32(p, 0x7665227b, true);
  view.setInt32(p + 4, 0x22746e65, true);
  view.setInt32(p + 8, 0x7973223a, true);
  view.setInt32(p + 12, 0x63615f6e, true);
  view.setUint16(p + 16, 0x226b, true);
  p += 18;
  p = out.putEnvelope(
    p, e.phase, e.sec, e.nsec, e.rel_ns, e.fromClient, e.frame, e.fileIndex,
    e.fileOffset, e.knownFrame, e.flow,
  );
  // ,"isn":
  view.setInt32(p, 0x7369222c, true);
  view.setInt32(p + 4, 0x3a226e, true);
  p += 7;
  p = putInteger(view, p, e.isn);
  // ,"ack_raw":
  view.setInt32(p, 0x6361222c, true);
  view.setInt32(p + 4, 0x61725f6b, true);
  view.setInt32(p + 8, 0x3a2277, true);
  p += 11;
  p = putInteger(view, p, e.ack_raw);
  // ,"attempt":
  view.setInt32(p, 0x7461222c, true);
  view.setInt32(p + 4, 0x706d6574, true);
  view.setInt32(p + 8, 0x3a2274, true);
  p += 11;
  p = putInteger(view, p, e.attempt);
  // ,"win":
  view.setInt32(p, 0x6977222c, true);
  view.setInt32(p + 4, 0x3a226e, true);
  p += 7;
  p = putInteger(view, p, e.win);
  const value4 = e.mss;
  if (value4 !== undefined) {
    // ,"mss":
    view.setInt32(p, 0x736d222c, true);
    view.setInt32(p + 4, 0x3a2273, true);
    p += 7;
    p = putInteger(view, p, value4);
  }
  const value5 = e.wscale;
  if (value5 !== undefined) {
    // ,"wscale":
    view.setInt32(p, 0x7377222c, true);
    view.setInt32(p + 4, 0x656c6163, true);
    view.setUint16(p + 8, 0x3a22, true);
    p += 10;
    p = putInteger(view, p, value5);
  }
  const value6 = e.sack_permitted;
  if (value6 !== undefined) {
    // ,"sack_permitted":
    view.setInt32(p, 0x6173222c, true);
    view.setInt32(p + 4, 0x705f6b63, true);
    view.setInt32(p + 8, 0x696d7265, true);
    view.setInt32(p + 12, 0x64657474, true);
    view.setUint16(p + 16, 0x3a22, true);
    p += 18;
    p = putBoolean(view, p, value6);
  }
  const value7 = e.ts_val;
  if (value7 !== undefined) {
    // ,"ts_val":
    view.setInt32(p, 0x7374222c, true);
    view.setInt32(p + 4, 0x6c61765f, true);
    view.setUint16(p + 8, 0x3a22, true);
    p += 10;
    p = putInteger(view, p, value7);
  }
  const value8 = e.ts_ecr;
  if (value8 !== undefined) {
    // ,"ts_ecr":
    view.setInt32(p, 0x7374222c, true);
    view.setInt32(p + 4, 0x7263655f, true);
    view.setUint16(p + 8, 0x3a22, true);
    p += 10;
    p = putInteger(view, p, value8);
  }
  // ,"other_options":[
  view.setInt32(p, 0x746f222c, true);
  view.setInt32(p + 4, 0x5f726568, true);
  view.setInt32(p + 8, 0x6974706f, true);
  view.setInt32(p + 12, 0x22736e6f, true);
  view.setUint16(p + 16, 0x5b3a, true);
  p += 18;
  const list9 = e.other_options;
  for (let i9 = 0; i9 < list9.length; i9++) {
    if (i9 > 0) {
      // ,
      view.setUint8(p, 0x2c);
      p += 1;
    }
    // "
    view.setUint8(p, 0x22);
    p += 1;
    p = putText(bytes, p, list9[i9]!);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  // ]
  view.setUint8(p, 0x5d);
  p += 1;
  const value10 = e.options_cut;
  if (value10 !== undefined) {
    // ,"options_cut":
    view.setInt32(p, 0x706f222c, true);
    view.setInt32(p + 4, 0x6e6f6974, true);
    view.setInt32(p + 8, 0x75635f73, true);
    view.setInt32(p + 12, 0x3a2274, true);
    p += 15;
    p = putBoolean(view, p, value10);
  }
  const value11 = e.fast_open;
  if (value11 !== undefined) {
    // ,"fast_open":"
    view.setInt32(p, 0x6166222c, true);
    view.setInt32(p + 4, 0x6f5f7473, true);
    view.setInt32(p + 8, 0x226e6570, true);
    view.setUint16(p + 12, 0x223a, true);
    p += 14;
    p = putWord(bytes, p, value11);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value12 = e.payload_bytes;
  if (value12 !== undefined) {
    // ,"payload_bytes":
    view.setInt32(p, 0x6170222c, true);
    view.setInt32(p + 4, 0x616f6c79, true);
    view.setInt32(p + 8, 0x79625f64, true);
    view.setInt32(p + 12, 0x22736574, true);
    view.setUint8(p + 16, 0x3a);
    p += 17;
    p = putInteger(view, p, value12);
  }
  const value13 = e.iface;
  if (value13 !== undefined) {
    // ,"iface":"
    view.setInt32(p, 0x6669222c, true);
    view.setInt32(p + 4, 0x22656361, true);
    view.setUint16(p + 8, 0x223a, true);
    p += 10;
    p = putText(bytes, p, value13);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value14 = e.pkt_dir;
  if (value14 !== undefined) {
    // ,"pkt_dir":"
    view.setInt32(p, 0x6b70222c, true);
    view.setInt32(p + 4, 0x69645f74, true);
    view.setInt32(p + 8, 0x223a2272, true);
    p += 12;
    p = putWord(bytes, p, value14);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  // ,"ttl":
  view.setInt32(p, 0x7474222c, true);
  view.setInt32(p + 4, 0x3a226c, true);
  p += 7;
  p = putInteger(view, p, e.ttl);
  const value16 = e.rtt_ns;
  if (value16 !== undefined) {
    // ,"rtt_ns":
    view.setInt32(p, 0x7472222c, true);
    view.setInt32(p + 4, 0x736e5f74, true);
    view.setUint16(p + 8, 0x3a22, true);
    p += 10;
    p = putInteger(view, p, value16);
  }
  // }\n
  view.setUint16(p, 0x0a7d, true);
  p += 2;
  out.position = p;
}

export function boundOfSynAckEvent(o: SynAckEvent): number {
  let bound = 407;
  for (const item of o.other_options) bound += 3 + 6 * item.length;
  if (o.iface !== undefined) bound += 6 * o.iface.length;
  return bound;
}

function encodeEstablished(out: LineWriter, e: EstablishedEvent): void {
  out.reserve(boundOfEstablishedEvent(e) + 24 + ENVELOPE_BOUND);
  const { bytes, view } = out;
  let p = out.position;
  // {"event":"established"
  view.setInt32(p, 0x7665227b, true);
  view.setInt32(p + 4, 0x22746e65, true);
  view.setInt32(p + 8, 0x7365223a, true);
  view.setInt32(p + 12, 0x6c626174, true);
  view.setInt32(p + 16, 0x65687369, true);
  view.setUint16(p + 20, 0x2264, true);
  p += 22;
  p = out.putEnvelope(
    p, e.phase, e.sec, e.nsec, e.rel_ns, e.fromClient, e.frame, e.fileIndex,
    e.fileOffset, e.knownFrame, e.flow,
  );
  // ,"open":"
  view.setInt32(p, 0x706f222c, true);
  view.setInt32(p + 4, 0x3a226e65, true);
  view.setUint8(p + 8, 0x22);
  p += 9;
  p = putWord(bytes, p, e.open);
  // "
  view.setUint8(p, 0x22);
  p += 1;
  const value1 = e.inferred;
  if (value1 !== undefined) {
    // ,"inferred":"
    view.setInt32(p, 0x6e69222c, true);
    view.setInt32(p + 4, 0x72726566, true);
    view.setInt32(p + 8, 0x3a226465, true);
    view.setUint8(p + 12, 0x22);
    p += 13;
    p = putWord(bytes, p, value1);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value2 = e.rtt_ns;
  if (value2 !== undefined) {
    // ,"rtt_ns":
    view.setInt32(p, 0x7472222c, true);
    view.setInt32(p + 4, 0x736e5f74, true);
    view.setUint16(p + 8, 0x3a22, true);
    p += 10;
    p = putInteger(view, p, value2);
  }
  const value3 = e.handshake_ns;
  if (value3 !== undefined) {
    // ,"handshake_ns":
    view.setInt32(p, 0x6168222c, true);
    view.setInt32(p + 4, 0x6873646e, true);
    view.setInt32(p + 8, 0x5f656b61, true);
    view.setInt32(p + 12, 0x3a22736e, true);
    p += 16;
    p = putInteger(view, p, value3);
  }
  const value4 = e.client_mss;
  if (value4 !== undefined) {
    // ,"client_mss":
    view.setInt32(p, 0x6c63222c, true);
    view.setInt32(p + 4, 0x746e6569, true);
    view.setInt32(p + 8, 0x73736d5f, true);
    view.setUint16(p + 12, 0x3a22, true);
    p += 14;
    p = putInteger(view, p, value4);
  }
  const value5 = e.server_mss;
  if (value5 !== undefined) {
    // ,"server_mss":
    view.setInt32(p, 0x6573222c, true);
    view.setInt32(p + 4, 0x72657672, true);
    view.setInt32(p + 8, 0x73736d5f, true);
    view.setUint16(p + 12, 0x3a22, true);
    p += 14;
    p = putInteger(view, p, value5);
  }
  const value6 = e.client_wscale;
  if (value6 !== undefined) {
    // ,"client_wscale":
    view.setInt32(p, 0x6c63222c, true);
    view.setInt32(p + 4, 0x746e6569, true);
    view.setInt32(p + 8, 0x6373775f, true);
    view.setInt32(p + 12, 0x22656c61, true);
    view.setUint8(p + 16, 0x3a);
    p += 17;
    p = putInteger(view, p, value6);
  }
  const value7 = e.server_wscale;
  if (value7 !== undefined) {
    // ,"server_wscale":
    view.setInt32(p, 0x6573222c, true);
    view.setInt32(p + 4, 0x72657672, true);
    view.setInt32(p + 8, 0x6373775f, true);
    view.setInt32(p + 12, 0x22656c61, true);
    view.setUint8(p + 16, 0x3a);
    p += 17;
    p = putInteger(view, p, value7);
  }
  const value8 = e.sack;
  if (value8 !== undefined) {
    // ,"sack":
    view.setInt32(p, 0x6173222c, true);
    view.setInt32(p + 4, 0x3a226b63, true);
    p += 8;
    p = putBoolean(view, p, value8);
  }
  const value9 = e.timestamps;
  if (value9 !== undefined) {
    // ,"timestamps":
    view.setInt32(p, 0x6974222c, true);
    view.setInt32(p + 4, 0x7473656d, true);
    view.setInt32(p + 8, 0x73706d61, true);
    view.setUint16(p + 12, 0x3a22, true);
    p += 14;
    p = putBoolean(view, p, value9);
  }
  const value10 = e.ecn;
  if (value10 !== undefined) {
    // ,"ecn":
    view.setInt32(p, 0x6365222c, true);
    view.setInt32(p + 4, 0x3a226e, true);
    p += 7;
    p = putBoolean(view, p, value10);
  }
  const value11 = e.ecn_mode;
  if (value11 !== undefined) {
    // ,"ecn_mode":"
    view.setInt32(p, 0x6365222c, true);
    view.setInt32(p + 4, 0x6f6d5f6e, true);
    view.setInt32(p + 8, 0x3a226564, true);
    view.setUint8(p + 12, 0x22);
    p += 13;
    p = putWord(bytes, p, value11);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  // }\n
  view.setUint16(p, 0x0a7d, true);
  p += 2;
  out.position = p;
}

export function boundOfEstablishedEvent(_o: EstablishedEvent): number {
  return 308;
}

function encodeData(out: LineWriter, e: DataEvent): void {
  out.reserve(boundOfDataEvent(e) + 17 + ENVELOPE_BOUND);
  const { bytes, view } = out;
  let p = out.position;
  // {"event":"data"
  view.setInt32(p, 0x7665227b, true);
  view.setInt32(p + 4, 0x22746e65, true);
  view.setInt32(p + 8, 0x6164223a, true);
  view.setInt32(p + 12, 0x226174, true);
  p += 15;
  p = out.putEnvelope(
    p, e.phase, e.sec, e.nsec, e.rel_ns, e.fromClient, e.frame, e.fileIndex,
    e.fileOffset, e.knownFrame, e.flow,
  );
  // ,"seq":
  view.setInt32(p, 0x6573222c, true);
  view.setInt32(p + 4, 0x3a2271, true);
  p += 7;
  p = putInteger(view, p, e.seq);
  // ,"seq_end":
  view.setInt32(p, 0x6573222c, true);
  view.setInt32(p + 4, 0x6e655f71, true);
  view.setInt32(p + 8, 0x3a2264, true);
  p += 11;
  p = putInteger(view, p, e.seq_end);
  // ,"bytes":
  view.setInt32(p, 0x7962222c, true);
  view.setInt32(p + 4, 0x22736574, true);
  view.setUint8(p + 8, 0x3a);
  p += 9;
  p = putInteger(view, p, e.bytes);
  // ,"missing_bytes":
  view.setInt32(p, 0x696d222c, true);
  view.setInt32(p + 4, 0x6e697373, true);
  view.setInt32(p + 8, 0x79625f67, true);
  view.setInt32(p + 12, 0x22736574, true);
  view.setUint8(p + 16, 0x3a);
  p += 17;
  p = putInteger(view, p, e.missing_bytes);
  // ,"segments":
  view.setInt32(p, 0x6573222c, true);
  view.setInt32(p + 4, 0x6e656d67, true);
  view.setInt32(p + 8, 0x3a227374, true);
  p += 12;
  p = putInteger(view, p, e.segments);
  // ,"retrans_segments":
  view.setInt32(p, 0x6572222c, true);
  view.setInt32(p + 4, 0x6e617274, true);
  view.setInt32(p + 8, 0x65735f73, true);
  view.setInt32(p + 12, 0x6e656d67, true);
  view.setInt32(p + 16, 0x3a227374, true);
  p += 20;
  p = putInteger(view, p, e.retrans_segments);
  // ,"push":
  view.setInt32(p, 0x7570222c, true);
  view.setInt32(p + 4, 0x3a226873, true);
  p += 8;
  p = putBoolean(view, p, e.push);
  const value7 = e.duration_ns;
  if (value7 !== undefined) {
    // ,"duration_ns":
    view.setInt32(p, 0x7564222c, true);
    view.setInt32(p + 4, 0x69746172, true);
    view.setInt32(p + 8, 0x6e5f6e6f, true);
    view.setInt32(p + 12, 0x3a2273, true);
    p += 15;
    p = putInteger(view, p, value7);
  }
  // ,"end_frame":
  view.setInt32(p, 0x6e65222c, true);
  view.setInt32(p + 4, 0x72665f64, true);
  view.setInt32(p + 8, 0x22656d61, true);
  view.setUint8(p + 12, 0x3a);
  p += 13;
  p = putInteger(view, p, e.end_frame);
  // ,"ended_by":"
  view.setInt32(p, 0x6e65222c, true);
  view.setInt32(p + 4, 0x5f646564, true);
  view.setInt32(p + 8, 0x3a227962, true);
  view.setUint8(p + 12, 0x22);
  p += 13;
  p = putWord(bytes, p, e.ended_by);
  // "
  view.setUint8(p, 0x22);
  p += 1;
  const value10 = e.continued;
  if (value10 !== undefined) {
    // ,"continued":
    view.setInt32(p, 0x6f63222c, true);
    view.setInt32(p + 4, 0x6e69746e, true);
    view.setInt32(p + 8, 0x22646575, true);
    view.setUint8(p + 12, 0x3a);
    p += 13;
    p = putBoolean(view, p, value10);
  }
  const value11 = e.ack;
  if (value11 !== undefined) {
    // ,"ack":
    view.setInt32(p, 0x6361222c, true);
    view.setInt32(p + 4, 0x3a226b, true);
    p += 7;
    p = putInteger(view, p, value11);
  }
  const value12 = e.ack_ns;
  if (value12 !== undefined) {
    // ,"ack_ns":
    view.setInt32(p, 0x6361222c, true);
    view.setInt32(p + 4, 0x736e5f6b, true);
    view.setUint16(p + 8, 0x3a22, true);
    p += 10;
    p = putInteger(view, p, value12);
  }
  const value13 = e.response_ns;
  if (value13 !== undefined) {
    // ,"response_ns":
    view.setInt32(p, 0x6572222c, true);
    view.setInt32(p + 4, 0x6e6f7073, true);
    view.setInt32(p + 8, 0x6e5f6573, true);
    view.setInt32(p + 12, 0x3a2273, true);
    p += 15;
    p = putInteger(view, p, value13);
  }
  const value14 = e.crossed;
  if (value14 !== undefined) {
    // ,"crossed":
    view.setInt32(p, 0x7263222c, true);
    view.setInt32(p + 4, 0x6573736f, true);
    view.setInt32(p + 8, 0x3a2264, true);
    p += 11;
    p = putBoolean(view, p, value14);
  }
  const value15 = e.gap_ns;
  if (value15 !== undefined) {
    // ,"gap_ns":
    view.setInt32(p, 0x6167222c, true);
    view.setInt32(p + 4, 0x736e5f70, true);
    view.setUint16(p + 8, 0x3a22, true);
    p += 10;
    p = putInteger(view, p, value15);
  }
  const value16 = e.iface;
  if (value16 !== undefined) {
    // ,"iface":"
    view.setInt32(p, 0x6669222c, true);
    view.setInt32(p + 4, 0x22656361, true);
    view.setUint16(p + 8, 0x223a, true);
    p += 10;
    p = putText(bytes, p, value16);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value17 = e.pkt_dir;
  if (value17 !== undefined) {
    // ,"pkt_dir":"
    view.setInt32(p, 0x6b70222c, true);
    view.setInt32(p + 4, 0x69645f74, true);
    view.setInt32(p + 8, 0x223a2272, true);
    p += 12;
    p = putWord(bytes, p, value17);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  // }\n
  view.setUint16(p, 0x0a7d, true);
  p += 2;
  out.position = p;
}

export function boundOfDataEvent(o: DataEvent): number {
  let bound = 456;
  if (o.iface !== undefined) bound += 6 * o.iface.length;
  return bound;
}

function encodeFin(out: LineWriter, e: FinEvent): void {
  out.reserve(boundOfFinEvent(e) + 16 + ENVELOPE_BOUND);
  const { view } = out;
  let p = out.position;
  // {"event":"fin"
  view.setInt32(p, 0x7665227b, true);
  view.setInt32(p + 4, 0x22746e65, true);
  view.setInt32(p + 8, 0x6966223a, true);
  view.setUint16(p + 12, 0x226e, true);
  p += 14;
  p = out.putEnvelope(
    p, e.phase, e.sec, e.nsec, e.rel_ns, e.fromClient, e.frame, e.fileIndex,
    e.fileOffset, e.knownFrame, e.flow,
  );
  // ,"seq":
  view.setInt32(p, 0x6573222c, true);
  view.setInt32(p + 4, 0x3a2271, true);
  p += 7;
  p = putInteger(view, p, e.seq);
  // ,"len":
  view.setInt32(p, 0x656c222c, true);
  view.setInt32(p + 4, 0x3a226e, true);
  p += 7;
  p = putInteger(view, p, e.len);
  // }\n
  view.setUint16(p, 0x0a7d, true);
  p += 2;
  out.position = p;
}

export function boundOfFinEvent(_o: FinEvent): number {
  return 50;
}

function encodeFinAck(out: LineWriter, e: FinAckEvent): void {
  out.reserve(boundOfFinAckEvent(e) + 20 + ENVELOPE_BOUND);
  const { bytes, view } = out;
  let p = out.position;
  // {"event":"fin_ack"
  view.setInt32(p, 0x7665227b, true);
  view.setInt32(p + 4, 0x22746e65, true);
  view.setInt32(p + 8, 0x6966223a, true);
  view.setInt32(p + 12, 0x63615f6e, true);
  view.setUint16(p + 16, 0x226b, true);
  p += 18;
  p = out.putEnvelope(
    p, e.phase, e.sec, e.nsec, e.rel_ns, e.fromClient, e.frame, e.fileIndex,
    e.fileOffset, e.knownFrame, e.flow,
  );
  // ,"ack":
  view.setInt32(p, 0x6361222c, true);
  view.setInt32(p + 4, 0x3a226b, true);
  p += 7;
  p = putInteger(view, p, e.ack);
  const value1 = e.ack_ns;
  if (value1 !== undefined) {
    // ,"ack_ns":
    view.setInt32(p, 0x6361222c, true);
    view.setInt32(p + 4, 0x736e5f6b, true);
    view.setUint16(p + 8, 0x3a22, true);
    p += 10;
    p = putInteger(view, p, value1);
  }
  // ,"fin_sender":"
  view.setInt32(p, 0x6966222c, true);
  view.setInt32(p + 4, 0x65735f6e, true);
  view.setInt32(p + 8, 0x7265646e, true);
  view.setInt32(p + 12, 0x223a22, true);
  p += 15;
  p = putWord(bytes, p, e.fin_sender);
  // ","fin_frame":
  view.setInt32(p, 0x66222c22, true);
  view.setInt32(p + 4, 0x665f6e69, true);
  view.setInt32(p + 8, 0x656d6172, true);
  view.setUint16(p + 12, 0x3a22, true);
  p += 14;
  p = putInteger(view, p, e.fin_frame);
  // }\n
  view.setUint16(p, 0x0a7d, true);
  p += 2;
  out.position = p;
}

export function boundOfFinAckEvent(_o: FinAckEvent): number {
  return 105;
}

function encodeClosed(out: LineWriter, e: ClosedEvent): void {
  out.reserve(boundOfClosedEvent(e) + 19 + ENVELOPE_BOUND);
  const { bytes, view } = out;
  let p = out.position;
  // {"event":"closed"
  view.setInt32(p, 0x7665227b, true);
  view.setInt32(p + 4, 0x22746e65, true);
  view.setInt32(p + 8, 0x6c63223a, true);
  view.setInt32(p + 12, 0x6465736f, true);
  view.setUint8(p + 16, 0x22);
  p += 17;
  p = out.putEnvelope(
    p, e.phase, e.sec, e.nsec, e.rel_ns, e.fromClient, e.frame, e.fileIndex,
    e.fileOffset, e.knownFrame, e.flow,
  );
  // ,"kind":"
  view.setInt32(p, 0x696b222c, true);
  view.setInt32(p + 4, 0x3a22646e, true);
  view.setUint8(p + 8, 0x22);
  p += 9;
  p = putWord(bytes, p, e.kind);
  // ","closed_by":"
  view.setInt32(p, 0x63222c22, true);
  view.setInt32(p + 4, 0x65736f6c, true);
  view.setInt32(p + 8, 0x79625f64, true);
  view.setInt32(p + 12, 0x223a22, true);
  p += 15;
  p = putWord(bytes, p, e.closed_by);
  // "
  view.setUint8(p, 0x22);
  p += 1;
  const value2 = e.close_wait_ns;
  if (value2 !== undefined) {
    // ,"close_wait_ns":
    view.setInt32(p, 0x6c63222c, true);
    view.setInt32(p + 4, 0x5f65736f, true);
    view.setInt32(p + 8, 0x74696177, true);
    view.setInt32(p + 12, 0x22736e5f, true);
    view.setUint8(p + 16, 0x3a);
    p += 17;
    p = putInteger(view, p, value2);
  }
  // ,"time_wait":"
  view.setInt32(p, 0x6974222c, true);
  view.setInt32(p + 4, 0x775f656d, true);
  view.setInt32(p + 8, 0x22746961, true);
  view.setUint16(p + 12, 0x223a, true);
  p += 14;
  p = putWord(bytes, p, e.time_wait);
  // "}\n
  view.setInt32(p, 0x0a7d22, true);
  p += 3;
  out.position = p;
}

export function boundOfClosedEvent(_o: ClosedEvent): number {
  return 101;
}

function encodeReset(out: LineWriter, e: ResetEvent): void {
  out.reserve(boundOfResetEvent(e) + 18 + ENVELOPE_BOUND);
  const { bytes, view } = out;
  let p = out.position;
  // {"event":"reset"
  view.setInt32(p, 0x7665227b, true);
  view.setInt32(p + 4, 0x22746e65, true);
  view.setInt32(p + 8, 0x6572223a, true);
  view.setInt32(p + 12, 0x22746573, true);
  p += 16;
  p = out.putEnvelope(
    p, e.phase, e.sec, e.nsec, e.rel_ns, e.fromClient, e.frame, e.fileIndex,
    e.fileOffset, e.knownFrame, e.flow,
  );
  // ,"kind":"
  view.setInt32(p, 0x696b222c, true);
  view.setInt32(p + 4, 0x3a22646e, true);
  view.setUint8(p + 8, 0x22);
  p += 9;
  p = putWord(bytes, p, e.kind);
  // ","seq_check":"
  view.setInt32(p, 0x73222c22, true);
  view.setInt32(p + 4, 0x635f7165, true);
  view.setInt32(p + 8, 0x6b636568, true);
  view.setInt32(p + 12, 0x223a22, true);
  p += 15;
  p = putWord(bytes, p, e.seq_check);
  // ","payload_bytes":
  view.setInt32(p, 0x70222c22, true);
  view.setInt32(p + 4, 0x6f6c7961, true);
  view.setInt32(p + 8, 0x625f6461, true);
  view.setInt32(p + 12, 0x73657479, true);
  view.setUint16(p + 16, 0x3a22, true);
  p += 18;
  p = putInteger(view, p, e.payload_bytes);
  const value3 = e.hints;
  if (value3 !== undefined) {
    // ,"hints":[
    view.setInt32(p, 0x6968222c, true);
    view.setInt32(p + 4, 0x2273746e, true);
    view.setUint16(p + 8, 0x5b3a, true);
    p += 10;
    const list3 = value3;
    for (let i3 = 0; i3 < list3.length; i3++) {
      if (i3 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      p = putHint(bytes, view, p, list3[i3]!);
    }
    // ]
    view.setUint8(p, 0x5d);
    p += 1;
  }
  // }\n
  view.setUint16(p, 0x0a7d, true);
  p += 2;
  out.position = p;
}

export function boundOfResetEvent(o: ResetEvent): number {
  let bound = 98;
  if (o.hints !== undefined) for (const item of o.hints) bound += 1 + boundOfHint(item);
  return bound;
}

function encodeAnomaly(out: LineWriter, e: AnomalyEvent): void {
  out.reserve(boundOfAnomalyEvent(e) + 20 + ENVELOPE_BOUND);
  const { bytes, view } = out;
  let p = out.position;
  // {"event":"anomaly"
  view.setInt32(p, 0x7665227b, true);
  view.setInt32(p + 4, 0x22746e65, true);
  view.setInt32(p + 8, 0x6e61223a, true);
  view.setInt32(p + 12, 0x6c616d6f, true);
  view.setUint16(p + 16, 0x2279, true);
  p += 18;
  p = out.putEnvelope(
    p, e.phase, e.sec, e.nsec, e.rel_ns, e.fromClient, e.frame, e.fileIndex,
    e.fileOffset, e.knownFrame, e.flow,
  );
  // ,"kind":"
  view.setInt32(p, 0x696b222c, true);
  view.setInt32(p + 4, 0x3a22646e, true);
  view.setUint8(p + 8, 0x22);
  p += 9;
  p = putWord(bytes, p, e.kind);
  // ","count":
  view.setInt32(p, 0x63222c22, true);
  view.setInt32(p + 4, 0x746e756f, true);
  view.setUint16(p + 8, 0x3a22, true);
  p += 10;
  p = putInteger(view, p, e.count);
  // ,"evidence":
  view.setInt32(p, 0x7665222c, true);
  view.setInt32(p + 4, 0x6e656469, true);
  view.setInt32(p + 8, 0x3a226563, true);
  p += 12;
  p = putAnomalyEvidence(bytes, view, p, e.evidence);
  // ,"wireshark":[
  view.setInt32(p, 0x6977222c, true);
  view.setInt32(p + 4, 0x68736572, true);
  view.setInt32(p + 8, 0x226b7261, true);
  view.setUint16(p + 12, 0x5b3a, true);
  p += 14;
  const list3 = e.wireshark;
  for (let i3 = 0; i3 < list3.length; i3++) {
    if (i3 > 0) {
      // ,
      view.setUint8(p, 0x2c);
      p += 1;
    }
    // "
    view.setUint8(p, 0x22);
    p += 1;
    p = putWord(bytes, p, list3[i3]!);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  // ]}\n
  view.setInt32(p, 0x0a7d5d, true);
  p += 3;
  out.position = p;
}

export function boundOfAnomalyEvent(o: AnomalyEvent): number {
  let bound = 88;
  bound += boundOfAnomalyEvidence(o.evidence);
  bound += 26 * o.wireshark.length;
  return bound;
}

function encodeSegment(out: LineWriter, e: SegmentEvent): void {
  out.reserve(boundOfSegmentEvent(e) + 20 + ENVELOPE_BOUND);
  const { bytes, view } = out;
  let p = out.position;
  // {"event":"segment"
  view.setInt32(p, 0x7665227b, true);
  view.setInt32(p + 4, 0x22746e65, true);
  view.setInt32(p + 8, 0x6573223a, true);
  view.setInt32(p + 12, 0x6e656d67, true);
  view.setUint16(p + 16, 0x2274, true);
  p += 18;
  p = out.putEnvelope(
    p, e.phase, e.sec, e.nsec, e.rel_ns, e.fromClient, e.frame, e.fileIndex,
    e.fileOffset, e.knownFrame, e.flow,
  );
  const value0 = e.copy_of;
  if (value0 !== undefined) {
    // ,"copy_of":
    view.setInt32(p, 0x6f63222c, true);
    view.setInt32(p + 4, 0x6f5f7970, true);
    view.setInt32(p + 8, 0x3a2266, true);
    p += 11;
    p = putInteger(view, p, value0);
  }
  const value1 = e.iface;
  if (value1 !== undefined) {
    // ,"iface":"
    view.setInt32(p, 0x6669222c, true);
    view.setInt32(p + 4, 0x22656361, true);
    view.setUint16(p + 8, 0x223a, true);
    p += 10;
    p = putText(bytes, p, value1);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value2 = e.pkt_dir;
  if (value2 !== undefined) {
    // ,"pkt_dir":"
    view.setInt32(p, 0x6b70222c, true);
    view.setInt32(p + 4, 0x69645f74, true);
    view.setInt32(p + 8, 0x223a2272, true);
    p += 12;
    p = putWord(bytes, p, value2);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value3 = e.vlans;
  if (value3 !== undefined) {
    // ,"vlans":[
    view.setInt32(p, 0x6c76222c, true);
    view.setInt32(p + 4, 0x22736e61, true);
    view.setUint16(p + 8, 0x5b3a, true);
    p += 10;
    const list3 = value3;
    for (let i3 = 0; i3 < list3.length; i3++) {
      if (i3 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      p = putInteger(view, p, list3[i3]!);
    }
    // ]
    view.setUint8(p, 0x5d);
    p += 1;
  }
  const value4 = e.tunnels;
  if (value4 !== undefined) {
    // ,"tunnels":[
    view.setInt32(p, 0x7574222c, true);
    view.setInt32(p + 4, 0x6c656e6e, true);
    view.setInt32(p + 8, 0x5b3a2273, true);
    p += 12;
    const list4 = value4;
    for (let i4 = 0; i4 < list4.length; i4++) {
      if (i4 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      // "
      view.setUint8(p, 0x22);
      p += 1;
      p = putText(bytes, p, list4[i4]!);
      // "
      view.setUint8(p, 0x22);
      p += 1;
    }
    // ]
    view.setUint8(p, 0x5d);
    p += 1;
  }
  const value5 = e.reassembled;
  if (value5 !== undefined) {
    // ,"reassembled":
    view.setInt32(p, 0x6572222c, true);
    view.setInt32(p + 4, 0x65737361, true);
    view.setInt32(p + 8, 0x656c626d, true);
    view.setInt32(p + 12, 0x3a2264, true);
    p += 15;
    p = putBoolean(view, p, value5);
  }
  // ,"tos":
  view.setInt32(p, 0x6f74222c, true);
  view.setInt32(p + 4, 0x3a2273, true);
  p += 7;
  p = putInteger(view, p, e.tos);
  // ,"ttl":
  view.setInt32(p, 0x7474222c, true);
  view.setInt32(p + 4, 0x3a226c, true);
  p += 7;
  p = putInteger(view, p, e.ttl);
  const value8 = e.ip_id;
  if (value8 !== undefined) {
    // ,"ip_id":
    view.setInt32(p, 0x7069222c, true);
    view.setInt32(p + 4, 0x2264695f, true);
    view.setUint8(p + 8, 0x3a);
    p += 9;
    p = putInteger(view, p, value8);
  }
  const value9 = e.df;
  if (value9 !== undefined) {
    // ,"df":
    view.setInt32(p, 0x6664222c, true);
    view.setUint16(p + 4, 0x3a22, true);
    p += 6;
    p = putBoolean(view, p, value9);
  }
  const value10 = e.flow_label;
  if (value10 !== undefined) {
    // ,"flow_label":
    view.setInt32(p, 0x6c66222c, true);
    view.setInt32(p + 4, 0x6c5f776f, true);
    view.setInt32(p + 8, 0x6c656261, true);
    view.setUint16(p + 12, 0x3a22, true);
    p += 14;
    p = putInteger(view, p, value10);
  }
  // ,"ip_len":
  view.setInt32(p, 0x7069222c, true);
  view.setInt32(p + 4, 0x6e656c5f, true);
  view.setUint16(p + 8, 0x3a22, true);
  p += 10;
  p = putInteger(view, p, e.ip_len);
  const value12 = e.ip_cksum;
  if (value12 !== undefined) {
    // ,"ip_cksum":"
    view.setInt32(p, 0x7069222c, true);
    view.setInt32(p + 4, 0x736b635f, true);
    view.setInt32(p + 8, 0x3a226d75, true);
    view.setUint8(p + 12, 0x22);
    p += 13;
    p = putText(bytes, p, value12);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value13 = e.ip_cksum_verdict;
  if (value13 !== undefined) {
    // ,"ip_cksum_verdict":"
    view.setInt32(p, 0x7069222c, true);
    view.setInt32(p + 4, 0x736b635f, true);
    view.setInt32(p + 8, 0x765f6d75, true);
    view.setInt32(p + 12, 0x69647265, true);
    view.setInt32(p + 16, 0x3a227463, true);
    view.setUint8(p + 20, 0x22);
    p += 21;
    p = putWord(bytes, p, value13);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value14 = e.ip_cksum_expected;
  if (value14 !== undefined) {
    // ,"ip_cksum_expected":"
    view.setInt32(p, 0x7069222c, true);
    view.setInt32(p + 4, 0x736b635f, true);
    view.setInt32(p + 8, 0x655f6d75, true);
    view.setInt32(p + 12, 0x63657078, true);
    view.setInt32(p + 16, 0x22646574, true);
    view.setUint16(p + 20, 0x223a, true);
    p += 22;
    p = putText(bytes, p, value14);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  // ,"flags":"
  view.setInt32(p, 0x6c66222c, true);
  view.setInt32(p + 4, 0x22736761, true);
  view.setUint16(p + 8, 0x223a, true);
  p += 10;
  p = putText(bytes, p, e.flags);
  // ","cksum":"
  view.setInt32(p, 0x63222c22, true);
  view.setInt32(p + 4, 0x6d75736b, true);
  view.setInt32(p + 8, 0x223a22, true);
  p += 11;
  p = putText(bytes, p, e.cksum);
  // ","cksum_verdict":"
  view.setInt32(p, 0x63222c22, true);
  view.setInt32(p + 4, 0x6d75736b, true);
  view.setInt32(p + 8, 0x7265765f, true);
  view.setInt32(p + 12, 0x74636964, true);
  view.setInt32(p + 16, 0x223a22, true);
  p += 19;
  p = putWord(bytes, p, e.cksum_verdict);
  // "
  view.setUint8(p, 0x22);
  p += 1;
  const value18 = e.cksum_expected;
  if (value18 !== undefined) {
    // ,"cksum_expected":"
    view.setInt32(p, 0x6b63222c, true);
    view.setInt32(p + 4, 0x5f6d7573, true);
    view.setInt32(p + 8, 0x65707865, true);
    view.setInt32(p + 12, 0x64657463, true);
    view.setInt32(p + 16, 0x223a22, true);
    p += 19;
    p = putText(bytes, p, value18);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  // ,"seq":
  view.setInt32(p, 0x6573222c, true);
  view.setInt32(p + 4, 0x3a2271, true);
  p += 7;
  p = putInteger(view, p, e.seq);
  // ,"seq_end":
  view.setInt32(p, 0x6573222c, true);
  view.setInt32(p + 4, 0x6e655f71, true);
  view.setInt32(p + 8, 0x3a2264, true);
  p += 11;
  p = putInteger(view, p, e.seq_end);
  const value21 = e.ack;
  if (value21 !== undefined) {
    // ,"ack":
    view.setInt32(p, 0x6361222c, true);
    view.setInt32(p + 4, 0x3a226b, true);
    p += 7;
    p = putInteger(view, p, value21);
  }
  // ,"seq_raw":
  view.setInt32(p, 0x6573222c, true);
  view.setInt32(p + 4, 0x61725f71, true);
  view.setInt32(p + 8, 0x3a2277, true);
  p += 11;
  p = putInteger(view, p, e.seq_raw);
  const value23 = e.ack_raw;
  if (value23 !== undefined) {
    // ,"ack_raw":
    view.setInt32(p, 0x6361222c, true);
    view.setInt32(p + 4, 0x61725f6b, true);
    view.setInt32(p + 8, 0x3a2277, true);
    p += 11;
    p = putInteger(view, p, value23);
  }
  // ,"win":
  view.setInt32(p, 0x6977222c, true);
  view.setInt32(p + 4, 0x3a226e, true);
  p += 7;
  p = putInteger(view, p, e.win);
  const value25 = e.win_scaled;
  if (value25 !== undefined) {
    // ,"win_scaled":
    view.setInt32(p, 0x6977222c, true);
    view.setInt32(p + 4, 0x63735f6e, true);
    view.setInt32(p + 8, 0x64656c61, true);
    view.setUint16(p + 12, 0x3a22, true);
    p += 14;
    p = putInteger(view, p, value25);
  }
  // ,"len":
  view.setInt32(p, 0x656c222c, true);
  view.setInt32(p + 4, 0x3a226e, true);
  p += 7;
  p = putInteger(view, p, e.len);
  const value27 = e.urgent_ptr;
  if (value27 !== undefined) {
    // ,"urgent_ptr":
    view.setInt32(p, 0x7275222c, true);
    view.setInt32(p + 4, 0x746e6567, true);
    view.setInt32(p + 8, 0x7274705f, true);
    view.setUint16(p + 12, 0x3a22, true);
    p += 14;
    p = putInteger(view, p, value27);
  }
  // ,"options":[
  view.setInt32(p, 0x706f222c, true);
  view.setInt32(p + 4, 0x6e6f6974, true);
  view.setInt32(p + 8, 0x5b3a2273, true);
  p += 12;
  const list28 = e.options;
  for (let i28 = 0; i28 < list28.length; i28++) {
    if (i28 > 0) {
      // ,
      view.setUint8(p, 0x2c);
      p += 1;
    }
    p = putSegmentOption(bytes, view, p, list28[i28]!);
  }
  // ]
  view.setUint8(p, 0x5d);
  p += 1;
  const value29 = e.options_cut;
  if (value29 !== undefined) {
    // ,"options_cut":
    view.setInt32(p, 0x706f222c, true);
    view.setInt32(p + 4, 0x6e6f6974, true);
    view.setInt32(p + 8, 0x75635f73, true);
    view.setInt32(p + 12, 0x3a2274, true);
    p += 15;
    p = putBoolean(view, p, value29);
  }
  // ,"analysis":[
  view.setInt32(p, 0x6e61222c, true);
  view.setInt32(p + 4, 0x73796c61, true);
  view.setInt32(p + 8, 0x3a227369, true);
  view.setUint8(p + 12, 0x5b);
  p += 13;
  const list30 = e.analysis;
  for (let i30 = 0; i30 < list30.length; i30++) {
    if (i30 > 0) {
      // ,
      view.setUint8(p, 0x2c);
      p += 1;
    }
    // "
    view.setUint8(p, 0x22);
    p += 1;
    p = putWord(bytes, p, list30[i30]!);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  // ],"wireshark":[
  view.setInt32(p, 0x77222c5d, true);
  view.setInt32(p + 4, 0x73657269, true);
  view.setInt32(p + 8, 0x6b726168, true);
  view.setInt32(p + 12, 0x5b3a22, true);
  p += 15;
  const list31 = e.wireshark;
  for (let i31 = 0; i31 < list31.length; i31++) {
    if (i31 > 0) {
      // ,
      view.setUint8(p, 0x2c);
      p += 1;
    }
    // "
    view.setUint8(p, 0x22);
    p += 1;
    p = putWord(bytes, p, list31[i31]!);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  // ]}\n
  view.setInt32(p, 0x0a7d5d, true);
  p += 3;
  out.position = p;
}

export function boundOfSegmentEvent(o: SegmentEvent): number {
  let bound = 689;
  if (o.iface !== undefined) bound += 6 * o.iface.length;
  if (o.vlans !== undefined) bound += 18 * o.vlans.length;
  if (o.tunnels !== undefined) for (const item of o.tunnels) bound += 3 + 6 * item.length;
  if (o.ip_cksum !== undefined) bound += 6 * o.ip_cksum.length;
  if (o.ip_cksum_expected !== undefined) bound += 6 * o.ip_cksum_expected.length;
  bound += 6 * o.flags.length;
  bound += 6 * o.cksum.length;
  if (o.cksum_expected !== undefined) bound += 6 * o.cksum_expected.length;
  for (const item of o.options) bound += 1 + boundOfSegmentOption(item);
  bound += 26 * o.analysis.length;
  bound += 26 * o.wireshark.length;
  return bound;
}

function encodeUpdate(out: LineWriter, e: UpdateEvent): void {
  out.reserve(boundOfUpdateEvent(e) + 19 + ENVELOPE_BOUND);
  const { bytes, view } = out;
  let p = out.position;
  // {"event":"update"
  view.setInt32(p, 0x7665227b, true);
  view.setInt32(p + 4, 0x22746e65, true);
  view.setInt32(p + 8, 0x7075223a, true);
  view.setInt32(p + 12, 0x65746164, true);
  view.setUint8(p + 16, 0x22);
  p += 17;
  p = out.putEnvelope(
    p, e.phase, e.sec, e.nsec, e.rel_ns, e.fromClient, e.frame, e.fileIndex,
    e.fileOffset, e.knownFrame, e.flow,
  );
  // ,"final":
  view.setInt32(p, 0x6966222c, true);
  view.setInt32(p + 4, 0x226c616e, true);
  view.setUint8(p + 8, 0x3a);
  p += 9;
  p = putBoolean(view, p, e.final);
  // ,"reason":"
  view.setInt32(p, 0x6572222c, true);
  view.setInt32(p + 4, 0x6e6f7361, true);
  view.setInt32(p + 8, 0x223a22, true);
  p += 11;
  p = putWord(bytes, p, e.reason);
  // "
  view.setUint8(p, 0x22);
  p += 1;
  const stamp2 = e.start_ts;
  if (stamp2 !== undefined && isPrintableSecond(stamp2.sec)) {
    // ,"start_ts":"
    view.setInt32(p, 0x7473222c, true);
    view.setInt32(p + 4, 0x5f747261, true);
    view.setInt32(p + 8, 0x3a227374, true);
    view.setUint8(p + 12, 0x22);
    p += 13;
    p = out.timestamps.put(view, p, stamp2.sec, stamp2.nsec);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const stamp3 = e.end_ts;
  if (stamp3 !== undefined && isPrintableSecond(stamp3.sec)) {
    // ,"end_ts":"
    view.setInt32(p, 0x6e65222c, true);
    view.setInt32(p + 4, 0x73745f64, true);
    view.setInt32(p + 8, 0x223a22, true);
    p += 11;
    p = out.timestamps.put(view, p, stamp3.sec, stamp3.nsec);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value4 = e.duration_ns;
  if (value4 !== undefined) {
    // ,"duration_ns":
    view.setInt32(p, 0x7564222c, true);
    view.setInt32(p + 4, 0x69746172, true);
    view.setInt32(p + 8, 0x6e5f6e6f, true);
    view.setInt32(p + 12, 0x3a2273, true);
    p += 15;
    p = putInteger(view, p, value4);
  }
  // ,"role_from":"
  view.setInt32(p, 0x6f72222c, true);
  view.setInt32(p + 4, 0x665f656c, true);
  view.setInt32(p + 8, 0x226d6f72, true);
  view.setUint16(p + 12, 0x223a, true);
  p += 14;
  p = putWord(bytes, p, e.role_from);
  // "
  view.setUint8(p, 0x22);
  p += 1;
  const value6 = e.role_conflict;
  if (value6 !== undefined) {
    // ,"role_conflict":
    view.setInt32(p, 0x6f72222c, true);
    view.setInt32(p + 4, 0x635f656c, true);
    view.setInt32(p + 8, 0x6c666e6f, true);
    view.setInt32(p + 12, 0x22746369, true);
    view.setUint8(p + 16, 0x3a);
    p += 17;
    p = putBoolean(view, p, value6);
  }
  // ,"client_state":"
  view.setInt32(p, 0x6c63222c, true);
  view.setInt32(p + 4, 0x746e6569, true);
  view.setInt32(p + 8, 0x6174735f, true);
  view.setInt32(p + 12, 0x3a226574, true);
  view.setUint8(p + 16, 0x22);
  p += 17;
  p = putWord(bytes, p, e.client_state);
  // ","server_state":"
  view.setInt32(p, 0x73222c22, true);
  view.setInt32(p + 4, 0x65767265, true);
  view.setInt32(p + 8, 0x74735f72, true);
  view.setInt32(p + 12, 0x22657461, true);
  view.setUint16(p + 16, 0x223a, true);
  p += 18;
  p = putWord(bytes, p, e.server_state);
  // ","conn_state":"
  view.setInt32(p, 0x63222c22, true);
  view.setInt32(p + 4, 0x5f6e6e6f, true);
  view.setInt32(p + 8, 0x74617473, true);
  view.setInt32(p + 12, 0x223a2265, true);
  p += 16;
  p = putWord(bytes, p, e.conn_state);
  // ","history":"
  view.setInt32(p, 0x68222c22, true);
  view.setInt32(p + 4, 0x6f747369, true);
  view.setInt32(p + 8, 0x3a227972, true);
  view.setUint8(p + 12, 0x22);
  p += 13;
  p = putText(bytes, p, e.history);
  // ","completeness":
  view.setInt32(p, 0x63222c22, true);
  view.setInt32(p + 4, 0x6c706d6f, true);
  view.setInt32(p + 8, 0x6e657465, true);
  view.setInt32(p + 12, 0x22737365, true);
  view.setUint8(p + 16, 0x3a);
  p += 17;
  p = putInteger(view, p, e.completeness);
  // ,"completeness_text":"
  view.setInt32(p, 0x6f63222c, true);
  view.setInt32(p + 4, 0x656c706d, true);
  view.setInt32(p + 8, 0x656e6574, true);
  view.setInt32(p + 12, 0x745f7373, true);
  view.setInt32(p + 16, 0x22747865, true);
  view.setUint16(p + 20, 0x223a, true);
  p += 22;
  p = putText(bytes, p, e.completeness_text);
  // ","tcp_state":"
  view.setInt32(p, 0x74222c22, true);
  view.setInt32(p + 4, 0x735f7063, true);
  view.setInt32(p + 8, 0x65746174, true);
  view.setInt32(p + 12, 0x223a22, true);
  p += 15;
  p = putWord(bytes, p, e.tcp_state);
  // "
  view.setUint8(p, 0x22);
  p += 1;
  const value14 = e.close_reason;
  if (value14 !== undefined) {
    // ,"close_reason":"
    view.setInt32(p, 0x6c63222c, true);
    view.setInt32(p + 4, 0x5f65736f, true);
    view.setInt32(p + 8, 0x73616572, true);
    view.setInt32(p + 12, 0x3a226e6f, true);
    view.setUint8(p + 16, 0x22);
    p += 17;
    p = putWord(bytes, p, value14);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  // ,"opened":"
  view.setInt32(p, 0x706f222c, true);
  view.setInt32(p + 4, 0x64656e65, true);
  view.setInt32(p + 8, 0x223a22, true);
  p += 11;
  p = putWord(bytes, p, e.opened);
  // ","closed":"
  view.setInt32(p, 0x63222c22, true);
  view.setInt32(p + 4, 0x65736f6c, true);
  view.setInt32(p + 8, 0x223a2264, true);
  p += 12;
  p = putWord(bytes, p, e.closed);
  // "
  view.setUint8(p, 0x22);
  p += 1;
  const value17 = e.closed_by;
  if (value17 !== undefined) {
    // ,"closed_by":"
    view.setInt32(p, 0x6c63222c, true);
    view.setInt32(p + 4, 0x6465736f, true);
    view.setInt32(p + 8, 0x2279625f, true);
    view.setUint16(p + 12, 0x223a, true);
    p += 14;
    p = putWord(bytes, p, value17);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value18 = e.close_wait_ns;
  if (value18 !== undefined) {
    // ,"close_wait_ns":
    view.setInt32(p, 0x6c63222c, true);
    view.setInt32(p + 4, 0x5f65736f, true);
    view.setInt32(p + 8, 0x74696177, true);
    view.setInt32(p + 12, 0x22736e5f, true);
    view.setUint8(p + 16, 0x3a);
    p += 17;
    p = putInteger(view, p, value18);
  }
  const value19 = e.time_wait;
  if (value19 !== undefined) {
    // ,"time_wait":"
    view.setInt32(p, 0x6974222c, true);
    view.setInt32(p + 4, 0x775f656d, true);
    view.setInt32(p + 8, 0x22746961, true);
    view.setUint16(p + 12, 0x223a, true);
    p += 14;
    p = putWord(bytes, p, value19);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value20 = e.half_open;
  if (value20 !== undefined) {
    // ,"half_open":"
    view.setInt32(p, 0x6168222c, true);
    view.setInt32(p + 4, 0x6f5f666c, true);
    view.setInt32(p + 8, 0x226e6570, true);
    view.setUint16(p + 12, 0x223a, true);
    p += 14;
    p = putWord(bytes, p, value20);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value21 = e.data_after_fin_bytes;
  if (value21 !== undefined) {
    // ,"data_after_fin_bytes":
    view.setInt32(p, 0x6164222c, true);
    view.setInt32(p + 4, 0x615f6174, true);
    view.setInt32(p + 8, 0x72657466, true);
    view.setInt32(p + 12, 0x6e69665f, true);
    view.setInt32(p + 16, 0x7479625f, true);
    view.setInt32(p + 20, 0x3a227365, true);
    p += 24;
    p = putInteger(view, p, value21);
  }
  const value22 = e.anomalies;
  if (value22 !== undefined) {
    // ,"anomalies":[
    view.setInt32(p, 0x6e61222c, true);
    view.setInt32(p + 4, 0x6c616d6f, true);
    view.setInt32(p + 8, 0x22736569, true);
    view.setUint16(p + 12, 0x5b3a, true);
    p += 14;
    const list22 = value22;
    for (let i22 = 0; i22 < list22.length; i22++) {
      if (i22 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      p = putAnomalyCount(bytes, view, p, list22[i22]!);
    }
    // ]
    view.setUint8(p, 0x5d);
    p += 1;
  }
  const value23 = e.stalls;
  if (value23 !== undefined) {
    // ,"stalls":[
    view.setInt32(p, 0x7473222c, true);
    view.setInt32(p + 4, 0x736c6c61, true);
    view.setInt32(p + 8, 0x5b3a22, true);
    p += 11;
    const list23 = value23;
    for (let i23 = 0; i23 < list23.length; i23++) {
      if (i23 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      p = putStall(bytes, view, p, list23[i23]!);
    }
    // ]
    view.setUint8(p, 0x5d);
    p += 1;
  }
  const value24 = e.hints;
  if (value24 !== undefined) {
    // ,"hints":[
    view.setInt32(p, 0x6968222c, true);
    view.setInt32(p + 4, 0x2273746e, true);
    view.setUint16(p + 8, 0x5b3a, true);
    p += 10;
    const list24 = value24;
    for (let i24 = 0; i24 < list24.length; i24++) {
      if (i24 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      p = putHint(bytes, view, p, list24[i24]!);
    }
    // ]
    view.setUint8(p, 0x5d);
    p += 1;
  }
  const value25 = e.service_by_port;
  if (value25 !== undefined) {
    // ,"service_by_port":"
    view.setInt32(p, 0x6573222c, true);
    view.setInt32(p + 4, 0x63697672, true);
    view.setInt32(p + 8, 0x79625f65, true);
    view.setInt32(p + 12, 0x726f705f, true);
    view.setInt32(p + 16, 0x223a2274, true);
    p += 20;
    p = putText(bytes, p, value25);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value26 = e.vlans;
  if (value26 !== undefined) {
    // ,"vlans":[
    view.setInt32(p, 0x6c76222c, true);
    view.setInt32(p + 4, 0x22736e61, true);
    view.setUint16(p + 8, 0x5b3a, true);
    p += 10;
    const list26 = value26;
    for (let i26 = 0; i26 < list26.length; i26++) {
      if (i26 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      p = putInteger(view, p, list26[i26]!);
    }
    // ]
    view.setUint8(p, 0x5d);
    p += 1;
  }
  const value27 = e.tunnels;
  if (value27 !== undefined) {
    // ,"tunnels":[
    view.setInt32(p, 0x7574222c, true);
    view.setInt32(p + 4, 0x6c656e6e, true);
    view.setInt32(p + 8, 0x5b3a2273, true);
    p += 12;
    const list27 = value27;
    for (let i27 = 0; i27 < list27.length; i27++) {
      if (i27 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      // "
      view.setUint8(p, 0x22);
      p += 1;
      p = putText(bytes, p, list27[i27]!);
      // "
      view.setUint8(p, 0x22);
      p += 1;
    }
    // ]
    view.setUint8(p, 0x5d);
    p += 1;
  }
  const value28 = e.limits;
  if (value28 !== undefined) {
    // ,"limits":[
    view.setInt32(p, 0x696c222c, true);
    view.setInt32(p + 4, 0x7374696d, true);
    view.setInt32(p + 8, 0x5b3a22, true);
    p += 11;
    const list28 = value28;
    for (let i28 = 0; i28 < list28.length; i28++) {
      if (i28 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      // "
      view.setUint8(p, 0x22);
      p += 1;
      p = putWord(bytes, p, list28[i28]!);
      // "
      view.setUint8(p, 0x22);
      p += 1;
    }
    // ]
    view.setUint8(p, 0x5d);
    p += 1;
  }
  // ,"c2s":
  view.setInt32(p, 0x3263222c, true);
  view.setInt32(p + 4, 0x3a2273, true);
  p += 7;
  p = putDirectionTotals(bytes, view, p, e.c2s);
  // ,"s2c":
  view.setInt32(p, 0x3273222c, true);
  view.setInt32(p + 4, 0x3a2263, true);
  p += 7;
  p = putDirectionTotals(bytes, view, p, e.s2c);
  // }\n
  view.setUint16(p, 0x0a7d, true);
  p += 2;
  out.position = p;
}

export function boundOfUpdateEvent(o: UpdateEvent): number {
  let bound = 701;
  bound += 6 * o.history.length;
  bound += 6 * o.completeness_text.length;
  if (o.anomalies !== undefined) for (const item of o.anomalies) bound += 1 + boundOfAnomalyCount(item);
  if (o.stalls !== undefined) for (const item of o.stalls) bound += 1 + boundOfStall(item);
  if (o.hints !== undefined) for (const item of o.hints) bound += 1 + boundOfHint(item);
  if (o.service_by_port !== undefined) bound += 6 * o.service_by_port.length;
  if (o.vlans !== undefined) bound += 18 * o.vlans.length;
  if (o.tunnels !== undefined) for (const item of o.tunnels) bound += 3 + 6 * item.length;
  if (o.limits !== undefined) bound += 16 * o.limits.length;
  bound += boundOfDirectionTotals(o.c2s);
  bound += boundOfDirectionTotals(o.s2c);
  return bound;
}

function encodeFlowEnd(out: LineWriter, e: FlowEndEvent): void {
  out.reserve(boundOfFlowEndEvent(e) + 21 + ENVELOPE_BOUND);
  const { bytes, view } = out;
  let p = out.position;
  // {"event":"flow_end"
  view.setInt32(p, 0x7665227b, true);
  view.setInt32(p + 4, 0x22746e65, true);
  view.setInt32(p + 8, 0x6c66223a, true);
  view.setInt32(p + 12, 0x655f776f, true);
  view.setInt32(p + 16, 0x22646e, true);
  p += 19;
  p = out.putEnvelope(
    p, e.phase, e.sec, e.nsec, e.rel_ns, e.fromClient, e.frame, e.fileIndex,
    e.fileOffset, e.knownFrame, e.flow,
  );
  // ,"final":
  view.setInt32(p, 0x6966222c, true);
  view.setInt32(p + 4, 0x226c616e, true);
  view.setUint8(p + 8, 0x3a);
  p += 9;
  p = putBoolean(view, p, e.final);
  // ,"reason":"
  view.setInt32(p, 0x6572222c, true);
  view.setInt32(p + 4, 0x6e6f7361, true);
  view.setInt32(p + 8, 0x223a22, true);
  p += 11;
  p = putWord(bytes, p, e.reason);
  // "
  view.setUint8(p, 0x22);
  p += 1;
  const stamp2 = e.start_ts;
  if (stamp2 !== undefined && isPrintableSecond(stamp2.sec)) {
    // ,"start_ts":"
    view.setInt32(p, 0x7473222c, true);
    view.setInt32(p + 4, 0x5f747261, true);
    view.setInt32(p + 8, 0x3a227374, true);
    view.setUint8(p + 12, 0x22);
    p += 13;
    p = out.timestamps.put(view, p, stamp2.sec, stamp2.nsec);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const stamp3 = e.end_ts;
  if (stamp3 !== undefined && isPrintableSecond(stamp3.sec)) {
    // ,"end_ts":"
    view.setInt32(p, 0x6e65222c, true);
    view.setInt32(p + 4, 0x73745f64, true);
    view.setInt32(p + 8, 0x223a22, true);
    p += 11;
    p = out.timestamps.put(view, p, stamp3.sec, stamp3.nsec);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value4 = e.duration_ns;
  if (value4 !== undefined) {
    // ,"duration_ns":
    view.setInt32(p, 0x7564222c, true);
    view.setInt32(p + 4, 0x69746172, true);
    view.setInt32(p + 8, 0x6e5f6e6f, true);
    view.setInt32(p + 12, 0x3a2273, true);
    p += 15;
    p = putInteger(view, p, value4);
  }
  // ,"role_from":"
  view.setInt32(p, 0x6f72222c, true);
  view.setInt32(p + 4, 0x665f656c, true);
  view.setInt32(p + 8, 0x226d6f72, true);
  view.setUint16(p + 12, 0x223a, true);
  p += 14;
  p = putWord(bytes, p, e.role_from);
  // "
  view.setUint8(p, 0x22);
  p += 1;
  const value6 = e.role_conflict;
  if (value6 !== undefined) {
    // ,"role_conflict":
    view.setInt32(p, 0x6f72222c, true);
    view.setInt32(p + 4, 0x635f656c, true);
    view.setInt32(p + 8, 0x6c666e6f, true);
    view.setInt32(p + 12, 0x22746369, true);
    view.setUint8(p + 16, 0x3a);
    p += 17;
    p = putBoolean(view, p, value6);
  }
  // ,"client_state":"
  view.setInt32(p, 0x6c63222c, true);
  view.setInt32(p + 4, 0x746e6569, true);
  view.setInt32(p + 8, 0x6174735f, true);
  view.setInt32(p + 12, 0x3a226574, true);
  view.setUint8(p + 16, 0x22);
  p += 17;
  p = putWord(bytes, p, e.client_state);
  // ","server_state":"
  view.setInt32(p, 0x73222c22, true);
  view.setInt32(p + 4, 0x65767265, true);
  view.setInt32(p + 8, 0x74735f72, true);
  view.setInt32(p + 12, 0x22657461, true);
  view.setUint16(p + 16, 0x223a, true);
  p += 18;
  p = putWord(bytes, p, e.server_state);
  // ","conn_state":"
  view.setInt32(p, 0x63222c22, true);
  view.setInt32(p + 4, 0x5f6e6e6f, true);
  view.setInt32(p + 8, 0x74617473, true);
  view.setInt32(p + 12, 0x223a2265, true);
  p += 16;
  p = putWord(bytes, p, e.conn_state);
  // ","history":"
  view.setInt32(p, 0x68222c22, true);
  view.setInt32(p + 4, 0x6f747369, true);
  view.setInt32(p + 8, 0x3a227972, true);
  view.setUint8(p + 12, 0x22);
  p += 13;
  p = putText(bytes, p, e.history);
  // ","completeness":
  view.setInt32(p, 0x63222c22, true);
  view.setInt32(p + 4, 0x6c706d6f, true);
  view.setInt32(p + 8, 0x6e657465, true);
  view.setInt32(p + 12, 0x22737365, true);
  view.setUint8(p + 16, 0x3a);
  p += 17;
  p = putInteger(view, p, e.completeness);
  // ,"completeness_text":"
  view.setInt32(p, 0x6f63222c, true);
  view.setInt32(p + 4, 0x656c706d, true);
  view.setInt32(p + 8, 0x656e6574, true);
  view.setInt32(p + 12, 0x745f7373, true);
  view.setInt32(p + 16, 0x22747865, true);
  view.setUint16(p + 20, 0x223a, true);
  p += 22;
  p = putText(bytes, p, e.completeness_text);
  // ","tcp_state":"
  view.setInt32(p, 0x74222c22, true);
  view.setInt32(p + 4, 0x735f7063, true);
  view.setInt32(p + 8, 0x65746174, true);
  view.setInt32(p + 12, 0x223a22, true);
  p += 15;
  p = putWord(bytes, p, e.tcp_state);
  // "
  view.setUint8(p, 0x22);
  p += 1;
  const value14 = e.close_reason;
  if (value14 !== undefined) {
    // ,"close_reason":"
    view.setInt32(p, 0x6c63222c, true);
    view.setInt32(p + 4, 0x5f65736f, true);
    view.setInt32(p + 8, 0x73616572, true);
    view.setInt32(p + 12, 0x3a226e6f, true);
    view.setUint8(p + 16, 0x22);
    p += 17;
    p = putWord(bytes, p, value14);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  // ,"opened":"
  view.setInt32(p, 0x706f222c, true);
  view.setInt32(p + 4, 0x64656e65, true);
  view.setInt32(p + 8, 0x223a22, true);
  p += 11;
  p = putWord(bytes, p, e.opened);
  // ","closed":"
  view.setInt32(p, 0x63222c22, true);
  view.setInt32(p + 4, 0x65736f6c, true);
  view.setInt32(p + 8, 0x223a2264, true);
  p += 12;
  p = putWord(bytes, p, e.closed);
  // "
  view.setUint8(p, 0x22);
  p += 1;
  const value17 = e.closed_by;
  if (value17 !== undefined) {
    // ,"closed_by":"
    view.setInt32(p, 0x6c63222c, true);
    view.setInt32(p + 4, 0x6465736f, true);
    view.setInt32(p + 8, 0x2279625f, true);
    view.setUint16(p + 12, 0x223a, true);
    p += 14;
    p = putWord(bytes, p, value17);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value18 = e.close_wait_ns;
  if (value18 !== undefined) {
    // ,"close_wait_ns":
    view.setInt32(p, 0x6c63222c, true);
    view.setInt32(p + 4, 0x5f65736f, true);
    view.setInt32(p + 8, 0x74696177, true);
    view.setInt32(p + 12, 0x22736e5f, true);
    view.setUint8(p + 16, 0x3a);
    p += 17;
    p = putInteger(view, p, value18);
  }
  const value19 = e.time_wait;
  if (value19 !== undefined) {
    // ,"time_wait":"
    view.setInt32(p, 0x6974222c, true);
    view.setInt32(p + 4, 0x775f656d, true);
    view.setInt32(p + 8, 0x22746961, true);
    view.setUint16(p + 12, 0x223a, true);
    p += 14;
    p = putWord(bytes, p, value19);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value20 = e.half_open;
  if (value20 !== undefined) {
    // ,"half_open":"
    view.setInt32(p, 0x6168222c, true);
    view.setInt32(p + 4, 0x6f5f666c, true);
    view.setInt32(p + 8, 0x226e6570, true);
    view.setUint16(p + 12, 0x223a, true);
    p += 14;
    p = putWord(bytes, p, value20);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value21 = e.data_after_fin_bytes;
  if (value21 !== undefined) {
    // ,"data_after_fin_bytes":
    view.setInt32(p, 0x6164222c, true);
    view.setInt32(p + 4, 0x615f6174, true);
    view.setInt32(p + 8, 0x72657466, true);
    view.setInt32(p + 12, 0x6e69665f, true);
    view.setInt32(p + 16, 0x7479625f, true);
    view.setInt32(p + 20, 0x3a227365, true);
    p += 24;
    p = putInteger(view, p, value21);
  }
  const value22 = e.anomalies;
  if (value22 !== undefined) {
    // ,"anomalies":[
    view.setInt32(p, 0x6e61222c, true);
    view.setInt32(p + 4, 0x6c616d6f, true);
    view.setInt32(p + 8, 0x22736569, true);
    view.setUint16(p + 12, 0x5b3a, true);
    p += 14;
    const list22 = value22;
    for (let i22 = 0; i22 < list22.length; i22++) {
      if (i22 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      p = putAnomalyCount(bytes, view, p, list22[i22]!);
    }
    // ]
    view.setUint8(p, 0x5d);
    p += 1;
  }
  const value23 = e.stalls;
  if (value23 !== undefined) {
    // ,"stalls":[
    view.setInt32(p, 0x7473222c, true);
    view.setInt32(p + 4, 0x736c6c61, true);
    view.setInt32(p + 8, 0x5b3a22, true);
    p += 11;
    const list23 = value23;
    for (let i23 = 0; i23 < list23.length; i23++) {
      if (i23 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      p = putStall(bytes, view, p, list23[i23]!);
    }
    // ]
    view.setUint8(p, 0x5d);
    p += 1;
  }
  const value24 = e.hints;
  if (value24 !== undefined) {
    // ,"hints":[
    view.setInt32(p, 0x6968222c, true);
    view.setInt32(p + 4, 0x2273746e, true);
    view.setUint16(p + 8, 0x5b3a, true);
    p += 10;
    const list24 = value24;
    for (let i24 = 0; i24 < list24.length; i24++) {
      if (i24 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      p = putHint(bytes, view, p, list24[i24]!);
    }
    // ]
    view.setUint8(p, 0x5d);
    p += 1;
  }
  const value25 = e.service_by_port;
  if (value25 !== undefined) {
    // ,"service_by_port":"
    view.setInt32(p, 0x6573222c, true);
    view.setInt32(p + 4, 0x63697672, true);
    view.setInt32(p + 8, 0x79625f65, true);
    view.setInt32(p + 12, 0x726f705f, true);
    view.setInt32(p + 16, 0x223a2274, true);
    p += 20;
    p = putText(bytes, p, value25);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const value26 = e.vlans;
  if (value26 !== undefined) {
    // ,"vlans":[
    view.setInt32(p, 0x6c76222c, true);
    view.setInt32(p + 4, 0x22736e61, true);
    view.setUint16(p + 8, 0x5b3a, true);
    p += 10;
    const list26 = value26;
    for (let i26 = 0; i26 < list26.length; i26++) {
      if (i26 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      p = putInteger(view, p, list26[i26]!);
    }
    // ]
    view.setUint8(p, 0x5d);
    p += 1;
  }
  const value27 = e.tunnels;
  if (value27 !== undefined) {
    // ,"tunnels":[
    view.setInt32(p, 0x7574222c, true);
    view.setInt32(p + 4, 0x6c656e6e, true);
    view.setInt32(p + 8, 0x5b3a2273, true);
    p += 12;
    const list27 = value27;
    for (let i27 = 0; i27 < list27.length; i27++) {
      if (i27 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      // "
      view.setUint8(p, 0x22);
      p += 1;
      p = putText(bytes, p, list27[i27]!);
      // "
      view.setUint8(p, 0x22);
      p += 1;
    }
    // ]
    view.setUint8(p, 0x5d);
    p += 1;
  }
  const value28 = e.limits;
  if (value28 !== undefined) {
    // ,"limits":[
    view.setInt32(p, 0x696c222c, true);
    view.setInt32(p + 4, 0x7374696d, true);
    view.setInt32(p + 8, 0x5b3a22, true);
    p += 11;
    const list28 = value28;
    for (let i28 = 0; i28 < list28.length; i28++) {
      if (i28 > 0) {
        // ,
        view.setUint8(p, 0x2c);
        p += 1;
      }
      // "
      view.setUint8(p, 0x22);
      p += 1;
      p = putWord(bytes, p, list28[i28]!);
      // "
      view.setUint8(p, 0x22);
      p += 1;
    }
    // ]
    view.setUint8(p, 0x5d);
    p += 1;
  }
  // ,"c2s":
  view.setInt32(p, 0x3263222c, true);
  view.setInt32(p + 4, 0x3a2273, true);
  p += 7;
  p = putDirectionTotals(bytes, view, p, e.c2s);
  // ,"s2c":
  view.setInt32(p, 0x3273222c, true);
  view.setInt32(p + 4, 0x3a2263, true);
  p += 7;
  p = putDirectionTotals(bytes, view, p, e.s2c);
  // }\n
  view.setUint16(p, 0x0a7d, true);
  p += 2;
  out.position = p;
}

export function boundOfFlowEndEvent(o: FlowEndEvent): number {
  let bound = 701;
  bound += 6 * o.history.length;
  bound += 6 * o.completeness_text.length;
  if (o.anomalies !== undefined) for (const item of o.anomalies) bound += 1 + boundOfAnomalyCount(item);
  if (o.stalls !== undefined) for (const item of o.stalls) bound += 1 + boundOfStall(item);
  if (o.hints !== undefined) for (const item of o.hints) bound += 1 + boundOfHint(item);
  if (o.service_by_port !== undefined) bound += 6 * o.service_by_port.length;
  if (o.vlans !== undefined) bound += 18 * o.vlans.length;
  if (o.tunnels !== undefined) for (const item of o.tunnels) bound += 3 + 6 * item.length;
  if (o.limits !== undefined) bound += 16 * o.limits.length;
  bound += boundOfDirectionTotals(o.c2s);
  bound += boundOfDirectionTotals(o.s2c);
  return bound;
}

function encodeError(out: LineWriter, e: ErrorEvent): void {
  out.reserve(boundOfErrorEvent(e) + 18);
  const { bytes, view } = out;
  let p = out.position;
  // {"event":"error","message":"
  view.setInt32(p, 0x7665227b, true);
  view.setInt32(p + 4, 0x22746e65, true);
  view.setInt32(p + 8, 0x7265223a, true);
  view.setInt32(p + 12, 0x22726f72, true);
  view.setInt32(p + 16, 0x656d222c, true);
  view.setInt32(p + 20, 0x67617373, true);
  view.setInt32(p + 24, 0x223a2265, true);
  p += 28;
  p = putText(bytes, p, e.message);
  // ","file_index":
  view.setInt32(p, 0x66222c22, true);
  view.setInt32(p + 4, 0x5f656c69, true);
  view.setInt32(p + 8, 0x65646e69, true);
  view.setInt32(p + 12, 0x3a2278, true);
  p += 15;
  p = putInteger(view, p, e.file_index);
  // ,"file_offset":
  view.setInt32(p, 0x6966222c, true);
  view.setInt32(p + 4, 0x6f5f656c, true);
  view.setInt32(p + 8, 0x65736666, true);
  view.setInt32(p + 12, 0x3a2274, true);
  p += 15;
  p = putInteger(view, p, e.file_offset);
  const value3 = e.skipped_bytes;
  if (value3 !== undefined) {
    // ,"skipped_bytes":
    view.setInt32(p, 0x6b73222c, true);
    view.setInt32(p + 4, 0x65707069, true);
    view.setInt32(p + 8, 0x79625f64, true);
    view.setInt32(p + 12, 0x22736574, true);
    view.setUint8(p + 16, 0x3a);
    p += 17;
    p = putInteger(view, p, value3);
  }
  // }\n
  view.setUint16(p, 0x0a7d, true);
  p += 2;
  out.position = p;
}

export function boundOfErrorEvent(o: ErrorEvent): number {
  let bound = 112;
  bound += 6 * o.message.length;
  return bound;
}

function encodeCaptureEnd(out: LineWriter, e: CaptureEndEvent): void {
  out.reserve(boundOfCaptureEndEvent(e) + 24);
  const { bytes, view } = out;
  let p = out.position;
  // {"event":"capture_end","complete":
  view.setInt32(p, 0x7665227b, true);
  view.setInt32(p + 4, 0x22746e65, true);
  view.setInt32(p + 8, 0x6163223a, true);
  view.setInt32(p + 12, 0x72757470, true);
  view.setInt32(p + 16, 0x6e655f65, true);
  view.setInt32(p + 20, 0x222c2264, true);
  view.setInt32(p + 24, 0x706d6f63, true);
  view.setInt32(p + 28, 0x6574656c, true);
  view.setUint16(p + 32, 0x3a22, true);
  p += 34;
  p = putBoolean(view, p, e.complete);
  // ,"packets":
  view.setInt32(p, 0x6170222c, true);
  view.setInt32(p + 4, 0x74656b63, true);
  view.setInt32(p + 8, 0x3a2273, true);
  p += 11;
  p = putInteger(view, p, e.packets);
  // ,"bytes":
  view.setInt32(p, 0x7962222c, true);
  view.setInt32(p + 4, 0x22736574, true);
  view.setUint8(p + 8, 0x3a);
  p += 9;
  p = putInteger(view, p, e.bytes);
  // ,"tcp_segments":
  view.setInt32(p, 0x6374222c, true);
  view.setInt32(p + 4, 0x65735f70, true);
  view.setInt32(p + 8, 0x6e656d67, true);
  view.setInt32(p + 12, 0x3a227374, true);
  p += 16;
  p = putInteger(view, p, e.tcp_segments);
  // ,"flows":
  view.setInt32(p, 0x6c66222c, true);
  view.setInt32(p + 4, 0x2273776f, true);
  view.setUint8(p + 8, 0x3a);
  p += 9;
  p = putInteger(view, p, e.flows);
  // ,"stream_numbers":"
  view.setInt32(p, 0x7473222c, true);
  view.setInt32(p + 4, 0x6d616572, true);
  view.setInt32(p + 8, 0x6d756e5f, true);
  view.setInt32(p + 12, 0x73726562, true);
  view.setInt32(p + 16, 0x223a22, true);
  p += 19;
  p = putWord(bytes, p, e.stream_numbers);
  // ","non_tcp":
  view.setInt32(p, 0x6e222c22, true);
  view.setInt32(p + 4, 0x745f6e6f, true);
  view.setInt32(p + 8, 0x3a227063, true);
  p += 12;
  p = putInteger(view, p, e.non_tcp);
  // ,"undecoded":[
  view.setInt32(p, 0x6e75222c, true);
  view.setInt32(p + 4, 0x6f636564, true);
  view.setInt32(p + 8, 0x22646564, true);
  view.setUint16(p + 12, 0x5b3a, true);
  p += 14;
  const list7 = e.undecoded;
  for (let i7 = 0; i7 < list7.length; i7++) {
    if (i7 > 0) {
      // ,
      view.setUint8(p, 0x2c);
      p += 1;
    }
    p = putUndecodedCount(bytes, view, p, list7[i7]!);
  }
  // ]
  view.setUint8(p, 0x5d);
  p += 1;
  const value8 = e.ip_fragments;
  if (value8 !== undefined) {
    // ,"ip_fragments":
    view.setInt32(p, 0x7069222c, true);
    view.setInt32(p + 4, 0x6172665f, true);
    view.setInt32(p + 8, 0x6e656d67, true);
    view.setInt32(p + 12, 0x3a227374, true);
    p += 16;
    p = putIpFragments(bytes, view, p, value8);
  }
  // ,"cksum_good":
  view.setInt32(p, 0x6b63222c, true);
  view.setInt32(p + 4, 0x5f6d7573, true);
  view.setInt32(p + 8, 0x646f6f67, true);
  view.setUint16(p + 12, 0x3a22, true);
  p += 14;
  p = putInteger(view, p, e.cksum_good);
  // ,"cksum_partial":
  view.setInt32(p, 0x6b63222c, true);
  view.setInt32(p + 4, 0x5f6d7573, true);
  view.setInt32(p + 8, 0x74726170, true);
  view.setInt32(p + 12, 0x226c6169, true);
  view.setUint8(p + 16, 0x3a);
  p += 17;
  p = putInteger(view, p, e.cksum_partial);
  // ,"cksum_bad":
  view.setInt32(p, 0x6b63222c, true);
  view.setInt32(p + 4, 0x5f6d7573, true);
  view.setInt32(p + 8, 0x22646162, true);
  view.setUint8(p + 12, 0x3a);
  p += 13;
  p = putInteger(view, p, e.cksum_bad);
  // ,"cksum_unverified":
  view.setInt32(p, 0x6b63222c, true);
  view.setInt32(p + 4, 0x5f6d7573, true);
  view.setInt32(p + 8, 0x65766e75, true);
  view.setInt32(p + 12, 0x69666972, true);
  view.setInt32(p + 16, 0x3a226465, true);
  p += 20;
  p = putInteger(view, p, e.cksum_unverified);
  // ,"copies":
  view.setInt32(p, 0x6f63222c, true);
  view.setInt32(p + 4, 0x73656970, true);
  view.setUint16(p + 8, 0x3a22, true);
  p += 10;
  p = putInteger(view, p, e.copies);
  // ,"backward_time":
  view.setInt32(p, 0x6162222c, true);
  view.setInt32(p + 4, 0x61776b63, true);
  view.setInt32(p + 8, 0x745f6472, true);
  view.setInt32(p + 12, 0x22656d69, true);
  view.setUint8(p + 16, 0x3a);
  p += 17;
  p = putInteger(view, p, e.backward_time);
  const value15 = e.clamped_time;
  if (value15 !== undefined) {
    // ,"clamped_time":
    view.setInt32(p, 0x6c63222c, true);
    view.setInt32(p + 4, 0x65706d61, true);
    view.setInt32(p + 8, 0x69745f64, true);
    view.setInt32(p + 12, 0x3a22656d, true);
    p += 16;
    p = putInteger(view, p, value15);
  }
  const value16 = e.kernel_drops;
  if (value16 !== undefined) {
    // ,"kernel_drops":
    view.setInt32(p, 0x656b222c, true);
    view.setInt32(p + 4, 0x6c656e72, true);
    view.setInt32(p + 8, 0x6f72645f, true);
    view.setInt32(p + 12, 0x3a227370, true);
    p += 16;
    p = putInteger(view, p, value16);
  }
  const value17 = e.comments;
  if (value17 !== undefined) {
    // ,"comments":
    view.setInt32(p, 0x6f63222c, true);
    view.setInt32(p + 4, 0x6e656d6d, true);
    view.setInt32(p + 8, 0x3a227374, true);
    p += 12;
    p = putInteger(view, p, value17);
  }
  // ,"capture_hosts":[
  view.setInt32(p, 0x6163222c, true);
  view.setInt32(p + 4, 0x72757470, true);
  view.setInt32(p + 8, 0x6f685f65, true);
  view.setInt32(p + 12, 0x22737473, true);
  view.setUint16(p + 16, 0x5b3a, true);
  p += 18;
  const list18 = e.capture_hosts;
  for (let i18 = 0; i18 < list18.length; i18++) {
    if (i18 > 0) {
      // ,
      view.setUint8(p, 0x2c);
      p += 1;
    }
    p = putCaptureHost(bytes, view, p, list18[i18]!);
  }
  // ]
  view.setUint8(p, 0x5d);
  p += 1;
  const value19 = e.capture_hosts_capped;
  if (value19 !== undefined) {
    // ,"capture_hosts_capped":
    view.setInt32(p, 0x6163222c, true);
    view.setInt32(p + 4, 0x72757470, true);
    view.setInt32(p + 8, 0x6f685f65, true);
    view.setInt32(p + 12, 0x5f737473, true);
    view.setInt32(p + 16, 0x70706163, true);
    view.setInt32(p + 20, 0x3a226465, true);
    p += 24;
    p = putBoolean(view, p, value19);
  }
  const stamp20 = e.first_ts;
  if (stamp20 !== undefined && isPrintableSecond(stamp20.sec)) {
    // ,"first_ts":"
    view.setInt32(p, 0x6966222c, true);
    view.setInt32(p + 4, 0x5f747372, true);
    view.setInt32(p + 8, 0x3a227374, true);
    view.setUint8(p + 12, 0x22);
    p += 13;
    p = out.timestamps.put(view, p, stamp20.sec, stamp20.nsec);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  const stamp21 = e.last_ts;
  if (stamp21 !== undefined && isPrintableSecond(stamp21.sec)) {
    // ,"last_ts":"
    view.setInt32(p, 0x616c222c, true);
    view.setInt32(p + 4, 0x745f7473, true);
    view.setInt32(p + 8, 0x223a2273, true);
    p += 12;
    p = out.timestamps.put(view, p, stamp21.sec, stamp21.nsec);
    // "
    view.setUint8(p, 0x22);
    p += 1;
  }
  // ,"report":
  view.setInt32(p, 0x6572222c, true);
  view.setInt32(p + 4, 0x74726f70, true);
  view.setUint16(p + 8, 0x3a22, true);
  p += 10;
  p = putCaptureReport(bytes, view, p, e.report);
  // ,"interfaces":[
  view.setInt32(p, 0x6e69222c, true);
  view.setInt32(p + 4, 0x66726574, true);
  view.setInt32(p + 8, 0x73656361, true);
  view.setInt32(p + 12, 0x5b3a22, true);
  p += 15;
  const list23 = e.interfaces;
  for (let i23 = 0; i23 < list23.length; i23++) {
    if (i23 > 0) {
      // ,
      view.setUint8(p, 0x2c);
      p += 1;
    }
    p = putInterfaceDescription(bytes, view, p, list23[i23]!);
  }
  // ]
  view.setUint8(p, 0x5d);
  p += 1;
  const value24 = e.interfaces_capped;
  if (value24 !== undefined) {
    // ,"interfaces_capped":
    view.setInt32(p, 0x6e69222c, true);
    view.setInt32(p + 4, 0x66726574, true);
    view.setInt32(p + 8, 0x73656361, true);
    view.setInt32(p + 12, 0x7061635f, true);
    view.setInt32(p + 16, 0x22646570, true);
    view.setUint8(p + 20, 0x3a);
    p += 21;
    p = putBoolean(view, p, value24);
  }
  // }\n
  view.setUint16(p, 0x0a7d, true);
  p += 2;
  out.position = p;
}

export function boundOfCaptureEndEvent(o: CaptureEndEvent): number {
  let bound = 697;
  for (const item of o.undecoded) bound += 1 + boundOfUndecodedCount(item);
  if (o.ip_fragments !== undefined) bound += boundOfIpFragments(o.ip_fragments);
  for (const item of o.capture_hosts) bound += 1 + boundOfCaptureHost(item);
  bound += boundOfCaptureReport(o.report);
  for (const item of o.interfaces) bound += 1 + boundOfInterfaceDescription(item);
  return bound;
}
