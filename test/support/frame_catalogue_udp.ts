/** Tunnels over UDP on Ethernet, right ones and what only has their ports. */
import { LINKTYPE_ETHERNET } from "../../wasm/layout.ts";
import {
  carry,
  concat,
  etherFrame,
  ethernet,
  filler,
  geneve,
  gtp,
  hex,
  l2tp,
  lisp,
  mpls,
  nsh,
  type Typed,
  teredo,
  type UdpOptions,
  udp,
  vlan,
  vxlan,
  vxlanGpe,
} from "./capture_builder.ts";
import type { Encapsulation } from "./frame_catalogue_links.ts";

type Payload = (datagram: Uint8Array) => Uint8Array;

/** By destination port. */
function to(port: number, payload: Payload, options: UdpOptions & { version?: 4 | 6 } = {}): Payload {
  return (d) => ethernet(carry(options.version ?? 4, 17, udp(payload(d), { dstPort: port, ...options })));
}

const frame = (d: Uint8Array): Typed => etherFrame(d);
const cutAt =
  (length: number, payload: Payload): Payload =>
  (d) =>
    payload(d).subarray(0, length);

const VXLAN: readonly (readonly [string, Payload])[] = [
  ["VXLAN", to(4789, (d) => vxlan(frame(d), 100))],
  ["VXLAN in IPv6", to(4789, (d) => vxlan(frame(d), 100), { version: 6 })],
  ["VXLAN, VNI 0", to(4789, (d) => vxlan(frame(d), 0))],
  ["VXLAN, largest VNI", to(4789, (d) => vxlan(frame(d), 0xffffff))],
  ["VXLAN, no VNI", to(4789, (d) => vxlan(frame(d)))],
  ["VXLAN, tagged inside", to(4789, (d) => vxlan(etherFrame(d, { tags: [{ vid: 10 }] }), 1))],
  ["VXLAN, old port", to(8472, (d) => vxlan(frame(d), 42))],
  ["VXLAN, source port", to(9999, (d) => vxlan(frame(d), 42), { srcPort: 4789 })],
  ["VXLAN, group policy", to(4789, (d) => concat(hex("88001234 00000700"), frame(d).bytes))],
  ["VXLAN, all flags", to(4789, (d) => concat(hex("ffffffff ffffffff"), frame(d).bytes))],
  [
    "VXLAN, ARP inside",
    to(4789, (d) => vxlan({ type: 0x6558, bytes: ethernet(d, { etherType: 0x0806 }) }, 1)),
  ],
  [
    "VXLAN, VXLAN",
    to(4789, (d) => vxlan(etherFrame(carry(4, 17, udp(vxlan(frame(d), 2), { dstPort: 4789 }))), 1)),
  ],
  ["VXLAN, no frame", to(4789, (d) => vxlan({ type: 0, bytes: d }, 1))],
  ["VXLAN, empty", to(4789, (d) => cutAt(8, () => vxlan(frame(d), 1))(d))],
  ["VXLAN, header cut by its datagram", to(4789, (d) => cutAt(5, () => vxlan(frame(d), 1))(d))],
  ["VXLAN, frame cut by its datagram", to(4789, (d) => cutAt(8 + 14 + 10, () => vxlan(frame(d), 1))(d))],
  ["VXLAN, segment cut by its datagram", to(4789, (d) => cutAt(8 + 14 + 45, () => vxlan(frame(d), 1))(d))],
  ["VXLAN, noise", to(4789, () => filler(120, 3))],
  ["VXLAN GPE, IP", to(4790, (d) => vxlanGpe(d, { vni: 6 }))],
  ["VXLAN GPE, Ethernet", to(4790, (d) => vxlanGpe(frame(d), { vni: 6 }))],
  ["VXLAN GPE, NSH", to(4790, (d) => vxlanGpe(nsh(d), { vni: 6 }))],
  ["VXLAN GPE, no next protocol", to(4790, (d) => vxlanGpe(frame(d), { vni: 6, plain: true }))],
  ["VXLAN GPE, no VNI", to(4790, (d) => vxlanGpe(d))],
  ["VXLAN GPE, unknown", to(4790, (d) => vxlanGpe(d, { vni: 6, next: 77 }))],
  ["VXLAN GPE, version 1", to(4790, (d) => vxlanGpe(d, { vni: 6, version: 1 }))],
];

