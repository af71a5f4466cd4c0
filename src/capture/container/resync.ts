/**
 * Finds the place where reading can go on behind broken framing. A place is believed if what follows it holds together: for
 * classic pcap three records in a row, or all up to the end of the file; for pcapng two blocks, or a section header.
 */
import {
  BLOCK_ENHANCED_PACKET,
  BLOCK_INTERFACE_DESCRIPTION,
  BLOCK_SECTION_HEADER,
  LENGTHS_ORIGINAL_FIRST,
} from "../../../wasm/layout.ts";
import { isBigEndianSection, SECTION_HEADER_BYTES } from "./pcapng_blocks.ts";

/** What is in front of a place and behind it must be this near in time, in seconds. */
const NEAR_SECONDS = 86_400;
const RECORDS = 3;
const BLOCKS = 2;
const TRAILER_BYTES = 4;
const EMPTY_BLOCK_BYTES = 12;
/** Types that a chain may begin with, besides the first six: systemd journal, decryption secrets, custom blocks. */
const OTHER_TYPES: readonly number[] = [9, 10, 0x00000bad, 0x40000bad];

/** Where to look. The answer must not depend on how much input there is: `window` bytes decide about a place. */
export interface Search {
  readonly view: DataView;
  /** First place that is looked at. */
  readonly from: number;
  /** End of the input so far. */
  readonly limit: number;
  /** The input has its end there. */
  readonly ended: boolean;
  readonly window: number;
}

/** The place that was found, or where to go on when there is more input. */
export interface Found {
  readonly at: number;
  readonly found: boolean;
}

function search({ from, limit, ended, window }: Search, test: (at: number, end: number) => boolean): Found {
  const last = ended ? limit - 1 : limit - window;
  let at = from;
  for (; at <= last; at++) if (test(at, Math.min(limit, at + window))) return { at, found: true };
  return { at, found: false };
}

/** What records of a classic pcap file have in common. */
export interface RecordShape {
  readonly little: boolean;
  readonly headerBytes: number;
  /** LENGTHS_* */
  readonly lengths: number;
  readonly maxCaptured: number;
  /** Units of a second in the fraction field. */
  readonly units: number;
  /** Second of the last packet before; undefined: there was none. */
  readonly lastSecond: number | undefined;
}

/** Looks for a record of classic pcap. */
export function findRecord(where: Search, shape: RecordShape): Found {
  const { view } = where;
  const lengthOf = (at: number): number => plausibleLength(view, at, shape);
  return search(where, (at, end) => {
    for (let records = 0; records < RECORDS; records++) {
      if (records > 0 && where.ended && at === where.limit) return true;
      if (at + shape.headerBytes > end) return false;
      const length = lengthOf(at);
      if (length < 0) return false;
      at += shape.headerBytes + length;
      if (at > end) return false;
    }
    return true;
  });
}

/** The captured length of the record at `at`, or -1 if no tool would have written its header. */
function plausibleLength(view: DataView, at: number, shape: RecordShape): number {
  const { little, lastSecond } = shape;
  const originalFirst = shape.lengths === LENGTHS_ORIGINAL_FIRST;
  const captured = view.getUint32(at + (originalFirst ? 12 : 8), little);
  if (captured === 0 || captured > shape.maxCaptured) return -1;
  const original = view.getUint32(at + (originalFirst ? 8 : 12), little);
  if (original < captured || original > shape.maxCaptured) return -1;
  if (view.getUint32(at + 4, little) >= shape.units) return -1;
  const seconds = view.getUint32(at, little);
  return lastSecond !== undefined && Math.abs(seconds - lastSecond) > NEAR_SECONDS ? -1 : captured;
}

/**
 * Looks for a block of pcapng.
 * @param sectionsOnly nothing but a section header will do
 */
export function findBlock(where: Search, little: boolean, sectionsOnly: boolean): Found {
  const { view } = where;
  return search(where, (at, end) => {
    let order = little;
    for (let blocks = 0; blocks < BLOCKS; blocks++) {
      if (blocks > 0 && where.ended && at === where.limit) return true;
      if (at + EMPTY_BLOCK_BYTES > end) return false;
      let type = view.getUint32(at, order);
      if (type === BLOCK_SECTION_HEADER) {
        const bigEndian = isBigEndianSection(view, at + 8);
        if (bigEndian === undefined) return false;
        order = !bigEndian;
        type = BLOCK_SECTION_HEADER;
      } else if (blocks === 0 && (sectionsOnly || !isKnownType(type))) return false;
      const length = view.getUint32(at + 4, order);
      const least = type === BLOCK_SECTION_HEADER ? SECTION_HEADER_BYTES + TRAILER_BYTES : EMPTY_BLOCK_BYTES;
      if (length < least || length % 4 !== 0 || length > end - at) return false;
      if (view.getUint32(at + length - TRAILER_BYTES, order) !== length) return false;
      if (type === BLOCK_SECTION_HEADER) return true;
      at += length;
    }
    return true;
  });
}

function isKnownType(type: number): boolean {
  return (type >= BLOCK_INTERFACE_DESCRIPTION && type <= BLOCK_ENHANCED_PACKET) || OTHER_TYPES.includes(type);
}
