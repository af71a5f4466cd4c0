/** Link headers of the reference decoder: from a frame to its IP header. */
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
} from "../../../wasm/layout.ts";
import { read16, read32 } from "./bytes.ts";
import { NonTcp, type Segment, Undecoded } from "./types.ts";

export interface LinkResult {
  readonly ipOffset: number;
  /** Undefined: by the version nibble. */
  readonly ipVersion: 4 | 6 | undefined;
  readonly pktDir?: Segment["pktDir"];
  readonly iface?: number;
  /** Parts of Segment.path. */
  readonly path?: readonly string[];
}

/** LLC for SNAP, unnumbered information, and the organization that EtherTypes belong to. */
const SNAP = [0xaa, 0xaa, 0x03, 0x00, 0x00, 0x00];

const SUPPORTED: ReadonlySet<number> = new Set([
  LINKTYPE_NULL,
  LINKTYPE_ETHERNET,
  LINKTYPE_RAW_12,
  LINKTYPE_RAW_14,
  LINKTYPE_RAW,
  LINKTYPE_LOOP,
  LINKTYPE_LINUX_SLL,
  LINKTYPE_IPV4,
  LINKTYPE_IPV6,
  LINKTYPE_LINUX_SLL2,
]);

export function isSupported(linkType: number): boolean {
  return SUPPORTED.has(linkType);
}

/** `bytes[at..end)` is the captured part of the frame. */
export function readLink(bytes: Uint8Array, at: number, end: number, linkType: number): LinkResult {
  switch (linkType) {
    case LINKTYPE_ETHERNET: {
      need(at, 14, end);
      const path = ["ethernet", octets(bytes, at, 6), octets(bytes, at + 6, 6)];
      return byEtherType(bytes, at + 14, end, read16(bytes, at + 12), path);
    }
    case LINKTYPE_LINUX_SLL: {
      need(at, 16, end);
      const pktDir = direction(read16(bytes, at));
      const path = ["sll", `type ${read16(bytes, at)}`, sender(bytes, at + 6, read16(bytes, at + 4))];
      return { ...byEtherType(bytes, at + 16, end, read16(bytes, at + 14), path), pktDir };
    }
    case LINKTYPE_LINUX_SLL2: {
      need(at, 20, end);
      const pktDir = direction(bytes[at + 10]!);
      const iface = read32(bytes, at + 4);
      const address = sender(bytes, at + 12, bytes[at + 11]!);
      const path = ["sll2", `interface ${iface}`, `type ${bytes[at + 10]}`, address];
      return { ...byEtherType(bytes, at + 20, end, read16(bytes, at), path), pktDir, iface };
    }
    case LINKTYPE_NULL:
    case LINKTYPE_LOOP:
      need(at, 4, end);
      return { ipOffset: at + 4, ipVersion: familyVersion(bytes.subarray(at, at + 4)) };
    case LINKTYPE_IPV4:
      return { ipOffset: at, ipVersion: 4 };
    case LINKTYPE_IPV6:
      return { ipOffset: at, ipVersion: 6 };
    case LINKTYPE_RAW:
    case LINKTYPE_RAW_12:
    case LINKTYPE_RAW_14:
      return { ipOffset: at, ipVersion: undefined };
    default:
      throw new Undecoded("link_type_unsupported");
  }
}

function need(at: number, length: number, end: number): void {
  if (at + length > end) throw new Undecoded("link_header_cut");
}

function octets(bytes: Uint8Array, at: number, length: number): string {
  return Array.from(bytes.subarray(at, at + length), (byte) => byte.toString(16).padStart(2, "0")).join(":");
}

/** The sender's address: the field has eight bytes, those behind its length mean nothing. */
function sender(bytes: Uint8Array, at: number, length: number): string {
  return `from ${octets(bytes, at, Math.min(length, 8))}`;
}

/** `type` was read in front of `at`. */
function byEtherType(
  bytes: Uint8Array,
  at: number,
  end: number,
  type: number,
  outer: readonly string[],
): LinkResult {
  const path = [...outer];
  for (let tags = 0; type === 0x8100 || type === 0x88a8 || type === 0x9100; tags++) {
    if (tags === 8) throw new Undecoded("link_header_malformed");
    need(at, 4, end);
    path.push(`vlan ${read16(bytes, at) % 4096}`);
    type = read16(bytes, at + 2);
    at += 4;
  }
  if (type < 1536) {
    // IEEE 802.3: the field is a length, and LLC follows; only SNAP carries IP (RFC 1042).
    const captured = bytes.subarray(at, Math.min(at + SNAP.length, end));
    if (captured.some((byte, i) => byte !== SNAP[i])) throw new NonTcp();
    need(at, 8, end);
    type = read16(bytes, at + 6);
    at += 8;
  }
  if (type === 0x0800) return { ipOffset: at, ipVersion: 4, path };
  if (type === 0x86dd) return { ipOffset: at, ipVersion: 6, path };
  throw new NonTcp();
}

/** The packet type of the Linux cooked headers. */
function direction(packetType: number): Segment["pktDir"] {
  if (packetType === 4) return "out";
  return packetType <= 2 ? "in" : undefined;
}

/** The BSD address family, in whichever byte order makes it small. */
function familyVersion(word: Uint8Array): 4 | 6 {
  const big = read32(word, 0);
  const family = big < 65_536 ? big : read32(word.slice().reverse(), 0);
  if (family === 2) return 4;
  if (family === 10 || family === 24 || family === 28 || family === 30) return 6;
  throw new NonTcp();
}
