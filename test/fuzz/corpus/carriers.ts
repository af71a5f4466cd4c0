/** Ways to carry a datagram: a link type each, and a tunnel each. */
import {
  arcnet,
  authentication,
  avs,
  backbone,
  carry,
  ciscoHdlc,
  erspan,
  eTag,
  etherFrame,
  ethernet,
  fddi,
  frameRelay,
  geneve,
  gre,
  gtp,
  hex,
  ipInIp,
  ipoib,
  juniperEthernet,
  l2tp,
  l2tpv3,
  lisp,
  loop,
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
  prism,
  radiotap,
  slip,
  sll,
  sll2,
  type Typed,
  teredo,
  typed,
  udp,
  vlan,
  vnTag,
  vxlan,
  vxlanGpe,
  wireless,
} from "../../support/capture_builder.ts";

export type Wrap = (datagram: Uint8Array) => Uint8Array;

/** A frame of one link type around a datagram of either version. */
export interface Carrier {
  readonly name: string;
  readonly linkType: number;
  readonly wrap: Wrap;
}

/** LINKTYPE_ values. */
const ETHERNET = 1;

export const LINKS: readonly Carrier[] = [
  { name: "Ethernet", linkType: ETHERNET, wrap: (d) => ethernet(d) },
  { name: "Ethernet, padded", linkType: ETHERNET, wrap: (d) => ethernet(d, { padTo: 90 }) },
  { name: "Ethernet, SNAP", linkType: ETHERNET, wrap: (d) => ethernet(d, { snap: true }) },
  { name: "NULL", linkType: 0, wrap: (d) => nullLoopback(d) },
  { name: "LOOP", linkType: 108, wrap: (d) => loop(d) },
  { name: "RAW", linkType: 101, wrap: (d) => d },
  { name: "SLL", linkType: 113, wrap: (d) => sll(d, { packetType: 4 }) },
  { name: "SLL2", linkType: 276, wrap: (d) => sll2(d, { interfaceIndex: 3 }) },
  { name: "SLIP", linkType: 8, wrap: (d) => slip(d) },
  { name: "PPP", linkType: 9, wrap: (d) => ppp(d) },
  { name: "PPP, short", linkType: 9, wrap: (d) => ppp(d, { short: true, framed: false }) },
  { name: "PPP_HDLC", linkType: 50, wrap: (d) => ppp(d) },
  { name: "PPP_ETHER", linkType: 51, wrap: (d) => pppoe(d).bytes },
  { name: "C_HDLC", linkType: 104, wrap: (d) => ciscoHdlc(d) },
  { name: "FDDI", linkType: 10, wrap: (d) => fddi(d) },
  { name: "FRELAY", linkType: 107, wrap: (d) => frameRelay(d) },
  { name: "FRELAY, SNAP", linkType: 107, wrap: (d) => frameRelay(d, { style: "snap" }) },
  { name: "FRELAY, Cisco", linkType: 107, wrap: (d) => frameRelay(d, { style: "cisco" }) },
  { name: "FRELAY, PPP", linkType: 107, wrap: (d) => frameRelay(d, { style: "ppp" }) },
  { name: "802.11", linkType: 105, wrap: (d) => wireless(d, { toDs: true }) },
  { name: "802.11 QoS", linkType: 105, wrap: (d) => wireless(d, { qos: true, fromDs: true }) },
  { name: "802.11 A-MSDU", linkType: 105, wrap: (d) => wireless(d, { qos: true, aggregate: true }) },
  { name: "radiotap", linkType: 127, wrap: (d) => radiotap(wireless(d), { flags: 0x10, time: true }) },
  {
    name: "radiotap, padded",
    linkType: 127,
    wrap: (d) => radiotap(wireless(d, { qos: true, padded: true }), { flags: 0x20, extended: 2 }),
  },
  { name: "Prism", linkType: 119, wrap: (d) => prism(wireless(d)) },
  { name: "AVS", linkType: 163, wrap: (d) => avs(wireless(d)) },
  { name: "PPI", linkType: 192, wrap: (d) => ppi(wireless(d), { linkType: 105, fields: 12 }) },
  { name: "PPI, Ethernet", linkType: 192, wrap: (d) => ppi(ethernet(d), { linkType: ETHERNET }) },
  { name: "NFLOG", linkType: 239, wrap: (d) => nflog(d, { hook: 1, inDevice: 2, prefix: 5 }) },
  { name: "ARCNET_LINUX", linkType: 129, wrap: (d) => arcnet(d) },
  { name: "IPOIB", linkType: 242, wrap: (d) => ipoib(d) },
  {
    name: "JUNIPER_ETHER",
    linkType: 178,
    wrap: (d) => juniperEthernet(ethernet(d), { flags: 1, extensions: hex("010203 02021a") }),
  },
  { name: "PKTAP", linkType: 258, wrap: (d) => pktap(ethernet(d), { linkType: ETHERNET, flags: 2 }) },
  { name: "not decoded", linkType: 147, wrap: (d) => d },
];

