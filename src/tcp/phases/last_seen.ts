/**
 * What is remembered of a side's last packet, to compare the next one with: written behind all that reads it.
 */
import { FLAG_RST, REC_ID_TTL_TOS } from "../../../wasm/layout.ts";
import type { Segment } from "../segment/segment.ts";
import type { Connection } from "../state/connection.ts";
import { C_HINTS, E_ID_TTL, EF_LAST_TIME, EN_LAST_TIME, SERVER } from "../state/state_layout.ts";
import { NANOSECONDS } from "../time.ts";
import {
  HB_BROKE_SILENCE,
  HB_ID_RUN,
  HB_ID_ZERO,
  HB_KEEP_ALIVE,
  HB_LAST_IS_RST,
  HB_OPENED_ANOTHER,
  HB_PAYLOAD,
  HB_PAYLOAD_BY_SERVER,
  HB_TTL_VARIED,
  hintShift,
} from "./hint_bits.ts";

/** A silence that hosts and middleboxes end connections for: the shortest timeouts in use are a minute. */
export const LONG_SILENCE = 60 * NANOSECONDS;
/** A socket's own identifications count one up for each segment, also for those that offload merges (64 KiB). */
const MAX_ID_STEP = 64;

/** A segment that is no copy was worked off. */
export function noteLastSeen(connection: Connection, segment: Segment): void {
  const { words, numbers, c, s, sn, sender } = connection;
  const shift = hintShift(sender);
  const before = words[c + C_HINTS]!;
  let all = before & ~((HB_KEEP_ALIVE | HB_LAST_IS_RST) << shift);
  if (segment.flags & FLAG_RST) all |= HB_LAST_IS_RST << shift;
  else {
    // a RST's are not taken: they may be somebody else's
    all = identityBits(words, s + E_ID_TTL, sender, all, segment.records[segment.record + REC_ID_TTL_TOS]!);
    if (segment.isKeepAlive) all |= HB_KEEP_ALIVE << shift;
    else if (segment.payloadLength > 0) {
      all = (all & ~HB_PAYLOAD_BY_SERVER) | HB_PAYLOAD | (sender === SERVER ? HB_PAYLOAD_BY_SERVER : 0);
    }
    // the answer, if there was a silence to break
    all &= ~(HB_BROKE_SILENCE << hintShift(1 - sender));
    if (segment.time - lastTime(connection) >= LONG_SILENCE) all |= HB_BROKE_SILENCE << shift;
  }
  if (all !== before) words[c + C_HINTS] = all;
  numbers[sn + EN_LAST_TIME] = segment.time;
  connection.setSender(EF_LAST_TIME);
}

/** When the last packet of either side was seen; Infinity: there was none. */
export function lastTime(connection: Connection): number {
  const { numbers, sn, pn } = connection;
  const own = connection.senderHas(EF_LAST_TIME) ? numbers[sn + EN_LAST_TIME]! : Number.NEGATIVE_INFINITY;
  const other = connection.peerHas(EF_LAST_TIME) ? numbers[pn + EN_LAST_TIME]! : Number.NEGATIVE_INFINITY;
  const last = Math.max(own, other);
  return last === Number.NEGATIVE_INFINITY ? Number.POSITIVE_INFINITY : last;
}

/**
 * What follows from identification and TTL of a segment, which are noted.
 * @param slot of the sender's E_ID_TTL
 * @param hints the connection's C_HINTS
 * @returns the new ones
 */
export function identityBits(
  words: Int32Array,
  slot: number,
  sender: number,
  hints: number,
  idTtlTos: number,
): number {
  const now = (idTtlTos & ~0xffff) | ((idTtlTos >>> 8) & 0xff);
  const last = words[slot]!;
  words[slot] = now;
  if (last === 0) return hints;
  const shift = hintShift(sender);
  const all = (last ^ now) & 0xff ? hints | (HB_TTL_VARIED << shift) : hints;
  const bits = all >>> shift;
  const id = now >>> 16;
  const step = (id - (last >>> 16)) & 0xffff;
  const isZero = step === 0 && id === 0;
  if (!isZero && (step === 0 || step > MAX_ID_STEP)) return all & ~(HB_ID_RUN << shift);
  const goesOn = isZero === ((bits & HB_ID_ZERO) !== 0);
  const run = goesOn ? Math.min((bits & HB_ID_RUN) + 1, HB_ID_RUN) : 1;
  return (all & ~((HB_ID_RUN | HB_ID_ZERO) << shift)) | ((run | (isZero ? HB_ID_ZERO : 0)) << shift);
}

/** The sender of `segment` opens another connection with the addresses and ports of this one. */
export function noteAnother(connection: Connection): void {
  connection.words[connection.c + C_HINTS]! |= HB_OPENED_ANOTHER << hintShift(connection.sender);
}
