/**
 * RST: what kind it is, and whether its receiver accepts it (RFC 9293 3.10.7, RFC 5961 3).
 */
import { FLAG_ACK } from "../../../wasm/layout.ts";
import { newResetEvent, type ResetEvent } from "../../events/mod.ts";
import type { Turns } from "../data/turns.ts";
import type { Emitter } from "../emitter.ts";
import type { Segment } from "../segment/segment.ts";
import { windowOf } from "../segment/window.ts";
import type { Connection } from "../state/connection.ts";
import { RECEIVES_RST, SENDS_RST } from "../state/endpoint_states.ts";
import {
  CF_CLOSED,
  CF_RESET,
  E_WINDOW,
  EF_ACKED,
  EF_BARE_SYN,
  EF_FIN,
  EF_RST,
  EF_SYN,
  EF_SYN_ACKED,
  EF_SYN_WINDOW,
  EF_WINDOW,
  EN_ACK,
  EN_NEXT,
} from "../state/state_layout.ts";
import { resetHints } from "./reset_hints.ts";
import type { ResetMarks } from "./reset_marks.ts";

/** Follows resets and prints their events. */
export class Reset {
  readonly #emitter: Emitter;
  readonly #marks: ResetMarks;
  readonly #turns: Turns | undefined;
  readonly #reset = newResetEvent();

  /** @param turns what a reset ends */
  constructor(emitter: Emitter, marks: ResetMarks, turns: Turns | undefined) {
    this.#emitter = emitter;
    this.#marks = marks;
    this.#turns = turns;
  }

  /** The segment has RST; true if its receiver drops the connection because of it. */
  rst(connection: Connection, segment: Segment): boolean {
    const check = checkSequence(connection, segment);
    const accepted = check !== "outside" && check !== "bad_ack";
    const takesEffect = accepted && !connection.has(CF_CLOSED | CF_RESET);
    if (takesEffect) this.#turns?.finish(connection, "reset", segment.frame);
    // the first one, and the one that ends the connection if the first did not
    if (!connection.senderHas(EF_RST) || takesEffect) {
      connection.setSender(EF_RST);
      if (this.#emitter.wants("reset")) {
        const kind = kindOf(connection, segment);
        this.#reset.kind = kind;
        this.#reset.seq_check = check;
        this.#reset.payload_bytes = segment.payloadLength;
        this.#reset.hints = resetHints(connection, segment, kind, check);
        this.#emitter.send(this.#reset, connection, segment);
      }
    }
    if (!accepted) return false;
    if (connection.has(CF_RESET)) {
      this.#marks.noteAgain(connection, segment);
      return false;
    }
    this.#marks.note(connection, segment);
    connection.set(CF_RESET);
    connection.observeSender(SENDS_RST);
    connection.observePeer(RECEIVES_RST);
    return true;
  }
}

/** True while the peer has only sent a SYN, and nothing answered it. */
function peerIsInSynSent(connection: Connection): boolean {
  return (
    connection.peerHas(EF_BARE_SYN) && !connection.peerHas(EF_SYN_ACKED) && !connection.senderHas(EF_SYN)
  );
}

/** Only what segments prove; guesses are hints (reset_hints.ts). */
function kindOf(connection: Connection, segment: Segment): ResetEvent["kind"] {
  if (connection.has(CF_CLOSED)) return "after_close";
  if (peerIsInSynSent(connection) && segment.flags & FLAG_ACK) return "refused";
  if (connection.senderHas(EF_FIN) || connection.peerHas(EF_FIN)) return "after_fin";
  // RFC 9293 3.5.2 group 1: an answer to a segment with ACK has no ACK itself, and takes its number from there
  const answersAck = !(segment.flags & FLAG_ACK) && connection.peerHas(EF_ACKED);
  if (answersAck && segment.seq === connection.numbers[connection.pn + EN_ACK]!) return "answer_to_segment";
  return "abort";
}

function checkSequence(connection: Connection, segment: Segment): ResetEvent["seq_check"] {
  const { words, numbers, p, pn } = connection;
  if (peerIsInSynSent(connection)) {
    // RFC 9293 3.10.7.3: in SYN-SENT a reset counts if its ACK covers the SYN
    if (!(segment.flags & FLAG_ACK)) return "unknown";
    return segment.ack >= 1 && segment.ack <= numbers[pn + EN_NEXT]! ? "exact" : "bad_ack";
  }
  if (!connection.peerHas(EF_ACKED)) return "unknown";
  const expected = numbers[pn + EN_ACK]!;
  if (segment.seq === expected) return "exact";
  if (!connection.peerHas(EF_WINDOW)) return "unknown";
  const window = connection.peerHas(EF_SYN_WINDOW)
    ? words[p + E_WINDOW]!
    : windowOf(connection, words[p + E_WINDOW]!, 1 - connection.sender);
  if (window === undefined) return "unknown";
  return segment.seq > expected && segment.seq < expected + window ? "in_window" : "outside";
}
