/** IPv4 and IPv6 of the reference decoder: from an IP header to its TCP header. */
import { read16, read32, sum16 } from "./bytes.ts";
import { type Checksum, NonTcp, Undecoded } from "./types.ts";

/** The captured bytes of a frame: `bytes[..end)`; on the wire it had `originalEnd`. */
export interface Frame {
  readonly bytes: Uint8Array;
  readonly end: number;
  readonly originalEnd: number;
}

export interface IpResult {
  readonly ipVersion: 4 | 6;
  readonly tcpOffset: number;
  readonly ipLength: number;
  readonly srcBytes: Uint8Array;
  readonly dstBytes: Uint8Array;
  /** Source and destination of the pseudo-header. */
  readonly firstSrc: Uint8Array;
  readonly finalDst: Uint8Array;
  readonly ipId: number;
  readonly ttl: number;
  readonly tos: number;
  readonly ipChecksum: Checksum | undefined;
  readonly ipLengthZero: boolean;
}

const TCP = 6;

export function readIp(frame: Frame, at: number, version: 4 | 6 | undefined): IpResult {
  if (version === 4) return readIpv4(frame, at);
  if (version === 6) return readIpv6(frame, at);
  if (at >= frame.end) throw new Undecoded("ip_header_cut");
  const nibble = frame.bytes[at]! >> 4;
  if (nibble === 4) return readIpv4(frame, at);
  if (nibble === 6) return readIpv6(frame, at);
  throw new Undecoded("ip_header_malformed");
}

function readIpv4(frame: Frame, at: number): IpResult {
  const { bytes } = frame;
  if (at + 20 > frame.end) throw new Undecoded("ip_header_cut");
  const headerLength = (bytes[at]! & 15) * 4;
  if (bytes[at]! >> 4 !== 4 || headerLength < 20) throw new Undecoded("ip_header_malformed");
  const totalLength = read16(bytes, at + 2);
  const ipLength = totalLength === 0 ? frame.originalEnd - at : totalLength;
  if (ipLength < headerLength) throw new Undecoded("ip_header_malformed");
  if (at + headerLength > frame.end) throw new Undecoded("ip_header_cut");
  if (bytes[at + 9] !== TCP) throw new NonTcp();
  const moreFragments = (bytes[at + 6]! & 0x20) !== 0;
  const fragmentOffset = read16(bytes, at + 6) & 0x1fff;
  if (moreFragments || fragmentOffset !== 0) throw new Undecoded("ip_fragment");
  const dstBytes = bytes.slice(at + 16, at + 20);
  return {
    ipVersion: 4,
    tcpOffset: at + headerLength,
    ipLength,
    srcBytes: bytes.slice(at + 12, at + 16),
    dstBytes,
    firstSrc: bytes.slice(at + 12, at + 16),
    finalDst: sourceRouteEnd(bytes.subarray(at + 20, at + headerLength)) ?? dstBytes,
    ipId: read16(bytes, at + 4),
    ttl: bytes[at + 8]!,
    tos: bytes[at + 1]!,
    ipChecksum: headerChecksum(bytes.subarray(at, at + headerLength)),
    ipLengthZero: totalLength === 0,
  };
}

function headerChecksum(header: Uint8Array): Checksum {
  const stored = read16(header, 10);
  const expected = 65_535 - sum16(header.subarray(0, 10), header.subarray(12));
  if (sum16(header) === 65_535) return { stored, expected, verdict: "good" };
  return { stored, expected, verdict: stored === 0 ? "zero" : "bad" };
}

/** The last address of a source route that is not used up yet (RFC 791 3.1). */
function sourceRouteEnd(options: Uint8Array): Uint8Array | undefined {
  let at = 0;
  while (at < options.length) {
    const type = options[at]!;
    if (type === 0) return undefined;
    if (type === 1) {
      at += 1;
      continue;
    }
    const length = options[at + 1] ?? 0;
    if (length < 2 || at + length > options.length) return undefined;
    if (type === 131 || type === 137) {
      const unused = length >= 7 && options[at + 2]! <= length;
      return unused ? options.slice(at + length - 4, at + length) : undefined;
    }
    at += length;
  }
  return undefined;
}

function readIpv6(frame: Frame, at: number): IpResult {
  const { bytes } = frame;
  if (at + 40 > frame.end) throw new Undecoded("ip_header_cut");
  if (bytes[at]! >> 4 !== 6) throw new Undecoded("ip_header_malformed");
  const { ipLength, ipLengthZero } = ipv6Length(frame, at);
  const dstBytes = bytes.slice(at + 24, at + 40);
  const chain = readExtensions(frame, at + 40, at + ipLength, bytes[at + 6]!);
  return {
    ipVersion: 6,
    tcpOffset: chain.tcpOffset,
    ipLength,
    srcBytes: bytes.slice(at + 8, at + 24),
    dstBytes,
    firstSrc: chain.firstSrc ?? bytes.slice(at + 8, at + 24),
    finalDst: chain.finalDst ?? dstBytes,
    ipId: 0,
    ttl: bytes[at + 7]!,
    tos: (read16(bytes, at) >> 4) & 255,
    ipChecksum: undefined,
    ipLengthZero,
  };
}

