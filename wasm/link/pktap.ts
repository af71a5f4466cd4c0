// Darwin's packet tap: interface and process, then a frame of any link type.
import { LINK_CUT, LINK_MALFORMED } from "../encapsulation/outcomes";
import { PACKET_DIRECTION_IN, PACKET_DIRECTION_OUT, REC_PATH } from "../layout";
import { OUTCOME_NON_TCP } from "../outcome";
import { getWord, setWord } from "../record";
import { decodeInner } from "./link";
import { namedPath } from "./path";
import { withDirection } from "./sll";

/** Up to the flags, which are at the same place in both versions. */
const LEAST_BYTES: u32 = 40;
const FLAGS: u32 = 36;
const FLAG_IN: u32 = 0x00001;
const FLAG_OUT: u32 = 0x00002;
const FLAG_VERSION_2: u32 = 0x80000;
/** Version 1: record type, link type and interface name. */
const RECORD_TYPE: u32 = 4;
const RECORD_NONE: u32 = 0;
const LINK_TYPE: u32 = 8;
const NAME: u32 = 12;
const NAME_BYTES: u32 = 24;
/** Version 2: offset of the interface name, link type. */
const NAME_OFFSET_2: u32 = 3;
const LINK_TYPE_2: u32 = 6;

/** Decodes a frame of LINKTYPE_PKTAP; parameters as for decodeFrame(). */
export function decodePktap(header: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (header + LEAST_BYTES > end) return LINK_CUT;
  const flags: u32 = load<u32>(header, FLAGS);
  const isVersion2 = (flags & FLAG_VERSION_2) !== 0;
  const length: u32 = isVersion2 ? load<u8>(header) : load<u32>(header);
  if (length < LEAST_BYTES) return LINK_MALFORMED;
  if (length > end - header) return LINK_CUT;
  if (!isVersion2 && load<u32>(header, RECORD_TYPE) === RECORD_NONE) return OUTCOME_NON_TCP;
  const frame = header + length;
  const direction = flags & (FLAG_IN | FLAG_OUT);
  if (direction === FLAG_IN) status = withDirection(status, PACKET_DIRECTION_IN);
  else if (direction === FLAG_OUT) status = withDirection(status, PACKET_DIRECTION_OUT);
  const linkType: u32 = isVersion2 ? load<u16>(header, LINK_TYPE_2) : load<u32>(header, LINK_TYPE);
  const outcome = decodeInner(linkType, frame, end, frameEnd, status, record);
  // version 2 may have none
  const nameOffset: u32 = isVersion2 ? load<u8>(header, NAME_OFFSET_2) : NAME;
  const nameBytes: u32 = nameOffset ? NAME_BYTES : 0;
  const name = header + nameOffset;
  setWord(record, REC_PATH, namedPath(getWord(record, REC_PATH), name, min<usize>(name + nameBytes, frame)));
  return outcome;
}
