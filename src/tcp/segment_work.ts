/**
 * What a segment does to its connection, in the fixed order of EVENTS.md: its SYN, its ACK, its payload, which closes the
 * peer's turn, its FIN; or its RST (RFC 9293 3.10.7.4).
 */
import { FLAG_ACK, FLAG_FIN, FLAG_RST, FLAG_SYN } from "../../wasm/layout.ts";
import type { Batch } from "../capture/batch.ts";
import { Holes } from "./data/holes.ts";
import { Payload } from "./data/payload.ts";
import { Turns } from "./data/turns.ts";
import type { Emitter } from "./emitter.ts";
import type { PoolBudget } from "./lifecycle/pool.ts";
import type { TrackerOptions } from "./options.ts";
import { Handshake } from "./phases/handshake.ts";
import { Reset } from "./phases/reset.ts";
import { ResetMarks } from "./phases/reset_marks.ts";
import { Teardown } from "./phases/teardown.ts";
import type { Segment } from "./segment/segment.ts";
import type { Connection } from "./state/connection.ts";
import {
  CF_CLOSED,
  CF_ESTABLISHED,
  CF_RESET,
  CF_ROLE_CONFLICT,
  CLIENT,
  CN_PAYLOAD_CLOCK,
  CN_SYN_CLOCK,
  E_BASE,
  E_HOLES,
  E_WINDOW,
  EF_ACKED,
  EF_FIN,
  EF_FIN_ACKED,
  EF_SYN,
  EF_SYN_WINDOW,
  EF_WINDOW,
  EN_ACK,
  EN_FIN,
  EN_NEXT,
} from "./state/state_layout.ts";
import type { UnusualCounts } from "./state/unusual_counts.ts";

/** Works off segments. */
export class SegmentWork {
  readonly #handshake: Handshake;
  readonly #teardown: Teardown;
  readonly #reset: Reset;
  readonly #payload: Payload;
  readonly holes: Holes;
  readonly resetMarks = new ResetMarks();
  /** Absent where neither `data` lines are wanted nor `fin` lines, which wait behind them. */
  readonly turns: Turns | undefined;

  constructor(emitter: Emitter, options: TrackerOptions, pool: PoolBudget, unusual: UnusualCounts) {
    this.holes = new Holes(pool, unusual);
    this.#payload = new Payload(this.holes, unusual);
    if (emitter.wants("data") || emitter.wants("fin")) {
      this.turns = new Turns(emitter, this.holes, pool, options.turnIdle, options.turnLimit);
    }
    this.#handshake = new Handshake(emitter);
    this.#teardown = new Teardown(emitter, this.turns?.held, unusual);
    this.#reset = new Reset(emitter, this.resetMarks, this.turns);
  }

  /** The first segment of a flow is neither SYN nor SYN-ACK. */
  midstream(connection: Connection, segment: Segment): void {
    this.#handshake.midstream(connection, segment);
  }

