// IP over InfiniBand (RFC 4391).
import { load16be, load32be } from "../byte_order";
import { LINK_CUT } from "../encapsulation/outcomes";
import { REC_PATH } from "../layout";
import { setWord } from "../record";
import { decodeNetwork } from "./ethernet";
import { ipoibPath } from "./path";

/** Anything, then the hardware address (RFC 4391 9.1.1) of the receiver. */
const PSEUDO_HEADER_BYTES: u32 = 40;
const RECEIVER: u32 = 20;
/** EtherType, reserved. */
const HEADER_BYTES: u32 = 4;
const ENCAPSULATED_IPV4: u32 = 0x0800_0000;
const ENCAPSULATED_IPV6: u32 = 0x86dd_0000;

/** Decodes a frame of LINKTYPE_IPOIB; parameters as for decodeFrame(). */
export function decodeIpoib(frame: usize, end: usize, frameEnd: usize, status: u32, record: usize): u32 {
  let header = frame + PSEUDO_HEADER_BYTES;
  if (frame + HEADER_BYTES < end) {
    // the registry has it begin here, what is captured has the pseudo-header in front of it
    const type = load32be(frame);
    const version: u32 = load<u8>(frame, HEADER_BYTES) >> 4;
    if ((type === ENCAPSULATED_IPV4 && version === 4) || (type === ENCAPSULATED_IPV6 && version === 6)) {
      header = frame;
    }
  }
  if (header + HEADER_BYTES > end) return LINK_CUT;
  if (header !== frame) setWord(record, REC_PATH, ipoibPath(frame + RECEIVER));
  return decodeNetwork(load16be(header), header + HEADER_BYTES, end, frameEnd, status, record, false);
}
