/**
 * The blocks of pcapng that describe sections and interfaces (draft-ietf-opsawg-pcapng). Packets are read by the WASM module.
 */

/** What a section header takes before its options. */
export const SECTION_HEADER_BYTES = 24;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const INTERFACE_BYTES = 16;
const STATISTICS_BYTES = 20;
const BLOCK_HEADER_BYTES = 8;
const TRAILER_BYTES = 4;
const MAX_NAME_LENGTH = 128;
const TWO_32 = 2 ** 32;

const OPTION_END = 0;
const OPTION_COMMENT = 1;
const IF_NAME = 2;
const IF_TSRESOL = 9;
const IF_FCSLEN = 13;
const IF_TSOFFSET = 14;
const ISB_IFDROP = 5;
const ISB_OSDROP = 7;
const DEFAULT_RESOLUTION = 6;

/** A block as it lies in memory, from its type to behind its second length, or as much of it as is looked at. */
export interface Block {
  readonly view: DataView;
  readonly little: boolean;
}

/** What the options of any block may have. */
interface Described {
  /** How many comments its options have. */
  readonly comments: number;
}

/** Interface Description Block. */
export interface InterfaceDescription extends Described {
  /** if_name, at most 128 characters of it. */
  readonly name: string | undefined;
  readonly linkType: number;
  /** 0: no limit. */
  readonly snaplen: number;
  /** if_tsresol: 10^-n, or with the top bit 2^-n of a second. */
  readonly resolution: number;
  /** if_tsoffset: seconds to add. */
  readonly offset: bigint;
  /** Bytes of the frame check sequence behind each frame. */
  readonly fcsBytes: number;
}

/** Interface Statistics Block. */
export interface InterfaceStatistics extends Described {
  readonly interfaceId: number;
  /** isb_ifdrop and isb_osdrop; undefined if it has neither. */
  readonly drops: number | undefined;
}

interface Option {
  readonly code: number;
  readonly value: DataView;
}

/** The options from `at` on; a broken one ends them. */
function* optionsOf({ view, little }: Block, at: number): Generator<Option, void> {
  const end = view.byteLength - TRAILER_BYTES;
  while (at + 4 <= end) {
    const code = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    if (code === OPTION_END || at + 4 + length > end) return;
    yield { code, value: new DataView(view.buffer, view.byteOffset + at + 4, length) };
    at += 4 + ((length + 3) & ~3);
  }
}

/** The byte order that the magic at `at` tells; undefined if it is none. */
export function isBigEndianSection(view: DataView, at: number): boolean | undefined {
  if (view.getUint32(at) === BYTE_ORDER_MAGIC) return true;
  return view.getUint32(at, true) === BYTE_ORDER_MAGIC ? false : undefined;
}

/** Section Header Block: its version, and comments. */
export function readSectionHeader(
  block: Block,
): Described & { readonly major: number; readonly minor: number } {
  const { view, little } = block;
  let comments = 0;
  for (const { code } of optionsOf(block, SECTION_HEADER_BYTES)) if (code === OPTION_COMMENT) comments++;
  return { major: view.getUint16(12, little), minor: view.getUint16(14, little), comments };
}

/** Interface Description Block; undefined if it is too short for one. */
export function readInterface(block: Block): InterfaceDescription | undefined {
  const { view, little } = block;
  if (view.byteLength < INTERFACE_BYTES + TRAILER_BYTES) return undefined;
  let comments = 0;
  let name: string | undefined;
  let resolution = DEFAULT_RESOLUTION;
  let offset = 0n;
  let fcsBytes = 0;
  for (const { code, value } of optionsOf(block, INTERFACE_BYTES)) {
    if (code === OPTION_COMMENT) comments++;
    else if (code === IF_NAME) name = textOf(value);
    else if (code === IF_TSRESOL && value.byteLength === 1) resolution = value.getUint8(0);
    else if (code === IF_TSOFFSET && value.byteLength === 8) offset = value.getBigInt64(0, little);
    else if (code === IF_FCSLEN && value.byteLength === 1) fcsBytes = fcsBytesOf(value.getUint8(0));
  }
  return {
    name,
    linkType: view.getUint16(8, little),
    snaplen: view.getUint32(12, little),
    resolution,
    offset,
    fcsBytes,
    comments,
  };
}

/** The option counts bits, but the draft long left that open, and writers counted bytes. No sequence has fewer than 16 bits. */
function fcsBytesOf(length: number): number {
  return length < 16 ? length : length >>> 3;
}

function textOf(value: DataView): string | undefined {
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  const end = bytes.indexOf(0);
  const text = new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
  return text === "" ? undefined : Array.from(text).slice(0, MAX_NAME_LENGTH).join("");
}

/** Interface Statistics Block; undefined if it is too short for one. */
export function readStatistics(block: Block): InterfaceStatistics | undefined {
  const { view, little } = block;
  if (view.byteLength < STATISTICS_BYTES + TRAILER_BYTES) return undefined;
  let comments = 0;
  let drops: number | undefined;
  for (const { code, value } of optionsOf(block, STATISTICS_BYTES)) {
    if (code === OPTION_COMMENT) comments++;
    else if ((code === ISB_IFDROP || code === ISB_OSDROP) && value.byteLength === 8) {
      const high = value.getUint32(little ? 4 : 0, little);
      const low = value.getUint32(little ? 0 : 4, little);
      drops = Math.min((drops ?? 0) + high * TWO_32 + low, Number.MAX_SAFE_INTEGER);
    }
  }
  return { interfaceId: view.getUint32(BLOCK_HEADER_BYTES, little), drops, comments };
}

/** Name Resolution Block: only its comments, which come behind its records. */
export function readNameResolution(block: Block): Described {
  const { view, little } = block;
  const end = view.byteLength - TRAILER_BYTES;
  let at = BLOCK_HEADER_BYTES;
  while (at + 4 <= end) {
    const type = view.getUint16(at, little);
    at += 4 + ((view.getUint16(at + 2, little) + 3) & ~3);
    if (type === 0) break;
  }
  let comments = 0;
  for (const { code } of optionsOf(block, at)) if (code === OPTION_COMMENT) comments++;
  return { comments };
}
