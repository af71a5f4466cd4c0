/** What IP carries besides TCP: other IP datagrams, GRE, MPLS, UDP and L2TPv3. */
import { read16, read32 } from "./bytes.ts";
import { readEthernet, readTyped, VLAN_TYPES } from "./ethernet.ts";
import { type Found, readDatagram, readIpv4, readIpv6 } from "./ip.ts";
import { readMpls } from "./mpls.ts";
import { readPpp } from "./ppp.ts";
import { NonTcp } from "./types.ts";
import { readUdp, readUnproven } from "./udp_tunnel.ts";
import type { Frame, Walk } from "./walk.ts";
import { readWireless } from "./wireless.ts";

/** `frame` is the payload of an IP datagram of version `outer`, from `at`. */
export function readTunnel(frame: Frame, at: number, protocol: number, outer: 4 | 6, walk: Walk): Found {
  switch (protocol) {
    case 4:
    case 94:
      walk.tunnel(outer === 4 ? "ipip" : "4in6");
      return readIpv4(frame, at, walk);
    case 41:
      walk.tunnel(outer === 4 ? "6in4" : "6in6");
      return readIpv6(frame, at, walk);
    case 47:
      return readGre(frame, at, walk);
    case 137:
      return readMpls(frame, at, walk);
    case 17:
      return readUdp(frame, at, walk);
    case 115:
      return readL2tpv3(frame, at, walk);
    default:
      throw new NonTcp();
  }
}

const GRE_CHECKSUM = 0x8000;
const GRE_ROUTING = 0x4000;
const GRE_KEY = 0x2000;
const GRE_SEQUENCE = 0x1000;
const GRE_ACKNOWLEDGEMENT = 0x0080;

function readGre(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  walk.need(frame, at, 4);
  const flags = read16(bytes, at);
  const protocol = read16(bytes, at + 2);
  const version = flags & 7;
  if (version === 1) return readPptp(frame, at, flags, protocol, walk);
  if (version !== 0) throw walk.malformed();

  let payload = at + 4;
  if (flags & (GRE_CHECKSUM | GRE_ROUTING)) payload += 4;
  if (flags & GRE_KEY) payload += 4;
  if (flags & GRE_SEQUENCE) payload += 4;
  walk.need(frame, at, payload - at);
  if (flags & GRE_ROUTING) payload = behindRoutes(frame, payload, walk);
  walk.tunnel("gre");
  switch (protocol) {
    case 0x6558:
      return readEthernet(frame, payload, walk);
    case 0x880b:
      return readPpp(frame, payload, walk);
    case 0x88be:
      return readErspan(frame, payload, (flags & GRE_SEQUENCE) !== 0, walk);
    case 0x22eb:
      return readErspan3(frame, payload, walk);
    case 0x883e:
      return readWccp(frame, payload, walk);
    default:
      // access points send the frames of their stations
      if (protocol >= 0x8200 && protocol < 0x8380) return readWireless(frame, payload, walk);
      return readTyped(frame, payload, protocol, walk, false);
  }
}

/** draft-wilson-wrec-wccp-v2 4.12: version 2 has a redirection header of four bytes. */
function readWccp(frame: Frame, at: number, walk: Walk): Found {
  const redirected = at < frame.end && frame.bytes[at]! >> 4 !== 4;
  return readDatagram(frame, redirected ? at + 4 : at, walk);
}

/** RFC 1701: source routes, the last of which is empty. */
function behindRoutes(frame: Frame, at: number, walk: Walk): number {
  for (;;) {
    walk.needTold(frame, at, 4);
    const family = read16(frame.bytes, at);
    const length = frame.bytes[at + 3]!;
    at += 4;
    if (family === 0 && length === 0) return at;
    // and another one behind it
    if (at + length + 4 > frame.originalEnd) throw walk.malformed();
    walk.need(frame, at, length);
    at += length;
  }
}

/** RFC 2637 4.1: PPP, unless it only acknowledges. */
function readPptp(frame: Frame, at: number, flags: number, protocol: number, walk: Walk): Found {
  if (protocol !== 0x880b) throw new NonTcp();
  // the key, which has the payload's length and the call, is always there
  if (!(flags & GRE_KEY)) throw walk.malformed();
  let payload = at + 8;
  if (flags & GRE_SEQUENCE) payload += 4;
  if (flags & GRE_ACKNOWLEDGEMENT) payload += 4;
  walk.need(frame, at, payload - at);
  walk.tunnel("gre");
  if (!(flags & GRE_SEQUENCE) || read16(frame.bytes, at + 4) === 0) throw new NonTcp();
  return readPpp(frame, payload, walk);
}

/** draft-foschiano-erspan: type I is the bare frame, type II has a header of its own. */
function readErspan(frame: Frame, at: number, second: boolean, walk: Walk): Found {
  if (second) walk.need(frame, at, 8);
  walk.tunnel("erspan");
  return readEthernet(frame, second ? at + 8 : at, walk);
}

/** Type III: 12 bytes, and 8 more if the last bit says so. */
function readErspan3(frame: Frame, at: number, walk: Walk): Found {
  walk.need(frame, at, 12);
  const more = (frame.bytes[at + 11]! & 1) === 1;
  const length = more ? 20 : 12;
  walk.need(frame, at, length);
  walk.tunnel("erspan");
  return readEthernet(frame, at + length, walk);
}

/**
 * RFC 3931 4.1.1. How long the cookie is, and whether a sublayer follows, was agreed on when the tunnel was made: the
 * first place where a frame has an IP header in it is taken.
 */
export function readL2tpv3(frame: Frame, at: number, walk: Walk): Found {
  walk.need(frame, at, 4);
  if (read32(frame.bytes, at) === 0) throw new NonTcp();
  walk.tunnel("l2tp");
  for (const place of [at + 4, at + 8, at + 12, at + 16]) {
    const read = [readEthernet, readPpp].find((_, i) => (i === 0 ? isEthernet : isPpp)(frame, place));
    if (read) return readUnproven(frame, () => read(frame, place, walk));
  }
  throw new NonTcp();
}

function isEthernet(frame: Frame, at: number): boolean {
  let type = at + 12;
  for (
    let tags = 0;
    tags < 2 && type + 2 <= frame.end && VLAN_TYPES.includes(read16(frame.bytes, type));
    tags++
  ) {
    type += 4;
  }
  return type + 2 <= frame.end && isIp(frame, type + 2, read16(frame.bytes, type), 0x0800, 0x86dd);
}

function isPpp(frame: Frame, at: number): boolean {
  if (at + 2 > frame.end) return false;
  const protocol = read16(frame.bytes, at) === 0xff03 ? at + 2 : at;
  return (
    protocol + 2 <= frame.end && isIp(frame, protocol + 2, read16(frame.bytes, protocol), 0x0021, 0x0057)
  );
}

/** There is a header of the version that `type` announces. */
function isIp({ bytes, end }: Frame, at: number, type: number, ipv4: number, ipv6: number): boolean {
  if (type === ipv6) return at + 40 <= end && bytes[at]! >> 4 === 6;
  if (type !== ipv4 || at + 20 > end || bytes[at]! >> 4 !== 4) return false;
  const headerLength = (bytes[at]! & 15) * 4;
  const totalLength = read16(bytes, at + 2);
  return headerLength >= 20 && (totalLength === 0 || totalLength >= headerLength);
}
