// Teredo (RFC 4380): IPv6 behind indications.
import { load16be } from "../byte_order";
import { decodeIpv6 } from "../ip/ipv6";
import { LAYER_TEREDO } from "../layout";
import { pushLayer } from "./layers";
import { TOO_DEEP, TUNNEL_CUT } from "./outcomes";

const INDICATION_ORIGIN: u32 = 0x0000;
const INDICATION_AUTHENTICATION: u32 = 0x0001;
const ORIGIN_BYTES: u32 = 8;
const INDICATION_BYTES: u32 = 2;
/** Where the lengths of an authentication's identifier and value end. */
const LENGTHS_END: u32 = 4;
/** Nonce and confirmation. */
const NONCE_BYTES: u32 = 9;

/** Decodes the datagram in a Teredo packet; parameters as for decodeIpv4(). */
export function decodeTeredo(packet: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (packet + LENGTHS_END > end) return TUNNEL_CUT;
  if (load16be(packet) === INDICATION_AUTHENTICATION) {
    packet += LENGTHS_END + <u32>load<u8>(packet, 2) + <u32>load<u8>(packet, 3) + NONCE_BYTES;
    if (packet + INDICATION_BYTES > end) return TUNNEL_CUT;
  }
  if (load16be(packet) === INDICATION_ORIGIN) packet += ORIGIN_BYTES;
  if (packet >= end) return TUNNEL_CUT;
  if (!pushLayer(LAYER_TEREDO)) return TOO_DEEP;
  return decodeIpv6(packet, end, frameEnd, status, record);
}
