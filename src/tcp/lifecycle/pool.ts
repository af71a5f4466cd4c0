/**
 * The memory that all connections share for what only some of them need. What it can't give is done without, and said.
 */

/** Bytes that may still be taken. Structures that grew keep what they took, and use it again. */
export class PoolBudget {
  #left: number;

  /** @param bytes Infinity: no bound */
  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Takes `bytes` and returns true, or takes nothing and returns false. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}
