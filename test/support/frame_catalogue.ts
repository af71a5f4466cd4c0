/** One frame of every kind that the decoder knows: link layers, tags, tunnels, IP headers, segments. */
import {
  concat,
  filler,
  hex,
  type Ipv4Options,
  type Ipv6Extension,
  ipv4,
  ipv6,
  sourceRoute,
  type TcpOption,
  type TcpOptions,
  tcp,
  tcpPacket,
} from "./capture_builder.ts";
import type { Encapsulation } from "./frame_catalogue_links.ts";
import { LINK_ENCAPSULATIONS } from "./frame_catalogue_links.ts";
import { TUNNEL_ENCAPSULATIONS } from "./frame_catalogue_tunnels.ts";

export interface CatalogueFrame {
  readonly name: string;
  readonly linkType: number;
  readonly data: Uint8Array;
}

export interface CatalogueDatagram {
  readonly name: string;
  readonly data: Uint8Array;
}

/** How each link type and each tunnel carries a datagram; plain Ethernet first. */
export const ENCAPSULATIONS: readonly Encapsulation[] = [...LINK_ENCAPSULATIONS, ...TUNNEL_ENCAPSULATIONS];

const V4 = { from: "192.0.2.1:40000", to: "198.51.100.2:443" };
const V6 = { from: "[2001:db8::a]:40000", to: "[2001:db8:1::b]:443" };
const STAMPS: TcpOption = { timestamps: [0x01020304, 0xfffefdfc] };
const ROUTE = ["203.0.113.1", "203.0.113.2"];
const ROUTE6 = ["2001:db8:f::1", "2001:db8:f::2"];

const SEGMENTS: readonly (readonly [string, TcpOptions])[] = [
  ["SYN", { flags: "S", options: [{ mss: 1460 }, "sack_permitted", STAMPS, "nop", { wscale: 7 }] }],
  ["data", { flags: "PA", options: ["nop", "nop", STAMPS], payload: "GET / HTTP/1.1\r\n" }],
  ["no options", { flags: "A", payload: 33 }],
  ["all flags", { flags: 0xfff, urgentPointer: 77, window: 0 }],
  ["no flags", { flags: 0, seq: 0xffffffff, ack: 0x80000000 }],
  ["40 bytes of options", { options: filler(40, 5), payload: 3 }],
  ["stamps behind the end", { options: ["eol", STAMPS] }],
  ["stamps behind a bad length", { options: [{ kind: 30, length: 1 }, STAMPS] }],
  ["stamps of a wrong length", { options: [{ kind: 8, data: filler(4) }, STAMPS] }],
  [
    "stamps beyond the header",
    { options: ["nop", "nop", { kind: 8, length: 10, data: filler(4) }], payload: 20 },
  ],
  ["an option beyond the header", { options: [{ kind: 5, length: 40 }, STAMPS] }],
  ["two stamps", { options: [STAMPS, { timestamps: [9, 9] }] }],
  [
    "SACK",
    {
      options: [
        {
          sack: [
            [1, 2],
            [5, 9],
          ],
        },
        STAMPS,
      ],
    },
  ],
  ...(["partial", "partial_lso", "zero", "bad", 0xffff] as const).map(
    (checksum) => [`checksum ${checksum}`, { checksum, payload: 21 }] as const,
  ),
  ["data offset 4", { dataOffset: 4 }],
  ["data offset 15", { dataOffset: 15, payload: 12 }],
  ["data offset 15, enough bytes", { dataOffset: 15, payload: 60 }],
];

