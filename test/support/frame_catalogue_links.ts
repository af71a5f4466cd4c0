/** Every link type, and what goes between it and a datagram. */
import {
  LINKTYPE_ARCNET_LINUX,
  LINKTYPE_C_HDLC,
  LINKTYPE_ETHERNET,
  LINKTYPE_FDDI,
  LINKTYPE_FRELAY,
  LINKTYPE_IPOIB,
  LINKTYPE_IPV4,
  LINKTYPE_IPV6,
  LINKTYPE_LINUX_SLL,
  LINKTYPE_LINUX_SLL2,
  LINKTYPE_LOOP,
  LINKTYPE_NULL,
  LINKTYPE_PPP,
  LINKTYPE_PPP_ETHER,
  LINKTYPE_PPP_HDLC,
  LINKTYPE_RAW,
  LINKTYPE_RAW_12,
  LINKTYPE_RAW_14,
  LINKTYPE_SLIP,
} from "../../wasm/layout.ts";
import {
  arcnet,
  backbone,
  ciscoHdlc,
  concat,
  eTag,
  etherFrame,
  ethernet,
  etherTypeOf,
  fabricPath,
  fddi,
  frameRelay,
  hex,
  hsrTag,
  ipoib,
  llcSnap,
  loop,
  metadataTag,
  mpls,
  nullLoopback,
  ppp,
  pppoe,
  slip,
  sll,
  sll2,
  type Typed,
  typed,
  u16,
  vlan,
  vnTag,
} from "./capture_builder.ts";
import { WIRELESS_ENCAPSULATIONS } from "./frame_catalogue_wireless.ts";
import { WRAPPED_ENCAPSULATIONS } from "./frame_catalogue_wrappers.ts";

export interface Encapsulation {
  readonly name: string;
  readonly linkType: number;
  readonly wrap: (datagram: Uint8Array) => Uint8Array;
}

/** Ethernet around something that has an EtherType. */
export function onEthernet(inner: Typed): Uint8Array {
  return ethernet(inner.bytes, { etherType: inner.type });
}

const ETHERNET_AND_COOKED: readonly Encapsulation[] = [
  { name: "Ethernet", linkType: LINKTYPE_ETHERNET, wrap: (d) => ethernet(d) },
  { name: "Ethernet, padded", linkType: LINKTYPE_ETHERNET, wrap: (d) => ethernet(d, { padTo: 90 }) },
  { name: "802.1Q", linkType: LINKTYPE_ETHERNET, wrap: (d) => ethernet(d, { tags: [{ vid: 7 }] }) },
  {
    name: "802.1ad",
    linkType: LINKTYPE_ETHERNET,
    wrap: (d) => ethernet(d, { tags: [{ vid: 9, tpid: 0x88a8 }, { vid: 7 }] }),
  },
  {
    name: "0x9100",
    linkType: LINKTYPE_ETHERNET,
    wrap: (d) => ethernet(d, { tags: [{ vid: 9, tpid: 0x9100 }] }),
  },
  { name: "8 tags", linkType: LINKTYPE_ETHERNET, wrap: (d) => ethernet(d, { tags: tags(8) }) },
  { name: "9 tags", linkType: LINKTYPE_ETHERNET, wrap: (d) => ethernet(d, { tags: tags(9) }) },
  { name: "SNAP", linkType: LINKTYPE_ETHERNET, wrap: (d) => ethernet(d, { snap: true }) },
  {
    name: "tagged SNAP",
    linkType: LINKTYPE_ETHERNET,
    wrap: (d) => ethernet(d, { snap: true, tags: [{ vid: 1 }] }),
  },
  { name: "ARP type", linkType: LINKTYPE_ETHERNET, wrap: (d) => ethernet(d, { etherType: 0x0806 }) },
  {
    name: "LLC",
    linkType: LINKTYPE_ETHERNET,
    wrap: (d) => ethernet(concat(hex("424203"), d), { etherType: 40 }),
  },
  {
    name: "SNAP of another organization",
    linkType: LINKTYPE_ETHERNET,
    wrap: (d) => ethernet(concat(hex("aaaa03 00000c 0800"), d), { etherType: 60 }),
  },
  ...[0, 1, 2, 3, 4, 6].flatMap((packetType) => [
    {
      name: `SLL, packet type ${packetType}`,
      linkType: LINKTYPE_LINUX_SLL,
      wrap: (d: Uint8Array) => sll(d, { packetType }),
    },
    {
      name: `SLL2, packet type ${packetType}`,
      linkType: LINKTYPE_LINUX_SLL2,
      wrap: (d: Uint8Array) => sll2(d, { packetType, interfaceIndex: packetType * 0x01010101 }),
    },
  ]),
  { name: "SLL with a tag", linkType: LINKTYPE_LINUX_SLL, wrap: (d) => sll(d, { tags: [{ vid: 3 }] }) },
  { name: "SLL2 with tags", linkType: LINKTYPE_LINUX_SLL2, wrap: (d) => sll2(d, { tags: tags(2) }) },
  { name: "SLL2, no IP", linkType: LINKTYPE_LINUX_SLL2, wrap: (d) => sll2(d, { etherType: 0x88cc }) },
  { name: "NULL, little-endian", linkType: LINKTYPE_NULL, wrap: (d) => nullLoopback(d) },
  { name: "NULL, big-endian", linkType: LINKTYPE_NULL, wrap: (d) => nullLoopback(d, { byteOrder: "big" }) },
  ...[2, 10, 24, 28, 30, 7].map((family) => ({
    name: `NULL, family ${family}`,
    linkType: LINKTYPE_NULL,
    wrap: (d: Uint8Array) => nullLoopback(d, { family }),
  })),
  { name: "LOOP", linkType: LINKTYPE_LOOP, wrap: (d) => loop(d) },
  { name: "LOOP, little-endian", linkType: LINKTYPE_LOOP, wrap: (d) => loop(d, { byteOrder: "little" }) },
  { name: "RAW", linkType: LINKTYPE_RAW, wrap: (d) => d },
  { name: "RAW (12)", linkType: LINKTYPE_RAW_12, wrap: (d) => d },
  { name: "RAW (14)", linkType: LINKTYPE_RAW_14, wrap: (d) => d },
  { name: "IPV4", linkType: LINKTYPE_IPV4, wrap: (d) => d },
  { name: "IPV6", linkType: LINKTYPE_IPV6, wrap: (d) => d },
];

