/**
 * The short way of nearly all segments: those that only go on where both sides were. One function over the records takes
 * them to all that a next segment or a line needs; the rest is left to the tally. What it does is what the long way
 * (tracker.ts) comes to for such segments: test/tcp/steady_segments.test.ts holds both together.
 *
 * Small packets of 100 connections take 125 (Bun) to 180 ns (Deno) each, 560 to 750 the long way. It is short because no
 * part of the analysis is a step of its own, and four lines of state are touched instead of a dozen.
 */
import {
  CHECKSUM_GOOD,
  CHECKSUM_PARTIAL,
  CHECKSUM_PARTIAL_LSO,
  CHECKSUM_UNVERIFIED,
  FLAG_ACK,
  FLAG_FIN,
  FLAG_RST,
  FLAG_SYN,
  FLOW_INDEX_MASK,
  REC_ACK,
  REC_FLAGS_WINDOW,
  REC_FLOW,
  REC_FRAME,
  REC_ID_TTL_TOS,
  REC_IP_LENGTH,
  REC_NSEC,
  REC_PAYLOAD_LENGTH,
  REC_RECORD_ADDRESS,
  REC_SEQ,
  REC_STATUS,
  REC_TUNNELS,
  STATUS_CLOCK_UNMOVED,
  STATUS_CUT,
  STATUS_DIRECTION_MASK,
  STATUS_DIRECTION_SHIFT,
  STATUS_TIMESTAMPS,
} from "../../../wasm/layout.ts";
import type { Batch } from "../../capture/batch.ts";
import type { Turns } from "../data/turns.ts";
import type { FlowLayers } from "../identity/flow_layers.ts";
import type { FlowSlots } from "../lifecycle/flow_slots.ts";
import type { Histograms } from "../metrics/histogram.ts";
import { addRoundTrip } from "../metrics/round_trip.ts";
import type { Stalls } from "../metrics/stalls.ts";
import { identityBits, LONG_SILENCE } from "../phases/last_seen.ts";
import { isPartial, verdictOf } from "../segment/checksum_verdict.ts";
import type { RecentSegments } from "../segment/copies.ts";
import type { Segment } from "../segment/segment.ts";
import type { Senders } from "../sent/senders.ts";
import {
  TK_LARGEST,
  TK_RESPONSE,
  TKN_INITIAL_WINDOW,
  TKN_MAX_IN_FLIGHT,
  TKN_RESPONSE_MIN,
} from "../sent/tracks.ts";
import type { Connection } from "../state/connection.ts";
import { type ConnectionStore, numbersBase, wordsBase } from "../state/connection_store.ts";
import {
  C_FLAGS,
  C_FLOW,
  C_HELD,
  C_HINTS,
  C_LAST_FILE,
  CF_CLIENT_IS_SECOND,
  CF_LAST_BY_SERVER,
  CF_LIMIT_HISTOGRAMS,
  CF_LIMIT_SENT,
  CF_TURN_OPEN,
  CLIENT,
  CN_LAST_FRAME,
  CN_LAST_OFFSET,
  CN_PAYLOAD_CLOCK,
  CN_START,
  E_ACK_FRAME,
  E_FLAGS,
  E_ID_TTL,
  E_TALLY,
  E_TALLY_IP_BYTES,
  E_TRACK,
  E_WINDOW,
  E_WINDOW_RANGE,
  E_WIRESHARK_ACK,
  E_WIRESHARK_NEXT,
  E_WIRESHARK_WINDOW,
  EF_PAUSED,
  EF_SPOKE_LAST,
  EN_ACK,
  EN_EDGE,
  EN_IDLE_MAX,
  EN_LAST_TIME,
  EN_NEXT,
  EN_WIRESHARK_NEXT_TIME,
  endpointNumbers,
  endpointWords,
} from "../state/state_layout.ts";
import type { CaptureHosts } from "../summary/capture_hosts.ts";
import { widenRange } from "../summary/counting.ts";
import type { ReportCounts } from "../summary/report/report_counts.ts";
import {
  TALLY_ACK_READY,
  TALLY_DATA_READY,
  TALLY_DATA_SHIFT,
  TALLY_DATA_VERDICT_SHIFT,
  TALLY_MOST,
  TALLY_SCALE_MASK,
  TALLY_SCALE_SHIFT,
  TALLY_VERDICT_SHIFT,
} from "./tally.ts";

