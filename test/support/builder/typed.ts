/** Layers that an EtherType names, for the capture builder: each takes what it carries and can be carried itself. */
import { concat, u16, u24, u32 } from "./bytes.ts";
import { ethernet, etherTypeOf, type VlanTag } from "./link.ts";

/** Bytes and the EtherType that names them. */
export interface Typed {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** An IP datagram, by its version. */
export function typed(datagram: Uint8Array): Typed {
  return { type: etherTypeOf(datagram), bytes: datagram };
}

function asTyped(inner: Typed | Uint8Array): Typed {
  return inner instanceof Uint8Array ? typed(inner) : inner;
}

/** An Ethernet frame as something that tunnels carry (transparent Ethernet bridging). */
export function etherFrame(inner: Typed | Uint8Array, options: { tags?: readonly VlanTag[] } = {}): Typed {
  const { type, bytes } = asTyped(inner);
  return {
    type: 0x6558,
    bytes: ethernet(bytes, {
      dst: "02:00:00:00:01:02",
      src: "02:00:00:00:01:01",
      etherType: type,
      ...options,
    }),
  };
}

export function vlan(inner: Typed | Uint8Array, tag: VlanTag): Typed {
  const { type, bytes } = asTyped(inner);
  return {
    type: tag.tpid ?? 0x8100,
    bytes: concat(u16(((tag.priority ?? 0) << 13) | tag.vid), u16(type), bytes),
  };
}

/** IEEE 802.1ah: a service instance and the customer's whole frame. */
export function backbone(frame: Typed, serviceId = 0x123456): Typed {
  return { type: 0x88e7, bytes: concat(u32(serviceId), frame.bytes) };
}

/** IEEE 802.1BR's tag. */
export function eTag(inner: Typed | Uint8Array): Typed {
  const { type, bytes } = asTyped(inner);
  return { type: 0x893f, bytes: concat(u16(0xe001), u16(0x1002), u16(0x0304), u16(type), bytes) };
}

export function vnTag(inner: Typed | Uint8Array): Typed {
  const { type, bytes } = asTyped(inner);
  return { type: 0x8926, bytes: concat(u32(0x80010002), u16(type), bytes) };
}

/** Cisco's metadata: a tag of six bytes. */
export function metadataTag(inner: Typed | Uint8Array): Typed {
  const { type, bytes } = asTyped(inner);
  return { type: 0x8909, bytes: concat(u16(0x0101), u32(0x00010064), u16(type), bytes) };
}

/** IEC 62439-3's tag of redundant rings. */
export function hsrTag(inner: Typed | Uint8Array): Typed {
  const { type, bytes } = asTyped(inner);
  return { type: 0x892f, bytes: concat(u32(0x00340001), u16(type), bytes) };
}

/** FabricPath: two bytes and a whole frame. */
export function fabricPath(frame: Typed): Typed {
  return { type: 0x8903, bytes: concat(u16(0x0060), frame.bytes) };
}

export interface MplsOptions {
  /** Top first; default one. */
  readonly labels?: readonly number[];
  /** Of a pseudo-wire. */
  readonly controlWord?: boolean;
  /** No label has the bottom-of-stack bit. */
  readonly bottomless?: boolean;
  /** 0x8848, multicast. */
  readonly type?: number;
}

/** RFC 3032. The payload has no type of its own. */
export function mpls(payload: Uint8Array, options: MplsOptions = {}): Typed {
  const labels = options.labels ?? [16];
  const stack = labels.map((label, i) => {
    const bottom = i === labels.length - 1 && !options.bottomless ? 0x100 : 0;
    return u32((label << 12) | bottom | 64);
  });
  const word = options.controlWord ? u32(7) : new Uint8Array(0);
  return { type: options.type ?? 0x8847, bytes: concat(...stack, word, payload) };
}

export interface PppoeOptions extends PppOptions {
  readonly session?: number;
  /** 0 for data. */
  readonly code?: number;
  readonly versionType?: number;
}

/** RFC 2516, the session stage. */
export function pppoe(inner: Typed | Uint8Array, options: PppoeOptions = {}): Typed {
  const payload = pppPayload(inner, options);
  return {
    type: 0x8864,
    bytes: concat(
      Uint8Array.of(options.versionType ?? 0x11, options.code ?? 0),
      u16(options.session ?? 0x1234),
      u16(payload.length),
      payload,
    ),
  };
}

export interface PppOptions {
  /** Default by what is inside. */
  readonly protocol?: number;
  /** A protocol field of one byte (RFC 1661 6.5). */
  readonly short?: boolean;
  /** HDLC's address and control bytes in front. */
  readonly framed?: boolean;
}

const PPP_PROTOCOLS = new Map([
  [0x0800, 0x0021],
  [0x86dd, 0x0057],
  [0x8847, 0x0281],
  [0x8848, 0x0283],
]);

export function pppPayload(inner: Typed | Uint8Array, options: PppOptions = {}): Uint8Array {
  const { type, bytes } = asTyped(inner);
  const protocol = options.protocol ?? PPP_PROTOCOLS.get(type);
  if (protocol === undefined) throw new TypeError(`no PPP protocol for EtherType ${type.toString(16)}`);
  return concat(
    options.framed ? u16(0xff03) : new Uint8Array(0),
    options.short ? Uint8Array.of(protocol) : u16(protocol),
    bytes,
  );
}

export interface NshOptions {
  /** Default by what is inside. */
  readonly next?: number;
  readonly version?: number;
  /** Words of metadata; 4 have type 1, any other number has type 2. */
  readonly metadata?: number;
  /** Length field in words, if it is not to be the true one. */
  readonly words?: number;
}

const NSH_NEXT = new Map([
  [0x0800, 1],
  [0x86dd, 2],
  [0x6558, 3],
  [0x894f, 4],
  [0x8847, 5],
]);

/** RFC 8300. */
export function nsh(inner: Typed | Uint8Array, options: NshOptions = {}): Typed {
  const { type, bytes } = asTyped(inner);
  const metadata = options.metadata ?? 4;
  const words = options.words ?? 2 + metadata;
  const next = options.next ?? NSH_NEXT.get(type) ?? 0;
  return {
    type: 0x894f,
    bytes: concat(
      u16(((options.version ?? 0) << 14) | (63 << 6) | words),
      Uint8Array.of(metadata === 4 ? 1 : 2, next),
      u24(0x000abc),
      Uint8Array.of(255),
      new Uint8Array(metadata * 4).fill(0x5a),
      bytes,
    ),
  };
}