const HEADERS: readonly (readonly [string, Ipv4Options])[] = [
  ["tos, id, ttl", { tos: 0xb8, id: 0xfffe, ttl: 255, df: true, reservedFlag: true }],
  ["header options", { options: hex("94040000 0101") }],
  ["40 bytes of header options", { options: filler(40, 3) }],
  ["loose source route", { options: sourceRoute(131, ROUTE), finalDst: ROUTE[1]! }],
  ["strict source route", { options: sourceRoute(137, ROUTE, 8), finalDst: ROUTE[1]! }],
  ["source route behind a nop", { options: concat(hex("01"), sourceRoute(131, ROUTE)), finalDst: ROUTE[1]! }],
  ["source route of a bad length", { options: hex("830a04 01020304 050607") }],
  ["source route without address", { options: hex("830304") }],
  ["source route, pointer 3", { options: sourceRoute(131, ROUTE, 3) }],
  ["source route, pointer 5", { options: sourceRoute(131, ROUTE, 5) }],
  ["source route, pointer 11", { options: sourceRoute(131, ROUTE, 11) }],
  ["source route beyond the header", { options: hex("831304 01020304 05") }],
  ["source route behind the end", { options: concat(hex("00"), sourceRoute(131, ROUTE)) }],
  ["two source routes", { options: concat(sourceRoute(131, ROUTE, 12), sourceRoute(137, ROUTE)) }],
  ["source route, used up", { options: sourceRoute(131, ROUTE, 12) }],
  ["header checksum zero", { checksum: "zero" }],
  ["header checksum bad", { checksum: "bad" }],
  ["total length 0", { totalLength: 0 }],
  ["total length beyond the frame", { totalLength: 200 }],
  ["total length below the header", { totalLength: 19 }],
  ["total length inside the TCP header", { totalLength: 39 }],
  ["total length before the payload's end", { totalLength: 47 }],
  ["version 5", { version: 5 }],
  ["version 6", { version: 6 }],
  ["IHL 4", { ihl: 4 }],
  ["IHL 15", { ihl: 15 }],
  ["first fragment", { mf: true }],
  ["later fragment", { fragmentOffset: 3 }],
  ["last byte of the fragment offset", { fragmentOffset: 0x1000 }],
  ["UDP", { protocol: 17 }],
  ["UDP fragment", { protocol: 17, mf: true }],
];

const OPTION = hex("0504 00000000");
const HOME = "c910 20010db8 00000000 00000000 00000099";
const EXTENSIONS: readonly (readonly [
  string,
  readonly Ipv6Extension[],
  { payloadLength?: number; firstSrc?: string }?,
])[] = [
  ["home address", [{ type: "destination", options: hex(HOME) }], { firstSrc: "2001:db8::99" }],
  ["home address behind padding", [{ type: "destination", options: hex(`00 0101aa ${HOME}`) }]],
  ["home address of a wrong length", [{ type: "destination", options: hex(`c90f${HOME.slice(7)}`) }]],
  ["home address in a hop-by-hop header", [{ type: "hop_by_hop", options: hex(HOME) }]],
  ["hop-by-hop", [{ type: "hop_by_hop", options: OPTION }]],
  ["jumbo", [{ type: "hop_by_hop", jumbo: true }]],
  [
    "jumbo behind padding",
    [{ type: "hop_by_hop", options: hex("00 0101aa c204 00000050") }],
    { payloadLength: 0 },
  ],
  ["jumbo beyond the frame", [{ type: "hop_by_hop", jumbo: 100_000 }], { payloadLength: 0 }],
  ["jumbo of a wrong length", [{ type: "hop_by_hop", options: hex("c203 000000") }], { payloadLength: 0 }],
  ["jumbo beside a length", [{ type: "hop_by_hop", jumbo: 9000 }]],
  ["hop-by-hop, length 0", [{ type: "hop_by_hop", options: OPTION }], { payloadLength: 0 }],
  ["length 0", [], { payloadLength: 0 }],
  ["length beyond the frame", [], { payloadLength: 300 }],
  ["length inside the TCP header", [], { payloadLength: 19 }],
  ["length inside an extension", [{ type: "destination" }], { payloadLength: 7 }],
  ["length inside a long extension", [{ type: "destination", options: filler(30) }], { payloadLength: 16 }],
  ["destination options", [{ type: "destination", options: filler(22) }]],
  ["AH", [{ type: "ah" }]],
  ["AH of 12 bytes", [{ type: "ah", bytes: 12 }]],
  ["atomic fragment", [{ type: "fragment" }]],
  ["first fragment", [{ type: "fragment", more: true }]],
  ["later fragment", [{ type: "fragment", offset: 100 }]],
  ["fragment of another header", [{ type: "fragment", more: true }, { type: "destination" }]],
  ["atomic fragment, then options", [{ type: "fragment" }, { type: "destination" }]],
  ...[0, 2, 4, 3].flatMap((routingType): (readonly [string, readonly Ipv6Extension[]])[] => [
    [
      `routing ${routingType}`,
      [{ type: "routing", routingType, segmentsLeft: 1, addresses: ROUTE6.slice(0, 1) }],
    ],
    [`routing ${routingType}, two`, [{ type: "routing", routingType, segmentsLeft: 2, addresses: ROUTE6 }]],
    [
      `routing ${routingType}, second`,
      [{ type: "routing", routingType, segmentsLeft: 1, addresses: ROUTE6 }],
    ],
    [`routing ${routingType}, done`, [{ type: "routing", routingType, segmentsLeft: 0, addresses: ROUTE6 }]],
    [`routing ${routingType}, empty`, [{ type: "routing", routingType, segmentsLeft: 1, addresses: [] }]],
  ]),
  ["135", [{ type: "other", number: 135, body: filler(20) }]],
  [
    "139, 140",
    [
      { type: "other", number: 139, body: filler(6) },
      { type: "other", number: 140, body: filler(14) },
    ],
  ],
  [
    "routing 0, half an address",
    [{ type: "other", number: 43, body: concat(hex("000100000000"), filler(24)) }],
  ],
  [
    "routing 2, half an address",
    [{ type: "other", number: 43, body: concat(hex("020100000000"), filler(24)) }],
  ],
  ["routing 4, TLVs", [{ type: "other", number: 43, body: concat(hex("040100000000"), filler(24)) }]],
  [
    "routing 4, no address but TLVs",
    [{ type: "other", number: 43, body: concat(hex("040100000000"), filler(8)) }],
  ],
  [
    "routing 4, last entry beyond the list",
    [{ type: "routing", routingType: 4, segmentsLeft: 1, addresses: ROUTE6, lastEntry: 2 }],
  ],
  [
    "two routing headers",
    [
      { type: "routing", routingType: 0, segmentsLeft: 0, addresses: ROUTE6 },
      { type: "routing", routingType: 4, segmentsLeft: 1, addresses: ROUTE6 },
      { type: "routing", routingType: 0, segmentsLeft: 1, addresses: ROUTE6 },
    ],
  ],
  ...[0, 1, 0x7fffffff, 0x80000000, 0xffffffff].map((jumbo): (typeof EXTENSIONS)[number] => [
    `jumbo of ${jumbo}`,
    [{ type: "hop_by_hop", jumbo }],
    { payloadLength: 0 },
  ]),
  [
    "all of them",
    [
      { type: "hop_by_hop", options: OPTION },
      { type: "destination" },
      { type: "routing", routingType: 4, segmentsLeft: 1, addresses: ROUTE6 },
      { type: "fragment" },
      { type: "ah" },
      { type: "destination", options: filler(9) },
    ],
  ],
  ["16 headers", Array.from({ length: 16 }, () => ({ type: "destination" }) as const)],
  ["17 headers", Array.from({ length: 17 }, () => ({ type: "destination" }) as const)],
];

