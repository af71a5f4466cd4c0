/**
 * What a RST suggests of its cause and cannot prove. No hint where the segments say nothing.
 */
import { FLAG_ACK, REC_ID_TTL_TOS, STATUS_IPV6 } from "../../../wasm/layout.ts";
import { type Hint, newHint, type ResetEvent } from "../../events/mod.ts";
import type { Segment } from "../segment/segment.ts";
import type { Connection } from "../state/connection.ts";
import {
  C_HINTS,
  CF_ESTABLISHED,
  CF_RESET,
  E_ID_TTL,
  E_WINDOW_RANGE,
  EF_LAST_TIME,
  EF_SYN,
  EF_WINDOW_RANGE,
  EN_ACK,
  EN_LAST_TIME,
  EN_NEXT,
  SERVER,
} from "../state/state_layout.ts";
import { interval, NANOSECONDS } from "../time.ts";
import {
  HB_BROKE_SILENCE,
  HB_ID_RUN,
  HB_ID_ZERO,
  HB_KEEP_ALIVE,
  HB_PAYLOAD,
  HB_PAYLOAD_BY_SERVER,
  HB_TTL_VARIED,
  hintShift,
} from "./hint_bits.ts";
import { LONG_SILENCE, lastTime } from "./last_seen.ts";

/** An answer to a keep-alive probe that takes longer is none (RFC 6298 2.1: the time-out before any measurement). */
const PROBE_TIMEOUT = NANOSECONDS;
/** Identifications this far from the last one may still be the sender's: others of its segments passed elsewhere. */
const ID_BEHIND = 64;
const ID_AHEAD = 1024;
/** Some hosts count for all their connections together: after so long the count may be anywhere. */
const ID_LIFETIME = 10 * NANOSECONDS;

/** The hints for a RST that was not noted yet. */
export function resetHints(
  connection: Connection,
  segment: Segment,
  kind: ResetEvent["kind"],
  check: ResetEvent["seq_check"],
): readonly Hint[] | undefined {
  const injected = injectedHint(connection, segment, kind);
  const idle = idleHint(connection, segment, kind);
  const hints = [idle, injected].filter((hint) => hint !== undefined);
  // a cause that explains the RST leaves nothing to suggest
  const isFirst = hints.length === 0 && kind === "abort" && check === "exact" && !connection.has(CF_RESET);
  if (isFirst && lingersZero(connection, segment)) {
    hints.push(newHintOf("linger_zero"));
  }
  return hints.length > 0 ? hints : undefined;
}

function newHintOf(name: Hint["hint"]): Hint {
  const hint = newHint();
  hint.hint = name;
  return hint;
}

/**
 * idle_timeout: nobody sent anything for a minute before the RST; or the peer broke such a silence and got no other
 * answer; or the RST's sender gives up on a keep-alive probe that nobody answered (RFC 9293 3.8.4).
 */
function idleHint(connection: Connection, segment: Segment, kind: ResetEvent["kind"]): Hint | undefined {
  if (kind === "refused" || kind === "after_close") return undefined;
  // the timeouts of a handshake are others
  if (!connection.has(CF_ESTABLISHED) && (connection.senderHas(EF_SYN) || connection.peerHas(EF_SYN)))
    return undefined;
  const since = silenceBefore(connection, segment);
  if (since === undefined) return undefined;
  const hint = newHintOf("idle_timeout");
  hint.since_ns = interval(since);
  return hint;
}

function silenceBefore(connection: Connection, segment: Segment): number | undefined {
  const { words, numbers, c, sn, pn, sender } = connection;
  const silence = segment.time - lastTime(connection);
  if (silence >= LONG_SILENCE) return silence;
  if (!connection.senderHas(EF_LAST_TIME) || !connection.peerHas(EF_LAST_TIME)) return undefined;
  const hints = words[c + C_HINTS]!;
  const own = numbers[sn + EN_LAST_TIME]!;
  const other = numbers[pn + EN_LAST_TIME]!;
  if ((hints >>> hintShift(1 - sender)) & HB_BROKE_SILENCE) return segment.time - own;
  const probed = (hints >>> hintShift(sender)) & HB_KEEP_ALIVE;
  const isUnanswered = own > other && segment.time - own >= PROBE_TIMEOUT;
  return probed && isUnanswered ? segment.time - other : undefined;
}

