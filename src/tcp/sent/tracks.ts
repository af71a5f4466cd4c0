/**
 * What is kept of a side that sends payload, besides its state: what is on its way, and figures about it. One block of
 * the shared pool for each such side, from its first payload on.
 */
import type { PoolBudget } from "../lifecycle/pool.ts";
import type { Connection } from "../state/connection.ts";
import { PooledBlocks } from "../state/pooled_blocks.ts";
import { CF_LIMIT_METRICS, E_TRACK } from "../state/state_layout.ts";

// Each half is two lines of 64 bytes; what every segment with payload touches lies in the first.

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
/** Greatest payload of a segment that is no larger than the MSS allows << 16 | how many had it. */
export const TK_LARGEST = 8;
/** TKF_* bits. */
export const TK_FLAGS = 9;
/** Histograms (metrics/histogram.ts): samples, inline buckets, chain of blocks. */
export const TK_RTT = 10;
export const TK_RESPONSE = 16;
/** Losses by place. */
export const TK_LOST_BEFORE = 22;
export const TK_LOST_AFTER = 23;
export const TK_LOST_CAPTURE = 24;
export const TK_LOST_UNKNOWN = 25;
const TRACK_WORDS = 26;

/** TK_FLAGS: the receiver holds its window closed, since TKN_ZERO_SINCE. */
export const TKF_WINDOW_CLOSED = 1 << 0;
/** TK_FLAGS: something was sent again. */
export const TKF_RESENT = 1 << 1;

// ---- numbers ----

/** Most bytes in flight. */
export const TKN_MAX_IN_FLIGHT = 0;
/** When payload was last sent, and new payload. */
export const TKN_LAST_DATA = 1;
export const TKN_LAST_NEW = 2;
/** Of the histograms: least and greatest. */
export const TKN_RTT_MIN = 4;
export const TKN_RTT_MAX = 5;
export const TKN_RESPONSE_MIN = 6;
export const TKN_RESPONSE_MAX = 7;
/** Smoothed round trip (RFC 6298 2); 0: no sample yet. */
export const TKN_SRTT = 8;
/**
 * Offset behind what was sent when a fast retransmission began (RFC 6582): below, it is recovering. Negated: when its
 * timer went off.
 */
export const TKN_RECOVER = 9;
/** When payload was first sent. */
export const TKN_FIRST_DATA = 10;
/** Payload before its first acknowledgement. */
export const TKN_INITIAL_WINDOW = 11;
/** When the receiver closed its window, and how long it held it closed before that. */
export const TKN_ZERO_SINCE = 12;
export const TKN_ZERO_TIME = 13;
/** When the side's last segment was seen, copies left out. */
export const TKN_LAST_SEGMENT = 14;
const TRACK_NUMBERS = 15;

/** The blocks of all sides. One is in hand: `words[w + TK_*]`, `numbers[n + TKN_*]`. */
export class Tracks extends PooledBlocks {
  constructor(pool: PoolBudget) {
    super(pool, TRACK_WORDS, TRACK_NUMBERS);
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
