/**
 * What SYNs and SYN-ACKs suggest and one tap cannot prove: what is noted of them, and the hints in `flow_end`.
 */
import { type Hint, newHint, type SynAckEvent, type SynEvent } from "../../events/mod.ts";
import type { Segment } from "../segment/segment.ts";
import { TK_LARGEST, type Tracks } from "../sent/tracks.ts";
import type { Connection } from "../state/connection.ts";
import { frameOf } from "../state/frames.ts";
import {
  C_HINTS,
  CF_IPV6,
  CLIENT,
  CN_LAST_FRAME,
  E_FLAGS,
  E_SYN_ACK_COUNT,
  E_SYN_COUNT,
  E_SYN_FRAME,
  E_SYN_TSVAL,
  EF_BARE_SYN,
  EF_FIN,
  EF_MSS,
  EF_OPTIONS_CUT,
  EF_SACK_PERMITTED,
  EF_SYN,
  EF_SYN_ACKED,
  EF_SYN_DATA_ACKED,
  EF_TIMESTAMPS,
  EF_WSCALE,
  EN_FIN_ACK_TIME,
  EN_FIRST_SYN_TIME,
  EN_PAYLOAD_BYTES,
  EN_SYN_TIME,
  endpointNumbers,
  endpointWords,
  SERVER,
} from "../state/state_layout.ts";
import { NANOSECONDS } from "../time.ts";
import {
  HB_COOKIE_STEP,
  HB_COOKIE_STEPS,
  HB_OPTIONS_SHRUNK,
  HB_OTHER_STEP,
  HB_SYN_ACK_AGAIN,
  HB_SYN_ACK_MSS_DIFFERS,
  HB_SYN_DATA_REFUSED,
  HB_SYN_MSS_DIFFERS,
} from "./hint_bits.ts";

const OPTIONS = EF_WSCALE | EF_SACK_PERMITTED | EF_TIMESTAMPS;
/** Retries come later (RFC 6298 2.1: 1 s); what comes sooner is the same SYN on another part of its way. */
const RETRY = NANOSECONDS / 2;
/**
 * Linux keeps options in the low six bits of a cookie's TSval and adds an offset that the connection keeps (seen with
 * 6.18): the stamps of its SYN-ACKs differ by units of 64, whatever the bits are.
 */
const COOKIE_STEP_MASK = 63;

/** MSS values that a Linux cookie can hold: a server that had to forget the client's takes the next lower one. */
const COOKIE_MSS_4 = [536, 1300, 1440, 1460];
const COOKIE_MSS_6 = [1220, 1420, 1440, 8940];

const TIMESTAMPS_BYTES = 12;
/** So many segments of exactly the greatest size are full ones, if they are also most of the payload. */
const FULL_SEGMENTS = 10;

// ---- what is noted ----

/**
 * A SYN, of which the event has the options, or a SYN-ACK; what the state says of its sender is from those before.
 * @param flags the sender's EF_* bits, and `mss` what it had announced, before this segment
 */
export function noteSyn(
  connection: Connection,
  segment: Segment,
  event: SynEvent | SynAckEvent,
  flags: number,
  mss: number | undefined,
): void {
  const { words, numbers, c, s, sn } = connection;
  const isSynAck = event.event === "syn_ack";
  const isAgain = words[s + (isSynAck ? E_SYN_ACK_COUNT : E_SYN_COUNT)]! > 1;
  let bits = 0;
  if (isAgain) {
    const isSoon = segment.time - numbers[sn + EN_SYN_TIME]! < RETRY;
    const differs = mss !== undefined && event.mss !== undefined && mss !== event.mss;
    if (isSoon && differs) bits |= isSynAck ? HB_SYN_ACK_MSS_DIFFERS : HB_SYN_MSS_DIFFERS;
    if (isSynAck) bits |= bitsOfAgain(connection, segment, event, flags);
  }
  if (isSynAck && refusesData(connection, segment)) bits |= HB_SYN_DATA_REFUSED;
  words[c + C_HINTS]! |= bits;
}

