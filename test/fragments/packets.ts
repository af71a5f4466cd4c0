/** IP packets for the reassembler: fragments, and the datagrams that should come of them. */
import type { Fragment } from "../../src/capture/fragments/mod.ts";

export const TCP = 6;
export const UDP = 17;

/** A fragment in short; what is left out is the same for all. */
export interface Piece {
  readonly version?: 4 | 6;
  readonly time?: number;
  readonly layers?: number;
  readonly path?: number;
  readonly protocol?: number;
  readonly id?: number;
  /** Last byte of the address. */
  readonly source?: number;
  readonly destination?: number;
  /** Bytes of IPv4 options, or of a hop-by-hop header in front of IPv6's fragment header. */
  readonly options?: number;
  /** IPv4's, or IPv6's hop limit: may differ between fragments. */
  readonly ttl?: number;
  /** Flags as they are in the IPv4 header's byte, apart from more-fragments. */
  readonly flags?: number;
  readonly offset: number;
  readonly more: boolean;
  readonly data: Uint8Array;
  /** Bytes of `data` that were captured; all if left out. */
  readonly captured?: number;
  /** Captured bytes behind the datagram, as short Ethernet frames have them. */
  readonly padding?: number;
}

const LEAD = 14;
const IPV4_HEADER_BYTES = 20;
const IPV6_HEADER_BYTES = 40;
const FRAGMENT_HEADER = 44;
const HOP_BY_HOP = 0;
const MORE_FRAGMENTS = 0x20;

/** A payload that differs at most places, and for each seed. */
export function payloadOf(length: number, seed = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8) * 13 + seed * 31) & 0xff);
}

/** `payload` cut at the given offsets. */
export function pieces(payload: Uint8Array, cuts: readonly number[], common: Partial<Piece> = {}): Piece[] {
  const edges = [0, ...cuts, payload.length];
  return edges.slice(0, -1).map((offset, i) => ({
    ...common,
    offset,
    more: i < cuts.length,
    data: payload.subarray(offset, edges[i + 1]!),
  }));
}

function bytesOf(text: readonly number[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(text);
  return bytes;
}

function ipv4Header(piece: Piece, payload: number, isFragment: boolean): Uint8Array {
  const {
    flags = 0,
    id = 1,
    offset,
    options = 0,
    protocol = TCP,
    source = 1,
    destination = 2,
    ttl = 64,
  } = piece;
  const header = IPV4_HEADER_BYTES + options;
  const field = isFragment ? (((piece.more ? MORE_FRAGMENTS : 0) | flags) << 8) | (offset / 8) : flags << 8;
  const length = header + payload;
  // biome-ignore format: a header, row by row
  const bytes = [
    0x40 | (header / 4), 0x10, length >> 8, length & 0xff,
    (id >> 8) & 0xff, id & 0xff, field >> 8, field & 0xff,
    ttl, protocol, 0xbe, 0xef,
    192, 0, 2, source,
    198, 51, 100, destination,
  ];
  return bytesOf([...bytes, ...new Array<number>(options).fill(1)], header);
}

/** With the fragment header if it is of a fragment. */
function ipv6Header(piece: Piece, payload: number, isFragment: boolean): Uint8Array {
  const { id = 1, offset, options = 0, protocol = TCP, source = 1, destination = 2, ttl = 64 } = piece;
  const length = options + (isFragment ? 8 : 0) + payload;
  const upper = isFragment ? FRAGMENT_HEADER : protocol;
  const bytes = bytesOf(
    [0x60, 0, 0, 0, length >> 8, length & 0xff, options > 0 ? HOP_BY_HOP : upper, ttl],
    IPV6_HEADER_BYTES + options + (isFragment ? 8 : 0),
  );
  bytes.set([0x20, 0x01, 0x0d, 0xb8], 8);
  bytes[23] = source;
  bytes.set([0x20, 0x01, 0x0d, 0xb8], 24);
  bytes[39] = destination;
  // one PadN option (RFC 8200 4.2)
  if (options > 0) bytes.set([upper, options / 8 - 1, 1, options - 4], IPV6_HEADER_BYTES);
  if (isFragment) {
    const view = new DataView(bytes.buffer, IPV6_HEADER_BYTES + options);
    view.setUint8(0, protocol);
    view.setUint16(2, offset | (piece.more ? 1 : 0));
    view.setUint32(4, id);
  }
  return bytes;
}

function headerOf(piece: Piece, payload: number, isFragment: boolean): Uint8Array {
  return (piece.version === 6 ? ipv6Header : ipv4Header)(piece, payload, isFragment);
}

/** What should come of fragments, the first of which is `first`: `payload` in one packet. */
export function wholeOf(first: Piece, payload: Uint8Array): Uint8Array {
  const header = headerOf(first, payload.length, false);
  const bytes = new Uint8Array(header.length + payload.length);
  bytes.set(header);
  bytes.set(payload, header.length);
  return bytes;
}

/** The fragment as the decoder gives it. */
export function fragmentOf(piece: Piece): Fragment {
  const { captured = piece.data.length, data, options = 0, padding = 0, version = 4 } = piece;
  const header = headerOf(piece, data.length, true);
  const payload = LEAD + header.length;
  const bytes = new Uint8Array(payload + captured + padding).fill(0xee);
  bytes.set(header, LEAD);
  bytes.set(data.subarray(0, captured), payload);
  return {
    version,
    time: piece.time ?? 0,
    layers: piece.layers ?? 0,
    path: piece.path ?? 0,
    protocol: piece.protocol ?? TCP,
    id: piece.id ?? 1,
    offset: piece.offset,
    more: piece.more,
    bytes,
    ip: LEAD,
    payload,
    length: data.length,
    end: payload + captured + padding,
    nextHeader: version === 6 ? LEAD + (options > 0 ? IPV6_HEADER_BYTES : 6) : 0,
  };
}
