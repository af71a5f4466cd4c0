/**
 * What is kept of a side that sends payload, besides its state: what is on its way, and figures about it. One block of
 * the shared pool for each such side, from its first payload on.
 */
import type { PoolBudget } from "../lifecycle/pool.ts";
import type { Connection } from "../state/connection.ts";
import { PooledBlocks } from "../state/pooled_blocks.ts";
import { CF_LIMIT_METRICS, E_TRACK } from "../state/state_layout.ts";

// ---- words ----

/** Sent segments (sent_segments.ts): the oldest not acknowledged, the oldest that is kept, the newest; 0: none. */
export const TK_UNACKED = 0;
export const TK_FIRST = 1;
export const TK_LAST = 2;
/** How many are kept, and how many of those are acknowledged. */
export const TK_KEPT = 3;
export const TK_KEPT_ACKED = 4;
/** Ranges that the peer acknowledged selectively (sacked_ranges.ts); 0: none. */
export const TK_SACKED = 5;
/** Segments with payload as on the wire, and those of them that brought payload seen before. */
export const TK_WIRE_SEGMENTS = 6;
export const TK_WIRE_RETRANS = 7;
/** Losses by place. */
export const TK_LOST_BEFORE = 8;
export const TK_LOST_AFTER = 9;
export const TK_LOST_CAPTURE = 10;
export const TK_LOST_UNKNOWN = 11;
/** Histograms (metrics/histogram.ts): samples, inline buckets, chain of blocks. */
export const TK_RTT = 12;
export const TK_RESPONSE = 18;
/** Greatest payload of a segment that is no larger than the MSS allows << 16 | how many had it. */
export const TK_LARGEST = 24;
/** TF_* bits. */
export const TK_FLAGS = 25;
const TRACK_WORDS = 26;

/** TK_FLAGS: payload was acknowledged: the initial window is over. */
export const TKF_INITIAL_OVER = 1;

// ---- numbers ----

/** Most bytes in flight; payload before its first acknowledgement. */
export const TKN_MAX_IN_FLIGHT = 0;
export const TKN_INITIAL_WINDOW = 1;
/** Smoothed round trip (RFC 6298 2); 0: no sample yet. */
export const TKN_SRTT = 2;
/**
 * Offset behind what was sent when a fast retransmission began (RFC 6582): below, it is recovering. Negated: when its
 * timer went off.
 */
export const TKN_RECOVER = 3;
/** When payload was first and last sent. */
export const TKN_FIRST_DATA = 4;
export const TKN_LAST_DATA = 5;
/** Longest time between two segments of the side. */
export const TKN_IDLE_MAX = 6;
/** When the receiver closed its window, and how long it held it closed before that. */
export const TKN_ZERO_SINCE = 7;
export const TKN_ZERO_TIME = 8;
/** Of the histograms: least and greatest. */
export const TKN_RTT_MIN = 9;
export const TKN_RTT_MAX = 10;
export const TKN_RESPONSE_MIN = 11;
export const TKN_RESPONSE_MAX = 12;
const TRACK_NUMBERS = 13;

/** The blocks of all sides. */
export class Tracks {
  readonly #blocks: PooledBlocks;

  constructor(pool: PoolBudget) {
    this.#blocks = new PooledBlocks(pool, TRACK_WORDS, TRACK_NUMBERS);
  }

  /** Words and numbers of the block in hand. */
  get words(): Int32Array {
    return this.#blocks.words;
  }

  get numbers(): Float64Array {
    return this.#blocks.numbers;
  }

  get w(): number {
    return this.#blocks.w;
  }

  get n(): number {
    return this.#blocks.n;
  }

  /** Takes the block of the endpoint whose words begin at `e` in hand; false if it has none. */
  find(connection: Connection, e: number): boolean {
    const handle = connection.words[e + E_TRACK]!;
    if (handle === 0) return false;
    this.#blocks.moveTo(handle);
    return true;
  }

  /** Loads the block of the endpoint whose words begin at `e` into the caches; returns its oldest unacknowledged segment. */
  touch(words: Int32Array, e: number): number {
    return this.#blocks.touch(words[e + E_TRACK]!);
  }

  /** Takes the endpoint's block in hand, and makes one where there is none; false if the pool is used up. */
  open(connection: Connection, e: number): boolean {
    if (this.find(connection, e)) return true;
    // figures that lack the beginning would be wrong
    const handle = connection.has(CF_LIMIT_METRICS) ? 0 : this.#blocks.allocate();
    if (handle === 0) {
      connection.set(CF_LIMIT_METRICS);
      return false;
    }
    connection.words[e + E_TRACK] = handle;
    return true;
  }

  /** The connection is over; what the block leads to was given back. */
  close(connection: Connection, e: number): void {
    const handle = connection.words[e + E_TRACK]!;
    if (handle !== 0) this.#blocks.free(handle);
    connection.words[e + E_TRACK] = 0;
  }
}