const inEthernet = (inner: Typed): Uint8Array => ethernet(inner.bytes, { etherType: inner.type });
const inUdp =
  (port: number, wrap: Wrap): Wrap =>
  (d) =>
    carry(4, 17, udp(wrap(d), { dstPort: port }));

/** Datagrams around a datagram. */
const TUNNELS: readonly (readonly [name: string, wrap: Wrap])[] = [
  ["IP in IPv4", (d) => ipInIp(4, d)],
  ["IP in IPv6", (d) => ipInIp(6, d)],
  ["GRE", (d) => carry(4, 47, gre(d))],
  ["GRE with all fields", (d) => carry(4, 47, gre(d, { checksum: true, key: 7, sequence: 8 }))],
  ["GRE with routes", (d) => carry(6, 47, gre(d, { routes: [[2, hex("0a000001")]] }))],
  ["PPTP", (d) => carry(4, 47, pptp(d, { acknowledgement: 4 }))],
  ["ERSPAN I", (d) => carry(4, 47, erspan(etherFrame(d), { type: 1 }))],
  ["ERSPAN II", (d) => carry(4, 47, erspan(etherFrame(d), { type: 2 }))],
  ["ERSPAN III", (d) => carry(4, 47, erspan(etherFrame(d), { type: 3, platform: true }))],
  ["MPLS in IP", (d) => carry(4, 137, mpls(d).bytes)],
  ["AH", (d) => carry(4, 51, authentication(d[0]! >> 4 === 6 ? 41 : 4, d))],
  ["L2TPv3", (d) => carry(4, 115, l2tpv3(etherFrame(d).bytes))],
  ["VXLAN", inUdp(4789, (d) => vxlan(etherFrame(d), 42))],
  ["VXLAN with a tag", inUdp(8472, (d) => vxlan(etherFrame(d, { tags: [{ vid: 5 }] }), 0xffffff))],
  ["VXLAN-GPE", inUdp(4790, (d) => vxlanGpe(d, { vni: 9 }))],
  ["VXLAN-GPE and NSH", inUdp(4790, (d) => vxlanGpe(nsh(d), { vni: 9 }))],
  ["Geneve", inUdp(6081, (d) => geneve(etherFrame(d), { vni: 3, options: hex("01020301 00000000") }))],
  ["GTP-U", inUdp(2152, (d) => gtp(d, { extensions: [[0x85, hex("0102")]] }))],
  ["Teredo", inUdp(3544, (d) => teredo(d, { authentication: [2, 3], origin: true }))],
  ["L2TP", inUdp(1701, (d) => l2tp(d, { length: true, sequence: true, offset: 3 }))],
  ["LISP", inUdp(4341, (d) => lisp(d, 5))],
  ["MPLS over UDP", inUdp(6635, (d) => mpls(d).bytes)],
  ["VXLAN in GRE in IPv6", (d) => carry(6, 47, gre(inUdp(4789, (i) => vxlan(etherFrame(i), 1))(d)))],
];

/** Headers of Ethernet's own around a datagram. */
const LAYERS: readonly (readonly [name: string, wrap: (d: Uint8Array) => Typed])[] = [
  ["a tag", (d) => vlan(d, { vid: 7 })],
  ["two tags", (d) => vlan(vlan(d, { vid: 7 }), { vid: 9, tpid: 0x88a8 })],
  ["eight tags", (d) => nested(d, 8)],
  ["nine tags", (d) => nested(d, 9)],
  ["MPLS", (d) => mpls(d, { labels: [100, 200] })],
  ["a pseudo-wire", (d) => mpls(etherFrame(d).bytes, { controlWord: true })],
  ["PPPoE", (d) => pppoe(d)],
  ["PPPoE in a tag", (d) => vlan(pppoe(d), { vid: 3 })],
  ["NSH", (d) => nsh(etherFrame(d))],
  ["a backbone", (d) => backbone(etherFrame(d))],
  ["E-Tag", (d) => eTag(d)],
  ["VN-Tag", (d) => vnTag(d)],
];

function nested(datagram: Uint8Array, tags: number): Typed {
  let inner = typed(datagram);
  for (let i = 0; i < tags; i++) inner = vlan(inner, { vid: i + 1 });
  return inner;
}

/** Tunnels by turns in other link types, too. */
export const TUNNELED: readonly Carrier[] = [
  ...LAYERS.map(([name, wrap]) => ({
    name,
    linkType: ETHERNET,
    wrap: (d: Uint8Array) => inEthernet(wrap(d)),
  })),
  ...TUNNELS.map(([name, wrap], i) => {
    const link = [LINKS[0]!, LINKS[5]!, LINKS[7]!][i % 3]!;
    return { ...link, name: `${name} in ${link.name}`, wrap: (d: Uint8Array) => link.wrap(wrap(d)) };
  }),
  // deeper than what is followed
  ...[4, 9, 20].map((depth) => ({
    name: `${depth} times IP in IP`,
    linkType: ETHERNET,
    wrap: (d: Uint8Array) =>
      ethernet(Array.from({ length: depth }).reduce<Uint8Array>((i) => ipInIp(4, i), d)),
  })),
  { name: "PPP in PPP", linkType: 9, wrap: (d) => ppp(mpls(pppPayload(d))) },
];
