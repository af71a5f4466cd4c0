/**
 * Small blocks of equal size that only some connections need, out of the shared pool.
 */
import type { PoolBudget } from "../lifecycle/pool.ts";

const FIRST_BLOCKS = 256;
/** Blocks begin at multiples of half a line of the caches; small ones are packed. */
const UNIT_BYTES = 32;
/** Words of a line of the caches. */
const LINE_WORDS = 16;

/**
 * Hands out blocks by handle: numbers from 1. {@link moveTo} makes a block the one in hand, at `words[w + slot]` and
 * `numbers[n + slot]`; when another one is taken, `words` and `numbers` may be other arrays. The first word of a free
 * block is the next free one.
 *
 * Words and numbers of a block lie together: with many connections the analysis waits for
 * little else. All lie in one array, which is copied when it grows: pages cost a look-up each time.
 */
export class PooledBlocks {
  readonly #pool: PoolBudget;
  readonly #blockWords: number;
  readonly #blockNumbers: number;
  readonly #wordPairs: number;
  /** From one block to the next, in numbers. */
  readonly #stride: number;
  /** Handles below are or were handed out; 0 is none. */
  #limit = 1;
  #capacity = 1;
  #free = 0;
  #buffer = new ArrayBuffer(0);

  words: Int32Array = new Int32Array(0);
  numbers: Float64Array = new Float64Array(0);
  w = 0;
  n = 0;
  /** Blocks in use. */
  used = 0;
  /** Gives the loads of touch() a use, and has none itself. */
  touched = 0;

  /** @param words at least 1, of each block; `numbers` as many or none */
  constructor(pool: PoolBudget, words: number, numbers: number) {
    this.#pool = pool;
    this.#blockWords = words;
    this.#blockNumbers = numbers;
    this.#wordPairs = Math.ceil(words / 2);
    const bytes = (this.#wordPairs + numbers) * 8;
    const unit = bytes > UNIT_BYTES ? UNIT_BYTES : 8;
    this.#stride = (Math.ceil(bytes / unit) * unit) / 8;
  }

  /** Takes the block `handle` in hand. */
  moveTo(handle: number): void {
    const at = handle * this.#stride;
    this.w = at << 1;
    this.n = at + this.#wordPairs;
  }

  /** Where the words of block `handle` begin. */
  wordsOf(handle: number): number {
    return (handle * this.#stride) << 1;
  }

  /**
   * Loads a block, or nothing for 0, into the caches.
   * @returns its first word
   */
  touch(handle: number): number {
    if (handle === 0) return 0;
    const { words } = this;
    const at = (handle * this.#stride) << 1;
    const end = at + (this.#stride << 1);
    for (let line = at + LINE_WORDS; line < end; line += LINE_WORDS)
      this.touched = (this.touched + words[line]!) | 0;
    return words[at]!;
  }

  /** A block with anything in it, in hand; 0 if the pool is used up. */
  take(): number {
    let handle = this.#free;
    if (handle !== 0) {
      this.moveTo(handle);
      this.#free = this.words[this.w]!;
    } else {
      if (this.#limit >= this.#capacity && !this.#grow()) return 0;
      handle = this.#limit++;
      this.moveTo(handle);
    }
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

  /** Doubles the array, or adds to it what the pool still has. */
  #grow(): boolean {
    const bytes = this.#stride * 8;
    let more = Math.max(FIRST_BLOCKS, this.#capacity);
    while (!this.#pool.take(more * bytes)) {
      if (more <= FIRST_BLOCKS) return false;
      more = Math.max(FIRST_BLOCKS, more >> 1);
    }
    this.#capacity += more;
    this.#buffer = resized(this.#buffer, this.#capacity * bytes);
    this.numbers = new Float64Array(this.#buffer);
    this.words = new Int32Array(this.#buffer);
    return true;
  }
}

/** A buffer of another size with the same bytes. Where it can be moved, there are never two of them. */
function resized(buffer: ArrayBuffer, bytes: number): ArrayBuffer {
  // ES2024, which Node 20 lacks
  const movable = buffer as ArrayBuffer & { transfer?: (bytes: number) => ArrayBuffer };
  if (movable.transfer) return movable.transfer(bytes);
  const other = new ArrayBuffer(bytes);
  new Uint8Array(other).set(new Uint8Array(buffer));
  return other;
}