function tags(count: number) {
  return Array.from({ length: count }, (_, i) => ({ vid: i + 1, tpid: i % 2 ? 0x8100 : 0x88a8 }));
}

function of(linkType: number, wraps: Readonly<Record<string, Encapsulation["wrap"]>>): Encapsulation[] {
  return Object.entries(wraps).map(([name, wrap]) => ({ name, linkType, wrap }));
}

const ETHERNET_TYPES = of(LINKTYPE_ETHERNET, {
  "0x9200 and 0x9300": (d) =>
    ethernet(d, {
      tags: [
        { vid: 4095, tpid: 0x9200 },
        { vid: 1, tpid: 0x9300 },
      ],
    }),
  "priority tag": (d) => ethernet(d, { tags: [{ vid: 0, priority: 5 }] }),
  "priority tag inside of another": (d) =>
    ethernet(d, {
      tags: [
        { vid: 3, tpid: 0x88a8 },
        { vid: 0, priority: 7 },
      ],
    }),
  "8 tags, all priorities": (d) => ethernet(d, { tags: Array(8).fill({ vid: 0 }) }),
  "IPv4 by LLC": (d) => ethernet(concat(hex("060603"), d), { etherType: 100 }),
  "IPv4 by LLC, information frame": (d) => ethernet(concat(hex("06060000"), d), { etherType: 100 }),
  "IPv4 by LLC, another source": (d) => ethernet(concat(hex("060403"), d), { etherType: 100 }),
  "SNAP, a length in it": (d) => ethernet(llcSnap({ type: 50, bytes: d }), { etherType: 100 }),
  "SNAP, 802.2 XID": (d) => ethernet(concat(hex("aaaaaf 000000 0800"), d), { etherType: 100 }),
  "length 1535": (d) => ethernet(llcSnap(d), { etherType: 1535 }),
  "length 0": (d) => ethernet(llcSnap(d), { etherType: 0 }),
  "type 1536": (d) => ethernet(llcSnap(d), { etherType: 1536 }),
  "802.1ah": (d) => onEthernet(backbone(etherFrame(d))),
  "802.1ah, tagged on both sides": (d) =>
    onEthernet(vlan(backbone(etherFrame(d, { tags: [{ vid: 5 }] })), { vid: 9, tpid: 0x88a8 })),
  "802.1BR": (d) => onEthernet(eTag(d)),
  "802.1BR, then 802.1Q": (d) => onEthernet(eTag(vlan(d, { vid: 6 }))),
  "VN-tag": (d) => onEthernet(vnTag(d)),
  "802.1Q, VN-tag, 802.1Q": (d) => onEthernet(vlan(vnTag(vlan(d, { vid: 2 })), { vid: 1 })),
  "Cisco metadata": (d) => onEthernet(metadataTag(d)),
  "Cisco metadata behind 802.1Q": (d) => onEthernet(vlan(metadataTag(d), { vid: 8 })),
  HSR: (d) => onEthernet(hsrTag(d)),
  "HSR, then 802.1Q": (d) => onEthernet(hsrTag(vlan(d, { vid: 5 }))),
  FabricPath: (d) => onEthernet(fabricPath(etherFrame(d))),
  "FabricPath, tagged inside": (d) => onEthernet(fabricPath(etherFrame(d, { tags: [{ vid: 11 }] }))),
  "FabricPath, LLC inside": (d) =>
    onEthernet(fabricPath({ type: 0x6558, bytes: ethernet(d, { snap: true, src: "02:00:00:00:00:09" }) })),
  "8 tags of several kinds": (d) => ethernet(eTag(vnTag(d)).bytes, { etherType: 0x893f, tags: tags(6) }),
  "9 tags of several kinds": (d) => ethernet(eTag(vnTag(d)).bytes, { etherType: 0x893f, tags: tags(7) }),
  "SNAP of IEEE 802.1H": (d) => ethernet(llcSnap(d, "0000f8"), { etherType: 100 }),
  "PPPoE discovery": (d) => ethernet(d, { etherType: 0x8863 }),
  MACsec: (d) => ethernet(d, { etherType: 0x88e5 }),
});

