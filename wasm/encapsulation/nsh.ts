// Network service header (RFC 8300).
import { decodeIpv4 } from "../ip/ipv4";
import { decodeIpv6 } from "../ip/ipv6";
import { LAYER_NSH } from "../layout";
import { decodeEthernet } from "../link/ethernet";
import { OUTCOME_NON_TCP } from "../outcome";
import { pushLayer } from "./layers";
import { decodeMpls } from "./mpls";
import { TOO_DEEP, TUNNEL_CUT, TUNNEL_MALFORMED } from "./outcomes";

/** The base header and the service path header. */
const LEAST_BYTES: u32 = 8;

/** Next protocol, in NSH (RFC 8300 2.2) as in VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe 3.2). */
const NEXT_IPV4: u32 = 1;
const NEXT_IPV6: u32 = 2;
export const NEXT_ETHERNET: u32 = 3;
const NEXT_NSH: u32 = 4;
const NEXT_MPLS: u32 = 5;

/** Decodes what the next protocol `next` of NSH or VXLAN-GPE says is at `payload`. */
export function decodeNextProtocol(
  next: u32,
  payload: usize,
  end: usize,
  frameEnd: usize,
  status: u32,
  record: usize,
): u32 {
  switch (next) {
    case NEXT_IPV4:
      return decodeIpv4(payload, end, frameEnd, status, record);
    case NEXT_IPV6:
      return decodeIpv6(payload, end, frameEnd, status, record);
    case NEXT_ETHERNET:
      return decodeEthernet(payload, end, frameEnd, status, record);
    case NEXT_NSH:
      return decodeNsh(payload, end, frameEnd, status, record);
    case NEXT_MPLS:
      return decodeMpls(payload, end, frameEnd, status, record);
    default:
      return OUTCOME_NON_TCP;
  }
}

/** Decodes the header at `header` and what it carries; parameters as for decodeIpv4(). */
export function decodeNsh(header: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (header + LEAST_BYTES > end) return TUNNEL_CUT;
  // version (2 bits), O, unassigned, TTL (6), length in words (6)
  const length = (<u32>load<u8>(header, 1) & 0x3f) << 2;
  if (load<u8>(header) >> 6 !== 0 || length < LEAST_BYTES) return TUNNEL_MALFORMED;
  if (header + length > end) return TUNNEL_CUT;
  if (!pushLayer(LAYER_NSH)) return TOO_DEEP;
  return decodeNextProtocol(load<u8>(header, 3), header + length, end, frameEnd, status, record);
}