function bitsOfAgain(
  connection: Connection,
  segment: Segment,
  event: SynEvent | SynAckEvent,
  flags: number,
): number {
  const { words, c, s } = connection;
  let bits = 0;
  if (flags & EF_SYN_ACKED && isBehindItsAck(connection, segment)) bits |= HB_SYN_ACK_AGAIN;
  const hasNone = event.wscale === undefined && event.sack_permitted === false && event.ts_val === undefined;
  if (hasNone && flags & OPTIONS && !(flags & EF_OPTIONS_CUT)) bits |= HB_OPTIONS_SHRUNK;
  if (event.ts_val !== undefined && flags & EF_TIMESTAMPS) {
    const step = (event.ts_val - words[s + E_SYN_TSVAL]!) | 0;
    const isCookies = step !== 0 && (step & COOKIE_STEP_MASK) === 0;
    if (!isCookies) bits |= HB_OTHER_STEP;
    else bits |= words[c + C_HINTS]! & HB_COOKIE_STEP ? HB_COOKIE_STEPS : HB_COOKIE_STEP;
  }
  return bits;
}

/** True unless the SYN-ACK may have crossed its acknowledgement between the tap and the server. */
function isBehindItsAck(connection: Connection, segment: Segment): boolean {
  const { numbers, sn, pn } = connection;
  if (connection.senderHas(EF_FIN)) return false;
  const roundTrip = connection.peerHas(EF_SYN)
    ? Math.max(0, numbers[sn + EN_FIRST_SYN_TIME]! - numbers[pn + EN_FIRST_SYN_TIME]!)
    : 0;
  return segment.time - numbers[sn + EN_FIN_ACK_TIME]! > roundTrip;
}

/** RFC 7413 4.2.2: a server that does not take the data acknowledges the SYN alone. */
function refusesData(connection: Connection, segment: Segment): boolean {
  if (!connection.peerHas(EF_BARE_SYN) || connection.peerHas(EF_SYN_DATA_ACKED)) return false;
  return segment.ack === 1 && connection.numbers[connection.pn + EN_PAYLOAD_BYTES]! > 0;
}

// ---- what is said ----

/** The hints of a connection, up to now; undefined if there are none. */
export function handshakeHints(connection: Connection, tracks: Tracks): Hint[] | undefined {
  const bits = connection.words[connection.c + C_HINTS]!;
  const hints: Hint[] = [];
  const cookies = cookieHint(connection, tracks, bits);
  const clamped = cookies ? undefined : clampedHint(connection, tracks, bits);
  if (clamped) hints.push(clamped);
  // a SYN-ACK that comes again although the handshake was complete: the accept queue was full, or that ACK got lost
  if (bits & HB_SYN_ACK_AGAIN)
    hints.push(newHintOf("accept_queue_overflow", connection, SERVER, ["repeated_segment"]));
  if (cookies) hints.push(cookies);
  if (bits & HB_SYN_DATA_REFUSED && !connection.endpointHas(CLIENT, EF_SYN_DATA_ACKED))
    hints.push(newHintOf("fast_open_ignored", connection, SERVER, []));
  return hints.length > 0 ? hints : undefined;
}

/** @param side whose last SYN or SYN-ACK suggests it; -1: none does */
function newHintOf(
  name: Hint["hint"],
  { words, numbers, c, cn }: Connection,
  side: number,
  signs: Hint["signs"],
): Hint {
  const hint = newHint();
  hint.hint = name;
  // where the roles are contradicted, the other side sent it
  const frame =
    side < 0
      ? 0
      : words[c + endpointWords(side) + E_SYN_FRAME]! || words[c + endpointWords(1 - side) + E_SYN_FRAME]!;
  if (frame !== 0) hint.frame = frameOf(frame, numbers[cn + CN_LAST_FRAME]!);
  hint.signs = signs;
  return hint;
}

/**
 * mss_clamped: the same SYN was seen with two values; or full segments of a direction stay below what both sides
 * announced. Something on the way lowers the MSS, or the path's MTU is lower.
 */
