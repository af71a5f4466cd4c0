/**
 * Lines that wait for an acknowledgement: for each direction the last turn of data, and the FIN behind it. They lie in
 * the shared pool; if it is used up, lines don't wait.
 */
import { type FinEvent, newFinEvent } from "../../events/mod.ts";
import type { Emitter } from "../emitter.ts";
import type { PoolBudget } from "../lifecycle/pool.ts";
import type { Segment } from "../segment/segment.ts";
import type { Connection } from "../state/connection.ts";
import { frameOf } from "../state/frames.ts";
import {
  CF_LIMIT_HELD_LINES,
  CLIENT,
  E_FIN_FRAME,
  E_HELD,
  EN_FIN,
  endpointNumbers,
  endpointWords,
  SERVER,
  TN_FRAME,
  TN_SEQ_END,
  TURN_NUMBERS,
  TURN_WORDS,
} from "../state/state_layout.ts";
import { noteAcknowledged, noteResent, type TurnPlace } from "./turn_block.ts";
import type { TurnPrinter } from "./turn_printer.ts";

// behind the turn
const HW_NEXT_FREE = TURN_WORDS;
/** 1: a FIN waits behind the turn. */
const HW_HAS_FIN = TURN_WORDS + 1;
const HW_FIN_NSEC = TURN_WORDS + 2;
const HW_FIN_FILE = TURN_WORDS + 3;
const HW_FIN_LEN = TURN_WORDS + 4;
const HELD_WORDS = TURN_WORDS + 5;
const HN_FIN_SEC = TURN_NUMBERS;
const HN_FIN_OFFSET = TURN_NUMBERS + 1;
const HN_FIN_TIME = TURN_NUMBERS + 2;
const HELD_NUMBERS = TURN_NUMBERS + 3;

const FIRST_NODES = 64;
const NODE_BYTES = HELD_WORDS * 4 + HELD_NUMBERS * 8;

/** The held lines of all connections. */
export class HeldLines implements TurnPlace {
  readonly #pool: PoolBudget;
  readonly #emitter: Emitter;
  readonly #printer: TurnPrinter;
  readonly #fin = newFinEvent();
  #free = 0;

  // the node in hand, as the place of a turn
  words: Int32Array = new Int32Array(0);
  numbers: Float64Array = new Float64Array(0);
  tw = 0;
  tn = 0;

  constructor(pool: PoolBudget, emitter: Emitter, printer: TurnPrinter) {
    this.#pool = pool;
    this.#emitter = emitter;
    this.#printer = printer;
  }

  /** Keeps the turn at `place`, which `side` sent, until it is acknowledged; prints at once what can't be kept. */
  hold(connection: Connection, side: number, place: TurnPlace, knownFrame: number): void {
    this.flushSide(connection, side, knownFrame);
    if (this.#free === 0 && !this.#grow()) {
      connection.set(CF_LIMIT_HELD_LINES);
      this.#printer.print(connection, side, place, knownFrame);
      return;
    }
    const node = this.#free;
    this.#take(node);
    this.#free = this.words[this.tw + HW_NEXT_FREE]!;
    for (let i = 0; i < TURN_WORDS; i++) this.words[this.tw + i] = place.words[place.tw + i]!;
    for (let i = 0; i < TURN_NUMBERS; i++) this.numbers[this.tn + i] = place.numbers[place.tn + i]!;
    this.words[this.tw + HW_HAS_FIN] = 0;
    connection.words[connection.c + endpointWords(side) + E_HELD] = node;
  }

  /** The sender's first FIN: true if it waits behind a turn that is held. */
  holdFin(connection: Connection, segment: Segment): boolean {
    const node = connection.words[connection.s + E_HELD]!;
    if (node === 0) return false;
    this.#take(node);
    const { words, tw, numbers, tn } = this;
    words[tw + HW_HAS_FIN] = 1;
    words[tw + HW_FIN_NSEC] = segment.nsec;
    words[tw + HW_FIN_FILE] = segment.fileIndex;
    words[tw + HW_FIN_LEN] = segment.payloadLength;
    numbers[tn + HN_FIN_SEC] = segment.sec;
    numbers[tn + HN_FIN_OFFSET] = segment.fileOffset;
    numbers[tn + HN_FIN_TIME] = segment.time;
    return true;
  }

