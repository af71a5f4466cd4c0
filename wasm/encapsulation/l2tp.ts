// L2TP: version 2 over UDP (RFC 2661), version 3 over UDP and IP (RFC 3931).
import { load16be } from "../byte_order";
import { looksLikeIp } from "../ip/ip";
import { LAYER_L2TP } from "../layout";
import { decodeEthernet, isVlanType } from "../link/ethernet";
import { decodePpp } from "../link/ppp";
import { OUTCOME_NON_TCP } from "../outcome";
import { pushLayer } from "./layers";
import { TOO_DEEP, TUNNEL_CUT } from "./outcomes";
import { judgeUnproven } from "./unproven";

const IS_CONTROL: u32 = 0x8000;
const HAS_LENGTH: u32 = 0x4000;
const HAS_SEQUENCE: u32 = 0x0800;
const HAS_OFFSET: u32 = 0x0200;
const VERSION_MASK: u32 = 0x000f;

const SESSION_BYTES: u32 = 4;
/** The longest cookie, and the sublayer behind it. */
const MAX_COOKIE_AND_SUBLAYER: u32 = 12;
const MAX_TAGS: u32 = 2;

const ADDRESS_AND_CONTROL: u32 = 0xff03;
const PPP_IPV4: u32 = 0x0021;
const PPP_IPV6: u32 = 0x0057;
const ETHERTYPE_IPV4: u32 = 0x0800;
const ETHERTYPE_IPV6: u32 = 0x86dd;

/** True if an Ethernet frame at `frame` carries what looks like a datagram. */
function isEthernet(frame: usize, end: usize): bool {
  let type = frame + 12;
  for (let tags: u32 = 0; tags < MAX_TAGS && type + 2 <= end && isVlanType(load16be(type)); tags++) type += 4;
  if (type + 2 > end) return false;
  const etherType = load16be(type);
  if (etherType === ETHERTYPE_IPV4) return looksLikeIp(type + 2, 4, end);
  return etherType === ETHERTYPE_IPV6 && looksLikeIp(type + 2, 6, end);
}

/** True if a PPP frame at `frame` carries what looks like a datagram. */
function isPpp(frame: usize, end: usize): bool {
  if (frame + 4 > end) return false;
  if (load16be(frame) === ADDRESS_AND_CONTROL) frame += 2;
  const protocol = load16be(frame);
  if (protocol === PPP_IPV4) return looksLikeIp(frame + 2, 4, end);
  return protocol === PPP_IPV6 && looksLikeIp(frame + 2, 6, end);
}

/**
 * Decodes the data message of version 3 whose session ID is at `session`. How long its cookie is, whether a sublayer
 * follows (RFC 3931 4.1, 4.6) and what is in it was agreed on elsewhere: it is found by what looks like a datagram.
 */
export function decodeL2tp3(session: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (session + SESSION_BYTES > end) return TUNNEL_CUT;
  if (load<u32>(session) === 0) return OUTCOME_NON_TCP; // control
  const isCut = end < frameEnd;
  for (let skip: u32 = 0; skip <= MAX_COOKIE_AND_SUBLAYER; skip += 4) {
    const frame = session + SESSION_BYTES + skip;
    const ethernet = isEthernet(frame, end);
    if (!ethernet && !isPpp(frame, end)) continue;
    if (!pushLayer(LAYER_L2TP)) return TOO_DEEP;
    const outcome = ethernet
      ? decodeEthernet(frame, end, frameEnd, status, record)
      : decodePpp(frame, end, frameEnd, status, record, TUNNEL_CUT);
    return judgeUnproven(outcome, isCut);
  }
  return OUTCOME_NON_TCP;
}

/** Decodes a message over UDP; parameters as for decodeIpv4(). */
export function decodeL2tp(header: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (header + 2 > end) return TUNNEL_CUT;
  const flags = load16be(header);
  if (flags & IS_CONTROL) return OUTCOME_NON_TCP;
  const version = flags & VERSION_MASK;
  if (version === 3) return decodeL2tp3(header + 4, end, frameEnd, status, record);
  if (version !== 2) return OUTCOME_NON_TCP;
  let ppp = header + 6; // flags, tunnel ID, session ID
  if (flags & HAS_LENGTH) ppp += 2;
  if (flags & HAS_SEQUENCE) ppp += 4;
  if (flags & HAS_OFFSET) ppp += 2;
  if (ppp > end) return TUNNEL_CUT;
  if (flags & HAS_OFFSET) {
    ppp += load16be(ppp - 2);
    if (ppp > end) return TUNNEL_CUT;
  }
  if (flags & HAS_LENGTH && header + load16be(header + 2) < ppp) return OUTCOME_NON_TCP;
  if (!pushLayer(LAYER_L2TP)) return TOO_DEEP;
  return decodePpp(ppp, end, frameEnd, status, record, TUNNEL_CUT);
}
