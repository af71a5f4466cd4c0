/** Tunnels over UDP. A port is no proof: what does not look like the tunnel is no error, and not TCP. */
import { read16, read24, read32 } from "./bytes.ts";
import { readEthernet, readTyped } from "./ethernet.ts";
import { type Found, readIpv4, readIpv6 } from "./ip.ts";
import { readMpls } from "./mpls.ts";
import { readNsh } from "./nsh.ts";
import { readPpp } from "./ppp.ts";
import { readL2tpv3 } from "./tunnel.ts";
import { NonTcp, Undecoded } from "./types.ts";
import { type Frame, upTo, type Walk } from "./walk.ts";

type Reader = (frame: Frame, at: number, walk: Walk) => Found;

const PORTS: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [4789, readVxlan],
  [8472, readVxlan],
  [4790, readVxlanGpe],
  [6081, readGeneve],
  [2152, readGtp],
  [3544, readTeredo],
  [1701, readL2tp],
  [4341, readLisp],
  [6635, readMpls],
]);

export function readUdp(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  if (at + 4 > frame.end) throw new NonTcp();
  const read = PORTS.get(read16(bytes, at + 2)) ?? PORTS.get(read16(bytes, at));
  if (read === undefined) throw new NonTcp();
  if (at + 8 > frame.end)
    throw frame.end < frame.originalEnd ? new Undecoded("tunnel_header_cut") : new NonTcp();
  const length = read16(bytes, at + 4);
  if (length !== 0 && length < 8) throw new NonTcp();
  const payload = length === 0 ? frame : upTo(frame, at + length);
  return readUnproven(payload, () => read(payload, at + 8, walk));
}

/** What goes wrong in a payload that only may be a tunnel is an error if bytes of it were not captured. */
export function readUnproven(payload: Frame, read: () => Found): Found {
  try {
    return read();
  } catch (outcome) {
    if (!(outcome instanceof Undecoded)) throw outcome;
    const lacking = outcome.reason.endsWith("_cut") && payload.end < payload.originalEnd;
    const ours = outcome.reason === "encapsulated_too_deep" || outcome.reason === "header_compressed";
    throw lacking || ours ? outcome : new NonTcp();
  }
}

/** RFC 7348 5. */
function readVxlan(frame: Frame, at: number, walk: Walk): Found {
  walk.need(frame, at, 8);
  const identified = (frame.bytes[at]! & 0x08) !== 0;
  walk.tunnel(identified ? `vxlan:${read24(frame.bytes, at + 4)}` : "vxlan");
  return readEthernet(frame, at + 8, walk);
}

/** draft-ietf-nvo3-vxlan-gpe 3: the last byte of the first word names what follows, if P is set. */
function readVxlanGpe(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  walk.need(frame, at, 8);
  const flags = bytes[at]!;
  if ((flags & 0x30) !== 0) throw new NonTcp();
  walk.tunnel((flags & 0x08) !== 0 ? `vxlan_gpe:${read24(bytes, at + 4)}` : "vxlan_gpe");
  if ((flags & 0x04) === 0) return readEthernet(frame, at + 8, walk);
  switch (bytes[at + 3]) {
    case 1:
      return readIpv4(frame, at + 8, walk);
    case 2:
      return readIpv6(frame, at + 8, walk);
    case 3:
      return readEthernet(frame, at + 8, walk);
    case 4:
      return readNsh(frame, at + 8, walk);
    default:
      throw new NonTcp();
  }
}

/** RFC 8926 3.4. */
function readGeneve(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  walk.need(frame, at, 8);
  if (bytes[at]! >> 6 !== 0) throw new NonTcp();
  const length = 8 + (bytes[at]! & 63) * 4;
  walk.need(frame, at, length);
  walk.tunnel(`geneve:${read24(bytes, at + 4)}`);
  const type = read16(bytes, at + 2);
  if (type === 0x6558) return readEthernet(frame, at + length, walk);
  return readTyped(frame, at + length, type, walk, false);
}

/** 3GPP TS 29.281 5.1: a G-PDU of version 1. */
function readGtp(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  walk.need(frame, at, 8);
  const flags = bytes[at]!;
  if (flags >> 4 !== 0x3 || bytes[at + 1] !== 255) throw new NonTcp();
  let payload = at + 8;
  if (flags & 7) {
    walk.need(frame, payload, 4);
    let extension = flags & 4 ? bytes[payload + 3]! : 0;
    payload += 4;
    while (extension !== 0) {
      walk.need(frame, payload, 1);
      const length = bytes[payload]! * 4;
      if (length === 0) throw walk.malformed();
      walk.need(frame, payload, length);
      extension = bytes[payload + length - 1]!;
      payload += length;
    }
  }
  walk.tunnel("gtp");
  return readByNibble(frame, payload, walk);
}

/** RFC 4380 5.1.1: authentication and origin indications, in this order, then IPv6. */
function readTeredo(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  walk.need(frame, at, 4);
  if (read16(bytes, at) === 1) {
    const length = 4 + bytes[at + 2]! + bytes[at + 3]! + 9;
    walk.need(frame, at, length);
    at += length;
    walk.need(frame, at, 2);
  }
  if (read16(bytes, at) === 0) {
    walk.need(frame, at, 8);
    at += 8;
    walk.need(frame, at, 1);
  }
  walk.tunnel("teredo");
  return readIpv6(frame, at, walk);
}

/** RFC 2661 3.1: data messages of version 2. RFC 3931 4.1.2: version 3 as it is in IP, behind two words. */
function readL2tp(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  walk.need(frame, at, 2);
  const flags = read16(bytes, at);
  if ((flags & 0x8000) !== 0) throw new NonTcp();
  if ((flags & 15) === 3) return readL2tpv3(frame, at + 4, walk);
  if ((flags & 15) !== 2) throw new NonTcp();
  let payload = at + 2;
  // length; tunnel and session; Ns and Nr; offset
  if (flags & 0x4000) payload += 2;
  payload += 4;
  if (flags & 0x0800) payload += 4;
  if (flags & 0x0200) {
    walk.need(frame, payload, 2);
    payload += 2 + read16(bytes, payload);
  }
  walk.need(frame, at, payload - at);
  if (flags & 0x4000 && read16(bytes, at + 2) < payload - at) throw new NonTcp();
  walk.tunnel("l2tp");
  return readPpp(frame, payload, walk);
}

/** RFC 9300 5.1: the instance is valid with the I bit. */
function readLisp(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  walk.need(frame, at, 8);
  const identified = (bytes[at]! & 0x08) !== 0;
  walk.tunnel(identified ? `lisp:${Math.floor(read32(bytes, at + 4) / 256)}` : "lisp");
  return readByNibble(frame, at + 8, walk);
}

function readByNibble(frame: Frame, at: number, walk: Walk): Found {
  if (at >= frame.end) throw new Undecoded("ip_header_cut");
  const nibble = frame.bytes[at]! >> 4;
  if (nibble === 4) return readIpv4(frame, at, walk);
  if (nibble === 6) return readIpv6(frame, at, walk);
  throw new NonTcp();
}
