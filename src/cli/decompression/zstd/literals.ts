/**
 * The literals section of a block (RFC 8878 section 3.1.1.3.1).
 */
import { BrokenData } from "../stage.ts";
import { decodeHuffmanStream, type HuffmanTable, readHuffmanTable } from "./huffman.ts";

const MAX_LITERALS = 128 * 1024;

const RAW = 0;
const RLE = 1;
const COMPRESSED = 2;

/** Where four streams lie is said by the sizes of the first three. */
const JUMP_TABLE_BYTES = 6;

/** Decodes literals, and keeps the Huffman table for blocks that use the one before. */
export class LiteralsDecoder {
  readonly #buffer = new Uint8Array(MAX_LITERALS);
  #table: HuffmanTable | undefined;

  /** A frame begins. */
  reset(): void {
    this.#table = undefined;
  }

  /**
   * Decodes the section at `start`.
   *
   * @returns the literals, valid until the next call, and where the section ends
   * @throws {BrokenData}
   */
  decode(bytes: Uint8Array, start: number, end: number): { literals: Uint8Array; next: number } {
    if (start >= end) throw new BrokenData();
    const type = bytes[start]! & 3;
    const format = (bytes[start]! >> 2) & 3;
    return type === RAW || type === RLE
      ? this.#plain(type, format, bytes, start, end)
      : this.#compressed(type, format, bytes, start, end);
  }

  #plain(type: number, format: number, bytes: Uint8Array, start: number, end: number) {
    const headerBytes = [1, 2, 1, 3][format]!;
    if (start + headerBytes > end) throw new BrokenData();
    const header = littleEndian(bytes, start, headerBytes);
    const size = headerBytes === 1 ? header >> 3 : header >> 4;
    const data = start + headerBytes;
    const next = data + (type === RLE ? 1 : size);
    if (next > end || size > MAX_LITERALS) throw new BrokenData();
    if (type === RAW) return { literals: bytes.subarray(data, next), next };
    return { literals: this.#buffer.subarray(0, size).fill(bytes[data]!), next };
  }

  #compressed(type: number, format: number, bytes: Uint8Array, start: number, end: number) {
    const headerBytes = [3, 3, 4, 5][format]!;
    const width = [10, 10, 14, 18][format]!;
    if (start + headerBytes > end) throw new BrokenData();
    // up to 40 bits
    const header = Math.floor(littleEndian(bytes, start, headerBytes) / 16);
    const size = header % 2 ** width;
    const next = start + headerBytes + Math.floor(header / 2 ** width);
    if (next > end || size > MAX_LITERALS) throw new BrokenData();
    let data = start + headerBytes;
    if (type === COMPRESSED) {
      const read = readHuffmanTable(bytes, data, next);
      this.#table = read.table;
      data = read.next;
    }
    if (!this.#table) throw new BrokenData();
    const literals = this.#buffer.subarray(0, size);
    if (format === 0) decodeHuffmanStream(this.#table, bytes, data, next, literals);
    else decodeFourStreams(this.#table, bytes, data, next, literals);
    return { literals, next };
  }
}

/** Section 3.1.1.3.1.6. */
function decodeFourStreams(
  table: HuffmanTable,
  bytes: Uint8Array,
  start: number,
  end: number,
  literals: Uint8Array,
): void {
  if (start + JUMP_TABLE_BYTES > end) throw new BrokenData();
  const share = (literals.length + 3) >> 2;
  if (share * 3 > literals.length) throw new BrokenData();
  let from = start + JUMP_TABLE_BYTES;
  for (let i = 0; i < 4; i++) {
    const to = i < 3 ? from + littleEndian(bytes, start + 2 * i, 2) : end;
    if (to > end) throw new BrokenData();
    const part = i < 3 ? literals.subarray(i * share, (i + 1) * share) : literals.subarray(3 * share);
    decodeHuffmanStream(table, bytes, from, to, part);
    from = to;
  }
}

function littleEndian(bytes: Uint8Array, start: number, count: number): number {
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + bytes[start + i]!;
  return value;
}
