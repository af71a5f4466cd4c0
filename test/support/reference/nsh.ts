/** The network service header (RFC 8300 2). */
import { readEthernet } from "./ethernet.ts";
import { type Found, readIpv4, readIpv6 } from "./ip.ts";
import { readMpls } from "./mpls.ts";
import { NonTcp } from "./types.ts";
import type { Frame, Walk } from "./walk.ts";

export function readNsh(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  walk.inTunnel = true;
  walk.need(frame, at, 8);
  const version = bytes[at]! >> 6;
  const length = (bytes[at + 1]! & 63) * 4;
  if (version !== 0 || length < 8) throw walk.malformed();
  walk.need(frame, at, length);
  walk.tunnel("nsh");
  switch (bytes[at + 3]) {
    case 1:
      return readIpv4(frame, at + length, walk);
    case 2:
      return readIpv6(frame, at + length, walk);
    case 3:
      return readEthernet(frame, at + length, walk);
    case 4:
      return readNsh(frame, at + length, walk);
    case 5:
      return readMpls(frame, at + length, walk);
    default:
      throw new NonTcp();
  }
}