function clampedHint(connection: Connection, tracks: Tracks, bits: number): Hint | undefined {
  for (const [bit, side] of [
    [HB_SYN_MSS_DIFFERS, CLIENT],
    [HB_SYN_ACK_MSS_DIFFERS, SERVER],
  ] as const) {
    if (!(bits & bit)) continue;
    const hint = newHintOf("mss_clamped", connection, side, ["mss", "repeated_segment"]);
    hint.value = connection.mssOf(side);
    return hint;
  }
  for (const side of [CLIENT, SERVER]) {
    const size = fullSize(connection, tracks, side);
    const announced = lowerMss(connection);
    if (size === undefined || announced === undefined || size >= announced) continue;
    // a tunnel takes some bytes off; an application that writes small records is something else
    if (size < announced * 0.75) continue;
    const hint = newHintOf("mss_clamped", connection, -1, ["mss"]);
    hint.value = size;
    hint.expected = announced;
    return hint;
  }
  return undefined;
}

function lowerMss(connection: Connection): number | undefined {
  const client = connection.mssOf(CLIENT);
  const server = connection.mssOf(SERVER);
  return client === undefined || server === undefined ? undefined : Math.min(client, server);
}

/**
 * The MSS by which a side cuts its payload, by the greatest segments that it sends: enough of exactly one size, which
 * are at least half of its payload. Undefined if there are none.
 */
function fullSize(connection: Connection, tracks: Tracks, side: number): number | undefined {
  const { c, cn, numbers } = connection;
  if (!tracks.find(connection, c + endpointWords(side))) return undefined;
  const packed = tracks.words[tracks.w + TK_LARGEST]!;
  const largest = packed >>> 16;
  const count = packed & 0xffff;
  if (count < FULL_SEGMENTS) return undefined;
  if (largest * count * 2 < numbers[cn + endpointNumbers(side) + EN_PAYLOAD_BYTES]!) return undefined;
  const both = connection.flagsOf(CLIENT) & connection.flagsOf(SERVER);
  return largest + (both & EF_TIMESTAMPS ? TIMESTAMPS_BYTES : 0);
}

/**
 * syn_cookies: a later SYN-ACK lacks the options that the first one had; or TSvals of three SYN-ACKs differ by whole
 * units of a cookie's (one in 4,096 does by chance); or a SYN-ACK has none of the offered options, and the server's
 * full segments are of the size that a cookie holds instead of the client's MSS. A server that merely lacks options is
 * no sign: many do.
 */
function cookieHint(connection: Connection, tracks: Tracks, bits: number): Hint | undefined {
  if (bits & HB_OPTIONS_SHRUNK) return newHintOf("syn_cookies", connection, SERVER, ["options"]);
  if (bits & HB_COOKIE_STEPS && !(bits & HB_OTHER_STEP))
    return newHintOf("syn_cookies", connection, SERVER, ["repeated_segment"]);
  const { words, c } = connection;
  const client = words[c + endpointWords(CLIENT) + E_FLAGS]!;
  const server = words[c + endpointWords(SERVER) + E_FLAGS]!;
  const offered = EF_SYN | EF_MSS | EF_WSCALE | EF_SACK_PERMITTED;
  if ((client & offered) !== offered) return undefined;
  if ((server & (EF_SYN | EF_MSS | OPTIONS | EF_OPTIONS_CUT)) !== (EF_SYN | EF_MSS)) return undefined;
  const announced = connection.mssOf(CLIENT)!;
  const kept = (connection.has(CF_IPV6) ? COOKIE_MSS_6 : COOKIE_MSS_4).findLast((mss) => mss <= announced);
  if (kept === undefined || kept === announced || kept >= connection.mssOf(SERVER)!) return undefined;
  if (fullSize(connection, tracks, SERVER) !== kept) return undefined;
  const hint = newHintOf("syn_cookies", connection, SERVER, ["options", "mss"]);
  hint.value = kept;
  hint.expected = announced;
  return hint;
}
