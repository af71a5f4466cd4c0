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
  REC_IP_LENGTH,
  STATUS_CHECKSUM_MASK,
  STATUS_TCP_CHECKSUM_SHIFT,
} from "../../../wasm/layout.ts";
import type { Batch } from "../../capture/batch.ts";
import type { Segment } from "../segment/segment.ts";
import type { Connection } from "../state/connection.ts";
import {
  C_FLAGS,
  CF_LAST_BY_SERVER,
  CLIENT,
  CN_LAST_FILE,
  CN_LAST_FRAME,
  CN_LAST_NSEC,
  CN_LAST_OFFSET,
  CN_LAST_SEC,
  EN_CHECKSUM_BAD,
  EN_CHECKSUM_GOOD,
  EN_CHECKSUM_PARTIAL,
  EN_CHECKSUM_UNVERIFIED,
  EN_FIN_PACKETS,
  EN_IP_BYTES,
  EN_PACKETS,
  EN_PAYLOAD_BYTES,
  EN_RST_PACKETS,
} from "../state/state_layout.ts";

/** Which counter a TCP checksum verdict goes to; wrong is wrong, be it zero or not. */
const COUNTER_OF_VERDICT = new Int32Array(STATUS_CHECKSUM_MASK + 1).fill(EN_CHECKSUM_BAD);
COUNTER_OF_VERDICT[CHECKSUM_GOOD] = EN_CHECKSUM_GOOD;
COUNTER_OF_VERDICT[CHECKSUM_PARTIAL] = EN_CHECKSUM_PARTIAL;
COUNTER_OF_VERDICT[CHECKSUM_PARTIAL_LSO] = EN_CHECKSUM_PARTIAL;
COUNTER_OF_VERDICT[CHECKSUM_UNVERIFIED] = EN_CHECKSUM_UNVERIFIED;

/**
 * Counts the segment for its sender, and notes it as the connection's last one.
 * @returns the EN_CHECKSUM_* counter that its TCP checksum went to
 */
export function countSegment(connection: Connection, segment: Segment, batch: Batch): number {
  const { words, numbers, c, cn, sn, sender } = connection;
  numbers[cn + CN_LAST_SEC] = segment.sec;
  numbers[cn + CN_LAST_NSEC] = segment.nsec;
  numbers[cn + CN_LAST_FRAME] = segment.frame;
  numbers[cn + CN_LAST_FILE] = segment.fileIndex;
  numbers[cn + CN_LAST_OFFSET] = segment.fileOffset;
  const flags = words[c + C_FLAGS]!;
  words[c + C_FLAGS] = sender === CLIENT ? flags & ~CF_LAST_BY_SERVER : flags | CF_LAST_BY_SERVER;
  numbers[sn + EN_PACKETS]!++;
  numbers[sn + EN_IP_BYTES]! += batch.records[segment.record + REC_IP_LENGTH]!;
  numbers[sn + EN_PAYLOAD_BYTES]! += segment.payloadLength;
  if (segment.flags & FLAG_FIN) numbers[sn + EN_FIN_PACKETS]!++;
  if (segment.flags & FLAG_RST) numbers[sn + EN_RST_PACKETS]!++;
  const counter = COUNTER_OF_VERDICT[(segment.status >>> STATUS_TCP_CHECKSUM_SHIFT) & STATUS_CHECKSUM_MASK]!;
  numbers[sn + counter]!++;
  return counter;
}
