/**
 * Memory of all live connections: pages that never move, so growth copies nothing.
 */
import { EN_NEXT, endpointNumbers, SERVER, STATE_BYTES } from "./state_layout.ts";

const PAGE_SHIFT = 12;
/** Connections in a page. */
export const PAGE_CONNECTIONS = 1 << PAGE_SHIFT;
const PAGE_MASK = PAGE_CONNECTIONS - 1;
/** Words of a line of the caches. */
const LINE_WORDS = 16;

/** Lines that steady segments touch, and all. */
const HOT_LINES = 4;
const STATE_LINES = STATE_BYTES / 64;

const STATE_WORDS = STATE_BYTES / 4;
const STATE_NUMBERS = STATE_BYTES / 8;

/** Hands out slots: small dense numbers that are used again. */
export class ConnectionStore {
  // two views of each page
  readonly #words: Int32Array[] = [];
  readonly #numbers: Float64Array[] = [];
  /** Free slots, used as a stack. */
  #free = new Int32Array(PAGE_CONNECTIONS);
  #freeCount = 0;
  #used = 0;

  /** Live connections. */
  get size(): number {
    return this.#used - this.#freeCount;
  }

  /** Slots that were ever handed out: those of live connections are below. */
  get slotLimit(): number {
    return this.#used;
  }

  /** A slot whose state is all zero. */
  allocate(): number {
    if (this.#freeCount > 0) {
      const slot = this.#free[--this.#freeCount]!;
      const at = wordsBase(slot);
      this.words(slot).fill(0, at, at + STATE_WORDS);
      return slot;
    }
    const slot = this.#used++;
    if ((slot & PAGE_MASK) === 0) {
      const page = new ArrayBuffer(PAGE_CONNECTIONS * STATE_BYTES);
      this.#words.push(new Int32Array(page));
      this.#numbers.push(new Float64Array(page));
    }
    return slot;
  }

  /** Loads what a steady segment of `slot` needs into the caches. The value means nothing. */
  touch(slot: number): number {
    const numbers = this.numbers(slot);
    const words = this.words(slot);
    const c = wordsBase(slot);
    const at = numbersBase(slot) + EN_NEXT;
    return words[c]! + words[c + LINE_WORDS]! + numbers[at]! + numbers[at + endpointNumbers(SERVER)]!;
  }

  /** Loads the rest, which other segments need, too. The value means nothing. */
  touchRest(slot: number): number {
    const words = this.words(slot);
    const c = wordsBase(slot);
    let all = 0;
    for (let line = HOT_LINES; line < STATE_LINES; line++) all ^= words[c + line * LINE_WORDS]!;
    return all;
  }

  /** Gives a slot back. */
  free(slot: number): void {
    if (this.#freeCount === this.#free.length) {
      const grown = new Int32Array(this.#free.length * 2);
      grown.set(this.#free);
      this.#free = grown;
    }
    this.#free[this.#freeCount++] = slot;
  }

  /** The page of `slot` as words; its own begin at {@link wordsBase}. */
  words(slot: number): Int32Array {
    return this.#words[slot >> PAGE_SHIFT]!;
  }

  /** The page of `slot` as numbers; its own begin at {@link numbersBase}. */
  numbers(slot: number): Float64Array {
    return this.#numbers[slot >> PAGE_SHIFT]!;
  }
}

/** Where the words of `slot` begin in their page. */
export const wordsBase = (slot: number): number => (slot & PAGE_MASK) * STATE_WORDS;

/** Where the numbers of `slot` begin in their page. */
export const numbersBase = (slot: number): number => (slot & PAGE_MASK) * STATE_NUMBERS;
