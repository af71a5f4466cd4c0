// Datagrams whose version nothing tells but their first nibble.
import { load16be } from "../byte_order";
import { UNDECODED_IP_HEADER_CUT, UNDECODED_IP_HEADER_MALFORMED } from "../layout";
import { OUTCOME_UNDECODED } from "../outcome";
import { decodeIpv4 } from "./ipv4";
import { decodeIpv6 } from "./ipv6";

const IPV4_BYTES: u32 = 20;
const IPV6_BYTES: u32 = 40;

/** Decodes the datagram at `ip` into `record`; parameters as for decodeIpv4(). */
export function decodeIp(ip: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (ip >= end) return OUTCOME_UNDECODED + UNDECODED_IP_HEADER_CUT;
  const version: u32 = load<u8>(ip) >> 4;
  if (version === 4) return decodeIpv4(ip, end, frameEnd, status, record);
  if (version === 6) return decodeIpv6(ip, end, frameEnd, status, record);
  return OUTCOME_UNDECODED + UNDECODED_IP_HEADER_MALFORMED;
}

/** True if what is at `ip` can be a header of that version. */
export function looksLikeIp(ip: usize, version: u32, end: usize): bool {
  if (version === 6) return ip + IPV6_BYTES <= end && load<u8>(ip) >> 4 === 6;
  if (ip + IPV4_BYTES > end) return false;
  const versionAndLength: u32 = load<u8>(ip);
  const headerLength = (versionAndLength & 15) << 2;
  const length = load16be(ip + 2);
  if (versionAndLength >> 4 !== 4 || headerLength < IPV4_BYTES) return false;
  // 0: segmentation offload
  return length === 0 || length >= headerLength;
}
