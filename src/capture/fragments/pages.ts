/**
 * The memory of all waiting datagrams: pages that are taken one by one, given back and used again.
 */
export const PAGE_BYTES = 1024;
const CHUNK_PAGES = 64;

export class PagePool {
  readonly #limit: number;
  readonly #free: Uint8Array[] = [];
  #made = 0;

  /** Makes pages of `bytes` together at most. */
  constructor(bytes: number) {
    this.#limit = Math.floor(bytes / PAGE_BYTES);
  }

  /** Pages that are in use. */
  get used(): number {
    return this.#made - this.#free.length;
  }

  /** Memory of all pages, in bytes, used or not. */
  get bytes(): number {
    return this.#made * PAGE_BYTES;
  }

  /** A page with anything in it; undefined if there are no more. */
  take(): Uint8Array | undefined {
    if (this.#free.length === 0) this.#grow();
    return this.#free.pop();
  }

  give(page: Uint8Array): void {
    this.#free.push(page);
  }

  #grow(): void {
    const pages = Math.min(CHUNK_PAGES, this.#limit - this.#made);
    if (pages <= 0) return;
    const chunk = new Uint8Array(pages * PAGE_BYTES);
    for (let page = pages - 1; page >= 0; page--) {
      this.#free.push(chunk.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES));
    }
    this.#made += pages;
  }
}