  /** The segment's ACK may be what the peer's held lines wait for. */
  acknowledge(connection: Connection, segment: Segment): void {
    const node = connection.words[connection.p + E_HELD]!;
    if (node === 0) return;
    this.#take(node);
    if (segment.ack < this.numbers[this.tn + TN_SEQ_END]!) return;
    noteAcknowledged(this, segment);
    this.flushSide(connection, 1 - connection.sender, segment.frame);
  }

  /** The sender sends what it has sent before, from its offset `from` to `to`. */
  resent(connection: Connection, segment: Segment, from: number, to: number): void {
    const node = connection.words[connection.s + E_HELD]!;
    if (node === 0) return;
    this.#take(node);
    const last = this.numbers[this.tn + TN_SEQ_END]! - 1;
    if (from <= last && last < to) noteResent(this, segment);
  }

  /** Prints what both directions hold, in the order of the frames. */
  flush(connection: Connection, knownFrame: number): void {
    const client = connection.words[connection.c + endpointWords(CLIENT) + E_HELD]!;
    const server = connection.words[connection.c + endpointWords(SERVER) + E_HELD]!;
    const serverFirst = client !== 0 && server !== 0 && this.#frameOf(server) < this.#frameOf(client);
    if (serverFirst) this.flushSide(connection, SERVER, knownFrame);
    this.flushSide(connection, CLIENT, knownFrame);
    this.flushSide(connection, SERVER, knownFrame);
  }

  /** Prints what `side` holds, if anything. */
  flushSide(connection: Connection, side: number, knownFrame: number): void {
    const slot = connection.c + endpointWords(side) + E_HELD;
    const node = connection.words[slot]!;
    if (node === 0) return;
    connection.words[slot] = 0;
    this.#take(node);
    this.#printer.print(connection, side, this, knownFrame);
    if (this.words[this.tw + HW_HAS_FIN] === 1) this.#printFin(connection, side, knownFrame);
    this.words[this.tw + HW_NEXT_FREE] = this.#free;
    this.#free = node;
  }

  #printFin(connection: Connection, side: number, knownFrame: number): void {
    if (!this.#emitter.wants("fin")) return;
    const { words, tw, numbers, tn } = this;
    const e = connection.c + endpointWords(side);
    const en = connection.cn + endpointNumbers(side);
    const event: FinEvent = this.#fin;
    event.seq = connection.numbers[en + EN_FIN]!;
    event.len = words[tw + HW_FIN_LEN]!;
    event.phase = "teardown";
    event.sec = numbers[tn + HN_FIN_SEC]!;
    event.nsec = words[tw + HW_FIN_NSEC]!;
    event.frame = frameOf(connection.words[e + E_FIN_FRAME]!, knownFrame);
    event.fileIndex = words[tw + HW_FIN_FILE]!;
    event.fileOffset = numbers[tn + HN_FIN_OFFSET]!;
    this.#emitter.sendOf(event, connection, side, numbers[tn + HN_FIN_TIME]!, knownFrame);
  }

  #frameOf(node: number): number {
    this.#take(node);
    return this.numbers[this.tn + TN_FRAME]!;
  }

  #take(node: number): void {
    this.tw = (node - 1) * HELD_WORDS;
    this.tn = (node - 1) * HELD_NUMBERS;
  }

  #grow(): boolean {
    const used = this.words.length / HELD_WORDS;
    const count = used === 0 ? FIRST_NODES : 2 * used;
    if (!this.#pool.take((count - used) * NODE_BYTES)) return false;
    const words = new Int32Array(count * HELD_WORDS);
    const numbers = new Float64Array(count * HELD_NUMBERS);
    words.set(this.words);
    numbers.set(this.numbers);
    for (let node = count; node > used; node--) {
      words[(node - 1) * HELD_WORDS + HW_NEXT_FREE] = this.#free;
      this.#free = node;
    }
    this.words = words;
    this.numbers = numbers;
    return true;
  }
}
