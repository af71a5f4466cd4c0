/**
 * Reads the blocks of a pcapng file that describe its sections and interfaces, as they come up between packets.
 */
import {
  BLOCK_INTERFACE_DESCRIPTION,
  BLOCK_INTERFACE_STATISTICS,
  BLOCK_NAME_RESOLUTION,
  BLOCK_SECTION_HEADER,
  FRAMING_BIG_ENDIAN,
  FRAMING_RECORD_LENGTH,
  FRAMING_SKIP,
  FRAMING_SKIP_TOTAL,
  FRAMING_TRAILER,
  MAX_BLOCK_BYTES,
  MAX_WHOLE_BLOCK_BYTES,
} from "../../../wasm/layout.ts";
import type { InputMemory } from "../input_memory.ts";
import {
  type Block,
  type InterfaceDescription,
  type InterfaceStatistics,
  isBigEndianSection,
  readInterface,
  readNameResolution,
  readSectionHeader,
  readStatistics,
  SECTION_HEADER_BYTES,
} from "./pcapng_blocks.ts";

const TRAILER_BYTES = 4;
const EMPTY_BLOCK_BYTES = 12;
/** What is looked at of a block that is too long to be kept as a whole. */
const LOOKED_AT_BYTES = 65_536;

/** Takes what the blocks say. */
export interface SectionListener {
  /** A section begins; everything about the one before is void. */
  onSection(little: boolean): void;
  onInterface(described: InterfaceDescription): void;
  onStatistics(statistics: InterfaceStatistics): void;
  onComments(count: number): void;
}

/** What is wrong with a block. */
export interface BrokenBlock {
  readonly broken: string;
  /** Nothing up to the next section can be read. */
  readonly isSection?: boolean;
}

/** A block was read, more input is needed for it, or else what is wrong with it. */
export type BlockOutcome = "read" | "input" | BrokenBlock;

const TOO_SHORT = "which is too short for its type";

/** What is wrong with a block of so many bytes at byte `offset` of the file. */
export function tooLong(offset: number, length: number): string {
  return `the block at byte ${offset} is ${length} bytes long: more than ${MAX_BLOCK_BYTES} are not believed`;
}

/** Reads the descriptive block at the position, and moves behind it. */
export function readDescriptiveBlock(memory: InputMemory, listener: SectionListener): BlockOutcome {
  const { framing, offset, unread } = memory;
  if (unread < EMPTY_BLOCK_BYTES) return "input";
  const head = memory.view(EMPTY_BLOCK_BYTES);
  const isSection = head.getUint32(0) === BLOCK_SECTION_HEADER;
  const bigEndian = isSection ? isBigEndianSection(head, 8) : framing[FRAMING_BIG_ENDIAN] !== 0;
  if (bigEndian === undefined) {
    return { broken: `the section header at byte ${offset} has no byte-order magic`, isSection };
  }
  const little = !bigEndian;
  const length = head.getUint32(4, little);
  const broken = (what: string): BrokenBlock => {
    // whatever else is wrong with it, a section begins: its byte order counts, and interfaces are numbered anew
    if (isSection) listener.onSection(little);
    return { broken: what };
  };
  const least = isSection ? SECTION_HEADER_BYTES + TRAILER_BYTES : EMPTY_BLOCK_BYTES;
  if (length < least) return broken(`the block at byte ${offset} is ${length} bytes long, ${TOO_SHORT}`);
  if (length > MAX_BLOCK_BYTES) return broken(tooLong(offset, length));
  const isWhole = length <= MAX_WHOLE_BLOCK_BYTES;
  const span = isWhole ? spanOf(memory, length, little) : (length + 3) & ~3;
  const needed = isWhole ? span : LOOKED_AT_BYTES;
  if (unread < needed) return "input";
  const view = memory.view(needed);
  const second = view.getUint32(needed - TRAILER_BYTES, little);
  if (isWhole && second !== length) {
    return broken(`the block at byte ${offset} has two lengths: ${length} in front and ${second} behind`);
  }
  const fault = describe(head.getUint32(0, little), { view, little }, listener);
  if (fault !== undefined) return { broken: `the block at byte ${offset} ${fault}`, isSection };
  if (isWhole) {
    memory.position += span;
  } else {
    framing[FRAMING_SKIP] = length - TRAILER_BYTES;
    framing[FRAMING_SKIP_TOTAL] = length - TRAILER_BYTES;
    framing[FRAMING_RECORD_LENGTH] = length;
    framing[FRAMING_TRAILER] = length;
  }
  return "read";
}

/** Bytes to the next block: writers that forget the padding are forgiven if the second length shows it. */
function spanOf(memory: InputMemory, length: number, little: boolean): number {
  const isUnpadded =
    length % 4 !== 0 &&
    memory.unread >= length &&
    memory.view(length).getUint32(length - TRAILER_BYTES, little) === length;
  return isUnpadded ? length : (length + 3) & ~3;
}

/** Tells the listener; returns what is wrong with the block, if anything. */
function describe(type: number, block: Block, listener: SectionListener): string | undefined {
  switch (type) {
    case BLOCK_SECTION_HEADER: {
      const { major, minor, comments } = readSectionHeader(block);
      if (major !== 1) return `begins a section of the unknown pcapng version ${major}.${minor}`;
      listener.onComments(comments);
      listener.onSection(block.little);
      return undefined;
    }
    case BLOCK_INTERFACE_DESCRIPTION: {
      const described = readInterface(block);
      if (!described) return `is ${block.view.byteLength} bytes long, ${TOO_SHORT}`;
      listener.onComments(described.comments);
      listener.onInterface(described);
      return undefined;
    }
    case BLOCK_INTERFACE_STATISTICS: {
      const statistics = readStatistics(block);
      if (!statistics) return `is ${block.view.byteLength} bytes long, ${TOO_SHORT}`;
      listener.onComments(statistics.comments);
      listener.onStatistics(statistics);
      return undefined;
    }
    case BLOCK_NAME_RESOLUTION:
      listener.onComments(readNameResolution(block).comments);
      return undefined;
    default:
      throw new Error(`Unexpected block type: ${type}`);
  }
}
