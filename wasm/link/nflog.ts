// Linux netfilter's log: attributes, one of which is the packet.
import { load32be } from "../byte_order";
import { LINK_CUT, LINK_MALFORMED } from "../encapsulation/outcomes";
import { decodeIpv4 } from "../ip/ipv4";
import { decodeIpv6 } from "../ip/ipv6";
import { PACKET_DIRECTION_IN, PACKET_DIRECTION_OUT, PACKET_DIRECTION_UNKNOWN, REC_PATH } from "../layout";
import { OUTCOME_NON_TCP } from "../outcome";
import { setWord } from "../record";
import { nflogPath } from "./path";
import { withDirection, withInterface } from "./sll";

const HEADER_BYTES: u32 = 4;
const ATTRIBUTE_BYTES: u32 = 4;
const FAMILY_IPV4: u32 = 2;
const FAMILY_IPV6: u32 = 10;

const ATTRIBUTE_PACKET_HEADER: u32 = 1;
const ATTRIBUTE_INTERFACE_IN: u32 = 4;
const ATTRIBUTE_INTERFACE_OUT: u32 = 5;
const ATTRIBUTE_PAYLOAD: u32 = 9;

const HOOK_PRE_ROUTING: u32 = 0;
const HOOK_LOCAL_IN: u32 = 1;
const HOOK_LOCAL_OUT: u32 = 3;
const HOOK_POST_ROUTING: u32 = 4;
const HOOK_INGRESS: u32 = 5;
const HOOK_UNKNOWN: u32 = 0xffffffff;
const INTERFACE_UNKNOWN: u32 = 0xffffffff;

/** A forwarded packet is neither in nor out. */
function hookDirection(hook: u32): u32 {
  switch (hook) {
    case HOOK_PRE_ROUTING:
    case HOOK_LOCAL_IN:
    case HOOK_INGRESS:
      return PACKET_DIRECTION_IN;
    case HOOK_LOCAL_OUT:
    case HOOK_POST_ROUTING:
      return PACKET_DIRECTION_OUT;
    default:
      return PACKET_DIRECTION_UNKNOWN;
  }
}

/** Decodes a packet of LINKTYPE_NFLOG; parameters as for decodeFrame(). */
export function decodeNflog(frame: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (frame + HEADER_BYTES > end) return LINK_CUT;
  const family: u32 = load<u8>(frame);
  if (family !== FAMILY_IPV4 && family !== FAMILY_IPV6) return OUTCOME_NON_TCP;
  let hook = HOOK_UNKNOWN;
  let interfaceIn = INTERFACE_UNKNOWN;
  let interfaceOut = INTERFACE_UNKNOWN;
  let attribute = frame + HEADER_BYTES;
  while (attribute + ATTRIBUTE_BYTES <= end) {
    let length: u32 = load<u16>(attribute);
    let kind: u32 = load<u16>(attribute, 2);
    if (kind > 0xff) {
      // in the order of the host that captured; kinds are small numbers, so it shows
      length = bswap<u16>(<u16>length);
      kind = bswap<u16>(<u16>kind);
    }
    if (length < ATTRIBUTE_BYTES) return LINK_MALFORMED;
    const value = attribute + ATTRIBUTE_BYTES;
    if (kind === ATTRIBUTE_PAYLOAD) {
      const direction = hookDirection(hook);
      if (hook !== HOOK_UNKNOWN) status = withDirection(status, direction);
      const isOut = direction === PACKET_DIRECTION_OUT || interfaceIn === INTERFACE_UNKNOWN;
      const index = isOut && interfaceOut !== INTERFACE_UNKNOWN ? interfaceOut : interfaceIn;
      if (index !== INTERFACE_UNKNOWN) status = withInterface(status, record, index);
      setWord(record, REC_PATH, nflogPath(interfaceIn, interfaceOut, hook));
      end = min<usize>(end, attribute + length);
      frameEnd = min<usize>(frameEnd, attribute + length);
      if (family === FAMILY_IPV4) return decodeIpv4(value, end, frameEnd, status, record);
      return decodeIpv6(value, end, frameEnd, status, record);
    }
    if (attribute + length > end) return LINK_CUT;
    if (kind === ATTRIBUTE_PACKET_HEADER && length >= 7) hook = load<u8>(value, 2);
    else if (kind === ATTRIBUTE_INTERFACE_IN && length >= 8) interfaceIn = load32be(value);
    else if (kind === ATTRIBUTE_INTERFACE_OUT && length >= 8) interfaceOut = load32be(value);
    attribute += (length + 3) & ~3;
  }
  return end < frameEnd ? LINK_CUT : OUTCOME_NON_TCP;
}
