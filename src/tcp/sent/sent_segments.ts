/**
 * Segments with payload that a side has sent: those that are not acknowledged yet, and the last ones that are. They are
 * the originals of retransmissions, and what round trips are measured by. For each side a list in ascending order.
 */
import {
  REC_DIGEST,
  REC_END_ADDRESS,
  REC_FLAGS_WINDOW,
  REC_PAYLOAD_LENGTH,
  REC_STATUS,
  REC_TCP_ADDRESS,
  REC_TSVAL,
  STATUS_CUT,
  STATUS_TIMESTAMPS,
} from "../../../wasm/layout.ts";
import type { PoolBudget } from "../lifecycle/pool.ts";
import type { Segment } from "../segment/segment.ts";
import { PooledBlocks } from "../state/pooled_blocks.ts";
import {
  TK_FIRST,
  TK_FLAGS,
  TK_KEPT,
  TK_KEPT_ACKED,
  TK_LAST,
  TK_UNACKED,
  TKF_RESENT,
  type Tracks,
} from "./tracks.ts";

// words; the first one is also that of free blocks
const SW_NEXT = 0;
/** Low 32 bits of the frame that brought it first, and last. */
export const SW_FRAME = 1;
export const SW_LAST_FRAME = 2;
/** TSval of its first and its last sending; valid with SF_TSVAL and SF_LAST_TSVAL. */
export const SW_TSVAL = 3;
export const SW_LAST_TSVAL = 4;
/** REC_DIGEST of its payload, and how many bytes of that were captured. */
export const SW_DIGEST = 5;
export const SW_CAPTURED = 6;
/** SF_* bits, and the number of its retransmissions << SF_RESENT_SHIFT. */
export const SW_FLAGS = 7;
const SENT_WORDS = 8;

// numbers
/** Offsets of its first byte, and behind its last one. */
export const SN_SEQ = 0;
export const SN_END = 1;
/** When it was sent first, and last. */
export const SN_TIME = 2;
export const SN_LAST_TIME = 3;
const SENT_NUMBERS = 4;

export const SF_TSVAL = 1 << 0;
export const SF_LAST_TSVAL = 1 << 1;
/** Its first sending was not seen: what was seen of it is a retransmission. */
export const SF_ORIGINAL_UNSEEN = 1 << 2;
/** When it was sent again, the receiver was known to lack it: by duplicate ACKs or SACK blocks. */
export const SF_KNOWN_LACKING = 1 << 3;
/** Its last retransmission came when it was acknowledged, or selectively. */
export const SF_SPURIOUS = 1 << 4;
/** Its checksum was wrong: its bytes are not what was sent. */
export const SF_BAD_CHECKSUM = 1 << 5;
export const SF_RESENT_SHIFT = 8;

/** Kept of a side that nobody acknowledges. The oldest goes first. */
const MAX_KEPT = 2048;
/**
 * Of those acknowledged, so that re-sent bytes can be compared with what they repeat; and of a side that has sent
 * something again, so that a D-SACK can be traced. More would cost every connection lines of the caches.
 */
const MAX_KEPT_ACKED = 1;
const MAX_KEPT_ACKED_RESENT = 4;
/** While fewer than this many are kept in all, acknowledged ones are kept at all. */
const PLENTY = 4096;
const FIXED_HEADER_BYTES = 20;

/** The lists of all sides: each is that of the track in hand. One is in hand: `words[w + SW_*]`, `numbers[n + SN_*]`. */
export class SentSegments extends PooledBlocks {
  readonly #tracks: Tracks;
  /** The last add() had no room, and forgot the oldest one that nobody acknowledged, or itself. */
  isCut = false;

  constructor(pool: PoolBudget, tracks: Tracks) {
    super(pool, SENT_WORDS, SENT_NUMBERS);
    this.#tracks = tracks;
  }

  /** How often the one in hand was sent again. */
  get resent(): number {
    return this.words[this.w + SW_FLAGS]! >>> SF_RESENT_SHIFT;
  }

  // Of a steady segment (steady/): its payload's first offset or the acknowledgement before it, its acknowledgement, its
  // time. Fields, because numbers as arguments are boxed.
  from = 0;
  to = 0;
  time = 0;
  /** When the newest of those that countPlain() counted was sent. */
  sentTime = 0;

  /** True if none has to go for another one. */
  get hasRoom(): boolean {
    return this.#tracks.words[this.#tracks.w + TK_KEPT]! < MAX_KEPT;
  }

  /**
   * How many of those not acknowledged end up to `to`; -1 if one of them was not simply sent, or was acknowledged when it
   * was captured. Changes nothing but sentTime.
   */
  countPlain(): number {
    const { words, numbers, from, to } = this;
    let count = 0;
    let sentTime = Number.NEGATIVE_INFINITY;
    for (let at = this.#tracks.words[this.#tracks.w + TK_UNACKED]!; at !== 0; at = words[this.w + SW_NEXT]!) {
      this.moveTo(at);
      const end = numbers[this.n + SN_END]!;
      if (end > to) break;
      if (end <= from || words[this.w + SW_FLAGS]! & ~(SF_TSVAL | SF_LAST_TSVAL)) return -1;
      const time = numbers[this.n + SN_TIME]!;
      if (time > sentTime) sentTime = time;
      count++;
    }
    this.sentTime = sentTime;
    return count;
  }

