/**
 * A set of whole numbers up to 65,535 as ranges in ascending order that neither overlap nor touch.
 */
const FIRST_RANGES = 4;
/** More than this is not kept by clear(). */
const KEPT_RANGES = 32;

export class Ranges {
  /** From and to (exclusive) of each range. */
  #edges = new Uint16Array(2 * FIRST_RANGES);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  from(range: number): number {
    return this.#edges[2 * range]!;
  }

  to(range: number): number {
    return this.#edges[2 * range + 1]!;
  }

  /** The first range that ends above `at`; {@link count} if there is none. */
  firstAbove(at: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.to(middle) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** True if a number from `from` on and below `to` is in the set. */
  overlaps(from: number, to: number): boolean {
    const range = this.firstAbove(from);
    return range < this.#count && this.from(range) < to;
  }

  /** True if all of them are. */
  covers(from: number, to: number): boolean {
    const range = this.firstAbove(from);
    return range < this.#count && this.from(range) <= from && this.to(range) >= to;
  }

  /** Behind the last number, 0 if the set is empty. */
  get end(): number {
    return this.#count === 0 ? 0 : this.to(this.#count - 1);
  }

  /** The first number that is lacking. */
  get prefix(): number {
    return this.#count > 0 && this.from(0) === 0 ? this.to(0) : 0;
  }

  clear(): void {
    if (this.#edges.length > 2 * KEPT_RANGES) this.#edges = new Uint16Array(2 * FIRST_RANGES);
    this.#count = 0;
  }

  /** Adds the numbers from `from` on and below `to`, of which there is at least one. */
  add(from: number, to: number): void {
    // ranges that overlap or touch the new one become part of it
    const first = from === 0 ? 0 : this.firstAbove(from - 1);
    let behind = first;
    while (behind < this.#count && this.from(behind) <= to) behind++;
    const low = behind > first ? Math.min(from, this.from(first)) : from;
    const high = behind > first ? Math.max(to, this.to(behind - 1)) : to;
    this.#replace(first, behind);
    this.#edges[2 * first] = low;
    this.#edges[2 * first + 1] = high;
  }

  /** Makes room for one range in place of those from `first` on and below `behind`. */
  #replace(first: number, behind: number): void {
    const count = this.#count + 1 - (behind - first);
    if (2 * count > this.#edges.length) {
      const edges = new Uint16Array(2 * this.#edges.length);
      edges.set(this.#edges);
      this.#edges = edges;
    }
    this.#edges.copyWithin(2 * (first + 1), 2 * behind, 2 * this.#count);
    this.#count = count;
  }
}
