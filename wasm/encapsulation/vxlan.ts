// VXLAN (RFC 7348) and VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe).
import { load32be } from "../byte_order";
import { LAYER_VXLAN, LAYER_VXLAN_GPE } from "../layout";
import { decodeEthernet } from "../link/ethernet";
import { OUTCOME_NON_TCP } from "../outcome";
import { pushLayer, pushLayerWithId } from "./layers";
import { decodeNextProtocol, NEXT_ETHERNET } from "./nsh";
import { TOO_DEEP, TUNNEL_CUT } from "./outcomes";

const HEADER_BYTES: u32 = 8;
const HAS_VNI: u32 = 0x08;
const HAS_NEXT_PROTOCOL: u32 = 0x04;
const VERSION_MASK: u32 = 0x30;

function pushNetwork(kind: u32, header: usize): bool {
  if (load<u8>(header) & HAS_VNI) return pushLayerWithId(kind, load32be(header + 4) >> 8);
  return pushLayer(kind);
}

/** Decodes the frame in VXLAN; parameters as for decodeIpv4(). */
export function decodeVxlan(header: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (header + HEADER_BYTES > end) return TUNNEL_CUT;
  if (!pushNetwork(LAYER_VXLAN, header)) return TOO_DEEP;
  return decodeEthernet(header + HEADER_BYTES, end, frameEnd, status, record);
}

/** Decodes what VXLAN-GPE carries: its next protocol, Ethernet without one. */
export function decodeVxlanGpe(header: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (header + HEADER_BYTES > end) return TUNNEL_CUT;
  const flags: u32 = load<u8>(header);
  if (flags & VERSION_MASK) return OUTCOME_NON_TCP;
  if (!pushNetwork(LAYER_VXLAN_GPE, header)) return TOO_DEEP;
  const next: u32 = flags & HAS_NEXT_PROTOCOL ? load<u8>(header, 3) : NEXT_ETHERNET;
  return decodeNextProtocol(next, header + HEADER_BYTES, end, frameEnd, status, record);
}
