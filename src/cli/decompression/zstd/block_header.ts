/** RFC 8878 section 3.1.1.2. */
export const BLOCK_HEADER_BYTES = 3;
/** What a block decompresses to at most, and so what it has itself. */
export const MAX_BLOCK_BYTES = 128 * 1024;

export const BLOCK_RAW = 0;
export const BLOCK_RLE = 1;
export const BLOCK_RESERVED = 3;

export interface BlockHeader {
  readonly isLast: boolean;
  readonly type: number;
  /** Bytes behind the header; for {@link BLOCK_RLE} how often the one byte is repeated. */
  readonly size: number;
}

/** @param bytes begin with a block header */
export function blockHeader(bytes: Uint8Array): BlockHeader {
  const header = bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16);
  return { isLast: (header & 1) !== 0, type: (header >> 1) & 3, size: header >>> 3 };
}
