// The loop over the packets of a source, whatever its container: time, counters, and a record for each TCP segment.
import { clearLayers, layerCount, layersId } from "../encapsulation/layers";
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
  FRAMING_INTERFACES,
  FRAMING_LAST_SEC,
  FRAMING_LIMIT,
  FRAMING_MAX_CAPTURED,
  FRAMING_NEXT_SEC,
  FRAMING_POSITION,
  FRAMING_SKIP_TOTAL,
  FRAMING_UNTIL_SEC,
  INTERFACE_FCS,
  INTERFACE_LINK_TYPE,
  INTERFACE_NONE,
  INTERFACE_NUMBER,
  INTERFACE_SUPPORTED,
  INTERFACE_UNSUPPORTED,
  PCAP_RECORD_HEADER_BYTES,
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
import { getStamp, SECOND, setStamp, stampOf } from "../time/stamp";
import {
  beginPackets,
  packetCaptured,
  packetClamped,
  packetFcs,
  packetFrame,
  packetInterface,
  packetOriginal,
  packetStamp,
  READ_PACKET,
  READ_PASSED,
  readPosition,
} from "./packet";
import { takeOptions } from "./packet_options";
import { isPlainPcap, NANOSECONDS, readRecord, unitsOf } from "./pcap";
import { passOptions, readBlock } from "./pcapng";
import { endPacketSkip, isSkipping, resumeSkip } from "./skip";

const RECORD_BYTES: usize = REC_WORDS << 2;
const BLOCK_BYTES: usize = (BLOCK_RECORDS * REC_WORDS) << 2;
/** Lengths are clamped to this before they are added to an address, so that no sum can wrap. */
const MAX_FRAME_BYTES: u32 = 0x3fffffff;
const PATH_FACTOR: u32 = 0x9e3779b1;

