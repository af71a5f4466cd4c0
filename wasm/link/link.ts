// From a captured frame to its IP datagram, by link type (LINKTYPE_ registry of the pcap drafts).
import { load16be, load32be } from "../byte_order";
import { decodeIpv4 } from "../ip/ipv4";
import { decodeIpv6 } from "../ip/ipv6";
import {
  LINKTYPE_ETHERNET,
  LINKTYPE_IPV4,
  LINKTYPE_IPV6,
  LINKTYPE_LINUX_SLL,
  LINKTYPE_LINUX_SLL2,
  LINKTYPE_LOOP,
  LINKTYPE_NULL,
  LINKTYPE_RAW,
  LINKTYPE_RAW_12,
  LINKTYPE_RAW_14,
  PACKET_DIRECTION_IN,
  PACKET_DIRECTION_OUT,
  PACKET_DIRECTION_UNKNOWN,
  REC_INTERFACE,
  REC_PATH,
  STATUS_DIRECTION_SHIFT,
  STATUS_INTERFACE,
  UNDECODED_IP_HEADER_CUT,
  UNDECODED_IP_HEADER_MALFORMED,
  UNDECODED_LINK_HEADER_CUT,
  UNDECODED_LINK_HEADER_MALFORMED,
  UNDECODED_LINK_TYPE_UNSUPPORTED,
} from "../layout";
import { OUTCOME_NON_TCP, OUTCOME_UNDECODED } from "../outcome";
import { getWord, setWord } from "../record";
import { ethernetPath, sll2Path, sllPath, taggedPath } from "./path";

const ETHERTYPE_IPV4: u32 = 0x0800;
const ETHERTYPE_IPV6: u32 = 0x86dd;
const ETHERTYPE_VLAN: u32 = 0x8100;
const ETHERTYPE_SERVICE_VLAN: u32 = 0x88a8;
const ETHERTYPE_OLD_SERVICE_VLAN: u32 = 0x9100;
/** Below this the field is the length of an 802.3 frame. */
const FIRST_ETHERTYPE: u32 = 1536;
const MAX_TAGS: u32 = 8;
/** AA AA 03 00 00 00 as they lie in memory. */
const SNAP_ZERO_OUI: u64 = 0x03aaaa;
const SNAP_BYTES: usize = 6;

const ETHERNET_BYTES: u32 = 14;
const SLL_BYTES: u32 = 16;
const SLL2_BYTES: u32 = 20;
const FAMILY_BYTES: u32 = 4;
const PACKET_TYPE_OUTGOING: u32 = 4;
/** To us, broadcast, multicast; 3 is a packet to another host, which is neither in nor out. */
const LAST_PACKET_TYPE_INCOMING: u32 = 2;

/** True for the link types that decodeFrame() reads. */
export function isSupportedLinkType(linkType: u32): bool {
  switch (linkType) {
    case LINKTYPE_ETHERNET:
    case LINKTYPE_LINUX_SLL2:
    case LINKTYPE_LINUX_SLL:
    case LINKTYPE_RAW:
    case LINKTYPE_RAW_12:
    case LINKTYPE_RAW_14:
    case LINKTYPE_IPV4:
    case LINKTYPE_IPV6:
    case LINKTYPE_NULL:
    case LINKTYPE_LOOP:
      return true;
    default:
      return false;
  }
}

function packetDirection(packetType: u32): u32 {
  if (packetType === PACKET_TYPE_OUTGOING) return PACKET_DIRECTION_OUT;
  return packetType <= LAST_PACKET_TYPE_INCOMING ? PACKET_DIRECTION_IN : PACKET_DIRECTION_UNKNOWN;
}

/** What follows an EtherType other than IP: tags, LLC/SNAP, or nothing of ours. `next` is just past the type. */
function decodeTagged(
  etherType: u32,
  next: usize,
  end: usize,
  frameEnd: usize,
  status: u32,
  record: usize,
): u32 {
  let tags: u32 = 0;
  let path = getWord(record, REC_PATH);
  while (
    etherType === ETHERTYPE_VLAN ||
    etherType === ETHERTYPE_SERVICE_VLAN ||
    etherType === ETHERTYPE_OLD_SERVICE_VLAN
  ) {
    if (tags++ === MAX_TAGS) return OUTCOME_UNDECODED + UNDECODED_LINK_HEADER_MALFORMED;
    if (next + 4 > end) return OUTCOME_UNDECODED + UNDECODED_LINK_HEADER_CUT;
    path = taggedPath(path, next);
    etherType = load16be(next + 2);
    next += 4;
  }
  setWord(record, REC_PATH, path);
  if (etherType < FIRST_ETHERTYPE) {
    // LLC with SNAP and the zero OUI: an EtherType follows (RFC 1042)
    const bits = min<usize>(end - next, SNAP_BYTES) << 3;
    const captured: u64 = (u64(1) << u64(bits)) - 1;
    if ((load<u64>(next) ^ SNAP_ZERO_OUI) & captured) return OUTCOME_NON_TCP;
    if (next + 8 > end) return OUTCOME_UNDECODED + UNDECODED_LINK_HEADER_CUT;
    etherType = load16be(next + 6);
    next += 8;
  }
  if (etherType === ETHERTYPE_IPV4) return decodeIpv4(next, end, frameEnd, status, record);
  if (etherType === ETHERTYPE_IPV6) return decodeIpv6(next, end, frameEnd, status, record);
  return OUTCOME_NON_TCP;
}

