/**
 * The clock of everything: the greatest stamp of any record so far. Which stamps count is the decoder's business.
 */
import { NANOSECONDS } from "./time.ts";

/** Times are nanoseconds since the run's first record. */
export class CaptureClock {
  #originSec = 0;
  #originNsec = 0;
  #hasOrigin = false;
  now = 0;

  /** A stamp as time. The first one asked for is the origin. */
  timeOf(sec: number, nsec: number): number {
    if (!this.#hasOrigin) {
      this.#originSec = sec;
      this.#originNsec = nsec;
      this.#hasOrigin = true;
    }
    return (sec - this.#originSec) * NANOSECONDS + (nsec - this.#originNsec);
  }

  /** Moves the clock on to `time`, never back. */
  advance(time: number): void {
    if (time > this.now) this.now = time;
  }
}
