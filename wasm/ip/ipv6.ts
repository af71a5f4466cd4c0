// IPv6 (RFC 8200) and its chain of extension headers.
import { load16be, load32be } from "../byte_order";
import { addHalves } from "../checksum/sum";
import { decodeProtocol, mayHoldTcp } from "../encapsulation/protocol";
import {
  REC_ID_TTL_TOS,
  REC_IP_ADDRESS,
  REC_IP_LENGTH,
  STATUS_IP_LENGTH_BEYOND_FRAME,
  STATUS_IP_LENGTH_ZERO,
  STATUS_IPV6,
  UNDECODED_IP_HEADER_CUT,
  UNDECODED_IP_HEADER_MALFORMED,
  UNDECODED_IPV6_EXTENSION_CUT,
  UNDECODED_IPV6_EXTENSION_MALFORMED,
} from "../layout";
import { OUTCOME_NON_TCP, OUTCOME_UNDECODED } from "../outcome";
import { setWord } from "../record";
import { decodeSegment } from "../tcp/segment";
import { endFragment, writeFragment } from "./fragment";

const HEADER_BYTES: u32 = 40;
const ADDRESS_BYTES: u32 = 16;
/** A chain longer than this is an attack, not a packet. */
const MAX_EXTENSION_HEADERS: u32 = 16;

const NEXT_HOP_BY_HOP: u32 = 0;
const NEXT_TCP: u32 = 6;
const NEXT_ROUTING: u32 = 43;
const NEXT_FRAGMENT: u32 = 44;
const NEXT_AUTHENTICATION: u32 = 51;
const NEXT_DESTINATION_OPTIONS: u32 = 60;
const NEXT_MOBILITY: u32 = 135;
const NEXT_HIP: u32 = 139;
const NEXT_SHIM6: u32 = 140;

const ROUTING_SOURCE: u32 = 0;
const ROUTING_MOBILE: u32 = 2;
const ROUTING_SEGMENTS: u32 = 4;
const OPTION_JUMBO: u32 = 0xc2;
const OPTION_HOME_ADDRESS: u32 = 0xc9;

/** Bytes of the extension header `kind` at `header`, 0 if `kind` is none; 8 bytes must be readable. */
function extensionLength(kind: u32, header: usize): u32 {
  switch (kind) {
    case NEXT_HOP_BY_HOP:
    case NEXT_ROUTING:
    case NEXT_DESTINATION_OPTIONS:
    case NEXT_MOBILITY:
    case NEXT_HIP:
    case NEXT_SHIM6:
      return (<u32>load<u8>(header, 1) + 1) << 3;
    case NEXT_AUTHENTICATION:
      return (<u32>load<u8>(header, 1) + 2) << 2;
    case NEXT_FRAGMENT:
      return 8;
    default:
      return 0;
  }
}

/** True for the next-header values that extensionLength() knows. */
function isExtension(kind: u32): bool {
  return (
    kind === NEXT_HOP_BY_HOP ||
    kind === NEXT_ROUTING ||
    kind === NEXT_FRAGMENT ||
    kind === NEXT_AUTHENTICATION ||
    kind === NEXT_DESTINATION_OPTIONS ||
    kind === NEXT_MOBILITY ||
    kind === NEXT_HIP ||
    kind === NEXT_SHIM6
  );
}

/**
 * Address of the data of the first option `wanted`, of `wantedLength` bytes, in the hop-by-hop or destination options
 * header from `header` to `headerEnd`; 0 if there is none.
 */
function findOption(header: usize, headerEnd: usize, wanted: u32, wantedLength: u32): usize {
  let option = header + 2;
  while (option < headerEnd) {
    const kind: u32 = load<u8>(option);
    if (kind === 0) {
      option++;
      continue;
    }
    if (option + 2 > headerEnd) return 0;
    const length: u32 = load<u8>(option, 1);
    if (option + 2 + length > headerEnd) return 0;
    if (kind === wanted && length === wantedLength) return option + 2;
    option += 2 + length;
  }
  return 0;
}

/**
 * Address of the final destination in the routing header at `header`, or 0 if it names none
 * (RFC 8200 8.1: the pseudo-header has the final destination).
 */
function routedDestination(header: usize, length: u32): usize {
  const kind: u32 = load<u8>(header, 2);
  const segmentsLeft: u32 = load<u8>(header, 3);
  if (segmentsLeft === 0) return 0;
  const addresses = (length - 8) / ADDRESS_BYTES;
  if (addresses === 0) return 0;
  if (kind === ROUTING_SEGMENTS) return header + 8; // RFC 8754: the list is in reverse order
  if (kind !== ROUTING_SOURCE && kind !== ROUTING_MOBILE) return 0;
  if ((length - 8) % ADDRESS_BYTES !== 0) return 0;
  return header + 8 + <usize>((addresses - 1) * ADDRESS_BYTES);
}

function sumAddress(address: usize): u64 {
  return addHalves(load<u64>(address)) + addHalves(load<u64>(address, 8));
}

