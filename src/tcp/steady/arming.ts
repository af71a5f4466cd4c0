/**
 * Whether the next segment of each side may be a steady one. A connection is looked at when a segment that was not steady
 * is worked off; steady ones leave it as it is.
 */
import {
  HB_BROKE_SILENCE,
  HB_KEEP_ALIVE,
  HB_LAST_IS_RST,
  HB_PAYLOAD,
  hintShift,
} from "../phases/hint_bits.ts";
import type { Segment } from "../segment/segment.ts";
import {
  TK_LARGEST,
  TK_SACKED,
  TK_WIRE_SEGMENTS,
  TKN_LAST_DATA,
  TKN_LAST_NEW,
  TKN_LAST_SEGMENT,
  type Tracks,
} from "../sent/tracks.ts";
import type { Connection } from "../state/connection.ts";
import {
  AR_COUNT_MASK,
  AR_KEEP_ALIVE,
  AR_PROBE_BYTE,
  AR_SCALE_MASK,
  AR_SCALE_SHIFT,
  AR_WINDOW_PROBE,
  C_FLAGS,
  C_HINTS,
  CF_CLOSED,
  CF_ESTABLISHED,
  CF_RESET,
  CLIENT,
  CN_START,
  E_ACK_RUN,
  E_BASE,
  E_FLAGS,
  E_HOLES,
  E_LAST_SEQ,
  E_MSS_WSCALE,
  E_TALLY,
  E_TRACK,
  E_WINDOW,
  E_WIRESHARK_ACK,
  E_WIRESHARK_MAX,
  E_WIRESHARK_NEXT,
  E_WIRESHARK_WINDOW,
  E_ZEEK,
  EF_ACKED,
  EF_EDGE,
  EF_FIN,
  EF_LAST_TIME,
  EF_MSS,
  EF_PAUSED,
  EF_RST,
  EF_SYN,
  EF_SYN_WINDOW,
  EF_WINDOW,
  EF_WINDOW_RANGE,
  EN_ACK,
  EN_LAST_TIME,
  EN_NEXT,
  EN_WIRESHARK_NEXT_TIME,
  SERVER,
} from "../state/state_layout.ts";
import { hasSeenAck, hasSeenData } from "../summary/completeness.ts";
import { HAS_ACK, HAS_DATA, INACTIVE, RESET, STATE_MASK } from "../summary/zeek_endpoint.ts";
import { hasOpened, MARKS } from "../wireshark/labels.ts";
import { TALLY_ACK_READY, TALLY_DATA_READY, TALLY_SCALE_SHIFT } from "./tally.ts";

/** Times beyond that are not exact when they are added up. */
const FAR = 2 ** 52;

const SET = EF_ACKED | EF_LAST_TIME | EF_WINDOW | EF_WINDOW_RANGE;
const CLEAR = EF_FIN | EF_RST | EF_SYN_WINDOW | EF_PAUSED;
const RUN_CLEAR = AR_COUNT_MASK | AR_KEEP_ALIVE | AR_WINDOW_PROBE | AR_PROBE_BYTE | MARKS;
const SIDE_HINTS = HB_KEEP_ALIVE | HB_LAST_IS_RST | HB_BROKE_SILENCE;
const HINTS_CLEAR = (SIDE_HINTS << hintShift(CLIENT)) | (SIDE_HINTS << hintShift(SERVER));

/** No segment of the connection is steady until {@link arm} finds it so; all is settled. */
export function disarm({ words, s, p }: Connection): void {
  words[s + E_TALLY] = 0;
  words[p + E_TALLY] = 0;
}

/** `segment`, the connection's last, was worked off, and nothing of it is in the tallies. */
export function arm(connection: Connection, segment: Segment, tracks: Tracks): void {
  if (!isCalm(connection, segment)) return;
  const { s, p, sn, pn } = connection;
  const own = tallyOf(connection, s, sn, p, pn, tracks);
  const peers = tallyOf(connection, p, pn, s, sn, tracks);
  if (own === 0 || peers === 0) return;
  connection.words[s + E_TALLY] = own;
  connection.words[p + E_TALLY] = peers;
}

