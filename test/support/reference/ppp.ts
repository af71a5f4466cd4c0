/** PPP (RFC 1661), with HDLC's address and control bytes or without, and PPP over Ethernet (RFC 2516). */
import { read16 } from "./bytes.ts";
import { type Found, readIpv4, readIpv6 } from "./ip.ts";
import { readMpls } from "./mpls.ts";
import { NonTcp, Undecoded } from "./types.ts";
import type { Frame, Walk } from "./walk.ts";

/** With or without the bytes FF 03 (RFC 1662 3.2). */
export function readPpp(frame: Frame, at: number, walk: Walk): Found {
  walk.need(frame, at, 1);
  if (frame.bytes[at] === 0xff) {
    walk.need(frame, at, 2);
    if (frame.bytes[at + 1] === 0x03) return readPppProtocol(frame, at + 2, walk);
  }
  return readPppProtocol(frame, at, walk);
}

/** From the protocol field on, which has one byte if that is odd (RFC 1661 6.5). */
export function readPppProtocol(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  walk.need(frame, at, 1);
  const short = bytes[at]! % 2 === 1;
  if (!short) walk.need(frame, at, 2);
  const protocol = short ? bytes[at]! : read16(bytes, at);
  const payload = short ? at + 1 : at + 2;
  switch (protocol) {
    case 0x0021:
      return readIpv4(frame, payload, walk);
    case 0x0057:
      return readIpv6(frame, payload, walk);
    case 0x002d:
    case 0x002f:
      throw new Undecoded("header_compressed");
    case 0x0281:
    case 0x0283:
      return readMpls(frame, payload, walk);
    default:
      throw new NonTcp();
  }
}

/** The session stage's header: version and type, code, session id, length. */
export function readPppoe(frame: Frame, at: number, walk: Walk): Found {
  walk.inTunnel = true;
  walk.need(frame, at, 6);
  if (frame.bytes[at] !== 0x11) throw walk.malformed();
  if (frame.bytes[at + 1] !== 0) throw new NonTcp();
  walk.tunnel("pppoe");
  return readPppProtocol(frame, at + 6, walk);
}
