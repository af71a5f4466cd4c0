/** Link types whose header tells of the capture more than of the wire, for the capture builder. */
import { concat, u16, u16le, u32, u32le } from "./bytes.ts";

export interface NflogOptions {
  /** Linux's address family; default by the version: 2 or 10. */
  readonly family?: number;
  /** Netfilter hook: 0 pre-routing, 1 in, 2 forward, 3 out, 4 post-routing. */
  readonly hook?: number;
  readonly inDevice?: number;
  readonly outDevice?: number;
  /** A text attribute of this many bytes. */
  readonly prefix?: number;
  readonly withoutPayload?: boolean;
  readonly byteOrder?: "little" | "big";
}

export function nflog(datagram: Uint8Array, options: NflogOptions = {}): Uint8Array {
  const host16 = options.byteOrder === "big" ? u16 : u16le;
  const attribute = (type: number, value: Uint8Array, last = false) =>
    concat(host16(4 + value.length), host16(type), value, new Uint8Array(last ? 0 : -value.length & 3));
  return concat(
    Uint8Array.of(options.family ?? (datagram[0]! >> 4 === 6 ? 10 : 2), 0),
    u16(7),
    ...(options.hook === undefined ? [] : [attribute(1, Uint8Array.of(8, 0, options.hook, 0))]),
    ...(options.prefix === undefined ? [] : [attribute(10, new Uint8Array(options.prefix).fill(0x70))]),
    ...(options.inDevice === undefined ? [] : [attribute(4, u32(options.inDevice))]),
    ...(options.outDevice === undefined ? [] : [attribute(5, u32(options.outDevice))]),
    ...(options.withoutPayload ? [] : [attribute(9, datagram, true)]),
  );
}

export interface JuniperOptions {
  /** Bit 0 in, bit 1 without a link header, bit 7 extensions. */
  readonly flags?: number;
  readonly extensions?: Uint8Array;
  /** Default "MGC". */
  readonly magic?: number;
}

/** LINKTYPE_JUNIPER_ETHER. */
export function juniperEthernet(frame: Uint8Array, options: JuniperOptions = {}): Uint8Array {
  const extensions = options.extensions;
  const flags = (options.flags ?? 0) | (extensions ? 0x80 : 0);
  return concat(
    u32(((options.magic ?? 0x4d4743) << 8) | flags),
    ...(extensions ? [u16(extensions.length), extensions] : []),
    frame,
  );
}

export interface PktapOptions {
  readonly linkType: number;
  /** 1 in, 2 out. */
  readonly flags?: number;
  /** 0: nothing follows. Default 1. */
  readonly record?: number;
  /** Header length; default 108. */
  readonly length?: number;
  /** The second version of the header has its own layout. */
  readonly version?: 1 | 2;
  /** Version 2: place of the interface's name in the header. */
  readonly nameAt?: number;
}

export function pktap(frame: Uint8Array, options: PktapOptions): Uint8Array {
  const length = options.length ?? 108;
  const header = new Uint8Array(Math.max(length, 40));
  if (options.version === 2) {
    header[0] = length;
    const { nameAt } = options;
    if (nameAt !== undefined) header[3] = nameAt;
    if (nameAt !== undefined && nameAt < header.length) {
      header.set(new TextEncoder().encode("en1").subarray(0, header.length - nameAt), nameAt);
    }
    header.set(u16le(options.linkType), 6);
    header.set(u32le(0x00080000 | (options.flags ?? 0)), 36);
  } else {
    header.set(u32le(length), 0);
    header.set(u32le(options.record ?? 1), 4);
    header.set(u32le(options.linkType), 8);
    header.set(new TextEncoder().encode("en0"), 12);
    header.set(u32le(options.flags ?? 0), 36);
  }
  return concat(header, frame);
}
