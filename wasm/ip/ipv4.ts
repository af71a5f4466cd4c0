// IPv4 (RFC 791), and the authentication header between it and its payload (RFC 4302).
import { load16be } from "../byte_order";
import { addHalves, addLanes, fold, sumLanes } from "../checksum/sum";
import { TUNNEL_CUT, TUNNEL_MALFORMED } from "../encapsulation/outcomes";
import { decodeProtocol, mayHoldTcp } from "../encapsulation/protocol";
import {
  CHECKSUM_BAD,
  CHECKSUM_GOOD,
  CHECKSUM_ZERO,
  REC_ID_TTL_TOS,
  REC_IP_ADDRESS,
  REC_IP_LENGTH,
  STATUS_IP_CHECKSUM_SHIFT,
  STATUS_IP_LENGTH_BEYOND_FRAME,
  STATUS_IP_LENGTH_ZERO,
  UNDECODED_IP_HEADER_CUT,
  UNDECODED_IP_HEADER_MALFORMED,
} from "../layout";
import { OUTCOME_NON_TCP, OUTCOME_UNDECODED } from "../outcome";
import { setWord } from "../record";
import { decodeSegment } from "../tcp/segment";
import { endFragment, writeFragment } from "./fragment";

const HEADER_BYTES: u32 = 20;
const PROTOCOL_TCP: u32 = 6;
const PROTOCOL_AUTHENTICATION: u32 = 51;
const LEAST_AUTHENTICATION_BYTES: u32 = 8;
/** Protocol 6 as the 16-bit word of the pseudo-header, in memory order. */
const PSEUDO_PROTOCOL: u64 = 0x0600;
/** More fragments, and the fragment offset, as they lie in memory. */
const FRAGMENT_BITS: u32 = 0xff3f;
/** The same in network order. */
const MORE_FRAGMENTS: u32 = 0x2000;
const FRAGMENT_OFFSET: u32 = 0x1fff;
const OPTION_LOOSE_SOURCE_ROUTE: u32 = 131;
const OPTION_STRICT_SOURCE_ROUTE: u32 = 137;

/**
 * The address of the final destination: the last one of a source route that is not used up, else the header's
 * (RFC 791 3.1: the checksum of the layer above is made with where the datagram is going in the end).
 */
function finalDestination(ip: usize, headerEnd: usize): usize {
  let option = ip + HEADER_BYTES;
  while (option < headerEnd) {
    const kind: u32 = load<u8>(option);
    if (kind === 0) break;
    if (kind === 1) {
      option++;
      continue;
    }
    if (option + 2 > headerEnd) break;
    const length: u32 = load<u8>(option, 1);
    if (length < 2 || option + length > headerEnd) break;
    if (kind === OPTION_LOOSE_SOURCE_ROUTE || kind === OPTION_STRICT_SOURCE_ROUTE) {
      if (length < 7) break;
      const pointer: u32 = load<u8>(option, 2);
      if (pointer > length) break;
      return option + length - 4;
    }
    option += length;
  }
  return ip + 16;
}

/** Verdict on the header's checksum; `sum` is that of its words. */
function headerVerdict(ip: usize, sum: u64): u32 {
  if (fold(sum) === 0xffff) return CHECKSUM_GOOD;
  return load<u16>(ip, 10) === 0 ? CHECKSUM_ZERO : CHECKSUM_BAD;
}

/** Writes what `record` has of the header, besides its checksum. */
function writeHeader(ip: usize, length: u32, record: usize): void {
  const idTtlTos = (load16be(ip + 4) << 16) | ((<u32>load<u8>(ip, 8)) << 8) | <u32>load<u8>(ip, 1);
  setWord(record, REC_IP_LENGTH, length);
  setWord(record, REC_ID_TTL_TOS, idTtlTos);
  setWord(record, REC_IP_ADDRESS, <u32>ip);
}

/**
 * Decodes the datagram at `ip` into `record`.
 * @param end address just past the captured bytes
 * @param frameEnd address where the frame would end had it been captured whole
 * @param status STATUS_* bits of the link layer
 */
