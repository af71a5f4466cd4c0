/**
 * Counts of what is unusual: nearly always all of them are zero, so a connection takes a block for them when it counts
 * the first.
 */
import type { Connection } from "./connection.ts";
import { BlockCursor, PagedBlocks } from "./paged_blocks.ts";
import { C_UNUSUAL } from "./state_layout.ts";

// ---- a block: a line of the words of both sides, then one of their numbers ----

const LINES = 2;
const WORDS = 32;
/** Where the numbers of the client begin, behind all words. */
const NUMBERS = 8;

// words of a side, 8
/** Copies of its segments. */
export const UW_COPIES = 0;
/** Wrong checksums. */
export const UW_CHECKSUM_BAD = 1;
/** Holes that were given up; those that are still open are in their list (data/holes.ts). */
export const UW_GAPS = 2;
/** Segments of payload seen before; segments that fill a hole; windows of zero; duplicate ACKs. */
export const UW_RETRANS_PACKETS = 3;
export const UW_OOO_PACKETS = 4;
export const UW_ZERO_WINDOWS = 5;
export const UW_DUP_ACKS = 6;

// numbers of a side, 4
/** Bytes of payload seen before. */
export const UN_RETRANS_BYTES = 0;
/** Bytes of the holes that were given up. */
export const UN_GAP_BYTES = 1;
/** Payload beyond its FIN, in bytes. */
export const UN_AFTER_FIN_BYTES = 2;

/**
 * The counts of all connections. A side is named by the base of its words: `e` is a connection's `s` or `p`. As in the
 * state of a connection, the words of the server begin 8 behind those of the client.
 */
export class UnusualCounts {
  readonly #blocks = new PagedBlocks(LINES);
  readonly #counts = new BlockCursor(this.#blocks);

  /** Counts one more: `slot` is a UW_*. */
  count(connection: Connection, e: number, slot: number): void {
    this.#take(connection);
    const { words, w } = this.#counts;
    words[w + (e - connection.c) + slot]!++;
  }

  /** Adds bytes: `slot` is a UN_*. */
  addBytes(connection: Connection, e: number, slot: number, bytes: number): void {
    this.#take(connection);
    const { numbers, n } = this.#counts;
    numbers[n + numbersOf(connection, e) + slot]! += bytes;
  }

  /** A count, UW_*, modulo 2^32. */
  of(connection: Connection, e: number, slot: number): number {
    if (!this.#find(connection)) return 0;
    const { words, w } = this.#counts;
    return words[w + (e - connection.c) + slot]! >>> 0;
  }

  /** A sum of bytes, UN_*. */
  bytesOf(connection: Connection, e: number, slot: number): number {
    if (!this.#find(connection)) return 0;
    const { numbers, n } = this.#counts;
    return numbers[n + numbersOf(connection, e) + slot]!;
  }

  /** The connection is over: gives its block back, if it has one. */
  close(connection: Connection): void {
    const { words, c } = connection;
    const handle = words[c + C_UNUSUAL]!;
    if (handle === 0) return;
    this.#blocks.free(handle);
    words[c + C_UNUSUAL] = 0;
  }

  /** Goes to the connection's block; false if it has none. */
  #find(connection: Connection): boolean {
    const handle = connection.words[connection.c + C_UNUSUAL]!;
    if (handle === 0) return false;
    this.#counts.moveTo(handle);
    return true;
  }

  /** Goes to the connection's block, which it gets if it has none. */
  #take(connection: Connection): void {
    if (this.#find(connection)) return;
    const handle = this.#blocks.take();
    connection.words[connection.c + C_UNUSUAL] = handle;
    this.#counts.moveTo(handle);
    const { words, w } = this.#counts;
    words.fill(0, w, w + WORDS);
  }
}

/** Where the numbers of a side begin: a line has half as many as words. */
const numbersOf = ({ c }: Connection, e: number): number => NUMBERS + ((e - c) >> 1);
