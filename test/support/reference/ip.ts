/** IPv4 and IPv6 of the reference decoder: from an IP header to its TCP header, or to the tunnel it carries. */
import { read16, read32, sum16 } from "./bytes.ts";
import { readTcp, type TcpResult } from "./tcp.ts";
import { readTunnel } from "./tunnel.ts";
import { type Checksum, IpFragment, NonTcp, Undecoded } from "./types.ts";
import { type Frame, upTo, type Walk } from "./walk.ts";

export interface IpResult {
  readonly ipVersion: 4 | 6;
  /** Place of the header behind the IP header and its extensions. */
  readonly upperOffset: number;
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

/** A TCP segment and the innermost datagram that carries it. */
export interface Found {
  readonly frame: Frame;
  readonly ipOffset: number;
  readonly ip: IpResult;
  readonly tcp: TcpResult;
}

const TCP = 6;
const AH = 51;
const NO_EXTENSION = -1;

/** By the version nibble: for places where nothing else says what it is. */
export function readDatagram(frame: Frame, at: number, walk: Walk): Found {
  if (at >= frame.end) throw new Undecoded("ip_header_cut");
  const nibble = frame.bytes[at]! >> 4;
  if (nibble === 4) return readIpv4(frame, at, walk);
  if (nibble === 6) return readIpv6(frame, at, walk);
  throw new Undecoded("ip_header_malformed");
}

export function readIpv4(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  if (at + 20 > frame.end) throw new Undecoded("ip_header_cut");
  const headerLength = (bytes[at]! & 15) * 4;
  if (bytes[at]! >> 4 !== 4 || headerLength < 20) throw new Undecoded("ip_header_malformed");
  const totalLength = read16(bytes, at + 2);
  const ipLength = totalLength === 0 ? frame.originalEnd - at : totalLength;
  if (ipLength < headerLength) throw new Undecoded("ip_header_malformed");
  if (at + headerLength > frame.end) throw new Undecoded("ip_header_cut");
  const protocol = bytes[at + 9]!;
  if (!leadsToTcp(protocol)) throw new NonTcp();
  const moreFragments = (bytes[at + 6]! & 0x20) !== 0;
  const fragmentOffset = read16(bytes, at + 6) & 0x1fff;
  if (moreFragments || fragmentOffset !== 0) {
    throw new IpFragment({
      bytes,
      ipVersion: 4,
      layers: [...walk.layers],
      protocol,
      id: read16(bytes, at + 4),
      offset: fragmentOffset * 8,
      more: moreFragments,
      ipOffset: at,
      payloadOffset: at + headerLength,
      payloadLength: ipLength - headerLength,
      end: frame.end,
      nextHeaderOffset: NO_EXTENSION,
    });
  }
  const dstBytes = bytes.slice(at + 16, at + 20);
  const ip: IpResult = {
    ipVersion: 4,
    upperOffset: at + headerLength,
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
  if (protocol === AH) return readAuthentication(frame, at, ip, walk);
  return readUpper(frame, at, ip, protocol, walk);
}

/** RFC 4302 2: in IPv4 a header of its own, as many of them as there are. */
function readAuthentication(frame: Frame, ipOffset: number, ip: IpResult, walk: Walk): Found {
  const datagramEnd = ipOffset + ip.ipLength;
  let at = ip.upperOffset;
  let protocol = AH;
  walk.inTunnel = true;
  while (protocol === AH) {
    if (at + 8 > datagramEnd) throw walk.malformed();
    walk.need(frame, at, 8);
    const length = (frame.bytes[at + 1]! + 2) * 4;
    if (at + length > datagramEnd) throw walk.malformed();
    walk.need(frame, at, length);
    protocol = frame.bytes[at]!;
    at += length;
  }
  return readUpper(frame, ipOffset, { ...ip, upperOffset: at }, protocol, walk);
}

/** What the datagram carries, behind all of its own headers. */
function readUpper(frame: Frame, ipOffset: number, ip: IpResult, protocol: number, walk: Walk): Found {
  walk.inTunnel = true;
  if (protocol === TCP) return { frame, ipOffset, ip, tcp: readTcp(frame, ip, ipOffset) };
  return readTunnel(upTo(frame, ipOffset + ip.ipLength), ip.upperOffset, protocol, ip.ipVersion, walk);
}

/** Protocols behind which there may be TCP: tunnels, and the authentication header. */
function leadsToTcp(protocol: number): boolean {
  return [TCP, 4, 17, 41, 47, AH, 94, 115, 137].includes(protocol);
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

export function readIpv6(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  if (at + 40 > frame.end) throw new Undecoded("ip_header_cut");
  if (bytes[at]! >> 4 !== 6) throw new Undecoded("ip_header_malformed");
  const { ipLength, ipLengthZero } = ipv6Length(frame, at);
  const dstBytes = bytes.slice(at + 24, at + 40);
  const chain = readExtensions(frame, at, ipLength, walk);
  const ip: IpResult = {
    ipVersion: 6,
    upperOffset: chain.upperOffset,
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
  return readUpper(frame, at, ip, chain.protocol, walk);
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

interface ExtensionChain {
  readonly protocol: number;
  readonly upperOffset: number;
  readonly firstSrc: Uint8Array | undefined;
  readonly finalDst: Uint8Array | undefined;
}

function readExtensions(frame: Frame, ipOffset: number, ipLength: number, walk: Walk): ExtensionChain {
  const { bytes } = frame;
  const datagramEnd = ipOffset + ipLength;
  let at = ipOffset + 40;
  let next = bytes[ipOffset + 6]!;
  let nextHeaderOffset = ipOffset + 6;
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
      if (!leadsToTcp(header[0]!) && !isExtension(header[0]!)) throw new NonTcp();
      throw new IpFragment({
        bytes,
        ipVersion: 6,
        layers: [...walk.layers],
        protocol: header[0]!,
        id: read32(header, 4),
        offset: read16(header, 2) & 0xfff8,
        more: (header[3]! & 1) !== 0,
        ipOffset,
        payloadOffset: at + 8,
        payloadLength: datagramEnd - (at + 8),
        end: frame.end,
        nextHeaderOffset,
      });
    }
    if (next === 43) finalDst = routedDestination(header) ?? finalDst;
    if (next === 60) firstSrc = homeAddress(header) ?? firstSrc;
    next = header[0]!;
    nextHeaderOffset = at;
    at += length;
  }
  if (!leadsToTcp(next)) throw new NonTcp();
  return { protocol: next, upperOffset: at, firstSrc, finalDst };
}

function isExtension(next: number): boolean {
  return [0, 43, 44, AH, 60, 135, 139, 140].includes(next);
}

function extensionLength(type: number, lengthByte: number): number {
  if (type === 44) return 8;
  if (type === AH) return (lengthByte + 2) * 4;
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