/** What became of a record. */
export const NOT_STEADY = 0;
export const TAKEN = 1;
/** And a turn began or ended, so that the connection may have to be looked at sooner than was known. */
export const TAKEN_TURNED = 2;

const CONTROL = (FLAG_ACK | FLAG_FIN | FLAG_RST | FLAG_SYN) << 16;
const PLAIN = FLAG_ACK << 16;
const HEADER_SHIFT = 28;
const FIXED_HEADER_WORDS = 5;
const TIMESTAMPS_HEADER_WORDS = 8;
/** Verdicts that nothing follows from but a count. */
const QUIET_VERDICTS =
  (1 << CHECKSUM_GOOD) | (1 << CHECKSUM_PARTIAL) | (1 << CHECKSUM_PARTIAL_LSO) | (1 << CHECKSUM_UNVERIFIED);
/** A tally of this much payload a segment still holds the sum. */
const MAX_PAYLOAD = 2 ** 21;
/** E_WIRESHARK_WINDOW: duplicate ACKs in a row, which are forgotten when the ACK goes on (wireshark/labels.ts). */
const DUPLICATES_MASK = 0xffff;
const USUAL_MSS = 1460;

/** What the long way has, too. */
export interface SteadyParts {
  readonly slots: FlowSlots;
  readonly store: ConnectionStore;
  readonly connection: Connection;
  readonly segment: Segment;
  readonly senders: Senders;
  readonly histograms: Histograms;
  readonly recent: RecentSegments;
  readonly layers: FlowLayers;
  readonly hosts: CaptureHosts;
  readonly report: ReportCounts;
  /** Absent where no turns are followed. */
  readonly turns: Turns | undefined;
  readonly stalls: Stalls;
  /** Nanoseconds that a pause lasts at least. */
  readonly stall: number;
}

/** Takes steady segments. */
export class SteadySegments {
  readonly #parts: SteadyParts;
  /** The record's stamp, in nanoseconds since the run's first record: the capture clock. A field, as arguments are boxed. */
  runTime = 0;
  /** Where the connection of the last segment taken lies. */
  slot = 0;

  constructor(parts: SteadyParts) {
    this.#parts = parts;
  }

