// Classic pcap (draft-ietf-opsawg-pcap): records behind one another, each with a header of 16 bytes. Kuznetzov's modified
// format has 8 more, which tell of the interface; they are passed over.
import {
  ERROR_RECORD_LENGTH,
  FRAMING_BIG_ENDIAN,
  FRAMING_ERROR,
  FRAMING_HEADER_BYTES,
  FRAMING_INTERFACES,
  FRAMING_LENGTHS,
  FRAMING_MAX_CAPTURED,
  FRAMING_RECORD_LENGTH,
  INTERFACE_RESOLUTION,
  INTERFACE_SUPPORTED,
  LENGTHS_CAPTURED_FIRST,
  LENGTHS_ORIGINAL_FIRST,
  LENGTHS_SMALLER_IS_CAPTURED,
  PCAP_RECORD_HEADER_BYTES,
  STOP_ERROR,
  STOP_NEED_INPUT,
} from "../layout";
import { getWord, setWord } from "../record";
import { stampOf } from "../time/stamp";
import { READ_PACKET, setPacket, setStamp } from "./packet";
import { beginPacketSkip } from "./skip";

const MICROSECONDS: u32 = 6;
/** Nanoseconds of a second. */
export const NANOSECONDS: u32 = 1_000_000_000;

/** Units of a second in the fraction field. */
export function unitsOf(framing: usize): u32 {
  const from = <usize>getWord(framing, FRAMING_INTERFACES);
  return getWord(from, INTERFACE_RESOLUTION) === MICROSECONDS ? 1_000_000 : NANOSECONDS;
}

/** True if records are as nearly all tools write them: little-endian, captured length first, header of 16 bytes. */
export function isPlainPcap(framing: usize): bool {
  return (
    !getWord(framing, FRAMING_BIG_ENDIAN) &&
    getWord(framing, FRAMING_LENGTHS) === LENGTHS_CAPTURED_FIRST &&
    getWord(framing, FRAMING_HEADER_BYTES) === PCAP_RECORD_HEADER_BYTES
  );
}

/** Takes the record at `position` in hand: READ_* or STOP_*. */
export function readRecord(framing: usize, position: usize, limit: usize): u32 {
  const headerBytes = <usize>getWord(framing, FRAMING_HEADER_BYTES);
  if (position + headerBytes > limit) return STOP_NEED_INPUT;
  let seconds = load<u32>(position);
  let fraction = load<u32>(position, 4);
  let captured = load<u32>(position, 8);
  let original = load<u32>(position, 12);
  if (getWord(framing, FRAMING_BIG_ENDIAN)) {
    seconds = bswap<u32>(seconds);
    fraction = bswap<u32>(fraction);
    captured = bswap<u32>(captured);
    original = bswap<u32>(original);
  }
  const lengths = getWord(framing, FRAMING_LENGTHS);
  if (
    lengths === LENGTHS_ORIGINAL_FIRST ||
    (lengths === LENGTHS_SMALLER_IS_CAPTURED && captured > original)
  ) {
    const swapped = captured;
    captured = original;
    original = swapped;
  }
  if (captured > getWord(framing, FRAMING_MAX_CAPTURED)) {
    setWord(framing, FRAMING_ERROR, ERROR_RECORD_LENGTH);
    setWord(framing, FRAMING_RECORD_LENGTH, captured);
    return STOP_ERROR;
  }

  const from = <usize>getWord(framing, FRAMING_INTERFACES);
  const units = unitsOf(framing);
  let wholeSeconds: u64 = seconds;
  if (fraction >= units) {
    // a fraction of a second or more carries over
    wholeSeconds += <u64>(fraction / units);
    fraction %= units;
  }
  setStamp(stampOf(wholeSeconds, fraction * (NANOSECONDS / units)));
  const frame = position + headerBytes;
  const next = frame + captured;
  setPacket(frame, captured, original, next);
  if (next <= limit) return READ_PACKET;
  if (getWord(from, INTERFACE_SUPPORTED)) return STOP_NEED_INPUT;
  return beginPacketSkip(framing, position, <u32>headerBytes + captured, captured);
}
