/**
 * Zeek's state of an endpoint, with our client as its originator: coarser than RFC 9293's, and what `conn_state` and
 * `history` are defined by.
 */
import { FLAG_ACK, FLAG_FIN, FLAG_RST, FLAG_SYN } from "../../../wasm/layout.ts";
import type { Segment } from "../segment/segment.ts";
import type { Connection } from "../state/connection.ts";
import { CLIENT, E_ZEEK } from "../state/state_layout.ts";

/** Nothing of the endpoint was seen. */
export const INACTIVE = 0;
/** It sent the SYN, and nothing answered it. */
export const SYN_SENT = 1;
/** The originator sent a SYN-ACK. */
export const SYN_ACK_SENT = 2;
/** It was first seen amid the connection. */
export const PARTIAL = 3;
export const ESTABLISHED = 4;
/** It sent a FIN. */
export const CLOSED = 5;
/** It sent a RST. */
export const RESET = 6;

// E_ZEEK, low half: the state, what it was before, which letters the history has
export const STATE_MASK = 7;
/** CLOSED: it was ESTABLISHED before. RESET: it was CLOSED before. */
export const FROM_FORMER = 1 << 3;
export const HAS_SYN = 1 << 4;
export const HAS_FIN = 1 << 5;
export const HAS_RST = 1 << 6;
export const HAS_FIN_RST = 1 << 7;
export const HAS_SYN_MIX = 1 << 8;
export const HAS_DATA = 1 << 9;
export const HAS_ACK = 1 << 10;
/** The history has a SYN with another number, behind the endpoint's FIN or RST. */
export const HAS_LATE_SYN = 1 << 11;
/** Zero windows of SYNs and FINs, which E_ZERO_WINDOWS leaves out: 0 to 3. */
export const ODD_WINDOWS_SHIFT = 12;
export const ODD_WINDOWS_MASK = 3;

/** State of the endpoint whose words begin at `e`. */
export const stateAt = (words: Int32Array, e: number): number => words[e + E_ZEEK]! & STATE_MASK;

/** True if the endpoint at `e` is established, or closed and was established right before. */
export function isClean(words: Int32Array, e: number): boolean {
  const state = words[e + E_ZEEK]! & (STATE_MASK | FROM_FORMER);
  return (state & STATE_MASK) === ESTABLISHED || state === (CLOSED | FROM_FORMER);
}

function enter(words: Int32Array, e: number, state: number): void {
  const word = words[e + E_ZEEK]!;
  const former = word & STATE_MASK;
  if (state === former) return;
  const isFrom =
    (state === CLOSED && former === ESTABLISHED) || (state === RESET && former === CLOSED) ? FROM_FORMER : 0;
  words[e + E_ZEEK] = (word & ~(STATE_MASK | FROM_FORMER)) | state | isFrom;
}

/** Moves sender and peer on by a segment. A plain one moves only a sender that was INACTIVE. */
export function moveOn(connection: Connection, segment: Segment): void {
  switch (stateAt(connection.words, connection.s)) {
    case INACTIVE:
      begin(connection, segment);
      break;
    case SYN_SENT:
    case SYN_ACK_SENT:
      close(connection, segment);
      break;
    case PARTIAL:
    case ESTABLISHED:
      goOn(connection, segment);
      break;
    case CLOSED:
      // both FINs were seen: a RST behind them ends nothing
      if (segment.flags & FLAG_RST && stateAt(connection.words, connection.p) !== CLOSED)
        enter(connection.words, connection.s, RESET);
  }
}

function close(connection: Connection, { flags }: Segment): void {
  if (flags & FLAG_FIN) enter(connection.words, connection.s, CLOSED);
  if (flags & FLAG_RST) enter(connection.words, connection.s, RESET);
}

function goOn(connection: Connection, segment: Segment): void {
  const { words, s, p } = connection;
  const { flags } = segment;
  const isBareSyn = (flags & (FLAG_SYN | FLAG_ACK)) === FLAG_SYN;
  if (isBareSyn && stateAt(words, s) === PARTIAL && stateAt(words, p) === INACTIVE) enter(words, s, SYN_SENT);
  close(connection, segment);
  // the peer's FIN and RST, and now this FIN: the RST only followed an orderly end
  const peer = words[p + E_ZEEK]! & (STATE_MASK | FROM_FORMER);
  if (flags & FLAG_FIN && !(flags & FLAG_RST) && peer === (RESET | FROM_FORMER)) enter(words, p, CLOSED);
}

function begin(connection: Connection, segment: Segment): void {
  const { words, s, p, sender } = connection;
  const { flags } = segment;
  const fromOriginator = sender === CLIENT;
  if (flags & FLAG_SYN) {
    const peer = stateAt(words, p);
    if (!fromOriginator) {
      if (peer === SYN_SENT) enter(words, p, ESTABLISHED);
      enter(words, s, ESTABLISHED);
    } else if (flags & FLAG_ACK) {
      enter(words, s, SYN_ACK_SENT);
    } else {
      // captured behind the SYN-ACK that answers it
      enter(words, s, peer === ESTABLISHED ? ESTABLISHED : SYN_SENT);
    }
  }
  close(connection, segment);
  if (stateAt(words, s) !== INACTIVE) return;

  const peer = stateAt(words, p);
  // some servers acknowledge the SYN before they answer it
  if (!fromOriginator && segment.payloadLength === 0 && peer === SYN_SENT) return;
  // of the originator only the SYN is lacking
  enter(words, s, flags & FLAG_ACK && peer === ESTABLISHED ? ESTABLISHED : PARTIAL);
}
