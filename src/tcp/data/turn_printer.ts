/**
 * The `data` event: one turn.
 */
import { newDataEvent } from "../../events/mod.ts";
import type { Emitter } from "../emitter.ts";
import { directionName } from "../segment/packet_place.ts";
import type { Connection } from "../state/connection.ts";
import {
  C_START_NSEC,
  CN_START_SEC,
  PHASES,
  TN_ACK,
  TN_ACK_TIME,
  TN_BYTES,
  TN_END_FRAME,
  TN_FRAME,
  TN_GAP,
  TN_LAST_TIME,
  TN_MISSING,
  TN_OFFSET,
  TN_SEC,
  TN_SEQ,
  TN_SEQ_END,
  TW_FILE,
  TW_FLAGS,
  TW_INTERFACE,
  TW_NSEC,
  TW_RETRANS_SEGMENTS,
  TW_SEGMENTS,
} from "../state/state_layout.ts";
import { interval, NANOSECONDS } from "../time.ts";
import {
  ENDINGS,
  TF_ACK_TIMED,
  TF_ACKED,
  TF_CONTINUED,
  TF_CROSSED,
  TF_DIRECTION_SHIFT,
  TF_ENDING_MASK,
  TF_ENDING_SHIFT,
  TF_HAS_GAP,
  TF_HAS_INTERFACE,
  TF_HAS_RESPONSE,
  TF_PHASE_MASK,
  TF_PHASE_SHIFT,
  TF_PUSH,
  type TurnPlace,
} from "./turn_block.ts";

/** When the turn's first segment was sent, in nanoseconds since the connection's first packet. */
export function startOfTurn(connection: Connection, { words, tw, numbers, tn }: TurnPlace): number {
  const { numbers: own, cn, c } = connection;
  return (
    (numbers[tn + TN_SEC]! - own[cn + CN_START_SEC]!) * NANOSECONDS +
    (words[tw + TW_NSEC]! - connection.words[c + C_START_NSEC]!)
  );
}

/** Prints turns that have ended. */
export class TurnPrinter {
  readonly #emitter: Emitter;
  readonly #isWanted: boolean;
  readonly #event = newDataEvent();

  constructor(emitter: Emitter) {
    this.#emitter = emitter;
    this.#isWanted = emitter.wants("data");
  }

  /** Prints the turn at `place`, which `side` sent. */
  print(connection: Connection, side: number, place: TurnPlace, knownFrame: number): void {
    if (!this.#isWanted) return;
    const { words, tw, numbers, tn } = place;
    const flags = words[tw + TW_FLAGS]!;
    const event = this.#event;
    const time = startOfTurn(connection, place);
    event.seq = numbers[tn + TN_SEQ]!;
    event.seq_end = numbers[tn + TN_SEQ_END]!;
    event.bytes = numbers[tn + TN_BYTES]!;
    event.missing_bytes = numbers[tn + TN_MISSING]!;
    event.segments = words[tw + TW_SEGMENTS]! >>> 0;
    event.retrans_segments = words[tw + TW_RETRANS_SEGMENTS]! >>> 0;
    event.push = (flags & TF_PUSH) !== 0;
    event.duration_ns = interval(numbers[tn + TN_LAST_TIME]! - time);
    event.end_frame = numbers[tn + TN_END_FRAME]!;
    event.ended_by = ENDINGS[(flags >>> TF_ENDING_SHIFT) & TF_ENDING_MASK]!;
    event.continued = (flags & TF_CONTINUED) !== 0 || undefined;
    event.ack = flags & TF_ACKED ? numbers[tn + TN_ACK]! : undefined;
    event.ack_ns = flags & TF_ACK_TIMED ? interval(numbers[tn + TN_ACK_TIME]!) : undefined;
    event.response_ns = flags & TF_HAS_RESPONSE ? numbers[tn + TN_GAP]! : undefined;
    event.crossed = (flags & TF_CROSSED) !== 0 || undefined;
    event.gap_ns = flags & TF_HAS_GAP ? numbers[tn + TN_GAP]! : undefined;
    event.iface =
      flags & TF_HAS_INTERFACE
        ? this.#emitter.names.interfaceName(words[tw + TW_INTERFACE]! >>> 0)
        : undefined;
    event.pkt_dir = directionName(flags >>> TF_DIRECTION_SHIFT);
    event.phase = PHASES[(flags >>> TF_PHASE_SHIFT) & TF_PHASE_MASK]!;
    event.sec = numbers[tn + TN_SEC]!;
    event.nsec = words[tw + TW_NSEC]!;
    event.frame = numbers[tn + TN_FRAME]!;
    event.fileIndex = words[tw + TW_FILE]!;
    event.fileOffset = numbers[tn + TN_OFFSET]!;
    this.#emitter.sendOf(event, connection, side, time, knownFrame);
  }
}
