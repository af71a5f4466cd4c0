/**
 * The sequences section of a block (RFC 8878 section 3.1.1.3.2): what to copy from where, between the literals.
 */
import { BrokenData } from "../stage.ts";
import { BackwardBits, bitsAt } from "./bits.ts";
import { MAX_BLOCK_BYTES } from "./block_header.ts";
import { type FseTable, fseTable, fseTableOfOne, readFseTable } from "./fse.ts";

/** Codes of one of the three numbers of a sequence. */
interface Codes {
  readonly maxAccuracyLog: number;
  readonly maxSymbol: number;
  /** Section 3.1.1.3.2.2. */
  readonly predefined: FseTable;
}

// Section 3.1.1.3.2.1.1: a number is the baseline of its code and so many bits.
const LITERALS_LENGTH_BITS = Uint8Array.from([
  ...new Array<number>(16).fill(0),
  ...[1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
]);
const MATCH_LENGTH_BITS = Uint8Array.from([
  ...new Array<number>(32).fill(0),
  ...[1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
]);
const LITERALS_LENGTH_BASE = baselines(LITERALS_LENGTH_BITS, 0);
const MATCH_LENGTH_BASE = baselines(MATCH_LENGTH_BITS, 3);

/** Each code begins where the one before ends. */
function baselines(bits: Uint8Array, first: number): Uint32Array {
  let next = first;
  return Uint32Array.from(bits, (count) => {
    const base = next;
    next += 2 ** count;
    return base;
  });
}

const literalsLengths: Codes = {
  maxAccuracyLog: 9,
  maxSymbol: 35,
  predefined: fseTable(
    6,
    [
      4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1,
      -1, -1,
    ],
  ),
};
const offsets: Codes = {
  maxAccuracyLog: 8,
  maxSymbol: 31,
  predefined: fseTable(
    5,
    [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1],
  ),
};
const matchLengths: Codes = {
  maxAccuracyLog: 9,
  maxSymbol: 52,
  predefined: fseTable(
    6,
    [
      1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
      1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
    ],
  ),
};

const PREDEFINED = 0;
const RLE = 1;
const FSE = 2;

/** More sequences of the shortest match, 3 bytes, fit no block. */
const MAX_SEQUENCES = Math.floor(MAX_BLOCK_BYTES / 3);
/** Offsets with larger codes are beyond every window that is accepted. */
const MAX_OFFSET_CODE = 28;

/** Each stands for so many literals, and then a match: the `length` bytes that begin `offset` bytes before. */
export interface Sequences {
  count: number;
  readonly literals: Int32Array;
  readonly offsets: Int32Array;
  readonly lengths: Int32Array;
}

/** Decodes sequences, and keeps what later blocks of a frame refer to. */
export class SequencesDecoder {
  readonly #sequences: Sequences = {
    count: 0,
    literals: new Int32Array(MAX_SEQUENCES),
    offsets: new Int32Array(MAX_SEQUENCES),
    lengths: new Int32Array(MAX_SEQUENCES),
  };
  #literalsLengths: FseTable | undefined;
  #offsets: FseTable | undefined;
  #matchLengths: FseTable | undefined;
  readonly #repeated = Int32Array.of(1, 4, 8);

  /** A frame begins. */
  reset(): void {
    this.#literalsLengths = undefined;
    this.#offsets = undefined;
    this.#matchLengths = undefined;
    this.#repeated.set([1, 4, 8]);
  }

  /**
   * Decodes the section at `start`, which goes up to `end`.
   *
   * @param bytes has 4 bytes or more behind `end`, whatever they are
   * @returns the sequences, valid until the next call
   * @throws {BrokenData}
   */
  decode(bytes: Uint8Array, start: number, end: number): Sequences {
    const sequences = this.#sequences;
    if (start >= end) throw new BrokenData();
    let at = start;
    let count = bytes[at++]!;
    if (count >= 128) {
      count = count < 255 ? ((count - 128) << 8) + bytes[at++]! : bytes[at++]! + (bytes[at++]! << 8) + 0x7f00;
    }
    sequences.count = count;
    if (count === 0) {
      if (at !== end) throw new BrokenData();
      return sequences;
    }
    const modes = bytes[at++]!;
    if (at > end || (modes & 3) !== 0 || count > MAX_SEQUENCES) throw new BrokenData();
    const table = (codes: Codes, mode: number, previous: FseTable | undefined): FseTable => {
      const read = readTable(codes, mode, previous, bytes, at, end);
      at = read.next;
      return read.table;
    };
    this.#literalsLengths = table(literalsLengths, modes >> 6, this.#literalsLengths);
    this.#offsets = table(offsets, (modes >> 4) & 3, this.#offsets);
    this.#matchLengths = table(matchLengths, (modes >> 2) & 3, this.#matchLengths);
    this.#run(bytes, at, end);
    return sequences;
  }

  /** The bits of each sequence lie backwards from the end: of offset, match length, literals length, next states. */
  #run(bytes: Uint8Array, start: number, end: number): void {
    const literalTable = this.#literalsLengths!;
    const offsetTable = this.#offsets!;
    const matchTable = this.#matchLengths!;
    const { count, literals, offsets, lengths } = this.#sequences;
    const input = new BackwardBits(bytes, start, end);
    let literalState = input.read(literalTable.accuracyLog);
    let offsetState = input.read(offsetTable.accuracyLog);
    let matchState = input.read(matchTable.accuracyLog);
    const firstBit = start * 8;
    let bit = firstBit + input.left;
    for (let i = 0; i < count; i++) {
      const offsetCode = offsetTable.symbols[offsetState]!;
      const matchCode = matchTable.symbols[matchState]!;
      const literalCode = literalTable.symbols[literalState]!;
      if (offsetCode > MAX_OFFSET_CODE) throw new BrokenData();
      bit -= offsetCode;
      const value = (1 << offsetCode) | bitsAt(bytes, bit, offsetCode);
      const lengthBits = MATCH_LENGTH_BITS[matchCode]!;
      bit -= lengthBits;
      lengths[i] = MATCH_LENGTH_BASE[matchCode]! + bitsAt(bytes, bit, lengthBits);
      const literalBits = LITERALS_LENGTH_BITS[literalCode]!;
      bit -= literalBits;
      const before = LITERALS_LENGTH_BASE[literalCode]! + bitsAt(bytes, bit, literalBits);
      literals[i] = before;
      offsets[i] = value > 3 ? this.#remember(value - 3) : this.#repeat(before === 0 ? value + 1 : value);
      if (i + 1 === count) break;
      bit -= literalTable.bits[literalState]!;
      literalState = literalTable.base[literalState]! + bitsAt(bytes, bit, literalTable.bits[literalState]!);
      bit -= matchTable.bits[matchState]!;
      matchState = matchTable.base[matchState]! + bitsAt(bytes, bit, matchTable.bits[matchState]!);
      bit -= offsetTable.bits[offsetState]!;
      offsetState = offsetTable.base[offsetState]! + bitsAt(bytes, bit, offsetTable.bits[offsetState]!);
      if (bit < firstBit) throw new BrokenData();
    }
    if (bit !== firstBit) throw new BrokenData();
  }

  #remember(offset: number): number {
    const repeated = this.#repeated;
    repeated[2] = repeated[1]!;
    repeated[1] = repeated[0]!;
    repeated[0] = offset;
    return offset;
  }

  /** Section 3.1.1.5: one of the last three offsets again, or one less than the last. */
  #repeat(which: number): number {
    const repeated = this.#repeated;
    const offset = which === 4 ? repeated[0]! - 1 : repeated[which - 1]!;
    if (offset === 0) throw new BrokenData();
    if (which > 2) repeated[2] = repeated[1]!;
    if (which > 1) repeated[1] = repeated[0]!;
    repeated[0] = offset;
    return offset;
  }
}

function readTable(
  { maxAccuracyLog, maxSymbol, predefined }: Codes,
  mode: number,
  previous: FseTable | undefined,
  bytes: Uint8Array,
  at: number,
  end: number,
): { table: FseTable; next: number } {
  switch (mode) {
    case PREDEFINED:
      return { table: predefined, next: at };
    case RLE:
      if (at >= end || bytes[at]! > maxSymbol) throw new BrokenData();
      return { table: fseTableOfOne(bytes[at]!), next: at + 1 };
    case FSE:
      return readFseTable(bytes, at, end, maxAccuracyLog, maxSymbol);
    default:
      if (!previous) throw new BrokenData();
      return { table: previous, next: at };
  }
}
