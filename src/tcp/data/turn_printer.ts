/**
 * The `data` event: one turn.
 */
import { newDataEvent } from "../../events/mod.ts";
import type { Emitter } from "../emitter.ts";
import { directionName } from "../segment/packet_place.ts";
import type { Connection } from "../state/connection.ts";
import type { BlockCursor } from "../state/paged_blocks.ts";
import { C_START_NSEC, CN_START_SEC, PHASES } from "../state/state_layout.ts";
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
  TF_LACKS,
  TF_PHASE_MASK,
  TF_PHASE_SHIFT,
  TF_PUSH,
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
} from "./turn_block.ts";

/** When the turn's first segment was sent, in nanoseconds since the connection's first packet. */
export function startOfTurn(connection: Connection, { words, w, numbers, n }: BlockCursor): number {
  const { numbers: own, cn, c } = connection;
  return (
    (numbers[n + TN_SEC]! - own[cn + CN_START_SEC]!) * NANOSECONDS +
    (words[w + TW_NSEC]! - connection.words[c + C_START_NSEC]!)
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

  /** Prints the turn under the cursor, which `side` sent. */
  print(connection: Connection, side: number, turn: BlockCursor, knownFrame: number): void {
    if (!this.#isWanted) return;
    const { words, w, numbers, n } = turn;
    const flags = words[w + TW_FLAGS]!;
    const event = this.#event;
    const time = startOfTurn(connection, turn);
    event.seq = numbers[n + TN_SEQ]!;
    event.seq_end = numbers[n + TN_SEQ_END]!;
    event.bytes = numbers[n + TN_BYTES]!;
    event.missing_bytes = flags & TF_LACKS ? numbers[n + TN_MISSING]! : 0;
    event.segments = words[w + TW_SEGMENTS]! >>> 0;
    event.retrans_segments = words[w + TW_RETRANS_SEGMENTS]! >>> 0;
    event.push = (flags & TF_PUSH) !== 0;
    event.duration_ns = interval(numbers[n + TN_LAST_TIME]! - time);
    event.end_frame = numbers[n + TN_END_FRAME]!;
    event.ended_by = ENDINGS[(flags >>> TF_ENDING_SHIFT) & TF_ENDING_MASK]!;
    event.continued = (flags & TF_CONTINUED) !== 0 || undefined;
    event.ack = flags & TF_ACKED ? numbers[n + TN_ACK]! : undefined;
    event.ack_ns = flags & TF_ACK_TIMED ? interval(numbers[n + TN_ACK_TIME]!) : undefined;
    event.response_ns = flags & TF_HAS_RESPONSE ? numbers[n + TN_GAP]! : undefined;
    event.crossed = (flags & TF_CROSSED) !== 0 || undefined;
    event.gap_ns = flags & TF_HAS_GAP ? numbers[n + TN_GAP]! : undefined;
    event.iface =
      flags & TF_HAS_INTERFACE
        ? this.#emitter.names.interfaceName(words[w + TW_INTERFACE]! >>> 0)
        : undefined;
    event.pkt_dir = directionName(flags >>> TF_DIRECTION_SHIFT);
    event.phase = PHASES[(flags >>> TF_PHASE_SHIFT) & TF_PHASE_MASK]!;
    event.sec = numbers[n + TN_SEC]!;
    event.nsec = words[w + TW_NSEC]!;
    event.frame = numbers[n + TN_FRAME]!;
    event.fileIndex = words[w + TW_FILE]!;
    event.fileOffset = numbers[n + TN_OFFSET]!;
    this.#emitter.sendOf(event, connection, side, time, knownFrame);
  }
}