function ipv6Length(frame: Frame, at: number): { ipLength: number; ipLengthZero: boolean } {
  const payloadLength = read16(frame.bytes, at + 4);
  if (payloadLength !== 0) return { ipLength: 40 + payloadLength, ipLengthZero: false };
  const jumbo = frame.bytes[at + 6] === 0 ? jumboLength(frame, at + 40) : undefined;
  // such a packet exists nowhere, and its offsets would not fit into 32 bits
  if (jumbo !== undefined && jumbo >= 2 ** 31) throw new Undecoded("ip_header_malformed");
  if (jumbo !== undefined) return { ipLength: 40 + jumbo, ipLengthZero: false };
  return { ipLength: frame.originalEnd - at, ipLengthZero: true };
}

/** The jumbo payload option (RFC 2675 2) of the hop-by-hop header at `at`, if all of that was captured. */
function jumboLength(frame: Frame, at: number): number | undefined {
  const { bytes } = frame;
  if (at + 8 > frame.end) return undefined;
  const end = at + 8 * (bytes[at + 1]! + 1);
  if (end > frame.end) return undefined;
  let option = at + 2;
  while (option < end) {
    if (bytes[option] === 0) {
      option += 1;
      continue;
    }
    if (option + 2 > end) return undefined;
    const length = bytes[option + 1]!;
    if (option + 2 + length > end) return undefined;
    if (bytes[option] === 0xc2 && length === 4) return read32(bytes, option + 2) || undefined;
    option += 2 + length;
  }
  return undefined;
}

function readExtensions(
  frame: Frame,
  at: number,
  datagramEnd: number,
  next: number,
): { tcpOffset: number; firstSrc: Uint8Array | undefined; finalDst: Uint8Array | undefined } {
  const { bytes } = frame;
  let firstSrc: Uint8Array | undefined;
  let finalDst: Uint8Array | undefined;
  for (let count = 1; isExtension(next); count++) {
    if (count > 16 || at + 8 > datagramEnd) throw new Undecoded("ipv6_extension_malformed");
    if (at + 8 > frame.end) throw new Undecoded("ipv6_extension_cut");
    const length = extensionLength(next, bytes[at + 1]!);
    if (at + length > datagramEnd) throw new Undecoded("ipv6_extension_malformed");
    if (at + length > frame.end) throw new Undecoded("ipv6_extension_cut");
    const header = bytes.subarray(at, at + length);
    if (next === 44 && (read16(header, 2) & 0xfff9) !== 0) {
      if (header[0] === TCP) throw new Undecoded("ip_fragment");
      throw new NonTcp();
    }
    if (next === 43) finalDst = routedDestination(header) ?? finalDst;
    if (next === 60) firstSrc = homeAddress(header) ?? firstSrc;
    next = header[0]!;
    at += length;
  }
  if (next !== TCP) throw new NonTcp();
  return { tcpOffset: at, firstSrc, finalDst };
}

function isExtension(next: number): boolean {
  return [0, 43, 44, 51, 60, 135, 139, 140].includes(next);
}

function extensionLength(type: number, lengthByte: number): number {
  if (type === 44) return 8;
  if (type === 51) return (lengthByte + 2) * 4;
  return (lengthByte + 1) * 8;
}

/** Where a routing header that is not used up yet leads (RFC 8200 4.4, RFC 6275 6.4, RFC 8754 2). */
function routedDestination(header: Uint8Array): Uint8Array | undefined {
  const type = header[2]!;
  const segmentsLeft = header[3]!;
  const addresses = Math.floor((header.length - 8) / 16);
  if (segmentsLeft === 0 || addresses === 0) return undefined;
  if ((type === 0 || type === 2) && header[1]! % 2 === 0) return header.slice(-16);
  // Behind the segment list there may be TLVs; list[0] is the last segment.
  if (type === 4) return header.slice(8, 24);
  return undefined;
}

/** The mobile node's home address (RFC 6275 6.3), with which its checksums are made (11.3.1). */
function homeAddress(header: Uint8Array): Uint8Array | undefined {
  for (let at = 2; at < header.length; ) {
    if (header[at] === 0) {
      at++;
      continue;
    }
    const next = at + 2 + (header[at + 1] ?? header.length);
    if (next > header.length) return undefined;
    if (header[at] === 0xc9 && header[at + 1] === 16) return header.slice(at + 2, next);
    at = next;
  }
  return undefined;
}
