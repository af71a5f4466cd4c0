/** Tunnels that IP carries, for the capture builder: GRE and its kin, and those over UDP. */
import { concat, hex, u16, u24, u32 } from "./bytes.ts";
import { type Ipv4Options, type Ipv6Options, ipv4, ipv6 } from "./ip.ts";
import { type PppOptions, pppPayload, type Typed, typed } from "./typed.ts";

function asTyped(inner: Typed | Uint8Array): Typed {
  return inner instanceof Uint8Array ? typed(inner) : inner;
}

/** An IP datagram around the bytes of another protocol, of either version. */
export function carry(
  version: 4 | 6,
  protocol: number,
  payload: Uint8Array,
  ip: Ipv4Options & Ipv6Options = {},
) {
  return version === 4
    ? ipv4({ src: "172.16.0.1", dst: "172.16.0.2", protocol, ...ip }, payload)
    : ipv6({ src: "fd00::1", dst: "fd00::2", nextHeader: protocol, ...ip }, payload);
}

/** IP in IP (RFC 2003, RFC 4213, RFC 2473): the protocol is that of the inner version. */
export function ipInIp(version: 4 | 6, datagram: Uint8Array, ip: Ipv4Options & Ipv6Options = {}): Uint8Array {
  return carry(version, datagram[0]! >> 4 === 6 ? 41 : 4, datagram, ip);
}

export interface GreOptions {
  /** EtherType; default that of what is inside. */
  readonly protocol?: number;
  readonly checksum?: boolean;
  readonly key?: number;
  readonly sequence?: number;
  /** Source routes, each of which is a family and its bytes (RFC 1701). */
  readonly routes?: readonly (readonly [family: number, bytes: Uint8Array])[];
  /** Lacking: the last route is not followed by the empty one. */
  readonly endless?: boolean;
  readonly version?: number;
}

/** RFC 2784, RFC 2890: protocol 47. */
export function gre(inner: Typed | Uint8Array, options: GreOptions = {}): Uint8Array {
  const { type, bytes } = asTyped(inner);
  const { routes } = options;
  const flags =
    (options.checksum ? 0x8000 : 0) |
    (routes ? 0x4000 : 0) |
    (options.key === undefined ? 0 : 0x2000) |
    (options.sequence === undefined ? 0 : 0x1000) |
    (options.version ?? 0);
  return concat(
    u16(flags),
    u16(options.protocol ?? type),
    options.checksum || routes ? u32(0) : u32(0).subarray(4),
    ...(options.key === undefined ? [] : [u32(options.key)]),
    ...(options.sequence === undefined ? [] : [u32(options.sequence)]),
    ...(routes ?? []).map(([family, route]) => concat(u16(family), Uint8Array.of(0, route.length), route)),
    routes && !options.endless ? u32(0) : u32(0).subarray(4),
    bytes,
  );
}

export interface PptpOptions extends PppOptions {
  readonly sequence?: number;
  readonly acknowledgement?: number;
  readonly greProtocol?: number;
}

/** RFC 2637: version 1 of GRE, around PPP. Without a sequence number there is no payload. */
export function pptp(inner: Typed | Uint8Array | undefined, options: PptpOptions = {}): Uint8Array {
  const payload = inner === undefined ? new Uint8Array(0) : pppPayload(inner, options);
  const hasSequence = inner !== undefined;
  const acknowledges = options.acknowledgement !== undefined;
  return concat(
    u16(0x2001 | (hasSequence ? 0x1000 : 0) | (acknowledges ? 0x80 : 0)),
    u16(options.greProtocol ?? 0x880b),
    u16(payload.length),
    u16(77),
    ...(hasSequence ? [u32(options.sequence ?? 1)] : []),
    ...(acknowledges ? [u32(options.acknowledgement!)] : []),
    payload,
  );
}

export interface ErspanOptions {
  readonly type: 1 | 2 | 3;
  /** Type III: the platform's own eight bytes. */
  readonly platform?: boolean;
}

/** A mirrored Ethernet frame, with the GRE header around it. */
export function erspan(frame: Typed, options: ErspanOptions): Uint8Array {
  if (options.type === 1) return gre({ type: 0x88be, bytes: frame.bytes });
  const header =
    options.type === 2
      ? hex("10050001 00000007")
      : concat(
          hex("20050001 11223344 0001"),
          u16(options.platform ? 1 : 0),
          new Uint8Array(options.platform ? 8 : 0),
        );
  const type = options.type === 2 ? 0x88be : 0x22eb;
  return gre({ type, bytes: concat(header, frame.bytes) }, { sequence: 9 });
}

export interface UdpOptions {
  readonly srcPort?: number;
  readonly dstPort?: number;
  /** Length field, if it is not to be the true one. */
  readonly length?: number;
}

/** RFC 768, without a checksum. */
export function udp(payload: Uint8Array, options: UdpOptions = {}): Uint8Array {
  return concat(
    u16(options.srcPort ?? 50_000),
    u16(options.dstPort ?? 50_001),
    u16(options.length ?? 8 + payload.length),
    u16(0),
    payload,
  );
}

/** RFC 7348. `vni` undefined: the I bit is not set. */
export function vxlan(frame: Typed, vni?: number): Uint8Array {
  return concat(
    hex(vni === undefined ? "00000000" : "08000000"),
    u24(vni ?? 0),
    Uint8Array.of(0),
    frame.bytes,
  );
}

