/**
 * The memory that all connections share for what only some of them need. What it can't give is done without, and said.
 */

/** Bytes that may still be taken. Structures that grew keep what they took, and use it again. */
export class PoolBudget {
  #left: number;
  readonly #whole: PoolBudget | undefined;
  readonly #bytes: number;

  /**
   * @param bytes Infinity: no bound
   * @param whole what they are taken from, if they are a share of it
   */
  constructor(bytes: number, whole?: PoolBudget) {
    this.#bytes = bytes;
    this.#left = bytes;
    this.#whole = whole;
  }

  /** A part of it that one use cannot exceed, so that none takes all; it is not set aside. */
  share(fraction: number): PoolBudget {
    return new PoolBudget(this.#bytes * fraction, this);
  }

  /** Takes `bytes` and returns true, or takes nothing and returns false. */
  take(bytes: number): boolean {
    if (bytes > this.#left || (this.#whole && !this.#whole.take(bytes))) return false;
    this.#left -= bytes;
    return true;
  }
}
