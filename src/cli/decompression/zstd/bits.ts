import { BrokenData } from "../stage.ts";

/** Reads a bitstream from its start: the description of an FSE table (RFC 8878 section 4.1.1). */
export class ForwardBits {
  readonly #bytes: Uint8Array;
  readonly #start: number;
  #bit = 0;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#start = start;
  }

  /** The next 16 bits without taking them; zeros behind the end. */
  peek(): number {
    const bytes = this.#bytes;
    const at = this.#start + (this.#bit >>> 3);
    const word = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
    return (word >>> (this.#bit & 7)) & 0xffff;
  }

  skip(count: number): void {
    this.#bit += count;
  }

  /** Where the byte behind the bits that were taken lies. */
  get end(): number {
    return this.#start + ((this.#bit + 7) >>> 3);
  }
}

/** Reads a bitstream from its end, where a set bit marks its beginning (section 4). */
export class BackwardBits {
  readonly #bytes: Uint8Array;
  readonly #start: number;
  /** Bits that are left; negative once more were taken than there are. */
  left: number;

  /** @param bytes has 4 bytes or more behind `end`, whatever they are */
  constructor(bytes: Uint8Array, start: number, end: number) {
    const last = end > start ? bytes[end - 1]! : 0;
    if (last === 0) throw new BrokenData();
    this.#bytes = bytes;
    this.#start = start;
    // below the mark, which is the highest bit set
    this.left = (end - start) * 8 - 8 + 31 - Math.clz32(last);
  }

  /** Takes up to 24 bits; those that lack are zeros. */
  read(count: number): number {
    this.left -= count;
    return this.#at(this.left, count);
  }

  #at(position: number, count: number): number {
    if (position >= 0) return bitsAt(this.#bytes, this.#start * 8 + position, count);
    // the bits from 0 on are the upper ones of what is asked for
    return position + count <= 0 ? 0 : this.#at(0, position + count) << -position;
  }
}

/** Up to 32 bits from the bit with number `bit` on; there are 4 bytes or more behind them, whatever they are. */
export function bitsAt(bytes: Uint8Array, bit: number, count: number): number {
  const at = bit >>> 3;
  const shift = bit & 7;
  const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  if (count <= 24) return (word >>> shift) & ((1 << count) - 1);
  const wide = (word >>> shift) + bytes[at + 4]! * 2 ** (32 - shift);
  return wide % 2 ** count;
}