/** TCP over IPv4 and IPv6 in all its forms, and some that are not TCP. */
export const DATAGRAMS: readonly CatalogueDatagram[] = [
  ...SEGMENTS.flatMap(([name, segment]) => [
    { name: `IPv4, ${name}`, data: tcpPacket({ ...V4, ...segment }) },
    { name: `IPv6, ${name}`, data: tcpPacket({ ...V6, ...segment }) },
  ]),
  ...HEADERS.map(([name, ip]) => ({
    name: `IPv4 ${name}`,
    data: ipv4({ src: "192.0.2.1", dst: "198.51.100.2", ...ip }, tcp({ payload: 25, options: [STAMPS] })),
  })),
  ...EXTENSIONS.map(([name, extensions, ip = {}]) => ({
    name: `IPv6 ${name}`,
    data: ipv6(
      { trafficClass: 0xa5, flowLabel: 0xfedcb, extensions, ...ip },
      tcp({ payload: 25, options: [STAMPS] }),
    ),
  })),
  { name: "IPv6 UDP", data: ipv6({ nextHeader: 17 }, filler(30)) },
  {
    name: "IPv6 no next header",
    data: ipv6({ nextHeader: 59, extensions: [{ type: "destination" }] }, filler(0)),
  },
  { name: "IPv6 version 4", data: ipv6({ version: 4 }, tcp()) },
  {
    name: "IPv6 UDP fragment",
    data: ipv6({ nextHeader: 17, extensions: [{ type: "fragment", offset: 2 }] }, filler(9)),
  },
];

/** Every datagram on Ethernet, and a few in every other encapsulation. */
export const FRAMES: readonly CatalogueFrame[] = ENCAPSULATIONS.flatMap(({ name, linkType, wrap }, i) =>
  (i === 0 ? DATAGRAMS : DATAGRAMS.slice(1, 3)).map((datagram) => ({
    name: `${datagram.name} in ${name}`,
    linkType,
    data: wrap(datagram.data),
  })),
);

export const LINK_TYPES: readonly number[] = [...new Set(ENCAPSULATIONS.map(({ linkType }) => linkType))];
