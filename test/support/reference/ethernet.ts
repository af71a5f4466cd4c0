/** Ethernet and what its type field announces: VLAN and other tags, LLC, IP, MPLS, PPPoE, NSH. */
import { octets, read16 } from "./bytes.ts";
import { type Found, readIpv4, readIpv6 } from "./ip.ts";
import { readMpls } from "./mpls.ts";
import { readNsh } from "./nsh.ts";
import { readPppoe } from "./ppp.ts";
import { NonTcp, Undecoded } from "./types.ts";
import type { Frame, Walk } from "./walk.ts";

/** Tags of one header at most. */
const TAGS_MAX = 8;

export const VLAN_TYPES: readonly number[] = [0x8100, 0x88a8, 0x9100, 0x9200, 0x9300];
export const MPLS_TYPES: readonly number[] = [0x8847, 0x8848];

/** Other tags, and the bytes between the type that names them and the next type. */
const TAG_BYTES: ReadonlyMap<number, number> = new Map([
  // IEEE 802.1Q 9.7: the service instance, and the customer's addresses
  [0x88e7, 4 + 12],
  // IEEE 802.1BR
  [0x893f, 6],
  // VN-tag
  [0x8926, 4],
  // Cisco's metadata
  [0x8909, 6],
  // HSR (IEC 62439-3)
  [0x892f, 4],
  // FabricPath, and the addresses of the frame in it
  [0x8903, 2 + 12],
]);

/** These have a whole frame in them. */
const FRAME_TAGS: readonly number[] = [0x88e7, 0x8903];

export function readEthernet(frame: Frame, at: number, walk: Walk): Found {
  walk.needLink(frame, at, 14);
  const { bytes } = frame;
  walk.seen(walk.inTunnel ? "inner ethernet" : "ethernet", octets(bytes, at, 6), octets(bytes, at + 6, 6));
  return readTyped(frame, at + 14, read16(bytes, at + 12), walk);
}

/**
 * `type` was read in front of `at`.
 * @param lengths a type below 1536 is a length, and LLC follows (IEEE 802.3)
 */
export function readTyped(frame: Frame, at: number, type: number, walk: Walk, lengths = true): Found {
  const { bytes } = frame;
  for (let tags = 0; VLAN_TYPES.includes(type) || TAG_BYTES.has(type); tags++) {
    if (tags === TAGS_MAX) throw new Undecoded("link_header_malformed");
    const length = TAG_BYTES.get(type) ?? 2;
    walk.needLink(frame, at, length + 2);
    if (VLAN_TYPES.includes(type)) {
      const id = read16(bytes, at) % 4096;
      walk.seen(`vlan ${id}`);
      if (id !== 0) walk.layer(`vlan:${id}`);
    }
    lengths ||= FRAME_TAGS.includes(type);
    type = read16(bytes, at + length);
    at += length + 2;
  }
  if (type < 1536) {
    if (lengths) return readLlc(frame, at, walk);
    throw new NonTcp();
  }
  switch (type) {
    case 0x0800:
      return readIpv4(frame, at, walk);
    case 0x86dd:
      return readIpv6(frame, at, walk);
    case 0x8847:
    case 0x8848:
      return readMpls(frame, at, walk);
    case 0x8864:
      return readPppoe(frame, at, walk);
    case 0x894f:
      return readNsh(frame, at, walk);
    default:
      throw new NonTcp();
  }
}

/** RFC 1042: SNAP, and the organization that EtherTypes belong to; that of IEEE 802.1H means the same. */
const SNAP = [0xaa, 0xaa, 0x03, 0x00, 0x00, 0x00];
const BRIDGED_SNAP = [0xaa, 0xaa, 0x03, 0x00, 0x00, 0xf8];
/** RFC 948: IPv4 by its own service access point. */
const IPV4_SAP = [0x06, 0x06, 0x03];

export function readLlc(frame: Frame, at: number, walk: Walk): Found {
  const begins = (header: readonly number[]) => {
    const captured = frame.bytes.subarray(at, Math.min(at + header.length, frame.end));
    return captured.every((byte, i) => byte === header[i]);
  };
  if (begins(IPV4_SAP)) {
    walk.needLink(frame, at, IPV4_SAP.length);
    return readIpv4(frame, at + IPV4_SAP.length, walk);
  }
  if (!begins(SNAP) && !begins(BRIDGED_SNAP)) throw new NonTcp();
  walk.needLink(frame, at, 8);
  return readTyped(frame, at + 8, read16(frame.bytes, at + 6), walk, false);
}
