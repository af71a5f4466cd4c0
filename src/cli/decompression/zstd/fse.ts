/**
 * Tables of finite state entropy coding (RFC 8878 section 4.1).
 */
import { BrokenData } from "../stage.ts";
import { ForwardBits } from "./bits.ts";

/** What each state stands for, and how the next state comes of it: `base` plus so many `bits`. */
export interface FseTable {
  readonly accuracyLog: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
  readonly base: Uint16Array;
}

/** The probability of a symbol that has one state, at the table's end. */
const LESS_THAN_ONE = -1;

/** Section 4.1.1, "From normalized distribution to decoding tables". */
export function fseTable(accuracyLog: number, probabilities: ArrayLike<number>): FseTable {
  const size = 1 << accuracyLog;
  const mask = size - 1;
  const symbols = new Uint8Array(size);
  const bits = new Uint8Array(size);
  const base = new Uint16Array(size);
  const next = new Uint16Array(probabilities.length);
  let high = size;
  for (let symbol = 0; symbol < probabilities.length; symbol++) {
    if (probabilities[symbol] === LESS_THAN_ONE) symbols[--high] = symbol;
    next[symbol] = Math.abs(probabilities[symbol]!);
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let position = 0;
  for (let symbol = 0; symbol < probabilities.length; symbol++) {
    for (let i = 0; i < probabilities[symbol]!; i++) {
      symbols[position] = symbol;
      do position = (position + step) & mask;
      while (position >= high);
    }
  }
  for (let state = 0; state < size; state++) {
    const number = next[symbols[state]!]!++;
    bits[state] = accuracyLog - (31 - Math.clz32(number));
    base[state] = (number << bits[state]!) - size;
  }
  return { accuracyLog, symbols, bits, base };
}

/** A table of one state, which takes no bits. */
export function fseTableOfOne(symbol: number): FseTable {
  return {
    accuracyLog: 0,
    symbols: Uint8Array.of(symbol),
    bits: Uint8Array.of(0),
    base: Uint16Array.of(0),
  };
}

/**
 * Reads a table's description.
 *
 * @param end of the data
 * @returns the table, and where its description ends
 * @throws {BrokenData}
 */
export function readFseTable(
  bytes: Uint8Array,
  start: number,
  end: number,
  maxAccuracyLog: number,
  maxSymbol: number,
): { table: FseTable; next: number } {
  const input = new ForwardBits(bytes, start);
  const accuracyLog = (input.peek() & 0xf) + 5;
  input.skip(4);
  if (accuracyLog > maxAccuracyLog) throw new BrokenData();
  const probabilities: number[] = [];
  let left = (1 << accuracyLog) + 1;
  while (left > 1 && probabilities.length <= maxSymbol) {
    const value = readProbability(input, left);
    left -= value === 0 ? 1 : value - 1;
    probabilities.push(value - 1);
    if (value !== 1) continue;
    for (let zeros = 3; zeros === 3 && probabilities.length <= maxSymbol; ) {
      zeros = input.peek() & 3;
      input.skip(2);
      for (let i = 0; i < zeros; i++) probabilities.push(0);
    }
  }
  if (left !== 1 || probabilities.length > maxSymbol + 1 || input.end > end) throw new BrokenData();
  return { table: fseTable(accuracyLog, probabilities), next: input.end };
}

/** A value from 0 to `left`: the smaller ones take a bit less than the others. */
function readProbability(input: ForwardBits, left: number): number {
  const width = 32 - Math.clz32(left);
  const half = 1 << (width - 1);
  const shortValues = 2 * half - 1 - left;
  const bits = input.peek();
  const low = bits & (half - 1);
  if (low < shortValues) {
    input.skip(width - 1);
    return low;
  }
  input.skip(width);
  const value = bits & (2 * half - 1);
  return value >= half ? value - shortValues : value;
}