export function decodeIpv4(ip: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (ip + HEADER_BYTES > end) return OUTCOME_UNDECODED + UNDECODED_IP_HEADER_CUT;
  const versionAndLength: u32 = load<u8>(ip);
  const headerLength = (versionAndLength & 15) << 2;
  if (versionAndLength >> 4 !== 4 || headerLength < HEADER_BYTES) {
    return OUTCOME_UNDECODED + UNDECODED_IP_HEADER_MALFORMED;
  }
  let length = load16be(ip + 2);
  if (length === 0) {
    // segmentation offload: the NIC would have filled it in
    length = <u32>(frameEnd - ip);
    status |= STATUS_IP_LENGTH_ZERO;
  } else if (ip + length > frameEnd) {
    status |= STATUS_IP_LENGTH_BEYOND_FRAME;
  }
  if (length < headerLength) return OUTCOME_UNDECODED + UNDECODED_IP_HEADER_MALFORMED;
  if (ip + headerLength > end) return OUTCOME_UNDECODED + UNDECODED_IP_HEADER_CUT;
  if (load<u8>(ip, 9) !== PROTOCOL_TCP || load<u16>(ip, 6) & FRAGMENT_BITS) {
    return decodeOther(ip, length, end, frameEnd, status, record);
  }

  const addresses = load<u64>(ip, 12);
  let pseudo = addHalves(addresses) + PSEUDO_PROTOCOL;
  let sum: u64;
  if (headerLength === HEADER_BYTES) {
    sum = addHalves(load<u64>(ip)) + <u64>load<u32>(ip, 8) + addHalves(addresses);
  } else {
    sum = addLanes(sumLanes(ip, headerLength));
    const destination = finalDestination(ip, ip + headerLength);
    pseudo = (addresses & 0xffffffff) + <u64>load<u32>(destination) + PSEUDO_PROTOCOL;
  }
  status |= headerVerdict(ip, sum) << STATUS_IP_CHECKSUM_SHIFT;
  writeHeader(ip, length, record);
  return decodeSegment(ip + headerLength, length - headerLength, end, pseudo, status, record);
}

/** Decodes a datagram that is a fragment, or whose payload is no TCP segment right away. */
function decodeOther(ip: usize, length: u32, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  const headerLength = (<u32>load<u8>(ip) & 15) << 2;
  const isFragment = (load<u16>(ip, 6) & FRAGMENT_BITS) !== 0;
  const payloadEnd = ip + length;
  let payload = ip + headerLength;
  let protocol: u32 = load<u8>(ip, 9);
  if (protocol !== PROTOCOL_TCP) {
    if (!mayHoldTcp(protocol)) return OUTCOME_NON_TCP;
    while (protocol === PROTOCOL_AUTHENTICATION && !isFragment) {
      if (payload + LEAST_AUTHENTICATION_BYTES > payloadEnd) return TUNNEL_MALFORMED;
      if (payload + LEAST_AUTHENTICATION_BYTES > end) return TUNNEL_CUT;
      protocol = load<u8>(payload);
      payload += (<u32>load<u8>(payload, 1) + 2) << 2;
      if (payload > payloadEnd) return TUNNEL_MALFORMED;
      if (payload > end) return TUNNEL_CUT;
    }
    if (protocol !== PROTOCOL_TCP && !isFragment) {
      return decodeProtocol(protocol, payload, payloadEnd, end, frameEnd, status, record);
    }
  }

  const sum = addLanes(sumLanes(ip, headerLength));
  status |= headerVerdict(ip, sum) << STATUS_IP_CHECKSUM_SHIFT;
  writeHeader(ip, length, record);
  if (isFragment) {
    const field = load16be(ip + 6);
    const offset = (field & FRAGMENT_OFFSET) << 3;
    writeFragment(record, protocol, load16be(ip + 4), offset, (field & MORE_FRAGMENTS) !== 0, 0);
    return endFragment(record, payload, <u32>(payloadEnd - payload), end, status);
  }
  const pseudo =
    <u64>load<u32>(ip, 12) + <u64>load<u32>(finalDestination(ip, ip + headerLength)) + PSEUDO_PROTOCOL;
  return decodeSegment(payload, <u32>(payloadEnd - payload), end, pseudo, status, record);
}
