/** Every tunnel on Ethernet, and what it can look like. */
import { LINKTYPE_ETHERNET } from "../../wasm/layout.ts";
import {
  authentication,
  carry,
  concat,
  erspan,
  etherFrame,
  ethernet,
  filler,
  fragmentIpv4,
  type GreOptions,
  gre,
  hex,
  type Ipv6Extension,
  ipInIp,
  ipv4,
  l2tpv3,
  type MplsOptions,
  mpls,
  type NshOptions,
  nsh,
  type PppoeOptions,
  pppoe,
  pppPayload,
  pptp,
  type Typed,
  vlan,
  wireless,
} from "./capture_builder.ts";
import { type Encapsulation, onEthernet } from "./frame_catalogue_links.ts";
import { UDP_ENCAPSULATIONS } from "./frame_catalogue_udp.ts";

type Wrap = Encapsulation["wrap"];

function of(wraps: readonly (readonly [name: string, wrap: Wrap])[]): Encapsulation[] {
  return wraps.map(([name, wrap]) => ({ name, linkType: LINKTYPE_ETHERNET, wrap }));
}

/** A frame whose first nibble is neither an IP version nor that of a control word. */
function wire(datagram: Uint8Array): Typed {
  const frame = etherFrame(datagram);
  frame.bytes[0] = 0xf2;
  return frame;
}

const label = (payload: (d: Uint8Array) => Uint8Array, options: MplsOptions = {}): Wrap => {
  return (d) => onEthernet(mpls(payload(d), options));
};

const MPLS = of([
  ["MPLS", label((d) => d)],
  ["MPLS, three labels", label((d) => d, { labels: [0, 0xfffff, 3] })],
  ["MPLS, 40 labels", label((d) => d, { labels: Array.from({ length: 40 }, (_, i) => i) })],
  ["MPLS, multicast", label((d) => d, { type: 0x8848 })],
  ["MPLS, no bottom", label((d) => d, { bottomless: true })],
  ["MPLS, nothing below", label(() => new Uint8Array(0))],
  ["MPLS, pseudo-wire with a control word", label((d) => etherFrame(d).bytes, { controlWord: true })],
  [
    "MPLS, pseudo-wire with a control word, tagged",
    label((d) => etherFrame(d, { tags: [{ vid: 77 }] }).bytes, { controlWord: true }),
  ],
  ["MPLS, pseudo-wire", label((d) => wire(d).bytes)],
  ["MPLS, pseudo-wire, another type", label((d) => concat(wire(d).bytes.subarray(0, 12), hex("0806"), d))],
  [
    "MPLS, pseudo-wire, MPLS in it",
    label((d) => concat(wire(d).bytes.subarray(0, 12), hex("8847"), mpls(d).bytes)),
  ],
  ["MPLS, pseudo-wire whose first nibble is 0", label((d) => etherFrame(d).bytes)],
  ["MPLS, pseudo-wire whose first nibble is 0, ARP", label((d) => ethernet(d, { etherType: 0x0806 }))],
  ["MPLS, both readings", label((d) => concat(etherFrame(d).bytes.subarray(0, 14), hex("45000800"), d))],
  ["MPLS, associated channel", label((d) => concat(hex("10000021"), d))],
  ["MPLS behind 802.1Q", (d) => onEthernet(vlan(mpls(d), { vid: 4 }))],
]);

const session = (options: PppoeOptions): Wrap => {
  return (d) => onEthernet(pppoe(d, options));
};

const PPPOE = of([
  ["PPPoE", session({})],
  ["PPPoE, short", session({ short: true })],
  ["PPPoE behind 802.1Q", (d) => onEthernet(vlan(pppoe(d), { vid: 7 }))],
  ["PPPoE, LCP", session({ protocol: 0xc021 })],
  ["PPPoE, compressed", session({ protocol: 0x2d })],
  ["PPPoE, compression's first", session({ protocol: 0x2f })],
  ["PPPoE, termination", session({ code: 0xa7 })],
  ["PPPoE, version 0", session({ versionType: 0x01 })],
  ["PPPoE, type 0", session({ versionType: 0x10 })],
  ["PPPoE, MPLS", (d) => onEthernet(pppoe(mpls(d, { labels: [3, 4] })))],
]);

const serve = (inner: (d: Uint8Array) => Typed | Uint8Array, options: NshOptions = {}): Wrap => {
  return (d) => onEthernet(nsh(inner(d), options));
};

