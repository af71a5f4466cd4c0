/**
 * Small blocks of equal size that connections have at certain times. Unlike those of the shared pool (pooled_blocks.ts)
 * they never run out: they are for what each connection has one of at most, so that live connections bound them.
 */

const PAGE_SHIFT = 10;
const PAGE_BLOCKS = 1 << PAGE_SHIFT;
const PAGE_MASK = PAGE_BLOCKS - 1;
/** Bytes and words of a line of the caches. */
export const LINE_BYTES = 64;
const LINE_WORDS = 16;

/**
 * Hands out blocks by handle: numbers from 1; 0 is none. They lie in pages that never move, so growth copies nothing
 * and a cursor stays right. Words and numbers of a block share its memory: number i lies where words 2i and 2i + 1 do.
 */
export class PagedBlocks {
  readonly #words: Int32Array[] = [];
  readonly #numbers: Float64Array[] = [];
  /** Words of a block. */
  readonly stride: number;
  /** Handles below are or were handed out. */
  #limit = 1;
  /** A free block; its first word is the next one. */
  #free = 0;
  #used = 0;

  /** @param lines size of a block, in lines of 64 bytes */
  constructor(lines: number) {
    this.stride = lines * LINE_WORDS;
  }

  /** Blocks in use. */
  get used(): number {
    return this.#used;
  }

  /** A block with anything in it. */
  take(): number {
    this.#used++;
    const handle = this.#free;
    if (handle === 0) {
      if (this.#limit >> PAGE_SHIFT === this.#words.length) this.#addPage();
      return this.#limit++;
    }
    this.#free = this.#words[handle >> PAGE_SHIFT]![(handle & PAGE_MASK) * this.stride]!;
    return handle;
  }

  /** Gives a block back. */
  free(handle: number): void {
    this.#words[handle >> PAGE_SHIFT]![(handle & PAGE_MASK) * this.stride] = this.#free;
    this.#free = handle;
    this.#used--;
  }

  /**
   * Loads the first two lines of a block of more than one, or of none for 0, into the caches. The value means nothing.
   */
  touch(handle: number): number {
    if (handle === 0) return 0;
    const words = this.#words[handle >> PAGE_SHIFT]!;
    const w = (handle & PAGE_MASK) * this.stride;
    return words[w]! + words[w + LINE_WORDS]!;
  }

  /** All words of a page. */
  words(page: number): Int32Array {
    return this.#words[page]!;
  }

  /** The same as numbers. */
  numbers(page: number): Float64Array {
    return this.#numbers[page]!;
  }

  #addPage(): void {
    const page = new Float64Array((PAGE_BLOCKS * this.stride) / 2);
    this.#numbers.push(page);
    this.#words.push(new Int32Array(page.buffer));
  }
}

/** A cursor on one block: its slots are `words[w + slot]` and `numbers[n + slot]`. */
export class BlockCursor {
  readonly #blocks: PagedBlocks;
  readonly #stride: number;
  #page = -1;
  words: Int32Array = new Int32Array(0);
  numbers: Float64Array = new Float64Array(0);
  w = 0;
  n = 0;

  constructor(blocks: PagedBlocks) {
    this.#blocks = blocks;
    this.#stride = blocks.stride;
  }

  /** Goes to the block `handle`, which is not 0. */
  moveTo(handle: number): void {
    const page = handle >> PAGE_SHIFT;
    if (page !== this.#page) this.#turnTo(page);
    this.w = (handle & PAGE_MASK) * this.#stride;
    this.n = this.w >> 1;
  }

  #turnTo(page: number): void {
    this.#page = page;
    this.words = this.#blocks.words(page);
    this.numbers = this.#blocks.numbers(page);
  }
}
