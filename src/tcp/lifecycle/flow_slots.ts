/**
 * From flow index (a key) to the slot of the connection that stands on it now, if any.
 */

/** The table, and the list of indices to give back after a batch. */
export class FlowSlots {
  /** Slot + 1 by index; 0: empty. */
  #slots = new Int32Array(4096);
  /** Indices emptied since the last takeReleased(), some more than once. */
  #emptied = new Uint32Array(1024);
  #emptiedCount = 0;
  /** The list that takeReleased() makes. */
  #released = new Uint32Array(0);

  /** The slot on `index`, or -1. */
  get(index: number): number {
    return index < this.#slots.length ? this.#slots[index]! - 1 : -1;
  }

  set(index: number, slot: number): void {
    if (index >= this.#slots.length) {
      const grown = new Int32Array(2 ** Math.ceil(Math.log2(index + 1)));
      grown.set(this.#slots);
      this.#slots = grown;
    }
    this.#slots[index] = slot + 1;
  }

  /** The connection on `index` is gone; the next record of the key starts another. */
  empty(index: number): void {
    this.#slots[index] = 0;
    if (this.#emptiedCount === this.#emptied.length) {
      const grown = new Uint32Array(this.#emptied.length * 2);
      grown.set(this.#emptied);
      this.#emptied = grown;
    }
    this.#emptied[this.#emptiedCount++] = index;
  }

  /**
   * The indices emptied and not filled again, each once. Asked for after a batch and before the next decode call:
   * freeing an index while a batch may still name it joins two connections.
   */
  takeReleased(): Uint32Array {
    const count = this.#emptiedCount;
    if (count === 0) return this.#released.subarray(0, 0);
    if (this.#released.length < count) this.#released = new Uint32Array(this.#emptied.length);
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const index = this.#emptied[i]!;
      if (this.#slots[index] !== 0) continue;
      // marks it as listed; undone below
      this.#slots[index] = -1;
      this.#released[kept++] = index;
    }
    for (let i = 0; i < kept; i++) this.#slots[this.#released[i]!] = 0;
    this.#emptiedCount = 0;
    return this.#released.subarray(0, kept);
  }
}
