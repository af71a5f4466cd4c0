// LISP data packets (RFC 9300).
import { load32be } from "../byte_order";
import { decodeIp } from "../ip/ip";
import { LAYER_LISP } from "../layout";
import { pushLayer, pushLayerWithId } from "./layers";
import { TOO_DEEP, TUNNEL_CUT } from "./outcomes";

const HEADER_BYTES: u32 = 8;
const HAS_INSTANCE: u32 = 0x08;

/** Decodes the datagram in a LISP packet; parameters as for decodeIpv4(). */
export function decodeLisp(header: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (header + HEADER_BYTES > end) return TUNNEL_CUT;
  const pushed =
    load<u8>(header) & HAS_INSTANCE
      ? pushLayerWithId(LAYER_LISP, load32be(header + 4) >> 8)
      : pushLayer(LAYER_LISP);
  if (!pushed) return TOO_DEEP;
  return decodeIp(header + HEADER_BYTES, end, frameEnd, status, record);
}
