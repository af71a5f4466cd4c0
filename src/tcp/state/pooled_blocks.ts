/**
 * Small blocks of equal size that only some connections need, in pages of typed arrays out of the shared pool.
 */
import type { PoolBudget } from "../lifecycle/pool.ts";

const PAGE_SHIFT = 8;
const PAGE_BLOCKS = 1 << PAGE_SHIFT;
const PAGE_MASK = PAGE_BLOCKS - 1;

const LINE_BYTES = 64;

/**
 * Hands out blocks by handle: numbers from 1. {@link moveTo} makes a block the one in hand, at `words[w + slot]` and
 * `numbers[n + slot]`. The first word of a free block is the next free one.
 *
 * Words and numbers of a block lie together, in whole lines of the caches: with many connections the analysis waits for
 * little else.
 */
export class PooledBlocks {
  readonly #pool: PoolBudget;
  readonly #blockWords: number;
  readonly #wordPairs: number;
  readonly #blockNumbers: number;
  /** Bytes from one block to the next. */
  readonly #stride: number;
  readonly #wordPages: Int32Array[] = [];
  readonly #numberPages: Float64Array[] = [];
  #free = 0;

  words: Int32Array = new Int32Array(0);
  numbers: Float64Array = new Float64Array(0);
  w = 0;
  n = 0;
  /** Blocks in use. */
  used = 0;

  /** @param words at least 1, of each block; `numbers` as many or none */
  constructor(pool: PoolBudget, words: number, numbers: number) {
    this.#pool = pool;
    this.#blockWords = words;
    this.#blockNumbers = numbers;
    this.#wordPairs = Math.ceil(words / 2);
    const bytes = (this.#wordPairs + numbers) * 8;
    // small ones would waste most of a line
    const unit = bytes > LINE_BYTES / 2 ? LINE_BYTES : 8;
    this.#stride = Math.ceil(bytes / unit) * unit;
  }

  /** Takes the block `handle` in hand. */
  moveTo(handle: number): void {
    const page = (handle - 1) >> PAGE_SHIFT;
    const at = ((handle - 1) & PAGE_MASK) * this.#stride;
    this.words = this.#wordPages[page]!;
    this.numbers = this.#numberPages[page]!;
    this.w = at >> 2;
    this.n = (at >> 3) + this.#wordPairs;
  }

  /** Loads the beginning of a block into the caches. The value means nothing. */
  touch(handle: number): number {
    if (handle === 0) return 0;
    return this.#wordPages[(handle - 1) >> PAGE_SHIFT]![(((handle - 1) & PAGE_MASK) * this.#stride) >> 2]!;
  }

  /** A block with anything in it, in hand; 0 if the pool is used up. */
  take(): number {
    if (this.#free === 0 && !this.#grow()) return 0;
    const handle = this.#free;
    this.moveTo(handle);
    this.#free = this.words[this.w]!;
    this.used++;
    return handle;
  }

  /** A block that is all zero, in hand; 0 if the pool is used up. */
  allocate(): number {
    const handle = this.take();
    if (handle === 0) return 0;
    this.words.fill(0, this.w, this.w + this.#blockWords);
    this.numbers.fill(0, this.n, this.n + this.#blockNumbers);
    return handle;
  }

  /** Gives a block back; afterwards another one may be in hand. */
  free(handle: number): void {
    this.moveTo(handle);
    this.words[this.w] = this.#free;
    this.#free = handle;
    this.used--;
  }

  #grow(): boolean {
    const bytes = PAGE_BLOCKS * this.#stride;
    if (!this.#pool.take(bytes)) return false;
    const buffer = new ArrayBuffer(bytes);
    const first = this.#wordPages.length * PAGE_BLOCKS + 1;
    this.#wordPages.push(new Int32Array(buffer));
    this.#numberPages.push(new Float64Array(buffer));
    for (let block = PAGE_BLOCKS - 1; block >= 0; block--) {
      this.moveTo(first + block);
      this.words[this.w] = this.#free;
      this.#free = first + block;
    }
    return true;
  }
}
