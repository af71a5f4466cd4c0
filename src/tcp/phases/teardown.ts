/**
 * Closing a connection: the FIN of each direction, its acknowledgement, and what the whole was (RFC 9293 3.6).
 */
import { FLAG_FIN } from "../../../wasm/layout.ts";
import { type ClosedEvent, newClosedEvent, newFinAckEvent, newFinEvent } from "../../events/mod.ts";
import type { HeldLines } from "../data/held_lines.ts";
import type { Emitter } from "../emitter.ts";
import type { Segment } from "../segment/segment.ts";
import type { Connection } from "../state/connection.ts";
import { ACKNOWLEDGES_FIN, FIN_ACKNOWLEDGED, SENDS_FIN } from "../state/endpoint_states.ts";
import { frameOf } from "../state/frames.ts";
import {
  CF_CLOSED,
  CF_FIRST_FIN_SHIFT,
  E_FIN_COUNT,
  E_FIN_FRAME,
  EF_DATA_AFTER_FIN,
  EF_FIN,
  EF_FIN_ACKED,
  EF_FIN_ACKS_FIN,
  EF_FIN_FIRST_ACKS_FIN,
  EN_FIN,
  EN_FIN_ACK_TIME,
  EN_FIN_LAST_TIME,
  EN_FIN_TIME,
  endpointNumbers,
  PHASE_CLOSED,
  PHASE_TEARDOWN,
} from "../state/state_layout.ts";
import { UN_AFTER_FIN_BYTES, type UnusualCounts } from "../state/unusual_counts.ts";
import { interval } from "../time.ts";

const SIDES = ["client", "server"] as const;

/** Follows the closing of connections and prints its events. */
export class Teardown {
  readonly #emitter: Emitter;
  readonly #held: HeldLines | undefined;
  readonly #unusual: UnusualCounts;
  readonly #fin = newFinEvent();
  readonly #finAck = newFinAckEvent();
  readonly #closed = newClosedEvent();

  /** @param held lines that a FIN may have to wait behind */
  constructor(emitter: Emitter, held: HeldLines | undefined, unusual: UnusualCounts) {
    this.#emitter = emitter;
    this.#held = held;
    this.#unusual = unusual;
  }

