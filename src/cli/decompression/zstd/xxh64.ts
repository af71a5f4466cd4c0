/**
 * XXH64 (xxhash specification 0.1.1) with seed 0, of which zstd keeps the lower half. In 32-bit halves: 64-bit numbers
 * of JavaScript are three times slower.
 */

const PRIME_1 = 0x9e3779b185ebca87n;
const PRIME_2 = 0xc2b2ae3d27d4eb4fn;
const PRIME_3 = 0x165667b19e3779f9n;
const PRIME_4 = 0x85ebca77c2b2ae63n;
const PRIME_5 = 0x27d4eb2f165667c5n;

const STRIPE_BYTES = 32;
const LANES = 4;

/** The hash of bytes that come in pieces. */
export class Xxh64 {
  readonly #low = new Int32Array(LANES);
  readonly #high = new Int32Array(LANES);
  /** The bytes of a stripe that is not full yet. */
  readonly #rest = new Uint8Array(STRIPE_BYTES);
  #length = 0;

  constructor() {
    const start = [PRIME_1 + PRIME_2, PRIME_2, 0n, -PRIME_1];
    start.forEach((value, lane) => {
      this.#low[lane] = Number(BigInt.asIntN(32, value));
      this.#high[lane] = Number(BigInt.asIntN(32, value >> 32n));
    });
  }

  update(bytes: Uint8Array): void {
    const filled = this.#length % STRIPE_BYTES;
    this.#length += bytes.length;
    let start = 0;
    if (filled > 0) {
      start = Math.min(STRIPE_BYTES - filled, bytes.length);
      this.#rest.set(bytes.subarray(0, start), filled);
      if (filled + start < STRIPE_BYTES) return;
      this.#stripes(this.#rest);
    }
    const end = bytes.length - ((bytes.length - start) % STRIPE_BYTES);
    this.#stripes(bytes.subarray(start, end));
    this.#rest.set(bytes.subarray(end));
  }

  /** The lower 32 bits of the hash of all bytes so far. */
  low(): number {
    let hash = this.#length >= STRIPE_BYTES ? this.#converged() : PRIME_5;
    hash = wrap(hash + BigInt(this.#length));
    const rest = this.#rest.subarray(0, this.#length % STRIPE_BYTES);
    const view = new DataView(rest.buffer);
    let at = 0;
    for (; at + 8 <= rest.length; at += 8) {
      hash = wrap(rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * PRIME_1 + PRIME_4);
    }
    if (at + 4 <= rest.length) {
      hash = wrap(rotate(hash ^ wrap(BigInt(view.getUint32(at, true)) * PRIME_1), 23n) * PRIME_2 + PRIME_3);
      at += 4;
    }
    for (; at < rest.length; at++) {
      hash = wrap(rotate(hash ^ wrap(BigInt(rest[at]!) * PRIME_5), 11n) * PRIME_1);
    }
    hash = wrap((hash ^ (hash >> 33n)) * PRIME_2);
    hash = wrap((hash ^ (hash >> 29n)) * PRIME_3);
    return Number((hash ^ (hash >> 32n)) & 0xffffffffn);
  }

  #converged(): bigint {
    const lanes = Array.from(this.#low, (low, lane) =>
      wrap((BigInt(this.#high[lane]!) << 32n) | BigInt(low >>> 0)),
    );
    const [a, b, c, d] = lanes as [bigint, bigint, bigint, bigint];
    const sum = wrap(rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n));
    return lanes.reduce((hash, lane) => wrap((hash ^ round(0n, lane)) * PRIME_1 + PRIME_4), sum);
  }

  /** Whole stripes: lane = rotate(lane + input * PRIME_2, 31) * PRIME_1, for each of the four. */
  #stripes(bytes: Uint8Array): void {
    const { imul } = Math;
    const lows = this.#low;
    const highs = this.#high;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let lane = 0; lane < LANES; lane++) {
      let laneLow = lows[lane]!;
      let laneHigh = highs[lane]!;
      for (let at = lane * 8; at < bytes.length; at += STRIPE_BYTES) {
        const low = view.getInt32(at, true);
        const high = view.getInt32(at + 4, true);
        const productLow = imul(low, 0x27d4eb4f);
        const productHigh = upper(low, 0xeb4f, 0x27d4) + imul(high, 0x27d4eb4f) + imul(low, 0xc2b2ae3d);
        const sumLow = (laneLow + productLow) | 0;
        const carry = sumLow >>> 0 < productLow >>> 0 ? 1 : 0;
        const sumHigh = (laneHigh + productHigh + carry) | 0;
        const turnedLow = (sumLow << 31) | (sumHigh >>> 1);
        const turnedHigh = (sumHigh << 31) | (sumLow >>> 1);
        laneLow = imul(turnedLow, 0x85ebca87);
        laneHigh =
          (upper(turnedLow, 0xca87, 0x85eb) + imul(turnedHigh, 0x85ebca87) + imul(turnedLow, 0x9e3779b1)) | 0;
      }
      lows[lane] = laneLow;
      highs[lane] = laneHigh;
    }
  }
}

/** The upper 32 bits of the product of two 32-bit numbers, the second one given in halves. */
function upper(a: number, low: number, high: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const p01 = Math.imul(a0, high);
  const p10 = Math.imul(a1, low);
  const middle = (Math.imul(a0, low) >>> 16) + (p01 & 0xffff) + (p10 & 0xffff);
  return (Math.imul(a1, high) + (p01 >>> 16) + (p10 >>> 16) + (middle >>> 16)) | 0;
}

function wrap(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

function rotate(value: bigint, count: bigint): bigint {
  return wrap((value << count) | (value >> (64n - count)));
}

function round(lane: bigint, input: bigint): bigint {
  return wrap(rotate(wrap(lane + input * PRIME_2), 31n) * PRIME_1);
}
