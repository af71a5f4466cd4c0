// FDDI (ISO 9314-2).
import { LINK_CUT } from "../encapsulation/outcomes";
import { REC_PATH } from "../layout";
import { OUTCOME_NON_TCP } from "../outcome";
import { setWord } from "../record";
import { decodeLlc } from "./llc";
import { fddiPath } from "./path";

const HEADER_BYTES: u32 = 13;
/** Frame control: class, address length, format; the rest is a priority. */
const FRAME_FORMAT: u32 = 0xf0;
const FRAME_LLC: u32 = 0x50;

/** Decodes a frame of LINKTYPE_FDDI; parameters as for decodeFrame(). */
export function decodeFddi(frame: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  if (frame + HEADER_BYTES > end) return LINK_CUT;
  if ((load<u8>(frame) & FRAME_FORMAT) !== FRAME_LLC) return OUTCOME_NON_TCP;
  setWord(record, REC_PATH, fddiPath(frame));
  return decodeLlc(frame + HEADER_BYTES, end, frameEnd, status, record);
}
