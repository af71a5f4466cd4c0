// SLIP behind the header that BSD puts in front of it.
import { COMPRESSED, LINK_CUT } from "../encapsulation/outcomes";
import { decodeIp } from "../ip/ip";
import {
  PACKET_DIRECTION_IN,
  PACKET_DIRECTION_OUT,
  UNDECODED_IP_HEADER_CUT,
  UNDECODED_IP_HEADER_MALFORMED,
} from "../layout";
import { OUTCOME_UNDECODED } from "../outcome";
import { withDirection } from "./sll";

const HEADER_BYTES: u32 = 16;
const RECEIVED: u32 = 0;
const SENT: u32 = 1;
/** Packet type: what compressed (RFC 1144) headers and those that refresh the compressor's state begin with. */
const TYPE_COMPRESSED: u32 = 0x80;
const TYPE_UNCOMPRESSED_TCP: u32 = 0x70;

/**
 * Decodes a frame of LINKTYPE_SLIP; parameters as for decodeFrame(). The payload begins with a whole IP header also
 * when it was compressed on the line: only where it does not is it lost.
 */
export function decodeSlip(frame: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (frame + HEADER_BYTES > end) return LINK_CUT;
  const direction: u32 = load<u8>(frame);
  if (direction === RECEIVED) status = withDirection(status, PACKET_DIRECTION_IN);
  else if (direction === SENT) status = withDirection(status, PACKET_DIRECTION_OUT);
  const ip = frame + HEADER_BYTES;
  if (ip >= end) return OUTCOME_UNDECODED + UNDECODED_IP_HEADER_CUT;
  const version: u32 = load<u8>(ip) >> 4;
  if (version !== 4 && version !== 6) {
    const packetType: u32 = load<u8>(frame, 1);
    const isCompressed = packetType >= TYPE_COMPRESSED || (packetType & 0xf0) === TYPE_UNCOMPRESSED_TCP;
    return isCompressed ? COMPRESSED : OUTCOME_UNDECODED + UNDECODED_IP_HEADER_MALFORMED;
  }
  return decodeIp(ip, end, frameEnd, status, record);
}