const NSH = of([
  ["NSH", serve((d) => d)],
  ["NSH, no metadata", serve((d) => d, { metadata: 0 })],
  ["NSH, long metadata", serve((d) => d, { metadata: 61 })],
  ["NSH, Ethernet", serve((d) => etherFrame(d, { tags: [{ vid: 1 }] }))],
  ["NSH, NSH", serve((d) => nsh(d))],
  ["NSH, MPLS", serve((d) => mpls(d))],
  ["NSH, unknown", serve((d) => d, { next: 99 })],
  ["NSH, version 1", serve((d) => d, { version: 1 })],
  ["NSH, length 1", serve((d) => d, { words: 1 })],
  ["NSH, length beyond the frame", serve(() => new Uint8Array(0), { words: 63 })],
]);

const route = (
  inner: (d: Uint8Array) => Typed | Uint8Array,
  options: GreOptions = {},
  version: 4 | 6 = 4,
): Wrap => {
  return (d) => ethernet(carry(version, 47, gre(inner(d), options)));
};

const ROUTES: GreOptions["routes"] = [
  [0x0800, hex("0a000001 0a000002")],
  [0x0800, hex("0a000003")],
];

const GRE = of([
  ["GRE", route((d) => d)],
  ["GRE in IPv6", route((d) => d, {}, 6)],
  ["GRE, checksum", route((d) => d, { checksum: true })],
  ["GRE, key", route((d) => d, { key: 5 })],
  ["GRE, sequence", route((d) => d, { sequence: 5 })],
  ["GRE, all fields", route((d) => d, { checksum: true, key: 1, sequence: 2 })],
  ["GRE, routes", route((d) => d, { routes: ROUTES!, key: 1 })],
  ["GRE, no routes", route((d) => d, { routes: [] })],
  [
    "GRE, endless routes",
    route(() => new Uint8Array(0), { routes: ROUTES!, endless: true, protocol: 0x0800 }),
  ],
  ["GRE, keep-alive", route((d) => d, { protocol: 0 })],
  ["GRE, ARP", route((d) => d, { protocol: 0x0806 })],
  ["GRE, a length", route((d) => d, { protocol: 100 })],
  ["GRE, version 2", route((d) => d, { version: 2 })],
  ["GRE, Ethernet", route((d) => etherFrame(d))],
  ["GRE, tagged Ethernet", route((d) => etherFrame(d, { tags: [{ vid: 5 }, { vid: 6 }] }))],
  ["GRE, tag", route((d) => vlan(d, { vid: 5 }))],
  ["GRE, MPLS", route((d) => mpls(d))],
  ["GRE, NSH", route((d) => nsh(d))],
  ["GRE, PPPoE", route((d) => pppoe(d))],
  ["GRE, PPP", route((d) => ({ type: 0x880b, bytes: pppPayload(d, { framed: true }) }))],
  ["GRE, WCCP", route((d) => ({ type: 0x883e, bytes: d }))],
  ["GRE, WCCP 2", route((d) => ({ type: 0x883e, bytes: concat(hex("00320000"), d) }))],
  ["GRE, WCCP, nothing in it", route(() => ({ type: 0x883e, bytes: new Uint8Array(0) }))],
  ["GRE, 802.11", route((d) => ({ type: 0x8200, bytes: wireless(d, { fromDs: true }) }))],
  ["GRE, 802.11, QoS", route((d) => ({ type: 0x837f, bytes: wireless(d, { qos: true, toDs: true }) }))],
  [
    "GRE, 802.11, aggregate",
    route((d) => ({ type: 0x8210, bytes: wireless(d, { qos: true, aggregate: true }) })),
  ],
  ["GRE, above 802.11", route((d) => ({ type: 0x8380, bytes: wireless(d) }))],
  ["GRE, 802.11, no data", route((d) => ({ type: 0x8201, bytes: wireless(d, { control: 0x48 }) }))],
  ["GRE, nothing in it", route(() => ({ type: 0x0800, bytes: new Uint8Array(0) }))],
  ["GRE cut by its datagram", (d) => ethernet(carry(4, 47, gre(d).subarray(0, 3)))],
  [
    "GRE, checksum cut by its datagram",
    (d) => ethernet(carry(4, 47, gre(d, { checksum: true }).subarray(0, 7))),
  ],
  ["PPTP", (d) => ethernet(carry(4, 47, pptp(d)))],
  ["PPTP, framed and short", (d) => ethernet(carry(4, 47, pptp(d, { framed: true, short: true })))],
  ["PPTP, acknowledging", (d) => ethernet(carry(4, 47, pptp(d, { acknowledgement: 9 })))],
  ["PPTP, acknowledgement alone", () => ethernet(carry(4, 47, pptp(undefined, { acknowledgement: 9 })))],
  ["PPTP, another protocol", (d) => ethernet(carry(4, 47, pptp(d, { greProtocol: 0x0800 })))],
  ["PPTP, compressed", (d) => ethernet(carry(4, 47, pptp(d, { protocol: 0x2d })))],
  ["ERSPAN I", (d) => ethernet(carry(4, 47, erspan(etherFrame(d), { type: 1 })))],
  ["ERSPAN II", (d) => ethernet(carry(4, 47, erspan(etherFrame(d, { tags: [{ vid: 8 }] }), { type: 2 })))],
  ["ERSPAN III", (d) => ethernet(carry(4, 47, erspan(etherFrame(d), { type: 3 })))],
  ["ERSPAN III, platform", (d) => ethernet(carry(6, 47, erspan(etherFrame(d), { type: 3, platform: true })))],
]);