  /**
   * Takes the record of a batch if it is a steady segment; else changes nothing.
   * @returns NOT_STEADY, TAKEN or TAKEN_TURNED
   */
  take(batch: Batch, record: number): number {
    const { records } = batch;
    const parts = this.#parts;
    const flagsWindow = records[record + REC_FLAGS_WINDOW]! | 0;
    const status = records[record + REC_STATUS]! | 0;
    if (!isPlain(flagsWindow, status)) return NOT_STEADY;
    const window = flagsWindow & 0xffff;
    const verdict = verdictOf(status);

    const flowWord = records[record + REC_FLOW]! | 0;
    const slot = parts.slots.get(flowWord & FLOW_INDEX_MASK);
    if (slot < 0) return NOT_STEADY;
    const words = parts.store.words(slot);
    const numbers = parts.store.numbers(slot);
    const c = wordsBase(slot);
    const cn = numbersBase(slot);
    const flags = words[c + C_FLAGS]!;
    const sender = (flowWord >>> 31) ^ (flags & CF_CLIENT_IS_SECOND ? 1 : 0);
    const s = c + endpointWords(sender);
    const p = c + endpointWords(1 - sender);
    const sn = cn + endpointNumbers(sender);
    const pn = cn + endpointNumbers(1 - sender);

    const tally = words[s + E_TALLY]!;
    const length = records[record + REC_PAYLOAD_LENGTH]! | 0;
    const countShift = length > 0 ? TALLY_DATA_SHIFT : 0;
    if (!(tally & (length > 0 ? TALLY_DATA_READY : TALLY_ACK_READY))) return NOT_STEADY;
    const counted = (tally >>> countShift) & TALLY_MOST;
    const verdictShift = length > 0 ? TALLY_DATA_VERDICT_SHIFT : TALLY_VERDICT_SHIFT;
    if (counted === TALLY_MOST || (counted > 0 && ((tally >>> verdictShift) & 7) !== verdict))
      return NOT_STEADY;

    const next = words[s + E_WIRESHARK_NEXT]!;
    if ((records[record + REC_SEQ]! | 0) !== next || next === 0) return NOT_STEADY;
    const ack = records[record + REC_ACK]! | 0;
    const newlyAcked = (ack - words[s + E_WIRESHARK_ACK]!) | 0;
    const peerNext = words[p + E_WIRESHARK_NEXT]!;
    if (newlyAcked < 0 || ((peerNext - ack) | 0) < 0) return NOT_STEADY;
    // an ACK again, or what may be a probe
    if (length === 0 ? newlyAcked === 0 : length === 1 || length < 0 || length > MAX_PAYLOAD)
      return NOT_STEADY;

    const time = this.runTime - numbers[cn + CN_START]!;
    const ownLast = numbers[sn + EN_LAST_TIME]!;
    const peerLast = numbers[pn + EN_LAST_TIME]!;
    const gap = time - (ownLast > peerLast ? ownLast : peerLast);
    if (!(gap >= 0 && gap < LONG_SILENCE) || words[c + endpointWords(CLIENT) + E_FLAGS]! & EF_PAUSED)
      return NOT_STEADY;

    const { tracks, sent } = parts.senders;
    const offset = numbers[sn + EN_NEXT]!;
    const end = (next + length) | 0;
    // of the payload, behind what the peer has acknowledged
    const inFlight = (end - words[p + E_WIRESHARK_ACK]!) | 0;
    let largest = 0;
    if (length > 0) {
      if (inFlight <= 0 || mayFill(words[p + E_WIRESHARK_WINDOW]! >>> 16, inFlight)) return NOT_STEADY;
      const isScaled = ((words[p + E_TALLY]! >>> TALLY_SCALE_SHIFT) & TALLY_SCALE_MASK) !== 0;
      if (isScaled && offset + length >= numbers[pn + EN_EDGE]!) return NOT_STEADY;
      tracks.moveTo(words[s + E_TRACK]!);
      largest = tracks.words[tracks.w + TK_LARGEST]!;
      if ((largest !== 0 && length > largest >>> 16) || !sent.hasRoom) return NOT_STEADY;
    }
    const peerTrack = words[p + E_TRACK]!;
    const acked = numbers[sn + EN_ACK]! + newlyAcked;
    let acknowledged = 0;
    if (newlyAcked > 0 && peerTrack !== 0) {
      tracks.moveTo(peerTrack);
      sent.from = numbers[sn + EN_ACK]!;
      sent.to = acked;
      acknowledged = sent.countPlain();
      if (acknowledged < 0) return NOT_STEADY;
    }

    // from here on it is one
    this.slot = slot;
    if (gap >= parts.stall) {
      this.#lookAtPause(batch, record, slot, sender, gap);
      if (peerTrack !== 0) tracks.moveTo(peerTrack);
    }
    const frame = batch.firstFrame + records[record + REC_FRAME]!;
    if (acknowledged > 0) {
      const roundTrip = time - sent.sentTime;
      sent.acknowledgePlain(acknowledged);
      if (!addRoundTrip(tracks, parts.histograms, roundTrip)) words[c + C_FLAGS]! |= CF_LIMIT_HISTOGRAMS;
    }
    if (length > 0) {
      tracks.moveTo(words[s + E_TRACK]!);
      sent.time = time;
      sent.from = offset;
      if (!sent.appendPlain(records, record, frame | 0)) words[c + C_FLAGS]! |= CF_LIMIT_SENT;
      const { words: own, w, numbers: ownNumbers, n } = tracks;
      if (length === largest >>> 16 && (largest & 0xffff) < 0xffff) own[w + TK_LARGEST] = largest + 1;
      if (inFlight > ownNumbers[n + TKN_MAX_IN_FLIGHT]!) ownNumbers[n + TKN_MAX_IN_FLIGHT] = inFlight;
      if (numbers[pn + EN_ACK]! <= 1) ownNumbers[n + TKN_INITIAL_WINDOW]! += length;
      if (!(words[s + E_FLAGS]! & EF_SPOKE_LAST)) {
        words[s + E_FLAGS]! |= EF_SPOKE_LAST;
        if (words[p + E_FLAGS]! & EF_SPOKE_LAST) {
          words[p + E_FLAGS]! &= ~EF_SPOKE_LAST;
          const asked = numbers[pn + EN_WIRESHARK_NEXT_TIME]!;
          const isKept =
            ack !== peerNext ||
            peerTrack === 0 ||
            parts.histograms.add(tracks, TK_RESPONSE, TKN_RESPONSE_MIN, time - asked);
          if (!isKept) words[c + C_FLAGS]! |= CF_LIMIT_HISTOGRAMS;
        }
      }
      parts.report.payloadSegments++;
      if (largest === 0 && length > USUAL_MSS) parts.report.largeSegments++;
      if (isPartial(verdict) && (largest !== 0 || length <= USUAL_MSS)) {
        parts.connection.moveTo(slot, sender);
        parts.hosts.countPartial(
          parts.connection,
          (status >>> STATUS_DIRECTION_SHIFT) & STATUS_DIRECTION_MASK,
        );
      }
      words[s + E_WIRESHARK_NEXT] = end;
      numbers[sn + EN_NEXT] = offset + length;
      numbers[sn + EN_WIRESHARK_NEXT_TIME] = time;
    }
    if (status & STATUS_CUT) parts.report.cutSegments++;
    parts.report.stampUnit.note(records[record + REC_NSEC]!);

    parts.recent.time = this.runTime;
    parts.recent.addPlain(records, record, (words[c + C_FLOW]! << 1) | sender, frame | 0);
    if (newlyAcked > 0) {
      words[s + E_WIRESHARK_ACK] = ack;
      numbers[sn + EN_ACK] = acked;
      words[s + E_ACK_FRAME] = frame;
    }
    const duplicates = newlyAcked > 0 ? 0 : words[s + E_WIRESHARK_WINDOW]! & DUPLICATES_MASK;
    words[s + E_WIRESHARK_WINDOW] = (window << 16) | duplicates;
    widenRange(words, s + E_WINDOW_RANGE, window);
    const scale = (tally >>> TALLY_SCALE_SHIFT) & TALLY_SCALE_MASK;
    if (scale !== 0) {
      const edge = acked + (window << (scale - 1));
      if (edge > numbers[sn + EN_EDGE]!) numbers[sn + EN_EDGE] = edge;
    }
    if (words[s + E_TRACK] !== 0 && time - ownLast > numbers[sn + EN_IDLE_MAX]!)
      numbers[sn + EN_IDLE_MAX] = time - ownLast;
    const hints = words[c + C_HINTS]!;
    const seen = identityBits(words, s + E_ID_TTL, sender, hints, records[record + REC_ID_TTL_TOS]! | 0);
    if (seen !== hints) words[c + C_HINTS] = seen;
    if (records[record + REC_TUNNELS] !== 0) parts.layers.note(slot, records[record + REC_TUNNELS]! | 0);

    words[c + C_LAST_FILE] = batch.fileIndex;
    numbers[cn + CN_LAST_OFFSET] = batch.offsetBase + records[record + REC_RECORD_ADDRESS]!;
    numbers[cn + CN_LAST_FRAME] = frame;
    numbers[sn + EN_LAST_TIME] = time;
    words[s + E_TALLY_IP_BYTES]! += records[record + REC_IP_LENGTH]! | 0;
    const verdicts = counted === 0 ? (tally & ~(7 << verdictShift)) | (verdict << verdictShift) : tally;
    words[s + E_TALLY] = verdicts + (1 << countShift);
    if (sender === CLIENT) words[c + C_FLAGS]! &= ~CF_LAST_BY_SERVER;
    else words[c + C_FLAGS]! |= CF_LAST_BY_SERVER;

    const { turns } = parts;
    if (turns === undefined) return TAKEN;
    // without payload, and nothing waits for the ACK
    if (
      length === 0 &&
      (newlyAcked === 0 || (!(flags & CF_TURN_OPEN) && words[c + C_HELD + 1 - sender] === 0))
    )
      return TAKEN;
    return this.#turn(batch, record, slot, sender, turns);
  }

