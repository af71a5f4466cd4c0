// PPPoE sessions (RFC 2516).
import { LAYER_PPPOE } from "../layout";
import { decodePppPacket } from "../link/ppp";
import { OUTCOME_NON_TCP } from "../outcome";
import { pushLayer } from "./layers";
import { TOO_DEEP, TUNNEL_CUT, TUNNEL_MALFORMED } from "./outcomes";

const HEADER_BYTES: u32 = 6;
const VERSION_AND_TYPE: u32 = 0x11;
const CODE_SESSION: u32 = 0;

/** Decodes the session packet at `header`; parameters as for decodeIpv4(). */
export function decodePppoe(header: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (header + HEADER_BYTES > end) return TUNNEL_CUT;
  if (load<u8>(header) !== VERSION_AND_TYPE) return TUNNEL_MALFORMED;
  if (load<u8>(header, 1) !== CODE_SESSION) return OUTCOME_NON_TCP;
  if (!pushLayer(LAYER_PPPOE)) return TOO_DEEP;
  // its length is not believed: there are captures where whole datagrams are longer
  return decodePppPacket(header + HEADER_BYTES, end, frameEnd, status, record, TUNNEL_CUT);
}
