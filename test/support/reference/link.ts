/** Link headers of the reference decoder: from a frame to its datagram. */
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
} from "../../../wasm/layout.ts";
import { octets, read16, read32 } from "./bytes.ts";
import { readEthernet, readLlc, readTyped } from "./ethernet.ts";
import { type Found, readDatagram, readIpv4, readIpv6 } from "./ip.ts";
import { readJuniperEthernet, readNflog, readPktap, readPpi } from "./link_wrappers.ts";
import { readPpp, readPppoe, readPppProtocol } from "./ppp.ts";
import { NonTcp, type Segment, Undecoded } from "./types.ts";
import type { Frame, Walk } from "./walk.ts";
import { readAvs, readPrism, readRadiotap, readWireless } from "./wireless.ts";

export type LinkReader = (frame: Frame, at: number, walk: Walk) => Found;

const READERS: ReadonlyMap<number, LinkReader> = new Map<number, LinkReader>([
  [LINKTYPE_NULL, readFamily],
  [LINKTYPE_LOOP, readFamily],
  [LINKTYPE_ETHERNET, readEthernet],
  [LINKTYPE_SLIP, readSlip],
  [LINKTYPE_PPP, readPpp],
  [LINKTYPE_PPP_HDLC, readPppHdlc],
  [LINKTYPE_PPP_ETHER, readPppoe],
  [LINKTYPE_FDDI, readFddi],
  [LINKTYPE_RAW, readDatagram],
  [LINKTYPE_RAW_12, readDatagram],
  [LINKTYPE_RAW_14, readDatagram],
  [LINKTYPE_IPV4, readIpv4],
  [LINKTYPE_IPV6, readIpv6],
  [LINKTYPE_C_HDLC, readCiscoHdlc],
  [LINKTYPE_FRELAY, readFrameRelay],
  [LINKTYPE_LINUX_SLL, readSll],
  [LINKTYPE_LINUX_SLL2, readSll2],
  [LINKTYPE_IEEE802_11, readWireless],
  [LINKTYPE_IEEE802_11_RADIOTAP, readRadiotap],
  [LINKTYPE_IEEE802_11_PRISM, readPrism],
  [LINKTYPE_IEEE802_11_AVS, readAvs],
  [LINKTYPE_ARCNET_LINUX, readArcnet],
  [LINKTYPE_IPOIB, readIpoib],
  [LINKTYPE_JUNIPER_ETHER, readJuniperEthernet],
  [LINKTYPE_PPI, readPpi],
  [LINKTYPE_NFLOG, readNflog],
  [LINKTYPE_PKTAP, readPktap],
]);

export function isSupported(linkType: number): boolean {
  return READERS.has(linkType);
}

export function readLink(frame: Frame, at: number, linkType: number, walk: Walk): Found {
  const read = READERS.get(linkType);
  if (read === undefined) throw new Undecoded("link_type_unsupported");
  return read(frame, at, walk);
}

function readSll(frame: Frame, at: number, walk: Walk): Found {
  walk.need(frame, at, 16);
  const { bytes } = frame;
  const type = read16(bytes, at);
  walk.pktDir = direction(type);
  walk.seen("sll", `type ${type}`, sender(bytes, at + 6, read16(bytes, at + 4)));
  return readTyped(frame, at + 16, read16(bytes, at + 14), walk);
}

function readSll2(frame: Frame, at: number, walk: Walk): Found {
  walk.need(frame, at, 20);
  const { bytes } = frame;
  walk.interfaceNumber(read32(bytes, at + 4));
  walk.pktDir = direction(bytes[at + 10]!);
  walk.seen(
    "sll2",
    `interface ${read32(bytes, at + 4)}`,
    `type ${bytes[at + 10]}`,
    sender(bytes, at + 12, bytes[at + 11]!),
  );
  return readTyped(frame, at + 20, read16(bytes, at), walk);
}

/** The packet type of the Linux cooked headers. */
function direction(packetType: number): Segment["pktDir"] {
  if (packetType === 4) return "out";
  return packetType <= 2 ? "in" : undefined;
}

/** The sender's address: the field has eight bytes, those behind its length mean nothing. */
function sender(bytes: Uint8Array, at: number, length: number): string {
  return `from ${octets(bytes, at, Math.min(length, 8))}`;
}

/** NULL and LOOP: the BSD address family, in whichever byte order makes it small. */
function readFamily(frame: Frame, at: number, walk: Walk): Found {
  walk.need(frame, at, 4);
  const big = read32(frame.bytes, at);
  const family = big < 65_536 ? big : read32(frame.bytes.slice(at, at + 4).reverse(), 0);
  if (family === 2) return readIpv4(frame, at + 4, walk);
  if (family === 10 || family === 24 || family === 28 || family === 30) return readIpv6(frame, at + 4, walk);
  throw new NonTcp();
}

