/**
 * What a side has sent and its peer acknowledged selectively (RFC 2018): for each side a short list of ranges in
 * ascending order, none touching another, all above the cumulative acknowledgement.
 */
import type { PoolBudget } from "../lifecycle/pool.ts";
import { PooledBlocks } from "../state/pooled_blocks.ts";
import { TK_SACKED, type Tracks } from "./tracks.ts";

const RW_NEXT = 0;
const RANGE_WORDS = 1;
const RN_LEFT = 0;
const RN_RIGHT = 1;
const RANGE_NUMBERS = 2;

/** Ranges kept of a side. */
const MAX_RANGES = 64;

/** The lists of all sides: each is that of the track in hand. */
export class SackedRanges {
  readonly #blocks: PooledBlocks;
  readonly #tracks: Tracks;

  constructor(pool: PoolBudget, tracks: Tracks) {
    this.#blocks = new PooledBlocks(pool, RANGE_WORDS, RANGE_NUMBERS);
    this.#tracks = tracks;
  }

  /** True if nothing is acknowledged selectively. */
  get isEmpty(): boolean {
    return this.#tracks.words[this.#tracks.w + TK_SACKED] === 0;
  }

  /** Adds a range; false if it had no room, so that the list lacks something from now on. */
  add(left: number, right: number): boolean {
    const { words: own, w: o } = this.#tracks;
    let before = 0;
    let at = own[o + TK_SACKED]!;
    let count = 0;
    while (at !== 0 && this.#right(at) < left) {
      before = at;
      at = this.#next(at);
      count++;
    }
    if (at !== 0 && this.#left(at) <= right) {
      this.#widen(at, left, right);
      return true;
    }
    for (let rest = at; rest !== 0; rest = this.#next(rest)) count++;
    const node = count >= MAX_RANGES ? 0 : this.#blocks.allocate();
    if (node === 0) return false;
    this.#blocks.numbers[this.#blocks.n + RN_LEFT] = left;
    this.#blocks.numbers[this.#blocks.n + RN_RIGHT] = right;
    this.#blocks.words[this.#blocks.w + RW_NEXT] = at;
    if (before === 0) own[o + TK_SACKED] = node;
    else this.#setNext(before, node);
    return true;
  }

  /** Forgets what lies below `offset`, which is acknowledged cumulatively. */
  acknowledge(offset: number): void {
    const { words: own, w: o } = this.#tracks;
    for (let at = own[o + TK_SACKED]!; at !== 0 && this.#left(at) < offset; at = own[o + TK_SACKED]!) {
      if (this.#right(at) > offset) {
        this.#blocks.numbers[this.#blocks.n + RN_LEFT] = offset;
        return;
      }
      own[o + TK_SACKED] = this.#next(at);
      this.#blocks.free(at);
    }
  }

  /** True if the range that holds `offset` was acknowledged selectively. */
  covers(from: number, to: number): boolean {
    for (let at = this.#first; at !== 0 && this.#left(at) <= from; at = this.#next(at)) {
      if (this.#right(at) >= to) return true;
    }
    return false;
  }

  /** Bytes acknowledged selectively from `offset` on. */
  bytesFrom(offset: number): number {
    let sum = 0;
    for (let at = this.#first; at !== 0; at = this.#next(at)) {
      const right = this.#right(at);
      if (right > offset) sum += right - Math.max(this.#left(at), offset);
    }
    return sum;
  }

  /** Forgets all of the track in hand. */
  clear(): void {
    const { words: own, w: o } = this.#tracks;
    for (let at = own[o + TK_SACKED]!; at !== 0; at = own[o + TK_SACKED]!) {
      own[o + TK_SACKED] = this.#next(at);
      this.#blocks.free(at);
    }
  }

  get #first(): number {
    return this.#tracks.words[this.#tracks.w + TK_SACKED]!;
  }

  /** Widens a range, which swallows those behind it that it now touches. */
  #widen(at: number, left: number, right: number): void {
    let end = Math.max(this.#right(at), right);
    const start = Math.min(this.#left(at), left);
    let next = this.#next(at);
    while (next !== 0 && this.#left(next) <= end) {
      end = Math.max(end, this.#right(next));
      const swallowed = next;
      next = this.#next(next);
      this.#blocks.free(swallowed);
    }
    this.#blocks.moveTo(at);
    this.#blocks.numbers[this.#blocks.n + RN_LEFT] = start;
    this.#blocks.numbers[this.#blocks.n + RN_RIGHT] = end;
    this.#blocks.words[this.#blocks.w + RW_NEXT] = next;
  }

  // each takes its range in hand

  #left(at: number): number {
    this.#blocks.moveTo(at);
    return this.#blocks.numbers[this.#blocks.n + RN_LEFT]!;
  }

  #right(at: number): number {
    this.#blocks.moveTo(at);
    return this.#blocks.numbers[this.#blocks.n + RN_RIGHT]!;
  }

  #next(at: number): number {
    this.#blocks.moveTo(at);
    return this.#blocks.words[this.#blocks.w + RW_NEXT]!;
  }

  #setNext(at: number, next: number): void {
    this.#blocks.moveTo(at);
    this.#blocks.words[this.#blocks.w + RW_NEXT] = next;
  }
}
