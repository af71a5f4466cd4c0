/** What tshark found around a segment, in the analyzer's words: VLAN tags, tunnels, interface, direction. */

import type { FramePair, TheirFrame } from "./model.ts";

export interface Layers {
  /** Outermost first; id 0 is a priority and no VLAN. */
  readonly vlans: readonly number[];
  readonly tunnels: readonly string[];
}

/** Tunnels whose headers tell no id, by tshark's names. */
const PLAIN: ReadonlyMap<string, string> = new Map([
  ["mpls", "mpls"],
  ["pppoes", "pppoe"],
  ["gre", "gre"],
  ["erspan", "erspan"],
  ["gtp", "gtp"],
  ["teredo", "teredo"],
  ["l2tp", "l2tp"],
  ["nsh", "nsh"],
]);

const VXLAN_HAS_ID = 0x0800;
const VXLAN_GPE_PORT = "4790";
const VXLAN_GPE_HAS_ID = 0x08;

const LINKTYPE_LINUX_SLL2 = 276;
const SLL_TO_US = "0";
const SLL_OUTGOING = "4";
const DIRECTIONS: readonly ("in" | "out" | undefined)[] = [undefined, "in", "out", undefined];

function ipInIp(outer: string, inner: string): string {
  if (outer === inner) return inner === "ip" ? "ipip" : "6in6";
  return inner === "ip" ? "4in6" : "6in4";
}

/** Headers that stand between two IP headers without being a tunnel. */
function isExtension(protocol: string): boolean {
  return protocol.startsWith("ipv6.") || protocol === "ah";
}

/** The layers in front of the segment's TCP header. */
export function layersOf({ below, column }: TheirFrame): Layers {
  const vlans: number[] = [];
  const tunnels: string[] = [];
  const seen = new Map<string, number>();
  /** The value of a field that each header of the protocol has. */
  const next = (name: string): string | undefined => {
    const index = seen.get(name) ?? 0;
    seen.set(name, index + 1);
    return column(name)[index];
  };
  let outerIp: string | undefined;
  let before: string | undefined;
  for (const protocol of below) {
    if (protocol === "ip" || protocol === "ipv6") {
      if (outerIp !== undefined) tunnels.push(ipInIp(outerIp, protocol));
      outerIp = protocol;
    } else if (!isExtension(protocol)) {
      outerIp = undefined;
    }
    const plain = PLAIN.get(protocol);
    // Each label of a stack may be a protocol of its own.
    if (plain !== undefined && !(plain === "mpls" && before === "mpls")) tunnels.push(plain);
    if (protocol === "vlan" || protocol === "ieee8021ad") {
      const id = Number(next(`${protocol}.id`));
      if (id !== 0) vlans.push(id);
    } else if (protocol === "vxlan") {
      const flags = Number(next("vxlan.flags"));
      const vni = Number(next("vxlan.vni"));
      tunnels.push((flags & VXLAN_HAS_ID) === 0 ? "vxlan" : `vxlan:${vni}`);
    } else if (protocol === "udp") {
      const ports = [next("udp.srcport"), next("udp.dstport")];
      // tshark does not list the generic extension among the protocols.
      if (ports.includes(VXLAN_GPE_PORT) && column("vxlan.next_proto").length > 0) {
        const flags = Number(next("vxlan.flags"));
        const vni = Number(next("vxlan.vni"));
        tunnels.push((flags & VXLAN_GPE_HAS_ID) === 0 ? "vxlan_gpe" : `vxlan_gpe:${vni}`);
      }
    } else if (protocol === "geneve") {
      tunnels.push(`geneve:${Number(next("geneve.vni"))}`);
    } else if (protocol === "lisp-data") {
      const id = next("lisp-data.iid");
      tunnels.push(id === undefined ? "lisp" : `lisp:${Number(id)}`);
    }
    before = protocol;
  }
  return { vlans, tunnels };
}

/** The interface's name or number; undefined where tshark does not tell it: its name may be a description. */
export function interfaceOf({ record }: FramePair, { column }: TheirFrame): string | undefined {
  if (record?.linkType === LINKTYPE_LINUX_SLL2) return column("sll.ifindex")[0];
  return record?.interfaceName && column("frame.interface_name")[0];
}

/** The direction by the link layer, or else by the record; undefined where tshark does not tell it. */
export function directionOf({ column }: TheirFrame): "in" | "out" | undefined {
  const type = column("sll.pkttype")[0];
  if (type === SLL_TO_US) return "in";
  if (type === SLL_OUTGOING) return "out";
  if (type !== undefined) return undefined;
  return DIRECTIONS[Number(column("frame.packet_flags_direction")[0] ?? 0) & 3];
}