/** True if nothing is going on between the two sides. */
function isCalm(connection: Connection, segment: Segment): boolean {
  const { words, numbers, c, cn, s, p, pn } = connection;
  const flags = words[c + C_FLAGS]!;
  if (flags & (CF_CLOSED | CF_RESET)) return false;
  const own = words[s + E_FLAGS]!;
  const peers = words[p + E_FLAGS]!;
  if ((own & peers & SET) !== SET || (own | peers) & CLEAR) return false;
  // without any SYN a connection is never said to be established
  if (!(flags & CF_ESTABLISHED) && (own | peers) & EF_SYN) return false;
  if ((words[s + E_HOLES]! | words[p + E_HOLES]! | (words[c + C_HINTS]! & HINTS_CLEAR)) !== 0) return false;
  if ((words[s + E_ACK_RUN]! | words[p + E_ACK_RUN]!) & RUN_CLEAR) return false;
  if (!hasOpened(words[s + E_ACK_RUN]!, words[p + E_ACK_RUN]!)) return false;
  // the last segment is also the one with the greatest time
  if (segment.clock !== segment.runTime || segment.ahead > 0) return false;
  if (!(numbers[pn + EN_LAST_TIME]! <= segment.time)) return false;
  return segment.runTime < FAR && Math.abs(numbers[cn + CN_START]!) < FAR;
}

/**
 * The empty tally of the endpoint at `e`; 0 if none of its segments can be steady.
 * @param f the other endpoint
 */
function tallyOf(
  connection: Connection,
  e: number,
  en: number,
  f: number,
  fn: number,
  tracks: Tracks,
): number {
  const { words, numbers, c } = connection;
  // all that know the next number agree
  const next = words[e + E_WIRESHARK_NEXT]!;
  if (next === 0 || next !== words[e + E_WIRESHARK_MAX]! || next !== words[e + E_LAST_SEQ]!) return 0;
  if (next !== ((words[e + E_BASE]! + numbers[en + EN_NEXT]!) | 0)) return 0;
  const ack = numbers[en + EN_ACK]!;
  if (ack < 1 || ack > numbers[fn + EN_NEXT]!) return 0;
  if (words[e + E_WIRESHARK_ACK]! !== ((words[f + E_BASE]! + ack) | 0)) return 0;
  const window = words[e + E_WINDOW]!;
  if (window === 0 || window !== words[e + E_WIRESHARK_WINDOW]! >>> 16) return 0;
  const zeek = words[e + E_ZEEK]!;
  if ((zeek & STATE_MASK) === INACTIVE || (zeek & STATE_MASK) === RESET) return 0;
  const scale = (words[e + E_ACK_RUN]! >>> AR_SCALE_SHIFT) & AR_SCALE_MASK;
  if ((scale !== 0) !== ((words[e + E_FLAGS]! & EF_EDGE) !== 0)) return 0;

  const flags = words[c + C_FLAGS]!;
  let tally = scale << TALLY_SCALE_SHIFT;
  if (zeek & HAS_ACK && hasSeenAck(flags)) tally |= TALLY_ACK_READY;
  if (words[e + E_TRACK] === 0) return tally;
  if (!isTrackInStep(connection, e, en, tracks)) return 0;
  const { words: own, w } = tracks;
  // where the MSS is not known any payload counts as one segment
  const isSized =
    own[w + TK_LARGEST] !== 0 || !(words[f + E_FLAGS]! & EF_MSS && words[f + E_MSS_WSCALE]! & 0xffff);
  if (
    zeek & HAS_DATA &&
    hasSeenData(flags) &&
    words[c + C_HINTS]! & HB_PAYLOAD &&
    own[w + TK_WIRE_SEGMENTS] !== 0 &&
    isSized
  ) {
    tally |= TALLY_DATA_READY;
  }
  return tally;
}

/** True if the endpoint's track knows no other times than its state. Takes it in hand. */
function isTrackInStep(connection: Connection, e: number, en: number, tracks: Tracks): boolean {
  tracks.find(connection, e);
  const { words, w, numbers, n } = tracks;
  const own = connection.numbers;
  const lastNew = numbers[n + TKN_LAST_NEW]!;
  return (
    words[w + TK_SACKED] === 0 &&
    lastNew === own[en + EN_WIRESHARK_NEXT_TIME] &&
    lastNew === numbers[n + TKN_LAST_DATA] &&
    numbers[n + TKN_LAST_SEGMENT] === own[en + EN_LAST_TIME]
  );
}
