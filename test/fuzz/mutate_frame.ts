/** Changes of one frame's headers and payload, aimed at the fields that decide something. */
import { internetChecksum, u16, u32 } from "../support/capture_builder.ts";
import type { Dice } from "./dice.ts";
import { type FramePlaces, findTcp } from "./frame_places.ts";
import { viewOf } from "./parts.ts";

/** Changes `frame` in place; what it did, in a word or two. */
export function mutateFrame(frame: Uint8Array, dice: Dice): string {
  const places = findTcp(frame, 0, frame.length);
  if (!places || places.tcp + 20 > frame.length || dice.once(8)) return flipAnywhere(frame, dice);
  switch (dice.weighted([10, 4, 6, 3])) {
    case 0: {
      const what = changeTcp(frame, places, dice);
      // mostly a wrong sum would say nothing about what the segment does
      if (!dice.once(4)) fixTcpSum(frame, places);
      return what;
    }
    case 1:
      return changeOptions(frame, places, dice);
    case 2:
      return changeIp(frame, places, dice);
    default:
      return flip(frame, dice, "link header", 0, Math.max(1, places.ip));
  }
}

function flipAnywhere(frame: Uint8Array, dice: Dice): string {
  if (frame.length === 0) return "empty frame";
  // headers come first
  const end = dice.once(3) ? frame.length : Math.min(frame.length, 80);
  return flip(frame, dice, "frame", 0, end);
}

function flip(bytes: Uint8Array, dice: Dice, what: string, start: number, end: number): string {
  const at = dice.between(start, end - 1);
  switch (dice.below(4)) {
    case 0:
      bytes[at] = dice.u32() >>> 24;
      break;
    case 1:
      bytes[at] = dice.pick([0, 1, 0x7f, 0x80, 0xff]);
      break;
    default:
      bytes[at]! ^= 1 << dice.below(8);
  }
  return `${what} byte ${at}`;
}

const SENSIBLE_FLAGS = [0x02, 0x12, 0x10, 0x18, 0x11, 0x04, 0x14, 0x01, 0x03, 0x06, 0x00, 0x3f, 0x52, 0xc2];

function changeTcp(frame: Uint8Array, { tcp, end }: FramePlaces, dice: Dice): string {
  const view = viewOf(frame);
  switch (dice.weighted([6, 6, 6, 3, 3, 2, 2, 2])) {
    case 0:
      frame[tcp + 13] = dice.once(3) ? dice.u32() >>> 24 : dice.pick(SENSIBLE_FLAGS);
      return "flags";
    case 1: {
      const old = view.getUint32(tcp + 4);
      view.setUint32(tcp + 4, dice.once(4) ? dice.edge() : nearNumber(old, dice));
      return "sequence number";
    }
    case 2: {
      const old = view.getUint32(tcp + 8);
      view.setUint32(tcp + 8, dice.once(4) ? dice.edge() : nearNumber(old, dice));
      return "acknowledgement";
    }
    case 3:
      view.setUint16(tcp + 14, dice.pick([0, 1, 2, 0xffff, 0x8000, dice.below(0x1_0000)]));
      return "window";
    case 4:
      // ports, which also makes other connections
      frame[tcp + dice.below(4)]! ^= 1 << dice.below(8);
      return "ports";
    case 5:
      frame[tcp + 12] = (frame[tcp + 12]! & 0x0f) | (dice.below(16) << 4);
      return "data offset";
    case 6:
      view.setUint16(tcp + 16, dice.below(0x1_0000));
      return "checksum";
    default:
      if (end > tcp + 20) return flip(frame, dice, "segment", tcp + 20, Math.min(end, frame.length));
      return flip(frame, dice, "segment", tcp, tcp + 20);
  }
}

/** Where a window or a wrap may lie between the two. */
function nearNumber(old: number, dice: Dice): number {
  return dice.once(3)
    ? (old + dice.pick([1460, -1460, 65_535, 2 ** 30, 2 ** 31, -(2 ** 31) + 1])) >>> 0
    : dice.near(old);
}

const OPTION_KINDS = [0, 1, 2, 3, 4, 5, 8, 14, 28, 30, 34, 69, 254];

