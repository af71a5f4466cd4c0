/** Link types that put a header of the capture in front of a frame. */
import {
  LINKTYPE_ETHERNET,
  LINKTYPE_IEEE802_11,
  LINKTYPE_IEEE802_11_RADIOTAP,
  LINKTYPE_JUNIPER_ETHER,
  LINKTYPE_LINUX_SLL2,
  LINKTYPE_NFLOG,
  LINKTYPE_NULL,
  LINKTYPE_PKTAP,
  LINKTYPE_PPI,
  LINKTYPE_PPP,
  LINKTYPE_RAW,
  LINKTYPE_RAW_12,
} from "../../wasm/layout.ts";
import {
  concat,
  ethernet,
  filler,
  hex,
  juniperEthernet,
  type NflogOptions,
  nflog,
  nullLoopback,
  type PktapOptions,
  pktap,
  ppi,
  ppp,
  radiotap,
  sll2,
  wireless,
} from "./capture_builder.ts";
import type { Encapsulation } from "./frame_catalogue_links.ts";

/** A link type that is not read. */
const LINKTYPE_USER0 = 147;

type Wrap = Encapsulation["wrap"];

function of(linkType: number, wraps: readonly (readonly [name: string, wrap: Wrap])[]): Encapsulation[] {
  return wraps.map(([name, wrap]) => ({ name, linkType, wrap }));
}

const INNER: readonly (readonly [string, number, Wrap])[] = [
  ["Ethernet", LINKTYPE_ETHERNET, (d) => ethernet(d)],
  ["802.1Q", LINKTYPE_ETHERNET, (d) => ethernet(d, { tags: [{ vid: 99 }] })],
  ["802.11", LINKTYPE_IEEE802_11, (d) => wireless(d)],
  ["radiotap", LINKTYPE_IEEE802_11_RADIOTAP, (d) => radiotap(wireless(d), { flags: 0x10 })],
  ["NULL", LINKTYPE_NULL, (d) => nullLoopback(d)],
  ["RAW", LINKTYPE_RAW, (d) => d],
  ["RAW (12)", LINKTYPE_RAW_12, (d) => d],
  ["PPP", LINKTYPE_PPP, (d) => ppp(d)],
  ["SLL2", LINKTYPE_LINUX_SLL2, (d) => sll2(d, { interfaceIndex: 3, packetType: 4 })],
  ["user", LINKTYPE_USER0, (d) => d],
  ["a number above 16 bits", 0x00010001, (d) => ethernet(d)],
];

const PPI: Encapsulation[] = of(LINKTYPE_PPI, [
  ...INNER.map(([name, linkType, wrap]): [string, Wrap] => [
    `PPI, ${name}`,
    (d) => ppi(wrap(d), { linkType }),
  ]),
  ["PPI with fields", (d) => ppi(ethernet(d), { linkType: LINKTYPE_ETHERNET, fields: 24 })],
  ["PPI, PPI", (d) => ppi(ppi(ethernet(d), { linkType: LINKTYPE_ETHERNET }), { linkType: LINKTYPE_PPI })],
  ["PPI, length 7", (d) => ppi(ethernet(d), { linkType: LINKTYPE_ETHERNET, length: 7 })],
  ["PPI, length beyond the frame", (d) => ppi(ethernet(d), { linkType: LINKTYPE_ETHERNET, length: 999 })],
]);

const tap =
  (options: Omit<PktapOptions, "linkType">): Wrap =>
  (d) =>
    pktap(ethernet(d), { linkType: LINKTYPE_ETHERNET, ...options });

