/** The capture clock of the reference decoder: exact times in nanoseconds, and the rule word by word. */
import type { Stamp } from "./types.ts";

const HOUR = 3_600_000_000_000n;
const FOLLOWERS = 3;

function nanoseconds({ sec, nsec }: Stamp): bigint {
  return BigInt(sec) * 1_000_000_000n + BigInt(nsec);
}

function distance(a: Stamp, b: Stamp): bigint {
  const difference = nanoseconds(a) - nanoseconds(b);
  return difference < 0n ? -difference : difference;
}

function later(a: Stamp, b: Stamp): Stamp {
  return nanoseconds(b) > nanoseconds(a) ? b : a;
}

/** Greatest stamp of a run so far; one more than an hour ahead must be confirmed by the three packets behind it. */
export class ReferenceClock {
  now: Stamp | undefined;
  /** A stamp that jumped, and the packets behind it, which agree. */
  #jumped: Stamp[] = [];

  /** Takes a packet of any kind into account; returns the clock that applies to it. */
  packet(stamp: Stamp): Stamp {
    if (this.now === undefined) {
      this.now = stamp;
      return this.now;
    }
    const [candidate] = this.#jumped;
    const isJump = nanoseconds(stamp) - nanoseconds(this.now) > HOUR;
    if (isJump && candidate !== undefined && distance(stamp, candidate) <= HOUR) {
      this.#jumped.push(stamp);
      if (this.#jumped.length === 1 + FOLLOWERS) {
        this.now = this.#jumped.reduce(later);
        this.#jumped = [];
      }
      return this.now;
    }
    this.#jumped = isJump ? [stamp] : [];
    if (!isJump) this.now = later(this.now, stamp);
    return this.now;
  }
}
