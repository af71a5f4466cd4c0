/** Numbers in the byte order of a file, for the capture builder. */
import { concat } from "./bytes.ts";

export type ByteOrder = "little" | "big";

/** Higher bits are dropped. */
export function number(value: number | bigint, bytes: 1 | 2 | 4 | 8, byteOrder: ByteOrder): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigInt64(0, BigInt(value), byteOrder === "little");
  return new Uint8Array(view.buffer, byteOrder === "little" ? 0 : 8 - bytes, bytes);
}

/** A 64-bit number as two words, the upper one in front. */
export function twoWords(value: bigint, byteOrder: ByteOrder): Uint8Array {
  return concat(number(value >> 32n, 4, byteOrder), number(value, 4, byteOrder));
}

/** `bytes` and zeros up to a whole number of words. */
export function padded(bytes: Uint8Array): Uint8Array {
  return concat(bytes, new Uint8Array(-bytes.length & 3));
}
