/**
 * Bytes at places that are far apart, in pages: what lies between takes no memory.
 */
import { PAGE_BYTES, type PagePool } from "./pages.ts";

export class SparseBytes {
  readonly #pool: PagePool;
  readonly #pages: (Uint8Array | undefined)[] = [];

  constructor(pool: PagePool) {
    this.#pool = pool;
  }

  /** Gets the memory for the bytes from `from` on and below `to`; false if there is not enough. */
  reserve(from: number, to: number): boolean {
    if (from >= to) return true;
    const last = pageOf(to - 1);
    for (let page = pageOf(from); page <= last; page++) {
      if (this.#pages[page]) continue;
      const memory = this.#pool.take();
      if (!memory) return false;
      while (this.#pages.length < page) this.#pages.push(undefined);
      this.#pages[page] = memory;
    }
    return true;
  }

  /** Puts `length` bytes of `source`, from `at` on, to `from`, where memory was reserved. */
  write(from: number, source: Uint8Array, at: number, length: number): void {
    for (let done = 0; done < length; ) {
      const first = (from + done) % PAGE_BYTES;
      const count = Math.min(length - done, PAGE_BYTES - first);
      this.#pages[pageOf(from + done)]!.set(source.subarray(at + done, at + done + count), first);
      done += count;
    }
  }

  /** Copies the bytes from `from` on and below `to`, which were written, to the place `at` of `target`. */
  read(from: number, to: number, target: Uint8Array, at: number): void {
    for (let next = from; next < to; ) {
      const first = next % PAGE_BYTES;
      const length = Math.min(to - next, PAGE_BYTES - first);
      target.set(this.#pages[pageOf(next)]!.subarray(first, first + length), at + next - from);
      next += length;
    }
  }

  /** True if the bytes from `from` on and below `to`, which were written, are those of `source` from `at` on. */
  equals(from: number, to: number, source: Uint8Array, at: number): boolean {
    for (let next = from; next < to; ) {
      const page = this.#pages[pageOf(next)]!;
      const stop = Math.min(to, (pageOf(next) + 1) * PAGE_BYTES);
      for (; next < stop; next++) {
        if (page[next % PAGE_BYTES] !== source[at + next - from]) return false;
      }
    }
    return true;
  }

  /** Gives all memory back; nothing is there afterwards. */
  release(): void {
    const pages = this.#pages;
    for (let page = 0; page < pages.length; page++) {
      const memory = pages[page];
      if (!memory) continue;
      this.#pool.give(memory);
      pages[page] = undefined;
    }
  }
}

function pageOf(at: number): number {
  return Math.floor(at / PAGE_BYTES);
}