/** Decodes the packet in hand into `record`. */
function decodePacket(record: usize, frame: usize, captured: u32, original: u32, status: u32): u32 {
  const number = getWord(packetInterface, INTERFACE_NUMBER);
  const fcs = packetFcs ? packetFcs : getWord(packetInterface, INTERFACE_FCS);
  let end = frame + captured;
  let frameEnd = frame + min<u32>(max<u32>(original, captured), MAX_FRAME_BYTES);
  if (fcs) {
    frameEnd -= min<usize>(fcs, frameEnd - frame);
    end = min<usize>(end, frameEnd);
  }
  if (number !== INTERFACE_NONE) {
    status |= STATUS_INTERFACE;
    setWord(record, REC_INTERFACE, number);
  }
  clearLayers();
  const linkType = getWord(packetInterface, INTERFACE_LINK_TYPE);
  const outcome = decodeFrame(linkType, frame, end, frameEnd, status, record);
  if (outcome === OUTCOME_TCP || outcome === OUTCOME_FRAGMENT) {
    setWord(record, REC_TUNNELS, layerCount() ? layersId() : 0);
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
  const bytes = batch + ((<usize>BATCH_BYTES) << 2);

  let position = <usize>getWord(framing, FRAMING_POSITION);
  let count = getWord(batch, BATCH_COUNT);
  let packets = getWord(batch, BATCH_PACKETS);
  let before = getStamp(framing, FRAMING_LAST_SEC);
  let clock = clockStamp();
  let reach = clockReach();
  // what TypeScript makes of the records so far
  let known = clockKnown();
  let record = batch + ((<usize>(BATCH_WORDS + count * REC_WORDS)) << 2);
  let unresolved = record;
  let stop: u32 = STOP_NEED_INPUT;
  beginPackets(<usize>getWord(framing, FRAMING_INTERFACES), before);

  let skips = isSkipping(framing);
  let isPlain = !isPcapng && !skips && isPlainPcap(framing);
  const maxCaptured = getWord(framing, FRAMING_MAX_CAPTURED);
  const units = unitsOf(framing);
  const unit = NANOSECONDS / units;
  while (true) {
    let frame = position + PCAP_RECORD_HEADER_BYTES;
    let captured: u32 = 0;
    let original: u32 = 0;
    let next: usize = 0;
    let stamp: u64 = 0;
    let isRead = false;
    if (isPlain && frame <= limit) {
      // what nearly all records of classic pcap are, without a way through memory: 10 ns a packet in V8
      captured = load<u32>(position, 8);
      original = load<u32>(position, 12);
      next = frame + captured;
      const fraction = load<u32>(position, 4);
      stamp = stampOf(load<u32>(position), fraction * unit);
      isRead = captured <= maxCaptured && next <= limit && fraction < units;
    }
    if (!isRead) {
      const read = skips
        ? resumeSkip(framing, position, limit)
        : isPcapng
          ? readBlock(framing, position, limit)
          : readRecord(framing, position, limit);
      if (read !== READ_PACKET) {
        if (read === READ_PASSED) {
          position = readPosition;
          skips = isSkipping(framing);
          isPlain = false;
          continue;
        }
        stop = read;
        break;
      }
      frame = packetFrame;
      captured = packetCaptured;
      original = packetOriginal;
      next = readPosition;
      stamp = packetStamp;
    }
    // a packet may take a clock record, too
    if (count + 2 > capacity) {
      stop = STOP_BATCH_FULL;
      break;
    }
    if (stamp >= until) {
      setStamp(framing, FRAMING_NEXT_SEC, stamp);
      stop = STOP_UNTIL;
      break;
    }

    let start = position;
    position = next;
    store<u64>(bytes, load<u64>(bytes) + <u64>original);
    let status: u32 = 0;
    if (skips) {
      start -= <usize>getWord(framing, FRAMING_SKIP_TOTAL);
      endPacketSkip(framing);
      skips = false;
    } else if (isPcapng) {
      status = takeOptions(framing);
      passOptions(framing, position);
      skips = isSkipping(framing);
    }
    if (!packetInterface) {
      // nobody knows its unit of time, so it has none
      addWord(batch, BATCH_UNDECODED + UNDECODED_INTERFACE_UNKNOWN, 1);
      packets++;
      continue;
    }
    if (packetClamped) addWord(batch, BATCH_CLAMPED_TIME, 1);
    if (stamp >= clock && stamp - clock < reach) {
      // neither the first stamp nor a step backwards, and the last one so far as far as stamps are believed
      clock = stamp;
    } else {
      if (stamp < before) addWord(batch, BATCH_BACKWARD_TIME, 1);
      if (stamp < getStamp(batch, BATCH_FIRST_SEC)) setStamp(batch, BATCH_FIRST_SEC, stamp);
      if (stamp > getStamp(batch, BATCH_LAST_SEC)) setStamp(batch, BATCH_LAST_SEC, stamp);
      clock = judgeStamp(clock, stamp);
      reach = clockReach();
    }
    before = stamp;
    let outcome: u32 = OUTCOME_UNDECODED + UNDECODED_LINK_TYPE_UNSUPPORTED;
    if (getWord(packetInterface, INTERFACE_SUPPORTED))
      outcome = decodePacket(record, frame, captured, original, status);
    else addWord(packetInterface, INTERFACE_UNSUPPORTED, 1);

    if (outcome === OUTCOME_TCP && stamp === clock) {
      known = clock;
    } else {
      // a TCP record must be told the exact clock, of which its own stamp says nothing; timers wait for a second else
      if (outcome === OUTCOME_TCP ? clock !== known : clock >= known + SECOND) {
        resolveFlows(unresolved, record);
        insertClockRecord(record, clock, packets, start);
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
      setWord(record, REC_RECORD_ADDRESS, <u32>start);
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
      addWord(batch, BATCH_NON_TCP, 1);
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
  if (clock > getStamp(batch, BATCH_LAST_SEC)) setStamp(batch, BATCH_LAST_SEC, clock);
  return stop;
}
