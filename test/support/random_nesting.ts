/** Frames of random layers, for property tests: whatever can carry something else does, as deep as it comes. */
import fc from "fast-check";
import {
  LINKTYPE_ARCNET_LINUX,
  LINKTYPE_C_HDLC,
  LINKTYPE_ETHERNET,
  LINKTYPE_FDDI,
  LINKTYPE_FRELAY,
  LINKTYPE_IEEE802_11,
  LINKTYPE_IEEE802_11_RADIOTAP,
  LINKTYPE_IPOIB,
  LINKTYPE_JUNIPER_ETHER,
  LINKTYPE_LINUX_SLL,
  LINKTYPE_LINUX_SLL2,
  LINKTYPE_NFLOG,
  LINKTYPE_NULL,
  LINKTYPE_PKTAP,
  LINKTYPE_PPI,
  LINKTYPE_PPP,
  LINKTYPE_PPP_ETHER,
  LINKTYPE_RAW,
  LINKTYPE_SLIP,
} from "../../wasm/layout.ts";
import {
  arcnet,
  authentication,
  backbone,
  carry,
  ciscoHdlc,
  erspan,
  eTag,
  etherFrame,
  ethernet,
  fddi,
  filler,
  fragmentIpv4,
  fragmentIpv6,
  frameRelay,
  geneve,
  gre,
  gtp,
  hex,
  type Ipv4Options,
  type Ipv6Options,
  ipInIp,
  ipoib,
  juniperEthernet,
  l2tp,
  lisp,
  llcSnap,
  mpls,
  nflog,
  nsh,
  nullLoopback,
  pktap,
  ppi,
  ppp,
  pppoe,
  pppPayload,
  pptp,
  radiotap,
  slip,
  sll,
  sll2,
  type TcpPacketOptions,
  type Typed,
  tcpPacket,
  teredo,
  typed,
  udp,
  vlan,
  vnTag,
  vxlan,
  vxlanGpe,
  wireless,
} from "./capture_builder.ts";

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const ETHERNET = 0x6558;
const MPLS = 0x8847;
const NSH = 0x894f;

/** A number picks among the ways to do it. */
type Step = (inner: Typed, pick: number) => Typed;

interface Layer {
  /** EtherTypes of what it can carry; undefined: all but Ethernet frames. */
  readonly carries: readonly number[] | undefined;
  readonly around: Step;
}

const IP = [IPV4, IPV6];

/** An IP datagram of either version around it, sometimes with options or extensions. */
function inIp(protocol: number, payload: Uint8Array, pick: number): Typed {
  const options: Ipv4Options & Ipv6Options =
    pick % 7 === 3
      ? { options: hex("94040000"), extensions: [{ type: "destination" }, { type: "ah" }] }
      : { tos: pick, trafficClass: pick, ttl: 1 + (pick % 255), id: pick };
  if (pick % 5 === 4) return typed(carry(4, 51, authentication(protocol, payload), options));
  return typed(carry(pick % 3 === 1 ? 6 : 4, protocol, payload, options));
}

function inUdp(port: number, payload: Uint8Array, pick: number): Typed {
  const ports = pick % 4 === 2 ? { srcPort: port, dstPort: 9 } : { dstPort: port };
  return inIp(17, udp(payload, pick % 6 === 5 ? { ...ports, length: 0 } : ports), pick >> 2);
}

