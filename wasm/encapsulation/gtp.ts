// User data in GTP version 1 (3GPP TS 29.281).
import { decodeIp } from "../ip/ip";
import { LAYER_GTP } from "../layout";
import { OUTCOME_NON_TCP } from "../outcome";
import { pushLayer } from "./layers";
import { TOO_DEEP, TUNNEL_CUT } from "./outcomes";

const HEADER_BYTES: u32 = 8;
const OPTIONAL_BYTES: u32 = 4;
/** Version (3 bits), protocol type (1). */
const VERSION_MASK: u32 = 0xf0;
const VERSION_1_GTP: u32 = 0x30;
const HAS_EXTENSION: u32 = 0x04;
/** Any of E, S and PN makes all of the optional fields be there. */
const HAS_OPTIONAL: u32 = 0x07;
const MESSAGE_G_PDU: u32 = 255;

/** Decodes the datagram in a G-PDU; parameters as for decodeIpv4(). */
export function decodeGtp(header: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (header + HEADER_BYTES > end) return TUNNEL_CUT;
  const flags: u32 = load<u8>(header);
  if ((flags & VERSION_MASK) !== VERSION_1_GTP || load<u8>(header, 1) !== MESSAGE_G_PDU)
    return OUTCOME_NON_TCP;
  let payload = header + HEADER_BYTES;
  if (flags & HAS_OPTIONAL) {
    payload += OPTIONAL_BYTES;
    if (payload > end) return TUNNEL_CUT;
  }
  if (flags & HAS_EXTENSION) {
    // each extension header has its length in words in front, and the type of the next one at its end
    let next: u32 = load<u8>(payload - 1);
    while (next !== 0) {
      if (payload + 1 > end) return TUNNEL_CUT;
      const bytes = (<u32>load<u8>(payload)) << 2;
      if (bytes === 0) return OUTCOME_NON_TCP;
      payload += bytes;
      if (payload > end) return TUNNEL_CUT;
      next = load<u8>(payload - 1);
    }
  }
  if (!pushLayer(LAYER_GTP)) return TOO_DEEP;
  return decodeIp(payload, end, frameEnd, status, record);
}
