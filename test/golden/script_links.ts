/**
 * The link types that scripts know, and their frames.
 */
import {
  LINKTYPE_ARCNET_LINUX,
  LINKTYPE_C_HDLC,
  LINKTYPE_ETHERNET,
  LINKTYPE_FDDI,
  LINKTYPE_FRELAY,
  LINKTYPE_IEEE802_11,
  LINKTYPE_IEEE802_11_AVS,
  LINKTYPE_IEEE802_11_PRISM,
  LINKTYPE_IEEE802_11_RADIOTAP,
  LINKTYPE_IPOIB,
  LINKTYPE_JUNIPER_ETHER,
  LINKTYPE_LINUX_SLL,
  LINKTYPE_LINUX_SLL2,
  LINKTYPE_LOOP,
  LINKTYPE_NFLOG,
  LINKTYPE_NULL,
  LINKTYPE_PKTAP,
  LINKTYPE_PPI,
  LINKTYPE_PPP,
  LINKTYPE_PPP_ETHER,
  LINKTYPE_PPP_HDLC,
  LINKTYPE_RAW,
  LINKTYPE_SLIP,
} from "../../wasm/layout.ts";
import type { ByteOrder } from "../support/builder/numbers.ts";
import {
  arcnet,
  avs,
  ciscoHdlc,
  ethernet,
  fddi,
  frameRelay,
  ipoib,
  juniperEthernet,
  llcSnap,
  loop,
  nflog,
  nullLoopback,
  pktap,
  ppi,
  ppp,
  pppoe,
  prism,
  radiotap,
  slip,
  sll,
  sll2,
  type Typed,
  wireless,
} from "../support/capture_builder.ts";

/** Overrides that not every link type has room for. */
const LINK_FIELDS = ["mac", "vlan", "iface", "pktdir"] as const;
export type LinkField = (typeof LINK_FIELDS)[number];

/** What a frame says besides its payload. */
export interface FrameFields {
  /** Last byte of the sender's address. */
  readonly mac: number;
  readonly vlan: number | undefined;
  readonly iface: number;
  readonly pktdir: "in" | "out";
  /** Of the file or section. */
  readonly byteOrder: ByteOrder;
}

interface LinkSpec {
  readonly linkType: number;
  /** Default: none. */
  readonly fields?: readonly LinkField[];
  readonly frame: (inner: Typed, fields: FrameFields) => Uint8Array;
}

/** Packet types of the Linux cooked headers: to us, and from us. */
const COOKED = { in: 0, out: 4 };
/** Direction byte of SLIP. */
const SLIP_DIRECTIONS = { in: 0, out: 1 };
/** Netfilter hooks: local in, and local out. */
const HOOKS = { in: 1, out: 3 };
/** Flags of Juniper's header: bit 0 is for received frames. */
const JUNIPER_FLAGS = { in: 1, out: 0 };
const PKTAP_FLAGS = { in: 1, out: 2 };
/** Radiotap's flags field: a frame check sequence follows the frame. */
const RADIOTAP_FCS = 0x10;

const macOf = ({ mac }: FrameFields): string => `02:00:00:00:00:${mac.toString(16).padStart(2, "0")}`;

function ethernetFrame({ type, bytes }: Typed, fields: FrameFields): Uint8Array {
  const tags = fields.vlan === undefined ? [] : [{ vid: fields.vlan }];
  return ethernet(bytes, { src: macOf(fields), tags, etherType: type });
}

