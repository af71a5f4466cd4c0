/**
 * Broken framing in words.
 */
import {
  ERROR_BLOCK_LENGTHS,
  ERROR_BLOCK_LONG,
  ERROR_BLOCK_PACKET,
  ERROR_BLOCK_SHORT,
  ERROR_RECORD_LENGTH,
  FRAMING_ERROR,
  FRAMING_MAX_CAPTURED,
  FRAMING_RECORD_LENGTH,
  FRAMING_SECOND_LENGTH,
} from "../../wasm/layout.ts";
import { tooLong } from "./container/section_reader.ts";

/** What is wrong at byte `offset` of a file, by the ERROR_* in its framing state. */
export function describeFramingError(framing: Uint32Array, offset: number, isPcapng: boolean): string {
  const length = framing[FRAMING_RECORD_LENGTH]!;
  const block = `the block at byte ${offset}`;
  switch (framing[FRAMING_ERROR]) {
    case ERROR_RECORD_LENGTH: {
      const where = isPcapng ? `broken block at byte ${offset}` : `broken record header at byte ${offset}`;
      return `${where}: captured length ${length} is above ${framing[FRAMING_MAX_CAPTURED]}`;
    }
    case ERROR_BLOCK_SHORT:
      return `${block} is ${length} bytes long, which is too short for its type`;
    case ERROR_BLOCK_LONG:
      return tooLong(offset, length);
    case ERROR_BLOCK_PACKET:
      return `${block} is too short for the ${length} bytes that it says were captured`;
    case ERROR_BLOCK_LENGTHS: {
      const second = framing[FRAMING_SECOND_LENGTH];
      return `${block} has two lengths: ${length} in front and ${second} behind`;
    }
    default:
      throw new Error(`Unexpected framing error: ${framing[FRAMING_ERROR]}`);
  }
}
