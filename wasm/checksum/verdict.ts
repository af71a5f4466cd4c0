// Verdicts on checksums that are not right. Sums are in memory order (see sum.ts).
import {
  CHECKSUM_BAD,
  CHECKSUM_PARTIAL,
  CHECKSUM_PARTIAL_LSO,
  CHECKSUM_UNVERIFIED,
  CHECKSUM_ZERO,
} from "../layout";
import { fold } from "./sum";

/** The value that belongs into the field: `sum` holds everything, the stored value included. */
export function expectedChecksum(sum: u64, stored: u32): u32 {
  return fold(sum + (stored ^ 0xffff)) ^ 0xffff;
}

/** A 16-bit length as it counts in a pseudo-header; lengths above 65,535 take two words (RFC 8200 8.1). */
export function pseudoLength(length: u32): u64 {
  return <u64>bswap<u16>(<u16>length) + <u64>bswap<u16>(<u16>(length >> 16));
}

/**
 * The verdict on a TCP checksum that did not prove right. The pseudo-header is looked at before "cut", because
 * what an offloading sender stored does not depend on the payload.
 * @param addresses sum of both addresses and the protocol
 * @param length TCP length
 * @param complete all bytes of the segment were captured (and summed)
 */
export function judgeTcp(addresses: u64, length: u32, stored: u32, complete: bool): u32 {
  if (stored === fold(addresses + pseudoLength(length))) return CHECKSUM_PARTIAL;
  if (stored === fold(addresses)) return CHECKSUM_PARTIAL_LSO;
  if (!complete) return CHECKSUM_UNVERIFIED;
  return stored === 0 ? CHECKSUM_ZERO : CHECKSUM_BAD;
}
