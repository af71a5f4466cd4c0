/** IPv4 (RFC 791) and IPv6 (RFC 8200) datagrams for the capture builder. */
import { address, concat, internetChecksum, u16, u32 } from "./bytes.ts";
import { type IpPayload, type TcpOptions, tcp } from "./tcp.ts";

export interface Ipv4Options {
  readonly src?: string;
  readonly dst?: string;
  /** Type of service byte: DSCP and ECN. */
  readonly tos?: number;
  readonly ttl?: number;
  readonly id?: number;
  readonly df?: boolean;
  readonly mf?: boolean;
  /** The reserved flag (RFC 3514's evil bit). */
  readonly reservedFlag?: boolean;
  /** Fragment offset in units of 8 bytes. */
  readonly fragmentOffset?: number;
  readonly protocol?: number;
  /** Header options, padded with zeros to a whole word. A source route in it changes the pseudo-header. */
  readonly options?: Uint8Array;
  /** Total length field; default the true one, or 0 if that has more than 16 bits. */
  readonly totalLength?: number;
  /** Header length in words, if it is not to be the true one. */
  readonly ihl?: number;
  readonly version?: number;
  readonly checksum?: "right" | "zero" | "bad" | number;
  /** The destination of the pseudo-header, if it is not `dst`. */
  readonly finalDst?: string;
}

export function ipv4(options: Ipv4Options, payload: IpPayload): Uint8Array {
  const source = address(options.src ?? "10.0.0.1");
  const destination = address(options.dst ?? "10.0.0.2");
  const extra = options.options ?? new Uint8Array(0);
  const headerOptions = concat(extra, new Uint8Array(-extra.length & 3));
  const final = options.finalDst === undefined ? destination : address(options.finalDst);
  const body = payload instanceof Uint8Array ? payload : payload({ source, destination: final });
  const trueLength = 20 + headerOptions.length + body.length;
  const flags = (options.reservedFlag ? 0x8000 : 0) | (options.df ? 0x4000 : 0) | (options.mf ? 0x2000 : 0);
  const header = concat(
    Uint8Array.of(
      ((options.version ?? 4) << 4) | (options.ihl ?? 5 + headerOptions.length / 4),
      options.tos ?? 0,
    ),
    u16(options.totalLength ?? (trueLength > 0xffff ? 0 : trueLength)),
    u16(options.id ?? 0x1234),
    u16(flags | (options.fragmentOffset ?? 0)),
    Uint8Array.of(options.ttl ?? 64, options.protocol ?? 6),
    u16(0),
    source,
    destination,
    headerOptions,
  );
  header.set(u16(headerChecksum(options.checksum ?? "right", header)), 10);
  return concat(header, body);
}

function headerChecksum(choice: "right" | "zero" | "bad" | number, header: Uint8Array): number {
  if (typeof choice === "number") return choice;
  if (choice === "zero") return 0;
  const right = internetChecksum(header);
  return choice === "right" ? right : right ^ 0x1234 || 0x4321;
}

/** A loose (131) or strict (137) source route option; `pointer` 4 is the first address. */
export function sourceRoute(type: 131 | 137, addresses: readonly string[], pointer = 4): Uint8Array {
  return concat(Uint8Array.of(type, 3 + 4 * addresses.length, pointer), ...addresses.map(address));
}

/** The fragments of an IPv4 datagram with a 20-byte header; `size` bytes of payload each, a multiple of 8. */
export function fragmentIpv4(datagram: Uint8Array, size: number): Uint8Array[] {
  const fragments: Uint8Array[] = [];
  for (let at = 20; at < datagram.length; at += size) {
    const end = Math.min(at + size, datagram.length);
    const fragment = concat(datagram.subarray(0, 20), datagram.subarray(at, end));
    fragment.set(u16(fragment.length), 2);
    fragment.set(u16((end < datagram.length ? 0x2000 : 0) | ((at - 20) >> 3)), 6);
    fragment.set(u16(0), 10);
    fragment.set(u16(internetChecksum(fragment.subarray(0, 20))), 10);
    fragments.push(fragment);
  }
  return fragments;
}

