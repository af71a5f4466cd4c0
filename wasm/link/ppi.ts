// Per-packet information: fields, then a frame of any link type.
import { LINK_CUT, LINK_MALFORMED } from "../encapsulation/outcomes";
import { LINKTYPE_IEEE802_11 } from "../layout";
import { decodeWlanWithFcs } from "./ieee80211_monitor";
import { decodeInner } from "./link";

const HEADER_BYTES: u32 = 8;
const FIELD_HEADER_BYTES: u32 = 4;
const HEADER_FLAG_ALIGNED: u32 = 1;
const FIELD_WLAN_COMMON: u32 = 2;
/** TSF timer, then the flags. */
const WLAN_COMMON_FLAGS: u32 = 8;
const WLAN_FLAG_FCS: u32 = 1;

/** True if a field of the header from `header` to `headerEnd` says that the 802.11 frame has its check sequence. */
function hasFcs(header: usize, headerEnd: usize): bool {
  const isAligned = (load<u8>(header, 1) & HEADER_FLAG_ALIGNED) !== 0;
  let field = header + HEADER_BYTES;
  while (field + FIELD_HEADER_BYTES <= headerEnd) {
    const kind: u32 = load<u16>(field);
    const length: u32 = load<u16>(field, 2);
    const data = field + FIELD_HEADER_BYTES;
    if (kind === FIELD_WLAN_COMMON) {
      return (
        data + WLAN_COMMON_FLAGS + 2 <= headerEnd &&
        (load<u16>(data, WLAN_COMMON_FLAGS) & WLAN_FLAG_FCS) !== 0
      );
    }
    field = data + (isAligned ? (length + 3) & ~3 : length);
  }
  return false;
}

/** Decodes a frame of LINKTYPE_PPI; parameters as for decodeFrame(). Its header is little-endian everywhere. */
export function decodePpi(header: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (header + HEADER_BYTES > end) return LINK_CUT;
  const length: u32 = load<u16>(header, 2);
  if (load<u8>(header) !== 0 || length < HEADER_BYTES) return LINK_MALFORMED;
  const frame = header + length;
  if (frame > end) return LINK_CUT;
  const linkType: u32 = load<u32>(header, 4);
  if (linkType === LINKTYPE_IEEE802_11 && hasFcs(header, frame)) {
    return decodeWlanWithFcs(frame, end, frameEnd, status, record, false);
  }
  return decodeInner(linkType, frame, end, frameEnd, status, record);
}
