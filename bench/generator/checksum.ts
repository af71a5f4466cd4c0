/** Unfolded sum of the big-endian 16-bit words of `length` (even) bytes. */
export function sumWords(bytes: Uint8Array, at: number, length: number): number {
  let sum = 0;
  for (let i = at; i < at + length; i += 2) sum += bytes[i]! * 256 + bytes[i + 1]!;
  return sum;
}

/** One's-complement sum in 16 bits (RFC 1071) of a sum below 2^32. */
export function foldSum(sum: number): number {
  const once = (sum >>> 16) + (sum & 0xffff);
  return (once >>> 16) + (once & 0xffff);
}
