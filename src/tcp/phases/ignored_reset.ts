/**
 * RSTs that their receiver did not heed: it follows another rule than the one by which they are judged, or something
 * between the tap and it took them away; mostly somebody else had sent them.
 *
 * The rule. A receiver that accepted the RST is CLOSED and answers everything with RST (RFC 9293 3.10.7.1), but what it
 * sent before may pass the tap behind the RST. So it ignored the RST if one of its segments shows that it took something
 * that the RST's sender sent behind the RST:
 * 1. it acknowledges payload, or a SYN, first seen behind the RST (`proof` ack), or
 * 2. it brings new payload and echoes a stamp newer than the first one behind the RST (`proof` timestamps), or
 * 3. it brings new payload, more than a window probe's byte beyond all windows offered before the RST (`window_edge`);
 * or if, 4., the RST's sender acknowledges, where it would have to answer with RST, payload that the receiver sent so
 * long behind the RST that it can't have been in flight (`proof` time).
 */
import { FLAG_ACK, FLAG_RST, FLAG_SYN } from "../../../wasm/layout.ts";
import type { AnomalyEvidence } from "../../events/mod.ts";
import type { Findings } from "../analysis/findings.ts";
import { RESET_IGNORED } from "../analysis/verdicts.ts";
import type { Segment } from "../segment/segment.ts";
import { windowOf } from "../segment/window.ts";
import type { Connection } from "../state/connection.ts";
import {
  C_FORMER,
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
  RN_EDGE,
  RN_FRAME,
  RN_LATE,
  RN_NEXT,
  RN_SENT,
  RN_TIME,
  RW_FLAGS,
  RW_NEWER_STAMP,
  RW_STAMP,
  SERVER,
} from "../state/state_layout.ts";
import { interval, NANOSECONDS } from "../time.ts";

// C_FORMER: the state of the client, of the server, the RST's sender, and whether it has an ACK
const SERVER_STATE_SHIFT = 4;
const STATE_MASK = 15;
const SENDER_SHIFT = 8;
const HAS_ACK = 1 << 9;

const RF_STAMP = 1;
const RF_NEWER_STAMP = 2;

/** Round trips are not expected to last longer while none was measured (RFC 6298 2.1). */
const MAX_IN_FLIGHT = NANOSECONDS;

/** True behind a RST that may turn out to have been ignored: one that ended an open connection. */
const isReset = (connection: Connection): boolean => connection.has(CF_RESET) && !connection.has(CF_CLOSED);

/** CLIENT or SERVER: who sent the RST that ended the connection. */
export function resetSender(connection: Connection): number {
  return (connection.words[connection.c + C_FORMER]! >>> SENDER_SHIFT) & 1;
}

/** True if the RST that ended the connection has an ACK, as one that refuses a SYN must (RFC 9293 3.5.2 group 1). */
export function resetHasAck(connection: Connection): boolean {
  return (connection.words[connection.c + C_FORMER]! & HAS_ACK) !== 0;
}

/** Judges the segments behind a RST. */
export class IgnoredReset {
  readonly #findings: Findings;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** True if `segment`, which was not worked off yet, shows that the RST before was ignored. */
  judge(connection: Connection, segment: Segment): boolean {
    segment.undoesReset = false;
    if (!isReset(connection) || segment.flags & FLAG_RST) return false;
    const fromReceiver = connection.sender !== resetSender(connection);
    const proof = fromReceiver ? proofByReceiver(connection, segment) : proofBySender(connection, segment);
    if (proof === undefined) return false;
    segment.undoesReset = true;
    const evidence = this.#findings.add(connection, RESET_IGNORED);
    if (evidence) fill(evidence, connection, segment, proof);
    return true;
  }
}

type Proof = "ack" | "timestamps" | "window" | "time";

function proofByReceiver(connection: Connection, segment: Segment): Proof | undefined {
  const { words, numbers, tw, tn, sn, pn } = connection;
  const mark = numbers[tn + RN_NEXT]!;
  const { ack } = segment;
  if (
    segment.flags & FLAG_ACK &&
    numbers[tn + RN_SENT]! > mark &&
    ack > mark &&
    ack <= numbers[pn + EN_NEXT]!
  )
    return "ack";
  const end = payloadEnd(segment);
  if (segment.payloadLength === 0 || end <= numbers[sn + EN_NEXT]!) return undefined;
  const echoes = segment.hasTimestamps && (words[tw + RW_FLAGS]! & RF_NEWER_STAMP) !== 0;
  if (echoes && ((segment.tsEcr - words[tw + RW_NEWER_STAMP]!) | 0) >= 0) return "timestamps";
  return end > numbers[tn + RN_EDGE]! + 1 ? "window" : undefined;
}

