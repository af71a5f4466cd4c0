/**
 * Closed and reset connections wait a while for late segments. The wait is the same for all and begins at the
 * capture clock, which never goes back, so a queue in order of arrival is in order of deadline.
 */

/** A queue of {slot, flow, deadline}, in a ring that doubles. */
export class LingerQueue {
  #slots = new Int32Array(1024);
  #flows = new Float64Array(1024);
  #deadlines = new Float64Array(1024);
  #head = 0;
  #size = 0;

  /** Deadline of the oldest entry; Infinity if there is none. */
  get deadline(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#deadlines[this.#head]!;
  }

  /** Adds a connection. `deadline` must not be before that of the entry added last. */
  push(slot: number, flow: number, deadline: number): void {
    if (this.#size === this.#slots.length) this.#grow();
    const at = (this.#head + this.#size++) & (this.#slots.length - 1);
    this.#slots[at] = slot;
    this.#flows[at] = flow;
    this.#deadlines[at] = deadline;
  }

  /** Slot and flow of the oldest entry: the slot may have been given to another flow since. */
  get slot(): number {
    return this.#slots[this.#head]!;
  }

  get flow(): number {
    return this.#flows[this.#head]!;
  }

  /** Takes the oldest entry out. */
  shift(): void {
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    this.#size--;
  }

  #grow(): void {
    const length = this.#slots.length;
    const unrolled = <T extends Int32Array | Float64Array>(from: T, to: T): T => {
      to.set(from.subarray(this.#head));
      to.set(from.subarray(0, this.#head), length - this.#head);
      return to;
    };
    this.#slots = unrolled(this.#slots, new Int32Array(2 * length));
    this.#flows = unrolled(this.#flows, new Float64Array(2 * length));
    this.#deadlines = unrolled(this.#deadlines, new Float64Array(2 * length));
    this.#head = 0;
  }
}
