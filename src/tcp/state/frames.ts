/**
 * Frame numbers are kept as their low 32 bits: those that are meant are never 2^32 frames old.
 */

const TWO_32 = 2 ** 32;

/**
 * The frame number of which `low` are the low 32 bits.
 * @param latest a frame at or behind it, less than 2^32 frames away
 */
export function frameOf(low: number, latest: number): number {
  const behind = ((latest % TWO_32) - (low >>> 0) + TWO_32) % TWO_32;
  return latest - behind;
}
