/**
 * Zeek's `history` of a connection, with our client as its originator and no regard to checksums (`zeek -C`).
 *
 * a, d, i and q come once a side; s, h, f and r again with another number; c, g, t and w at the 1st, 10th, 100th …
 * event of their side.
 */
import { CHECKSUM_BAD, CHECKSUM_ZERO, FLAG_ACK, FLAG_FIN, FLAG_RST, FLAG_SYN } from "../../../wasm/layout.ts";
import { verdictOf } from "../segment/checksum_verdict.ts";
import type { Segment } from "../segment/segment.ts";
import { sequenceDifference } from "../segment/sequence.ts";
import type { Connection } from "../state/connection.ts";
import {
  C_HISTORY,
  E_BASE,
  E_HISTORY_FIN,
  E_HISTORY_RST,
  E_LAST_SEQ,
  E_ZEEK,
  EF_SYN,
  SERVER,
} from "../state/state_layout.ts";
import { type UnusualCounts, UW_CHECKSUM_BAD, UW_ZERO_WINDOWS } from "../state/unusual_counts.ts";
import {
  CLOSED,
  ESTABLISHED,
  HAS_ACK,
  HAS_DATA,
  HAS_FIN,
  HAS_FIN_RST,
  HAS_LATE_SYN,
  HAS_RST,
  HAS_SYN,
  HAS_SYN_MIX,
  INACTIVE,
  isClean,
  moveOn,
  ODD_WINDOWS_MASK,
  ODD_WINDOWS_SHIFT,
  PARTIAL,
  RESET,
  STATE_MASK,
  stateAt,
} from "./zeek_endpoint.ts";
import {
  addFlip,
  addLetter,
  isEmpty,
  LETTER_ACK,
  LETTER_CHECKSUM,
  LETTER_DATA,
  LETTER_FIN,
  LETTER_FIN_RST,
  LETTER_GAP,
  LETTER_RETRANSMISSION,
  LETTER_RST,
  LETTER_SYN,
  LETTER_SYN_ACK,
  LETTER_SYN_MIX,
  LETTER_WINDOW,
  LETTER_WORDS,
  lettersOf,
} from "./zeek_letters.ts";

// behind the letters, a word for each side
/** Events: of t in the low bits, of g above; both stop at their greatest. */
const C_COUNTS = C_HISTORY + LETTER_WORDS;

const RETRANSMISSION_BITS = 18;
const MAX_RETRANSMISSIONS = (1 << RETRANSMISSION_BITS) - 1;
const MAX_GAPS = (1 << (32 - RETRANSMISSION_BITS)) - 1;

const CONTROL = FLAG_SYN | FLAG_FIN | FLAG_RST;

/** Numbers of a SYN or RST that are farther off than this are not believed. */
const FAR = 1_048_576;

/**
 * Notes what a segment that is no copy adds to the history. Called when all else is done with it: counters are up to
 * date.
 */
export function noteHistory(connection: Connection, segment: Segment, unusual: UnusualCounts): void {
  const { words, s, sender } = connection;
  const { flags, payloadLength, status } = segment;
  const zeek = words[s + E_ZEEK]!;
  const state = zeek & STATE_MASK;
  const verdict = verdictOf(status);
  const isBad = verdict === CHECKSUM_BAD || verdict === CHECKSUM_ZERO;
  const isPlain = (flags & CONTROL) === 0;
  if (
    isPlain &&
    !isBad &&
    segment.window !== 0 &&
    !segment.peerHole &&
    state !== INACTIVE &&
    state !== RESET
  ) {
    // nearly all segments: nothing new but the number
    const end = (segment.seqRaw + payloadLength) | 0;
    const advances = sequenceDifference(end, words[s + E_LAST_SEQ]!) > 0;
    if (payloadLength > 0 ? advances && zeek & HAS_DATA : zeek & HAS_ACK) {
      if (advances) words[s + E_LAST_SEQ] = end;
      return;
    }
  }

  if (
    sender === SERVER &&
    isEmpty(connection) &&
    state === INACTIVE &&
    stateAt(words, connection.p) === INACTIVE
  )
    addFlip(connection);
  if (isBad && isDecade(unusual.of(connection, s, UW_CHECKSUM_BAD)))
    addLetter(connection, LETTER_CHECKSUM, sender);
  if (isPlain) notePlain(connection, segment);
  else noteControl(connection, segment, state);
  if (segment.window === 0) noteZeroWindow(connection, segment, state, unusual);
  noteSequence(connection, segment, state);
  moveOn(connection, segment);
  if (segment.peerHole && flags & FLAG_ACK && !(flags & FLAG_RST)) noteGap(connection);
}

/** The history as Zeek writes it; cut off at MAX_LETTERS. */
export function historyOf(connection: Connection): string {
  return lettersOf(connection);
}

/** Appends a letter unless the sender has had it. */
function addOnce(connection: Connection, has: number, letter: number): void {
  const { words, s, sender } = connection;
  if (words[s + E_ZEEK]! & has) return;
  words[s + E_ZEEK]! |= has;
  addLetter(connection, letter, sender);
}

