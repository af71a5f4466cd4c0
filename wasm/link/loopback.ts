// BSD loopback.
import { LINK_CUT } from "../encapsulation/outcomes";
import { decodeIpv4 } from "../ip/ipv4";
import { decodeIpv6 } from "../ip/ipv6";
import { OUTCOME_NON_TCP } from "../outcome";

const FAMILY_BYTES: u32 = 4;

/**
 * The address family in the byte order of the capturing host (NULL) or big-endian (LOOP; some systems wrote it the other
 * way). Families are small numbers, so the order shows.
 */
export function decodeFamily(frame: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (frame + FAMILY_BYTES > end) return LINK_CUT;
  let family: u32 = load<u32>(frame);
  if (family >> 16) family = bswap<u32>(family);
  const ip = frame + FAMILY_BYTES;
  switch (family) {
    case 2:
      return decodeIpv4(ip, end, frameEnd, status, record);
    case 10: // Linux
    case 24: // NetBSD, OpenBSD
    case 28: // FreeBSD
    case 30: // Darwin
      return decodeIpv6(ip, end, frameEnd, status, record);
    default:
      return OUTCOME_NON_TCP;
  }
}
