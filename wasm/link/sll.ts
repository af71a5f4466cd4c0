// Linux cooked captures, version 1 and 2.
import { load16be, load32be } from "../byte_order";
import { LINK_CUT } from "../encapsulation/outcomes";
import {
  PACKET_DIRECTION_IN,
  PACKET_DIRECTION_OUT,
  PACKET_DIRECTION_UNKNOWN,
  REC_INTERFACE,
  REC_PATH,
  STATUS_DIRECTION_MASK,
  STATUS_DIRECTION_SHIFT,
  STATUS_INTERFACE,
} from "../layout";
import { setWord } from "../record";
import { decodeEtherType } from "./ethernet";
import { sll2Path, sllPath } from "./path";

const SLL_BYTES: u32 = 16;
const SLL2_BYTES: u32 = 20;
const PACKET_TYPE_OUTGOING: u32 = 4;
/** To us, broadcast, multicast; 3 is a packet to another host, which is neither in nor out. */
const LAST_PACKET_TYPE_INCOMING: u32 = 2;
/** Numbers of the capturing system; the other half are names. */
const INTERFACE_MASK: u32 = 0x7fffffff;

/** `status` with the direction PACKET_DIRECTION_* instead of what it has. */
export function withDirection(status: u32, direction: u32): u32 {
  return (
    (status & ~(STATUS_DIRECTION_MASK << STATUS_DIRECTION_SHIFT)) | (direction << STATUS_DIRECTION_SHIFT)
  );
}

/** Writes the number of an interface and returns `status` with the bit that says so. */
export function withInterface(status: u32, record: usize, index: u32): u32 {
  setWord(record, REC_INTERFACE, index & INTERFACE_MASK);
  return status | STATUS_INTERFACE;
}

function packetDirection(packetType: u32): u32 {
  if (packetType === PACKET_TYPE_OUTGOING) return PACKET_DIRECTION_OUT;
  return packetType <= LAST_PACKET_TYPE_INCOMING ? PACKET_DIRECTION_IN : PACKET_DIRECTION_UNKNOWN;
}

/** Decodes a frame of LINKTYPE_LINUX_SLL; parameters as for decodeFrame(). */
export function decodeSll(frame: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (frame + SLL_BYTES > end) return LINK_CUT;
  setWord(record, REC_PATH, sllPath(frame));
  status = withDirection(status, packetDirection(load16be(frame)));
  return decodeEtherType(frame + 14, frame + SLL_BYTES, end, frameEnd, status, record);
}

/** Decodes a frame of LINKTYPE_LINUX_SLL2; parameters as for decodeFrame(). */
export function decodeSll2(frame: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (frame + SLL2_BYTES > end) return LINK_CUT;
  setWord(record, REC_PATH, sll2Path(frame));
  status = withInterface(status, record, load32be(frame + 4));
  status = withDirection(status, packetDirection(load<u8>(frame, 10)));
  return decodeEtherType(frame, frame + SLL2_BYTES, end, frameEnd, status, record);
}
