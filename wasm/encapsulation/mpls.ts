// MPLS label stacks (RFC 3032) and what they carry, which nothing names but its first nibble.
import { load16be } from "../byte_order";
import { decodeIpv4 } from "../ip/ipv4";
import { decodeIpv6 } from "../ip/ipv6";
import { LAYER_MPLS } from "../layout";
import { decodeEthernet, isNetworkType } from "../link/ethernet";
import { OUTCOME_NON_TCP } from "../outcome";
import { pushLayer } from "./layers";
import { LINK_CUT, TOO_DEEP, TUNNEL_CUT } from "./outcomes";

const LABEL_BYTES: u32 = 4;
const CONTROL_WORD_BYTES: u32 = 4;
const ETHERNET_BYTES: u32 = 14;

/** True if a frame at `frame` has an EtherType that a pseudo-wire is likely to carry. */
function looksLikeEthernet(frame: usize, end: usize): bool {
  return frame + ETHERNET_BYTES <= end && isNetworkType(load16be(frame + 12));
}

/** A pseudo-wire with a control word (RFC 4448 4.6); without one, if a MAC address of 0x looks like it. */
function decodeWithControlWord(word: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  const frame = word + CONTROL_WORD_BYTES;
  if (!looksLikeEthernet(frame, end) && looksLikeEthernet(word, end)) {
    return decodeEthernet(word, end, frameEnd, status, record);
  }
  return decodeEthernet(frame, end, frameEnd, status, record);
}

/** Decodes the label stack at `label` and what is below its bottom; parameters as for decodeIpv4(). */
export function decodeMpls(label: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  let bottom = false;
  while (!bottom) {
    if (label + LABEL_BYTES > end) return TUNNEL_CUT;
    bottom = (load<u8>(label, 2) & 1) !== 0;
    label += LABEL_BYTES;
  }
  if (!pushLayer(LAYER_MPLS)) return TOO_DEEP;
  if (label >= end) return TUNNEL_CUT;
  switch (load<u8>(label) >> 4) {
    case 4:
      return decodeIpv4(label, end, frameEnd, status, record);
    case 6:
      return decodeIpv6(label, end, frameEnd, status, record);
    case 0:
      return decodeWithControlWord(label, end, frameEnd, status, record);
    case 1: // an associated channel (RFC 5586)
      return OUTCOME_NON_TCP;
    default:
      if (label + ETHERNET_BYTES > end) return LINK_CUT;
      if (!looksLikeEthernet(label, end)) return OUTCOME_NON_TCP;
      return decodeEthernet(label, end, frameEnd, status, record);
  }
}