  /** The oldest `count` that were not, are acknowledged. */
  acknowledgePlain(count: number): void {
    const { words: own, w } = this.#tracks;
    for (let i = 0; i < count; i++) {
      this.moveTo(own[w + TK_UNACKED]!);
      this.acknowledgeFirst();
    }
  }

  /**
   * Adds the payload of a steady segment, sent at `time` from offset `from` on. Nothing is in hand afterwards.
   * @param frame low 32 bits
   * @returns false if there is no room
   */
  appendPlain(records: Uint32Array, record: number, frame: number): boolean {
    const { words: own, w: o } = this.#tracks;
    const handle = this.take();
    if (handle === 0) return false;
    const { words, w, numbers, n, from, time } = this;
    const status = records[record + REC_STATUS]! | 0;
    const length = records[record + REC_PAYLOAD_LENGTH]! | 0;
    const tsVal = records[record + REC_TSVAL]! | 0;
    words[w + SW_NEXT] = 0;
    words[w + SW_FRAME] = frame;
    words[w + SW_LAST_FRAME] = frame;
    words[w + SW_TSVAL] = tsVal;
    words[w + SW_LAST_TSVAL] = tsVal;
    words[w + SW_DIGEST] = records[record + REC_DIGEST]! | 0;
    words[w + SW_CAPTURED] = status & STATUS_CUT ? capturedBytes(records, record) : length;
    words[w + SW_FLAGS] = status & STATUS_TIMESTAMPS ? SF_TSVAL | SF_LAST_TSVAL : 0;
    numbers[n + SN_SEQ] = from;
    numbers[n + SN_END] = from + length;
    numbers[n + SN_TIME] = time;
    numbers[n + SN_LAST_TIME] = time;
    own[o + TK_KEPT]!++;
    const last = own[o + TK_LAST]!;
    own[o + TK_LAST] = handle;
    if (own[o + TK_UNACKED] === 0) own[o + TK_UNACKED] = handle;
    if (last === 0) own[o + TK_FIRST] = handle;
    else {
      this.moveTo(last);
      words[this.w + SW_NEXT] = handle;
    }
    return true;
  }

  /** Takes the oldest one that is not acknowledged in hand; false if there is none. */
  firstUnacked(): boolean {
    return this.#moveIfAny(this.#tracks.words[this.#tracks.w + TK_UNACKED]!);
  }

  /** Takes the next newer one in hand. */
  next(): boolean {
    return this.#moveIfAny(this.words[this.w + SW_NEXT]!);
  }

  /** Takes the newest one that holds the byte at `offset` in hand; false if none does. */
  find(offset: number): boolean {
    const { words, w } = this.#tracks;
    let found = 0;
    for (let at = words[w + TK_FIRST]!; at !== 0; ) {
      this.moveTo(at);
      if (this.numbers[this.n + SN_SEQ]! > offset) break;
      if (this.numbers[this.n + SN_END]! > offset) found = at;
      at = this.words[this.w + SW_NEXT]!;
    }
    return this.#moveIfAny(found);
  }

  /** Adds the bytes from `start` to `end` of the present segment. They are taken in hand, unless there is no room. */
  add(segment: Segment, start: number, end: number, flags: number): boolean {
    const tracks = this.#tracks;
    this.isCut = false;
    if (tracks.words[tracks.w + TK_KEPT]! >= MAX_KEPT) this.#dropFirst();
    const handle = this.take();
    if (handle === 0) {
      this.isCut = true;
      return false;
    }
    const { words, w, numbers, n } = this;
    words[w + SW_NEXT] = 0;
    numbers[n + SN_SEQ] = start;
    numbers[n + SN_END] = end;
    numbers[n + SN_TIME] = segment.time;
    numbers[n + SN_LAST_TIME] = segment.time;
    words[w + SW_FRAME] = segment.frame;
    words[w + SW_LAST_FRAME] = segment.frame;
    words[w + SW_FLAGS] = segment.hasTimestamps ? flags | SF_TSVAL | SF_LAST_TSVAL : flags;
    words[w + SW_TSVAL] = segment.tsVal;
    words[w + SW_LAST_TSVAL] = segment.tsVal;
    words[w + SW_DIGEST] = segment.records[segment.record + REC_DIGEST]! | 0;
    words[w + SW_CAPTURED] = capturedPayload(segment);
    this.#link(handle, start);
    this.moveTo(handle);
    return true;
  }