const EXTENSIONS: readonly Ipv6Extension[] = [
  { type: "hop_by_hop" },
  { type: "ah" },
  { type: "destination" },
];

const IP = of([
  ["IP in IPv4", (d) => ethernet(ipInIp(4, d))],
  ["IP in IPv6", (d) => ethernet(ipInIp(6, d))],
  ["protocol 4", (d) => ethernet(carry(4, 4, d))],
  ["protocol 41", (d) => ethernet(carry(4, 41, d))],
  ["protocol 94", (d) => ethernet(carry(4, 94, d))],
  ["IPv6, protocol 4", (d) => ethernet(carry(6, 4, d))],
  ["IPv6, protocol 41", (d) => ethernet(carry(6, 41, d))],
  ["IPv6, protocol 94", (d) => ethernet(carry(6, 94, d))],
  ["IPv6, extensions", (d) => ethernet(ipInIp(6, d, { extensions: EXTENSIONS }))],
  ["IPv4, options", (d) => ethernet(ipInIp(4, d, { options: hex("94040000") }))],
  ["IPv4, bad checksum outside", (d) => ethernet(ipInIp(4, d, { checksum: "bad" }))],
  ["IPv4, length 0 outside", (d) => ethernet(ipInIp(4, d, { totalLength: 0 }))],
  ["IPv4, length beyond the frame outside", (d) => ethernet(ipInIp(4, d, { totalLength: 9000 }))],
  [
    "IPv4, the datagram ends inside of the inner one",
    (d) => ethernet(ipInIp(4, d, { totalLength: 20 + 44 })),
  ],
  [
    "IPv4, the datagram ends inside of the inner header",
    (d) => ethernet(ipInIp(4, d, { totalLength: 20 + 15 })),
  ],
  ["IPv4, nothing in it", (d) => ethernet(ipInIp(4, d, { totalLength: 20 }))],
  ["IPv4, padded frame", (d) => ethernet(ipInIp(4, d), { padTo: 400 })],
  ["IPv6, length 0 outside", (d) => ethernet(ipInIp(6, d, { payloadLength: 0 }))],
  ["IPv6, the datagram ends inside of the inner one", (d) => ethernet(ipInIp(6, d, { payloadLength: 44 }))],
  ["MPLS in IP", (d) => ethernet(carry(4, 137, mpls(d).bytes))],
  ["MPLS in IPv6", (d) => ethernet(carry(6, 137, mpls(d, { labels: [1, 2, 3] }).bytes))],
  ["AH", (d) => ethernet(carry(4, 51, authentication(4, d)))],
  ["AH around TCP", (d) => ethernet(carry(4, 51, authentication(6, d.subarray(d[0]! >> 4 === 4 ? 20 : 40))))],
  ["AH twice", (d) => ethernet(carry(4, 51, authentication(51, authentication(41, d), 12)))],
  ["AH of 8 bytes", (d) => ethernet(carry(4, 51, authentication(4, d, 8)))],
  ["AH beyond the datagram", () => ethernet(carry(4, 51, hex("04ff0000 00000000")))],
  ["AH cut by its datagram", () => ethernet(carry(4, 51, hex("04")))],
  ["AH, then GRE", (d) => ethernet(carry(4, 51, authentication(47, gre(d))))],
  ["AH, then ICMP", (d) => ethernet(carry(4, 51, authentication(1, d)))],
  ...[0, 1, 2, 33, 50, 58, 59, 60, 89, 108, 132, 255].flatMap((protocol): [string, Wrap][] => [
    [`IPv4 protocol ${protocol}`, (d) => ethernet(carry(4, protocol, d))],
    [`IPv6 protocol ${protocol}`, (d) => ethernet(carry(6, protocol, d))],
  ]),
  ["ICMP that quotes", (d) => ethernet(carry(4, 1, concat(hex("0301fcfe 00000000"), d)))],
  ["L2TPv3, Ethernet", (d) => ethernet(carry(4, 115, l2tpv3(etherFrame(d).bytes)))],
  ["L2TPv3, PPP", (d) => ethernet(carry(4, 115, l2tpv3(pppPayload(d, { framed: true }))))],
  ["L2TPv3, sublayer, Ethernet", (d) => ethernet(carry(4, 115, l2tpv3(etherFrame(d).bytes, 4)))],
  ["L2TPv3, cookie, Ethernet", (d) => ethernet(carry(4, 115, l2tpv3(etherFrame(d).bytes, 8)))],
  [
    "L2TPv3, two tags",
    (d) => ethernet(carry(4, 115, l2tpv3(etherFrame(d, { tags: [{ vid: 1 }, { vid: 2 }] }).bytes, 4))),
  ],
  ["L2TPv3, three tags", (d) => ethernet(carry(4, 115, l2tpv3(etherFrame(d, { tags: tags(3) }).bytes)))],
  ["L2TPv3, unframed PPP", (d) => ethernet(carry(4, 115, l2tpv3(pppPayload(d), 12)))],
  ["L2TPv3, short PPP", (d) => ethernet(carry(4, 115, l2tpv3(pppPayload(d, { short: true }))))],
  ["L2TPv3, bare IP", (d) => ethernet(carry(4, 115, l2tpv3(d)))],
  ["L2TPv3, unknown", () => ethernet(carry(4, 115, l2tpv3(filler(90, 17))))],
  ["L2TPv3, control", (d) => ethernet(carry(4, 115, l2tpv3(etherFrame(d).bytes, 0, 0)))],
  ["a fragment in GRE", (d) => ethernet(carry(4, 47, gre(fragmentIpv4(ipv4({}, d), 24)[0]!)))],
  ["a fragment of GRE", (d) => ethernet(fragmentIpv4(carry(4, 47, gre(d)), 24)[0]!)],
]);

