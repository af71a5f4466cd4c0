/**
 * Numbers in lower-case hex digits.
 */

const HEX = "0123456789abcdef";
/** Two digits of every byte. */
export const HEX_BYTES: readonly string[] = Array.from(
  { length: 256 },
  (_, byte) => HEX[byte >> 4]! + HEX[byte & 15]!,
);

/** A 16-bit value as four digits behind `0x`. */
export function hex16(value: number): string {
  return `0x${HEX_BYTES[value >>> 8]}${HEX_BYTES[value & 0xff]}`;
}