  /** Shows the segment, which has changed nothing yet, to those who tell what its connection waited for. */
  #lookAtPause(batch: Batch, record: number, slot: number, sender: number, gap: number): void {
    const { segment, connection, stalls } = this.#parts;
    connection.moveTo(slot, sender);
    const { words, numbers, cn, s, sn, p } = connection;
    // what they look at and the tally holds back
    words[s + E_WINDOW] = words[s + E_WIRESHARK_WINDOW]! >>> 16;
    words[p + E_WINDOW] = words[p + E_WIRESHARK_WINDOW]! >>> 16;
    segment.load(batch, record);
    segment.time = this.runTime - numbers[cn + CN_START]!;
    segment.gap = gap;
    segment.seq = numbers[sn + EN_NEXT]!;
    segment.seqEnd = segment.seq + segment.payloadLength;
    segment.ack = numbers[sn + EN_ACK]! + ((segment.ackRaw - words[s + E_WIRESHARK_ACK]!) | 0);
    segment.isProbe = false;
    stalls.note(connection, segment);
  }

  /** Shows the segment to its connection's turns. */
  #turn(batch: Batch, record: number, slot: number, sender: number, turns: Turns): number {
    const { segment, connection } = this.#parts;
    connection.moveTo(slot, sender);
    const { words, c, numbers, cn, sn } = connection;
    segment.load(batch, record);
    segment.runTime = this.runTime;
    segment.clock = this.runTime;
    segment.time = numbers[sn + EN_LAST_TIME]!;
    segment.ack = numbers[sn + EN_ACK]!;
    const before = words[c + C_FLAGS]!;
    turns.acknowledge(connection, segment, false);
    const { payloadLength } = segment;
    if (payloadLength > 0) {
      const end = numbers[sn + EN_NEXT]!;
      segment.seq = end - payloadLength;
      segment.seqEnd = end;
      segment.newBytes = payloadLength;
      segment.resentBytes = 0;
      segment.newStart = segment.seq;
      segment.newEnd = end;
      segment.fillsHole = false;
      segment.isKeepAlive = false;
      turns.payload(connection, segment, segment.seq);
      numbers[cn + CN_PAYLOAD_CLOCK] = this.runTime;
    }
    return words[c + C_FLAGS] === before ? TAKEN : TAKEN_TURNED;
  }
}

/** True if the packet alone shows nothing to look at: an ACK without SYN, FIN and RST, without room for SACK blocks. */
function isPlain(flagsWindow: number, status: number): boolean {
  if ((flagsWindow & CONTROL) !== PLAIN || (flagsWindow & 0xffff) === 0) return false;
  if (status & STATUS_CLOCK_UNMOVED || !((QUIET_VERDICTS >>> verdictOf(status)) & 1)) return false;
  const headerWords = flagsWindow >>> HEADER_SHIFT;
  if (headerWords === FIXED_HEADER_WORDS) return true;
  return headerWords === TIMESTAMPS_HEADER_WORDS && (status & STATUS_TIMESTAMPS) !== 0;
}

/** True if `bytes` may be all of a window, however it is scaled: there is one shift at most that makes them equal. */
function mayFill(window: number, bytes: number): boolean {
  return window << (Math.clz32(window) - Math.clz32(bytes)) === bytes;
}
