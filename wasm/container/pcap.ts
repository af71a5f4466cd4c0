// Classic pcap (draft-ietf-opsawg-pcap): records behind one another, each with a 16-byte header.
import { BLOCK_RECORDS, resolveFlows } from "../flow/resolve";
import {
  BATCH_BACKWARD_TIME,
  BATCH_BYTES,
  BATCH_CAPACITY,
  BATCH_COUNT,
  BATCH_FIRST_SEC,
  BATCH_LAST_SEC,
  BATCH_NON_TCP,
  BATCH_PACKETS,
  BATCH_UNDECODED,
  BATCH_WORDS,
  ERROR_RECORD_LENGTH,
  FRAMING_BIG_ENDIAN,
  FRAMING_ERROR,
  FRAMING_HEADER,
  FRAMING_LAST_SEC,
  FRAMING_LENGTHS,
  FRAMING_LIMIT,
  FRAMING_LINK_TYPE,
  FRAMING_MAX_CAPTURED,
  FRAMING_NANOSECONDS_PER_UNIT,
  FRAMING_POSITION,
  FRAMING_RECORD_LENGTH,
  FRAMING_SKIP,
  LENGTHS_ORIGINAL_FIRST,
  LENGTHS_SMALLER_IS_CAPTURED,
  PCAP_RECORD_HEADER_BYTES,
  REC_END_ADDRESS,
  REC_FRAME,
  REC_RECORD_ADDRESS,
  REC_SEC,
  REC_STATUS,
  REC_TUNNELS,
  REC_WORDS,
  STATUS_CLOCK_UNMOVED,
  STOP_BATCH_FULL,
  STOP_ERROR,
  STOP_FRAGMENT,
  STOP_NEED_INPUT,
  UNDECODED_LINK_TYPE_UNSUPPORTED,
} from "../layout";
import { decodeFrame, isSupportedLinkType } from "../link/link";
import { OUTCOME_FRAGMENT, OUTCOME_NON_TCP, OUTCOME_TCP, OUTCOME_UNDECODED } from "../outcome";
import { addWord, getWord, setWord } from "../record";
import { clockKnown, clockReach, clockStamp, insertClockRecord, judgeStamp, keepClock } from "../time/clock";
import { getStamp, SECOND, setStamp, stampOf } from "../time/stamp";

const NANOSECONDS: u64 = 1_000_000_000;
const RECORD_BYTES: usize = REC_WORDS << 2;
const BLOCK_BYTES: usize = (BLOCK_RECORDS * REC_WORDS) << 2;
/** Lengths are clamped to this before they are added to an address, so that no sum can wrap. */
const MAX_FRAME_BYTES: u32 = 0x3fffffff;

/** Passes over what is left of a record that nobody decodes; false if the input ends before it. */
function passOver(framing: usize): bool {
  const skip = getWord(framing, FRAMING_SKIP);
  const position = getWord(framing, FRAMING_POSITION);
  const step = min<u32>(skip, getWord(framing, FRAMING_LIMIT) - position);
  setWord(framing, FRAMING_SKIP, skip - step);
  setWord(framing, FRAMING_POSITION, position + step);
  return step === skip;
}

