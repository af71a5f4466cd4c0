/** Link layers for the capture builder. Each takes an IP datagram and finds the type by its version. */
import { concat, hex, u16, u32 } from "./bytes.ts";

export interface VlanTag {
  readonly vid: number;
  readonly priority?: number;
  /** 0x8100 (802.1Q), 0x88a8 (802.1ad), 0x9100; default 0x8100. */
  readonly tpid?: number;
}

export interface EthernetOptions {
  readonly dst?: string;
  readonly src?: string;
  /** Outermost first. */
  readonly tags?: readonly VlanTag[];
  /** EtherType of the datagram, if it is not that of its version. */
  readonly etherType?: number;
  /** 802.3: the length field, then LLC and SNAP. */
  readonly snap?: boolean;
  /** Bytes behind the datagram: padding up to this frame length. */
  readonly padTo?: number;
}

export function etherTypeOf(datagram: Uint8Array): number {
  return datagram[0]! >> 4 === 6 ? 0x86dd : 0x0800;
}

export function ethernet(datagram: Uint8Array, options: EthernetOptions = {}): Uint8Array {
  const etherType = options.etherType ?? etherTypeOf(datagram);
  const inner = options.snap
    ? concat(u16(8 + datagram.length), hex("aaaa03 000000"), u16(etherType))
    : u16(etherType);
  const frame = concat(
    mac(options.dst ?? "02:00:00:00:00:02"),
    mac(options.src ?? "02:00:00:00:00:01"),
    vlanTags(options.tags ?? []),
    inner,
    datagram,
  );
  return concat(frame, new Uint8Array(Math.max(0, (options.padTo ?? 0) - frame.length)));
}

/** The six bytes of "02:00:00:00:00:01", or however many there are. */
export function mac(text: string): Uint8Array {
  return hex(text.replaceAll(":", ""));
}

function vlanTags(tags: readonly VlanTag[]): Uint8Array {
  return concat(
    ...tags.map((tag) => concat(u16(tag.tpid ?? 0x8100), u16(((tag.priority ?? 0) << 13) | tag.vid))),
  );
}

/** Tags where the header around them already names the first one's type: TCI and type of what follows, each. */
function innerTags(tags: readonly VlanTag[], etherType: number): { first: number; bytes: Uint8Array } {
  const types = [...tags.map((tag) => tag.tpid ?? 0x8100), etherType];
  const parts = tags.map((tag, i) => concat(u16(((tag.priority ?? 0) << 13) | tag.vid), u16(types[i + 1]!)));
  return { first: types[0]!, bytes: concat(...parts) };
}

export interface SllOptions {
  /** 0 to us, 1 broadcast, 2 multicast, 3 to another host, 4 from us. */
  readonly packetType?: number;
  readonly etherType?: number;
  /** VLAN tags inside. */
  readonly tags?: readonly VlanTag[];
  /** ARPHRD_ value. */
  readonly arphrd?: number;
  readonly address?: string;
}

/** LINKTYPE_LINUX_SLL, 16 bytes. */
export function sll(datagram: Uint8Array, options: SllOptions = {}): Uint8Array {
  const inner = innerTags(options.tags ?? [], options.etherType ?? etherTypeOf(datagram));
  const source = mac(options.address ?? "02:00:00:00:00:01");
  return concat(
    u16(options.packetType ?? 0),
    u16(options.arphrd ?? 1),
    u16(source.length),
    source,
    new Uint8Array(8 - source.length),
    u16(inner.first),
    inner.bytes,
    datagram,
  );
}

export interface Sll2Options extends SllOptions {
  readonly interfaceIndex?: number;
}

/** LINKTYPE_LINUX_SLL2, 20 bytes. */
export function sll2(datagram: Uint8Array, options: Sll2Options = {}): Uint8Array {
  const inner = innerTags(options.tags ?? [], options.etherType ?? etherTypeOf(datagram));
  const source = mac(options.address ?? "02:00:00:00:00:01");
  return concat(
    u16(inner.first),
    u16(0),
    u32(options.interfaceIndex ?? 1),
    u16(options.arphrd ?? 1),
    Uint8Array.of(options.packetType ?? 0, source.length),
    source,
    new Uint8Array(8 - source.length),
    inner.bytes,
    datagram,
  );
}

export interface LoopbackOptions {
  /** BSD address family; default 2, or 30 for IPv6. */
  readonly family?: number;
  readonly byteOrder?: "little" | "big";
}

/** LINKTYPE_NULL: the family in the byte order of the host that captured. */
export function nullLoopback(datagram: Uint8Array, options: LoopbackOptions = {}): Uint8Array {
  const family = u32(options.family ?? (datagram[0]! >> 4 === 6 ? 30 : 2));
  return concat((options.byteOrder ?? "little") === "big" ? family : family.reverse(), datagram);
}

/** LINKTYPE_LOOP: the family in network order. */
export function loop(datagram: Uint8Array, options: LoopbackOptions = {}): Uint8Array {
  return nullLoopback(datagram, { byteOrder: "big", ...options });
}
