/**
 * IP addresses: from four words in memory (network) order to text.
 */

/** Writes the words' bytes in network order into `bytes` at `at`. */
export function addressBytes(
  words: Int32Array,
  from: number,
  count: number,
  bytes: Uint8Array,
  at: number,
): void {
  for (let i = 0; i < count; i++) {
    const word = words[from + i]!;
    bytes[at++] = word & 0xff;
    bytes[at++] = (word >> 8) & 0xff;
    bytes[at++] = (word >> 16) & 0xff;
    bytes[at++] = word >>> 24;
  }
}

/** Dotted decimal. */
export function formatIpv4(word: number): string {
  return `${word & 0xff}.${(word >> 8) & 0xff}.${(word >> 16) & 0xff}.${word >>> 24}`;
}

/**
 * RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups as `::`; IPv4-mapped
 * addresses with the dotted tail (section 5).
 */
export function formatIpv6(words: Int32Array, from: number): string {
  const bytes = new Uint8Array(16);
  addressBytes(words, from, 4, bytes, 0);
  if (words[from] === 0 && words[from + 1] === 0 && words[from + 2] === 0xffff0000 >> 0) {
    return `::ffff:${formatIpv4(words[from + 3]!)}`;
  }
  const groups = Array.from({ length: 8 }, (_, i) => (bytes[2 * i]! << 8) | bytes[2 * i + 1]!);
  let longest = 0;
  let start = -1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > longest && end - i >= 2) {
      longest = end - i;
      start = i;
    }
    if (end > i) i = end;
  }
  const hex = (part: number[]): string => part.map((group) => group.toString(16)).join(":");
  if (start < 0) return hex(groups);
  return `${hex(groups.slice(0, start))}::${hex(groups.slice(start + longest))}`;
}