function nested(count: number, wrap: Wrap): Wrap {
  return (d) => {
    let whole = d;
    for (let i = 0; i < count; i++) whole = wrap(whole);
    return whole;
  };
}

function tags(count: number) {
  return Array.from({ length: count }, (_, i) => ({ vid: i + 1 }));
}

const DEEP = of([
  ["15 of IP in IP", (d) => ethernet(nested(15, (inner) => ipInIp(4, inner))(d))],
  ["16 of IP in IP", (d) => ethernet(nested(16, (inner) => ipInIp(4, inner))(d))],
  ["15 of IP in IPv6", (d) => ethernet(nested(15, (inner) => ipInIp(6, inner))(d))],
  ["16 of IP in IPv6", (d) => ethernet(nested(16, (inner) => ipInIp(6, inner))(d))],
  ["15 of GRE", (d) => ethernet(nested(15, (inner) => carry(4, 47, gre(inner)))(d))],
  ["16 of GRE", (d) => ethernet(nested(16, (inner) => carry(4, 47, gre(inner)))(d))],
  ["8 tags and 7 tunnels", (d) => ethernet(nested(7, (inner) => ipInIp(4, inner))(d), { tags: tags(8) })],
  ["8 tags and 8 tunnels", (d) => ethernet(nested(8, (inner) => ipInIp(4, inner))(d), { tags: tags(8) })],
  [
    "8 tags on both sides",
    (d) => ethernet(carry(4, 47, gre(etherFrame(d, { tags: tags(6) }))), { tags: tags(8) }),
  ],
  [
    "8 tags on both sides, one too many",
    (d) => ethernet(carry(4, 47, gre(etherFrame(d, { tags: tags(7) }))), { tags: tags(8) }),
  ],
  ["9 tags inside", (d) => ethernet(carry(4, 47, gre(etherFrame(d, { tags: tags(9) }))))],
  ["15 of NSH", (d) => onEthernet(nestedNsh(15, d))],
  ["16 of NSH", (d) => onEthernet(nestedNsh(16, d))],
]);

function nestedNsh(count: number, datagram: Uint8Array): Typed {
  let whole = nsh(datagram);
  for (let i = 1; i < count; i++) whole = nsh(whole);
  return whole;
}

export const TUNNEL_ENCAPSULATIONS: readonly Encapsulation[] = [
  ...MPLS,
  ...PPPOE,
  ...NSH,
  ...GRE,
  ...IP,
  ...DEEP,
  ...UDP_ENCAPSULATIONS,
];
