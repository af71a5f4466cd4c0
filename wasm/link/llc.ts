// IEEE 802.2 LLC, as far as IP uses it: SNAP with an EtherType, and the old SAP of IP.
import { load16be } from "../byte_order";
import { LINK_CUT } from "../encapsulation/outcomes";
import { decodeIpv4 } from "../ip/ipv4";
import { OUTCOME_NON_TCP } from "../outcome";
import { decodeNetwork } from "./ethernet";

const SNAP_BYTES: u32 = 8;
const SNAP_PREFIX_BYTES: usize = 6;
/** AA AA 03 00 00 00 (RFC 1042) and AA AA 03 00 00 F8 (802.1H) as they lie in memory. */
const SNAP_RFC_1042: u64 = 0x0000_0003_aaaa;
const SNAP_802_1H: u64 = 0xf800_0003_aaaa;
/** 06 06 03 (RFC 948). */
const SAP_BYTES: usize = 3;
const SAP_IP: u64 = 0x03_0606;

/** True if the bytes at `address` that were captured are the first ones of the `length` bytes of `wanted`. */
function begins(address: usize, end: usize, wanted: u64, length: usize): bool {
  const bits = min<usize>(end - address, length) << 3;
  return ((load<u64>(address) ^ wanted) & ((u64(1) << u64(bits)) - 1)) === 0;
}

/** Decodes the LLC header at `llc` and what follows; parameters as for decodeIpv4(). */
export function decodeLlc(llc: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (
    begins(llc, end, SNAP_RFC_1042, SNAP_PREFIX_BYTES) ||
    begins(llc, end, SNAP_802_1H, SNAP_PREFIX_BYTES)
  ) {
    if (llc + SNAP_BYTES > end) return LINK_CUT;
    return decodeNetwork(load16be(llc + 6), llc + SNAP_BYTES, end, frameEnd, status, record, false);
  }
  if (begins(llc, end, SAP_IP, SAP_BYTES)) {
    if (llc + SAP_BYTES > end) return LINK_CUT;
    return decodeIpv4(llc + SAP_BYTES, end, frameEnd, status, record);
  }
  return OUTCOME_NON_TCP;
}
