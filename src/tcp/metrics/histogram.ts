/**
 * Distribution of intervals: a log-linear histogram with 16 buckets an octave, so a bucket's middle is at most 1/32 away
 * from all that it holds. Four buckets lie in the side's track, and are moved to blocks of four octaves in the shared pool
 * when a fifth is needed: most sides have a few values only, and each block on the way is a wait for memory.
 */
import type { PoolBudget } from "../lifecycle/pool.ts";
import type { Tracks } from "../sent/tracks.ts";
import { PooledBlocks } from "../state/pooled_blocks.ts";

// in the track, from the histogram's slot on: samples, buckets (code << 16 | count), chain of blocks
const INLINE = 1;
const INLINE_BUCKETS = 4;
const CHAIN = INLINE + INLINE_BUCKETS;
const COUNT_MOST = 0xffff;

// a block of the chain: which octaves, and two counts a word; what is beyond a count goes to another block of the same
const HW_NEXT = 0;
const HW_GROUP = 1;
const HW_COUNTS = 2;
const GROUP_SHIFT = 6;
const GROUP_MASK = (1 << GROUP_SHIFT) - 1;
const BLOCK_WORDS = HW_COUNTS + (1 << GROUP_SHIFT) / 2;

const SUB_BITS = 4;
const SUB_BUCKETS = 1 << SUB_BITS;
const TWO_32 = 2 ** 32;
/** Codes of all intervals: up to 2^53 ns. */
const CODES = (53 - SUB_BITS + 1) * SUB_BUCKETS;

/** Bucket of an interval, a safe integer from 0 on. Those below 32 ns have one of their own. */
export function codeOf(ns: number): number {
  if (ns < TWO_32) {
    const shift = 31 - SUB_BITS - Math.clz32(ns);
    // the five leading bits, of which the first is in the octave, too
    return shift <= 0 ? ns : shift * SUB_BUCKETS + (ns >>> shift);
  }
  const shift = 63 - SUB_BITS - Math.clz32(ns / TWO_32);
  return shift * SUB_BUCKETS + Math.floor(ns / 2 ** shift);
}

/** The middle of a bucket, an integer. */
export function middleOf(code: number): number {
  if (code < 2 * SUB_BUCKETS) return code;
  const shift = (code >> SUB_BITS) - 1;
  const width = 2 ** shift;
  return ((code & (SUB_BUCKETS - 1)) + SUB_BUCKETS) * width + Math.floor(width / 2);
}

/** The histograms of all sides: each is that of the track in hand, at its slot. */
export class Histograms {
  readonly #blocks: PooledBlocks;
  /** Counts by code while a summary is made; zero in between. */
  readonly #counts = new Float64Array(CODES);

  // of the last summary
  count = 0;
  min: number | undefined;
  p50: number | undefined;
  p99: number | undefined;
  max: number | undefined;

  constructor(pool: PoolBudget) {
    this.#blocks = new PooledBlocks(pool, BLOCK_WORDS, 0);
  }

  /**
   * Adds a sample, in nanoseconds; a negative one, from stamps that run backwards, is none.
   * @param slot TK_RTT or TK_RESPONSE
   * @param numbersSlot of its least value; the greatest is behind it
   * @returns false if there was no room
   */
  add(tracks: Tracks, slot: number, numbersSlot: number, ns: number): boolean {
    if (!(ns >= 0 && ns <= Number.MAX_SAFE_INTEGER)) return true;
    const { words, numbers } = tracks;
    const at = tracks.w + slot;
    const least = tracks.n + numbersSlot;
    const isFirst = words[at] === 0;
    words[at]!++;
    if (isFirst || ns < numbers[least]!) numbers[least] = ns;
    if (isFirst || ns > numbers[least + 1]!) numbers[least + 1] = ns;
    const code = codeOf(ns);
    for (let i = at + INLINE; i < at + CHAIN; i++) {
      const entry = words[i]!;
      if (entry === 0) {
        words[i] = (code << 16) | 1;
        return true;
      }
      if (entry >>> 16 === code && (entry & COUNT_MOST) !== COUNT_MOST) {
        words[i] = entry + 1;
        return true;
      }
    }
    const isKept = this.#moveToChain(words, at);
    words[at + INLINE] = (code << 16) | 1;
    return isKept;
  }

