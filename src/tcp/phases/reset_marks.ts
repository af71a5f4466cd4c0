/**
 * What is kept behind a RST that may turn out to have been ignored: a block of marks for each connection that one ended,
 * from the RST until the connection goes on or is over.
 */
import { FLAG_ACK, FLAG_SYN } from "../../../wasm/layout.ts";
import type { Segment } from "../segment/segment.ts";
import { windowOf } from "../segment/window.ts";
import type { Connection } from "../state/connection.ts";
import { BlockCursor, PagedBlocks } from "../state/paged_blocks.ts";
import {
  C_FORMER,
  C_RESET_MARKS,
  CF_CLOSED,
  CF_RESET,
  CLIENT,
  CN_PAYLOAD_CLOCK,
  E_STATE,
  E_WINDOW,
  EF_ACKED,
  EF_BASE,
  EF_EDGE,
  EF_SYN,
  EF_SYN_WINDOW,
  EF_WINDOW,
  EN_ACK,
  EN_EDGE,
  EN_FIRST_SYN_TIME,
  EN_NEXT,
  endpointNumbers,
  endpointWords,
  SERVER,
} from "../state/state_layout.ts";
import { NANOSECONDS } from "../time.ts";

// ---- a block of marks: one line ----

/** Stamps that the RST's sender sent first behind it; RF_* bits that say which of them are valid. */
const RW_STAMP = 0;
export const RW_NEWER_STAMP = 1;
export const RW_FLAGS = 2;
/** When it was seen, and its frame. */
export const RN_TIME = 2;
export const RN_FRAME = 3;
/** Offset behind all numbers that its sender had sent, and behind the payload or SYN that it sent since. */
export const RN_NEXT = 4;
export const RN_SENT = 5;
/** Offset of the receiver behind the last byte that the sender's windows had allowed; Infinity: unknown. */
export const RN_EDGE = 6;
/** Offset of the receiver's first new payload that can't have been in flight any more; Infinity: none. */
export const RN_LATE = 7;

const RF_STAMP = 1;
export const RF_NEWER_STAMP = 2;

// C_FORMER: the state of the client, of the server, the RST's sender, and whether it has an ACK
const SERVER_STATE_SHIFT = 4;
const STATE_MASK = 15;
const SENDER_SHIFT = 8;
const HAS_ACK = 1 << 9;

/** Round trips are not expected to last longer while none was measured (RFC 6298 2.1). */
const MAX_IN_FLIGHT = NANOSECONDS;

/** True behind a RST that may turn out to have been ignored: one that ended an open connection. */
export const isReset = (connection: Connection): boolean =>
  connection.has(CF_RESET) && !connection.has(CF_CLOSED);

/** CLIENT or SERVER: who sent the RST that ended the connection. */
export function resetSender(connection: Connection): number {
  return (connection.words[connection.c + C_FORMER]! >>> SENDER_SHIFT) & 1;
}

/** True if the RST that ended the connection has an ACK, as one that refuses a SYN must (RFC 9293 3.5.2 group 1). */
export function resetHasAck(connection: Connection): boolean {
  return (connection.words[connection.c + C_FORMER]! & HAS_ACK) !== 0;
}

/** The marks of all connections. */
export class ResetMarks {
  readonly #blocks = new PagedBlocks(1);
  readonly #marks = new BlockCursor(this.#blocks);

  /** The marks of a connection of which {@link isReset} is true; until another one is asked for. */
  of(connection: Connection): BlockCursor {
    this.#marks.moveTo(connection.words[connection.c + C_RESET_MARKS]!);
    return this.#marks;
  }

  /** The segment is a RST that ends the connection, whose states it has not changed yet: it sets CF_RESET afterwards. */
  note(connection: Connection, segment: Segment): void {
    const { words, c, sender } = connection;
    const client = words[c + endpointWords(CLIENT) + E_STATE]!;
    const server = words[c + endpointWords(SERVER) + E_STATE]!;
    const hasAck = segment.flags & FLAG_ACK ? HAS_ACK : 0;
    words[c + C_FORMER] = client | (server << SERVER_STATE_SHIFT) | (sender << SENDER_SHIFT) | hasAck;
    if (connection.has(CF_CLOSED)) return;
    words[c + C_RESET_MARKS] = this.#blocks.take();
    mark(connection, segment, this.of(connection));
  }

  /** Another RST that would end the connection, had not one before: what is heeded of several is the last. */
  noteAgain(connection: Connection, segment: Segment): void {
    if (isReset(connection) && connection.sender === resetSender(connection))
      mark(connection, segment, this.of(connection));
  }

