/**
 * Turns of data: runs of new payload one way. At most one is open in a connection; the rules are those of EVENTS.md's
 * section on turns.
 */
import { FLAG_ACK } from "../../../wasm/layout.ts";
import type { Emitter } from "../emitter.ts";
import type { PoolBudget } from "../lifecycle/pool.ts";
import type { Segment } from "../segment/segment.ts";
import { sequenceDifference } from "../segment/sequence.ts";
import type { Connection } from "../state/connection.ts";
import { BlockCursor, PagedBlocks } from "../state/paged_blocks.ts";
import {
  C_FLAGS,
  C_PREVIOUS_SEQ_END,
  C_TURN,
  CF_CLOSED,
  CF_HAS_PREVIOUS,
  CF_PHASE_MASK,
  CF_PREVIOUS_BY_SERVER,
  CF_PREVIOUS_IS_TURN,
  CF_RESET,
  CF_TURN_BY_SERVER,
  CF_TURN_OPEN,
  CLIENT,
  CN_PAYLOAD_CLOCK,
  CN_PREVIOUS_END,
  E_BASE,
  E_FLAGS,
  EF_ACKED,
  EF_TURN_LIMITED,
  endpointWords,
  SERVER,
} from "../state/state_layout.ts";
import { HeldLines } from "./held_lines.ts";
import type { Holes } from "./holes.ts";
import {
  ENDINGS,
  type Ending,
  noteAcknowledged,
  noteLastByte,
  noteResent,
  TF_ACKED,
  TF_ANSWERS,
  TF_CONTINUED,
  TF_CROSSED,
  TF_DIRECTION_SHIFT,
  TF_ENDING_SHIFT,
  TF_HAS_GAP,
  TF_HAS_INTERFACE,
  TF_HAS_RESPONSE,
  TF_LACKS,
  TF_PHASE_SHIFT,
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
  TURN_LINES,
  TW_FILE,
  TW_FLAGS,
  TW_INTERFACE,
  TW_NSEC,
  TW_RETRANS_SEGMENTS,
  TW_SEGMENTS,
} from "./turn_block.ts";
import { startOfTurn, TurnPrinter } from "./turn_printer.ts";

/** Follows turns of data and prints them. */
export class Turns {
  readonly #holes: Holes;
  readonly #printer: TurnPrinter;
  /** The turns that are open or held. */
  readonly #blocks = new PagedBlocks(TURN_LINES);
  /** The open turn of the connection at work. */
  readonly #turn = new BlockCursor(this.#blocks);
  readonly held: HeldLines;
  readonly #idle: number;
  readonly #limit: number;

