/**
 * The segment that is being worked on: what every step reads, taken out of its record once.
 */
import {
  FLAG_FIN,
  FLAG_PSH,
  FLAG_SYN,
  REC_ACK,
  REC_FLAGS_WINDOW,
  REC_FRAME,
  REC_INTERFACE,
  REC_NSEC,
  REC_PAYLOAD_LENGTH,
  REC_RECORD_ADDRESS,
  REC_SEC,
  REC_SEC_HIGH,
  REC_SEQ,
  REC_STATUS,
  REC_TSECR,
  REC_TSVAL,
  STATUS_DIRECTION_MASK,
  STATUS_DIRECTION_SHIFT,
  STATUS_INTERFACE,
  STATUS_TIMESTAMPS,
} from "../../../wasm/layout.ts";
import type { Batch } from "../../capture/batch.ts";

const TWO_32 = 2 ** 32;

/** One segment; a single instance is filled again and again. */
export class Segment {
  records: Uint32Array = new Uint32Array(0);
  /** Where its record begins in `records`. */
  record = 0;
  sec = 0;
  nsec = 0;
  frame = 0;
  fileIndex = 0;
  fileOffset = 0;
  /** FLAG_* bits. */
  flags = 0;
  /** SEG.SEQ and SEG.ACK as on the wire, as signed numbers. */
  seqRaw = 0;
  ackRaw = 0;
  window = 0;
  payloadLength = 0;
  /** STATUS_* bits. */
  status = 0;
  /** SEG.LEN (RFC 9293 3.4): payload, and one each for SYN and FIN. */
  segmentLength = 0;

  // Set by the tracker. Fields rather than arguments: what is no small integer costs an allocation as an argument.
  /** Nanoseconds since the run's first record. */
  runTime = 0;
  /** The capture clock, or the segment's own time if that is ahead: when its connection was alive. */
  clock = 0;
  /** How far its stamp is above the capture clock and not believed yet; else 0. */
  ahead = 0;
  /** It opens a connection with addresses and ports that another one had, as far as that is remembered. */
  reusesPorts = false;
  /** Flow that had them and ended for it; -1: none. */
  previousFlow = -1;
  /** Nanoseconds since the flow's first packet; may be negative. */
  time = 0;
  /** Offsets of SEG.SEQ, of what is behind the segment, and of SEG.ACK. */
  seq = 0;
  seqEnd = 0;
  ack = 0;
  /** Wireshark's labels: bits in the order of wiresharkLabels. */
  wireshark = 0;

  /** Nanoseconds since the connection's last packet; of its first one it means nothing. */
  gap = 0;

  // set by analysis/
  /** SEG.ACK can mean this connection (segment/acceptable_ack.ts). */
  isAckAcceptable = false;
  /** It only asks: whether the peer is still there (keep-alive), or whether its window is still closed. */
  isProbe = false;
  /** The latter. */
  isWindowProbe = false;
  /** It begins with the byte of a probe that the peer refused. */
  restartsProbe = false;

  // set by data/payload.ts
  /** Payload bytes that are new, and seen before; both 0 for keep-alive probes. */
  newBytes = 0;
  resentBytes = 0;
  /** Offsets of the first new byte, and behind the last one. */
  newStart = 0;
  newEnd = 0;
  /** Some of the new bytes lie in a hole. */
  fillsHole = false;
  /** SEG.ACK shows that the capture lacks something of the peer. */
  peerHole = false;
  isKeepAlive = false;

  // set by phases/ignored_reset.ts
  /** It shows that the RST before it was ignored. */
  undoesReset = false;

  /** Takes record `i` of a batch. */
  load(batch: Batch, record: number): void {
    const { records } = batch;
    this.records = records;
    this.record = record;
    this.sec = records[record + REC_SEC]! + records[record + REC_SEC_HIGH]! * TWO_32;
    this.nsec = records[record + REC_NSEC]!;
    this.frame = batch.firstFrame + records[record + REC_FRAME]!;
    this.fileIndex = batch.fileIndex;
    this.fileOffset = batch.offsetBase + records[record + REC_RECORD_ADDRESS]!;
    const flagsWindow = records[record + REC_FLAGS_WINDOW]!;
    const flags = (flagsWindow >>> 16) & 0x1ff;
    this.flags = flags;
    this.window = flagsWindow & 0xffff;
    this.seqRaw = records[record + REC_SEQ]! | 0;
    this.ackRaw = records[record + REC_ACK]! | 0;
    this.payloadLength = records[record + REC_PAYLOAD_LENGTH]!;
    this.status = records[record + REC_STATUS]!;
    this.undoesReset = false;
    this.segmentLength = this.payloadLength + (flags & FLAG_SYN ? 1 : 0) + (flags & FLAG_FIN ? 1 : 0);
  }

  get isPush(): boolean {
    return (this.flags & FLAG_PSH) !== 0;
  }

  get hasTimestamps(): boolean {
    return (this.status & STATUS_TIMESTAMPS) !== 0;
  }

  /** TSval and TSecr as signed numbers; meaningless without timestamps. */
  get tsVal(): number {
    return this.records[this.record + REC_TSVAL]! | 0;
  }

  get tsEcr(): number {
    return this.records[this.record + REC_TSECR]! | 0;
  }

  get hasInterface(): boolean {
    return (this.status & STATUS_INTERFACE) !== 0;
  }

  get interfaceIndex(): number {
    return this.records[this.record + REC_INTERFACE]!;
  }

  /** PACKET_DIRECTION_*. */
  get packetDirection(): number {
    return (this.status >>> STATUS_DIRECTION_SHIFT) & STATUS_DIRECTION_MASK;
  }
}
