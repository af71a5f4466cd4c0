// ARCNET as Linux captures it.
import { LINK_CUT } from "../encapsulation/outcomes";
import { decodeIpv4 } from "../ip/ipv4";
import { decodeIpv6 } from "../ip/ipv6";
import { REC_PATH } from "../layout";
import { OUTCOME_NON_TCP } from "../outcome";
import { setWord } from "../record";
import { arcnetPath } from "./path";

/** Source, destination, offset (2 bytes), protocol. */
const HEADER_BYTES: u32 = 5;
/** Split flag and sequence number; Linux puts split frames together. */
const SPLIT_BYTES: u32 = 3;
/** RFC 2497, RFC 1201, RFC 1051: the last one's frames are never split. */
const PROTOCOL_IPV6: u32 = 196;
const PROTOCOL_IPV4: u32 = 212;
const PROTOCOL_OLD_IPV4: u32 = 240;

/** Decodes a frame of LINKTYPE_ARCNET_LINUX; parameters as for decodeFrame(). */
export function decodeArcnet(frame: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (frame + HEADER_BYTES > end) return LINK_CUT;
  setWord(record, REC_PATH, arcnetPath(frame));
  const protocol: u32 = load<u8>(frame, 4);
  const payload = frame + HEADER_BYTES;
  if (protocol === PROTOCOL_OLD_IPV4) return decodeIpv4(payload, end, frameEnd, status, record);
  if (protocol !== PROTOCOL_IPV4 && protocol !== PROTOCOL_IPV6) return OUTCOME_NON_TCP;
  if (payload + SPLIT_BYTES > end) return LINK_CUT;
  if (protocol === PROTOCOL_IPV4) return decodeIpv4(payload + SPLIT_BYTES, end, frameEnd, status, record);
  return decodeIpv6(payload + SPLIT_BYTES, end, frameEnd, status, record);
}