/** The fragments of an IPv6 datagram; `size` bytes of what is behind the header each, a multiple of 8. */
export function fragmentIpv6(datagram: Uint8Array, size: number, id = 1): Uint8Array[] {
  const fragments: Uint8Array[] = [];
  for (let at = 40; at < datagram.length; at += size) {
    const end = Math.min(at + size, datagram.length);
    const place = (at - 40) | (end < datagram.length ? 1 : 0);
    const header = concat(Uint8Array.of(datagram[6]!, 0), u16(place), u32(id));
    const fragment = concat(datagram.subarray(0, 40), header, datagram.subarray(at, end));
    fragment.set(u16(fragment.length - 40), 4);
    fragment[6] = 44;
    fragments.push(fragment);
  }
  return fragments;
}

export type Ipv6Extension =
  /** `jumbo`: a jumbo payload option; true is the real length, and sets the length field to 0. */
  | { readonly type: "hop_by_hop"; readonly options?: Uint8Array; readonly jumbo?: true | number }
  | { readonly type: "destination"; readonly options?: Uint8Array }
  /** Routing types 0, 2 and 4 (segment list in wire order). */
  | {
      readonly type: "routing";
      readonly routingType: number;
      readonly segmentsLeft: number;
      readonly addresses: readonly string[];
      /** SRH only: index of the last entry; default the true one. */
      readonly lastEntry?: number;
    }
  /** `offset` in units of 8 bytes. */
  | { readonly type: "fragment"; readonly offset?: number; readonly more?: boolean; readonly id?: number }
  /** An authentication header; `bytes` is its whole length, a multiple of 4, 12 or more. */
  | { readonly type: "ah"; readonly bytes?: number }
  /** Any header that has the form of most: next header, length in 8-byte units less one, body. */
  | { readonly type: "other"; readonly number: number; readonly body: Uint8Array };

export interface Ipv6Options {
  readonly src?: string;
  readonly dst?: string;
  readonly trafficClass?: number;
  readonly flowLabel?: number;
  readonly hopLimit?: number;
  readonly extensions?: readonly Ipv6Extension[];
  /** Number of the upper layer; default 6. */
  readonly nextHeader?: number;
  /** Payload length field; default the true one, or 0 if that has more than 16 bits or with a true jumbo option. */
  readonly payloadLength?: number;
  readonly version?: number;
  /** The source of the pseudo-header; default `src`. */
  readonly firstSrc?: string;
  /** The destination of the pseudo-header; default the last one of a routing header, or `dst`. */
  readonly finalDst?: string;
}

const EXTENSION_NUMBERS = { hop_by_hop: 0, routing: 43, fragment: 44, ah: 51, destination: 60 } as const;

export function ipv6(options: Ipv6Options, payload: IpPayload): Uint8Array {
  const extensions = options.extensions ?? [];
  const source = address(options.src ?? "2001:db8::1");
  const destination = address(options.dst ?? "2001:db8::2");
  const final = options.finalDst ?? routedDestination(extensions);
  const pseudo = {
    source: options.firstSrc === undefined ? source : address(options.firstSrc),
    destination: final === undefined ? destination : address(final),
  };
  const body = payload instanceof Uint8Array ? payload : payload(pseudo);

  const lengths = extensions.map((extension) => extensionBytes(extension, 0, 0).length);
  const trueLength = lengths.reduce((sum, length) => sum + length, 0) + body.length;
  const numbers = extensions.map(extensionNumber);
  numbers.push(options.nextHeader ?? 6);
  const headers = extensions.map((extension, i) => extensionBytes(extension, numbers[i + 1]!, trueLength));
  const jumbo = extensions.some((extension) => extension.type === "hop_by_hop" && extension.jumbo === true);
  return concat(
    u32(
      ((options.version ?? 6) << 28) |
        ((options.trafficClass ?? 0) << 20) |
        ((options.flowLabel ?? 0) & 0xfffff),
    ),
    u16(options.payloadLength ?? (jumbo || trueLength > 0xffff ? 0 : trueLength)),
    Uint8Array.of(numbers[0]!, options.hopLimit ?? 64),
    source,
    destination,
    ...headers,
    body,
  );
}