/** Writes what `record` has of the header. */
function writeHeader(ip: usize, length: u32, record: usize): void {
  setWord(record, REC_IP_LENGTH, length);
  // traffic class lies across the first two bytes, hop limit at 7
  setWord(record, REC_ID_TTL_TOS, ((<u32>load<u8>(ip, 7)) << 8) | ((load16be(ip) >> 4) & 0xff));
  setWord(record, REC_IP_ADDRESS, <u32>ip);
}

/** Decodes a datagram without a length, or whose payload is no TCP segment right away. */
function decodeExtended(ip: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  let kind: u32 = load<u8>(ip, 6);
  let length: u32 = load16be(ip + 4) + HEADER_BYTES;
  if (length === HEADER_BYTES) {
    let jumbo: u32 = 0;
    if (kind === NEXT_HOP_BY_HOP && ip + HEADER_BYTES + 8 <= end) {
      const optionsEnd = ip + HEADER_BYTES + extensionLength(kind, ip + HEADER_BYTES);
      if (optionsEnd <= end) {
        // RFC 2675 2
        const option = findOption(ip + HEADER_BYTES, optionsEnd, OPTION_JUMBO, 4);
        if (option) jumbo = load32be(option);
      }
    }
    if (jumbo) {
      // a length near 2^32 can't be added to, and can't be true
      if (jumbo > 0x7fffffff) return OUTCOME_UNDECODED + UNDECODED_IP_HEADER_MALFORMED;
      length = jumbo + HEADER_BYTES;
    } else {
      length = <u32>(frameEnd - ip);
      status |= STATUS_IP_LENGTH_ZERO;
    }
  }
  if (ip + length > frameEnd) status |= STATUS_IP_LENGTH_BEYOND_FRAME;

  let header = ip + HEADER_BYTES;
  const datagramEnd = ip + length;
  let source = ip + 8;
  let destination = ip + 24;
  /** The next-header byte that announces `header`, and the fragment header if the datagram is a fragment. */
  let announced = ip + 6;
  let fragment: usize = 0;
  for (let count: u32 = 0; isExtension(kind); count++) {
    if (count === MAX_EXTENSION_HEADERS || header + 8 > datagramEnd) {
      return OUTCOME_UNDECODED + UNDECODED_IPV6_EXTENSION_MALFORMED;
    }
    if (header + 8 > end) return OUTCOME_UNDECODED + UNDECODED_IPV6_EXTENSION_CUT;
    const extension = extensionLength(kind, header);
    if (header + extension > datagramEnd) return OUTCOME_UNDECODED + UNDECODED_IPV6_EXTENSION_MALFORMED;
    if (header + extension > end) return OUTCOME_UNDECODED + UNDECODED_IPV6_EXTENSION_CUT;
    const next: u32 = load<u8>(header);
    if (kind === NEXT_FRAGMENT) {
      // offset or more-fragments; an atomic fragment (RFC 6946) is a whole datagram
      if (load16be(header + 2) & 0xfff9) {
        if (!mayHoldTcp(next) && !isExtension(next)) return OUTCOME_NON_TCP;
        fragment = header;
        header += extension;
        kind = next;
        break;
      }
    } else if (kind === NEXT_ROUTING) {
      const routed = routedDestination(header, extension);
      if (routed) destination = routed;
    } else if (kind === NEXT_DESTINATION_OPTIONS) {
      // a mobile node's checksum is made with its home address (RFC 6275 11.3.1)
      const home = findOption(header, header + extension, OPTION_HOME_ADDRESS, ADDRESS_BYTES);
      if (home) source = home;
    }
    announced = header;
    header += extension;
    kind = next;
  }
  if (kind !== NEXT_TCP && !fragment) {
    if (!mayHoldTcp(kind)) return OUTCOME_NON_TCP;
    return decodeProtocol(kind, header, datagramEnd, end, frameEnd, status, record);
  }

  writeHeader(ip, length, record);
  if (fragment) {
    const field = load16be(fragment + 2);
    writeFragment(record, kind, load32be(fragment + 4), field & 0xfff8, (field & 1) !== 0, announced);
    return endFragment(record, header, <u32>(datagramEnd - header), end, status);
  }
  const pseudo = sumAddress(source) + sumAddress(destination) + 0x0600;
  return decodeSegment(header, <u32>(datagramEnd - header), end, pseudo, status, record);
}

/** Decodes the datagram at `ip` into `record`; parameters as for decodeIpv4(). */
export function decodeIpv6(ip: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (ip + HEADER_BYTES > end) return OUTCOME_UNDECODED + UNDECODED_IP_HEADER_CUT;
  if (load<u8>(ip) >> 4 !== 6) return OUTCOME_UNDECODED + UNDECODED_IP_HEADER_MALFORMED;
  status |= STATUS_IPV6;
  const payloadLength = load16be(ip + 4);
  if (payloadLength === 0 || load<u8>(ip, 6) !== NEXT_TCP) {
    return decodeExtended(ip, end, frameEnd, status, record);
  }
  const tcp = ip + HEADER_BYTES;
  if (tcp + payloadLength > frameEnd) status |= STATUS_IP_LENGTH_BEYOND_FRAME;
  writeHeader(ip, payloadLength + HEADER_BYTES, record);
  const pseudo = sumAddress(ip + 8) + sumAddress(ip + 24) + 0x0600;
  return decodeSegment(tcp, payloadLength, end, pseudo, status, record);
}
