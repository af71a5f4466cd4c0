// IP protocols other than TCP that may carry it.
import { decodeIpv4 } from "../ip/ipv4";
import { decodeIpv6 } from "../ip/ipv6";
import {
  LAYER_4IN6,
  LAYER_6IN4,
  LAYER_6IN6,
  LAYER_IPIP,
  STATUS_DIRECTION_MASK,
  STATUS_DIRECTION_SHIFT,
  STATUS_INTERFACE,
  STATUS_IPV6,
} from "../layout";
import { OUTCOME_NON_TCP } from "../outcome";
import { decodeGre } from "./gre";
import { decodeL2tp3 } from "./l2tp";
import { pushLayer } from "./layers";
import { decodeMpls } from "./mpls";
import { TOO_DEEP } from "./outcomes";
import { decodeUdp } from "./udp";

const PROTOCOL_IPV4: u32 = 4;
const PROTOCOL_TCP: u32 = 6;
const PROTOCOL_UDP: u32 = 17;
const PROTOCOL_IPV6: u32 = 41;
const PROTOCOL_GRE: u32 = 47;
const PROTOCOL_AUTHENTICATION: u32 = 51;
const PROTOCOL_IPIP: u32 = 94;
const PROTOCOL_L2TP: u32 = 115;
const PROTOCOL_MPLS: u32 = 137;

/** What is known of a packet before its first IP header. */
const LINK_STATUS: u32 = (STATUS_DIRECTION_MASK << STATUS_DIRECTION_SHIFT) | STATUS_INTERFACE;

/** True for the protocols whose payload may be, or hold, a TCP segment: their fragments are put together. */
export function mayHoldTcp(protocol: u32): bool {
  switch (protocol) {
    case PROTOCOL_TCP:
    case PROTOCOL_UDP:
    case PROTOCOL_IPV4:
    case PROTOCOL_IPV6:
    case PROTOCOL_GRE:
    case PROTOCOL_AUTHENTICATION:
    case PROTOCOL_IPIP:
    case PROTOCOL_L2TP:
    case PROTOCOL_MPLS:
      return true;
    default:
      return false;
  }
}

/**
 * Decodes the payload of an IP datagram that is no TCP segment.
 * @param payload address of its first byte, which the headers before it were captured up to
 * @param payloadEnd address just past its last byte by the IP length
 * @param end address just past the captured bytes
 * @param frameEnd address where the frame would end had it been captured whole
 * @param status STATUS_* bits of the datagram: only those of the link layer go on
 */
export function decodeProtocol(
  protocol: u32,
  payload: usize,
  payloadEnd: usize,
  end: usize,
  frameEnd: usize,
  status: u32,
  record: usize,
): u32 {
  const inIpv6 = (status & STATUS_IPV6) !== 0;
  status &= LINK_STATUS;
  end = min<usize>(end, payloadEnd);
  frameEnd = min<usize>(frameEnd, payloadEnd);
  switch (protocol) {
    case PROTOCOL_UDP:
      return decodeUdp(payload, end, frameEnd, status, record);
    case PROTOCOL_GRE:
      return decodeGre(payload, end, frameEnd, status, record);
    case PROTOCOL_IPV4:
    case PROTOCOL_IPIP:
      if (!pushLayer(inIpv6 ? LAYER_4IN6 : LAYER_IPIP)) return TOO_DEEP;
      return decodeIpv4(payload, end, frameEnd, status, record);
    case PROTOCOL_IPV6:
      if (!pushLayer(inIpv6 ? LAYER_6IN6 : LAYER_6IN4)) return TOO_DEEP;
      return decodeIpv6(payload, end, frameEnd, status, record);
    case PROTOCOL_MPLS:
      return decodeMpls(payload, end, frameEnd, status, record);
    case PROTOCOL_L2TP:
      return decodeL2tp3(payload, end, frameEnd, status, record);
    default:
      return OUTCOME_NON_TCP;
  }
}
