// pcapng (draft-ietf-opsawg-pcapng): typed blocks with their length in front and behind. Packets are read here; the blocks
// that describe sections and interfaces are left to TypeScript, all others are passed over.
import {
  BLOCK_ENHANCED_PACKET,
  BLOCK_INTERFACE_DESCRIPTION,
  BLOCK_INTERFACE_STATISTICS,
  BLOCK_NAME_RESOLUTION,
  BLOCK_PACKET,
  BLOCK_SECTION_HEADER,
  BLOCK_SIMPLE_PACKET,
  ERROR_BLOCK_LENGTHS,
  ERROR_BLOCK_LONG,
  ERROR_BLOCK_PACKET,
  ERROR_BLOCK_SHORT,
  ERROR_RECORD_LENGTH,
  FRAMING_BIG_ENDIAN,
  FRAMING_ERROR,
  FRAMING_INTERFACE_COUNT,
  FRAMING_INTERFACES,
  FRAMING_MAX_CAPTURED,
  FRAMING_RECORD_LENGTH,
  FRAMING_SECOND_LENGTH,
  FRAMING_TRAILER,
  INTERFACE_SNAPLEN,
  INTERFACE_SUPPORTED,
  INTERFACE_WORDS,
  MAX_BLOCK_BYTES,
  MAX_WHOLE_BLOCK_BYTES,
  STOP_CONTROL_BLOCK,
  STOP_ERROR,
  STOP_NEED_INPUT,
} from "../layout";
import { getWord, setWord } from "../record";
import { stampOfUnits, wasClamped } from "../time/units";
import {
  packetStamp,
  READ_PACKET,
  READ_PASSED,
  setDrops,
  setOptions,
  setOrigin,
  setPacket,
  setReadPosition,
} from "./packet";
import { beginPacketSkip, beginSkip } from "./skip";

/** Type and length. */
const HEADER_BYTES: u32 = 8;
const TRAILER_BYTES: u32 = 4;
/** What is in front of the packet, and the least that such a block has. */
const PACKET_BYTES: u32 = 28;
const SIMPLE_PACKET_BYTES: u32 = 12;

// the block in hand
let bigEndian: bool = false;
let block: usize = 0;
/** Its length as it says, and the bytes to the next one. */
let length: u32 = 0;
let span: u32 = 0;
let isWhole: bool = false;

function word(address: usize): u32 {
  const value = load<u32>(address);
  return bigEndian ? bswap<u32>(value) : value;
}

function halfWord(address: usize): u32 {
  const value = load<u16>(address);
  return bigEndian ? bswap<u16>(value) : value;
}

function fail(framing: usize, error: u32, about: u32): u32 {
  setWord(framing, FRAMING_ERROR, error);
  setWord(framing, FRAMING_RECORD_LENGTH, about);
  return STOP_ERROR;
}

/** The second length of a block that was passed over. */
function checkTrailer(framing: usize, position: usize, limit: usize): u32 {
  if (position + TRAILER_BYTES > limit) return STOP_NEED_INPUT;
  const expected = getWord(framing, FRAMING_TRAILER);
  if (word(position) !== expected) {
    // not unpadded, then
    position += ((expected + 3) & ~3) - expected;
    if (position + TRAILER_BYTES > limit) return STOP_NEED_INPUT;
    if (word(position) !== expected) {
      setWord(framing, FRAMING_SECOND_LENGTH, word(position));
      return fail(framing, ERROR_BLOCK_LENGTHS, expected);
    }
  }
  setWord(framing, FRAMING_TRAILER, 0);
  setReadPosition(position + TRAILER_BYTES);
  return READ_PASSED;
}

/**
 * Takes the block at `position` in hand: READ_* or STOP_*. Nothing changes by it, so that it can be asked for again; what a
 * packet's options say is counted when it is taken (packet_options.ts).
 */