/** The capture's own header: direction, and the header as it was compressed; the datagram behind it is not. */
function readSlip(frame: Frame, at: number, walk: Walk): Found {
  walk.need(frame, at, 16);
  walk.pktDir = ["in", "out"][frame.bytes[at]!] as Segment["pktDir"];
  const compressed = frame.bytes[at + 1]! >= 0x70;
  const nibble = at + 16 < frame.end ? frame.bytes[at + 16]! >> 4 : 4;
  if (compressed && nibble !== 4 && nibble !== 6) throw new Undecoded("header_compressed");
  return readDatagram(frame, at + 16, walk);
}

/** RFC 1547 4.3.1's addresses are those of Cisco's frames. */
function readPppHdlc(frame: Frame, at: number, walk: Walk): Found {
  const cisco = at < frame.end && (frame.bytes[at] === 0x0f || frame.bytes[at] === 0x8f);
  return cisco ? readCiscoHdlc(frame, at, walk) : readPpp(frame, at, walk);
}

function readCiscoHdlc(frame: Frame, at: number, walk: Walk): Found {
  walk.need(frame, at, 4);
  return readTyped(frame, at + 4, read16(frame.bytes, at + 2), walk, false);
}

function readFddi(frame: Frame, at: number, walk: Walk): Found {
  walk.need(frame, at, 13);
  const { bytes } = frame;
  walk.seen("fddi", octets(bytes, at + 1, 6), octets(bytes, at + 7, 6));
  if (bytes[at]! >> 4 !== 5) throw new NonTcp();
  return readLlc(frame, at + 13, walk);
}

/** Q.922 3.2: the address ends with the byte whose lowest bit is set. */
function readFrameRelay(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  let length = 0;
  let last = false;
  while (!last) {
    if (length === 4) throw walk.malformed();
    walk.need(frame, at + length, 1);
    last = bytes[at + length]! % 2 === 1;
    length += 1;
  }
  if (length === 1) throw walk.malformed();
  walk.seen("frame relay", octets(bytes, at, length));
  let next = at + length;
  walk.need(frame, next, 2);
  // Cisco's encapsulation has an EtherType where RFC 2427 has unnumbered information and a protocol id.
  if (bytes[next] !== 0x03) return readTyped(frame, next + 2, read16(bytes, next), walk, false);
  next += 1;
  if (bytes[next] === 0) {
    next += 1;
    walk.need(frame, next, 1);
  }
  switch (bytes[next]) {
    case 0xcc:
      return readIpv4(frame, next + 1, walk);
    case 0x8e:
      return readIpv6(frame, next + 1, walk);
    case 0xcf:
      return readPppProtocol(frame, next + 1, walk);
    case 0x80: {
      walk.need(frame, next, 6);
      if (bytes.subarray(next + 1, next + 4).some((byte) => byte !== 0)) throw new NonTcp();
      return readTyped(frame, next + 6, read16(bytes, next + 4), walk, false);
    }
    default:
      throw new NonTcp();
  }
}

/** RFC 1051: five bytes. RFC 1201 and RFC 2497: three more, for datagrams that were sent in pieces. */
function readArcnet(frame: Frame, at: number, walk: Walk): Found {
  walk.need(frame, at, 5);
  const { bytes } = frame;
  walk.seen("arcnet", octets(bytes, at, 2));
  switch (bytes[at + 4]) {
    case 240:
      return readIpv4(frame, at + 5, walk);
    case 212:
      walk.need(frame, at, 8);
      return readIpv4(frame, at + 8, walk);
    case 196:
      walk.need(frame, at, 8);
      return readIpv6(frame, at + 8, walk);
    default:
      throw new NonTcp();
  }
}

/**
 * By the registry, the four bytes of RFC 4391 6: type, and two of nothing. What is written is the hardware addresses in
 * front of them, of which only the receiver's is set.
 */
function readIpoib(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  if (at + 5 <= frame.end) {
    const nibble = bytes[at + 4]! >> 4;
    if (read32(bytes, at) === 0x08000000 && nibble === 4) return readIpv4(frame, at + 4, walk);
    if (read32(bytes, at) === 0x86dd0000 && nibble === 6) return readIpv6(frame, at + 4, walk);
  }
  walk.need(frame, at, 44);
  walk.seen("infiniband", octets(bytes, at + 20, 20));
  return readTyped(frame, at + 44, read16(bytes, at + 40), walk, false);
}