/** Writes options over those there are. */
function changeOptions(frame: Uint8Array, places: FramePlaces, dice: Dice): string {
  const { tcp } = places;
  const end = Math.min(tcp + (frame[tcp + 12]! >> 4) * 4, frame.length);
  if (end <= tcp + 20) return changeTcp(frame, places, dice);
  for (let at = tcp + 20; at < end; ) {
    const kind = dice.pick(OPTION_KINDS);
    const length = kind < 2 ? 1 : dice.pick([2, 3, 4, 10, 10, 18, 0, 1, dice.below(41)]);
    frame[at] = kind;
    if (kind > 1 && at + 1 < end) frame[at + 1] = length;
    if (dice.once(2)) break;
    at += Math.max(1, length);
  }
  fixTcpSum(frame, places);
  return "options";
}

function changeIp(frame: Uint8Array, places: FramePlaces, dice: Dice): string {
  const what = places.version === 4 ? changeIpv4(frame, places, dice) : changeIpv6(frame, places, dice);
  if (places.version === 4 && !dice.once(4)) {
    frame.set(u16(0), places.ip + 10);
    frame.set(u16(internetChecksum(frame.subarray(places.ip, places.tcp))), places.ip + 10);
  }
  return what;
}

function changeIpv4(frame: Uint8Array, { ip, tcp }: FramePlaces, dice: Dice): string {
  const view = viewOf(frame);
  switch (dice.below(8)) {
    case 0:
      view.setUint16(ip + 2, dice.once(2) ? dice.near(view.getUint16(ip + 2)) : dice.edge());
      return "total length";
    case 1:
      frame[ip] = 0x40 | dice.below(16);
      return "header length";
    case 2:
      view.setUint16(ip + 6, dice.pick([0x2000, 0x2001, 1, 2, 3, 0x1fff, 0x3fff, 0x4000, 0x8000]));
      return "fragment";
    case 3:
      frame[ip + 9] = dice.pick([4, 41, 47, 17, 51, 50, 1, 94, 115, 137, 132, 255]);
      return "protocol";
    case 4:
      frame[ip + 8] = dice.below(256);
      return "TTL";
    case 5:
      view.setUint16(ip + 4, dice.pick([0, 1, view.getUint16(ip + 4) + 1]));
      return "identification";
    case 6:
      turnAround(frame, ip + 12, 4);
      turnAround(frame, tcp, 2);
      return "turned around";
    default:
      return flip(frame, dice, "IPv4 header", ip, Math.min(tcp, frame.length));
  }
}

function changeIpv6(frame: Uint8Array, { ip, tcp }: FramePlaces, dice: Dice): string {
  const view = viewOf(frame);
  switch (dice.below(6)) {
    case 0:
      view.setUint16(ip + 4, dice.once(2) ? dice.near(view.getUint16(ip + 4)) : dice.edge());
      return "payload length";
    case 1:
      frame[ip + 6] = dice.pick([0, 4, 6, 17, 41, 43, 44, 47, 50, 51, 59, 60, 135, 255]);
      return "next header";
    case 2:
      if (tcp > ip + 40) return flip(frame, dice, "extension headers", ip + 40, Math.min(tcp, frame.length));
      return flip(frame, dice, "IPv6 header", ip, ip + 40);
    case 3:
      turnAround(frame, ip + 8, 16);
      turnAround(frame, tcp, 2);
      return "turned around";
    case 4:
      frame[ip + 7] = dice.below(256);
      return "hop limit";
    default:
      return flip(frame, dice, "IPv6 header", ip, ip + 40);
  }
}

/** Exchanges two fields of `size` bytes that lie one behind the other. */
function turnAround(frame: Uint8Array, at: number, size: number): void {
  const first = frame.slice(at, at + size);
  frame.copyWithin(at, at + size, at + 2 * size);
  frame.set(first, at + size);
}

/** Makes the checksum right, as far as no source route changes the sum. */
function fixTcpSum(frame: Uint8Array, { ip, version, tcp, end }: FramePlaces): void {
  frame.set(u16(0), tcp + 16);
  const addresses = version === 4 ? frame.subarray(ip + 12, ip + 20) : frame.subarray(ip + 8, ip + 40);
  const sum = internetChecksum(addresses, u32(end - tcp), u32(6), frame.subarray(tcp, end));
  frame.set(u16(sum), tcp + 16);
}
