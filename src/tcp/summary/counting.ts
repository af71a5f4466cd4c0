/**
 * What is counted of every segment, whatever it means.
 */
import {
  CHECKSUM_GOOD,
  CHECKSUM_PARTIAL,
  CHECKSUM_PARTIAL_LSO,
  CHECKSUM_UNVERIFIED,
  FLAG_FIN,
  FLAG_RST,
  FLAG_SYN,
  REC_IP_LENGTH,
  STATUS_CHECKSUM_MASK,
} from "../../../wasm/layout.ts";
import { verdictOf } from "../segment/checksum_verdict.ts";
import type { Segment } from "../segment/segment.ts";
import type { Connection } from "../state/connection.ts";
import {
  C_FLAGS,
  C_LAST_FILE,
  C_LAST_NSEC,
  C_PACKETS,
  CF_LAST_BY_SERVER,
  CLIENT,
  CN_LAST_CLOCK,
  CN_LAST_FRAME,
  CN_LAST_OFFSET,
  CN_LAST_SEC,
  E_CHECKSUM_GOOD,
  E_CHECKSUM_PARTIAL,
  E_CHECKSUM_UNVERIFIED,
  E_FIN_PACKETS,
  E_RST_PACKETS,
  E_WINDOW_RANGE,
  EF_WINDOW_RANGE,
  EN_IP_BYTES,
  EN_PAYLOAD_BYTES,
} from "../state/state_layout.ts";
import { type UnusualCounts, UW_CHECKSUM_BAD, UW_ZERO_WINDOWS } from "../state/unusual_counts.ts";
import { NANOSECONDS } from "../time.ts";

/** Stands for the counter of wrong checksums, which is among those of what is unusual. */
const BAD = -1;

/** Which counter a TCP checksum verdict goes to; wrong is wrong, be it zero or not. */
const COUNTER_OF_VERDICT = new Int32Array(STATUS_CHECKSUM_MASK + 1).fill(BAD);
COUNTER_OF_VERDICT[CHECKSUM_GOOD] = E_CHECKSUM_GOOD;
COUNTER_OF_VERDICT[CHECKSUM_PARTIAL] = E_CHECKSUM_PARTIAL;
COUNTER_OF_VERDICT[CHECKSUM_PARTIAL_LSO] = E_CHECKSUM_PARTIAL;
COUNTER_OF_VERDICT[CHECKSUM_UNVERIFIED] = E_CHECKSUM_UNVERIFIED;

/** The E_CHECKSUM_* counter that a verdict, CHECKSUM_*, goes to; negative for wrong ones, which have none of these. */
export const counterOfVerdict = (verdict: number): number => COUNTER_OF_VERDICT[verdict]!;

/** TCP checksum verdicts of a whole run. */
export class ChecksumCounts {
  good = 0;
  partial = 0;
  bad = 0;
  unverified = 0;

  /** @param counter what {@link counterOfVerdict} said */
  add(counter: number, count = 1): void {
    if (counter === E_CHECKSUM_GOOD) this.good += count;
    else if (counter === E_CHECKSUM_PARTIAL) this.partial += count;
    else if (counter === BAD) this.bad += count;
    else this.unverified += count;
  }
}

/**
 * Counts the segment for its sender, and notes it as the connection's last one.
 * @returns which counter its TCP checksum went to ({@link counterOfVerdict})
 */
export function countSegment(connection: Connection, segment: Segment, unusual: UnusualCounts): number {
  const { words, numbers, c, cn, s, sn, sender } = connection;
  segment.gap =
    (segment.sec - numbers[cn + CN_LAST_SEC]!) * NANOSECONDS + (segment.nsec - words[c + C_LAST_NSEC]!);
  numbers[cn + CN_LAST_SEC] = segment.sec;
  words[c + C_LAST_NSEC] = segment.nsec;
  numbers[cn + CN_LAST_FRAME] = segment.frame;
  words[c + C_LAST_FILE] = segment.fileIndex;
  numbers[cn + CN_LAST_CLOCK] = segment.clock;
  numbers[cn + CN_LAST_OFFSET] = segment.fileOffset;
  const flags = words[c + C_FLAGS]!;
  words[c + C_FLAGS] = sender === CLIENT ? flags & ~CF_LAST_BY_SERVER : flags | CF_LAST_BY_SERVER;
  words[c + C_PACKETS + sender]!++;
  numbers[sn + EN_IP_BYTES]! += segment.records[segment.record + REC_IP_LENGTH]!;
  numbers[sn + EN_PAYLOAD_BYTES]! += segment.payloadLength;
  if (segment.flags & (FLAG_SYN | FLAG_FIN | FLAG_RST)) {
    if (segment.flags & FLAG_FIN) words[s + E_FIN_PACKETS]!++;
    if (segment.flags & FLAG_RST) words[s + E_RST_PACKETS]!++;
  } else if (segment.window === 0) unusual.count(connection, s, UW_ZERO_WINDOWS);
  if (!(segment.flags & (FLAG_SYN | FLAG_RST))) noteWindow(connection, segment.window);
  const counter = counterOfVerdict(verdictOf(segment.status));
  if (counter === BAD) unusual.count(connection, s, UW_CHECKSUM_BAD);
  else words[s + counter]!++;
  return counter;
}

/** Widens the range of windows that the sender announced. */
function noteWindow(connection: Connection, window: number): void {
  const { words, s } = connection;
  if (connection.senderHas(EF_WINDOW_RANGE)) widenRange(words, s + E_WINDOW_RANGE, window);
  else {
    connection.setSender(EF_WINDOW_RANGE);
    words[s + E_WINDOW_RANGE] = (window << 16) | window;
  }
}

/** Widens the range, least << 16 | greatest, in an E_WINDOW_RANGE that is set. */
export function widenRange(words: Int32Array, slot: number, window: number): void {
  const range = words[slot]!;
  if (window < range >>> 16) words[slot] = (window << 16) | (range & 0xffff);
  else if (window > (range & 0xffff)) words[slot] = (range & ~0xffff) | window;
}