const SLIP = of(
  LINKTYPE_SLIP,
  Object.fromEntries(
    [0x40, 0x45, 0x60, 0x6f, 0x70, 0x7f, 0x80, 0xff, 0].flatMap((kind) =>
      [0, 1, 2].map((direction) => [
        `SLIP, kind ${kind.toString(16)}, direction ${direction}`,
        (d: Uint8Array) => slip(d, { kind, direction }),
      ]),
    ),
  ),
);

const PPP = [LINKTYPE_PPP, LINKTYPE_PPP_HDLC].flatMap((linkType) =>
  of(linkType, {
    [`PPP (${linkType})`]: (d) => ppp(d),
    [`PPP (${linkType}), without framing`]: (d) => ppp(d, { framed: false }),
    [`PPP (${linkType}), short`]: (d) => ppp(d, { short: true }),
    [`PPP (${linkType}), short, without framing`]: (d) => ppp(d, { short: true, framed: false }),
    [`PPP (${linkType}), compressed`]: (d) => ppp(d, { protocol: 0x2d }),
    [`PPP (${linkType}), compressed, short`]: (d) => ppp(d, { protocol: 0x2d, short: true }),
    [`PPP (${linkType}), compression's first`]: (d) => ppp(d, { protocol: 0x2f, framed: false }),
    [`PPP (${linkType}), LCP`]: (d) => ppp(d, { protocol: 0xc021 }),
    [`PPP (${linkType}), multilink`]: (d) => ppp(d, { protocol: 0x003d }),
    [`PPP (${linkType}), MPLS`]: (d) => ppp(mpls(d)),
    [`PPP (${linkType}), multicast MPLS`]: (d) => ppp(mpls(d, { type: 0x8848, labels: [1, 2] })),
    [`PPP (${linkType}), ff without 03`]: (d) => concat(hex("ff02 0021"), d),
  }),
);

const PPP_HDLC = of(LINKTYPE_PPP_HDLC, {
  "PPP (50), Cisco's frames": (d) => ciscoHdlc(d),
  "PPP (50), Cisco's frames, multicast": (d) => ciscoHdlc(mpls(d), 0x8f),
});

const PPP_ETHER = of(LINKTYPE_PPP_ETHER, {
  "PPPoE alone": (d) => pppoe(d).bytes,
  "PPPoE alone, short": (d) => pppoe(d, { short: true }).bytes,
  "PPPoE alone, discovery": (d) => pppoe(d, { code: 9 }).bytes,
  "PPPoE alone, version 2": (d) => pppoe(d, { versionType: 0x21 }).bytes,
  "PPPoE alone, type 2": (d) => pppoe(d, { versionType: 0x12 }).bytes,
  "PPPoE alone, MPLS": (d) => pppoe(mpls(d)).bytes,
});

