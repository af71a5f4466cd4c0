// Geneve (RFC 8926).
import { load16be, load32be } from "../byte_order";
import { LAYER_GENEVE } from "../layout";
import { OUTCOME_NON_TCP } from "../outcome";
import { decodeTunnelled } from "./gre";
import { pushLayerWithId } from "./layers";
import { TOO_DEEP, TUNNEL_CUT } from "./outcomes";

const HEADER_BYTES: u32 = 8;

/** Decodes what Geneve carries; parameters as for decodeIpv4(). */
export function decodeGeneve(header: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (header + HEADER_BYTES > end) return TUNNEL_CUT;
  // version (2 bits), length of the options in words (6)
  const versionAndLength: u32 = load<u8>(header);
  if (versionAndLength >> 6 !== 0) return OUTCOME_NON_TCP;
  const payload = header + HEADER_BYTES + ((versionAndLength & 0x3f) << 2);
  if (payload > end) return TUNNEL_CUT;
  if (!pushLayerWithId(LAYER_GENEVE, load32be(header + 4) >> 8)) return TOO_DEEP;
  return decodeTunnelled(load16be(header + 2), payload, end, frameEnd, status, record);
}