function decodeEtherType(
  type: usize,
  end: usize,
  frameEnd: usize,
  status: u32,
  payload: usize,
  record: usize,
): u32 {
  const etherType = load16be(type);
  if (etherType === ETHERTYPE_IPV4) return decodeIpv4(payload, end, frameEnd, status, record);
  if (etherType === ETHERTYPE_IPV6) return decodeIpv6(payload, end, frameEnd, status, record);
  return decodeTagged(etherType, payload, end, frameEnd, status, record);
}

/** LINKTYPE_RAW: the version nibble tells. */
function decodeRaw(ip: usize, end: usize, frameEnd: usize, record: usize): u32 {
  if (ip >= end) return OUTCOME_UNDECODED + UNDECODED_IP_HEADER_CUT;
  const version: u32 = load<u8>(ip) >> 4;
  if (version === 4) return decodeIpv4(ip, end, frameEnd, 0, record);
  if (version === 6) return decodeIpv6(ip, end, frameEnd, 0, record);
  return OUTCOME_UNDECODED + UNDECODED_IP_HEADER_MALFORMED;
}

/**
 * BSD loopback: the address family in the byte order of the capturing host (NULL) or big-endian (LOOP; some
 * systems wrote it the other way). Families are small numbers, so the order shows.
 */
function decodeFamily(frame: usize, end: usize, frameEnd: usize, record: usize): u32 {
  if (frame + FAMILY_BYTES > end) return OUTCOME_UNDECODED + UNDECODED_LINK_HEADER_CUT;
  let family: u32 = load<u32>(frame);
  if (family >> 16) family = bswap<u32>(family);
  const ip = frame + FAMILY_BYTES;
  switch (family) {
    case 2:
      return decodeIpv4(ip, end, frameEnd, 0, record);
    case 10: // Linux
    case 24: // NetBSD, OpenBSD
    case 28: // FreeBSD
    case 30: // Darwin
      return decodeIpv6(ip, end, frameEnd, 0, record);
    default:
      return OUTCOME_NON_TCP;
  }
}

/**
 * Decodes one frame into `record`.
 * @param frame address of its first byte
 * @param end address just past the captured bytes
 * @param frameEnd address where it would end had it been captured whole
 */
export function decodeFrame(linkType: u32, frame: usize, end: usize, frameEnd: usize, record: usize): u32 {
  switch (linkType) {
    case LINKTYPE_ETHERNET: {
      if (frame + ETHERNET_BYTES > end) return OUTCOME_UNDECODED + UNDECODED_LINK_HEADER_CUT;
      setWord(record, REC_PATH, ethernetPath(frame));
      return decodeEtherType(frame + 12, end, frameEnd, 0, frame + ETHERNET_BYTES, record);
    }
    case LINKTYPE_LINUX_SLL2: {
      if (frame + SLL2_BYTES > end) return OUTCOME_UNDECODED + UNDECODED_LINK_HEADER_CUT;
      setWord(record, REC_PATH, sll2Path(frame));
      setWord(record, REC_INTERFACE, load32be(frame + 4));
      const status = STATUS_INTERFACE | (packetDirection(load<u8>(frame, 10)) << STATUS_DIRECTION_SHIFT);
      return decodeEtherType(frame, end, frameEnd, status, frame + SLL2_BYTES, record);
    }
    case LINKTYPE_LINUX_SLL: {
      if (frame + SLL_BYTES > end) return OUTCOME_UNDECODED + UNDECODED_LINK_HEADER_CUT;
      setWord(record, REC_PATH, sllPath(frame));
      const status = packetDirection(load16be(frame)) << STATUS_DIRECTION_SHIFT;
      return decodeEtherType(frame + 14, end, frameEnd, status, frame + SLL_BYTES, record);
    }
    case LINKTYPE_RAW:
    case LINKTYPE_RAW_12:
    case LINKTYPE_RAW_14:
      setWord(record, REC_PATH, 0);
      return decodeRaw(frame, end, frameEnd, record);
    case LINKTYPE_IPV4:
      setWord(record, REC_PATH, 0);
      return decodeIpv4(frame, end, frameEnd, 0, record);
    case LINKTYPE_IPV6:
      setWord(record, REC_PATH, 0);
      return decodeIpv6(frame, end, frameEnd, 0, record);
    case LINKTYPE_NULL:
    case LINKTYPE_LOOP:
      setWord(record, REC_PATH, 0);
      return decodeFamily(frame, end, frameEnd, record);
    default:
      return OUTCOME_UNDECODED + UNDECODED_LINK_TYPE_UNSUPPORTED;
  }
}
