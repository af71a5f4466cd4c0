/**
 * Times and intervals: nanoseconds of capture time, as numbers.
 */

/** Nanoseconds in a second. */
export const NANOSECONDS = 1e9;

/** Intervals are printed only while JSON numbers hold them exactly, and never negative. */
export function interval(nanoseconds: number): number | undefined {
  return nanoseconds >= 0 && nanoseconds <= Number.MAX_SAFE_INTEGER ? nanoseconds : undefined;
}

/** A time relative to a connection's first packet: it may be negative, but must be exact. */
export function relativeTime(nanoseconds: number): number | undefined {
  return Math.abs(nanoseconds) <= Number.MAX_SAFE_INTEGER ? nanoseconds : undefined;
}
