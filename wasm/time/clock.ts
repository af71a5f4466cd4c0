// The capture clock: the greatest stamp of any packet of the run, TCP or not, over all its files. A stamp more than an
// hour ahead counts only when the next three packets agree with it, so that one broken stamp ends no connection.
//
// TypeScript follows the clock by the stamps of TCP records; where that is not enough it is told by a clock record.
import {
  CLOCK_AGREED,
  CLOCK_CANDIDATE,
  CLOCK_GREATEST,
  CLOCK_KNOWN,
  CLOCK_NOT_SET,
  CLOCK_PHASE,
  CLOCK_RUNS,
  CLOCK_SEC,
  CLOCK_WAITS,
  CLOCK_WORDS,
  REC_FRAME,
  REC_RECORD_ADDRESS,
  REC_SEC,
  REC_STATUS,
  REC_WORDS,
  STATUS_CLOCK,
} from "../layout";
import { getWord, setWord } from "../record";
import { getStamp, SECOND, setStamp } from "./stamp";

/** A step of more than this is a jump. */
const HOUR: u64 = 3600 * SECOND;
/** So many packets behind a jump must agree with it. */
const AGREEING: u32 = 3;
/** No TCP record was there yet. No stamp equals it, and none is a second past it. */
const NOTHING_KNOWN: u64 = u64.MAX_VALUE - SECOND;

const CLOCK: usize = memory.data(CLOCK_WORDS * 4, 16);

/** Where TypeScript reads the clock when the run ends. */
export function clockAddress(): usize {
  return CLOCK;
}

/** The clock as the last keepClock() left it. */
export function clockStamp(): u64 {
  return getStamp(CLOCK, CLOCK_SEC);
}

/** What TypeScript makes of the records so far. */
export function clockKnown(): u64 {
  return getWord(CLOCK, CLOCK_PHASE) === CLOCK_NOT_SET ? NOTHING_KNOWN : getStamp(CLOCK, CLOCK_KNOWN);
}

/** A stamp that is ahead of the clock by less than this just moves it; any other must be judged. */
export function clockReach(): u64 {
  return getWord(CLOCK, CLOCK_PHASE) === CLOCK_RUNS ? HOUR : 0;
}

/** Writes down clock and knowledge at the end of a decode call. */
export function keepClock(clock: u64, known: u64): void {
  setStamp(CLOCK, CLOCK_SEC, clock);
  setStamp(CLOCK, CLOCK_KNOWN, known);
}

/** True if `stamp` has jumped, too, to at most an hour before or behind the candidate. */
function agrees(clock: u64, stamp: u64): bool {
  if (stamp <= clock || stamp - clock <= HOUR) return false;
  const candidate = getStamp(CLOCK, CLOCK_CANDIDATE);
  return (stamp > candidate ? stamp - candidate : candidate - stamp) <= HOUR;
}

/** Takes a packet's stamp into account, whatever it is; returns the clock after it. clockReach() may have changed. */
export function judgeStamp(clock: u64, stamp: u64): u64 {
  const phase = getWord(CLOCK, CLOCK_PHASE);
  if (phase === CLOCK_NOT_SET) {
    setWord(CLOCK, CLOCK_PHASE, CLOCK_RUNS);
    return stamp;
  }
  if (phase === CLOCK_WAITS) {
    if (agrees(clock, stamp)) {
      const greatest = max<u64>(stamp, getStamp(CLOCK, CLOCK_GREATEST));
      const agreed = getWord(CLOCK, CLOCK_AGREED) + 1;
      setStamp(CLOCK, CLOCK_GREATEST, greatest);
      setWord(CLOCK, CLOCK_AGREED, agreed);
      if (agreed < AGREEING) return clock;
      setWord(CLOCK, CLOCK_PHASE, CLOCK_RUNS);
      return greatest;
    }
    setWord(CLOCK, CLOCK_PHASE, CLOCK_RUNS);
  }
  if (stamp <= clock) return clock;
  if (stamp - clock <= HOUR) return stamp;
  setWord(CLOCK, CLOCK_PHASE, CLOCK_WAITS);
  setStamp(CLOCK, CLOCK_CANDIDATE, stamp);
  setStamp(CLOCK, CLOCK_GREATEST, stamp);
  setWord(CLOCK, CLOCK_AGREED, 0);
  return clock;
}

/** Puts a clock record at `record` and moves what was decoded to that place, if anything, behind it. */
export function insertClockRecord(record: usize, clock: u64, frame: u32, recordAddress: usize): void {
  const bytes: usize = REC_WORDS << 2;
  memory.copy(record + bytes, record, bytes);
  memory.fill(record, 0, bytes);
  setStamp(record, REC_SEC, clock);
  setWord(record, REC_STATUS, STATUS_CLOCK);
  setWord(record, REC_FRAME, frame);
  setWord(record, REC_RECORD_ADDRESS, <u32>recordAddress);
}