export interface VxlanGpeOptions {
  readonly vni?: number;
  /** Default by what is inside. */
  readonly next?: number;
  readonly version?: number;
  /** The P bit is not set. */
  readonly plain?: boolean;
}

const GPE_NEXT = new Map([
  [0x0800, 1],
  [0x86dd, 2],
  [0x6558, 3],
  [0x894f, 4],
]);

export function vxlanGpe(inner: Typed | Uint8Array, options: VxlanGpeOptions = {}): Uint8Array {
  const { type, bytes } = asTyped(inner);
  const flags = (options.vni === undefined ? 0 : 8) | (options.plain ? 0 : 4) | ((options.version ?? 0) << 4);
  const next = options.plain ? 0 : (options.next ?? GPE_NEXT.get(type) ?? 0);
  return concat(Uint8Array.of(flags, 0, 0, next), u24(options.vni ?? 0), Uint8Array.of(0), bytes);
}

export interface GeneveOptions {
  readonly vni?: number;
  /** A multiple of 4 bytes. */
  readonly options?: Uint8Array;
  readonly version?: number;
  readonly type?: number;
}

/** RFC 8926. */
export function geneve(inner: Typed | Uint8Array, options: GeneveOptions = {}): Uint8Array {
  const { type, bytes } = asTyped(inner);
  const own = options.options ?? new Uint8Array(0);
  return concat(
    Uint8Array.of(((options.version ?? 0) << 6) | (own.length / 4), 0),
    u16(options.type ?? type),
    u24(options.vni ?? 1),
    Uint8Array.of(0),
    own,
    bytes,
  );
}

export interface GtpOptions {
  /** E, S and PN bits; default 0: no optional fields. */
  readonly flags?: number;
  /** Extension headers, with E: type and content of each; contents have 4n - 2 bytes. */
  readonly extensions?: readonly (readonly [type: number, content: Uint8Array])[];
  readonly version?: number;
  readonly protocolType?: 0 | 1;
  readonly message?: number;
}

/** 3GPP TS 29.281: a user plane packet. */
export function gtp(datagram: Uint8Array, options: GtpOptions = {}): Uint8Array {
  const flags = options.flags ?? (options.extensions ? 4 : 0);
  const extensions = options.extensions ?? [];
  const types = [...extensions.map(([type]) => type), 0];
  const optional = flags === 0 ? [] : [u16(1), Uint8Array.of(0, types[0]!)];
  const headers = extensions.map(([, content], i) =>
    concat(Uint8Array.of((content.length + 2) / 4), content, Uint8Array.of(types[i + 1]!)),
  );
  const body = concat(...optional, ...headers, datagram);
  return concat(
    Uint8Array.of(
      ((options.version ?? 1) << 5) | ((options.protocolType ?? 1) << 4) | flags,
      options.message ?? 255,
    ),
    u16(body.length),
    u32(0xcafe),
    body,
  );
}

export interface TeredoOptions {
  /** Bytes of the authentication's client identifier and value. */
  readonly authentication?: readonly [client: number, value: number];
  readonly origin?: boolean;
}

/** RFC 4380. */
export function teredo(datagram: Uint8Array, options: TeredoOptions = {}): Uint8Array {
  const auth = options.authentication;
  return concat(
    ...(auth
      ? [
          u16(1),
          Uint8Array.of(...auth),
          new Uint8Array(auth[0] + auth[1]).fill(0x61),
          new Uint8Array(9).fill(3),
        ]
      : []),
    ...(options.origin ? [u16(0), u16(0x1234), u32(0xfeedbeef)] : []),
    datagram,
  );
}

export interface L2tpOptions extends PppOptions {
  readonly length?: boolean;
  readonly sequence?: boolean;
  /** Bytes of padding behind the offset field. */
  readonly offset?: number;
  readonly control?: boolean;
  readonly version?: number;
}

/** RFC 2661: a data message. */
export function l2tp(inner: Typed | Uint8Array, options: L2tpOptions = {}): Uint8Array {
  const payload = pppPayload(inner, { framed: true, ...options });
  const flags =
    (options.control ? 0x8000 : 0) |
    (options.length ? 0x4000 : 0) |
    (options.sequence ? 0x0800 : 0) |
    (options.offset === undefined ? 0 : 0x0200) |
    (options.version ?? 2);
  const behind = concat(
    u16(11),
    u16(22),
    ...(options.sequence ? [u16(5), u16(6)] : []),
    ...(options.offset === undefined ? [] : [u16(options.offset), new Uint8Array(options.offset)]),
    payload,
  );
  return concat(u16(flags), ...(options.length ? [u16(behind.length + 4)] : []), behind);
}

/** RFC 3931 4.1.1: protocol 115. `skipped`: bytes of cookie and sublayer. */
export function l2tpv3(payload: Uint8Array, skipped = 0, session = 0x01020304): Uint8Array {
  return concat(u32(session), new Uint8Array(skipped).fill(0xee), payload);
}

/** RFC 9300. `instance` undefined: the I bit is not set. */
export function lisp(datagram: Uint8Array, instance?: number): Uint8Array {
  return concat(
    hex(instance === undefined ? "80123456" : "88123456"),
    instance === undefined ? u32(1) : concat(u24(instance), Uint8Array.of(1)),
    datagram,
  );
}

/** RFC 4302, as a header of IPv4: protocol 51. `bytes` is its whole length. */
export function authentication(protocol: number, payload: Uint8Array, bytes = 24): Uint8Array {
  const header = new Uint8Array(bytes);
  header.set([protocol, bytes / 4 - 2]);
  return concat(header, payload);
}
