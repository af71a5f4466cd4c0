// PPP (RFC 1661), bare or in HDLC-like framing (RFC 1662), and Cisco's HDLC (RFC 1547 4.3.1).
import { load16be } from "../byte_order";
import { decodeMpls } from "../encapsulation/mpls";
import { COMPRESSED, LINK_CUT } from "../encapsulation/outcomes";
import { decodeIpv4 } from "../ip/ipv4";
import { decodeIpv6 } from "../ip/ipv6";
import { OUTCOME_NON_TCP } from "../outcome";
import { decodeNetwork } from "./ethernet";

/** All stations, unnumbered information (RFC 1662 3.1). */
const ADDRESS: u32 = 0xff;
const CONTROL: u32 = 0x03;

const PROTOCOL_IPV4: u32 = 0x0021;
const PROTOCOL_COMPRESSED_TCP: u32 = 0x002d;
const PROTOCOL_UNCOMPRESSED_TCP: u32 = 0x002f;
const PROTOCOL_IPV6: u32 = 0x0057;
const PROTOCOL_MPLS: u32 = 0x0281;
const PROTOCOL_MPLS_UPSTREAM: u32 = 0x0283;

const CISCO_HEADER_BYTES: u32 = 4;
const CISCO_UNICAST: u32 = 0x0f;
const CISCO_MULTICAST: u32 = 0x8f;

/**
 * Decodes the PPP packet at `protocolField`, without framing; parameters as for decodeIpv4().
 * @param cut the outcome if not all of its header was captured
 */
export function decodePppPacket(
  protocolField: usize,
  end: usize,
  frameEnd: usize,
  status: u32,
  record: usize,
  cut: u32,
): u32 {
  if (protocolField >= end) return cut;
  // the last byte of a protocol is odd and others are even, so a leading zero may be left out (RFC 1661 2, 6.5)
  let protocol: u32 = load<u8>(protocolField);
  let payload = protocolField + 1;
  if (!(protocol & 1)) {
    if (payload + 1 > end) return cut;
    protocol = load16be(protocolField);
    payload++;
  }
  switch (protocol) {
    case PROTOCOL_IPV4:
      return decodeIpv4(payload, end, frameEnd, status, record);
    case PROTOCOL_IPV6:
      return decodeIpv6(payload, end, frameEnd, status, record);
    case PROTOCOL_MPLS:
    case PROTOCOL_MPLS_UPSTREAM:
      return decodeMpls(payload, end, frameEnd, status, record);
    case PROTOCOL_COMPRESSED_TCP:
    case PROTOCOL_UNCOMPRESSED_TCP:
      return COMPRESSED;
    default:
      return OUTCOME_NON_TCP;
  }
}

/** Decodes the PPP packet at `ppp`, which may be in HDLC-like framing; parameters as for decodePppPacket(). */
export function decodePpp(
  ppp: usize,
  end: usize,
  frameEnd: usize,
  status: u32,
  record: usize,
  cut: u32,
): u32 {
  if (ppp < end && load<u8>(ppp) === ADDRESS) {
    if (ppp + 2 > end) return cut;
    if (load<u8>(ppp, 1) === CONTROL) ppp += 2;
  }
  return decodePppPacket(ppp, end, frameEnd, status, record, cut);
}

/** Decodes a frame of LINKTYPE_C_HDLC: address, control, and an EtherType. */
export function decodeCiscoHdlc(frame: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (frame + CISCO_HEADER_BYTES > end) return LINK_CUT;
  return decodeNetwork(load16be(frame + 2), frame + CISCO_HEADER_BYTES, end, frameEnd, status, record, false);
}

/** Decodes a frame of LINKTYPE_PPP_HDLC: a serial line's, by its address PPP or Cisco's HDLC. */
export function decodeSerial(frame: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (frame >= end) return LINK_CUT;
  const address: u32 = load<u8>(frame);
  if (address === CISCO_UNICAST || address === CISCO_MULTICAST) {
    return decodeCiscoHdlc(frame, end, frameEnd, status, record);
  }
  return decodePpp(frame, end, frameEnd, status, record, LINK_CUT);
}
