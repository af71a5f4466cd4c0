/**
 * Which addresses have the most bytes, in bounded memory: the Space-Saving algorithm (Metwally, Agrawal, El Abbadi 2005).
 * Exact for as many addresses as it has counters; beyond, a count may be too great by {@link HeavyHosts.error} at most,
 * and no address with more bytes than that is missed.
 */

/** Counters that are looked through at once for the least one. */
const COUNTERS = 4096;

interface Counter {
  bytes: number;
  flows: number;
}

export class HeavyHosts {
  readonly #size: number;
  readonly #counters = new Map<string, Counter>();
  /** No counter is less; found anew when the least ones are used up. */
  #least = 0;
  #candidates: string[] = [];
  #error = 0;

  /** @param size addresses that are counted at the same time, at least 1 */
  constructor(size = COUNTERS) {
    this.#size = size;
  }

  /** How much a count can be too great, in bytes; 0: all are exact. */
  get error(): number {
    return this.#error;
  }

  add(address: string, bytes: number): void {
    const known = this.#counters.get(address);
    if (known) {
      known.bytes += bytes;
      known.flows++;
      return;
    }
    const base = this.#counters.size < this.#size ? 0 : this.#evict();
    this.#counters.set(address, { bytes: base + bytes, flows: 1 });
  }

  /** The greatest first; equal ones in the order of their addresses. */
  top(n: number): { readonly address: string; readonly bytes: number; readonly flows: number }[] {
    return [...this.#counters]
      .map(([address, { bytes, flows }]) => ({ address, bytes, flows }))
      .sort((a, b) => b.bytes - a.bytes || (a.address < b.address ? -1 : 1))
      .slice(0, n);
  }

  /** Makes room; gives the count of what had to go. */
  #evict(): number {
    for (;;) {
      const address = this.#candidates.pop();
      if (address === undefined) {
        this.#find();
        continue;
      }
      if (this.#counters.get(address)?.bytes !== this.#least) continue;
      this.#counters.delete(address);
      this.#error = Math.max(this.#error, this.#least);
      return this.#least;
    }
  }

  #find(): void {
    this.#least = Number.POSITIVE_INFINITY;
    for (const { bytes } of this.#counters.values()) this.#least = Math.min(this.#least, bytes);
    this.#candidates = [...this.#counters]
      .filter(([, { bytes }]) => bytes === this.#least)
      .map(([address]) => address);
  }
}
