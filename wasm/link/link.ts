// From a captured frame to its IP datagram, by link type (LINKTYPE_ registry of the pcap drafts).
import { LINK_CUT } from "../encapsulation/outcomes";
import { decodePppoe } from "../encapsulation/pppoe";
import { decodeIp } from "../ip/ip";
import { decodeIpv4 } from "../ip/ipv4";
import { decodeIpv6 } from "../ip/ipv6";
import {
  LINKTYPE_ARCNET_LINUX,
  LINKTYPE_C_HDLC,
  LINKTYPE_ETHERNET,
  LINKTYPE_FDDI,
  LINKTYPE_FRELAY,
  LINKTYPE_IEEE802_11,
  LINKTYPE_IEEE802_11_AVS,
  LINKTYPE_IEEE802_11_PRISM,
  LINKTYPE_IEEE802_11_RADIOTAP,
  LINKTYPE_IPOIB,
  LINKTYPE_IPV4,
  LINKTYPE_IPV6,
  LINKTYPE_JUNIPER_ETHER,
  LINKTYPE_LINUX_SLL,
  LINKTYPE_LINUX_SLL2,
  LINKTYPE_LOOP,
  LINKTYPE_NFLOG,
  LINKTYPE_NULL,
  LINKTYPE_PKTAP,
  LINKTYPE_PPI,
  LINKTYPE_PPP,
  LINKTYPE_PPP_ETHER,
  LINKTYPE_PPP_HDLC,
  LINKTYPE_RAW,
  LINKTYPE_RAW_12,
  LINKTYPE_RAW_14,
  LINKTYPE_SLIP,
  REC_PATH,
  UNDECODED_LINK_TYPE_UNSUPPORTED,
} from "../layout";
import { OUTCOME_UNDECODED } from "../outcome";
import { setWord } from "../record";
import { decodeArcnet } from "./arcnet";
import { decodeEtherType } from "./ethernet";
import { decodeFddi } from "./fddi";
import { decodeFrameRelay } from "./frame_relay";
import { decodeWlan } from "./ieee80211";
import { decodeAvs, decodePrism, decodeRadiotap } from "./ieee80211_monitor";
import { decodeIpoib } from "./ipoib";
import { decodeJuniper } from "./juniper";
import { decodeFamily } from "./loopback";
import { decodeNflog } from "./nflog";
import { ethernetPath } from "./path";
import { decodePktap } from "./pktap";
import { decodePpi } from "./ppi";
import { decodeCiscoHdlc, decodePpp, decodeSerial } from "./ppp";
import { decodeSlip } from "./slip";
import { decodeSll, decodeSll2 } from "./sll";

const ETHERNET_BYTES: u32 = 14;
const UNSUPPORTED: u32 = OUTCOME_UNDECODED + UNDECODED_LINK_TYPE_UNSUPPORTED;

/** True for the link types that decodeFrame() reads. */
export function isSupportedLinkType(linkType: u32): bool {
  switch (linkType) {
    case LINKTYPE_NULL:
    case LINKTYPE_ETHERNET:
    case LINKTYPE_SLIP:
    case LINKTYPE_PPP:
    case LINKTYPE_FDDI:
    case LINKTYPE_RAW_12:
    case LINKTYPE_RAW_14:
    case LINKTYPE_PPP_HDLC:
    case LINKTYPE_PPP_ETHER:
    case LINKTYPE_RAW:
    case LINKTYPE_C_HDLC:
    case LINKTYPE_IEEE802_11:
    case LINKTYPE_FRELAY:
    case LINKTYPE_LOOP:
    case LINKTYPE_LINUX_SLL:
    case LINKTYPE_IEEE802_11_PRISM:
    case LINKTYPE_IEEE802_11_RADIOTAP:
    case LINKTYPE_ARCNET_LINUX:
    case LINKTYPE_IEEE802_11_AVS:
    case LINKTYPE_JUNIPER_ETHER:
    case LINKTYPE_PPI:
    case LINKTYPE_IPV4:
    case LINKTYPE_IPV6:
    case LINKTYPE_NFLOG:
    case LINKTYPE_IPOIB:
    case LINKTYPE_PKTAP:
    case LINKTYPE_LINUX_SLL2:
      return true;
    default:
      return false;
  }
}

