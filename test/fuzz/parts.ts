/** Captures as the pieces that their containers are made of, so that mutations can respect or break the borders. */

import { concat } from "../support/capture_builder.ts";

export type Container = "pcap" | "pcapng";

/** `header`: of a pcap file, or a pcapng section or interface; `packet`: holds a frame; `other`: all else. */
export type PartKind = "header" | "packet" | "other";

/** One record, block or header. */
export interface Part {
  readonly kind: PartKind;
  readonly bytes: Uint8Array;
  /** Where its captured frame begins and ends in `bytes`; both 0 if it has none. */
  readonly frameAt: number;
  readonly frameEnd: number;
  /** Where its captured length is; 0 if it says none. */
  readonly capturedAt: number;
  /** Byte order of the numbers in front of the frame. */
  readonly little: boolean;
}

/** A capture in pieces. */
export interface Parts {
  readonly container: Container;
  readonly parts: readonly Part[];
}

const PCAP_MAGICS_LITTLE = [0xa1b2c3d4, 0xa1b23c4d];
const PCAP_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
const SECTION_TYPE = 0x0a0d0d0a;
const SECTION_MAGIC = 0x1a2b3c4d;
const INTERFACE_TYPE = 1;
/** Types of blocks with a frame, and where that begins: obsolete, simple and enhanced packet block. */
const FRAME_OFFSETS: ReadonlyMap<number, number> = new Map([
  [2, 28],
  [3, 12],
  [6, 28],
]);
/** Where obsolete and enhanced packet blocks hold the captured length. */
const CAPTURED_AT = 20;
const SIMPLE_TYPE = 3;

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** Takes a sound capture apart; what is not sound becomes a piece `other`. */
export function takeApart(bytes: Uint8Array): Parts {
  const isPcapng = bytes.length >= 4 && viewOf(bytes).getUint32(0) === SECTION_TYPE;
  return isPcapng
    ? { container: "pcapng", parts: blocksOf(bytes) }
    : { container: "pcap", parts: recordsOf(bytes) };
}

export function putTogether(parts: readonly Part[]): Uint8Array {
  return concat(...parts.map(({ bytes }) => bytes));
}

/** A piece without a frame. */
export function plainPart(kind: "header" | "other", bytes: Uint8Array, little: boolean): Part {
  return { kind, bytes, frameAt: 0, frameEnd: 0, capturedAt: 0, little };
}

function recordsOf(bytes: Uint8Array): Part[] {
  const view = viewOf(bytes);
  if (bytes.length < PCAP_HEADER_BYTES) return [plainPart("header", bytes, true)];
  const little = PCAP_MAGICS_LITTLE.includes(view.getUint32(0, true));
  const parts = [plainPart("header", bytes.subarray(0, PCAP_HEADER_BYTES), little)];
  const frameAt = RECORD_HEADER_BYTES;
  let at = PCAP_HEADER_BYTES;
  while (at + RECORD_HEADER_BYTES <= bytes.length) {
    // the smaller one is the captured one in every version
    const [first, second] = [view.getUint32(at + 8, little), view.getUint32(at + 12, little)];
    const end = at + RECORD_HEADER_BYTES + Math.min(first, second);
    if (end > bytes.length) break;
    const record = bytes.subarray(at, end);
    const capturedAt = first <= second ? 8 : 12;
    parts.push({ kind: "packet", bytes: record, frameAt, frameEnd: record.length, capturedAt, little });
    at = end;
  }
  if (at < bytes.length) parts.push(plainPart("other", bytes.subarray(at), little));
  return parts;
}

function blocksOf(bytes: Uint8Array): Part[] {
  const view = viewOf(bytes);
  const parts: Part[] = [];
  let little = true;
  let at = 0;
  while (at + 12 <= bytes.length) {
    const isSection = view.getUint32(at) === SECTION_TYPE;
    if (isSection) little = view.getUint32(at + 8, true) === SECTION_MAGIC;
    const length = view.getUint32(at + 4, little);
    if (length < 12 || at + length > bytes.length) break;
    parts.push(blockOf(bytes.subarray(at, at + length), isSection, little));
    at += length;
  }
  if (at < bytes.length) parts.push(plainPart("other", bytes.subarray(at), little));
  return parts;
}

function blockOf(bytes: Uint8Array, isSection: boolean, little: boolean): Part {
  const view = viewOf(bytes);
  const type = view.getUint32(0, little);
  if (isSection || type === INTERFACE_TYPE) return plainPart("header", bytes, little);
  const frameAt = FRAME_OFFSETS.get(type);
  if (frameAt === undefined || frameAt + 4 > bytes.length) return plainPart("other", bytes, little);
  // a simple packet block names only the original length
  const isSimple = type === SIMPLE_TYPE;
  const captured = view.getUint32(isSimple ? 8 : CAPTURED_AT, little);
  const frameEnd = Math.min(frameAt + captured, bytes.length - 4);
  return { kind: "packet", bytes, frameAt, frameEnd, capturedAt: isSimple ? 0 : CAPTURED_AT, little };
}

/** The packet with another frame, and lengths that fit. What a pcapng block has behind its frame is left out. */
export function withFrame(part: Part, frame: Uint8Array): Part {
  const { bytes, frameAt, capturedAt, little } = part;
  const isBlock = frameAt !== RECORD_HEADER_BYTES;
  const padding = isBlock ? -frame.length & 3 : 0;
  const changed = new Uint8Array(frameAt + frame.length + padding + (isBlock ? 4 : 0));
  changed.set(bytes.subarray(0, frameAt));
  changed.set(frame, frameAt);
  const view = viewOf(changed);
  if (capturedAt) view.setUint32(capturedAt, frame.length, little);
  if (isBlock) {
    view.setUint32(4, changed.length, little);
    view.setUint32(changed.length - 4, changed.length, little);
  }
  return { ...part, bytes: changed, frameEnd: frameAt + frame.length };
}

/** A copy of the piece whose bytes may be written to. */
export function copyOf(part: Part): Part {
  return { ...part, bytes: part.bytes.slice() };
}
