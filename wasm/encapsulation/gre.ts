// GRE (RFC 2784, 2890; routing of RFC 1701) and its version 1 of PPTP (RFC 2637).
import { load16be } from "../byte_order";
import { decodeIp } from "../ip/ip";
import { LAYER_GRE, REC_PATH } from "../layout";
import { decodeEthernet, decodeNetwork } from "../link/ethernet";
import { decodeWlan } from "../link/ieee80211";
import { decodePpp } from "../link/ppp";
import { OUTCOME_NON_TCP } from "../outcome";
import { getWord, setWord } from "../record";
import { decodeErspan2, decodeErspan3, pushErspan } from "./erspan";
import { pushLayer } from "./layers";
import { TOO_DEEP, TUNNEL_CUT, TUNNEL_MALFORMED } from "./outcomes";

const HEADER_BYTES: u32 = 4;
const FIELD_BYTES: u32 = 4;

const HAS_CHECKSUM: u32 = 0x8000;
const HAS_ROUTING: u32 = 0x4000;
const HAS_KEY: u32 = 0x2000;
const HAS_SEQUENCE: u32 = 0x1000;
const HAS_ACKNOWLEDGMENT: u32 = 0x0080;
const VERSION_MASK: u32 = 0x0007;

const PROTOCOL_BRIDGED_ETHERNET: u32 = 0x6558;
const PROTOCOL_PPP: u32 = 0x880b;
const PROTOCOL_WCCP: u32 = 0x883e;
/** Access points of Aruba: 802.11 frames. */
const PROTOCOL_FIRST_ARUBA: u32 = 0x8200;
const PROTOCOL_LAST_ARUBA: u32 = 0x837f;
const PROTOCOL_ERSPAN_1_2: u32 = 0x88be;
const PROTOCOL_ERSPAN_3: u32 = 0x22eb;

/**
 * Address behind the routing field at `entry` (RFC 1701), source route entries up to an empty one; beyond `end` if not all
 * of it was captured.
 */
function passRouting(entry: usize, end: usize): usize {
  while (entry + FIELD_BYTES <= end) {
    const family = load16be(entry);
    const length: u32 = load<u8>(entry, 3);
    entry += FIELD_BYTES + length;
    if (family === 0 && length === 0) return entry;
  }
  return entry + FIELD_BYTES;
}

/** What a protocol type of GRE, or Geneve, says is at `payload`. */
export function decodeTunnelled(
  protocol: u32,
  payload: usize,
  end: usize,
  frameEnd: usize,
  status: u32,
  record: usize,
): u32 {
  if (protocol === PROTOCOL_BRIDGED_ETHERNET) return decodeEthernet(payload, end, frameEnd, status, record);
  return decodeNetwork(protocol, payload, end, frameEnd, status, record, false);
}

/** An 802.11 frame, whose addresses are not where the packet was seen. */
function decodeTunnelledWlan(frame: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  const path = getWord(record, REC_PATH);
  const outcome = decodeWlan(frame, end, frameEnd, status, record, false);
  setWord(record, REC_PATH, path);
  return outcome;
}

/** Version 1: PPP, unless the packet only acknowledges. */
function decodePptp(header: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  const flags = load16be(header);
  if (load16be(header + 2) !== PROTOCOL_PPP) return OUTCOME_NON_TCP;
  // payload length and call ID are where version 0 has its key
  if (!(flags & HAS_KEY)) return TUNNEL_MALFORMED;
  let ppp = header + HEADER_BYTES + FIELD_BYTES;
  if (flags & HAS_SEQUENCE) ppp += FIELD_BYTES;
  if (flags & HAS_ACKNOWLEDGMENT) ppp += FIELD_BYTES;
  if (ppp > end) return TUNNEL_CUT;
  if (!pushLayer(LAYER_GRE)) return TOO_DEEP;
  if (!(flags & HAS_SEQUENCE) || load16be(header + HEADER_BYTES) === 0) return OUTCOME_NON_TCP;
  return decodePpp(ppp, end, frameEnd, status, record, TUNNEL_CUT);
}

/** Decodes the GRE header at `header` and what it carries; parameters as for decodeIpv4(). */
export function decodeGre(header: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (header + HEADER_BYTES > end) return TUNNEL_CUT;
  const flags = load16be(header);
  const version = flags & VERSION_MASK;
  if (version === 1) return decodePptp(header, end, frameEnd, status, record);
  if (version !== 0) return TUNNEL_MALFORMED;
  let payload = header + HEADER_BYTES;
  if (flags & (HAS_CHECKSUM | HAS_ROUTING)) payload += FIELD_BYTES;
  if (flags & HAS_KEY) payload += FIELD_BYTES;
  if (flags & HAS_SEQUENCE) payload += FIELD_BYTES;
  if (payload > end) return TUNNEL_CUT;
  if (flags & HAS_ROUTING) {
    payload = passRouting(payload, end);
    if (payload > frameEnd) return TUNNEL_MALFORMED;
    if (payload > end) return TUNNEL_CUT;
  }
  if (!pushLayer(LAYER_GRE)) return TOO_DEEP;
  const protocol = load16be(header + 2);
  if (protocol >= PROTOCOL_FIRST_ARUBA && protocol <= PROTOCOL_LAST_ARUBA) {
    return decodeTunnelledWlan(payload, end, frameEnd, status, record);
  }
  switch (protocol) {
    case PROTOCOL_PPP:
      return decodePpp(payload, end, frameEnd, status, record, TUNNEL_CUT);
    case PROTOCOL_WCCP:
      // version 2 has a redirect header, version 1 has none
      if (payload < end && load<u8>(payload) >> 4 !== 4) payload += FIELD_BYTES;
      return decodeIp(payload, end, frameEnd, status, record);
    case PROTOCOL_ERSPAN_1_2:
      // type I has no header of its own, and no sequence number
      if (flags & HAS_SEQUENCE) return decodeErspan2(payload, end, frameEnd, status, record);
      if (!pushErspan()) return TOO_DEEP;
      return decodeEthernet(payload, end, frameEnd, status, record);
    case PROTOCOL_ERSPAN_3:
      return decodeErspan3(payload, end, frameEnd, status, record);
    default:
      return decodeTunnelled(protocol, payload, end, frameEnd, status, record);
  }
}