function notePlain(connection: Connection, { payloadLength, flags }: Segment): void {
  if (payloadLength > 0) addOnce(connection, HAS_DATA, LETTER_DATA);
  else if (flags & FLAG_ACK) addOnce(connection, HAS_ACK, LETTER_ACK);
}

/** SYN, FIN or RST hide the other letters; two of them have one of their own. */
function noteControl(connection: Connection, segment: Segment, state: number): void {
  const { words, s } = connection;
  const { flags, seqRaw } = segment;
  switch (flags & CONTROL) {
    case FLAG_SYN: {
      const letter = flags & FLAG_ACK ? LETTER_SYN_ACK : LETTER_SYN;
      // before the end another number begins the sequence anew, and is no other one
      const isOver = state === CLOSED || state === RESET;
      if (isOver && connection.senderHas(EF_SYN) && seqRaw !== words[s + E_BASE]!)
        addOnce(connection, HAS_LATE_SYN, letter);
      else addOnce(connection, HAS_SYN, letter);
      break;
    }
    case FLAG_FIN:
      addWithNumber(connection, HAS_FIN, LETTER_FIN, E_HISTORY_FIN, (seqRaw + segment.payloadLength) | 0);
      break;
    case FLAG_RST:
      addWithNumber(connection, HAS_RST, LETTER_RST, E_HISTORY_RST, seqRaw);
      break;
    default:
      if (flags & FLAG_FIN && flags & FLAG_RST) addOnce(connection, HAS_FIN_RST, LETTER_FIN_RST);
      else addOnce(connection, HAS_SYN_MIX, LETTER_SYN_MIX);
  }
}

/** Appends a letter unless the sender's last one of that kind had the same number. */
function addWithNumber(
  connection: Connection,
  has: number,
  letter: number,
  slot: number,
  number: number,
): void {
  const { words, s, sender } = connection;
  if (words[s + E_ZEEK]! & has && words[s + slot] === number) return;
  words[s + E_ZEEK]! |= has;
  words[s + slot] = number;
  addLetter(connection, letter, sender);
}

/** Nothing is told by a window of a RST, or behind the sender's RST or the peer's FIN. */
function noteZeroWindow(
  connection: Connection,
  { flags }: Segment,
  state: number,
  unusual: UnusualCounts,
): void {
  const { words, s, p, sender } = connection;
  if (flags & FLAG_RST || state === RESET || stateAt(words, p) === CLOSED) return;
  let odd = (words[s + E_ZEEK]! >>> ODD_WINDOWS_SHIFT) & ODD_WINDOWS_MASK;
  if (flags & CONTROL) {
    if (odd === ODD_WINDOWS_MASK) return;
    odd++;
    words[s + E_ZEEK]! += 1 << ODD_WINDOWS_SHIFT;
  }
  if (isDecade(unusual.of(connection, s, UW_ZERO_WINDOWS) + odd))
    addLetter(connection, LETTER_WINDOW, sender);
}

/** Moves the sender's highest number on; payload that does not is a retransmission, or came late. */
function noteSequence(connection: Connection, segment: Segment, state: number): void {
  const { words, c, s, sender } = connection;
  const { flags, seqRaw } = segment;
  const end = flags & FLAG_RST ? seqRaw : (seqRaw + segment.segmentLength) | 0;
  // the first segment of a side is no retransmission, and a SYN begins anew: behind its payload, so that this is one
  const beginsAnew = state === INACTIVE || (flags & FLAG_SYN && (state === PARTIAL || state === ESTABLISHED));
  if (beginsAnew) words[s + E_LAST_SEQ] = flags & FLAG_SYN ? end : seqRaw;
  const advance = sequenceDifference(end, words[s + E_LAST_SEQ]!);
  if (flags & (FLAG_SYN | FLAG_RST) && Math.abs(advance) > FAR) return;
  if (state === RESET) return;
  if (advance > 0) {
    words[s + E_LAST_SEQ] = end;
    return;
  }
  if (segment.payloadLength === 0) return;
  const counts = words[c + C_COUNTS + sender]!;
  const count = (counts & MAX_RETRANSMISSIONS) + 1;
  if (count > MAX_RETRANSMISSIONS) return;
  words[c + C_COUNTS + sender] = counts + 1;
  if (isDecade(count)) addLetter(connection, LETTER_RETRANSMISSION, sender);
}

/** The sender acknowledges bytes of the peer that the capture lacks. Numbers of an unclean connection prove nothing. */
function noteGap(connection: Connection): void {
  const { words, c, s, p } = connection;
  if (!isClean(words, s) || !isClean(words, p)) return;
  const peer = 1 - connection.sender;
  const counts = words[c + C_COUNTS + peer]!;
  const count = (counts >>> RETRANSMISSION_BITS) + 1;
  if (count > MAX_GAPS) return;
  words[c + C_COUNTS + peer] = counts + (1 << RETRANSMISSION_BITS);
  if (isDecade(count)) addLetter(connection, LETTER_GAP, peer);
}

/** 1, 10, 100 … */
function isDecade(count: number): boolean {
  let rest = count;
  while (rest >= 10 && rest % 10 === 0) rest /= 10;
  return rest === 1;
}
