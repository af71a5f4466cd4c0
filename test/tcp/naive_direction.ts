/** What one direction sent and what of it was seen, number by number. */
import { FLAG_FIN, FLAG_SYN } from "../../wasm/layout.ts";

/** Holes kept for a direction. */
const MAX_HOLES = 32;

export interface Brought {
  readonly newBytes: number;
  readonly resentBytes: number;
  readonly fillsHole: boolean;
  readonly isKeepAlive: boolean;
  /** Of the new bytes: the first one, and behind the last one. */
  readonly newStart: number;
  readonly newEnd: number;
}

/** One direction as the rules have it. */
export class NaiveDirection {
  /** Numbers that were sent, and neither seen nor given up. */
  readonly lacking = new Set<number>();
  next = 1;
  /** What the peer acknowledged. */
  acked = 0;
  unique = 0;
  retrans = 0;
  retransPackets = 0;
  oooPackets = 0;
  payload = 0;
  readonly #maxHoles: number;
  #givenUp = 0;
  #givenUpBytes = 0;

  /** @param maxHoles 0: there is no memory for any */
  constructor(maxHoles: number = MAX_HOLES) {
    this.#maxHoles = maxHoles;
  }

  get limited(): boolean {
    return this.#givenUp > 0;
  }

  get gaps(): number {
    return this.#givenUp + this.holes.length;
  }

  get gapBytes(): number {
    return this.#givenUpBytes + this.lacking.size;
  }

  /** Runs of lacking numbers: the first, and behind the last. */
  get holes(): [from: number, to: number][] {
    const runs: [number, number][] = [];
    for (const number of [...this.lacking].sort((a, b) => a - b)) {
      const last = runs.at(-1);
      if (last?.[1] === number) last[1]++;
      else runs.push([number, number + 1]);
    }
    return runs;
  }

  acknowledged(ack: number): void {
    this.#sentUnseen(ack);
    this.acked = Math.max(this.acked, ack);
  }

  segment(seq: number, length: number, flags: number): Brought {
    const before = this.next;
    this.#sentUnseen(seq);
    const synAndFin = (flags & FLAG_SYN ? 1 : 0) + (flags & FLAG_FIN ? 1 : 0);
    const isKeepAlive =
      synAndFin === 0 && seq === before - 1 && (length === 0 || (length === 1 && this.acked > seq));
    const start = flags & FLAG_SYN ? seq + 1 : seq;
    const numbers = isKeepAlive ? [] : Array.from({ length }, (_, i) => start + i);
    const fresh = numbers.filter((number) => number >= this.next || this.lacking.has(number));
    const fillsHole = fresh.some((number) => this.lacking.has(number));
    for (const number of fresh) this.lacking.delete(number);
    this.next = Math.max(this.next, seq + length + synAndFin);
    this.#bound();
    const resentBytes = numbers.length - fresh.length;
    this.payload += numbers.length;
    this.unique += fresh.length;
    this.retrans += resentBytes;
    if (resentBytes > 0) this.retransPackets++;
    if (fillsHole) this.oooPackets++;
    return {
      newBytes: fresh.length,
      resentBytes,
      fillsHole,
      isKeepAlive,
      newStart: fresh[0] ?? 0,
      newEnd: (fresh.at(-1) ?? 0) + 1,
    };
  }

  #sentUnseen(until: number): void {
    for (; this.next < until; this.next++) this.lacking.add(this.next);
    this.#bound();
  }

  /** Gives the lowest holes up. */
  #bound(): void {
    for (const [from, to] of this.holes.slice(0, Math.max(0, this.holes.length - this.#maxHoles))) {
      this.#givenUp++;
      this.#givenUpBytes += to - from;
      for (let number = from; number < to; number++) this.lacking.delete(number);
    }
  }
}
