// The loop over the packets of a source, whatever its container: time, counters, and a record for each TCP segment.
import { clearLayers, layersId } from "../encapsulation/layers";
import { BLOCK_RECORDS, resolveFlows } from "../flow/resolve";
import {
  BATCH_BACKWARD_TIME,
  BATCH_BYTES,
  BATCH_CAPACITY,
  BATCH_CLAMPED_TIME,
  BATCH_COUNT,
  BATCH_FIRST_SEC,
  BATCH_LAST_SEC,
  BATCH_NON_TCP,
  BATCH_PACKETS,
  BATCH_UNDECODED,
  BATCH_WORDS,
  CONTAINER_PCAPNG,
  FRAMING_CONTAINER,
  FRAMING_LAST_SEC,
  FRAMING_LIMIT,
  FRAMING_NEXT_SEC,
  FRAMING_POSITION,
  FRAMING_UNTIL_SEC,
  INTERFACE_FCS,
  INTERFACE_LINK_TYPE,
  INTERFACE_NONE,
  INTERFACE_NUMBER,
  INTERFACE_SUPPORTED,
  INTERFACE_UNSUPPORTED,
  REC_END_ADDRESS,
  REC_FRAME,
  REC_INTERFACE,
  REC_PATH,
  REC_RECORD_ADDRESS,
  REC_SEC,
  REC_STATUS,
  REC_TUNNELS,
  REC_WORDS,
  STATUS_CLOCK_UNMOVED,
  STATUS_INTERFACE,
  STOP_BATCH_FULL,
  STOP_FRAGMENT,
  STOP_NEED_INPUT,
  STOP_UNTIL,
  UNDECODED_INTERFACE_UNKNOWN,
  UNDECODED_LINK_TYPE_UNSUPPORTED,
} from "../layout";
import { decodeFrame } from "../link/link";
import { OUTCOME_FRAGMENT, OUTCOME_NON_TCP, OUTCOME_TCP, OUTCOME_UNDECODED } from "../outcome";
import { addWord, getWord, setWord } from "../record";
import { clockKnown, clockReach, clockStamp, insertClockRecord, judgeStamp, keepClock } from "../time/clock";
import { getStamp, SECOND, setStamp } from "../time/stamp";
import {
  packetCaptured,
  packetClamped,
  packetFrame,
  packetInterface,
  packetOriginal,
  packetRecord,
  packetStamp,
  READ_PACKET,
  READ_PASSED,
  readPosition,
  setStampBefore,
} from "./packet";
import { optionsFcs, takeOptions } from "./packet_options";
import { readRecord } from "./pcap";
import { passOptions, readBlock } from "./pcapng";
import { endPacketSkip, isSkipping, resumeSkip } from "./skip";

const RECORD_BYTES: usize = REC_WORDS << 2;
const BLOCK_BYTES: usize = (BLOCK_RECORDS * REC_WORDS) << 2;
/** Lengths are clamped to this before they are added to an address, so that no sum can wrap. */
const MAX_FRAME_BYTES: u32 = 0x3fffffff;
const PATH_FACTOR: u32 = 0x9e3779b1;

/** Decodes the packet in hand into `record`. */
function decodePacket(record: usize, status: u32, fcs: u32, number: u32): u32 {
  let end = packetFrame + packetCaptured;
  let frameEnd = packetFrame + min<u32>(max<u32>(packetOriginal, packetCaptured), MAX_FRAME_BYTES);
  if (fcs) {
    frameEnd -= min<usize>(fcs, frameEnd - packetFrame);
    end = min<usize>(end, frameEnd);
  }
  if (number !== INTERFACE_NONE) {
    status |= STATUS_INTERFACE;
    setWord(record, REC_INTERFACE, number);
  }
  clearLayers();
  const linkType = getWord(packetInterface, INTERFACE_LINK_TYPE);
  const outcome = decodeFrame(linkType, packetFrame, end, frameEnd, status, record);
  if (outcome === OUTCOME_TCP || outcome === OUTCOME_FRAGMENT) {
    setWord(record, REC_TUNNELS, layersId());
    setWord(record, REC_END_ADDRESS, <u32>end);
    if (number !== INTERFACE_NONE) {
      // the same addresses on another interface are another place
      setWord(record, REC_PATH, (getWord(record, REC_PATH) ^ (number + 1)) * PATH_FACTOR);
    }
  }
  return outcome;
}