  /** Notes what later segments may prove: a segment behind the RST that is none itself, and was worked off. */
  noteBehind(connection: Connection, segment: Segment): void {
    if (!isReset(connection)) return;
    const { words, w, numbers, n } = this.of(connection);
    if (connection.sender !== resetSender(connection)) {
      const late = segment.time - numbers[n + RN_TIME]! > maxInFlight(connection);
      if (late && segment.newBytes > 0 && numbers[n + RN_LATE] === Number.POSITIVE_INFINITY)
        numbers[n + RN_LATE] = segment.newStart;
      return;
    }
    if (segment.payloadLength > 0 || segment.flags & FLAG_SYN)
      numbers[n + RN_SENT] = Math.max(numbers[n + RN_SENT]!, payloadEnd(segment));
    if (!segment.hasTimestamps) return;
    // the first stamp may be as old as the RST; what is newer was sent behind it
    const flags = words[w + RW_FLAGS]!;
    if (!(flags & RF_STAMP)) {
      words[w + RW_STAMP] = segment.tsVal;
      words[w + RW_FLAGS] = flags | RF_STAMP;
    } else if (!(flags & RF_NEWER_STAMP) && ((segment.tsVal - words[w + RW_STAMP]!) | 0) > 0) {
      words[w + RW_NEWER_STAMP] = segment.tsVal;
      words[w + RW_FLAGS] = flags | RF_NEWER_STAMP;
    }
  }

  /** The RST was ignored: the connection goes on where it was. */
  undo(connection: Connection, segment: Segment): void {
    const { words, numbers, c, cn } = connection;
    const former = words[c + C_FORMER]!;
    words[c + endpointWords(CLIENT) + E_STATE] = former & STATE_MASK;
    words[c + endpointWords(SERVER) + E_STATE] = (former >>> SERVER_STATE_SHIFT) & STATE_MASK;
    this.close(connection);
    connection.unset(CF_RESET);
    // it had been the time of the RST
    numbers[cn + CN_PAYLOAD_CLOCK] = segment.clock;
  }

  /** The connection is over: gives its marks back, if it has any. */
  close(connection: Connection): void {
    if (isReset(connection)) this.#blocks.free(connection.words[connection.c + C_RESET_MARKS]!);
  }
}

function mark(connection: Connection, segment: Segment, { words, w, numbers, n }: BlockCursor): void {
  words[w + RW_FLAGS] = 0;
  numbers[n + RN_TIME] = segment.time;
  numbers[n + RN_FRAME] = segment.frame;
  // its own number means nothing: it may be somebody else's, or answer a SYN
  const next = connection.senderHas(EF_BASE) ? connection.numbers[connection.sn + EN_NEXT]! : 0;
  numbers[n + RN_NEXT] = next;
  numbers[n + RN_SENT] = next;
  numbers[n + RN_EDGE] = windowEdge(connection);
  numbers[n + RN_LATE] = Number.POSITIVE_INFINITY;
}

/** Offset of the peer behind the last byte that the sender's windows allow; Infinity: unknown. */
function windowEdge(connection: Connection): number {
  const { words, numbers, s, sn, sender } = connection;
  if (!connection.senderHas(EF_WINDOW) || !connection.senderHas(EF_ACKED)) return Number.POSITIVE_INFINITY;
  const raw = words[s + E_WINDOW]!;
  const window = connection.senderHas(EF_SYN_WINDOW) ? raw : windowOf(connection, raw, sender);
  if (window === undefined) return Number.POSITIVE_INFINITY;
  const edge = numbers[sn + EN_ACK]! + window;
  return connection.senderHas(EF_EDGE) ? Math.max(edge, numbers[sn + EN_EDGE]!) : edge;
}

/** How long a segment may be on its way: the handshake may have shown a longer round trip than is expected. */
function maxInFlight(connection: Connection): number {
  const { numbers, cn } = connection;
  if (!connection.endpointHas(CLIENT, EF_SYN) || !connection.endpointHas(SERVER, EF_SYN))
    return MAX_IN_FLIGHT;
  const client = numbers[cn + endpointNumbers(CLIENT) + EN_FIRST_SYN_TIME]!;
  const server = numbers[cn + endpointNumbers(SERVER) + EN_FIRST_SYN_TIME]!;
  return Math.max(MAX_IN_FLIGHT, server - client);
}

/** Offset behind the segment's payload; of a SYN without payload, behind the SYN. */
export function payloadEnd(segment: Segment): number {
  return segment.seq + (segment.flags & FLAG_SYN ? 1 : 0) + segment.payloadLength;
}
