/**
 * Distribution of intervals: a log-linear histogram with 16 buckets an octave, so a bucket's middle is at most 1/32 away
 * from all that it holds. Most sides have a few values only, so the first four buckets lie in the side's track, and
 * whole octaves follow in the shared pool.
 */
import type { PoolBudget } from "../lifecycle/pool.ts";
import type { Tracks } from "../sent/tracks.ts";
import type { Connection } from "../state/connection.ts";
import { PooledBlocks } from "../state/pooled_blocks.ts";
import { CF_LIMIT_HISTOGRAMS } from "../state/state_layout.ts";

// in the track, from the histogram's slot on: samples, buckets (code << 16 | count), chain of octaves
const INLINE = 1;
const INLINE_BUCKETS = 4;
const CHAIN = INLINE + INLINE_BUCKETS;
const INLINE_MOST = 0xffff;

// an octave of the chain
const OW_NEXT = 0;
const OW_OCTAVE = 1;
const OW_COUNTS = 2;
const OCTAVE_WORDS = OW_COUNTS + 16;

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
    this.#blocks = new PooledBlocks(pool, OCTAVE_WORDS, 0);
  }

  /**
   * Adds a sample, in nanoseconds; a negative one, from stamps that run backwards, is none.
   * @param slot TK_RTT or TK_RESPONSE
   * @param numbersSlot of its least value; the greatest is behind it
   */
  add(connection: Connection, tracks: Tracks, slot: number, numbersSlot: number, ns: number): void {
    if (!(ns >= 0 && ns <= Number.MAX_SAFE_INTEGER)) return;
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
        return;
      }
      if (entry >>> 16 === code && (entry & INLINE_MOST) !== INLINE_MOST) {
        words[i] = entry + 1;
        return;
      }
    }
    if (!this.#addToChain(words, at + CHAIN, code)) connection.set(CF_LIMIT_HISTOGRAMS);
  }

  /** False if there is no room. */
  #addToChain(own: Int32Array, head: number, code: number): boolean {
    const octave = code >> SUB_BITS;
    let before = 0;
    let at = own[head]!;
    while (at !== 0) {
      this.#blocks.moveTo(at);
      if (this.#blocks.words[this.#blocks.w + OW_OCTAVE] === octave) break;
      before = at;
      at = this.#blocks.words[this.#blocks.w + OW_NEXT]!;
    }
    if (at === 0) {
      at = this.#blocks.allocate();
      if (at === 0) return false;
      this.#blocks.words[this.#blocks.w + OW_OCTAVE] = octave;
      this.#blocks.words[this.#blocks.w + OW_NEXT] = own[head]!;
      own[head] = at;
    } else if (before !== 0) {
      // to the front: the next sample is likely to be about as large
      const next = this.#blocks.words[this.#blocks.w + OW_NEXT]!;
      this.#blocks.words[this.#blocks.w + OW_NEXT] = own[head]!;
      own[head] = at;
      this.#blocks.moveTo(before);
      this.#blocks.words[this.#blocks.w + OW_NEXT] = next;
      this.#blocks.moveTo(at);
    }
    this.#blocks.words[this.#blocks.w + OW_COUNTS + (code & (SUB_BUCKETS - 1))]!++;
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
      const n = own[i]! & INLINE_MOST;
      this.#counts[own[i]! >>> 16]! += n;
      sum += n;
    }
    for (let at = own[slot + CHAIN]!; at !== 0; ) {
      this.#blocks.moveTo(at);
      const { words, w } = this.#blocks;
      const first = words[w + OW_OCTAVE]! << SUB_BITS;
      for (let i = 0; i < SUB_BUCKETS; i++) {
        const n = words[w + OW_COUNTS + i]! >>> 0;
        this.#counts[first + i]! += n;
        sum += n;
      }
      at = words[w + OW_NEXT]!;
    }
    return sum;
  }

  /** Gives back what the histogram at `slot` has of the pool. */
  close(tracks: Tracks, slot: number): void {
    const head = tracks.w + slot + CHAIN;
    for (let at = tracks.words[head]!; at !== 0; ) {
      this.#blocks.moveTo(at);
      const next = this.#blocks.words[this.#blocks.w + OW_NEXT]!;
      this.#blocks.free(at);
      at = next;
    }
    tracks.words[head] = 0;
  }
}
