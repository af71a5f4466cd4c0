/**
 * When connections are to be told of as they stand. An update is due a fixed time after the first packet that none has
 * told of: a connection without new packets has none due, however long the silence.
 */
const FIRST_SLOTS = 4096;

/** The next update of each connection, by slot. Times are the capture clock, nanoseconds since the run's first record. */
export class Updates {
  readonly #interval: number;
  /** Infinity: nothing to tell. */
  #deadlines = new Float64Array(0);

  /** @param interval nanoseconds */
  constructor(interval: number) {
    this.#interval = interval;
  }

  /** When the connection in `slot` is to be told of; Infinity: not before it has another packet. */
  deadline(slot: number): number {
    return this.#deadlines[slot] ?? Number.POSITIVE_INFINITY;
  }

  /**
   * The connection in `slot` has a packet.
   * @returns true if that sets a deadline
   */
  note(slot: number, clock: number): boolean {
    if (this.deadline(slot) !== Number.POSITIVE_INFINITY) return false;
    if (slot >= this.#deadlines.length) this.#grow(slot);
    this.#deadlines[slot] = clock + this.#interval;
    return true;
  }

  /** All of the connection in `slot` is told. */
  clear(slot: number): void {
    if (slot < this.#deadlines.length) this.#deadlines[slot] = Number.POSITIVE_INFINITY;
  }

  #grow(slot: number): void {
    let slots = Math.max(FIRST_SLOTS, this.#deadlines.length);
    while (slots <= slot) slots *= 2;
    const grown = new Float64Array(slots).fill(Number.POSITIVE_INFINITY, this.#deadlines.length);
    grown.set(this.#deadlines);
    this.#deadlines = grown;
  }
}
