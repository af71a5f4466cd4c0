/** IEEE 802.11 in all its forms, bare and behind the headers of captures. */
import {
  LINKTYPE_IEEE802_11,
  LINKTYPE_IEEE802_11_AVS,
  LINKTYPE_IEEE802_11_PRISM,
  LINKTYPE_IEEE802_11_RADIOTAP,
} from "../../wasm/layout.ts";
import {
  avs,
  concat,
  filler,
  hex,
  llcSnap,
  mpls,
  prism,
  type RadiotapOptions,
  radiotap,
  vlan,
  type WirelessOptions,
  wireless,
} from "./capture_builder.ts";
import type { Encapsulation } from "./frame_catalogue_links.ts";

const FRAMES: readonly (readonly [string, WirelessOptions])[] = [
  ["", {}],
  [", to the station", { fromDs: true }],
  [", from the station", { toDs: true }],
  [", four addresses", { toDs: true, fromDs: true }],
  [", QoS", { qos: true, toDs: true }],
  [", QoS, HT control", { qos: true, order: true, fromDs: true }],
  [", four addresses, QoS, HT control", { qos: true, order: true, toDs: true, fromDs: true }],
  [", order without QoS", { order: true }],
  [", aggregate of one", { qos: true, aggregate: true }],
  [", aggregate of three", { qos: true, aggregate: true, others: [filler(21), filler(60)] }],
  [", four addresses, aggregate", { qos: true, aggregate: true, toDs: true, fromDs: true }],
  [", protected", { protectedFrame: true }],
  [", null data", { control: 0x48 }],
  [", QoS null data", { control: 0xc8, qos: true }],
  [", data with an acknowledgement", { control: 0x18 }],
  [", beacon", { control: 0x80 }],
  [", acknowledgement", { control: 0xd4 }],
  [", extension", { control: 0x0c }],
  [", version 1", { control: 0x09 }],
  [", first fragment", { fragment: 0 }],
  [", later fragment", { fragment: 1 }],
];

const TAPS: readonly (readonly [string, RadiotapOptions, WirelessOptions?])[] = [
  ["", {}],
  [", flags", { flags: 0 }],
  [", FCS", { flags: 0x10 }],
  [", time and FCS", { flags: 0x10, time: true }],
  [", time and FCS, longer presence", { flags: 0x10, time: true, extended: 1 }],
  [", FCS, two longer presences", { flags: 0x10, extended: 2 }],
  [", padded", { flags: 0x20 }, { qos: true, padded: true }],
  [", padded and FCS", { flags: 0x30, time: true }, { qos: true, padded: true, toDs: true, fromDs: true }],
  [", padded, nothing to pad", { flags: 0x20 }, {}],
  [", version 1", { version: 1 }],
  [", length 7", { length: 7 }],
  [", length 0", { length: 0 }],
  [", length beyond the frame", { length: 500 }],
  [", flags behind the length", { flags: 0x10, length: 8 }],
  [", presence behind the length", { extended: 3, length: 12 }],
];

export const WIRELESS_ENCAPSULATIONS: readonly Encapsulation[] = [
  ...FRAMES.map(([name, options]) => ({
    name: `802.11${name}`,
    linkType: LINKTYPE_IEEE802_11,
    wrap: (d: Uint8Array) => wireless(d, options),
  })),
  ...[
    { name: "802.11, tagged", wrap: (d: Uint8Array) => wireless(vlan(d, { vid: 12 })) },
    { name: "802.11, MPLS", wrap: (d: Uint8Array) => wireless(mpls(d)) },
    {
      name: "802.11, another organization",
      wrap: (d: Uint8Array) => wireless(d, { body: llcSnap(d, "0080c2") }),
    },
    {
      name: "802.11, IPv4 by LLC",
      wrap: (d: Uint8Array) => wireless(d, { body: concat(hex("060603"), d) }),
    },
    {
      name: "802.11, length of the first of an aggregate beyond the frame",
      wrap: (d: Uint8Array) => {
        const frame = wireless(d, { qos: true, aggregate: true });
        frame[26 + 12] = 0xff;
        return frame;
      },
    },
    {
      name: "802.11, length of the first of an aggregate inside of it",
      wrap: (d: Uint8Array) => {
        const frame = wireless(d, { qos: true, aggregate: true });
        frame.set([0, 40], 26 + 12);
        return frame;
      },
    },
  ].map((encapsulation) => ({ ...encapsulation, linkType: LINKTYPE_IEEE802_11 })),
  ...TAPS.map(([name, tap, options = { qos: true }]) => ({
    name: `radiotap${name}`,
    linkType: LINKTYPE_IEEE802_11_RADIOTAP,
    wrap: (d: Uint8Array) => radiotap(wireless(d, options), tap),
  })),
  ...[
    { name: "Prism", wrap: (d: Uint8Array) => prism(wireless(d)) },
    { name: "Prism, QoS", wrap: (d: Uint8Array) => prism(wireless(d, { qos: true, toDs: true })) },
    { name: "AVS as Prism", wrap: (d: Uint8Array) => avs(wireless(d)) },
  ].map((encapsulation) => ({ ...encapsulation, linkType: LINKTYPE_IEEE802_11_PRISM })),
  ...[
    { name: "AVS", wrap: (d: Uint8Array) => avs(wireless(d)) },
    { name: "AVS, version 2", wrap: (d: Uint8Array) => avs(wireless(d), { magic: 0x80211002 }) },
    { name: "AVS, length 7", wrap: (d: Uint8Array) => avs(wireless(d), { length: 7 }) },
    {
      name: "AVS, length beyond the frame",
      wrap: (d: Uint8Array) => avs(wireless(d), { length: 0xffffffff }),
    },
  ].map((encapsulation) => ({ ...encapsulation, linkType: LINKTYPE_IEEE802_11_AVS })),
];
