import type { Random } from "./random.ts";

const POOL_BYTES = 1 << 16;
const POOL_MASK = POOL_BYTES - 1;

/**
 * Random payload bytes whose one's-complement sums are known: a payload is a slice of one pool at an even
 * place, so its sum is the difference of two running sums, and a full segment costs no more than an empty one.
 */
export class PayloadPool {
  readonly #bytes: Uint8Array;
  /** Sum of the 16-bit words before word `i`; at most 2^15 * 65,535, which fits 31 bits. */
  readonly #sums: Uint32Array;

  constructor(random: Random, longest: number) {
    const bytes = new Uint8Array(POOL_BYTES + longest + 2);
    const words = new DataView(bytes.buffer);
    for (let at = 0; at < POOL_BYTES; at += 4) words.setUint32(at, random.u32());
    bytes.copyWithin(POOL_BYTES, 0, longest + 2);
    this.#bytes = bytes;
    this.#sums = new Uint32Array(bytes.length / 2 + 1);
    for (let i = 0; i * 2 + 1 < bytes.length; i++)
      this.#sums[i + 1] = this.#sums[i]! + words.getUint16(i * 2);
  }

  /** Where a payload starts that belongs to the random number `number`. */
  start(number: number): number {
    return number & POOL_MASK & ~1;
  }

  copy(start: number, length: number, target: Uint8Array, at: number): void {
    // A call into the engine costs more than a short loop.
    if (length > 64) target.set(this.#bytes.subarray(start, start + length), at);
    else for (let i = 0; i < length; i++) target[at + i] = this.#bytes[start + i]!;
  }

  /** Unfolded sum of the payload's 16-bit words; an odd last byte is padded with zero (RFC 9293 3.1). */
  sum(start: number, length: number): number {
    const first = start >>> 1;
    const whole = this.#sums[first + (length >>> 1)]! - this.#sums[first]!;
    return length % 2 === 0 ? whole : whole + this.#bytes[start + length - 1]! * 256;
  }
}
