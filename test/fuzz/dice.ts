/** Random choices of one input: the same for the same seed and number, whatever came before. */

/** 32-bit values at which arithmetic on lengths, offsets and times goes wrong if it does. */
const EDGES = [0, 1, 2, 3, 4, 7, 8, 15, 16, 19, 20, 40, 60, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000].concat(
  [
    0x3_ffff, 0x4_0000, 0x4_0001, 0xff_ffff, 0x7fff_fff0, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_fffe,
    0xffff_ffff,
  ],
);

/** An sfc32 generator with the choices that a generator of inputs needs. */
export class Dice {
  #a: number;
  #b: number;
  #c = 0x243f6a88;
  #counter = 1;

  /** Both are taken modulo 2^32. */
  constructor(seed: number, number: number) {
    this.#a = seed >>> 0;
    this.#b = number >>> 0;
    // the first outputs of near seeds are near each other
    for (let i = 0; i < 15; i++) this.u32();
  }

  /** 0 .. 2^32 - 1. */
  u32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** 0 .. bound - 1, for a bound of 1 to 2^21. */
  below(bound: number): number {
    return Math.floor((this.u32() * bound) / 2 ** 32);
  }

  /** `from` .. `to`, both included. */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  /** True once in `times`, on average. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** An index into `weights`, as often as they say. */
  weighted(weights: readonly number[]): number {
    let left = this.below(weights.reduce((sum, weight) => sum + weight, 0));
    let i = 0;
    while (left >= weights[i]!) left -= weights[i++]!;
    return i;
  }

  /** A 32-bit value, most often one at which something ends. */
  edge(): number {
    return this.once(4) ? this.u32() : this.pick(EDGES);
  }

  /** `value` or something near it, modulo 2^32. */
  near(value: number): number {
    return (value + this.pick([-1, 1, -2, 2, -4, 4, 8, -20, 16, 0x100, -0x100])) >>> 0;
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = this.u32() >>> 11;
    return bytes;
  }
}
