// TCP options (RFC 9293 3.1): the decoder needs only the timestamps; TypeScript reads the others where it must.

const KIND_END: u32 = 0;
const KIND_NOP: u32 = 1;
const KIND_TIMESTAMPS: u32 = 8;
const TIMESTAMPS_BYTES: u32 = 10;
/** NOP, NOP, kind 8, length 10: the order that RFC 7323 appendix A recommends and nearly all senders use. */
const ALIGNED_TIMESTAMPS: u32 = 0x0a080101;

/**
 * Address of the TSval field of the first well-formed timestamps option between `option` and `end`, or 0.
 * `end` is that of the header or of the captured bytes, whichever comes first.
 */
export function findTimestamps(option: usize, end: usize): usize {
  if (option + 12 <= end && load<u32>(option) === ALIGNED_TIMESTAMPS) return option + 4;
  while (option < end) {
    const kind: u32 = load<u8>(option);
    if (kind === KIND_END) return 0;
    if (kind === KIND_NOP) {
      option++;
      continue;
    }
    if (option + 2 > end) return 0;
    const length: u32 = load<u8>(option, 1);
    if (length < 2 || option + length > end) return 0;
    if (kind === KIND_TIMESTAMPS && length === TIMESTAMPS_BYTES) return option + 2;
    option += length;
  }
  return 0;
}