/** Decodes frames of the link types that are seldom met. */
function decodeOtherFrame(
  linkType: u32,
  frame: usize,
  end: usize,
  frameEnd: usize,
  status: u32,
  record: usize,
): u32 {
  // those that have addresses overwrite it
  setWord(record, REC_PATH, 0);
  switch (linkType) {
    case LINKTYPE_RAW:
    case LINKTYPE_RAW_12:
    case LINKTYPE_RAW_14:
      return decodeIp(frame, end, frameEnd, status, record);
    case LINKTYPE_IPV4:
      return decodeIpv4(frame, end, frameEnd, status, record);
    case LINKTYPE_IPV6:
      return decodeIpv6(frame, end, frameEnd, status, record);
    case LINKTYPE_NULL:
    case LINKTYPE_LOOP:
      return decodeFamily(frame, end, frameEnd, status, record);
    case LINKTYPE_SLIP:
      return decodeSlip(frame, end, frameEnd, status, record);
    case LINKTYPE_PPP:
      return decodePpp(frame, end, frameEnd, status, record, LINK_CUT);
    case LINKTYPE_PPP_HDLC:
      return decodeSerial(frame, end, frameEnd, status, record);
    case LINKTYPE_PPP_ETHER:
      return decodePppoe(frame, end, frameEnd, status, record);
    case LINKTYPE_C_HDLC:
      return decodeCiscoHdlc(frame, end, frameEnd, status, record);
    case LINKTYPE_FDDI:
      return decodeFddi(frame, end, frameEnd, status, record);
    case LINKTYPE_FRELAY:
      return decodeFrameRelay(frame, end, frameEnd, status, record);
    case LINKTYPE_IEEE802_11:
      return decodeWlan(frame, end, frameEnd, status, record, false);
    case LINKTYPE_IEEE802_11_PRISM:
      return decodePrism(frame, end, frameEnd, status, record);
    case LINKTYPE_IEEE802_11_RADIOTAP:
      return decodeRadiotap(frame, end, frameEnd, status, record);
    case LINKTYPE_IEEE802_11_AVS:
      return decodeAvs(frame, end, frameEnd, status, record);
    case LINKTYPE_ARCNET_LINUX:
      return decodeArcnet(frame, end, frameEnd, status, record);
    case LINKTYPE_JUNIPER_ETHER:
      return decodeJuniper(frame, end, frameEnd, status, record);
    case LINKTYPE_PPI:
      return decodePpi(frame, end, frameEnd, status, record);
    case LINKTYPE_NFLOG:
      return decodeNflog(frame, end, frameEnd, status, record);
    case LINKTYPE_IPOIB:
      return decodeIpoib(frame, end, frameEnd, status, record);
    case LINKTYPE_PKTAP:
      return decodePktap(frame, end, frameEnd, status, record);
    default:
      return UNSUPPORTED;
  }
}

/** Decodes the frame that a per-packet header announces; one such header in another is nothing that anybody writes. */
export function decodeInner(
  linkType: u32,
  frame: usize,
  end: usize,
  frameEnd: usize,
  status: u32,
  record: usize,
): u32 {
  if (linkType === LINKTYPE_PPI || linkType === LINKTYPE_PKTAP) return UNSUPPORTED;
  return decodeFrame(linkType, frame, end, frameEnd, status, record);
}

/**
 * Decodes one frame into `record`.
 * @param frame address of its first byte
 * @param end address just past the captured bytes
 * @param frameEnd address where it would end had it been captured whole
 * @param status STATUS_* bits that the container knows; the link layer's own direction replaces it
 */
export function decodeFrame(
  linkType: u32,
  frame: usize,
  end: usize,
  frameEnd: usize,
  status: u32,
  record: usize,
): u32 {
  switch (linkType) {
    case LINKTYPE_ETHERNET:
      if (frame + ETHERNET_BYTES > end) return LINK_CUT;
      setWord(record, REC_PATH, ethernetPath(frame));
      return decodeEtherType(frame + 12, frame + ETHERNET_BYTES, end, frameEnd, status, record);
    case LINKTYPE_LINUX_SLL2:
      return decodeSll2(frame, end, frameEnd, status, record);
    case LINKTYPE_LINUX_SLL:
      return decodeSll(frame, end, frameEnd, status, record);
    default:
      return decodeOtherFrame(linkType, frame, end, frameEnd, status, record);
  }
}
