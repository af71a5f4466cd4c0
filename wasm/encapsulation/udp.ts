// Tunnels over UDP, known by nothing but a port.
import { load16be } from "../byte_order";
import { OUTCOME_NON_TCP } from "../outcome";
import { decodeGeneve } from "./geneve";
import { decodeGtp } from "./gtp";
import { decodeL2tp } from "./l2tp";
import { decodeLisp } from "./lisp";
import { decodeMpls } from "./mpls";
import { TUNNEL_CUT } from "./outcomes";
import { decodeTeredo } from "./teredo";
import { judgeUnproven } from "./unproven";
import { decodeVxlan, decodeVxlanGpe } from "./vxlan";

const HEADER_BYTES: u32 = 8;
const PORTS_BYTES: u32 = 4;

const PORT_L2TP: u32 = 1701;
const PORT_GTP_USER: u32 = 2152;
const PORT_TEREDO: u32 = 3544;
const PORT_LISP_DATA: u32 = 4341;
const PORT_VXLAN: u32 = 4789;
const PORT_VXLAN_GPE: u32 = 4790;
const PORT_GENEVE: u32 = 6081;
const PORT_MPLS: u32 = 6635;
/** VXLAN before it had a port of its own, and still the default of Linux. */
const PORT_VXLAN_LINUX: u32 = 8472;

function isTunnelPort(port: u32): bool {
  // nearly all ports are outside of this
  if (port - PORT_L2TP > PORT_VXLAN_LINUX - PORT_L2TP) return false;
  switch (port) {
    case PORT_L2TP:
    case PORT_GTP_USER:
    case PORT_TEREDO:
    case PORT_LISP_DATA:
    case PORT_VXLAN:
    case PORT_VXLAN_GPE:
    case PORT_GENEVE:
    case PORT_MPLS:
    case PORT_VXLAN_LINUX:
      return true;
    default:
      return false;
  }
}

function decodeTunnel(
  port: u32,
  payload: usize,
  end: usize,
  frameEnd: usize,
  status: u32,
  record: usize,
): u32 {
  switch (port) {
    case PORT_VXLAN:
    case PORT_VXLAN_LINUX:
      return decodeVxlan(payload, end, frameEnd, status, record);
    case PORT_GENEVE:
      return decodeGeneve(payload, end, frameEnd, status, record);
    case PORT_GTP_USER:
      return decodeGtp(payload, end, frameEnd, status, record);
    case PORT_VXLAN_GPE:
      return decodeVxlanGpe(payload, end, frameEnd, status, record);
    case PORT_TEREDO:
      return decodeTeredo(payload, end, frameEnd, status, record);
    case PORT_L2TP:
      return decodeL2tp(payload, end, frameEnd, status, record);
    case PORT_LISP_DATA:
      return decodeLisp(payload, end, frameEnd, status, record);
    default:
      return decodeMpls(payload, end, frameEnd, status, record);
  }
}

/** Decodes what a UDP datagram carries if a port of it is a tunnel's; parameters as for decodeIpv4(). */
export function decodeUdp(udp: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (udp + PORTS_BYTES > end) return OUTCOME_NON_TCP;
  let port = load16be(udp + 2);
  if (!isTunnelPort(port)) {
    port = load16be(udp);
    if (!isTunnelPort(port)) return OUTCOME_NON_TCP;
  }
  let outcome = TUNNEL_CUT;
  if (udp + HEADER_BYTES <= end) {
    const length = load16be(udp + 4);
    if (length) {
      if (length < HEADER_BYTES) return OUTCOME_NON_TCP;
      end = min<usize>(end, udp + length);
      frameEnd = min<usize>(frameEnd, udp + length);
    }
    outcome = decodeTunnel(port, udp + HEADER_BYTES, end, frameEnd, status, record);
  }
  return judgeUnproven(outcome, end < frameEnd);
}
