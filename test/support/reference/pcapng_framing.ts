/** Where the blocks of a pcapng file begin and end, for the reference reader (draft-ietf-opsawg-pcapng 3.1, 4.1). */
import { readNumber } from "./pcapng_options.ts";

export type ByteOrder = "little" | "big";

export const SHB = 0x0a0d0d0a;
export const IDB = 1;
export const PB = 2;
export const SPB = 3;
export const NRB = 4;
export const ISB = 5;
export const EPB = 6;

const MAGIC = 0x1a2b3c4d;
const MAJOR_VERSION = 1;
/** What a block of a type needs at least, both lengths included; others: 12. */
const LEAST: ReadonlyMap<number, number> = new Map([
  [SHB, 28],
  [IDB, 20],
  [PB, 32],
  [SPB, 16],
  [ISB, 24],
  [EPB, 32],
]);
/** The longest packet there is, of a link type that is only counted. */
export const MAX_SKIPPED = 128 * 1024 * 1024;
/** A block that is longer is not believed: none has more than such a packet and its options. */
const MAX_BLOCK = MAX_SKIPPED + 65_536;
/** Types of the blocks that reading goes on with behind a broken one: those of the draft. */
const DRAFT_TYPES: ReadonlySet<number> = new Set([
  ...[SHB, IDB, PB, SPB, NRB, ISB, EPB],
  ...[9, 10, 0xbad, 0x40000bad],
]);
/** Bytes that decide whether a place is believed. */
const WINDOW = 262_144;

export interface Block {
  readonly type: number;
  readonly length: number;
  /** With padding that the length does not count. */
  readonly taken: number;
  readonly byteOrder: ByteOrder;
}

/** A block, or why there is none; `unknown_section`: nor are there up to the next section. */
export type Frame = Block | "cut" | "corrupt" | "unknown_section";

const read16 = (file: Uint8Array, at: number, order: ByteOrder): number =>
  Number(readNumber(file, at, 2, order));
const read32 = (file: Uint8Array, at: number, order: ByteOrder): number =>
  Number(readNumber(file, at, 4, order));

/** The byte order of the section whose header is at `at`, by its magic. */
export function orderOfSection(file: Uint8Array, at: number): ByteOrder | undefined {
  if (at + 12 > file.length) return undefined;
  return (["little", "big"] as const).find((order) => read32(file, at + 8, order) === MAGIC);
}

/** What is at `at`, in a section of byte order `order`. */
export function frameAt(file: Uint8Array, at: number, order: ByteOrder): Frame {
  const left = file.length - at;
  if (left < 8) return "cut";
  if (read32(file, at, order) !== SHB) return blockAt(file, at, order);
  if (left < 12) return "cut";
  const sectionOrder = orderOfSection(file, at);
  if (sectionOrder === undefined) return "unknown_section";
  return blockAt(file, at, sectionOrder);
}

function blockAt(file: Uint8Array, at: number, byteOrder: ByteOrder): Frame {
  const left = file.length - at;
  const type = read32(file, at, byteOrder);
  const length = read32(file, at + 4, byteOrder);
  if (length < (LEAST.get(type) ?? 12) || length > MAX_BLOCK) return "corrupt";
  if (type === SHB && left < 16) return "cut";
  if (type === SHB && read16(file, at + 12, byteOrder) !== MAJOR_VERSION) return "unknown_section";
  const whole = Math.ceil(length / 4) * 4;
  const taken = [length, whole].find(
    (end) => end <= left && read32(file, at + end - 4, byteOrder) === length,
  );
  if (taken !== undefined) return { type, length, taken, byteOrder };
  return whole > left ? "cut" : "corrupt";
}

/** Where blocks begin again behind a broken one: at a section header, or two blocks in a row or at the file's end. */
export function nextPlace(
  file: Uint8Array,
  broken: number,
  order: ByteOrder,
  onlySections: boolean,
): number | undefined {
  for (let at = broken + 1; at + 12 <= file.length; at++) {
    const first = plainBlockAt(file, at, order);
    if (first === undefined || !DRAFT_TYPES.has(first.type) || (onlySections && first.type !== SHB)) continue;
    const next = at + first.length;
    if (first.type === SHB || next === file.length || plainBlockAt(file, next, order)) return at;
  }
  return undefined;
}

/** A block with the least that makes it one: two lengths that agree, in whole words. */
function plainBlockAt(
  file: Uint8Array,
  at: number,
  order: ByteOrder,
): Pick<Block, "type" | "length"> | undefined {
  const left = file.length - at;
  if (left < 12) return undefined;
  const type = read32(file, at, order);
  const inOrder = type === SHB ? orderOfSection(file, at) : order;
  if (inOrder === undefined) return undefined;
  const length = read32(file, at + 4, inOrder);
  const least = type === SHB ? 28 : 12;
  if (length < least || length % 4 !== 0 || length > Math.min(left, WINDOW)) return undefined;
  return read32(file, at + length - 4, inOrder) === length ? { type, length } : undefined;
}
