// The TCP header (RFC 9293 3.1) and the checksum over the segment.
import { load32be } from "../byte_order";
import { addLanes, digestLanes, fold, sumLanes } from "../checksum/sum";
import { expectedChecksum, judgeTcp, pseudoLength } from "../checksum/verdict";
import {
  CHECKSUM_GOOD,
  REC_CHECKSUMS,
  REC_DIGEST,
  REC_END_ADDRESS,
  REC_PAYLOAD_LENGTH,
  REC_PORTS,
  REC_STATUS,
  REC_TCP_ADDRESS,
  REC_TSECR,
  REC_TSVAL,
  STATUS_CUT,
  STATUS_TCP_CHECKSUM_SHIFT,
  STATUS_TIMESTAMPS,
  UNDECODED_TCP_HEADER_CUT,
  UNDECODED_TCP_HEADER_MALFORMED,
} from "../layout";
import { OUTCOME_TCP, OUTCOME_UNDECODED } from "../outcome";
import { setWord } from "../record";
import { findTimestamps } from "./options";

const HEADER_BYTES: u32 = 20;

/**
 * Decodes the segment at `tcp` into `record`.
 * @param length bytes of the segment by the IP length
 * @param end address just past the captured bytes
 * @param addresses sum of the pseudo-header's addresses and protocol, in memory order
 * @param status STATUS_* bits that the layers below found
 */
export function decodeSegment(
  tcp: usize,
  length: u32,
  end: usize,
  addresses: u64,
  status: u32,
  record: usize,
): u32 {
  if (length < HEADER_BYTES) return OUTCOME_UNDECODED + UNDECODED_TCP_HEADER_MALFORMED;
  if (tcp + HEADER_BYTES > end) return OUTCOME_UNDECODED + UNDECODED_TCP_HEADER_CUT;
  const headerLength: u32 = (<u32>load<u8>(tcp, 12) >> 4) << 2;
  if (headerLength < HEADER_BYTES || headerLength > length) {
    return OUTCOME_UNDECODED + UNDECODED_TCP_HEADER_MALFORMED;
  }

  // ports, seq, ack, flags and window lie in the record as in the header: one shuffle swaps them all
  const head = v128.load(tcp);
  v128.store(
    record + ((<usize>REC_PORTS) << 2),
    i8x16.shuffle(head, head, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12),
  );
  setWord(record, REC_PAYLOAD_LENGTH, length - headerLength);
  setWord(record, REC_TCP_ADDRESS, <u32>tcp);
  setWord(record, REC_END_ADDRESS, <u32>end);

  const captured = <usize>min<usize>(length, end - tcp);
  const capturedHeader = min<usize>(headerLength, captured);
  if (headerLength > HEADER_BYTES) {
    const timestamps = findTimestamps(tcp + HEADER_BYTES, tcp + capturedHeader);
    if (timestamps) {
      status |= STATUS_TIMESTAMPS;
      setWord(record, REC_TSVAL, load32be(timestamps));
      setWord(record, REC_TSECR, load32be(timestamps + 4));
    }
  }

  // header and payload apart, so that the digest depends on the payload alone
  const payload = sumLanes(tcp + capturedHeader, captured - capturedHeader);
  setWord(record, REC_DIGEST, digestLanes(payload));
  const stored: u32 = load<u16>(tcp, 16);
  const storedValue: u32 = <u32>bswap<u16>(<u16>stored);
  if (captured === length) {
    const sum = addresses + pseudoLength(length) + addLanes(i32x4.add(sumLanes(tcp, headerLength), payload));
    if (fold(sum) === 0xffff) {
      status |= CHECKSUM_GOOD << STATUS_TCP_CHECKSUM_SHIFT;
      setWord(record, REC_CHECKSUMS, (storedValue << 16) | storedValue);
    } else {
      status |= judgeTcp(addresses, length, stored, true) << STATUS_TCP_CHECKSUM_SHIFT;
      const expected = expectedChecksum(sum, stored);
      setWord(record, REC_CHECKSUMS, (storedValue << 16) | <u32>bswap<u16>(<u16>expected));
    }
  } else {
    status |= STATUS_CUT | (judgeTcp(addresses, length, stored, false) << STATUS_TCP_CHECKSUM_SHIFT);
    setWord(record, REC_CHECKSUMS, storedValue << 16);
  }
  setWord(record, REC_STATUS, status);
  return OUTCOME_TCP;
}
