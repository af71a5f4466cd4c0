/** Where the headers of a frame are, found by what they look like: good enough to aim at, for any encapsulation. */
import { viewOf } from "./parts.ts";

/** Offsets in the bytes that were searched. */
export interface FramePlaces {
  readonly ip: number;
  readonly version: 4 | 6;
  /** The upper layer: TCP, or what a fragment holds of it. */
  readonly tcp: number;
  /** Just past the datagram or the captured bytes. */
  readonly end: number;
}

const PROTOCOL_TCP = 6;
const IPV6_HEADER_BYTES = 40;
/** Extension headers that lead on (RFC 8200 4.1, RFC 4302), and fragments. */
const EXTENSIONS = [0, 43, 44, 51, 60];
const AUTHENTICATION = 51;
const FRAGMENT = 44;
const MIN_TCP_BYTES = 20;

/** The innermost datagram with TCP in `bytes` from `start` to `end`. */
export function findTcp(bytes: Uint8Array, start: number, end: number): FramePlaces | undefined {
  let found: FramePlaces | undefined;
  for (let at = start; at + MIN_TCP_BYTES <= end; at++) {
    const places =
      (bytes[at]! >> 4 === 4 && ipv4At(bytes, at, end)) || (bytes[at]! >> 4 === 6 && ipv6At(bytes, at, end));
    if (places) found = places;
    // what is inside of a segment is payload
    if (places && places.tcp + MIN_TCP_BYTES <= places.end) return places;
  }
  return found;
}

function ipv4At(bytes: Uint8Array, at: number, end: number): FramePlaces | undefined {
  const headerBytes = (bytes[at]! & 0x0f) * 4;
  const length = viewOf(bytes).getUint16(at + 2);
  const isTcp = bytes[at + 9] === PROTOCOL_TCP && headerBytes >= 20;
  if (!isTcp || length <= headerBytes || at + headerBytes > end || !isTtl(bytes[at + 8]!)) return undefined;
  return { ip: at, version: 4, tcp: at + headerBytes, end: Math.min(at + length, end) };
}

function ipv6At(bytes: Uint8Array, at: number, end: number): FramePlaces | undefined {
  if (at + IPV6_HEADER_BYTES > end || !isTtl(bytes[at + 7]!)) return undefined;
  const last = Math.min(at + IPV6_HEADER_BYTES + viewOf(bytes).getUint16(at + 4), end);
  let next = bytes[at + 6]!;
  let upper = at + IPV6_HEADER_BYTES;
  while (EXTENSIONS.includes(next) && upper + 8 <= last) {
    const units = bytes[upper + 1]!;
    const size = next === FRAGMENT ? 8 : next === AUTHENTICATION ? 4 * (units + 2) : 8 * (units + 1);
    next = bytes[upper]!;
    upper += size;
  }
  if (next !== PROTOCOL_TCP || upper >= last) return undefined;
  return { ip: at, version: 6, tcp: upper, end: last };
}

/** Builders and systems start at 64, 128 or 255; a byte that is no TTL seldom looks like one. */
const isTtl = (ttl: number): boolean => ttl > 0 && (ttl <= 128 || ttl >= 240);