function routedDestination(extensions: readonly Ipv6Extension[]): string | undefined {
  let final: string | undefined;
  for (const extension of extensions) {
    if (extension.type !== "routing" || extension.segmentsLeft === 0) continue;
    // The SRH lists its segments backwards (RFC 8754 2).
    final = (extension.routingType === 4 ? extension.addresses[0] : extension.addresses.at(-1)) ?? final;
  }
  return final;
}

function extensionNumber(extension: Ipv6Extension): number {
  return extension.type === "other" ? extension.number : EXTENSION_NUMBERS[extension.type];
}

function extensionBytes(extension: Ipv6Extension, next: number, payloadLength: number): Uint8Array {
  switch (extension.type) {
    case "hop_by_hop": {
      const own = extension.options ?? new Uint8Array(0);
      if (extension.jumbo === undefined) return optionsHeader(next, own);
      const length = extension.jumbo === true ? payloadLength : extension.jumbo;
      return optionsHeader(next, concat(Uint8Array.of(0xc2, 4), u32(length), own));
    }
    case "destination":
      return optionsHeader(next, extension.options ?? new Uint8Array(0));
    case "routing": {
      const count = extension.addresses.length;
      const lastEntry = extension.lastEntry ?? Math.max(count - 1, 0);
      const typeSpecific = extension.routingType === 4 ? Uint8Array.of(lastEntry, 0, 0, 0) : u32(0);
      return concat(
        Uint8Array.of(next, 2 * count, extension.routingType, extension.segmentsLeft),
        typeSpecific,
        ...extension.addresses.map(address),
      );
    }
    case "fragment":
      return concat(
        Uint8Array.of(next, 0),
        u16(((extension.offset ?? 0) << 3) | (extension.more ? 1 : 0)),
        u32(extension.id ?? 1),
      );
    case "ah": {
      const bytes = new Uint8Array(extension.bytes ?? 24);
      bytes.set([next, bytes.length / 4 - 2]);
      return bytes;
    }
    case "other":
      return optionsHeader(next, extension.body);
  }
}

/** A header of whole 8-byte units; what is missing is filled with Pad1 options. */
function optionsHeader(next: number, options: Uint8Array): Uint8Array {
  const length = Math.max(8, (2 + options.length + 7) & ~7);
  const header = new Uint8Array(length);
  header.set([next, length / 8 - 1]);
  header.set(options, 2);
  return header;
}

export interface TcpPacketOptions extends TcpOptions {
  /** "10.0.0.1:40000" or "[2001:db8::1]:40000". */
  readonly from?: string;
  readonly to?: string;
  /** Further fields of the IP header. */
  readonly ip?: Ipv4Options & Ipv6Options;
}

/** A whole TCP datagram, of the IP version that the addresses are of. */
export function tcpPacket(options: TcpPacketOptions = {}): Uint8Array {
  const from = endpoint(options.from ?? "10.0.0.1:40000");
  const to = endpoint(options.to ?? "10.0.0.2:80");
  const segment = tcp({ srcPort: from.port, dstPort: to.port, ...options });
  const ip = { src: from.ip, dst: to.ip, ...options.ip };
  return from.ip.includes(":") ? ipv6(ip, segment) : ipv4(ip, segment);
}

function endpoint(text: string): { ip: string; port: number } {
  const at = text.lastIndexOf(":");
  return { ip: text.slice(0, at).replace(/^\[|\]$/g, ""), port: Number(text.slice(at + 1)) };
}
