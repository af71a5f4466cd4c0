/**
 * A turn of data as words and numbers: in its connection while it is open, with the held lines when it has ended and
 * still waits for its acknowledgement.
 */
import type { DataEvent } from "../../events/mod.ts";
import type { Segment } from "../segment/segment.ts";
import {
  TN_ACK,
  TN_ACK_TIME,
  TN_LAST_BYTE_TIME,
  TN_RESENT_TIME,
  TW_FLAGS,
  TW_RESENT_TSVAL,
  TW_TSVAL,
} from "../state/state_layout.ts";

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

/** What is set anew for each last byte of a turn. */
const OF_LAST_BYTE = TF_ACKED | TF_ACK_TIMED | TF_PUSH | TF_RESENT | TF_HAS_TSVAL | TF_RESENT_HAS_TSVAL;

/** A place where a turn lies. */
export interface TurnPlace {
  readonly words: Int32Array;
  readonly tw: number;
  readonly numbers: Float64Array;
  readonly tn: number;
}

/** `segment` brings what is now the turn's last byte. */
export function noteLastByte({ words, tw, numbers, tn }: TurnPlace, segment: Segment): void {
  let flags = words[tw + TW_FLAGS]! & ~OF_LAST_BYTE;
  if (segment.isPush) flags |= TF_PUSH;
  if (segment.hasTimestamps) flags |= TF_HAS_TSVAL;
  words[tw + TW_FLAGS] = flags;
  words[tw + TW_TSVAL] = segment.tsVal;
  numbers[tn + TN_LAST_BYTE_TIME] = segment.time;
}

/** `segment` brings the turn's last byte once more. */
export function noteResent({ words, tw, numbers, tn }: TurnPlace, segment: Segment): void {
  words[tw + TW_FLAGS]! |= TF_RESENT | (segment.hasTimestamps ? TF_RESENT_HAS_TSVAL : 0);
  words[tw + TW_RESENT_TSVAL] = segment.tsVal;
  numbers[tn + TN_RESENT_TIME] = segment.time;
}

/** `segment` is the first to acknowledge the turn's last byte. */
export function noteAcknowledged({ words, tw, numbers, tn }: TurnPlace, segment: Segment): void {
  let flags = words[tw + TW_FLAGS]! | TF_ACKED;
  numbers[tn + TN_ACK] = segment.ack;
  let sent = numbers[tn + TN_LAST_BYTE_TIME]!;
  let isTimed = true;
  if (flags & TF_RESENT) {
    // Karn: of a byte that was sent twice only the echoed stamp tells which one arrived (RFC 7323 4.1)
    const first = words[tw + TW_TSVAL]!;
    const again = words[tw + TW_RESENT_TSVAL]!;
    const both = TF_HAS_TSVAL | TF_RESENT_HAS_TSVAL;
    isTimed = (flags & both) === both && segment.hasTimestamps && first !== again;
    if (segment.tsEcr === again) sent = numbers[tn + TN_RESENT_TIME]!;
    else if (segment.tsEcr !== first) isTimed = false;
  }
  const time = segment.time - sent;
  if (isTimed && time >= 0) {
    flags |= TF_ACK_TIMED;
    numbers[tn + TN_ACK_TIME] = time;
  }
  words[tw + TW_FLAGS] = flags;
}
