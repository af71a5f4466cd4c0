/** What IP carries besides TCP: other IP datagrams, GRE, MPLS, UDP and L2TPv3. */
import { read16 } from "./bytes.ts";
import { readEthernet, readTyped } from "./ethernet.ts";
import { type Found, readDatagram, readIpv4, readIpv6 } from "./ip.ts";
import { readMpls } from "./mpls.ts";
import { readPpp } from "./ppp.ts";
import { IpFragment, NonTcp, Undecoded } from "./types.ts";
import { readUdp } from "./udp_tunnel.ts";
import type { Frame, Walk } from "./walk.ts";

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
    default:
      return readTyped(frame, payload, protocol, walk, false);
  }
}

/** RFC 1701: source routes, the last of which is empty. */
function behindRoutes(frame: Frame, at: number, walk: Walk): number {
  for (;;) {
    walk.needTold(frame, at, 4);
    const family = read16(frame.bytes, at);
    const length = frame.bytes[at + 3]!;
    at += 4;
    if (family === 0 && length === 0) return at;
    walk.needTold(frame, at, length);
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
  if (!(flags & GRE_SEQUENCE)) throw new NonTcp();
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
 * RFC 3931 4.1.1. How long the cookie is, and whether a sublayer follows, was agreed on when the tunnel was made:
 * every possible place is tried for a frame that carries a segment.
 */
export function readL2tpv3(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  walk.need(frame, at, 4);
  if (bytes.subarray(at, at + 4).every((byte) => byte === 0)) throw new NonTcp();
  walk.tunnel("l2tp");
  const layers = [...walk.layers];
  const path = [...walk.path];
  const { datagrams } = walk;
  for (const skipped of [0, 4, 8, 12]) {
    for (const read of [readEthernet, readPpp, readDatagram]) {
      try {
        return read(frame, at + 4 + skipped, walk);
      } catch (outcome) {
        if (outcome instanceof IpFragment) throw outcome;
        const cut = outcome instanceof Undecoded && outcome.reason.endsWith("_cut");
        if (cut && walk.datagrams > datagrams && frame.end < frame.originalEnd) throw outcome;
        walk.layers = [...layers];
        walk.path = [...path];
        walk.datagrams = datagrams;
      }
    }
  }
  throw new NonTcp();
}
