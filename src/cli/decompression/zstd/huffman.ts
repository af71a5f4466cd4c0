/**
 * Huffman coding of literals (RFC 8878 section 4.2).
 */
import { BrokenData } from "../stage.ts";
import { BackwardBits } from "./bits.ts";
import { type FseTable, readFseTable } from "./fse.ts";

const MAX_BITS = 11;
const MAX_WEIGHTS_LOG = 6;
const MAX_WEIGHT = MAX_BITS;
/** The 256th symbol's weight follows from the others. */
const MAX_WEIGHTS = 255;

/** By the next `maxBits` bits: the symbol, and above it (shifted by 8) how many bits it has. */
export interface HuffmanTable {
  readonly maxBits: number;
  readonly entries: Uint16Array;
}

/**
 * Reads a tree's description.
 *
 * @param end of the data
 * @returns the tree as a table, and where its description ends
 * @throws {BrokenData}
 */
export function readHuffmanTable(
  bytes: Uint8Array,
  start: number,
  end: number,
): { table: HuffmanTable; next: number } {
  if (start >= end) throw new BrokenData();
  const header = bytes[start]!;
  const isDirect = header >= 128;
  const size = isDirect ? (header - 127 + 1) >> 1 : header;
  const next = start + 1 + size;
  if (next > end) throw new BrokenData();
  const weights = isDirect
    ? directWeights(bytes, start + 1, header - 127)
    : codedWeights(bytes, start + 1, next);
  return { table: huffmanTable(weights), next };
}

/** Section 4.2.1.1: four bits each. */
function directWeights(bytes: Uint8Array, start: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const pair = bytes[start + (i >> 1)]!;
    return i % 2 === 0 ? pair >> 4 : pair & 0xf;
  });
}

/** Section 4.2.1.2: two states take turns until the bits of one are used up. */
function codedWeights(bytes: Uint8Array, start: number, end: number): number[] {
  const { table, next } = readFseTable(bytes, start, end, MAX_WEIGHTS_LOG, MAX_WEIGHT + 1);
  const input = new BackwardBits(bytes, next, end);
  const weights: number[] = [];
  let [state, other] = [input.read(table.accuracyLog), input.read(table.accuracyLog)];
  if (input.left < 0) throw new BrokenData();
  while (weights.length < MAX_WEIGHTS) {
    weights.push(table.symbols[state]!);
    const following = advance(table, state, input);
    if (input.left < 0) {
      weights.push(table.symbols[other]!);
      return weights;
    }
    [state, other] = [other, following];
  }
  throw new BrokenData();
}

function advance(table: FseTable, state: number, input: BackwardBits): number {
  return table.base[state]! + input.read(table.bits[state]!);
}

/** Sections 4.2.1 and 4.2.1.3: the codes by rising weight, among equals by rising symbol. */
function huffmanTable(weights: readonly number[]): HuffmanTable {
  const total = weights.reduce((sum, weight) => sum + (weight > 0 ? 2 ** (weight - 1) : 0), 0);
  if (total === 0 || weights.length > MAX_WEIGHTS) throw new BrokenData();
  const maxBits = 32 - Math.clz32(total);
  const rest = 2 ** maxBits - total;
  if (maxBits > MAX_BITS || (rest & (rest - 1)) !== 0) throw new BrokenData();
  const all = [...weights, 32 - Math.clz32(rest)];
  const entries = new Uint16Array(1 << maxBits);
  let position = 0;
  for (let weight = 1; weight <= maxBits; weight++) {
    for (let symbol = 0; symbol < all.length; symbol++) {
      if (all[symbol] !== weight) continue;
      const span = 1 << (weight - 1);
      entries.fill(symbol | ((maxBits + 1 - weight) << 8), position, position + span);
      position += span;
    }
  }
  return { maxBits, entries };
}

/**
 * Decodes one stream, which has to end with the last symbol.
 *
 * @param bytes has 4 bytes or more behind `end`, whatever they are
 * @throws {BrokenData}
 */
export function decodeHuffmanStream(
  { maxBits, entries }: HuffmanTable,
  bytes: Uint8Array,
  start: number,
  end: number,
  output: Uint8Array,
): void {
  const input = new BackwardBits(bytes, start, end);
  const mask = entries.length - 1;
  let at = 0;
  let { left } = input;
  while (left >= maxBits && at < output.length) {
    const position = left - maxBits;
    const byte = start + (position >>> 3);
    const word = bytes[byte]! | (bytes[byte + 1]! << 8) | (bytes[byte + 2]! << 16);
    const entry = entries[(word >>> (position & 7)) & mask]!;
    output[at++] = entry;
    left -= entry >>> 8;
  }
  // Fewer bits are left than a look-up takes.
  for (; at < output.length; at++) {
    input.left = left;
    const entry = entries[input.read(maxBits)]!;
    output[at] = entry;
    left -= entry >>> 8;
    if (left < 0) throw new BrokenData();
  }
  if (left !== 0) throw new BrokenData();
}
