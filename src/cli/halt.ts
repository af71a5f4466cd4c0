/** Ends the wait for input from outside: after an interrupt's time to read on, or when nobody reads the output. */
export class Halt {
  #halted = false;
  #wake: (() => void) | undefined;

  /** No more input is wanted. */
  get halted(): boolean {
    return this.#halted;
  }

  /** Ends the present and all further waits. */
  halt(): void {
    this.#halted = true;
    this.#wake?.();
  }

  /**
   * Waits for `promise`, or for `halt()`.
   *
   * @returns the promise's value; undefined after `halt()`, the promise being left to itself
   */
  wait<T>(promise: Promise<T>): Promise<T | undefined> {
    // Not Promise.race with a lasting promise: that one would remember every read of a live capture.
    return new Promise((resolve, reject) => {
      this.#wake = () => resolve(undefined);
      promise.then(resolve, reject);
      if (this.#halted) resolve(undefined);
    });
  }
}
