/**
 * An IP fragment as the decoder hands it over, and what can be said about one by itself.
 */

/** A piece of a datagram: more fragments follow, or its offset is above 0. */
export interface Fragment {
  readonly version: 4 | 6;
  /** Time of the packet in seconds; may run backwards. */
  readonly time: number;
  /** The layers around it (an id, 0 none): fragments of different VLANs and tunnels never mix. */
  readonly layers: number;
  /** Digest of interface and MAC addresses: tells copies of a fragment from new ones. */
  readonly path: number;
  /** Protocol of what is fragmented; IPv6: as its fragment header says, which counts only at offset 0. */
  readonly protocol: number;
  /** Identification: 16 bits of IPv4, 32 of IPv6. */
  readonly id: number;
  /** Where its payload belongs in the datagram's, in bytes: a multiple of 8 up to 65,528. */
  readonly offset: number;
  readonly more: boolean;
  /** Memory that holds it, valid during the call only. */
  readonly bytes: Uint8Array;
  /** Address of the IP header, which was captured whole. */
  readonly ip: number;
  /** Address of the payload; IPv6: right behind the fragment header. */
  readonly payload: number;
  /** Bytes of payload by the IP header. */
  readonly length: number;
  /** Just past the captured bytes, which may be fewer or, with padding, more than the IP header tells. */
  readonly end: number;
  /** IPv6: address of the next-header byte that announces the fragment header. */
  readonly nextHeader: number;
}

export const FRAGMENT_HEADER_BYTES = 8;
const IPV4_ADDRESSES = 12;
const IPV4_ADDRESSES_END = 20;
const IPV6_ADDRESSES = 8;
const IPV6_ADDRESSES_END = 40;
const IPV6_HEADER_BYTES = 40;
const MAX_LENGTH_FIELD = 65_535;
const UNIT = 8;
const TCP = 6;
const TCP_HEADER_BYTES = 20;

/** Bytes of the header in front of the payload, without IPv6's fragment header: the datagram has none. */
export function headerLength(fragment: Fragment): number {
  const header = fragment.payload - fragment.ip;
  return fragment.version === 6 ? header - FRAGMENT_HEADER_BYTES : header;
}

/** What the length field of a datagram says: IPv6 does not count the fixed header (RFC 8200 3). */
export function lengthField(version: 4 | 6, header: number, payload: number): number {
  return header + payload - (version === 6 ? IPV6_HEADER_BYTES : 0);
}

/** True if no length field could tell the datagram's length. */
export function isTooLong(version: 4 | 6, header: number, payload: number): boolean {
  return lengthField(version, header, payload) > MAX_LENGTH_FIELD;
}

/** Payload of it that was captured, in bytes. */
export function capturedLength(fragment: Fragment): number {
  return Math.max(0, Math.min(fragment.length, fragment.end - fragment.payload));
}

/** True for what no sender could make (RFC 791 3.2, RFC 8200 4.5), whatever the other fragments are. */
export function isMalformed(fragment: Fragment): boolean {
  const { length, more, offset, version } = fragment;
  return (
    length <= 0 ||
    (more && length % UNIT !== 0) ||
    isTooLong(version, headerLength(fragment), offset + length)
  );
}

/** True for a piece of a TCP header, as filters are got round with (RFC 1858 3 and 4). */
export function isTiny(fragment: Fragment): boolean {
  const { length, more, offset } = fragment;
  if (fragment.protocol !== TCP) return false;
  return offset === UNIT || (offset === 0 && more && length < TCP_HEADER_BYTES);
}

/**
 * What fragments of one datagram have in common (RFC 791 3.2, RFC 8200 4.5: IPv6's do not need the same protocol), as a
 * short string of 16-bit units.
 */
export function keyOf(fragment: Fragment): string {
  const { bytes, id, ip, layers, version } = fragment;
  let key = String.fromCharCode(
    version === 4 ? fragment.protocol : 0x100,
    layers >>> 16,
    layers & 0xffff,
    id >>> 16,
    id & 0xffff,
  );
  const from = ip + (version === 4 ? IPV4_ADDRESSES : IPV6_ADDRESSES);
  const to = ip + (version === 4 ? IPV4_ADDRESSES_END : IPV6_ADDRESSES_END);
  for (let at = from; at < to; at += 4) {
    key += String.fromCharCode((bytes[at]! << 8) | bytes[at + 1]!, (bytes[at + 2]! << 8) | bytes[at + 3]!);
  }
  return key;
}
