// A datagram that TypeScript put together from fragments takes the place of its last fragment, whose record is the last one
// of the batch.
import { layersId, restoreLayers } from "../encapsulation/layers";
import { resolveFlows } from "../flow/resolve";
import { decodeIpv4 } from "../ip/ipv4";
import { decodeIpv6 } from "../ip/ipv6";
import {
  BATCH_COUNT,
  BATCH_NON_TCP,
  BATCH_UNDECODED,
  BATCH_WORDS,
  REC_FRAME,
  REC_RECORD_ADDRESS,
  REC_SEC,
  REC_STATUS,
  REC_TUNNELS,
  REC_WORDS,
  STATUS_CLOCK_UNMOVED,
  STATUS_DIRECTION_MASK,
  STATUS_DIRECTION_SHIFT,
  STATUS_INTERFACE,
  STATUS_REASSEMBLED,
} from "../layout";
import { OUTCOME_FRAGMENT, OUTCOME_NON_TCP, OUTCOME_TCP, OUTCOME_UNDECODED } from "../outcome";
import { addWord, getWord, setWord } from "../record";
import { clockKnown, clockStamp, insertClockRecord, keepClock } from "../time/clock";
import { getStamp } from "../time/stamp";

const RECORD_BYTES: usize = REC_WORDS << 2;
const KEPT_STATUS: u32 = (STATUS_DIRECTION_MASK << STATUS_DIRECTION_SHIFT) | STATUS_INTERFACE;

/**
 * Decodes the datagram at `ip` into the last record of the batch, or takes that away if it is no TCP.
 * @param end address just past its bytes that were captured
 * @param frameEnd address just past the datagram
 * @returns 1 if the record is a fragment again (of what was inside the datagram), else 0
 */
export function decodeDatagram(batch: usize, ip: usize, end: usize, frameEnd: usize): u32 {
  const count = getWord(batch, BATCH_COUNT);
  const record = batch + ((<usize>(BATCH_WORDS + (count - 1) * REC_WORDS)) << 2);
  const status = (getWord(record, REC_STATUS) & KEPT_STATUS) | STATUS_REASSEMBLED;
  restoreLayers(getWord(record, REC_TUNNELS));
  const outcome =
    load<u8>(ip) >> 4 === 4
      ? decodeIpv4(ip, end, frameEnd, status, record)
      : decodeIpv6(ip, end, frameEnd, status, record);
  if (outcome !== OUTCOME_TCP && outcome !== OUTCOME_FRAGMENT) {
    setWord(batch, BATCH_COUNT, count - 1);
    addWord(
      batch,
      outcome === OUTCOME_NON_TCP ? BATCH_NON_TCP : BATCH_UNDECODED + (outcome - OUTCOME_UNDECODED),
      1,
    );
    return 0;
  }
  setWord(record, REC_TUNNELS, layersId());
  if (outcome === OUTCOME_FRAGMENT) return 1;

  // a TCP record must be told the exact clock, of which its own stamp may say nothing
  const stamp = getStamp(record, REC_SEC);
  const clock = clockStamp();
  if (stamp > clock) setWord(record, REC_STATUS, getWord(record, REC_STATUS) | STATUS_CLOCK_UNMOVED);
  if (stamp !== clock && clock !== clockKnown()) {
    insertClockRecord(record, clock, getWord(record, REC_FRAME), getWord(record, REC_RECORD_ADDRESS));
    setWord(batch, BATCH_COUNT, count + 1);
    resolveFlows(record + RECORD_BYTES, record + 2 * RECORD_BYTES);
  } else {
    resolveFlows(record, record + RECORD_BYTES);
  }
  keepClock(clock, clock);
  return 0;
}