const PKTAP: Encapsulation[] = of(LINKTYPE_PKTAP, [
  ...INNER.map(([name, linkType, wrap]): [string, Wrap] => [
    `PKTAP, ${name}`,
    (d) => pktap(wrap(d), { linkType, flags: 1 }),
  ]),
  ["PKTAP, out", tap({ flags: 2 })],
  ["PKTAP, both ways", tap({ flags: 3 })],
  ["PKTAP, no direction", tap({})],
  ["PKTAP, other flags", tap({ flags: 0xfff7fffc })],
  ["PKTAP, longer header", tap({ length: 156, flags: 1 })],
  ["PKTAP, shortest header", tap({ length: 40, flags: 1 })],
  ["PKTAP, shorter header", tap({ length: 39 })],
  ["PKTAP, no packet", tap({ record: 0 })],
  ["PKTAP, version 2", tap({ version: 2, flags: 2, length: 120 })],
  ["PKTAP, version 2, name", tap({ version: 2, flags: 1, length: 60, nameAt: 40 })],
  ["PKTAP, version 2, name at the end", tap({ version: 2, flags: 1, length: 42, nameAt: 40 })],
  ["PKTAP, version 2, name behind the header", tap({ version: 2, flags: 1, length: 42, nameAt: 50 })],
  ["PKTAP, PKTAP", (d) => pktap(tap({})(d), { linkType: LINKTYPE_PKTAP })],
]);

const log =
  (options: NflogOptions): Wrap =>
  (d) =>
    nflog(d, options);

const NFLOG: Encapsulation[] = of(LINKTYPE_NFLOG, [
  ["NFLOG", log({})],
  ...[0, 1, 2, 3, 4, 5].map((hook): [string, Wrap] => [`NFLOG, hook ${hook}`, log({ hook })]),
  ["NFLOG, in device", log({ inDevice: 2 })],
  ["NFLOG, out device", log({ outDevice: 0x01020304 })],
  ["NFLOG, both devices, in", log({ hook: 1, inDevice: 2, outDevice: 3 })],
  ["NFLOG, both devices, out", log({ hook: 4, inDevice: 2, outDevice: 3 })],
  ["NFLOG, in device with the upper bit", log({ inDevice: 0x80000001 })],
  ...[0, 1, 2, 3].map((prefix): [string, Wrap] => [`NFLOG, text of ${prefix}`, log({ prefix })]),
  ["NFLOG, bridge", log({ family: 7 })],
  ["NFLOG, unspecified family", log({ family: 0 })],
  ["NFLOG, BSD's IPv6", log({ family: 30 })],
  ["NFLOG, no payload", log({ withoutPayload: true, prefix: 6 })],
  ["NFLOG, attribute of length 3", (d) => concat(hex("02000007 0300 0900"), d)],
  ["NFLOG, attribute of length 0", (d) => concat(hex("02000007 0000 0100"), d)],
  ["NFLOG, attribute beyond the frame", (d) => concat(hex("02000007 ff7f 0a00"), d)],
  ["NFLOG, payload beyond the frame", (d) => concat(hex("02000007 ff7f 0900"), d)],
  ["NFLOG, payload inside of the datagram", (d) => concat(hex("02000007 2800 0900"), d)],
]);

const JUNIPER: Encapsulation[] = of(LINKTYPE_JUNIPER_ETHER, [
  ["Juniper, out", (d) => juniperEthernet(ethernet(d))],
  ["Juniper, in", (d) => juniperEthernet(ethernet(d), { flags: 1 })],
  ["Juniper, extensions", (d) => juniperEthernet(ethernet(d), { flags: 1, extensions: filler(14) })],
  ["Juniper, empty extensions", (d) => juniperEthernet(ethernet(d), { extensions: new Uint8Array(0) })],
  ["Juniper, without a link header", (d) => juniperEthernet(concat(hex("02000000"), d), { flags: 2 })],
  [
    "Juniper, extensions, without a link header",
    (d) => juniperEthernet(concat(hex("06000000"), d), { flags: 3, extensions: filler(6) }),
  ],
  ["Juniper, other magic", (d) => juniperEthernet(ethernet(d), { magic: 0x4d4744 })],
  ["Juniper, extensions beyond the frame", (d) => concat(hex("4d474380 7fff"), ethernet(d))],
]);

export const WRAPPED_ENCAPSULATIONS: readonly Encapsulation[] = [...PPI, ...PKTAP, ...NFLOG, ...JUNIPER];