function proofBySender(connection: Connection, segment: Segment): Proof | undefined {
  const acknowledgesLate =
    (segment.flags & FLAG_ACK) !== 0 && segment.ack > connection.numbers[connection.tn + RN_LATE]!;
  return acknowledgesLate ? "time" : undefined;
}

function fill(evidence: AnomalyEvidence, connection: Connection, segment: Segment, proof: Proof): void {
  const { numbers, tn } = connection;
  evidence.reset_frame = numbers[tn + RN_FRAME]!;
  evidence.since_ns = interval(segment.time - numbers[tn + RN_TIME]!);
  if (proof === "window") {
    evidence.window_edge = numbers[tn + RN_EDGE]!;
    evidence.beyond_bytes = payloadEnd(segment) - numbers[tn + RN_EDGE]!;
  } else evidence.proof = proof;
}

/** Offset behind the segment's payload; of a SYN without payload, behind the SYN. */
function payloadEnd(segment: Segment): number {
  return segment.seq + (segment.flags & FLAG_SYN ? 1 : 0) + segment.payloadLength;
}

/** The segment is a RST that ends the connection, whose states it has not changed yet and which has no open turn. */
export function noteReset(connection: Connection, segment: Segment): void {
  const { words, c, sender } = connection;
  const client = words[c + endpointWords(CLIENT) + E_STATE]!;
  const server = words[c + endpointWords(SERVER) + E_STATE]!;
  const hasAck = segment.flags & FLAG_ACK ? HAS_ACK : 0;
  words[c + C_FORMER] = client | (server << SERVER_STATE_SHIFT) | (sender << SENDER_SHIFT) | hasAck;
  if (!connection.has(CF_CLOSED)) mark(connection, segment);
}

/** Another RST that would end the connection, had not one before: what is heeded of several is the last. */
export function noteResetAgain(connection: Connection, segment: Segment): void {
  if (isReset(connection) && connection.sender === resetSender(connection)) mark(connection, segment);
}

function mark(connection: Connection, segment: Segment): void {
  const { words, numbers, tw, tn, sn } = connection;
  words[tw + RW_FLAGS] = 0;
  numbers[tn + RN_TIME] = segment.time;
  numbers[tn + RN_FRAME] = segment.frame;
  // its own number means nothing: it may be somebody else's, or answer a SYN
  const next = connection.senderHas(EF_BASE) ? numbers[sn + EN_NEXT]! : 0;
  numbers[tn + RN_NEXT] = next;
  numbers[tn + RN_SENT] = next;
  numbers[tn + RN_EDGE] = windowEdge(connection);
  numbers[tn + RN_LATE] = Number.POSITIVE_INFINITY;
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

/** Notes what later segments may prove: a segment behind the RST that is none itself, and was worked off. */
export function noteBehindReset(connection: Connection, segment: Segment): void {
  if (!isReset(connection)) return;
  const { words, numbers, tw, tn } = connection;
  if (connection.sender !== resetSender(connection)) {
    const late = segment.time - numbers[tn + RN_TIME]! > maxInFlight(connection);
    if (late && segment.newBytes > 0 && numbers[tn + RN_LATE] === Number.POSITIVE_INFINITY)
      numbers[tn + RN_LATE] = segment.newStart;
    return;
  }
  if (segment.payloadLength > 0 || segment.flags & FLAG_SYN)
    numbers[tn + RN_SENT] = Math.max(numbers[tn + RN_SENT]!, payloadEnd(segment));
  if (!segment.hasTimestamps) return;
  // the first stamp may be as old as the RST; what is newer was sent behind it
  const flags = words[tw + RW_FLAGS]!;
  if (!(flags & RF_STAMP)) {
    words[tw + RW_STAMP] = segment.tsVal;
    words[tw + RW_FLAGS] = flags | RF_STAMP;
  } else if (!(flags & RF_NEWER_STAMP) && ((segment.tsVal - words[tw + RW_STAMP]!) | 0) > 0) {
    words[tw + RW_NEWER_STAMP] = segment.tsVal;
    words[tw + RW_FLAGS] = flags | RF_NEWER_STAMP;
  }
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

/** The RST was ignored: the connection goes on where it was. */
export function undoReset(connection: Connection, segment: Segment): void {
  const { words, numbers, c, cn } = connection;
  const former = words[c + C_FORMER]!;
  words[c + endpointWords(CLIENT) + E_STATE] = former & STATE_MASK;
  words[c + endpointWords(SERVER) + E_STATE] = (former >>> SERVER_STATE_SHIFT) & STATE_MASK;
  connection.unset(CF_RESET);
  // it had been the time of the RST
  numbers[cn + CN_PAYLOAD_CLOCK] = segment.clock;
}
