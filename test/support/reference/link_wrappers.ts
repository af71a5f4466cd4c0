/** Link types whose frames have another header in front of them that tells more of the packet. */
import { LINKTYPE_PKTAP, LINKTYPE_PPI } from "../../../wasm/layout.ts";
import { octets, read16, read16le, read32, read32le } from "./bytes.ts";
import { readEthernet } from "./ethernet.ts";
import { type Found, readDatagram, readIpv4, readIpv6 } from "./ip.ts";
import { readLink } from "./link.ts";
import { NonTcp, Undecoded } from "./types.ts";
import { type Frame, upTo, type Walk } from "./walk.ts";

const AF_INET = 2;
const LINUX_AF_INET6 = 10;

/** Per-packet information: the frame behind it is of the link type that it names. */
export function readPpi(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  walk.need(frame, at, 8);
  const length = read16le(bytes, at + 2);
  if (bytes[at] !== 0 || length < 8) throw walk.malformed();
  walk.need(frame, at, length);
  return readWrapped(frame, at + length, read32le(bytes, at + 4), walk);
}

const PKTAP_VERSION_2 = 0x00080000;

/** The link types of macOS, where 12 is RAW. */
export function readPktap(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  walk.need(frame, at, 40);
  const flags = read32le(bytes, at + 36);
  const second = (flags & PKTAP_VERSION_2) !== 0;
  const length = second ? bytes[at]! : read32le(bytes, at);
  if (length < 40) throw walk.malformed();
  if ((flags & 3) === 1) walk.pktDir = "in";
  else if ((flags & 3) === 2) walk.pktDir = "out";
  const name = second ? bytes[at + 3]! : 12;
  const nameLength = name === 0 ? 0 : Math.min(24, Math.max(0, length - name));
  walk.seen("pktap", octets(bytes, at + name, nameLength));
  // nothing but the header
  walk.need(frame, at, length);
  if (!second && read32le(bytes, at + 4) === 0) throw new NonTcp();
  const linkType = second ? read16le(bytes, at + 6) : read32le(bytes, at + 8);
  return readWrapped(frame, at + length, linkType, walk);
}

function readWrapped(frame: Frame, at: number, linkType: number, walk: Walk): Found {
  if (linkType === LINKTYPE_PPI || linkType === LINKTYPE_PKTAP) throw new Undecoded("link_type_unsupported");
  return readLink(frame, at, linkType, walk);
}

const JUNIPER_IN = 0x01;
const JUNIPER_NO_LINK_HEADER = 0x02;
const JUNIPER_EXTENSIONS = 0x80;

export function readJuniperEthernet(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  walk.need(frame, at, 4);
  if (octets(bytes, at, 3) !== "4d:47:43") throw walk.malformed();
  const flags = bytes[at + 3]!;
  walk.pktDir = (flags & JUNIPER_IN) !== 0 ? "in" : "out";
  let length = 4;
  if (flags & JUNIPER_EXTENSIONS) {
    walk.need(frame, at, 6);
    length += 2 + read16(bytes, at + 4);
  }
  walk.need(frame, at, length);
  if ((flags & JUNIPER_NO_LINK_HEADER) === 0) return readEthernet(frame, at + length, walk);
  // four bytes that name the protocol, in a way of their own
  walk.need(frame, at, length + 4);
  return readDatagram(frame, at + length + 4, walk);
}

const NFULA_PACKET_HDR = 1;
const NFULA_IFINDEX_INDEV = 4;
const NFULA_IFINDEX_OUTDEV = 5;
const NFULA_PAYLOAD = 9;

/** Attributes of a length and a type each, in the byte order of the capturing host, filled up to whole words. */
export function readNflog(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  walk.need(frame, at, 4);
  const family = bytes[at]!;
  if (family !== AF_INET && family !== LINUX_AF_INET6) throw new NonTcp();
  let next = at + 4;
  let hook: number | undefined;
  let inDevice: number | undefined;
  let outDevice: number | undefined;
  let length = 0;
  for (;;) {
    // no payload
    if (next + 4 > frame.end && frame.end === frame.originalEnd) throw new NonTcp();
    walk.need(frame, next, 4);
    // no type is above 255, so the byte that is 0 tells the order
    const host16 = bytes[next + 3] === 0 ? read16le : read16;
    length = host16(bytes, next);
    const type = host16(bytes, next + 2);
    if (length < 4) throw walk.malformed();
    if (type === NFULA_PAYLOAD) break;
    walk.need(frame, next, length);
    if (type === NFULA_PACKET_HDR && length >= 7) hook = bytes[next + 6]!;
    if (type === NFULA_IFINDEX_INDEV && length >= 8) inDevice = read32(bytes, next + 4);
    if (type === NFULA_IFINDEX_OUTDEV && length >= 8) outDevice = read32(bytes, next + 4);
    next += (length + 3) & ~3;
  }
  // pre-routing, local in and ingress; local out and post-routing
  if (hook === 0 || hook === 1 || hook === 5) walk.pktDir = "in";
  else if (hook === 3 || hook === 4) walk.pktDir = "out";
  const device = walk.pktDir === "out" ? (outDevice ?? inDevice) : (inDevice ?? outDevice);
  if (device !== undefined) walk.interfaceNumber(device);
  walk.seen("nflog", `hook ${hook}`, `in ${inDevice}`, `out ${outDevice}`);
  const payload = upTo(frame, next + length);
  if (family === AF_INET) return readIpv4(payload, next + 4, walk);
  return readIpv6(payload, next + 4, walk);
}
