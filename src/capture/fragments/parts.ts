/**
 * The different fragments of a datagram, in the order they came: where each belongs, and the path it took. They are
 * looked up only for duplicates and copies; a scan of them is quick, as a datagram has room for 8,192 at most.
 */
import type { Fragment } from "./fragment.ts";

const FIRST_PARTS = 8;
/** More than this is not kept for the next datagram. */
const KEPT_PARTS = 64;

export class Parts {
  /** Offset, length and more-fragments, never 0. */
  #places = new Int32Array(FIRST_PARTS);
  /** Offset in units of 8 bytes, plus 1. */
  #starts = new Uint16Array(FIRST_PARTS);
  #paths = new Float64Array(FIRST_PARTS);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  has(fragment: Fragment): boolean {
    return this.#places.includes(placeOf(fragment));
  }

  /** Path of the first fragment with this offset; undefined if there is none. */
  pathAt(offset: number): number | undefined {
    const found = this.#starts.indexOf(startOf(offset));
    return found < 0 ? undefined : this.#paths[found];
  }

  add(fragment: Fragment): void {
    if (this.#count === this.#places.length) this.#grow();
    const at = this.#count++;
    this.#places[at] = placeOf(fragment);
    this.#starts[at] = startOf(fragment.offset);
    this.#paths[at] = fragment.path;
  }

  clear(): void {
    if (this.#places.length > KEPT_PARTS) {
      this.#places = new Int32Array(FIRST_PARTS);
      this.#starts = new Uint16Array(FIRST_PARTS);
      this.#paths = new Float64Array(FIRST_PARTS);
    } else {
      // free places match nothing
      this.#places.fill(0, 0, this.#count);
      this.#starts.fill(0, 0, this.#count);
    }
    this.#count = 0;
  }

  #grow(): void {
    const length = 2 * this.#count;
    const places = new Int32Array(length);
    const starts = new Uint16Array(length);
    const paths = new Float64Array(length);
    places.set(this.#places);
    starts.set(this.#starts);
    paths.set(this.#paths);
    this.#places = places;
    this.#starts = starts;
    this.#paths = paths;
  }
}

function placeOf(fragment: Fragment): number {
  // 13 bits of offset, 16 of length, 1
  return (fragment.offset << 14) | (fragment.length << 1) | (fragment.more ? 1 : 0);
}

function startOf(offset: number): number {
  return offset / 8 + 1;
}