const GENEVE: readonly (readonly [string, Payload])[] = [
  ["Geneve, IP", to(6081, (d) => geneve(d, { vni: 8 }))],
  ["Geneve, Ethernet", to(6081, (d) => geneve(frame(d), { vni: 0xabcdef }))],
  ["Geneve, options", to(6081, (d) => geneve(frame(d), { options: filler(252) }))],
  ["Geneve, tag", to(6081, (d) => geneve(vlan(d, { vid: 3 })))],
  ["Geneve, MPLS", to(6081, (d) => geneve(mpls(d)))],
  ["Geneve, NSH", to(6081, (d) => geneve(nsh(d)))],
  ["Geneve, ARP", to(6081, (d) => geneve(d, { type: 0x0806 }))],
  ["Geneve, version 1", to(6081, (d) => geneve(d, { version: 1 }))],
  ["Geneve, options beyond the datagram", to(6081, () => hex("3f000800 00000100 01020304"))],
  ["Geneve, source port", to(1, (d) => geneve(d), { srcPort: 6081 })],
];

const GTP: readonly (readonly [string, Payload])[] = [
  ["GTP", to(2152, (d) => gtp(d))],
  ["GTP, sequence", to(2152, (d) => gtp(d, { flags: 2 }))],
  ["GTP, N-PDU", to(2152, (d) => gtp(d, { flags: 1 }))],
  ["GTP, no extension", to(2152, (d) => gtp(d, { flags: 4 }))],
  ["GTP, extension", to(2152, (d) => gtp(d, { extensions: [[0x85, hex("1005")]] }))],
  [
    "GTP, extensions",
    to(2152, (d) =>
      gtp(d, {
        flags: 7,
        extensions: [
          [0x85, hex("1005")],
          [0xc0, hex("0102 01020304")],
        ],
      }),
    ),
  ],
  [
    "GTP, extension's type without its bit",
    to(2152, (d) => gtp(d, { flags: 2, extensions: [[0x85, hex("1005")]] })),
  ],
  ["GTP, extension of length 0", to(2152, (d) => concat(hex("34ff0000 00000001 00000085 00000000"), d))],
  ["GTP, extension beyond the datagram", to(2152, () => hex("34ff0000 00000001 00000085 05000000"))],
  ["GTP, echo", to(2152, (d) => gtp(d, { message: 1 }))],
  ["GTP, version 2", to(2152, (d) => gtp(d, { version: 2 }))],
  ["GTP'", to(2152, (d) => gtp(d, { protocolType: 0 }))],
  ["GTP, reserved bit", to(2152, (d) => gtp(d, { flags: 8 }))],
  ["GTP, Ethernet", to(2152, (d) => gtp(frame(d).bytes))],
  ["GTP, nothing in it", to(2152, () => gtp(new Uint8Array(0)))],
  ["GTP, source port", to(77, (d) => gtp(d), { srcPort: 2152 })],
  ["GTP, fragment in it", to(2152, (d) => gtp(carry(4, 6, d, { mf: true })))],
];

