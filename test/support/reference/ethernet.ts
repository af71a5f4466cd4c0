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
  let tags = 0;
  while (VLAN_TYPES.includes(type)) {
    if (tags++ === TAGS_MAX) throw new Undecoded("link_header_malformed");
    walk.needLink(frame, at, 4);
    const id = read16(bytes, at) % 4096;
    walk.seen(`vlan ${id}`);
    if (id !== 0) walk.layer(`vlan:${id}`);
    type = read16(bytes, at + 2);
    at += 4;
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
    // IEEE 802.1Q 9.7: the service instance tag, then the whole frame of the customer.
    case 0x88e7:
      walk.needLink(frame, at, 4);
      return readInner(frame, at + 4, walk);
    // IEEE 802.1BR: six bytes between the two types.
    case 0x893f:
      walk.needLink(frame, at, 8);
      return readTyped(frame, at + 8, read16(bytes, at + 6), walk, lengths);
    // VN-tag: four bytes.
    case 0x8926:
      walk.needLink(frame, at, 6);
      return readTyped(frame, at + 6, read16(bytes, at + 4), walk, lengths);
    default:
      throw new NonTcp();
  }
}

/** An Ethernet header inside of another one: where the packet was seen is what the outer one says. */
function readInner(frame: Frame, at: number, walk: Walk): Found {
  walk.needLink(frame, at, 14);
  return readTyped(frame, at + 14, read16(frame.bytes, at + 12), walk);
}

/** RFC 1042: SNAP, and the organization that EtherTypes belong to. RFC 948: IPv4 by its own service access point. */
const SNAP = [0xaa, 0xaa, 0x03, 0x00, 0x00, 0x00];
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
  if (!begins(SNAP)) throw new NonTcp();
  walk.needLink(frame, at, 8);
  return readTyped(frame, at + 8, read16(frame.bytes, at + 6), walk, false);
}
