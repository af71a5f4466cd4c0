// Ethernet, and what EtherTypes announce: tags, datagrams, tunnels.
import { load16be } from "../byte_order";
import { pushLayerWithId } from "../encapsulation/layers";
import { decodeMpls } from "../encapsulation/mpls";
import { decodeNsh } from "../encapsulation/nsh";
import { LINK_CUT, LINK_MALFORMED, TOO_DEEP } from "../encapsulation/outcomes";
import { decodePppoe } from "../encapsulation/pppoe";
import { decodeIpv4 } from "../ip/ipv4";
import { decodeIpv6 } from "../ip/ipv6";
import { LAYER_VLAN, REC_PATH } from "../layout";
import { OUTCOME_NON_TCP } from "../outcome";
import { getWord, setWord } from "../record";
import { decodeLlc } from "./llc";
import { ethernetPath, insidePath, taggedPath } from "./path";

const HEADER_BYTES: u32 = 14;

const ETHERTYPE_IPV4: u32 = 0x0800;
const ETHERTYPE_VLAN: u32 = 0x8100;
const ETHERTYPE_IPV6: u32 = 0x86dd;
const ETHERTYPE_MPLS: u32 = 0x8847;
const ETHERTYPE_MPLS_UPSTREAM: u32 = 0x8848;
const ETHERTYPE_PPPOE_SESSION: u32 = 0x8864;
const ETHERTYPE_SERVICE_VLAN: u32 = 0x88a8;
/** Backbone service instance tag of 802.1ah: flags and 24 bits of instance, then the customer's MAC header. */
const ETHERTYPE_BACKBONE_SERVICE: u32 = 0x88e7;
/** FabricPath's: a tree and hops, then the MAC header of the frame inside. */
const ETHERTYPE_FABRIC_PATH: u32 = 0x8903;
/** Cisco's metadata: version, length, a security group. */
const ETHERTYPE_METADATA: u32 = 0x8909;
const ETHERTYPE_VN_TAG: u32 = 0x8926;
/** Seamless redundancy of IEC 62439-3. */
const ETHERTYPE_REDUNDANCY: u32 = 0x892f;
const ETHERTYPE_E_TAG: u32 = 0x893f;
const ETHERTYPE_NSH: u32 = 0x894f;
const ETHERTYPE_OLD_SERVICE_VLAN: u32 = 0x9100;
const ETHERTYPE_OLD_SERVICE_VLAN_2: u32 = 0x9200;
const ETHERTYPE_OLD_SERVICE_VLAN_3: u32 = 0x9300;

/** Below this the field is the length of an 802.3 frame. */
const FIRST_ETHERTYPE: u32 = 1536;
const MAX_TAGS: u32 = 8;
const VLAN_TAG_BYTES: u32 = 4;
const VLAN_ID: u32 = 0x0fff;

/** True for the types of tags with a VLAN id. */
export function isVlanType(etherType: u32): bool {
  switch (etherType) {
    case ETHERTYPE_VLAN:
    case ETHERTYPE_SERVICE_VLAN:
    case ETHERTYPE_OLD_SERVICE_VLAN:
    case ETHERTYPE_OLD_SERVICE_VLAN_2:
    case ETHERTYPE_OLD_SERVICE_VLAN_3:
      return true;
    default:
      return false;
  }
}

/** True for the types that a frame is believed to be one for: IP, VLAN tags, MPLS. */
export function isNetworkType(etherType: u32): bool {
  switch (etherType) {
    case ETHERTYPE_IPV4:
    case ETHERTYPE_IPV6:
    case ETHERTYPE_MPLS:
    case ETHERTYPE_MPLS_UPSTREAM:
      return true;
    default:
      return isVlanType(etherType);
  }
}

/** Bytes from behind the type `etherType` of a tag to behind the type that follows it; 0: it is no tag. */
function tagBytes(etherType: u32): u32 {
  if (isVlanType(etherType)) return VLAN_TAG_BYTES;
  switch (etherType) {
    case ETHERTYPE_VN_TAG:
    case ETHERTYPE_REDUNDANCY:
      return 6;
    case ETHERTYPE_E_TAG:
    case ETHERTYPE_METADATA:
      return 8;
    case ETHERTYPE_FABRIC_PATH:
      return 16;
    case ETHERTYPE_BACKBONE_SERVICE:
      return 18;
    default:
      return 0;
  }
}

/**
 * Decodes what follows an EtherType. `next` is just past it, the other parameters are as for decodeIpv4().
 * @param hasLength the field may be the length of an 802.3 frame
 */
export function decodeNetwork(
  etherType: u32,
  next: usize,
  end: usize,
  frameEnd: usize,
  status: u32,
  record: usize,
  hasLength: bool,
): u32 {
  let tags: u32 = 0;
  for (let bytes = tagBytes(etherType); bytes; bytes = tagBytes(etherType)) {
    if (tags++ === MAX_TAGS) return LINK_MALFORMED;
    if (next + bytes > end) return LINK_CUT;
    if (bytes === VLAN_TAG_BYTES) {
      setWord(record, REC_PATH, taggedPath(getWord(record, REC_PATH), next));
      const id = load16be(next) & VLAN_ID;
      if (id && !pushLayerWithId(LAYER_VLAN, id)) return TOO_DEEP;
    }
    next += bytes;
    etherType = load16be(next - 2);
  }
  switch (etherType) {
    case ETHERTYPE_IPV4:
      return decodeIpv4(next, end, frameEnd, status, record);
    case ETHERTYPE_IPV6:
      return decodeIpv6(next, end, frameEnd, status, record);
    case ETHERTYPE_MPLS:
    case ETHERTYPE_MPLS_UPSTREAM:
      return decodeMpls(next, end, frameEnd, status, record);
    case ETHERTYPE_PPPOE_SESSION:
      return decodePppoe(next, end, frameEnd, status, record);
    case ETHERTYPE_NSH:
      return decodeNsh(next, end, frameEnd, status, record);
    default:
      if (!hasLength || etherType >= FIRST_ETHERTYPE) return OUTCOME_NON_TCP;
      return decodeLlc(next, end, frameEnd, status, record);
  }
}

/** Decodes what the type at `type` says is at `payload`. */
export function decodeEtherType(
  type: usize,
  payload: usize,
  end: usize,
  frameEnd: usize,
  status: u32,
  record: usize,
): u32 {
  const etherType = load16be(type);
  if (etherType === ETHERTYPE_IPV4) return decodeIpv4(payload, end, frameEnd, status, record);
  if (etherType === ETHERTYPE_IPV6) return decodeIpv6(payload, end, frameEnd, status, record);
  return decodeNetwork(etherType, payload, end, frameEnd, status, record, true);
}

/** Decodes a frame that something else carries; parameters as for decodeIpv4(). */
export function decodeEthernet(frame: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (frame + HEADER_BYTES > end) return LINK_CUT;
  setWord(record, REC_PATH, insidePath(getWord(record, REC_PATH), ethernetPath(frame)));
  return decodeEtherType(frame + 12, frame + HEADER_BYTES, end, frameEnd, status, record);
}