  #link(handle: number, start: number): void {
    const { words: own, w: o } = this.#tracks;
    own[o + TK_KEPT]!++;
    const last = own[o + TK_LAST]!;
    if (last === 0) {
      own[o + TK_FIRST] = handle;
      own[o + TK_LAST] = handle;
      own[o + TK_UNACKED] = handle;
      return;
    }
    this.moveTo(last);
    if (this.numbers[this.n + SN_SEQ]! <= start) {
      this.words[this.w + SW_NEXT] = handle;
      own[o + TK_LAST] = handle;
      if (own[o + TK_UNACKED] === 0) own[o + TK_UNACKED] = handle;
      return;
    }
    this.#insert(handle, start);
  }

  /** Links one that came late in front of the first that lies behind it. */
  #insert(handle: number, start: number): void {
    const { words: own, w: o } = this.#tracks;
    let before = 0;
    let at = own[o + TK_FIRST]!;
    let isAcked = at !== own[o + TK_UNACKED];
    for (;;) {
      this.moveTo(at);
      if (this.numbers[this.n + SN_SEQ]! > start) break;
      before = at;
      at = this.words[this.w + SW_NEXT]!;
      if (at === own[o + TK_UNACKED]) isAcked = false;
    }
    this.moveTo(handle);
    this.words[this.w + SW_NEXT] = at;
    if (before === 0) own[o + TK_FIRST] = handle;
    else {
      this.moveTo(before);
      this.words[this.w + SW_NEXT] = handle;
    }
    if (isAcked) own[o + TK_KEPT_ACKED]!++;
    else if (at === own[o + TK_UNACKED]) own[o + TK_UNACKED] = handle;
  }

  /**
   * Cuts the one that holds the bytes on both sides of `offset` in two: what is sent again in other pieces has a fate of
   * its own. Without room for both it stays whole.
   */
  split(offset: number): void {
    if (this.#tracks.words[this.#tracks.w + TK_KEPT]! >= MAX_KEPT || !this.find(offset)) return;
    const { w, n } = this;
    if (this.numbers[n + SN_SEQ] === offset) return;
    const rest = this.take();
    if (rest === 0) return;
    const { words, numbers, w: restWords, n: restNumbers } = this;
    words.copyWithin(restWords, w, w + SENT_WORDS);
    numbers.copyWithin(restNumbers, n, n + SENT_NUMBERS);
    numbers[restNumbers + SN_SEQ] = offset;
    words[restWords + SW_NEXT] = 0;
    // the digest is of the whole
    words[restWords + SW_CAPTURED] = 0;
    words[w + SW_CAPTURED] = 0;
    numbers[n + SN_END] = offset;
    this.#link(rest, offset);
  }

  /** The present segment brings the one in hand once more. */
  noteResent(segment: Segment, flags: number): void {
    const { words, w, numbers, n } = this;
    numbers[n + SN_LAST_TIME] = segment.time;
    words[w + SW_LAST_FRAME] = segment.frame;
    words[w + SW_LAST_TSVAL] = segment.tsVal;
    let state = (words[w + SW_FLAGS]! & ~(SF_LAST_TSVAL | SF_KNOWN_LACKING | SF_SPURIOUS)) | flags;
    if (segment.hasTimestamps) state |= SF_LAST_TSVAL;
    words[w + SW_FLAGS] = state + (1 << SF_RESENT_SHIFT);
    this.#tracks.words[this.#tracks.w + TK_FLAGS]! |= TKF_RESENT;
  }

  /** The one in hand, the oldest that was not, is acknowledged. */
  acknowledgeFirst(): void {
    const { words: own, w: o } = this.#tracks;
    own[o + TK_UNACKED] = this.words[this.w + SW_NEXT]!;
    own[o + TK_KEPT_ACKED]!++;
    const hasResent = (own[o + TK_FLAGS]! & TKF_RESENT) !== 0;
    const most = this.used >= PLENTY ? 0 : hasResent ? MAX_KEPT_ACKED_RESENT : MAX_KEPT_ACKED;
    while (own[o + TK_KEPT_ACKED]! > most) this.#dropFirst();
  }

  /** Forgets the oldest one of the track in hand. */
  #dropFirst(): void {
    const { words: own, w: o } = this.#tracks;
    const first = own[o + TK_FIRST]!;
    this.moveTo(first);
    const next = this.words[this.w + SW_NEXT]!;
    own[o + TK_FIRST] = next;
    if (next === 0) own[o + TK_LAST] = 0;
    if (own[o + TK_UNACKED] === first) {
      own[o + TK_UNACKED] = next;
      this.isCut = true;
    } else own[o + TK_KEPT_ACKED]!--;
    own[o + TK_KEPT]!--;
    this.free(first);
  }

  /** Gives back all of the track in hand. */
  close(): void {
    const { words: own, w: o } = this.#tracks;
    while (own[o + TK_FIRST] !== 0) this.#dropFirst();
  }

  #moveIfAny(handle: number): boolean {
    if (handle === 0) return false;
    this.moveTo(handle);
    return true;
  }
}

/** Payload bytes that were captured: those that the digest is of. */
export function capturedPayload(segment: Segment): number {
  return capturedBytes(segment.records, segment.record);
}

function capturedBytes(records: Uint32Array, record: number): number {
  const header = Math.max(FIXED_HEADER_BYTES, (records[record + REC_FLAGS_WINDOW]! >>> 28) * 4);
  const captured = records[record + REC_END_ADDRESS]! - records[record + REC_TCP_ADDRESS]! - header;
  return Math.max(0, Math.min(captured, records[record + REC_PAYLOAD_LENGTH]!));
}
