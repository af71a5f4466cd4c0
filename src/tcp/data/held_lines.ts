/**
 * Lines that wait for an acknowledgement: for each direction the last turn of data, and the FIN behind it. They count
 * for the shared pool; if it is used up, lines don't wait.
 */
import { type FinEvent, newFinEvent } from "../../events/mod.ts";
import type { Emitter } from "../emitter.ts";
import type { PoolBudget } from "../lifecycle/pool.ts";
import type { Segment } from "../segment/segment.ts";
import type { Connection } from "../state/connection.ts";
import { frameOf } from "../state/frames.ts";
import { BlockCursor, LINE_BYTES, type PagedBlocks } from "../state/paged_blocks.ts";
import {
  C_HELD,
  CF_LIMIT_HELD_LINES,
  CLIENT,
  E_FIN_FRAME,
  EN_FIN,
  endpointNumbers,
  endpointWords,
  SERVER,
} from "../state/state_layout.ts";
import {
  noteAcknowledged,
  noteResent,
  TF_FIN_WAITS,
  TN_FIN_OFFSET,
  TN_FIN_SEC,
  TN_FIN_TIME,
  TN_FRAME,
  TN_SEQ_END,
  TURN_LINES,
  TW_FIN_FILE,
  TW_FIN_LEN,
  TW_FIN_NSEC,
  TW_FLAGS,
} from "./turn_block.ts";
import type { TurnPrinter } from "./turn_printer.ts";

const FIRST_LINES = 64;
const BLOCK_BYTES = TURN_LINES * LINE_BYTES;

/** The held lines of all connections. */
export class HeldLines {
  readonly #pool: PoolBudget;
  readonly #emitter: Emitter;
  readonly #printer: TurnPrinter;
  readonly #blocks: PagedBlocks;
  /** The block in hand. */
  readonly #turn: BlockCursor;
  readonly #fin = newFinEvent();
  /** Turns that are held, and that the pool was asked for. */
  #held = 0;
  #room = 0;

  /** @param blocks where the turns lie: a turn that is held stays where it was while it was open */
  constructor(pool: PoolBudget, emitter: Emitter, printer: TurnPrinter, blocks: PagedBlocks) {
    this.#pool = pool;
    this.#emitter = emitter;
    this.#printer = printer;
    this.#blocks = blocks;
    this.#turn = new BlockCursor(blocks);
  }

  /**
   * Takes the turn `handle` over, which `side` sent, and keeps it until it is acknowledged; prints at once what can't
   * be kept.
   */
  hold(connection: Connection, side: number, handle: number, knownFrame: number): void {
    this.flushSide(connection, side, knownFrame);
    if (this.#held === this.#room && !this.#grow()) {
      connection.set(CF_LIMIT_HELD_LINES);
      this.#turn.moveTo(handle);
      this.#printer.print(connection, side, this.#turn, knownFrame);
      this.#blocks.free(handle);
      return;
    }
    this.#held++;
    connection.words[connection.c + C_HELD + side] = handle;
  }

  /** The sender's first FIN: true if it waits behind a turn that is held. */
  holdFin(connection: Connection, segment: Segment): boolean {
    const turn = this.#heldTurn(connection, connection.sender);
    if (!turn) return false;
    const { words, w, numbers, n } = turn;
    words[w + TW_FLAGS]! |= TF_FIN_WAITS;
    words[w + TW_FIN_NSEC] = segment.nsec;
    words[w + TW_FIN_FILE] = segment.fileIndex;
    words[w + TW_FIN_LEN] = segment.payloadLength;
    numbers[n + TN_FIN_SEC] = segment.sec;
    numbers[n + TN_FIN_OFFSET] = segment.fileOffset;
    numbers[n + TN_FIN_TIME] = segment.time;
    return true;
  }

  /** The segment's ACK may be what the peer's held lines wait for. */
  acknowledge(connection: Connection, segment: Segment): void {
    const turn = this.#heldTurn(connection, 1 - connection.sender);
    if (!turn || segment.ack < turn.numbers[turn.n + TN_SEQ_END]!) return;
    noteAcknowledged(turn, segment);
    this.flushSide(connection, 1 - connection.sender, segment.frame);
  }

  /** The sender sends what it has sent before, from its offset `from` to `to`. */
  resent(connection: Connection, segment: Segment, from: number, to: number): void {
    const turn = this.#heldTurn(connection, connection.sender);
    if (!turn) return;
    const last = turn.numbers[turn.n + TN_SEQ_END]! - 1;
    if (from <= last && last < to) noteResent(turn, segment);
  }

  /** Prints what both directions hold, in the order of the frames. */
  flush(connection: Connection, knownFrame: number): void {
    const client = connection.words[connection.c + C_HELD + CLIENT]!;
    const server = connection.words[connection.c + C_HELD + SERVER]!;
    const serverFirst = client !== 0 && server !== 0 && this.#frameOf(server) < this.#frameOf(client);
    if (serverFirst) this.flushSide(connection, SERVER, knownFrame);
    this.flushSide(connection, CLIENT, knownFrame);
    this.flushSide(connection, SERVER, knownFrame);
  }

  /** Prints what `side` holds, if anything. */
  flushSide(connection: Connection, side: number, knownFrame: number): void {
    const slot = connection.c + C_HELD + side;
    const handle = connection.words[slot]!;
    if (handle === 0) return;
    connection.words[slot] = 0;
    const turn = this.#turn;
    turn.moveTo(handle);
    this.#printer.print(connection, side, turn, knownFrame);
    if (turn.words[turn.w + TW_FLAGS]! & TF_FIN_WAITS) this.#printFin(connection, side, knownFrame);
    this.#blocks.free(handle);
    this.#held--;
  }

  /** Prints the FIN behind the turn in hand. */
  #printFin(connection: Connection, side: number, knownFrame: number): void {
    if (!this.#emitter.wants("fin")) return;
    const { words, w, numbers, n } = this.#turn;
    const e = connection.c + endpointWords(side);
    const en = connection.cn + endpointNumbers(side);
    const event: FinEvent = this.#fin;
    event.seq = connection.numbers[en + EN_FIN]!;
    event.len = words[w + TW_FIN_LEN]!;
    event.phase = "teardown";
    event.sec = numbers[n + TN_FIN_SEC]!;
    event.nsec = words[w + TW_FIN_NSEC]!;
    event.frame = frameOf(connection.words[e + E_FIN_FRAME]!, knownFrame);
    event.fileIndex = words[w + TW_FIN_FILE]!;
    event.fileOffset = numbers[n + TN_FIN_OFFSET]!;
    this.#emitter.sendOf(event, connection, side, numbers[n + TN_FIN_TIME]!, knownFrame);
  }

  /** The turn that `side` sent and that is held, in hand. */
  #heldTurn(connection: Connection, side: number): BlockCursor | undefined {
    const handle = connection.words[connection.c + C_HELD + side]!;
    if (handle === 0) return undefined;
    this.#turn.moveTo(handle);
    return this.#turn;
  }

  #frameOf(handle: number): number {
    this.#turn.moveTo(handle);
    return this.#turn.numbers[this.#turn.n + TN_FRAME]!;
  }

  /** Asks the pool for as many turns again: they take no memory of it, but would not be in any if they were not held. */
  #grow(): boolean {
    const more = this.#room === 0 ? FIRST_LINES : this.#room;
    if (!this.#pool.take(more * BLOCK_BYTES)) return false;
    this.#room += more;
    return true;
  }
}
