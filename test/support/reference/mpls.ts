/** MPLS label stacks and what is below them. */
import { read16 } from "./bytes.ts";
import { MPLS_TYPES, readEthernet, VLAN_TYPES } from "./ethernet.ts";
import { type Found, readIpv4, readIpv6 } from "./ip.ts";
import { NonTcp } from "./types.ts";
import type { Frame, Walk } from "./walk.ts";

/** RFC 3032 2.1. What follows has no type: its first nibble tells (RFC 4928 3, RFC 4385 3). */
export function readMpls(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  walk.inTunnel = true;
  let bottom = false;
  while (!bottom) {
    walk.need(frame, at, 4);
    bottom = (bytes[at + 2]! & 1) === 1;
    at += 4;
  }
  walk.tunnel("mpls");
  walk.need(frame, at, 1);
  switch (bytes[at]! >> 4) {
    case 4:
      return readIpv4(frame, at, walk);
    case 6:
      return readIpv6(frame, at, walk);
    // the control word of a pseudo-wire; or an address that looks like one
    case 0: {
      const carries = (place: number) => place + 2 <= frame.end && isCarried(read16(bytes, place));
      const bare = carries(at + 12) && !carries(at + 16);
      if (!bare) walk.needLink(frame, at, 4);
      return readEthernet(frame, bare ? at : at + 4, walk);
    }
    // an associated channel
    case 1:
      throw new NonTcp();
    // perhaps a pseudo-wire without a control word
    default:
      walk.needLink(frame, at, 14);
      if (!isCarried(read16(bytes, at + 12))) throw new NonTcp();
      return readEthernet(frame, at, walk);
  }
}

/** EtherTypes that are worth a guess. */
function isCarried(type: number): boolean {
  return type === 0x0800 || type === 0x86dd || VLAN_TYPES.includes(type) || MPLS_TYPES.includes(type);
}
