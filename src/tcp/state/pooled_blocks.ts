/**
 * Small blocks of equal size that only some connections need, in pages of typed arrays out of the shared pool.
 */
import type { PoolBudget } from "../lifecycle/pool.ts";

const PAGE_SHIFT = 8;
const PAGE_BLOCKS = 1 << PAGE_SHIFT;
const PAGE_MASK = PAGE_BLOCKS - 1;

/**
 * Hands out blocks by handle: numbers from 1. {@link moveTo} makes a block the one in hand, at `words[w + slot]` and
 * `numbers[n + slot]`. The first word of a free block is the next free one.
 */
export class PooledBlocks {
  readonly #pool: PoolBudget;
  readonly #blockWords: number;
  readonly #blockNumbers: number;
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
  }

  /** Takes the block `handle` in hand. */
  moveTo(handle: number): void {
    const page = (handle - 1) >> PAGE_SHIFT;
    const block = (handle - 1) & PAGE_MASK;
    this.words = this.#wordPages[page]!;
    this.numbers = this.#numberPages[page]!;
    this.w = block * this.#blockWords;
    this.n = block * this.#blockNumbers;
  }

  /** Loads the block `handle` into the caches, and leaves the one in hand. The value means nothing. */
  touch(handle: number): number {
    const page = (handle - 1) >> PAGE_SHIFT;
    const block = (handle - 1) & PAGE_MASK;
    return (
      this.#wordPages[page]![block * this.#blockWords]! +
      this.#numberPages[page]![block * this.#blockNumbers]!
    );
  }

  /** A block that is all zero, in hand; 0 if the pool is used up. */
  allocate(): number {
    if (this.#free === 0 && !this.#grow()) return 0;
    const handle = this.#free;
    this.moveTo(handle);
    this.#free = this.words[this.w]!;
    this.words.fill(0, this.w, this.w + this.#blockWords);
    this.numbers.fill(0, this.n, this.n + this.#blockNumbers);
    this.used++;
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
    const bytes = PAGE_BLOCKS * (this.#blockWords * 4 + this.#blockNumbers * 8);
    if (!this.#pool.take(bytes)) return false;
    const words = new Int32Array(PAGE_BLOCKS * this.#blockWords);
    const first = this.#wordPages.length * PAGE_BLOCKS + 1;
    for (let block = 0; block < PAGE_BLOCKS; block++) {
      words[block * this.#blockWords] = block === PAGE_MASK ? this.#free : first + block + 1;
    }
    this.#wordPages.push(words);
    this.#numberPages.push(new Float64Array(PAGE_BLOCKS * this.#blockNumbers));
    this.#free = first;
    return true;
  }
}