const OTHERS: readonly (readonly [string, Payload])[] = [
  ["Teredo", to(3544, (d) => teredo(d))],
  ["Teredo, source port", to(3545, (d) => teredo(d), { srcPort: 3544 })],
  ["Teredo, authentication", to(3544, (d) => teredo(d, { authentication: [0, 0] }))],
  ["Teredo, long authentication", to(3544, (d) => teredo(d, { authentication: [7, 20] }))],
  ["Teredo, origin", to(3544, (d) => teredo(d, { origin: true }))],
  ["Teredo, both", to(3544, (d) => teredo(d, { authentication: [1, 2], origin: true }))],
  [
    "Teredo, authentication twice",
    to(3544, (d) => teredo(teredo(d, { authentication: [0, 0] }), { authentication: [0, 0] })),
  ],
  ["L2TP", to(1701, (d) => l2tp(d), { srcPort: 1701 })],
  ["L2TP, unframed", to(1701, (d) => l2tp(d, { framed: false }))],
  ["L2TP, short", to(1701, (d) => l2tp(d, { short: true }))],
  ["L2TP, all fields", to(1701, (d) => l2tp(d, { length: true, sequence: true, offset: 3 }))],
  ["L2TP, length", to(1701, (d) => l2tp(d, { length: true }))],
  ["L2TP, offset beyond the datagram", to(1701, () => hex("0202 0001 0002 ffff"))],
  [
    "L2TP, length inside of its header",
    to(1701, (d) => concat(hex("4002 0007 0001 0002"), l2tp(d).subarray(6))),
  ],
  [
    "L2TP, length at the end of its header",
    to(1701, (d) => concat(hex("4002 0008 0001 0002"), l2tp(d).subarray(6))),
  ],
  ["L2TP, control", to(1701, (d) => l2tp(d, { control: true }))],
  ["L2TP, version 3", to(1701, (d) => l2tp(d, { version: 3 }))],
  ["L2TP, LCP", to(1701, (d) => l2tp(d, { protocol: 0xc021 }))],
  ["L2TP, compressed", to(1701, (d) => l2tp(d, { protocol: 0x2d }))],
  ["L2TP, MPLS", to(1701, (d) => l2tp(mpls(d)))],
  ["LISP", to(4341, (d) => lisp(d, 0x000102))],
  ["LISP, no instance", to(4341, (d) => lisp(d))],
  ["LISP, source port", to(4342, (d) => lisp(d), { srcPort: 4341 })],
  ["LISP, noise", to(4341, () => filler(60, 8))],
  ["MPLS over UDP", to(6635, (d) => mpls(d, { labels: [1, 2] }).bytes)],
  ["MPLS over UDP, pseudo-wire", to(6635, (d) => mpls(frame(d).bytes, { controlWord: true }).bytes)],
  [
    "MPLS over UDP, no bottom",
    to(6635, (d) => mpls(d.subarray(0, 1), { bottomless: true, labels: [1, 2, 3] }).bytes),
  ],
];

const UDP: readonly (readonly [string, Payload])[] = [
  ["UDP, no tunnel's port", to(53, (d) => d)],
  ["UDP, a tunnel's port on both sides", to(6081, (d) => vxlan(frame(d), 1), { srcPort: 4789 })],
  ["UDP, length 0", to(4789, (d) => vxlan(frame(d), 1), { length: 0 })],
  ["UDP, length 7", to(4789, (d) => vxlan(frame(d), 1), { length: 7 })],
  ["UDP, length 8", to(4789, (d) => vxlan(frame(d), 1), { length: 8 })],
  ["UDP, length inside of the header", to(4789, (d) => vxlan(frame(d), 1), { length: 15 })],
  ["UDP, length inside of the frame", to(4789, (d) => vxlan(frame(d), 1), { length: 8 + 8 + 14 + 50 })],
  ["UDP, length beyond the datagram", to(4789, (d) => vxlan(frame(d), 1), { length: 60_000 })],
  ["UDP, cut by its datagram", () => ethernet(carry(4, 17, hex("c350 12b5 0010")))],
  ["UDP, ports cut by their datagram", () => ethernet(carry(4, 17, hex("12b5 12")))],
];

export const UDP_ENCAPSULATIONS: readonly Encapsulation[] = [
  ...VXLAN,
  ...GENEVE,
  ...GTP,
  ...OTHERS,
  ...UDP,
].map(([name, wrap]) => ({ name, linkType: LINKTYPE_ETHERNET, wrap }));
