/**
 * A turn of data: a block that its connection has from the turn's first segment until it is printed, which may be when
 * its acknowledgement comes.
 */
import type { DataEvent } from "../../events/mod.ts";
import type { Segment } from "../segment/segment.ts";
import type { BlockCursor } from "../state/paged_blocks.ts";

// ---- its slots, in lines of 64 bytes ----
//
//   0   words 0   numbers 2    every segment of the turn
//   1   words 16  numbers 10   its beginning, its acknowledgement, its end
//   2   words 32  numbers 19   what is unusual, the FIN behind it

/** Lines of a block. */
export const TURN_LINES = 3;

/** Fraction of the stamp of its first segment. */
export const TW_NSEC = 0;
export const TW_SEGMENTS = 1;
/** TF_* bits. */
export const TW_FLAGS = 2;
/** TSval of the segment with the turn's last byte. */
export const TW_TSVAL = 3;
/** File and interface of its first segment. */
export const TW_FILE = 16;
export const TW_INTERFACE = 17;
export const TW_RETRANS_SEGMENTS = 18;
/** TSval of the last retransmission of the turn's last byte. */
export const TW_RESENT_TSVAL = 32;
/** The FIN behind it, valid with TF_FIN_WAITS: fraction of its stamp, its file, its payload in bytes. */
export const TW_FIN_NSEC = 33;
export const TW_FIN_FILE = 34;
export const TW_FIN_LEN = 35;

/** Second of the stamp of its first segment. */
export const TN_SEC = 2;
/** Offset behind its last byte. */
export const TN_SEQ_END = 3;
export const TN_BYTES = 4;
/** Time and frame of the last segment with new payload. */
export const TN_LAST_TIME = 5;
export const TN_END_FRAME = 6;
/** When the last byte was sent. */
export const TN_LAST_BYTE_TIME = 7;
/** Byte offset and frame of its first segment. */
export const TN_OFFSET = 10;
export const TN_FRAME = 11;
/** Offset of its first byte. */
export const TN_SEQ = 12;
/** Its first acknowledgement, and the time to it; valid with TF_ACKED and TF_ACK_TIMED. */
export const TN_ACK = 13;
export const TN_ACK_TIME = 14;
/** Set when it has ended: see TF_HAS_GAP; with TF_HAS_RESPONSE it is the response time, too. */
export const TN_GAP = 15;
/** Bytes that the capture lacks; valid with TF_LACKS. */
export const TN_MISSING = 19;
/** When the last byte was sent again. */
export const TN_RESENT_TIME = 20;
/** The FIN behind it: second of its stamp, byte offset, time. */
export const TN_FIN_SEC = 21;
export const TN_FIN_OFFSET = 22;
export const TN_FIN_TIME = 23;

/** Values of `ended_by`. */
export const ENDINGS = [
  "peer_data",
  "peer_data_unseen",
  "fin",
  "peer_fin",
  "reset",
  "idle",
  "limit",
  "flow_end",
] as const satisfies readonly DataEvent["ended_by"][];

export type Ending = (typeof ENDINGS)[number];

/** TW_FLAGS: its last byte is acknowledged: TN_ACK is set. */
export const TF_ACKED = 1 << 0;
/** TN_ACK_TIME is set. */
export const TF_ACK_TIMED = 1 << 1;
export const TF_CONTINUED = 1 << 2;
/** Its first segment acknowledges all of the turn in front, which was the peer's; or it does not. */
export const TF_ANSWERS = 1 << 3;
export const TF_CROSSED = 1 << 4;
export const TF_PUSH = 1 << 5;
export const TF_HAS_RESPONSE = 1 << 6;
export const TF_HAS_GAP = 1 << 7;
/** Its last byte was sent again. */
export const TF_RESENT = 1 << 8;
/** The segment with the last byte, and its retransmission, has a TSval. */
export const TF_HAS_TSVAL = 1 << 9;
export const TF_RESENT_HAS_TSVAL = 1 << 10;
export const TF_HAS_INTERFACE = 1 << 11;
/** Phase, direction on the capturing host, ending: indices. */
export const TF_PHASE_SHIFT = 12;
export const TF_PHASE_MASK = 3;
export const TF_DIRECTION_SHIFT = 14;
export const TF_ENDING_SHIFT = 16;
export const TF_ENDING_MASK = 7;
/** TN_MISSING is set. */
export const TF_LACKS = 1 << 19;
/** A FIN waits behind it. */
export const TF_FIN_WAITS = 1 << 20;

/** What is set anew for each last byte of a turn. */
const OF_LAST_BYTE = TF_ACKED | TF_ACK_TIMED | TF_PUSH | TF_RESENT | TF_HAS_TSVAL | TF_RESENT_HAS_TSVAL;

/** `segment` brings what is now the turn's last byte. */
export function noteLastByte({ words, w, numbers, n }: BlockCursor, segment: Segment): void {
  let flags = words[w + TW_FLAGS]! & ~OF_LAST_BYTE;
  if (segment.isPush) flags |= TF_PUSH;
  if (segment.hasTimestamps) flags |= TF_HAS_TSVAL;
  words[w + TW_FLAGS] = flags;
  words[w + TW_TSVAL] = segment.tsVal;
  numbers[n + TN_LAST_BYTE_TIME] = segment.time;
}

/** `segment` brings the turn's last byte once more. */
export function noteResent({ words, w, numbers, n }: BlockCursor, segment: Segment): void {
  words[w + TW_FLAGS]! |= TF_RESENT | (segment.hasTimestamps ? TF_RESENT_HAS_TSVAL : 0);
  words[w + TW_RESENT_TSVAL] = segment.tsVal;
  numbers[n + TN_RESENT_TIME] = segment.time;
}

/** `segment` is the first to acknowledge the turn's last byte. */
export function noteAcknowledged({ words, w, numbers, n }: BlockCursor, segment: Segment): void {
  let flags = words[w + TW_FLAGS]! | TF_ACKED;
  numbers[n + TN_ACK] = segment.ack;
  let sent = numbers[n + TN_LAST_BYTE_TIME]!;
  let isTimed = true;
  if (flags & TF_RESENT) {
    // Karn: of a byte that was sent twice only the echoed stamp tells which one arrived (RFC 7323 4.1)
    const first = words[w + TW_TSVAL]!;
    const again = words[w + TW_RESENT_TSVAL]!;
    const both = TF_HAS_TSVAL | TF_RESENT_HAS_TSVAL;
    isTimed = (flags & both) === both && segment.hasTimestamps && first !== again;
    if (segment.tsEcr === again) sent = numbers[n + TN_RESENT_TIME]!;
    else if (segment.tsEcr !== first) isTimed = false;
  }
  const time = segment.time - sent;
  if (isTimed && time >= 0) {
    flags |= TF_ACK_TIMED;
    numbers[n + TN_ACK_TIME] = time;
  }
  words[w + TW_FLAGS] = flags;
}
