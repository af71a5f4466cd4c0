// What drivers put in front of 802.11 frames in monitor mode: radiotap, Prism and AVS headers.
import { load32be } from "../byte_order";
import { LINK_CUT, LINK_MALFORMED } from "../encapsulation/outcomes";
import { decodeWlan } from "./ieee80211";

const FCS_BYTES: u32 = 4;

const RADIOTAP_BYTES: u32 = 8;
const PRESENT_TSFT: u32 = 1;
const PRESENT_FLAGS: u32 = 2;
const PRESENT_MORE: u32 = 0x80000000;
const FLAG_FCS: u32 = 0x10;
const FLAG_PADDED: u32 = 0x20;

const PRISM_BYTES: u32 = 144;
/** The upper 20 bits of an AVS header; the rest is its version. */
const AVS_MAGIC: u32 = 0x80211000;
const AVS_MAGIC_MASK: u32 = 0xfffff000;
/** Magic number and length; what follows depends on the version. */
const AVS_BYTES: u32 = 8;

/** The Flags field of the radiotap header from `header` to `headerEnd`, 0 without one. */
function radiotapFlags(header: usize, headerEnd: usize): u32 {
  const present = load<u32>(header, 4);
  if (!(present & PRESENT_FLAGS)) return 0;
  let fields = header + RADIOTAP_BYTES;
  for (let more = present; more & PRESENT_MORE; fields += 4) {
    if (fields + 4 > headerEnd) return 0;
    more = load<u32>(fields);
  }
  let offset = fields - header;
  // fields are aligned to their size; the one before Flags has eight bytes
  if (present & PRESENT_TSFT) offset = ((offset + 7) & ~(<usize>7)) + 8;
  return header + offset < headerEnd ? load<u8>(header + offset) : 0;
}

/** Decodes the frame at `wlan`, behind which its frame check sequence is. */
export function decodeWlanWithFcs(
  wlan: usize,
  end: usize,
  frameEnd: usize,
  status: u32,
  record: usize,
  isPadded: bool,
): u32 {
  frameEnd = max<usize>(frameEnd - FCS_BYTES, wlan);
  return decodeWlan(wlan, min<usize>(end, frameEnd), frameEnd, status, record, isPadded);
}

/** Decodes a frame of LINKTYPE_IEEE802_11_RADIOTAP; parameters as for decodeFrame(). */
export function decodeRadiotap(header: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (header + RADIOTAP_BYTES > end) return LINK_CUT;
  const length: u32 = load<u16>(header, 2);
  if (load<u8>(header) !== 0 || length < RADIOTAP_BYTES) return LINK_MALFORMED;
  const wlan = header + length;
  if (wlan > end) return LINK_CUT;
  const flags = radiotapFlags(header, wlan);
  const isPadded = (flags & FLAG_PADDED) !== 0;
  if (flags & FLAG_FCS) return decodeWlanWithFcs(wlan, end, frameEnd, status, record, isPadded);
  return decodeWlan(wlan, end, frameEnd, status, record, isPadded);
}

/** Decodes a frame of LINKTYPE_IEEE802_11_AVS; parameters as for decodeFrame(). */
export function decodeAvs(header: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (header + AVS_BYTES > end) return LINK_CUT;
  const length = load32be(header + 4);
  if ((load32be(header) & AVS_MAGIC_MASK) !== AVS_MAGIC) return LINK_MALFORMED;
  if (length < AVS_BYTES) return LINK_MALFORMED;
  if (length > end - header) return LINK_CUT;
  return decodeWlan(header + length, end, frameEnd, status, record, false);
}

/**
 * Decodes a frame of LINKTYPE_IEEE802_11_PRISM. The length in the header, of unknown byte order, has never been another
 * one; some drivers write AVS headers.
 */
export function decodePrism(header: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (header + AVS_BYTES <= end && (load32be(header) & AVS_MAGIC_MASK) === AVS_MAGIC) {
    return decodeAvs(header, end, frameEnd, status, record);
  }
  const wlan = header + PRISM_BYTES;
  return wlan > end ? LINK_CUT : decodeWlan(wlan, end, frameEnd, status, record, false);
}
