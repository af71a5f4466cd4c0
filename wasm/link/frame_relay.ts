// Frame Relay: the encapsulation of RFC 2427, and Cisco's.
import { load16be } from "../byte_order";
import { LINK_CUT, LINK_MALFORMED } from "../encapsulation/outcomes";
import { decodeIpv4 } from "../ip/ipv4";
import { decodeIpv6 } from "../ip/ipv6";
import { REC_PATH } from "../layout";
import { OUTCOME_NON_TCP } from "../outcome";
import { setWord } from "../record";
import { decodeNetwork } from "./ethernet";
import { frameRelayPath } from "./path";
import { decodePppPacket } from "./ppp";

const LEAST_ADDRESS_BYTES: u32 = 2;
const MOST_ADDRESS_BYTES: u32 = 4;
/** The lowest bit of an address byte: it is the last one (Q.922 2.3). */
const LAST_ADDRESS_BYTE: u32 = 1;

const CONTROL_UNNUMBERED: u32 = 0x03;
const NLPID_PADDING: u32 = 0x00;
const NLPID_SNAP: u32 = 0x80;
const NLPID_IPV6: u32 = 0x8e;
const NLPID_IPV4: u32 = 0xcc;
const NLPID_PPP: u32 = 0xcf;
/** Organization, EtherType. */
const SNAP_BYTES: u32 = 5;

/** Decodes what the network layer protocol identifier at `nlpid` announces. */
function decodeNlpid(nlpid: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  const payload = nlpid + 1;
  const protocol: u32 = load<u8>(nlpid);
  switch (protocol) {
    case NLPID_IPV4:
      return decodeIpv4(payload, end, frameEnd, status, record);
    case NLPID_IPV6:
      return decodeIpv6(payload, end, frameEnd, status, record);
    case NLPID_PPP:
      return decodePppPacket(payload, end, frameEnd, status, record, LINK_CUT);
    case NLPID_SNAP: {
      if (payload + SNAP_BYTES > end) return LINK_CUT;
      if (load<u32>(payload) & 0xffffff) return OUTCOME_NON_TCP;
      const etherType = load16be(payload + 3);
      return decodeNetwork(etherType, payload + SNAP_BYTES, end, frameEnd, status, record, false);
    }
    default:
      return OUTCOME_NON_TCP;
  }
}

/** Decodes a frame of LINKTYPE_FRELAY; parameters as for decodeFrame(). */
export function decodeFrameRelay(frame: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  let addressBytes: u32 = 1;
  while (true) {
    if (frame + addressBytes > end) return LINK_CUT;
    if (load<u8>(frame + addressBytes - 1) & LAST_ADDRESS_BYTE) break;
    if (addressBytes++ === MOST_ADDRESS_BYTES) return LINK_MALFORMED;
  }
  if (addressBytes < LEAST_ADDRESS_BYTES) return LINK_MALFORMED;
  setWord(record, REC_PATH, frameRelayPath(frame, addressBytes));
  let next = frame + addressBytes;
  if (next + 2 > end) return LINK_CUT;
  if (load<u8>(next) !== CONTROL_UNNUMBERED) {
    // Cisco's: an EtherType
    return decodeNetwork(load16be(next), next + 2, end, frameEnd, status, record, false);
  }
  next++;
  if (load<u8>(next) === NLPID_PADDING) next++;
  if (next >= end) return LINK_CUT;
  return decodeNlpid(next, end, frameEnd, status, record);
}
