// Points in time as one number that orders like time: seconds above 30 bits of nanoseconds. A whole number of seconds
// may be added to one, and two differ by at most that many seconds just when the numbers differ by no more.
import { getWord, setWord } from "../record";

const NANOSECOND_BITS: u64 = 30;
/** One second. */
export const SECOND: u64 = 1 << 30;

export function stampOf(seconds: u64, nanoseconds: u32): u64 {
  return (seconds << NANOSECOND_BITS) | <u64>nanoseconds;
}

/** The stamp kept at `slot` of the struct at `base`, in three words: seconds, their high word, nanoseconds. */
export function getStamp(base: usize, slot: u32): u64 {
  const seconds = <u64>getWord(base, slot) | ((<u64>getWord(base, slot + 1)) << 32);
  return stampOf(seconds, getWord(base, slot + 2));
}

export function setStamp(base: usize, slot: u32, stamp: u64): void {
  const seconds = stamp >> NANOSECOND_BITS;
  setWord(base, slot, <u32>seconds);
  setWord(base, slot + 1, <u32>(seconds >> 32));
  setWord(base, slot + 2, <u32>(stamp & (SECOND - 1)));
}