/**
 * linger_zero: a close with SO_LINGER 0 sends RST with ACK where a FIN would be. All that either side sent is
 * acknowledged, and the last payload, if any, was the sender's own: had the peer's been the last, a close with unread
 * data would explain the RST as well (RFC 1122 4.2.2.13, RFC 2525 2.17).
 */
function lingersZero(connection: Connection, segment: Segment): boolean {
  if (!connection.has(CF_ESTABLISHED) || !(segment.flags & FLAG_ACK)) return false;
  const { words, numbers, c, sn, pn, sender } = connection;
  const ownNext = numbers[sn + EN_NEXT]!;
  if (segment.seq !== ownNext || numbers[pn + EN_ACK] !== ownNext) return false;
  if (segment.ack !== numbers[pn + EN_NEXT]!) return false;
  const hints = words[c + C_HINTS]!;
  if (!(hints & HB_PAYLOAD)) return true;
  return ((hints & HB_PAYLOAD_BY_SERVER) !== 0) === (sender === SERVER);
}

/**
 * injected: the TTL differs from the one that all segments of that side had, or the IP identification is far from a
 * count, or a run of zeros, that it had kept up. A window that the side never announced speaks for it, too, but not
 * alone: stacks put anything there. Nor does an identification tell anything that is 0, or that of an answer without
 * ACK (RFC 9293 3.5.2 group 1): such RSTs are sent without the socket whose count it is (RFC 6864 4.1).
 */
function injectedHint(connection: Connection, segment: Segment, kind: ResetEvent["kind"]): Hint | undefined {
  const { words, numbers, c, s, sn, sender } = connection;
  const last = words[s + E_ID_TTL]!;
  if (last === 0) return undefined;
  const bits = words[c + C_HINTS]! >>> hintShift(sender);
  const idTtlTos = segment.records[segment.record + REC_ID_TTL_TOS]!;
  const ttl = (idTtlTos >>> 8) & 0xff;
  const id = idTtlTos >>> 16;
  const since = segment.time - numbers[sn + EN_LAST_TIME]!;
  const ttlJumps = ttl !== (last & 0xff) && !(bits & HB_TTL_VARIED);
  const isBySocket = (segment.flags & FLAG_ACK) !== 0 || kind === "abort";
  const idJumps = isBySocket && !(segment.status & STATUS_IPV6) && isIdJump(bits, last >>> 16, id, since);
  if (!ttlJumps && !idJumps) return undefined;
  const hint = newHintOf("injected");
  const signs: Hint["signs"][number][] = [];
  if (ttlJumps) signs.push("ttl");
  if (idJumps) signs.push("ip_id");
  if (isOddWindow(connection, segment)) signs.push("window");
  hint.signs = signs;
  // those of the first sign
  hint.value = ttlJumps ? ttl : id;
  if (ttlJumps) hint.expected = last & 0xff;
  else hint.expected = bits & HB_ID_ZERO ? 0 : ((last >>> 16) + 1) & 0xffff;
  hint.since_ns = interval(since);
  return hint;
}

function isIdJump(bits: number, last: number, id: number, since: number): boolean {
  if ((bits & HB_ID_RUN) !== HB_ID_RUN || id === 0) return false;
  if (bits & HB_ID_ZERO) return true;
  if (since > ID_LIFETIME) return false;
  const step = ((id - last) << 16) >> 16;
  return step < -ID_BEHIND || step > ID_AHEAD;
}

function isOddWindow(connection: Connection, segment: Segment): boolean {
  if (segment.window === 0 || !connection.senderHas(EF_WINDOW_RANGE)) return false;
  const range = connection.words[connection.s + E_WINDOW_RANGE]!;
  return segment.window < range >>> 16 || segment.window > (range & 0xffff);
}
