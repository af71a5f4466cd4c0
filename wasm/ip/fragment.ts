// The record of an IP fragment: what reassembly needs to know of it.
import {
  REC_END_ADDRESS,
  REC_FRAGMENT_ID,
  REC_FRAGMENT_MORE,
  REC_FRAGMENT_NEXT_HEADER,
  REC_FRAGMENT_OFFSET,
  REC_FRAGMENT_PROTOCOL,
  REC_PAYLOAD_LENGTH,
  REC_STATUS,
  REC_TCP_ADDRESS,
  STATUS_FRAGMENT,
} from "../layout";
import { OUTCOME_FRAGMENT } from "../outcome";
import { setWord } from "../record";

/**
 * Writes where a fragment belongs.
 * @param offset of its payload in the datagram's, in bytes
 * @param nextHeader IPv6: address of the byte that announces the fragment header; 0 for IPv4
 */
export function writeFragment(
  record: usize,
  protocol: u32,
  id: u32,
  offset: u32,
  more: bool,
  nextHeader: usize,
): void {
  setWord(record, REC_FRAGMENT_PROTOCOL, protocol);
  setWord(record, REC_FRAGMENT_ID, id);
  setWord(record, REC_FRAGMENT_OFFSET, offset);
  setWord(record, REC_FRAGMENT_MORE, more ? 1 : 0);
  setWord(record, REC_FRAGMENT_NEXT_HEADER, <u32>nextHeader);
}

/**
 * Writes where its payload of `length` bytes by the IP header is, and returns the outcome.
 * @param end address just past the captured bytes that may be its own
 */
export function endFragment(record: usize, payload: usize, length: u32, end: usize, status: u32): u32 {
  setWord(record, REC_TCP_ADDRESS, <u32>payload);
  setWord(record, REC_PAYLOAD_LENGTH, length);
  setWord(record, REC_END_ADDRESS, <u32>end);
  setWord(record, REC_STATUS, status | STATUS_FRAGMENT);
  return OUTCOME_FRAGMENT;
}