const C_HDLC = of(LINKTYPE_C_HDLC, {
  "Cisco HDLC": (d) => ciscoHdlc(d),
  "Cisco HDLC, multicast": (d) => ciscoHdlc(d, 0x8f),
  "Cisco HDLC, MPLS": (d) => ciscoHdlc(mpls(d, { labels: [5, 6] })),
  "Cisco HDLC, SLARP": (d) => ciscoHdlc({ type: 0x8035, bytes: d }),
  "Cisco HDLC, a length": (d) => ciscoHdlc({ type: 100, bytes: llcSnap(d) }),
});

const FDDI = of(LINKTYPE_FDDI, {
  FDDI: (d) => fddi(d),
  "FDDI, priority": (d) => fddi(d, { frameControl: 0x57 }),
  "FDDI, synchronous": (d) => fddi(d, { frameControl: 0xd0 }),
  "FDDI, management": (d) => fddi(d, { frameControl: 0x41 }),
  "FDDI, another organization": (d) => fddi(d, { llc: llcSnap(d, "00000c") }),
  "FDDI, IPv4 by LLC": (d) => fddi(d, { llc: concat(hex("060603"), d) }),
  "FDDI, tagged": (d) => fddi(d, { llc: llcSnap(vlan(d, { vid: 8 })) }),
});

const FRELAY = of(LINKTYPE_FRELAY, {
  "Frame Relay": (d) => frameRelay(d),
  "Frame Relay, padded": (d) => frameRelay(d, { pad: true }),
  "Frame Relay, 3-byte address": (d) => frameRelay(d, { address: "180041" }),
  "Frame Relay, 4-byte address": (d) => frameRelay(d, { address: "18000041" }),
  "Frame Relay, endless address": (d) => frameRelay(d, { address: "1800004041" }),
  "Frame Relay, 1-byte address": (d) => frameRelay(d, { address: "19" }),
  "Frame Relay, SNAP": (d) => frameRelay(d, { style: "snap" }),
  "Frame Relay, SNAP, padded": (d) => frameRelay(d, { style: "snap", pad: true }),
  "Frame Relay, Cisco": (d) => frameRelay(d, { style: "cisco" }),
  "Frame Relay, PPP": (d) => frameRelay(d, { style: "ppp" }),
  "Frame Relay, Q.933": (d) => frameRelay(d, { protocolId: 0x08 }),
  "Frame Relay, bridged": (d) => concat(hex("1841 0300 80 0080c2 0007"), ethernet(d)),
});

const ARCNET = of(LINKTYPE_ARCNET_LINUX, {
  ARCNET: (d) => arcnet(d),
  "ARCNET, RFC 1051": (d) => arcnet(d, 240),
  "ARCNET, ARP": (d) => arcnet(d, 213),
});

const IPOIB = of(LINKTYPE_IPOIB, {
  "IP over InfiniBand": (d) => ipoib(d),
  "IP over InfiniBand, nothing in front": (d) => concat(u16(etherTypeOf(d)), u16(0), d),
  "IP over InfiniBand, nothing in front, MPLS": (d) =>
    concat(hex("88470000"), mpls(d).bytes, new Uint8Array(40)),
  "IP over InfiniBand, ARP": (d) => ipoib({ type: 0x0806, bytes: d }),
  "IP over InfiniBand, MPLS": (d) => ipoib(mpls(d)),
});

const COOKED_TYPES = [
  ...of(LINKTYPE_LINUX_SLL, {
    "SLL, MPLS": (d) => sll(mpls(d).bytes, { etherType: 0x8847 }),
    "SLL, LLC": (d) => sll(llcSnap(d), { etherType: 4 }),
    "SLL, PPPoE": (d) => sll(pppoe(d).bytes, { etherType: 0x8864 }),
  }),
  ...of(LINKTYPE_LINUX_SLL2, {
    "SLL2, MPLS": (d) => sll2(mpls(d).bytes, { etherType: 0x8847 }),
    "SLL2, LLC": (d) => sll2(llcSnap(d), { etherType: 4 }),
    "SLL2, VN-tag": (d) => sll2(vnTag(typed(d)).bytes, { etherType: 0x8926 }),
  }),
];

export const LINK_ENCAPSULATIONS: readonly Encapsulation[] = [
  ...ETHERNET_AND_COOKED,
  ...ETHERNET_TYPES,
  ...COOKED_TYPES,
  ...SLIP,
  ...PPP,
  ...PPP_HDLC,
  ...PPP_ETHER,
  ...C_HDLC,
  ...FDDI,
  ...FRELAY,
  ...ARCNET,
  ...IPOIB,
  ...WIRELESS_ENCAPSULATIONS,
  ...WRAPPED_ENCAPSULATIONS,
];