/** Appends records from FRAMING_POSITION on to the batch until a STOP_* reason, which it returns. */
export function decodeRecords(framing: usize, batch: usize): u32 {
  const isPcapng = getWord(framing, FRAMING_CONTAINER) === CONTAINER_PCAPNG;
  const limit = <usize>getWord(framing, FRAMING_LIMIT);
  const until = getStamp(framing, FRAMING_UNTIL_SEC);
  const capacity = getWord(batch, BATCH_CAPACITY);

  let position = <usize>getWord(framing, FRAMING_POSITION);
  let count = getWord(batch, BATCH_COUNT);
  let packets = getWord(batch, BATCH_PACKETS);
  let bytes = load<u64>(batch + (BATCH_BYTES << 2));
  let nonTcp = getWord(batch, BATCH_NON_TCP);
  let backward = getWord(batch, BATCH_BACKWARD_TIME);
  let before = getStamp(framing, FRAMING_LAST_SEC);
  let first: u64 = getStamp(batch, BATCH_FIRST_SEC);
  let last: u64 = getStamp(batch, BATCH_LAST_SEC);
  let clock = clockStamp();
  let reach = clockReach();
  // what TypeScript makes of the records so far
  let known = clockKnown();
  let record = batch + ((<usize>(BATCH_WORDS + count * REC_WORDS)) << 2);
  let unresolved = record;
  let stop: u32 = STOP_NEED_INPUT;
  setStampBefore(before);

  while (true) {
    const skips = isSkipping(framing);
    const read = skips
      ? resumeSkip(framing, position, limit)
      : isPcapng
        ? readBlock(framing, position, limit)
        : readRecord(framing, position, limit);
    if (read !== READ_PACKET) {
      if (read === READ_PASSED) {
        position = readPosition;
        continue;
      }
      stop = read;
      break;
    }
    // a packet may take a clock record, too
    if (count + 2 > capacity) {
      stop = STOP_BATCH_FULL;
      break;
    }
    const stamp = packetStamp;
    if (stamp >= until) {
      setStamp(framing, FRAMING_NEXT_SEC, stamp);
      stop = STOP_UNTIL;
      break;
    }

    if (skips) endPacketSkip(framing);
    let status: u32 = 0;
    let fcs: u32 = 0;
    let number: u32 = INTERFACE_NONE;
    let outcome: u32 = OUTCOME_UNDECODED + UNDECODED_LINK_TYPE_UNSUPPORTED;
    position = readPosition;
    bytes += <u64>packetOriginal;
    if (!packetInterface) {
      // nobody knows its unit of time, so it has none
      outcome = OUTCOME_UNDECODED + UNDECODED_INTERFACE_UNKNOWN;
      if (isPcapng && !skips) {
        takeOptions(framing);
        passOptions(framing, position);
      }
      addWord(batch, BATCH_UNDECODED + UNDECODED_INTERFACE_UNKNOWN, 1);
      packets++;
      continue;
    }
    fcs = getWord(packetInterface, INTERFACE_FCS);
    if (isPcapng && !skips) {
      number = getWord(packetInterface, INTERFACE_NUMBER);
      status = takeOptions(framing);
      if (optionsFcs) fcs = optionsFcs;
      passOptions(framing, position);
    }
    if (packetClamped) addWord(batch, BATCH_CLAMPED_TIME, 1);
    if (stamp < first) first = stamp;
    if (stamp > last) last = stamp;
    if (stamp >= clock && stamp - clock < reach) {
      // the stamp before is not above the clock here, so this is no step backwards
      clock = stamp;
    } else {
      if (stamp < before) backward++;
      clock = judgeStamp(clock, stamp);
      reach = clockReach();
    }
    before = stamp;
    if (getWord(packetInterface, INTERFACE_SUPPORTED)) outcome = decodePacket(record, status, fcs, number);
    else addWord(packetInterface, INTERFACE_UNSUPPORTED, 1);

    if (outcome === OUTCOME_TCP && stamp === clock) {
      known = clock;
    } else {
      // a TCP record must be told the exact clock, of which its own stamp says nothing; timers wait for a second else
      if (outcome === OUTCOME_TCP ? clock !== known : clock >= known + SECOND) {
        resolveFlows(unresolved, record);
        insertClockRecord(record, clock, packets, packetRecord);
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
      setWord(record, REC_FRAME, packets);
      setWord(record, REC_RECORD_ADDRESS, <u32>packetRecord);
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
  setStamp(batch, BATCH_FIRST_SEC, first);
  setStamp(batch, BATCH_LAST_SEC, last);
  return stop;
}
