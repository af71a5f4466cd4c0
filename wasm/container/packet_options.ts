// Options of pcapng packets (draft-ietf-opsawg-pcapng 3.5 and 4.3).
import {
  FRAMING_BIG_ENDIAN,
  FRAMING_COMMENTS,
  INTERFACE_DROPS,
  INTERFACE_TELLS_DROPS,
  PACKET_DIRECTION_IN,
  PACKET_DIRECTION_OUT,
  STATUS_DIRECTION_SHIFT,
} from "../layout";
import { addWord, getWord, setWord } from "../record";
import {
  DROPS_UNKNOWN,
  packetDrops,
  packetInterface,
  packetOptions,
  packetOptionsEnd,
  setFcs,
} from "./packet";

const OPTION_END: u32 = 0;
const OPTION_COMMENT: u32 = 1;
const OPTION_FLAGS: u32 = 2;
const OPTION_DROPS: u32 = 4;
const OPTION_HEADER_BYTES: usize = 4;
const FLAGS_BYTES: u32 = 4;
const DROPS_BYTES: u32 = 8;
const DIRECTION_MASK: u32 = 3;
const FCS_SHIFT: u32 = 5;
const FCS_MASK: u32 = 15;
/** More than any number that JSON can tell. */
const MAX_DROPS: u64 = 1 << 62;

function half(address: usize, bigEndian: bool): u32 {
  const value = load<u16>(address);
  return bigEndian ? bswap<u16>(value) : value;
}

function word(address: usize, bigEndian: bool): u32 {
  const value = load<u32>(address);
  return bigEndian ? bswap<u32>(value) : value;
}

function addDrops(drops: u64): void {
  if (!packetInterface) return;
  const sum = packetInterface + ((<usize>INTERFACE_DROPS) << 2);
  const before = load<u64>(sum);
  store<u64>(sum, before + min<u64>(drops, MAX_DROPS - before));
  setWord(packetInterface, INTERFACE_TELLS_DROPS, 1);
}

/** Counts the comments and drops that come with the packet in hand, and returns the STATUS_* bits that its options give. */
export function takeOptions(framing: usize): u32 {
  const bigEndian = getWord(framing, FRAMING_BIG_ENDIAN) !== 0;
  let status: u32 = 0;
  let option = packetOptions;
  if (packetDrops !== DROPS_UNKNOWN) addDrops(packetDrops);
  if (!option) return 0;
  while (option + OPTION_HEADER_BYTES <= packetOptionsEnd) {
    const code = half(option, bigEndian);
    const length = half(option + 2, bigEndian);
    const value = option + OPTION_HEADER_BYTES;
    if (code === OPTION_END || value + length > packetOptionsEnd) break;
    if (code === OPTION_COMMENT) {
      addWord(framing, FRAMING_COMMENTS, 1);
    } else if (code === OPTION_FLAGS && length === FLAGS_BYTES) {
      const flags = word(value, bigEndian);
      const direction = flags & DIRECTION_MASK;
      // 1 is inbound, 2 is outbound, as in STATUS_*
      if (direction === PACKET_DIRECTION_IN || direction === PACKET_DIRECTION_OUT) {
        status = direction << STATUS_DIRECTION_SHIFT;
      }
      setFcs((flags >> FCS_SHIFT) & FCS_MASK);
    } else if (code === OPTION_DROPS && length === DROPS_BYTES) {
      const first = word(value, bigEndian);
      const second = word(value + 4, bigEndian);
      const high = bigEndian ? first : second;
      addDrops(((<u64>high) << 32) | <u64>(bigEndian ? second : first));
    }
    option = value + ((length + 3) & ~3);
  }
  return status;
}