/** Appends the records at FRAMING_POSITION to the batch until a STOP_* reason, which it returns. */
export function decodePcap(framing: usize, batch: usize): u32 {
  const linkType = getWord(framing, FRAMING_LINK_TYPE);
  const bigEndian = getWord(framing, FRAMING_BIG_ENDIAN) !== 0;
  const unit = getWord(framing, FRAMING_NANOSECONDS_PER_UNIT);
  const unitsPerSecond = <u32>(NANOSECONDS / <u64>unit);
  const lengths = getWord(framing, FRAMING_LENGTHS);
  const maxCaptured = getWord(framing, FRAMING_MAX_CAPTURED);
  const limit = <usize>getWord(framing, FRAMING_LIMIT);
  const supported = isSupportedLinkType(linkType);
  const capacity = getWord(batch, BATCH_CAPACITY);

  // true while the header in hand is that of a record which was passed over in several calls
  let passed = getWord(framing, FRAMING_SKIP) !== 0;
  if (passed && !passOver(framing)) return STOP_NEED_INPUT;
  let position = <usize>getWord(framing, FRAMING_POSITION);
  let count = getWord(batch, BATCH_COUNT);
  let packets = getWord(batch, BATCH_PACKETS);
  let bytes = load<u64>(batch + (BATCH_BYTES << 2));
  let nonTcp = getWord(batch, BATCH_NON_TCP);
  let backward = getWord(batch, BATCH_BACKWARD_TIME);
  let before = getStamp(framing, FRAMING_LAST_SEC);
  let first: u64 = packets ? getStamp(batch, BATCH_FIRST_SEC) : u64.MAX_VALUE;
  let last: u64 = packets ? getStamp(batch, BATCH_LAST_SEC) : 0;
  let clock = clockStamp();
  let reach = clockReach();
  // what TypeScript makes of the records so far
  let known = clockKnown();
  let record = batch + ((<usize>(BATCH_WORDS + count * REC_WORDS)) << 2);
  let unresolved = record;
  let stop: u32 = STOP_NEED_INPUT;

  while (passed || position + PCAP_RECORD_HEADER_BYTES <= limit) {
    // a packet may take a clock record, too
    if (count + 2 > capacity) {
      stop = STOP_BATCH_FULL;
      break;
    }
    const header = passed ? framing + (FRAMING_HEADER << 2) : position;
    let seconds = load<u32>(header);
    let fraction = load<u32>(header, 4);
    let captured = load<u32>(header, 8);
    let original = load<u32>(header, 12);
    if (bigEndian) {
      seconds = bswap<u32>(seconds);
      fraction = bswap<u32>(fraction);
      captured = bswap<u32>(captured);
      original = bswap<u32>(original);
    }
    if (
      lengths === LENGTHS_ORIGINAL_FIRST ||
      (lengths === LENGTHS_SMALLER_IS_CAPTURED && captured > original)
    ) {
      const swapped = captured;
      captured = original;
      original = swapped;
    }
    if (captured > maxCaptured) {
      setWord(framing, FRAMING_ERROR, ERROR_RECORD_LENGTH);
      setWord(framing, FRAMING_RECORD_LENGTH, captured);
      stop = STOP_ERROR;
      break;
    }
    const frame = position + PCAP_RECORD_HEADER_BYTES;
    if (!passed && frame + captured > limit) {
      if (!supported) {
        memory.copy(framing + (FRAMING_HEADER << 2), position, PCAP_RECORD_HEADER_BYTES);
        setWord(framing, FRAMING_RECORD_LENGTH, captured);
        setWord(framing, FRAMING_SKIP, <u32>(frame + captured - limit));
        position = limit;
      }
      break;
    }

    let nanoseconds: u32;
    let wholeSeconds: u64 = seconds;
    if (fraction < unitsPerSecond) {
      nanoseconds = fraction * unit;
    } else {
      // a fraction of a second or more carries over
      wholeSeconds += <u64>(fraction / unitsPerSecond);
      nanoseconds = (fraction % unitsPerSecond) * unit;
    }
    const stamp = stampOf(wholeSeconds, nanoseconds);
    if (stamp < first) first = stamp;
    if (stamp > last) last = stamp;
    if (stamp - clock < reach) {
      // the stamp before is not above the clock here, so this is no step backwards
      clock = stamp;
    } else {
      if (stamp < before) backward++;
      clock = judgeStamp(clock, stamp);
      reach = clockReach();
    }
    before = stamp;
    bytes += <u64>original;

    if (!supported) {
      addWord(batch, BATCH_UNDECODED + UNDECODED_LINK_TYPE_UNSUPPORTED, 1);
      if (!passed) position = frame + captured;
      passed = false;
      if (clock >= known + SECOND) {
        insertClockRecord(record, clock, packets, position - captured - PCAP_RECORD_HEADER_BYTES);
        known = clock;
        record += RECORD_BYTES;
        unresolved = record;
        count++;
      }
      packets++;
      continue;
    }

    const end = frame + captured;
    const frameEnd = frame + min<u32>(max<u32>(original, captured), MAX_FRAME_BYTES);
    const outcome = decodeFrame(linkType, frame, end, frameEnd, record);
    if (outcome === OUTCOME_TCP && stamp === clock) {
      known = clock;
    } else {
      // a TCP record must be told the exact clock, of which its own stamp says nothing; timers wait for a second else
      if (outcome === OUTCOME_TCP ? clock !== known : clock >= known + SECOND) {
        resolveFlows(unresolved, record);
        insertClockRecord(record, clock, packets, position);
        known = clock;
        record += RECORD_BYTES;
        unresolved = record;
        count++;
      }
      if (outcome === OUTCOME_TCP && stamp > clock) {
        setWord(record, REC_STATUS, getWord(record, REC_STATUS) | STATUS_CLOCK_UNMOVED);
      }
    }
    if (outcome === OUTCOME_TCP || outcome === OUTCOME_FRAGMENT) {
      setStamp(record, REC_SEC, stamp);
      setWord(record, REC_TUNNELS, 0);
      setWord(record, REC_FRAME, packets);
      setWord(record, REC_RECORD_ADDRESS, <u32>position);
      setWord(record, REC_END_ADDRESS, <u32>end);
      record += RECORD_BYTES;
      count++;
      if (outcome === OUTCOME_FRAGMENT) {
        // a fragment has no ports, and so no flow, yet
        resolveFlows(unresolved, record - RECORD_BYTES);
        unresolved = record;
      } else if (record - unresolved === BLOCK_BYTES) {
        resolveFlows(unresolved, record);
        unresolved = record;
      }
    } else if (outcome === OUTCOME_NON_TCP) {
      nonTcp++;
    } else {
      addWord(batch, BATCH_UNDECODED + (outcome - OUTCOME_UNDECODED), 1);
    }
    packets++;
    position = end;
    if (outcome === OUTCOME_FRAGMENT) {
      stop = STOP_FRAGMENT;
      break;
    }
  }

  resolveFlows(unresolved, record);
  keepClock(clock, known);
  setWord(framing, FRAMING_POSITION, <u32>position);
  setStamp(framing, FRAMING_LAST_SEC, before);
  setWord(batch, BATCH_COUNT, count);
  setWord(batch, BATCH_PACKETS, packets);
  store<u64>(batch + (BATCH_BYTES << 2), bytes);
  setWord(batch, BATCH_NON_TCP, nonTcp);
  setWord(batch, BATCH_BACKWARD_TIME, backward);
  if (packets) {
    setStamp(batch, BATCH_FIRST_SEC, first);
    setStamp(batch, BATCH_LAST_SEC, last);
  }
  return stop;
}