  /** Empties the track's own buckets; false if there is no room for one of them. */
  #moveToChain(own: Int32Array, slot: number): boolean {
    let isKept = true;
    for (let i = slot + INLINE; i < slot + CHAIN; i++) {
      const entry = own[i]!;
      own[i] = 0;
      isKept = this.#addToChain(own, slot + CHAIN, entry >>> 16, entry & COUNT_MOST) && isKept;
    }
    return isKept;
  }

  /** False if there is no room. */
  #addToChain(own: Int32Array, head: number, code: number, count: number): boolean {
    const group = code >> GROUP_SHIFT;
    const word = HW_COUNTS + ((code & GROUP_MASK) >> 1);
    const shift = (code & 1) << 4;
    const blocks = this.#blocks;
    for (let at = own[head]!; at !== 0; at = blocks.words[blocks.w + HW_NEXT]!) {
      blocks.moveTo(at);
      if (blocks.words[blocks.w + HW_GROUP] !== group) continue;
      const counts = blocks.words[blocks.w + word]!;
      if (((counts >>> shift) & COUNT_MOST) + count > COUNT_MOST) continue;
      blocks.words[blocks.w + word] = counts + (count << shift);
      return true;
    }
    const block = blocks.allocate();
    if (block === 0) return false;
    blocks.words[blocks.w + HW_GROUP] = group;
    blocks.words[blocks.w + HW_NEXT] = own[head]!;
    blocks.words[blocks.w + word] = count << shift;
    own[head] = block;
    return true;
  }

  /** Sets count, min, p50, p99 and max. Percentiles are the nearest rank's; undefined if there was no room for all samples. */
  summary(tracks: Tracks, slot: number, numbersSlot: number): void {
    const { words, numbers } = tracks;
    const at = tracks.w + slot;
    const count = words[at]! >>> 0;
    this.noSummary();
    this.count = count;
    if (count === 0) return;
    const min = numbers[tracks.n + numbersSlot]!;
    const max = numbers[tracks.n + numbersSlot + 1]!;
    this.min = min;
    this.max = max;
    if (min === max) {
      this.p50 = min;
      this.p99 = min;
      return;
    }
    const counted = this.#collect(words, at);
    const ranks = [Math.ceil(count / 2), Math.ceil((count * 99) / 100)];
    const found: number[] = [];
    let sum = 0;
    const counts = this.#counts;
    const last = codeOf(max);
    for (let code = codeOf(min); code <= last; code++) {
      sum += counts[code]!;
      counts[code] = 0;
      while (found.length < 2 && sum >= ranks[found.length]!) {
        found.push(Math.min(max, Math.max(min, middleOf(code))));
      }
    }
    if (counted === count) [this.p50, this.p99] = found;
  }

  /** Sets them as for a side without samples. */
  noSummary(): void {
    this.count = 0;
    this.min = undefined;
    this.p50 = undefined;
    this.p99 = undefined;
    this.max = undefined;
  }

  /** Sums the buckets up; returns how many samples they hold. */
  #collect(own: Int32Array, slot: number): number {
    let sum = 0;
    for (let i = slot + INLINE; i < slot + CHAIN; i++) {
      const n = own[i]! & COUNT_MOST;
      this.#counts[own[i]! >>> 16]! += n;
      sum += n;
    }
    for (let at = own[slot + CHAIN]!; at !== 0; ) {
      this.#blocks.moveTo(at);
      const { words, w } = this.#blocks;
      const first = words[w + HW_GROUP]! << GROUP_SHIFT;
      for (let i = 0; i <= GROUP_MASK; i++) {
        const n = (words[w + HW_COUNTS + (i >> 1)]! >>> ((i & 1) << 4)) & COUNT_MOST;
        if (n === 0) continue;
        this.#counts[first + i]! += n;
        sum += n;
      }
      at = words[w + HW_NEXT]!;
    }
    return sum;
  }

  /** Gives back what the histogram at `slot` has of the pool. */
  close(tracks: Tracks, slot: number): void {
    const head = tracks.w + slot + CHAIN;
    for (let at = tracks.words[head]!; at !== 0; ) {
      this.#blocks.moveTo(at);
      const next = this.#blocks.words[this.#blocks.w + HW_NEXT]!;
      this.#blocks.free(at);
      at = next;
    }
    tracks.words[head] = 0;
  }
}
