/** Seeded random numbers (sfc32): the same sequence on every runtime. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** `seed` is taken modulo 2^32. */
  constructor(seed: number) {
    this.#a = seed >>> 0;
    this.#b = 0x9e3779b9;
    this.#c = 0x243f6a88;
    // The first outputs of near seeds are near each other.
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

  /** 0 .. bound - 1, for a bound of at most 2^21: the product stays a safe integer. */
  below(bound: number): number {
    return Math.floor((this.u32() * bound) / 0x1_0000_0000);
  }
}
