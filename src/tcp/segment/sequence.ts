/**
 * Sequence numbers (RFC 9293 3.4): 32-bit numbers that wrap, compared by their signed difference.
 */

/** `a - b` modulo 2^32 as a signed number: negative if `a` is before `b`. Exact while they are less than 2^31 apart. */
export function sequenceDifference(a: number, b: number): number {
  return (a - b) | 0;
}

/**
 * The offset, which does not wrap, of the wire value `raw`, given a reference of which both are known.
 * @param raw 32-bit wire value, signed or unsigned
 * @param referenceOffset offset of the reference; a safe integer
 * @param referenceRaw its wire value
 */
export function unwrap(raw: number, referenceOffset: number, referenceRaw: number): number {
  return referenceOffset + ((raw - referenceRaw) | 0);
}
