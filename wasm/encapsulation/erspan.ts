// Mirrored frames (draft-foschiano-erspan).
import { decodeIp } from "../ip/ip";
import { LAYER_ERSPAN } from "../layout";
import { decodeEthernet } from "../link/ethernet";
import { pushLayer } from "./layers";
import { TOO_DEEP, TUNNEL_CUT } from "./outcomes";

const TYPE_2_BYTES: u32 = 8;
const TYPE_3_BYTES: u32 = 12;
const SUBHEADER_BYTES: u32 = 8;
const HAS_SUBHEADER: u32 = 1;
const FRAME_IP: u32 = 2;

export function pushErspan(): bool {
  return pushLayer(LAYER_ERSPAN);
}

/** Decodes a frame mirrored with type II; parameters as for decodeIpv4(). */
export function decodeErspan2(header: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (header + TYPE_2_BYTES > end) return TUNNEL_CUT;
  if (!pushErspan()) return TOO_DEEP;
  return decodeEthernet(header + TYPE_2_BYTES, end, frameEnd, status, record);
}

/** Decodes a frame mirrored with type III, which may have a platform specific subheader. */
export function decodeErspan3(header: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (header + TYPE_3_BYTES > end) return TUNNEL_CUT;
  let frame = header + TYPE_3_BYTES;
  if (load<u8>(header, 11) & HAS_SUBHEADER) frame += SUBHEADER_BYTES;
  if (frame > end) return TUNNEL_CUT;
  if (!pushErspan()) return TOO_DEEP;
  // P (1 bit), frame type (5)
  const frameType = (<u32>load<u8>(header, 10) >> 2) & 0x1f;
  if (frameType === FRAME_IP) return decodeIp(frame, end, frameEnd, status, record);
  return decodeEthernet(frame, end, frameEnd, status, record);
}
