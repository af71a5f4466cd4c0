/**
 * What is kept of a side that sends payload, besides its state: what is on its way, and figures about it. One block of
 * the shared pool for each such side, from its first payload on.
 */
import type { PoolBudget } from "../lifecycle/pool.ts";
import type { Connection } from "../state/connection.ts";
import { PooledBlocks } from "../state/pooled_blocks.ts";
import { CF_LIMIT_METRICS, E_TRACK } from "../state/state_layout.ts";

// A block is three and a half lines of 64 bytes: 20 words and 6 numbers that steady segments touch, then 6 words and 8
// numbers that they do not. Slots count from the first word and from the first number.
const TRACK_WORDS = 20;
const TRACK_NUMBERS = 17;
/** Words of the part that steady segments touch. */
const HOT_WORDS = 32;

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
export const TK_WIRE_SEGMENTS = 32;
export const TK_WIRE_RETRANS = 33;
/** Greatest payload of a segment that is no larger than the MSS allows << 16 | how many had it. */
export const TK_LARGEST = 6;
/** TKF_* bits. */
export const TK_FLAGS = 7;
/** Histograms (metrics/histogram.ts): samples, inline buckets, chain of blocks. */
export const TK_RTT = 8;
export const TK_RESPONSE = 14;
/** Losses by place. */
export const TK_LOST_BEFORE = 34;
export const TK_LOST_AFTER = 35;
export const TK_LOST_CAPTURE = 36;
export const TK_LOST_UNKNOWN = 37;

/** TK_FLAGS: the receiver holds its window closed, since TKN_ZERO_SINCE. */
export const TKF_WINDOW_CLOSED = 1 << 0;
/** TK_FLAGS: something was sent again. */
export const TKF_RESENT = 1 << 1;

// ---- numbers ----

/** Most bytes in flight. */
export const TKN_MAX_IN_FLIGHT = 0;
/** When payload was last sent, and new payload. */
export const TKN_LAST_DATA = 9;
export const TKN_LAST_NEW = 10;
/** Of the histograms: least and greatest. */
export const TKN_RTT_MIN = 1;
export const TKN_RTT_MAX = 2;
export const TKN_RESPONSE_MIN = 3;
export const TKN_RESPONSE_MAX = 4;
/** Smoothed round trip (RFC 6298 2); 0: no sample yet. */
export const TKN_SRTT = 5;
/**
 * Offset behind what was sent when a fast retransmission began (RFC 6582): below, it is recovering. Negated: when its
 * timer went off.
 */
export const TKN_RECOVER = 11;
/** When payload was first sent. */
export const TKN_FIRST_DATA = 12;
/** Payload before its first acknowledgement. */
export const TKN_INITIAL_WINDOW = 13;
/** When the receiver closed its window, and how long it held it closed before that. */
export const TKN_ZERO_SINCE = 14;
export const TKN_ZERO_TIME = 15;
/** When the side's last segment was seen, copies left out. */
export const TKN_LAST_SEGMENT = 16;

/** The blocks of all sides. One is in hand: `words[w + TK_*]`, `numbers[n + TKN_*]`. */
export class Tracks extends PooledBlocks {
  constructor(pool: PoolBudget) {
    super(pool, TRACK_WORDS, TRACK_NUMBERS);
  }

  /** Loads the lines of a block, or nothing for 0, that steady segments touch. Returns its first word, TK_UNACKED. */
  touchHot(handle: number): number {
    if (handle === 0) return 0;
    const { words } = this;
    const at = this.wordsOf(handle);
    this.touched = (this.touched + words[at + HOT_WORDS / 2]!) | 0;
    return words[at]!;
  }

  /** Takes the block of the endpoint whose words begin at `e` in hand; false if it has none. */
  find(connection: Connection, e: number): boolean {
    const handle = connection.words[e + E_TRACK]!;
    if (handle === 0) return false;
    this.moveTo(handle);
    return true;
  }

  /** Takes the endpoint's block in hand, and makes one where there is none; false if the pool is used up. */
  open(connection: Connection, e: number): boolean {
    if (this.find(connection, e)) return true;
    // figures that lack the beginning would be wrong
    const handle = connection.has(CF_LIMIT_METRICS) ? 0 : this.allocate();
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
    if (handle !== 0) this.free(handle);
    connection.words[e + E_TRACK] = 0;
  }
}
