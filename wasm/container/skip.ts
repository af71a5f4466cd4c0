// What need not be looked at is passed over, however long it is: packets of link types that are not decoded, blocks of
// types that are not read, options of oversized blocks.
import {
  FRAMING_RECORD_LENGTH,
  FRAMING_SKIP,
  FRAMING_SKIP_INTERFACE,
  FRAMING_SKIP_ORIGINAL,
  FRAMING_SKIP_PACKET,
  FRAMING_SKIP_SEC,
  FRAMING_SKIP_TOTAL,
  STOP_NEED_INPUT,
} from "../layout";
import { getWord, setWord } from "../record";
import { getStamp, setStamp } from "../time/stamp";
import {
  packetInterface,
  packetOriginal,
  packetStamp,
  READ_PACKET,
  READ_PASSED,
  setOrigin,
  setPacket,
  setReadPosition,
} from "./packet";

/**
 * From `position` on, `bytes` are to be passed over.
 * @param before bytes of the same record or block in front of them
 * @param length what messages call its length
 */
export function beginSkip(framing: usize, position: usize, bytes: u32, before: u32, length: u32): u32 {
  setWord(framing, FRAMING_SKIP, bytes);
  setWord(framing, FRAMING_SKIP_TOTAL, before + bytes);
  setWord(framing, FRAMING_RECORD_LENGTH, length);
  setReadPosition(position);
  return READ_PASSED;
}

/** The same for all of the packet in hand, which counts once it was seen whole. */
export function beginPacketSkip(framing: usize, position: usize, bytes: u32, length: u32): u32 {
  setWord(framing, FRAMING_SKIP_PACKET, 1);
  setWord(framing, FRAMING_SKIP_INTERFACE, <u32>packetInterface);
  setWord(framing, FRAMING_SKIP_ORIGINAL, packetOriginal);
  setStamp(framing, FRAMING_SKIP_SEC, packetStamp);
  return beginSkip(framing, position, bytes, 0, length);
}

/** True if something is being passed over, or a packet that was is still to be counted. */
export function isSkipping(framing: usize): bool {
  return (getWord(framing, FRAMING_SKIP) | getWord(framing, FRAMING_SKIP_PACKET)) !== 0;
}

/** Goes on passing over from `position`: READ_* or STOP_NEED_INPUT. A packet is in hand when it was seen whole. */
export function resumeSkip(framing: usize, position: usize, limit: usize): u32 {
  const skip = getWord(framing, FRAMING_SKIP);
  if (skip) {
    if (position === limit) return STOP_NEED_INPUT;
    const step = min<u32>(skip, <u32>(limit - position));
    setWord(framing, FRAMING_SKIP, skip - step);
    setReadPosition(position + step);
    return READ_PASSED;
  }
  const from = <usize>getWord(framing, FRAMING_SKIP_INTERFACE);
  setPacket(position, 0, getWord(framing, FRAMING_SKIP_ORIGINAL), position);
  setOrigin(from, getStamp(framing, FRAMING_SKIP_SEC), false);
  return READ_PACKET;
}

/** The packet that was passed over has been counted. */
export function endPacketSkip(framing: usize): void {
  setWord(framing, FRAMING_SKIP_PACKET, 0);
}