  /** The segment's ACK covers the peer's FIN, which no segment did before. */
  finAcknowledged(connection: Connection, segment: Segment): void {
    const { words, numbers, p, pn } = connection;
    connection.setPeer(EF_FIN_ACKED);
    connection.observeSender(ACKNOWLEDGES_FIN);
    connection.observePeer(FIN_ACKNOWLEDGED);
    numbers[pn + EN_FIN_ACK_TIME] = segment.time;
    if (segment.flags & FLAG_FIN && !connection.senderHas(EF_FIN))
      connection.setSender(EF_FIN_FIRST_ACKS_FIN);
    // a FIN below its sender's data may be acknowledged while that is not: its line comes first all the same
    this.#held?.flushSide(connection, 1 - connection.sender, segment.frame);
    if (!this.#emitter.wants("fin_ack")) return;
    const event = this.#finAck;
    event.ack = segment.ack;
    // Karn: nothing tells which of several FINs is acknowledged
    event.ack_ns =
      words[p + E_FIN_COUNT] === 1 ? interval(segment.time - numbers[pn + EN_FIN_TIME]!) : undefined;
    event.fin_sender = SIDES[1 - connection.sender]!;
    event.fin_frame = frameOf(words[p + E_FIN_FRAME]!, segment.frame);
    this.#emitter.send(event, connection, segment);
  }

  /** The segment carries new payload and no FIN. */
  payload(connection: Connection, segment: Segment): void {
    if (connection.peerHas(EF_FIN) && segment.ack > connection.numbers[connection.pn + EN_FIN]!) {
      connection.setSender(EF_DATA_AFTER_FIN);
    }
  }

  /** The segment carries payload, new or not, and its sender has sent a FIN: nothing may follow that (RFC 9293 3.6). */
  payloadBehindFin(connection: Connection, segment: Segment): void {
    // a keep-alive probe may have the FIN's number and a byte that means nothing
    if (segment.isKeepAlive) return;
    const { numbers, s, sn } = connection;
    const end = segment.seq + segment.payloadLength;
    const beyond = end - Math.max(segment.seq, numbers[sn + EN_FIN]!);
    if (beyond > 0) this.#unusual.addBytes(connection, s, UN_AFTER_FIN_BYTES, beyond);
  }

  /** The segment has FIN. */
  fin(connection: Connection, segment: Segment): void {
    const { words, numbers, s, sn, pn } = connection;
    const number = segment.seqEnd - 1;
    if (connection.senderHas(EF_FIN)) {
      if (number !== numbers[sn + EN_FIN]!) return;
      words[s + E_FIN_COUNT]!++;
      if (!connection.senderHas(EF_FIN_ACKED)) numbers[sn + EN_FIN_LAST_TIME] = segment.time;
      return;
    }
    connection.setSender(EF_FIN);
    connection.observeSender(SENDS_FIN);
    connection.enterPhase(PHASE_TEARDOWN);
    words[s + E_FIN_COUNT] = 1;
    numbers[sn + EN_FIN] = number;
    numbers[sn + EN_FIN_TIME] = segment.time;
    numbers[sn + EN_FIN_LAST_TIME] = segment.time;
    words[s + E_FIN_FRAME] = segment.frame;
    if (connection.firstFin < 0) connection.set((connection.sender + 1) << CF_FIRST_FIN_SHIFT);
    if (connection.peerHas(EF_FIN) && segment.ack > numbers[pn + EN_FIN]!)
      connection.setSender(EF_FIN_ACKS_FIN);
    if (this.#held?.holdFin(connection, segment) || !this.#emitter.wants("fin")) return;
    this.#fin.seq = number;
    this.#fin.len = segment.payloadLength;
    this.#emitter.send(this.#fin, connection, segment);
  }

  /** Prints `closed` when both FINs are acknowledged, which `segment` may just have done; true if it is so now. */
  checkClosed(connection: Connection, segment: Segment): boolean {
    if (!connection.senderHas(EF_FIN_ACKED) || !connection.peerHas(EF_FIN_ACKED)) return false;
    if (connection.has(CF_CLOSED)) return false;
    connection.set(CF_CLOSED);
    connection.enterPhase(PHASE_CLOSED);
    this.#held?.flush(connection, segment.frame);
    if (!this.#emitter.wants("closed")) return true;

    const { numbers, cn } = connection;
    const first = connection.firstFin;
    const second = 1 - first;
    const event = this.#closed;
    event.kind = closedKind(connection);
    const simultaneous = event.kind === "simultaneous";
    const firstAck = numbers[cn + endpointNumbers(first) + EN_FIN_ACK_TIME]!;
    const secondFin = numbers[cn + endpointNumbers(second) + EN_FIN_TIME]!;
    event.closed_by = simultaneous ? "both" : SIDES[first]!;
    event.time_wait = event.closed_by;
    event.close_wait_ns = simultaneous ? undefined : interval(secondFin - firstAck);
    this.#emitter.send(event, connection, segment);
    return true;
  }
}

/** The shape of a teardown with a FIN of each side, the first that fits. */
export function closedKind(connection: Connection): ClosedEvent["kind"] {
  const first = connection.firstFin;
  const second = 1 - first;
  if (!connection.endpointHas(first, EF_FIN_ACKS_FIN) && !connection.endpointHas(second, EF_FIN_ACKS_FIN)) {
    return "simultaneous";
  }
  if (connection.endpointHas(second, EF_DATA_AFTER_FIN)) return "half_close";
  return connection.endpointHas(second, EF_FIN_FIRST_ACKS_FIN) ? "three_segment" : "four_segment";
}
