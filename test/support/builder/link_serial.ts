/** Link layers of serial lines and of networks besides Ethernet, for the capture builder. */
import { concat, hex, u16 } from "./bytes.ts";
import { etherTypeOf, mac } from "./link.ts";
import { type PppOptions, pppPayload, type Typed, typed } from "./typed.ts";

export interface SlipOptions {
  /** 0 received, 1 sent. */
  readonly direction?: number;
  /** 0x40 IP, 0x70 uncompressed TCP, 0x80 and above compressed TCP. */
  readonly kind?: number;
}

export function slip(datagram: Uint8Array, options: SlipOptions = {}): Uint8Array {
  return concat(Uint8Array.of(options.direction ?? 0, options.kind ?? 0x40), new Uint8Array(14), datagram);
}

/** LINKTYPE_PPP and LINKTYPE_PPP_HDLC. */
export function ppp(inner: Typed | Uint8Array, options: PppOptions = {}): Uint8Array {
  return pppPayload(inner, { framed: true, ...options });
}

export function ciscoHdlc(inner: Typed | Uint8Array, address = 0x0f): Uint8Array {
  const { type, bytes } = inner instanceof Uint8Array ? typed(inner) : inner;
  return concat(Uint8Array.of(address, 0), u16(type), bytes);
}

export interface FrameRelayOptions {
  /** Q.922 address in hex, 2 to 4 bytes; default DLCI 100. */
  readonly address?: string;
  /** RFC 2427's protocol id, or SNAP, or Cisco's EtherType, or PPP (RFC 1973). */
  readonly style?: "nlpid" | "snap" | "cisco" | "ppp";
  /** A byte of nothing behind the control field. */
  readonly pad?: boolean;
  /** The protocol id, if it is not to be the right one. */
  readonly protocolId?: number;
}

export function frameRelay(datagram: Uint8Array, options: FrameRelayOptions = {}): Uint8Array {
  const address = hex(options.address ?? "1841");
  const type = etherTypeOf(datagram);
  const control = hex(options.pad ? "0300" : "03");
  switch (options.style ?? "nlpid") {
    case "nlpid":
      return concat(
        address,
        control,
        Uint8Array.of(options.protocolId ?? (type === 0x0800 ? 0xcc : 0x8e)),
        datagram,
      );
    case "snap":
      return concat(address, control, hex("80 000000"), u16(type), datagram);
    case "cisco":
      return concat(address, u16(type), datagram);
    case "ppp":
      return concat(address, control, hex("cf"), pppPayload(datagram));
  }
}

/** IEEE 802.2 and SNAP, as networks without a type field have them. */
export function llcSnap(inner: Typed | Uint8Array, organization = "000000"): Uint8Array {
  const { type, bytes } = inner instanceof Uint8Array ? typed(inner) : inner;
  return concat(hex("aaaa03"), hex(organization), u16(type), bytes);
}

export interface FddiOptions {
  /** Default 0x50, asynchronous LLC. */
  readonly frameControl?: number;
  /** Behind the header; default SNAP and the datagram. */
  readonly llc?: Uint8Array;
}

export function fddi(datagram: Uint8Array, options: FddiOptions = {}): Uint8Array {
  return concat(
    Uint8Array.of(options.frameControl ?? 0x50),
    mac("02:00:00:00:00:02"),
    mac("02:00:00:00:00:01"),
    options.llc ?? llcSnap(datagram),
  );
}

/** LINKTYPE_ARCNET_LINUX: system codes 212 and 196 have three more bytes than 240. */
export function arcnet(
  datagram: Uint8Array,
  code = etherTypeOf(datagram) === 0x0800 ? 212 : 196,
): Uint8Array {
  const split = code === 240 ? [] : [hex("00 0001")];
  return concat(hex("01 02 0000"), Uint8Array.of(code), ...split, datagram);
}

/** LINKTYPE_IPOIB as tcpdump writes it. */
export function ipoib(inner: Typed | Uint8Array): Uint8Array {
  const { type, bytes } = inner instanceof Uint8Array ? typed(inner) : inner;
  const route = new Uint8Array(40).map((_, i) => i);
  return concat(route, u16(type), u16(0), bytes);
}
