/**
 * How fine the stamps are, whatever the file's header says: the greatest power of ten that divides all of them.
 */
const MICROSECOND = 1000;

/** Of the stamps seen so far. */
export class StampUnit {
  /** Nanoseconds, 1 .. 1,000,000,000. */
  value = 1_000_000_000;

  /** @param nsec fraction of a stamp, in nanoseconds */
  note(nsec: number): void {
    // most captures are in microseconds, and a division by a constant is a multiplication
    if (this.value === MICROSECOND ? nsec % MICROSECOND === 0 : this.value === 1) return;
    while (nsec % this.value !== 0) this.value /= 10;
  }
}
