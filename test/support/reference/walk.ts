/** What the layers of the reference decoder share while one packet is taken apart. */
import type { Known } from "./frame.ts";
import { type Segment, Undecoded } from "./types.ts";

/** Bytes of a frame or of a payload inside of it: `bytes[..end)` were captured, on the wire it went to `originalEnd`. */
export interface Frame {
  readonly bytes: Uint8Array;
  readonly end: number;
  readonly originalEnd: number;
}

/** The payload of a header whose length field ends it at `end`. */
export function upTo(frame: Frame, end: number): Frame {
  return {
    bytes: frame.bytes,
    end: Math.min(frame.end, end),
    originalEnd: Math.min(frame.originalEnd, end),
  };
}

const LAYERS_MAX = 15;

export class Walk {
  pktDir: Segment["pktDir"];
  iface: number | undefined;
  /** Parts of Segment.path. */
  path: string[] = [];
  /** Outermost first. */
  layers: string[] = [];
  /** The link header, with its VLAN tags, is behind us: further headers are those of tunnels. */
  inTunnel = false;

  constructor(known: Known) {
    this.pktDir = known.pktDir;
    this.iface = known.iface;
  }

  /** Of the capturing system: the upper bit is no part of such numbers. */
  interfaceNumber(value: number): void {
    this.iface = value % 2 ** 31;
  }

  layer(name: string): void {
    if (this.layers.length === LAYERS_MAX) throw new Undecoded("encapsulated_too_deep");
    this.layers.push(name);
  }

  tunnel(name: string): void {
    this.layer(name);
    this.inTunnel = true;
  }

  /** Parts of the path, from link headers at any depth: a mirror's tunnel carries frames of several links. */
  seen(...parts: readonly string[]): void {
    this.path.push(...parts);
  }

  /** A header that can't be so. */
  malformed(): Undecoded {
    return new Undecoded(this.inTunnel ? "tunnel_header_malformed" : "link_header_malformed");
  }

  /** Bytes of an Ethernet header and its like, wherever that is. */
  needLink(frame: Frame, at: number, length: number): void {
    if (at + length > frame.end) throw new Undecoded("link_header_cut");
  }

  /** Bytes of a link or tunnel header. */
  need(frame: Frame, at: number, length: number): void {
    if (at + length > frame.end) throw new Undecoded(this.inTunnel ? "tunnel_header_cut" : "link_header_cut");
  }

  /** Bytes that a length inside of a tunnel's header tells of: if the payload ends before them, that is malformed. */
  needTold(frame: Frame, at: number, length: number): void {
    if (at + length > frame.originalEnd) throw this.malformed();
    this.need(frame, at, length);
  }
}
