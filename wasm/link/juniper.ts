// Ethernet of Juniper's routers behind their pseudo-header.
import { load16be } from "../byte_order";
import { LINK_CUT, LINK_MALFORMED } from "../encapsulation/outcomes";
import { decodeIp } from "../ip/ip";
import { PACKET_DIRECTION_IN, PACKET_DIRECTION_OUT, REC_PATH } from "../layout";
import { setWord } from "../record";
import { decodeEtherType } from "./ethernet";
import { ethernetPath } from "./path";
import { withDirection } from "./sll";

const HEADER_BYTES: u32 = 4;
const LENGTH_BYTES: u32 = 2;
const ETHERNET_BYTES: u32 = 14;
/** "MGC" as it lies in memory, and the flags above it. */
const MAGIC: u32 = 0x43474d;
const MAGIC_MASK: u32 = 0xffffff;
const FLAG_IN: u32 = 0x01;
const FLAG_NO_LINK_LAYER: u32 = 0x02;
const FLAG_EXTENSIONS: u32 = 0x80;
/** Without a link layer there is a protocol in front of the datagram. */
const PROTOCOL_BYTES: u32 = 4;

/** Decodes a frame of LINKTYPE_JUNIPER_ETHER; parameters as for decodeFrame(). */
export function decodeJuniper(header: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (header + HEADER_BYTES > end) return LINK_CUT;
  if ((load<u32>(header) & MAGIC_MASK) !== MAGIC) return LINK_MALFORMED;
  const flags: u32 = load<u8>(header, 3);
  status = withDirection(status, flags & FLAG_IN ? PACKET_DIRECTION_IN : PACKET_DIRECTION_OUT);
  let frame = header + HEADER_BYTES;
  if (flags & FLAG_EXTENSIONS) {
    if (frame + LENGTH_BYTES > end) return LINK_CUT;
    frame += LENGTH_BYTES + load16be(frame);
  }
  if (flags & FLAG_NO_LINK_LAYER) {
    if (frame + PROTOCOL_BYTES > end) return LINK_CUT;
    return decodeIp(frame + PROTOCOL_BYTES, end, frameEnd, status, record);
  }
  if (frame + ETHERNET_BYTES > end) return LINK_CUT;
  setWord(record, REC_PATH, ethernetPath(frame));
  return decodeEtherType(frame + 12, frame + ETHERNET_BYTES, end, frameEnd, status, record);
}