  /**
   * @param idle nanoseconds without payload that end a turn
   * @param limit nanoseconds that a turn lasts at most
   */
  constructor(emitter: Emitter, holes: Holes, pool: PoolBudget, idle: number, limit: number) {
    this.#holes = holes;
    this.#printer = new TurnPrinter(emitter);
    this.held = new HeldLines(pool, emitter, this.#printer, this.#blocks);
    this.#idle = idle;
    this.#limit = limit;
  }

  /** Loads the open turn of the connection at `words[c]` into the caches, if it has one. The value means nothing. */
  touch(words: Int32Array, c: number): number {
    return words[c + C_FLAGS]! & CF_TURN_OPEN ? this.#blocks.touch(words[c + C_TURN]!) : 0;
  }

  /** The connection is established: its first turn can follow that. */
  established(connection: Connection, segment: Segment): void {
    if (connection.has(CF_HAS_PREVIOUS | CF_TURN_OPEN)) return;
    connection.set(CF_HAS_PREVIOUS);
    connection.numbers[connection.cn + CN_PREVIOUS_END] = segment.time;
  }

  /**
   * The segment has an ACK.
   * @param overUnseen it acknowledges payload that the capture lacks
   */
  acknowledge(connection: Connection, segment: Segment, overUnseen: boolean): void {
    this.held.acknowledge(connection, segment);
    if (!connection.has(CF_TURN_OPEN)) return;
    if (sideOfTurn(connection) === connection.sender) {
      if (overUnseen) this.#end(connection, "peer_data_unseen", segment.frame);
      return;
    }
    const turn = this.#openTurn(connection);
    const { words, w, numbers, n } = turn;
    if (words[w + TW_FLAGS]! & TF_ACKED || segment.ack < numbers[n + TN_SEQ_END]!) return;
    noteAcknowledged(turn, segment);
    // only now nothing is outstanding
    if (segment.clock >= connection.numbers[connection.cn + CN_PAYLOAD_CLOCK]! + this.#idle)
      this.#end(connection, "idle", segment.frame);
  }

  /** The segment carries payload; what of it is new is known, and EN_NEXT was `next` before it. */
  payload(connection: Connection, segment: Segment, next: number): void {
    if (segment.newBytes === 0) {
      if (!segment.isKeepAlive) this.#resent(connection, segment);
      return;
    }
    if (connection.has(CF_CLOSED | CF_RESET)) return;
    if (connection.has(CF_TURN_OPEN)) {
      if (sideOfTurn(connection) !== connection.sender) this.#end(connection, "peer_data", segment.frame);
      else if (segment.time - startOfTurn(connection, this.#openTurn(connection)) >= this.#limit)
        this.#end(connection, "limit", segment.frame);
    }
    if (connection.has(CF_TURN_OPEN)) this.#extend(connection, segment);
    else this.#begin(connection, segment, next);
    if (segment.resentBytes > 0) this.#resent(connection, segment);
  }

  #begin(connection: Connection, segment: Segment, next: number): void {
    const { sender } = connection;
    const state = connection.words[connection.c + C_FLAGS]!;
    let flags = ((state & CF_PHASE_MASK) << TF_PHASE_SHIFT) | (segment.packetDirection << TF_DIRECTION_SHIFT);
    if (segment.hasInterface) flags |= TF_HAS_INTERFACE;
    if (state & CF_PREVIOUS_IS_TURN) {
      const previousSide = state & CF_PREVIOUS_BY_SERVER ? SERVER : CLIENT;
      if (previousSide === sender) {
        if (connection.senderHas(EF_TURN_LIMITED)) flags |= TF_CONTINUED;
      } else {
        const answers =
          (segment.flags & FLAG_ACK) !== 0 &&
          sequenceDifference(segment.ackRaw, connection.words[connection.c + C_PREVIOUS_SEQ_END]!) >= 0;
        flags |= answers ? TF_ANSWERS : TF_CROSSED;
      }
    }
    connection.set(CF_TURN_OPEN | (sender === SERVER ? CF_TURN_BY_SERVER : 0));
    const handle = this.#blocks.take();
    connection.words[connection.c + C_TURN] = handle;
    const turn = this.#turn;
    turn.moveTo(handle);
    const { words, w, numbers, n } = turn;
    words[w + TW_NSEC] = segment.nsec;
    words[w + TW_FILE] = segment.fileIndex;
    words[w + TW_SEGMENTS] = 1;
    words[w + TW_RETRANS_SEGMENTS] = 0;
    words[w + TW_FLAGS] = flags;
    words[w + TW_INTERFACE] = segment.interfaceIndex;
    numbers[n + TN_SEC] = segment.sec;
    numbers[n + TN_OFFSET] = segment.fileOffset;
    numbers[n + TN_FRAME] = segment.frame;
    // what is lacking in front of the first byte belongs to the turn, too
    numbers[n + TN_SEQ] = segment.newEnd > next ? next : segment.newStart;
    numbers[n + TN_SEQ_END] = segment.newEnd;
    numbers[n + TN_BYTES] = segment.newBytes;
    numbers[n + TN_LAST_TIME] = segment.time;
    numbers[n + TN_END_FRAME] = segment.frame;
    noteLastByte(turn, segment);
  }

  #extend(connection: Connection, segment: Segment): void {
    const turn = this.#openTurn(connection);
    const { words, w, numbers, n } = turn;
    words[w + TW_SEGMENTS]!++;
    numbers[n + TN_BYTES]! += segment.newBytes;
    numbers[n + TN_LAST_TIME] = segment.time;
    numbers[n + TN_END_FRAME] = segment.frame;
    if (segment.newEnd > numbers[n + TN_SEQ_END]!) {
      numbers[n + TN_SEQ_END] = segment.newEnd;
      noteLastByte(turn, segment);
    }
  }

  /** The segment brings payload that was seen before. */
  #resent(connection: Connection, segment: Segment): void {
    const from = segment.seq;
    const to = segment.seqEnd;
    if (connection.has(CF_TURN_OPEN) && sideOfTurn(connection) === connection.sender) {
      const turn = this.#openTurn(connection);
      const { words, w, numbers, n } = turn;
      if (segment.newBytes === 0) words[w + TW_RETRANS_SEGMENTS]!++;
      const last = numbers[n + TN_SEQ_END]! - 1;
      // a segment that brings new bytes above them is the first with the last byte
      const isNew = segment.newBytes > 0 && segment.newEnd > last;
      if (from <= last && last < to && !isNew) noteResent(turn, segment);
    }
    this.held.resent(connection, segment, from, to);
  }

  /** The segment has the sender's first FIN; its payload was worked off. */
  fin(connection: Connection, segment: Segment): void {
    if (!connection.has(CF_TURN_OPEN)) return;
    this.#end(connection, sideOfTurn(connection) === connection.sender ? "fin" : "peer_fin", segment.frame);
  }

  /** The connection is reset, closed or over: nothing waits any longer. */
  finish(connection: Connection, ending: "reset" | "flow_end", knownFrame: number): void {
    if (connection.has(CF_TURN_OPEN)) this.#end(connection, ending, knownFrame);
    this.held.flush(connection, knownFrame);
  }

  /** The capture clock before which the open turn does not end for want of payload. */
  idleDeadline(connection: Connection): number {
    if (!connection.has(CF_TURN_OPEN)) return Number.POSITIVE_INFINITY;
    return connection.numbers[connection.cn + CN_PAYLOAD_CLOCK]! + this.#idle;
  }

  /** True while the open turn waits for its acknowledgement, which then ends it if the idle deadline has passed. */
  isOutstanding(connection: Connection): boolean {
    const { words, w } = this.#openTurn(connection);
    const isAcked = (words[w + TW_FLAGS]! & TF_ACKED) !== 0;
    return !isAcked && connection.endpointHas(1 - sideOfTurn(connection), EF_ACKED);
  }

  /** The idle deadline has passed, and nothing is outstanding. */
  idle(connection: Connection, knownFrame: number): void {
    this.#end(connection, "idle", knownFrame);
  }

  /** The open turn, which there is. */
  #openTurn(connection: Connection): BlockCursor {
    this.#turn.moveTo(connection.words[connection.c + C_TURN]!);
    return this.#turn;
  }

