// IEEE 802.11 data frames.
import { load16be } from "../byte_order";
import { LINK_CUT } from "../encapsulation/outcomes";
import { REC_PATH } from "../layout";
import { OUTCOME_NON_TCP } from "../outcome";
import { setWord } from "../record";
import { decodeLlc } from "./llc";
import { wlanPath } from "./path";

const CONTROL_BYTES: u32 = 2;
/** Frame control, duration, three addresses, sequence control. */
const HEADER_BYTES: u32 = 24;
const ADDRESS_BYTES: u32 = 6;
const QOS_CONTROL_BYTES: u32 = 2;
const HT_CONTROL_BYTES: u32 = 4;
/** Destination, source, length. */
const SUBFRAME_HEADER_BYTES: u32 = 14;

// frame control, little-endian: version (2 bits), type (2), subtype (4), flags
const VERSION_AND_TYPE: u32 = 0x000f;
const TYPE_DATA: u32 = 0x0008;
const SUBTYPE_NO_DATA: u32 = 0x0040;
const SUBTYPE_QOS: u32 = 0x0080;
const FLAGS_DISTRIBUTION_SYSTEM: u32 = 0x0300;
const FLAG_PROTECTED: u32 = 0x4000;
const FLAG_HT_CONTROL: u32 = 0x8000;

const FRAGMENT_NUMBER: u32 = 0x000f;
const QOS_AGGREGATE: u32 = 0x0080;

/**
 * Decodes the frame at `frame`; parameters as for decodeFrame(). A frame that aggregates several (A-MSDU) is one packet
 * and makes one record: only the first of them is decoded. Of a fragmented one the first fragment has the headers.
 * @param isPadded the header is padded to a multiple of 4 bytes
 */
export function decodeWlan(
  frame: usize,
  end: usize,
  frameEnd: usize,
  status: u32,
  record: usize,
  isPadded: bool,
): u32 {
  if (frame + CONTROL_BYTES > end) return LINK_CUT;
  const control: u32 = load<u16>(frame);
  if ((control & VERSION_AND_TYPE) !== TYPE_DATA) return OUTCOME_NON_TCP;
  if (control & (SUBTYPE_NO_DATA | FLAG_PROTECTED)) return OUTCOME_NON_TCP;
  // between two access points there is a fourth address
  const addresses: u32 = (control & FLAGS_DISTRIBUTION_SYSTEM) === FLAGS_DISTRIBUTION_SYSTEM ? 4 : 3;
  const qosControl = HEADER_BYTES + (addresses - 3) * ADDRESS_BYTES;
  let headerBytes = qosControl;
  if (control & SUBTYPE_QOS) {
    headerBytes += QOS_CONTROL_BYTES;
    if (control & FLAG_HT_CONTROL) headerBytes += HT_CONTROL_BYTES;
  }
  if (frame + headerBytes > end) return LINK_CUT;
  if (load<u16>(frame, 22) & FRAGMENT_NUMBER) return OUTCOME_NON_TCP;
  let payload = frame + (isPadded ? (headerBytes + 3) & ~3 : headerBytes);
  if (payload > end) return LINK_CUT;
  setWord(record, REC_PATH, wlanPath(frame, addresses));
  if (control & SUBTYPE_QOS && load<u16>(frame + qosControl) & QOS_AGGREGATE) {
    if (payload + SUBFRAME_HEADER_BYTES > end) return LINK_CUT;
    const length = load16be(payload + 12);
    payload += SUBFRAME_HEADER_BYTES;
    end = min<usize>(end, payload + length);
    frameEnd = min<usize>(frameEnd, payload + length);
  }
  return decodeLlc(payload, end, frameEnd, status, record);
}
