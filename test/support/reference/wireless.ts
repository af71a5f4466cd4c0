/** IEEE 802.11 data frames, and the headers that captures put in front of them. */
import { octets, read16, read16le, read32, read32le } from "./bytes.ts";
import { readLlc } from "./ethernet.ts";
import type { Found } from "./ip.ts";
import { NonTcp } from "./types.ts";
import { type Frame, upTo, type Walk } from "./walk.ts";

const TO_DS = 0x01;
const FROM_DS = 0x02;
const PROTECTED = 0x40;
const ORDER = 0x80;
const NO_DATA = 0x40;
const QOS = 0x80;
/** Of the QoS control field. */
const AGGREGATE = 0x80;

/**
 * IEEE 802.11 9.3.2.1.
 * @param padded the header is filled up to whole words
 */
export function readWireless(frame: Frame, at: number, walk: Walk, padded = false): Found {
  const { bytes } = frame;
  walk.needLink(frame, at, 2);
  const control = bytes[at]!;
  const flags = bytes[at + 1]!;
  const isData = (control & 0x0c) === 0x08;
  if (!isData || (control & 3) !== 0) throw new NonTcp();
  if ((control & NO_DATA) !== 0 || (flags & PROTECTED) !== 0) throw new NonTcp();
  const fourAddresses = (flags & TO_DS) !== 0 && (flags & FROM_DS) !== 0;
  const qos = (control & QOS) !== 0;
  let length = fourAddresses ? 30 : 24;
  const qosAt = at + length;
  if (qos) length += (flags & ORDER) !== 0 ? 6 : 2;
  walk.needLink(frame, at, length);
  if (!walk.inTunnel) {
    walk.seen("802.11", ...[4, 10, 16].map((place) => octets(bytes, at + place, 6)));
    if (fourAddresses) walk.seen(octets(bytes, at + 24, 6));
  }
  // later fragments of a frame begin anywhere
  if ((bytes[at + 22]! & 15) !== 0) throw new NonTcp();
  let body = at + (padded ? (length + 3) & ~3 : length);
  if (qos && (bytes[qosAt]! & AGGREGATE) !== 0) {
    // the first of several frames: two addresses and a length, each
    walk.needLink(frame, body, 14);
    const end = body + 14 + read16(bytes, body + 12);
    body += 14;
    return readLlc(upTo(frame, end), body, walk);
  }
  return readLlc(frame, body, walk);
}

/** The radiotap header: only its flags matter. */
export function readRadiotap(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  walk.need(frame, at, 8);
  const length = read16le(bytes, at + 2);
  if (bytes[at] !== 0 || length < 8) throw walk.malformed();
  walk.need(frame, at, length);
  const first = read32le(bytes, at + 4);
  let field = at + 8;
  for (let present = first; present >= 2 ** 31; field += 4) {
    if (field + 4 > at + length) return readWireless(frame, at + length, walk);
    present = read32le(bytes, field);
  }
  let flags = 0;
  if (first & 2) {
    // behind the 64-bit time, which is aligned
    if (first & 1) field = at + ((field - at + 7) & ~7) + 8;
    flags = field < at + length ? bytes[field]! : 0;
  }
  const checked = flags & 0x10 ? upTo(frame, Math.max(at + length, frame.originalEnd - 4)) : frame;
  return readWireless(checked, at + length, walk, (flags & 0x20) !== 0);
}

/** Prism: 144 bytes, unless it is what came later under the same number. */
export function readPrism(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  walk.need(frame, at, 8);
  if (isAvs(bytes, at)) return readAvs(frame, at, walk);
  walk.need(frame, at, 144);
  return readWireless(frame, at + 144, walk);
}

function isAvs(bytes: Uint8Array, at: number): boolean {
  return Math.floor(read32(bytes, at) / 4096) === 0x80211;
}

/** AVS: magic number with version, then the length, both big-endian. */
export function readAvs(frame: Frame, at: number, walk: Walk): Found {
  const { bytes } = frame;
  walk.need(frame, at, 8);
  const length = read32(bytes, at + 4);
  if (!isAvs(bytes, at) || length < 8) throw walk.malformed();
  walk.need(frame, at, length);
  return readWireless(frame, at + length, walk);
}
