/** IEEE 802.11 frames and what captures put in front of them, for the capture builder. */
import { concat, hex, u16, u16le, u32, u32le } from "./bytes.ts";
import { mac } from "./link.ts";
import { llcSnap } from "./link_serial.ts";
import type { Typed } from "./typed.ts";

export interface WirelessOptions {
  /** Frame control's first byte: version, type and subtype. Default 0x08, data; 0x88 with `qos`. */
  readonly control?: number;
  readonly toDs?: boolean;
  readonly fromDs?: boolean;
  readonly protectedFrame?: boolean;
  readonly qos?: boolean;
  /** With `qos`: four bytes of HT control. */
  readonly order?: boolean;
  /** With `qos`: the frame is one of several, with its own addresses and length. */
  readonly aggregate?: boolean;
  /** Further subframes, with `aggregate`. */
  readonly others?: readonly Uint8Array[];
  /** Number of the fragment of the frame. */
  readonly fragment?: number;
  /** Fills the header up to whole words. */
  readonly padded?: boolean;
  /** Instead of SNAP and the datagram. */
  readonly body?: Uint8Array;
}

export function wireless(inner: Typed | Uint8Array, options: WirelessOptions = {}): Uint8Array {
  const flags =
    (options.toDs ? 1 : 0) |
    (options.fromDs ? 2 : 0) |
    (options.protectedFrame ? 0x40 : 0) |
    (options.order ? 0x80 : 0);
  const header = concat(
    Uint8Array.of(options.control ?? (options.qos ? 0x88 : 0x08), flags),
    u16(0),
    mac("02:00:00:00:00:02"),
    mac("02:00:00:00:00:01"),
    mac("02:00:00:00:00:03"),
    u16le((77 << 4) | (options.fragment ?? 0)),
    ...(options.toDs && options.fromDs ? [mac("02:00:00:00:00:04")] : []),
    ...(options.qos ? [Uint8Array.of(options.aggregate ? 0x80 : 0, 0)] : []),
    ...(options.qos && options.order ? [u32(0)] : []),
  );
  const padding = new Uint8Array(options.padded ? -header.length & 3 : 0);
  const body = options.body ?? llcSnap(inner);
  if (!options.aggregate) return concat(header, padding, body);
  const subframes = [body, ...(options.others ?? [])].map((content, i, all) => {
    const subframe = concat(mac("02:00:00:00:00:05"), mac("02:00:00:00:00:06"), u16(content.length), content);
    return concat(subframe, new Uint8Array(i < all.length - 1 ? -subframe.length & 3 : 0));
  });
  return concat(header, padding, ...subframes);
}

export interface RadiotapOptions {
  /** The flags field; 0x10 frame check sequence, 0x20 padding. Undefined: no such field. */
  readonly flags?: number;
  /** The 64-bit time in front of it. */
  readonly time?: boolean;
  /** Words of presence bits behind the first. */
  readonly extended?: number;
  /** Length field, if it is not to be the true one. */
  readonly length?: number;
  readonly version?: number;
}

/** Adds four bytes of frame check sequence if the flags say so. */
export function radiotap(frame: Uint8Array, options: RadiotapOptions = {}): Uint8Array {
  const extended = options.extended ?? 0;
  const first = (options.time ? 1 : 0) | (options.flags === undefined ? 0 : 2);
  const present = Array.from({ length: extended + 1 }, (_, i) =>
    u32le(((i < extended ? 0x80000000 : 0) | (i === 0 ? first : 0)) >>> 0),
  );
  const words = 4 + 4 * present.length;
  const alignment = new Uint8Array(options.time ? -words & 7 : 0);
  const fields = concat(
    ...(options.time ? [alignment, new Uint8Array(8).fill(9)] : []),
    ...(options.flags === undefined ? [] : [Uint8Array.of(options.flags)]),
  );
  return concat(
    Uint8Array.of(options.version ?? 0, 0),
    u16le(options.length ?? words + fields.length),
    ...present,
    fields,
    frame,
    new Uint8Array((options.flags ?? 0) & 0x10 ? 4 : 0).fill(0xfc),
  );
}

/** The Prism header of 144 bytes. */
export function prism(frame: Uint8Array): Uint8Array {
  return concat(u32le(0x44), u32le(144), new Uint8Array(136).fill(0x70), frame);
}

export interface AvsOptions {
  readonly length?: number;
  readonly magic?: number;
}

export function avs(frame: Uint8Array, options: AvsOptions = {}): Uint8Array {
  return concat(u32(options.magic ?? 0x80211001), u32(options.length ?? 64), new Uint8Array(56), frame);
}

export interface PpiOptions {
  readonly linkType: number;
  /** Bytes of fields; default 0. */
  readonly fields?: number;
  /** Length field, if it is not to be the true one. */
  readonly length?: number;
}

/** Per-packet information, in front of a frame of any link type. */
export function ppi(frame: Uint8Array, options: PpiOptions): Uint8Array {
  const fields = new Uint8Array(options.fields ?? 0).fill(2);
  return concat(
    hex("0000"),
    u16le(options.length ?? 8 + fields.length),
    u32le(options.linkType),
    fields,
    frame,
  );
}
