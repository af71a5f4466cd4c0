/** What the reference decoder says about a capture. */

export type UndecodedReason =
  | "link_type_unsupported"
  | "link_header_cut"
  | "link_header_malformed"
  | "ip_header_cut"
  | "ip_header_malformed"
  | "ipv6_extension_cut"
  | "ipv6_extension_malformed"
  | "ip_fragment"
  | "tcp_header_cut"
  | "tcp_header_malformed"
  | "tunnel_header_cut"
  | "tunnel_header_malformed"
  | "encapsulated_too_deep"
  | "header_compressed"
  | "interface_unknown";

export const UNDECODED_REASONS: readonly UndecodedReason[] = [
  "link_type_unsupported",
  "link_header_cut",
  "link_header_malformed",
  "ip_header_cut",
  "ip_header_malformed",
  "ipv6_extension_cut",
  "ipv6_extension_malformed",
  "ip_fragment",
  "tcp_header_cut",
  "tcp_header_malformed",
  "tunnel_header_cut",
  "tunnel_header_malformed",
  "encapsulated_too_deep",
  "header_compressed",
  "interface_unknown",
];

export type Verdict = "good" | "partial" | "partial_lso" | "zero" | "bad" | "unverified";

export interface Checksum {
  readonly stored: number;
  /** Undefined when not all bytes of the sum were captured. */
  readonly expected: number | undefined;
  readonly verdict: Verdict;
}

export interface Stamp {
  readonly sec: number;
  readonly nsec: number;
}

/** When a packet of any kind was captured, and the capture clock that applies to it. */
export interface PacketTime {
  readonly frame: number;
  readonly recordOffset: number;
  readonly stamp: Stamp;
  readonly clock: Stamp;
  readonly isTcp: boolean;
}

export interface Segment extends Stamp {
  /** The capture clock that applies to the packet: its own stamp is taken into account. */
  readonly clock: Stamp;
  /** From 1. */
  readonly frame: number;
  /** Byte offsets in the file: of the record header, the link header, the IP header, the TCP header, past the captured bytes. */
  readonly recordOffset: number;
  readonly linkOffset: number;
  readonly ipOffset: number;
  readonly tcpOffset: number;
  readonly endOffset: number;
  readonly pktDir: "in" | "out" | undefined;
  readonly iface: number | undefined;
  /** Where the packet was seen, as text: equal if and only if the paths are. Empty if the link layer doesn't tell. */
  readonly path: string;
  /** VLAN tags ("vlan:7") and tunnels ("gre", "vxlan:100") around the datagram, outermost first. */
  readonly layers: readonly string[];
  /** The datagram was put together from fragments. */
  readonly reassembled: boolean;
  /** It or one around it was: its bytes are not in the file, and the three offsets are those in the outer datagram. */
  readonly fromFragments: boolean;

  readonly ipVersion: 4 | 6;
  readonly src: string;
  readonly dst: string;
  readonly srcBytes: Uint8Array;
  readonly dstBytes: Uint8Array;
  readonly ipLength: number;
  /** 0 for IPv6. */
  readonly ipId: number;
  readonly ttl: number;
  readonly tos: number;
  /** Undefined for IPv6. */
  readonly ipChecksum: Checksum | undefined;
  readonly ipLengthZero: boolean;
  readonly ipLengthBeyondFrame: boolean;

  readonly srcPort: number;
  readonly dstPort: number;
  readonly seq: number;
  readonly ack: number;
  /** Header length in words. */
  readonly dataOffset: number;
  /** The 12 bits behind the data offset: reserved (3), AE CWR ECE URG ACK PSH RST SYN FIN. */
  readonly flags: number;
  readonly window: number;
  readonly payloadLength: number;
  readonly tcpChecksum: Checksum;
  readonly tsVal: number | undefined;
  readonly tsEcr: number | undefined;
  /** Not all bytes of the segment were captured. */
  readonly cut: boolean;
}

export interface SourceInfo {
  readonly byteOrder: "little" | "big";
  readonly tsResolution: "microseconds" | "nanoseconds";
  readonly snaplen: number;
  readonly linkType: number;
}

/** What became of the fragments; see the counts of the same names in src/capture/fragments. */
export interface FragmentCounts {
  readonly packets: number;
  readonly datagrams: number;
  readonly joined: number;
  readonly lost: number;
}

export interface FramingError {
  readonly kind: "cut" | "corrupt";
  readonly fileOffset: number;
  readonly skippedBytes?: number;
}

export interface ReferenceResult {
  /** Undefined if the file header could not be read. */
  readonly source: SourceInfo | undefined;
  readonly segments: readonly Segment[];
  readonly times: readonly PacketTime[];
  readonly packets: number;
  readonly bytes: number;
  readonly nonTcp: number;
  readonly undecoded: Readonly<Record<UndecodedReason, number>>;
  readonly fragments: FragmentCounts;
  readonly backwardTime: number;
  readonly first: Stamp | undefined;
  readonly last: Stamp | undefined;
  /** Of broken framing reading goes on behind so many bytes. */
  readonly errors: readonly FramingError[];
  /** The last one. */
  readonly error: FramingError | undefined;
}

/** An IP fragment that may carry TCP; offsets are those of `bytes`. */
export interface FragmentPart {
  readonly bytes: Uint8Array;
  readonly ipVersion: 4 | 6;
  readonly layers: readonly string[];
  readonly protocol: number;
  readonly id: number;
  /** In bytes. */
  readonly offset: number;
  readonly more: boolean;
  readonly ipOffset: number;
  readonly payloadOffset: number;
  /** By the IP header. */
  readonly payloadLength: number;
  /** Just past the captured bytes. */
  readonly end: number;
  /** IPv6: place of the next-header byte that announces the fragment header. */
  readonly nextHeaderOffset: number;
}

/** Thrown by the layers: the packet is a part of a datagram. */
export class IpFragment extends Error {
  readonly part: FragmentPart;

  constructor(part: FragmentPart) {
    super("IP fragment");
    this.part = part;
  }
}

/** Thrown by the layers: the packet was understood and carries no TCP. */
export class NonTcp extends Error {}

/** Thrown by the layers: the packet could not be decoded. */
export class Undecoded extends Error {
  readonly reason: UndecodedReason;

  constructor(reason: UndecodedReason) {
    super(reason);
    this.reason = reason;
  }
}