  /** Works off a segment that is no copy. */
  work(connection: Connection, segment: Segment, batch: Batch): void {
    const { words, numbers, cn, s, sn } = connection;
    const { flags } = segment;
    segment.peerHole = false;
    if (segment.undoesReset) this.resetMarks.undo(connection, segment);
    if (flags & FLAG_RST) {
      this.#payload.none(segment);
      const wasOver = connection.has(CF_CLOSED | CF_RESET);
      if (this.#reset.rst(connection, segment) && !wasOver) numbers[cn + CN_PAYLOAD_CLOCK] = segment.clock;
      return;
    }
    if (flags & FLAG_SYN && segment.seqRaw !== words[s + E_BASE]!) {
      // it means another connection: answered with an ACK, and not processed (RFC 9293 3.10.7.4, fourth; RFC 5961 4)
      this.#payload.none(segment);
      return;
    }
    if (flags & FLAG_SYN) {
      this.#checkRole(connection, segment);
      numbers[cn + CN_SYN_CLOCK] = segment.clock;
      this.#handshake.syn(connection, segment, batch);
      // the SYN takes the first number, its payload the next ones (RFC 9293 3.4)
      if (numbers[sn + EN_NEXT] === 0) numbers[sn + EN_NEXT] = 1;
    }
    if (flags & FLAG_ACK) this.#acknowledge(connection, segment);

    const next = numbers[sn + EN_NEXT]!;
    this.#payload.classify(connection, segment);
    if (segment.payloadLength > 0) this.#workPayload(connection, segment, next);
    // nothing closes any more what was reset
    const isReset = connection.has(CF_RESET);
    if (isReset) this.resetMarks.noteBehind(connection, segment);
    if (flags & FLAG_FIN && !isReset && !connection.senderHas(EF_FIN)) this.turns?.fin(connection, segment);
    if (flags & FLAG_ACK && !isReset) this.#acknowledgeFin(connection, segment);
    if (flags & FLAG_FIN && !isReset) this.#teardown.fin(connection, segment);

    if (segment.seqEnd > numbers[sn + EN_NEXT]!) numbers[sn + EN_NEXT] = segment.seqEnd;
    words[s + E_WINDOW] = segment.window;
    connection.setSender(flags & FLAG_SYN ? EF_WINDOW | EF_SYN_WINDOW : EF_WINDOW);
    if (!(flags & FLAG_SYN)) connection.clearSender(EF_SYN_WINDOW);
    if (!isReset && this.#teardown.checkClosed(connection, segment)) {
      numbers[cn + CN_PAYLOAD_CLOCK] = segment.clock;
    }
  }

  /** A bare SYN from the server, or a SYN-ACK from the client, contradicts the roles unless both sent a SYN. */
  #checkRole(connection: Connection, segment: Segment): void {
    const isSynAck = (segment.flags & FLAG_ACK) !== 0;
    const asExpected = (connection.sender === CLIENT) === !isSynAck;
    if (!asExpected && !connection.peerHas(EF_SYN)) connection.set(CF_ROLE_CONFLICT);
  }

  #acknowledge(connection: Connection, segment: Segment): void {
    if (!segment.isAckAcceptable) return;
    const { words, numbers, p, pn, sn } = connection;
    const { ack } = segment;
    const peerNext = numbers[pn + EN_NEXT]!;
    const before = connection.senderHas(EF_ACKED) ? numbers[sn + EN_ACK]! : 0;
    let overUnseen =
      words[p + E_HOLES] !== 0 && ack > before && this.holes.lacking(connection, p, before, ack) > 0;
    if (ack > peerNext) {
      // acknowledged, and so sent, but not seen
      this.holes.append(connection, p, peerNext, ack, segment.time);
      numbers[pn + EN_NEXT] = ack;
      overUnseen = true;
    }
    segment.peerHole = overUnseen;
    if (ack > before || !connection.senderHas(EF_ACKED)) {
      numbers[sn + EN_ACK] = ack;
      connection.setSender(EF_ACKED);
    }
    if (!connection.has(CF_ESTABLISHED)) {
      this.#handshake.acknowledgement(connection, segment);
      if (connection.has(CF_ESTABLISHED)) this.turns?.established(connection, segment);
    }
    this.turns?.acknowledge(connection, segment, overUnseen);
  }

  #workPayload(connection: Connection, segment: Segment, next: number): void {
    const { numbers, cn } = connection;
    const isOver = connection.has(CF_CLOSED | CF_RESET);
    this.turns?.payload(connection, segment, next);
    if (connection.senderHas(EF_FIN)) this.#teardown.payloadBehindFin(connection, segment);
    if (!isOver && !segment.isKeepAlive) numbers[cn + CN_PAYLOAD_CLOCK] = segment.clock;
    if (segment.newBytes > 0 && !(segment.flags & FLAG_FIN)) this.#teardown.payload(connection, segment);
  }

  #acknowledgeFin(connection: Connection, segment: Segment): void {
    if (!connection.peerHas(EF_FIN) || connection.peerHas(EF_FIN_ACKED)) return;
    const fin = connection.numbers[connection.pn + EN_FIN]!;
    if (segment.ack === fin + 1) this.#teardown.finAcknowledged(connection, segment);
  }
}