  #end(connection: Connection, ending: Ending, knownFrame: number): void {
    const { words: own, numbers: ownNumbers, c, cn } = connection;
    const turn = this.#openTurn(connection);
    const { words, w, numbers, n } = turn;
    const side = sideOfTurn(connection);
    const state = own[c + C_FLAGS]!;
    let flags = words[w + TW_FLAGS]! | (ENDINGS.indexOf(ending) << TF_ENDING_SHIFT);
    if (state & CF_HAS_PREVIOUS) {
      const gap = startOfTurn(connection, turn) - ownNumbers[cn + CN_PREVIOUS_END]!;
      if (gap >= 0 && gap <= Number.MAX_SAFE_INTEGER) {
        flags |= flags & TF_ANSWERS ? TF_HAS_GAP | TF_HAS_RESPONSE : TF_HAS_GAP;
        numbers[n + TN_GAP] = gap;
      }
    }
    const end = numbers[n + TN_SEQ_END]!;
    const lacking = this.#holes.lacking(connection, c + endpointWords(side), numbers[n + TN_SEQ]!, end);
    if (lacking > 0) {
      flags |= TF_LACKS;
      numbers[n + TN_MISSING] = lacking;
    }
    words[w + TW_FLAGS] = flags;
    ownNumbers[cn + CN_PREVIOUS_END] = numbers[n + TN_LAST_TIME]!;
    own[c + C_PREVIOUS_SEQ_END] = own[c + endpointWords(side) + E_BASE]! + end;
    own[c + C_FLAGS] =
      (state & ~(CF_TURN_OPEN | CF_TURN_BY_SERVER | CF_PREVIOUS_BY_SERVER)) |
      CF_HAS_PREVIOUS |
      CF_PREVIOUS_IS_TURN |
      (side === SERVER ? CF_PREVIOUS_BY_SERVER : 0);
    const e = c + endpointWords(side) + E_FLAGS;
    own[e] = ending === "limit" ? own[e]! | EF_TURN_LIMITED : own[e]! & ~EF_TURN_LIMITED;

    const handle = own[c + C_TURN]!;
    if (flags & TF_ACKED) {
      this.held.flushSide(connection, side, knownFrame);
      this.#printer.print(connection, side, turn, knownFrame);
      this.#blocks.free(handle);
    } else this.held.hold(connection, side, handle, knownFrame);
  }
}

function sideOfTurn(connection: Connection): number {
  return connection.has(CF_TURN_BY_SERVER) ? SERVER : CLIENT;
}