const LAYERS: readonly Layer[] = [
  { carries: undefined, around: (inner, pick) => vlan(inner, { vid: pick % 4096, tpid: tpid(pick) }) },
  { carries: undefined, around: (inner) => etherFrame(inner) },
  { carries: undefined, around: (inner, pick) => etherFrame(inner, { tags: [{ vid: pick % 50 }] }) },
  { carries: undefined, around: (inner, pick) => (pick % 2 ? eTag(inner) : vnTag(inner)) },
  { carries: [ETHERNET], around: (inner, pick) => backbone(inner, pick) },
  { carries: IP, around: ({ bytes }, pick) => mpls(bytes, { labels: labels(pick) }) },
  {
    carries: [ETHERNET],
    around: ({ bytes }, pick) => mpls(bytes, { labels: labels(pick), controlWord: true }),
  },
  {
    carries: [...IP, MPLS],
    around: (inner, pick) => pppoe(inner, { short: pick % 2 === 1 && inner.type !== MPLS }),
  },
  { carries: [...IP, ETHERNET, NSH, MPLS], around: (inner, pick) => nsh(inner, { metadata: pick % 9 }) },
  { carries: IP, around: ({ bytes }, pick) => typed(ipInIp(pick % 2 ? 6 : 4, bytes)) },
  { carries: undefined, around: (inner, pick) => inIp(47, gre(inner, greFields(pick)), pick) },
  { carries: [ETHERNET], around: (inner, pick) => inIp(47, gre(inner, greFields(pick)), pick) },
  {
    carries: [...IP, MPLS],
    around: (inner, pick) => inIp(47, pptp(inner, { framed: pick % 2 === 0 }), pick),
  },
  {
    carries: [...IP, MPLS],
    around: (inner, pick) =>
      inIp(47, gre({ type: 0x880b, bytes: pppPayload(inner, { framed: true }) }), pick),
  },
  {
    carries: [ETHERNET],
    around: (inner, pick) =>
      inIp(47, erspan(inner, { type: ([1, 2, 3] as const)[pick % 3]!, platform: pick % 2 === 1 }), pick),
  },
  { carries: [MPLS], around: ({ bytes }, pick) => inIp(137, bytes, pick) },
  { carries: [MPLS], around: ({ bytes }, pick) => inUdp(6635, bytes, pick) },
  {
    carries: [ETHERNET],
    around: (inner, pick) => inUdp(pick % 3 ? 4789 : 8472, vxlan(inner, vni(pick)), pick),
  },
  {
    carries: [...IP, ETHERNET, NSH],
    around: (inner, pick) => inUdp(4790, vxlanGpe(inner, pick % 5 ? { vni: pick } : {}), pick),
  },
  {
    carries: [...IP, ETHERNET, NSH, MPLS, 0x8100],
    around: (inner, pick) => inUdp(6081, geneve(inner, { vni: pick, options: filler((pick % 9) * 4) }), pick),
  },
  { carries: IP, around: ({ bytes }, pick) => inUdp(2152, gtp(bytes, { flags: pick % 8 }), pick) },
  { carries: IP, around: ({ bytes }, pick) => inUdp(4341, lisp(bytes, vni(pick)), pick) },
  {
    carries: [IPV6],
    around: ({ bytes }, pick) => inUdp(3544, teredo(bytes, { origin: pick % 2 === 1 }), pick),
  },
  {
    carries: [...IP, MPLS],
    around: (inner, pick) =>
      inUdp(
        1701,
        l2tp(inner, { length: pick % 2 === 1, sequence: pick % 3 === 1, framed: pick % 5 > 1 }),
        pick,
      ),
  },
];

function tpid(pick: number): number {
  return [0x8100, 0x88a8, 0x9100, 0x9200, 0x9300][pick % 5]!;
}

function labels(pick: number): number[] {
  return Array.from({ length: 1 + (pick % 4) }, (_, i) => pick + i);
}

function vni(pick: number): number | undefined {
  return pick % 5 === 0 ? undefined : (pick * 7919) % 2 ** 24;
}

function greFields(pick: number) {
  return {
    checksum: pick % 2 === 1,
    ...(pick % 3 === 1 ? { key: pick } : {}),
    ...(pick % 5 === 1 ? { sequence: pick } : {}),
  };
}

interface Link {
  readonly linkType: number;
  readonly carries: readonly number[] | undefined;
  readonly frame: (inner: Typed, pick: number) => Uint8Array;
}

const onEthernet = ({ type, bytes }: Typed) =>
  type === ETHERNET ? bytes : ethernet(bytes, { etherType: type });

const LINKS: readonly Link[] = [
  { linkType: LINKTYPE_ETHERNET, carries: undefined, frame: onEthernet },
  { linkType: LINKTYPE_ETHERNET, carries: [ETHERNET], frame: onEthernet },
  {
    linkType: LINKTYPE_LINUX_SLL,
    carries: undefined,
    frame: ({ type, bytes }) => sll(bytes, { etherType: type }),
  },
  {
    linkType: LINKTYPE_LINUX_SLL2,
    carries: undefined,
    frame: ({ type, bytes }) => sll2(bytes, { etherType: type }),
  },
  { linkType: LINKTYPE_C_HDLC, carries: undefined, frame: (inner) => ciscoHdlc(inner) },
  {
    linkType: LINKTYPE_FDDI,
    carries: undefined,
    frame: (inner) => fddi(inner.bytes, { llc: llcSnap(inner) }),
  },
  { linkType: LINKTYPE_IPOIB, carries: undefined, frame: (inner) => ipoib(inner) },
  {
    linkType: LINKTYPE_IEEE802_11,
    carries: undefined,
    frame: (inner, pick) => wireless(inner, { qos: pick % 2 === 1 }),
  },
  {
    linkType: LINKTYPE_IEEE802_11_RADIOTAP,
    carries: undefined,
    frame: (inner, pick) => radiotap(wireless(inner), { flags: pick % 2 ? 0x10 : 0 }),
  },
  {
    linkType: LINKTYPE_PPI,
    carries: undefined,
    frame: (inner) => ppi(onEthernet(inner), { linkType: LINKTYPE_ETHERNET }),
  },
  {
    linkType: LINKTYPE_PKTAP,
    carries: undefined,
    frame: (inner, pick) => pktap(onEthernet(inner), { linkType: LINKTYPE_ETHERNET, flags: pick % 3 }),
  },
  {
    linkType: LINKTYPE_JUNIPER_ETHER,
    carries: undefined,
    frame: (inner) => juniperEthernet(onEthernet(inner)),
  },
  { linkType: LINKTYPE_RAW, carries: IP, frame: ({ bytes }) => bytes },
  { linkType: LINKTYPE_NULL, carries: IP, frame: ({ bytes }) => nullLoopback(bytes) },
  { linkType: LINKTYPE_SLIP, carries: IP, frame: ({ bytes }, pick) => slip(bytes, { direction: pick % 2 }) },
  { linkType: LINKTYPE_ARCNET_LINUX, carries: IP, frame: ({ bytes }) => arcnet(bytes) },
  { linkType: LINKTYPE_NFLOG, carries: IP, frame: ({ bytes }, pick) => nflog(bytes, { hook: pick % 5 }) },
  {
    linkType: LINKTYPE_FRELAY,
    carries: IP,
    frame: ({ bytes }, pick) =>
      frameRelay(bytes, { style: (["nlpid", "snap", "cisco", "ppp"] as const)[pick % 4]! }),
  },
  { linkType: LINKTYPE_PPP, carries: [...IP, MPLS], frame: (inner) => ppp(inner) },
  { linkType: LINKTYPE_PPP_ETHER, carries: [...IP, MPLS], frame: (inner) => pppoe(inner).bytes },
];