const LINKS = {
  ethernet: { linkType: LINKTYPE_ETHERNET, fields: ["mac", "vlan"], frame: ethernetFrame },
  sll: {
    linkType: LINKTYPE_LINUX_SLL,
    fields: ["mac", "pktdir"],
    frame: ({ type, bytes }, fields) =>
      sll(bytes, { packetType: COOKED[fields.pktdir], address: macOf(fields), etherType: type }),
  },
  sll2: {
    linkType: LINKTYPE_LINUX_SLL2,
    fields: ["mac", "iface", "pktdir"],
    frame: ({ type, bytes }, fields) =>
      sll2(bytes, {
        interfaceIndex: fields.iface,
        packetType: COOKED[fields.pktdir],
        address: macOf(fields),
        etherType: type,
      }),
  },
  null: {
    linkType: LINKTYPE_NULL,
    frame: ({ bytes }, { byteOrder }) => nullLoopback(bytes, { byteOrder }),
  },
  loop: { linkType: LINKTYPE_LOOP, frame: ({ bytes }) => loop(bytes) },
  raw: { linkType: LINKTYPE_RAW, frame: ({ bytes }) => bytes },
  slip: {
    linkType: LINKTYPE_SLIP,
    fields: ["pktdir"],
    frame: ({ bytes }, { pktdir }) => slip(bytes, { direction: SLIP_DIRECTIONS[pktdir] }),
  },
  ppp: { linkType: LINKTYPE_PPP, frame: (inner) => ppp(inner) },
  ppp_hdlc: { linkType: LINKTYPE_PPP_HDLC, frame: (inner) => ppp(inner, { framed: false, short: true }) },
  ppp_ether: { linkType: LINKTYPE_PPP_ETHER, frame: (inner) => pppoe(inner).bytes },
  c_hdlc: { linkType: LINKTYPE_C_HDLC, frame: (inner) => ciscoHdlc(inner) },
  fddi: { linkType: LINKTYPE_FDDI, frame: (inner) => fddi(inner.bytes, { llc: llcSnap(inner) }) },
  frelay: { linkType: LINKTYPE_FRELAY, frame: ({ bytes }) => frameRelay(bytes) },
  ieee802_11: {
    linkType: LINKTYPE_IEEE802_11,
    frame: (inner) => wireless(inner, { toDs: true, qos: true }),
  },
  ieee802_11_radiotap: {
    linkType: LINKTYPE_IEEE802_11_RADIOTAP,
    frame: (inner) => radiotap(wireless(inner, { fromDs: true }), { flags: RADIOTAP_FCS, time: true }),
  },
  ieee802_11_prism: { linkType: LINKTYPE_IEEE802_11_PRISM, frame: (inner) => prism(wireless(inner)) },
  ieee802_11_avs: { linkType: LINKTYPE_IEEE802_11_AVS, frame: (inner) => avs(wireless(inner)) },
  ppi: {
    linkType: LINKTYPE_PPI,
    frame: (inner, fields) => ppi(ethernetFrame(inner, fields), { linkType: LINKTYPE_ETHERNET, fields: 12 }),
  },
  nflog: {
    linkType: LINKTYPE_NFLOG,
    fields: ["iface", "pktdir"],
    frame: ({ bytes }, { iface, pktdir, byteOrder }) =>
      nflog(bytes, {
        hook: HOOKS[pktdir],
        prefix: 5,
        ...(pktdir === "in" ? { inDevice: iface } : { outDevice: iface }),
        byteOrder,
      }),
  },
  arcnet_linux: { linkType: LINKTYPE_ARCNET_LINUX, frame: ({ bytes }) => arcnet(bytes) },
  ipoib: { linkType: LINKTYPE_IPOIB, frame: (inner) => ipoib(inner) },
  juniper_ether: {
    linkType: LINKTYPE_JUNIPER_ETHER,
    fields: ["pktdir"],
    frame: (inner, fields) =>
      juniperEthernet(ethernetFrame(inner, fields), {
        flags: JUNIPER_FLAGS[fields.pktdir],
        extensions: new Uint8Array(6),
      }),
  },
  pktap: {
    linkType: LINKTYPE_PKTAP,
    fields: ["pktdir"],
    frame: (inner, fields) =>
      pktap(ethernetFrame(inner, fields), {
        linkType: LINKTYPE_ETHERNET,
        flags: PKTAP_FLAGS[fields.pktdir],
      }),
  },
} as const satisfies Record<string, LinkSpec>;

export type ScriptLink = keyof typeof LINKS;

export const SCRIPT_LINKS = Object.keys(LINKS) as readonly ScriptLink[];

export function linkSpec(link: ScriptLink): LinkSpec {
  return LINKS[link];
}

/** Whether `name` can be said of a packet of that link type. */
export function linkAllows(link: ScriptLink, name: string): boolean {
  const field = LINK_FIELDS.find((candidate) => candidate === name);
  return field === undefined || (linkSpec(link).fields ?? []).includes(field);
}
