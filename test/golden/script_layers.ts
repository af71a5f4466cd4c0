/**
 * What scripts put around a datagram: VLAN tags and tunnels, outermost first.
 */
import {
  authentication,
  backbone,
  carry,
  erspan,
  eTag,
  etherFrame,
  geneve,
  gre,
  gtp,
  ipInIp,
  l2tp,
  l2tpv3,
  lisp,
  mpls,
  nsh,
  pppoe,
  pptp,
  type Typed,
  teredo,
  typed,
  udp,
  vlan,
  vnTag,
  vxlan,
  vxlanGpe,
} from "../support/capture_builder.ts";
import type { ScriptLine } from "./script_line.ts";

export interface ScriptLayer {
  readonly name: LayerName;
  readonly id: number | undefined;
}

interface LayerSpec {
  /** The greatest id; undefined if there is none. */
  readonly maxId?: number;
  readonly wrap: (inner: Typed, id: number) => Typed;
}

const VID = 0xfff;
const U24 = 0xffffff;

const GRE = 47;
const AH = 51;
const L2TP = 115;
const MPLS_IN_IP = 137;
const UDP = 17;
/** IP protocols of datagrams in datagrams. */
const IP_IN_IP = { 4: 4, 6: 41 };

const overIp = (protocol: number, payload: Uint8Array): Typed => typed(carry(4, protocol, payload));
const overUdp = (dstPort: number, payload: Uint8Array): Typed => overIp(UDP, udp(payload, { dstPort }));
const versionOf = (datagram: Uint8Array): 4 | 6 => (datagram[0]! >> 4 === 6 ? 6 : 4);

const LAYERS = {
  vlan: { maxId: VID, wrap: (inner, vid) => vlan(inner, { vid }) },
  service_vlan: { maxId: VID, wrap: (inner, vid) => vlan(inner, { vid, tpid: 0x88a8 }) },
  backbone: { wrap: (inner) => backbone(etherFrame(inner)) },
  e_tag: { wrap: (inner) => eTag(inner) },
  vn_tag: { wrap: (inner) => vnTag(inner) },
  mpls: { wrap: (inner) => mpls(inner.bytes, { labels: [16, 17] }) },
  mpls_wire: { wrap: (inner) => mpls(etherFrame(inner).bytes, { controlWord: true }) },
  mpls_ip: { wrap: (inner) => overIp(MPLS_IN_IP, mpls(inner.bytes).bytes) },
  mpls_udp: { wrap: (inner) => overUdp(6635, mpls(inner.bytes).bytes) },
  pppoe: { wrap: (inner) => pppoe(inner) },
  nsh: { wrap: (inner) => nsh(inner) },
  gre: { wrap: (inner) => overIp(GRE, gre(inner)) },
  gre_fields: {
    wrap: (inner) => overIp(GRE, gre(inner, { checksum: true, key: 7, sequence: 8 })),
  },
  gre_ethernet: { wrap: (inner) => overIp(GRE, gre(etherFrame(inner))) },
  pptp: { wrap: (inner) => overIp(GRE, pptp(inner, { acknowledgement: 3 })) },
  erspan_1: { wrap: (inner) => overIp(GRE, erspan(etherFrame(inner), { type: 1 })) },
  erspan_2: { wrap: (inner) => overIp(GRE, erspan(etherFrame(inner), { type: 2 })) },
  erspan_3: { wrap: (inner) => overIp(GRE, erspan(etherFrame(inner), { type: 3, platform: true })) },
  vxlan: { maxId: U24, wrap: (inner, vni) => overUdp(4789, vxlan(etherFrame(inner), vni)) },
  vxlan_gpe: { maxId: U24, wrap: (inner, vni) => overUdp(4790, vxlanGpe(inner, { vni })) },
  geneve: {
    maxId: U24,
    wrap: (inner, vni) => overUdp(6081, geneve(inner, { vni, options: new Uint8Array(8) })),
  },
  gtp: {
    wrap: ({ bytes }) => overUdp(2152, gtp(bytes, { extensions: [[0x85, new Uint8Array(2)]] })),
  },
  ip_in_ipv4: { wrap: ({ bytes }) => typed(ipInIp(4, bytes)) },
  ip_in_ipv6: { wrap: ({ bytes }) => typed(ipInIp(6, bytes)) },
  teredo: { wrap: ({ bytes }) => overUdp(3544, teredo(bytes, { origin: true })) },
  l2tp: { wrap: (inner) => overUdp(1701, l2tp(inner, { length: true, sequence: true, offset: 4 })) },
  l2tpv3: { wrap: (inner) => overIp(L2TP, l2tpv3(etherFrame(inner).bytes, 4)) },
  lisp: { maxId: U24, wrap: ({ bytes }, instance) => overUdp(4341, lisp(bytes, instance)) },
  authentication: {
    wrap: ({ bytes }) => overIp(AH, authentication(IP_IN_IP[versionOf(bytes)], bytes)),
  },
} as const satisfies Record<string, LayerSpec>;

export type LayerName = keyof typeof LAYERS;

const NAMES = Object.keys(LAYERS) as readonly LayerName[];

/** `none`, or names with their ids, to the end of the line. */
export function parseLayers(line: ScriptLine): ScriptLayer[] {
  if (line.skip("none")) return [];
  const layers: ScriptLayer[] = [];
  do {
    const name = line.choice(NAMES);
    const { maxId }: LayerSpec = LAYERS[name];
    layers.push({ name, id: maxId === undefined ? undefined : line.integer(`the id of ${name}`, 0, maxId) });
  } while (!line.isAtEnd);
  return layers;
}

/** What the frame carries. */
export function encapsulated(datagram: Uint8Array, layers: readonly ScriptLayer[]): Typed {
  return layers.reduceRight<Typed>((inner, { name, id = 0 }) => {
    const { wrap }: LayerSpec = LAYERS[name];
    return wrap(inner, id);
  }, typed(datagram));
}