function canCarry({ carries }: { carries: readonly number[] | undefined }, { type }: Typed): boolean {
  return carries === undefined ? type !== ETHERNET : carries.includes(type);
}

export interface NestedFrames {
  readonly linkType: number;
  /** One, or those of the fragments in their order. */
  readonly frames: readonly Uint8Array[];
}

/**
 * What the numbers in `steps` make of a datagram, from the inside out.
 * @param link picks the link type
 * @param split before which steps the datagram is sent in fragments, and how many bytes each has
 */
function nest(
  datagram: Uint8Array,
  steps: readonly (readonly [which: number, pick: number])[],
  link: readonly [which: number, pick: number],
  split: ReadonlyMap<number, number> = new Map(),
): NestedFrames {
  let parts = [typed(datagram)];
  const fragment = (step: number) => {
    const size = split.get(step);
    if (size !== undefined) parts = parts.flatMap((part) => fragments(part, size));
  };
  for (const [i, [which, pick]] of steps.entries()) {
    fragment(i);
    const possible = LAYERS.filter((layer) => canCarry(layer, parts[0]!));
    const { around } = possible[which % possible.length]!;
    parts = parts.map((part) => around(part, pick));
  }
  fragment(steps.length);
  const possible = LINKS.filter((one) => canCarry(one, parts[0]!));
  const { linkType, frame } = possible[link[0] % possible.length]!;
  return { linkType, frames: parts.map((part) => frame(part, link[1])) };
}

/** Of an IPv4 datagram without options, or any of IPv6; another one stays whole. */
function fragments(part: Typed, size: number): Typed[] {
  if (part.type === IPV6) return fragmentIpv6(part.bytes, size).map(typed);
  if (part.type !== IPV4 || part.bytes[0] !== 0x45) return [part];
  return fragmentIpv4(part.bytes, size).map(typed);
}

const numbers = fc.tuple(fc.nat(10_000), fc.nat(10_000));

const packet: fc.Arbitrary<TcpPacketOptions> = fc.record({
  from: fc.constantFrom("10.0.0.1:40000", "[2001:db8::1]:40000"),
  payload: fc.nat(60),
  flags: fc.constantFrom("S", "PA", "A", "FA"),
});

const datagram = packet.map((options) =>
  tcpPacket({ ...options, to: options.from!.startsWith("[") ? "[2001:db8::2]:80" : "10.0.0.2:80" }),
);

/** One frame of up to 17 layers. */
export const nestedFrame: fc.Arbitrary<NestedFrames> = fc
  .tuple(datagram, fc.array(numbers, { maxLength: 17 }), numbers)
  .map(([inner, steps, link]) => nest(inner, steps, link));

/** The frames of a datagram that was fragmented at one or two places on its way out. */
export const nestedFragments: fc.Arbitrary<NestedFrames> = fc
  .tuple(
    datagram,
    fc.array(numbers, { maxLength: 6 }),
    numbers,
    fc.array(fc.tuple(fc.nat(6), fc.integer({ min: 3, max: 8 })), { minLength: 1, maxLength: 2 }),
  )
  .map(([inner, steps, link, splits]) =>
    nest(inner, steps, link, new Map(splits.map(([step, words]) => [step % (steps.length + 1), words * 8]))),
  );
