/**
 * What steady segments leave to be counted later. They write what the next segment needs to know, and count themselves in
 * E_TALLY; all that follows from it is brought up to date by {@link settle} before anything else looks at the connection.
 */
import { STATUS_CHECKSUM_MASK } from "../../../wasm/layout.ts";
import { HB_PAYLOAD_BY_SERVER } from "../phases/hint_bits.ts";
import {
  TK_WIRE_SEGMENTS,
  TKN_LAST_DATA,
  TKN_LAST_NEW,
  TKN_LAST_SEGMENT,
  type Tracks,
} from "../sent/tracks.ts";
import type { Connection } from "../state/connection.ts";
import {
  C_FLAGS,
  C_HINTS,
  C_LAST_NSEC,
  C_PACKETS,
  C_START_NSEC,
  CF_LAST_BY_SERVER,
  CLIENT,
  CN_LAST_CLOCK,
  CN_LAST_SEC,
  CN_PAYLOAD_CLOCK,
  CN_START,
  CN_START_SEC,
  E_FLAGS,
  E_LAST_SEQ,
  E_TALLY,
  E_TALLY_IP_BYTES,
  E_WINDOW,
  E_WIRESHARK_MAX,
  E_WIRESHARK_NEXT,
  E_WIRESHARK_WINDOW,
  EF_SPOKE_LAST,
  EN_IP_BYTES,
  EN_LAST_TIME,
  EN_PAYLOAD_BYTES,
  EN_UNIQUE_BYTES,
  EN_WIRESHARK_NEXT_TIME,
  endpointNumbers,
  endpointWords,
  SERVER,
} from "../state/state_layout.ts";
import { type ChecksumCounts, counterOfVerdict } from "../summary/counting.ts";
import { NANOSECONDS } from "../time.ts";

// E_TALLY: segments without payload, segments with payload, the checksum verdict that all of either kind have, ...
const COUNT_BITS = 10;
export const TALLY_MOST = (1 << COUNT_BITS) - 1;
export const TALLY_DATA_SHIFT = COUNT_BITS;
const TALLY_COUNTS = (1 << (2 * COUNT_BITS)) - 1;
export const TALLY_VERDICT_SHIFT = 2 * COUNT_BITS;
export const TALLY_DATA_VERDICT_SHIFT = TALLY_VERDICT_SHIFT + 3;
/** ... the shift count of the side's windows + 1 (AR_SCALE_SHIFT), ... */
export const TALLY_SCALE_SHIFT = TALLY_DATA_VERDICT_SHIFT + 3;
export const TALLY_SCALE_MASK = 15;
/** ... and whether its next segment may be a steady one: without payload, with payload. */
export const TALLY_ACK_READY = 1 << 30;
export const TALLY_DATA_READY = 1 << 31;

/** True if there is something to settle. */
function hasTally({ words, s, p }: Connection): boolean {
  return ((words[s + E_TALLY]! | words[p + E_TALLY]!) & TALLY_COUNTS) !== 0;
}

/** Brings all slots up to date with the connection's steady segments. */
export function settle(connection: Connection, tracks: Tracks, checksums: ChecksumCounts): void {
  if (!hasTally(connection)) return;
  const { words, numbers, c, cn } = connection;
  let hasData = settleSide(connection, CLIENT, tracks, checksums);
  hasData = settleSide(connection, SERVER, tracks, checksums) || hasData;
  const last = words[c + C_FLAGS]! & CF_LAST_BY_SERVER ? SERVER : CLIENT;
  const time = numbers[cn + endpointNumbers(last) + EN_LAST_TIME]!;
  const nanoseconds = words[c + C_START_NSEC]! + time;
  numbers[cn + CN_LAST_CLOCK] = numbers[cn + CN_START]! + time;
  numbers[cn + CN_LAST_SEC] = numbers[cn + CN_START_SEC]! + Math.floor(nanoseconds / NANOSECONDS);
  words[c + C_LAST_NSEC] = nanoseconds % NANOSECONDS;
  if (!hasData) return;
  const ofClient = numbers[cn + endpointNumbers(CLIENT) + EN_WIRESHARK_NEXT_TIME]!;
  const ofServer = numbers[cn + endpointNumbers(SERVER) + EN_WIRESHARK_NEXT_TIME]!;
  numbers[cn + CN_PAYLOAD_CLOCK] = numbers[cn + CN_START]! + Math.max(ofClient, ofServer);
  const isServers = (words[c + endpointWords(SERVER) + E_FLAGS]! & EF_SPOKE_LAST) !== 0;
  const hints = words[c + C_HINTS]!;
  words[c + C_HINTS] = isServers ? hints | HB_PAYLOAD_BY_SERVER : hints & ~HB_PAYLOAD_BY_SERVER;
}

/** True if some of its steady segments have payload. Their checksums are not wrong, so each verdict has a counter here. */
function settleSide(
  connection: Connection,
  side: number,
  tracks: Tracks,
  checksums: ChecksumCounts,
): boolean {
  const { words, numbers, c, cn } = connection;
  const e = c + endpointWords(side);
  const en = cn + endpointNumbers(side);
  const tally = words[e + E_TALLY]!;
  const withoutPayload = tally & TALLY_MOST;
  const withPayload = (tally >>> TALLY_DATA_SHIFT) & TALLY_MOST;
  if (withoutPayload + withPayload === 0) return false;
  words[e + E_TALLY] = tally & ~TALLY_COUNTS;
  words[c + C_PACKETS + side]! += withoutPayload + withPayload;
  if (withoutPayload > 0) {
    const counter = counterOfVerdict((tally >>> TALLY_VERDICT_SHIFT) & STATUS_CHECKSUM_MASK);
    words[e + counter]! += withoutPayload;
    checksums.add(counter, withoutPayload);
  }
  numbers[en + EN_IP_BYTES]! += words[e + E_TALLY_IP_BYTES]! >>> 0;
  words[e + E_TALLY_IP_BYTES] = 0;
  words[e + E_WINDOW] = words[e + E_WIRESHARK_WINDOW]! >>> 16;
  const hasTrack = tracks.find(connection, e);
  if (hasTrack) tracks.numbers[tracks.n + TKN_LAST_SEGMENT] = numbers[en + EN_LAST_TIME]!;
  if (withPayload === 0) return false;

  const counter = counterOfVerdict((tally >>> TALLY_DATA_VERDICT_SHIFT) & STATUS_CHECKSUM_MASK);
  words[e + counter]! += withPayload;
  checksums.add(counter, withPayload);
  const next = words[e + E_WIRESHARK_NEXT]!;
  const bytes = (next - words[e + E_LAST_SEQ]!) >>> 0;
  numbers[en + EN_PAYLOAD_BYTES]! += bytes;
  numbers[en + EN_UNIQUE_BYTES]! += bytes;
  words[e + E_LAST_SEQ] = next;
  words[e + E_WIRESHARK_MAX] = next;
  const time = numbers[en + EN_WIRESHARK_NEXT_TIME]!;
  tracks.words[tracks.w + TK_WIRE_SEGMENTS]! += withPayload;
  tracks.numbers[tracks.n + TKN_LAST_DATA] = time;
  tracks.numbers[tracks.n + TKN_LAST_NEW] = time;
  return true;
}
