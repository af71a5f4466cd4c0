/**
 * Which connection goes when there are too many: the one whose last packet is the oldest. Kept in no list, which would
 * cost every packet something: once the limit is reached, the oldest part of all connections is looked up and sorted.
 * Those of it that stay untouched are the oldest of all until the part is used up.
 */
import type { ConnectionStore } from "../state/connection_store.ts";

/** Of all connections, how many are sorted at a time: one in this many. */
const SHARE = 16;

/** Finds the least recently used connections, one by one. */
export class Eviction {
  #slots = new Int32Array(0);
  #frames = new Float64Array(0);
  /** Frames of all connections, while they are sorted. */
  #all = new Float64Array(0);
  #at = 0;

  /**
   * The slot of the connection to end.
   * @param lastFrame frame of the last packet of the connection in a slot; -1 if there is none
   */
  next(store: ConnectionStore, lastFrame: (slot: number) => number): number {
    for (;;) {
      while (this.#at < this.#slots.length) {
        const at = this.#at++;
        const slot = this.#slots[at]!;
        if (lastFrame(slot) === this.#frames[at]) return slot;
      }
      this.#collect(store, lastFrame);
    }
  }

  #collect(store: ConnectionStore, lastFrame: (slot: number) => number): void {
    // kept from one time to the next: as much garbage again and again would be most of what a flood of SYNs takes
    if (this.#all.length < store.size) this.#all = new Float64Array(store.size);
    const frames = this.#all;
    let count = 0;
    for (let slot = 0; slot < store.slotLimit; slot++) {
      const frame = lastFrame(slot);
      if (frame >= 0) frames[count++] = frame;
    }
    const oldest = frames.subarray(0, count).sort();
    const share = Math.max(1, Math.floor(count / SHARE));
    // frames are unique, so this takes exactly the share
    const newest = oldest[share - 1]!;
    const slots = new Int32Array(share);
    let taken = 0;
    for (let slot = 0; slot < store.slotLimit; slot++) {
      const frame = lastFrame(slot);
      if (frame >= 0 && frame <= newest) slots[taken++] = slot;
    }
    slots.sort((a, b) => lastFrame(a) - lastFrame(b));
    this.#slots = slots;
    this.#frames = oldest.slice(0, share);
    this.#at = 0;
  }
}