export function readBlock(framing: usize, position: usize, limit: usize): u32 {
  bigEndian = getWord(framing, FRAMING_BIG_ENDIAN) !== 0;
  if (getWord(framing, FRAMING_TRAILER)) return checkTrailer(framing, position, limit);
  if (position + HEADER_BYTES > limit) return STOP_NEED_INPUT;
  block = position;
  const type = word(position);
  length = word(position + 4);
  // whatever the byte order was, a section header begins a new one
  if (type === BLOCK_SECTION_HEADER) return STOP_CONTROL_BLOCK;
  const isSimple = type === BLOCK_SIMPLE_PACKET;
  const isPacket = isSimple || type === BLOCK_ENHANCED_PACKET || type === BLOCK_PACKET;
  let least: u32 = HEADER_BYTES;
  if (isPacket) least = isSimple ? SIMPLE_PACKET_BYTES : PACKET_BYTES;
  if (length < least + TRAILER_BYTES) return fail(framing, ERROR_BLOCK_SHORT, length);
  if (length > <u32>MAX_BLOCK_BYTES) return fail(framing, ERROR_BLOCK_LONG, length);
  if (
    type === BLOCK_INTERFACE_DESCRIPTION ||
    type === BLOCK_INTERFACE_STATISTICS ||
    type === BLOCK_NAME_RESOLUTION
  ) {
    return STOP_CONTROL_BLOCK;
  }

  span = (length + 3) & ~3;
  isWhole = length <= <u32>MAX_WHOLE_BLOCK_BYTES;
  if (isWhole) {
    const unpadded = position + length;
    // some writers forget the padding; the second length shows it
    if (span !== length && unpadded <= limit && word(unpadded - TRAILER_BYTES) === length) span = length;
    if (position + span > limit) return STOP_NEED_INPUT;
    const second = word(position + span - TRAILER_BYTES);
    if (second !== length) {
      setWord(framing, FRAMING_SECOND_LENGTH, second);
      return fail(framing, ERROR_BLOCK_LENGTHS, length);
    }
  }
  if (isPacket) return isSimple ? readSimplePacket(framing, limit) : readPacket(framing, limit, type);
  if (isWhole) {
    setReadPosition(position + span);
    return READ_PASSED;
  }
  return passRest(framing, position, 0);
}

/** Passes over the rest of an oversized block, of which `before` bytes were looked at. */
function passRest(framing: usize, position: usize, before: u32): u32 {
  setWord(framing, FRAMING_TRAILER, length);
  return beginSkip(framing, position, length - TRAILER_BYTES - before, before, length);
}

/** Enhanced Packet Block; or the obsolete Packet Block, where the id has 16 bits and a count of drops follows it. */
function readPacket(framing: usize, limit: usize, type: u32): u32 {
  if (block + PACKET_BYTES > limit) return STOP_NEED_INPUT;
  const id = type === BLOCK_PACKET ? halfWord(block + 8) : word(block + 8);
  const time = ((<u64>word(block + 12)) << 32) | <u64>word(block + 16);
  const from = interfaceAt(framing, id);
  if (from) {
    const stamp = stampOfUnits(from, time);
    setOrigin(from, stamp, wasClamped());
  } else {
    setOrigin(0, packetStamp, false);
  }
  const read = takePacket(framing, limit, PACKET_BYTES, word(block + 20), word(block + 24), from);
  if (type === BLOCK_PACKET) setDrops(halfWord(block + 10));
  return read;
}

/** Simple Packet Block: of the first interface, without a time. It passes for that of the packet before. */
function readSimplePacket(framing: usize, limit: usize): u32 {
  if (block + SIMPLE_PACKET_BYTES > limit) return STOP_NEED_INPUT;
  const original = word(block + 8);
  const from = interfaceAt(framing, 0);
  setOrigin(from, packetStamp, false);
  let captured = min<u32>(original, length - SIMPLE_PACKET_BYTES - TRAILER_BYTES);
  if (from && getWord(from, INTERFACE_SNAPLEN))
    captured = min<u32>(captured, getWord(from, INTERFACE_SNAPLEN));
  return takePacket(framing, limit, SIMPLE_PACKET_BYTES, captured, original, from);
}

/** The interface `id`, or 0 if the section has none of that number. */
function interfaceAt(framing: usize, id: u32): usize {
  if (id >= getWord(framing, FRAMING_INTERFACE_COUNT)) return 0;
  return <usize>getWord(framing, FRAMING_INTERFACES) + ((<usize>id * INTERFACE_WORDS) << 2);
}

function takePacket(
  framing: usize,
  limit: usize,
  before: u32,
  captured: u32,
  original: u32,
  from: usize,
): u32 {
  if (captured > length - before - TRAILER_BYTES) return fail(framing, ERROR_BLOCK_PACKET, captured);
  const isDecoded = from !== 0 && getWord(from, INTERFACE_SUPPORTED) !== 0;
  if (isDecoded && captured > getWord(framing, FRAMING_MAX_CAPTURED)) {
    return fail(framing, ERROR_RECORD_LENGTH, captured);
  }
  const frame = block + before;
  if (isWhole) {
    setPacket(frame, captured, original, block + span);
    const options = frame + ((captured + 3) & ~3);
    const end = block + span - TRAILER_BYTES;
    if (before === PACKET_BYTES && options < end) setOptions(options, end);
    return READ_PACKET;
  }
  if (isDecoded) {
    if (frame + captured > limit) return STOP_NEED_INPUT;
    setPacket(frame, captured, original, frame + captured);
    return READ_PACKET;
  }
  setPacket(frame, captured, original, block);
  setWord(framing, FRAMING_TRAILER, length);
  return beginPacketSkip(framing, block, length - TRAILER_BYTES, length);
}

/** What an oversized block has behind the packet that was taken is passed over. */
export function passOptions(framing: usize, position: usize): void {
  if (!isWhole) passRest(framing, position, <u32>(position - block));
}
