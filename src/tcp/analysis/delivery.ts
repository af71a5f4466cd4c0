/**
 * What becomes of sent segments: noted when they are sent, measured and judged when they are acknowledged.
 */
import { FLAG_SYN } from "../../../wasm/layout.ts";
import type { Histograms } from "../metrics/histogram.ts";
import { addRoundTrip } from "../metrics/round_trip.ts";
import type { SackBlocks } from "../segment/sack_blocks.ts";
import type { Segment } from "../segment/segment.ts";
import { sequenceDifference } from "../segment/sequence.ts";
import type { SackedRanges } from "../sent/sacked_ranges.ts";
import {
  type SentSegments,
  SF_BAD_CHECKSUM,
  SF_KNOWN_LACKING,
  SF_LAST_TSVAL,
  SF_ORIGINAL_UNSEEN,
  SF_RESENT_SHIFT,
  SF_SPURIOUS,
  SF_TSVAL,
  SN_END,
  SN_LAST_TIME,
  SN_SEQ,
  SN_TIME,
  SW_FLAGS,
  SW_FRAME,
  SW_LAST_FRAME,
  SW_LAST_TSVAL,
  SW_TSVAL,
} from "../sent/sent_segments.ts";
import { TK_LOST_AFTER, TK_LOST_BEFORE, TK_LOST_UNKNOWN, TKN_RTT_MIN, type Tracks } from "../sent/tracks.ts";
import type { Connection } from "../state/connection.ts";
import { frameOf } from "../state/frames.ts";
import {
  CF_LIMIT_HISTOGRAMS,
  CF_LIMIT_SENT,
  E_FIN_COUNT,
  EF_ACKED,
  EF_FIN,
  EF_FIN_ACKED,
  EN_ACK,
  EN_FIN,
  EN_FIN_TIME,
  EN_NEXT,
} from "../state/state_layout.ts";
import { interval } from "../time.ts";
import type { Findings } from "./findings.ts";
import { isDamaged } from "./retransmission.ts";
import {
  ACKED_UNSEEN,
  FAST_RETRANSMISSION,
  LOSS,
  RETRANSMISSION,
  RTO_RETRANSMISSION,
  SPURIOUS_RETRANSMISSION,
} from "./verdicts.ts";

const RESENT = RETRANSMISSION | FAST_RETRANSMISSION | RTO_RETRANSMISSION | SPURIOUS_RETRANSMISSION;

type Proof = "timestamps" | "ack";

/** Follows the segments of both sides. */
export class Delivery {
  readonly #findings: Findings;
  readonly #tracks: Tracks;
  readonly #sent: SentSegments;
  readonly #sacked: SackedRanges;
  readonly #histograms: Histograms;

  constructor(
    findings: Findings,
    tracks: Tracks,
    sent: SentSegments,
    sacked: SackedRanges,
    histograms: Histograms,
  ) {
    this.#findings = findings;
    this.#tracks = tracks;
    this.#sent = sent;
    this.#sacked = sacked;
    this.#histograms = histograms;
  }

  /**
   * The segment, which is no probe, carries payload.
   * @param flags SF_* bits of a segment that does not only go forward
   */
  send(connection: Connection, segment: Segment, flags: number): void {
    const { numbers, s, sn } = connection;
    if (!this.#tracks.open(connection, s)) return;
    const start = segment.seq + (segment.flags & FLAG_SYN ? 1 : 0);
    const end = start + segment.payloadLength;
    const next = numbers[sn + EN_NEXT]!;
    let from = start;
    let state = isDamaged(segment) ? flags | SF_BAD_CHECKSUM : flags;
    const isBelow = start < next && !(flags & SF_ORIGINAL_UNSEEN);
    if (isBelow) {
      // segments below are acknowledged, and over
      const acked = connection.peerHas(EF_ACKED)
        ? numbers[connection.pn + EN_ACK]!
        : Number.NEGATIVE_INFINITY;
      if (start >= acked) this.#sent.split(start);
      if (end > acked && end < next) this.#sent.split(end);
    }
    if (isBelow && this.#sent.find(start)) {
      do {
        if (this.#sent.numbers[this.#sent.n + SN_SEQ]! >= end) break;
        this.#sent.noteResent(segment, flags);
      } while (this.#sent.next());
      from = Math.max(start, next);
    } else if (isBelow && this.#findings.verdicts & RESENT) {
      // its first sending was forgotten, or lies before the capture: no round trip and no loss can be told from it
      state = (state & ~SF_KNOWN_LACKING) | (1 << SF_RESENT_SHIFT);
    }
    if (from >= end) return;
    this.#sent.add(segment, from, end, state);
    // of a side that nobody acknowledges nothing could be measured anyway
    if (this.#sent.isCut && connection.peerHas(EF_ACKED)) connection.set(CF_LIMIT_SENT);
  }

  /** The segment acknowledges more of the peer than any before it. */
  acknowledge(connection: Connection, segment: Segment, sack: SackBlocks): void {
    if (!this.#tracks.find(connection, connection.p)) return;
    const sent = this.#sent;
    // behind a hole an acknowledgement says nothing of when its last byte arrived, nor where the capture lacks some
    let isAmbiguous = !this.#sacked.isEmpty || (this.#findings.verdicts & ACKED_UNSEEN) !== 0;
    let edge = Number.NaN;
    if (connection.senderHas(EF_ACKED)) edge = connection.numbers[connection.sn + EN_ACK]!;
    else if (sent.firstUnacked()) edge = sent.numbers[sent.n + SN_SEQ]!;
    // of several the one sent last made the receiver answer
    let sentTime = Number.NEGATIVE_INFINITY;
    let echoedTime = Number.NaN;
    const before = connection.senderHas(EF_ACKED)
      ? connection.numbers[connection.sn + EN_ACK]!
      : Number.NEGATIVE_INFINITY;
    while (sent.firstUnacked() && sent.numbers[sent.n + SN_END]! <= segment.ack) {
      // sent or captured behind its acknowledgement: this one is not its answer
      if (sent.numbers[sent.n + SN_END]! <= before) {
        sent.acknowledgeFirst();
        continue;
      }
      const flags = sent.words[sent.w + SW_FLAGS]!;
      if (sent.resent > 0 || flags & SF_ORIGINAL_UNSEEN) {
        isAmbiguous = true;
        const echoed = this.#echoedTime(segment, flags);
        if (!Number.isNaN(echoed)) echoedTime = echoed;
        this.#resolve(connection, segment, sack, flags, edge);
      } else sentTime = Math.max(sentTime, sent.numbers[sent.n + SN_TIME]!);
      // resolving may have left another one in hand
      if (sent.firstUnacked()) sent.acknowledgeFirst();
    }
    const { words, numbers, p, pn } = connection;
    if (
      sentTime > Number.NEGATIVE_INFINITY &&
      connection.peerHas(EF_FIN) &&
      !connection.peerHas(EF_FIN_ACKED) &&
      segment.ack > numbers[pn + EN_FIN]!
    ) {
      // it may answer the FIN behind the payload
      if (words[p + E_FIN_COUNT]! > 1) isAmbiguous = true;
      else if (numbers[pn + EN_FIN_TIME]! > sentTime) sentTime = numbers[pn + EN_FIN_TIME]!;
    }
    this.#sacked.acknowledge(segment.ack);
    const measured = isAmbiguous ? echoedTime : sentTime;
    if (Number.isFinite(measured) && !addRoundTrip(this.#tracks, this.#histograms, segment.time - measured)) {
      connection.set(CF_LIMIT_HISTOGRAMS);
    }
  }

  /** Karn: of a segment sent twice only the echoed stamp tells which one arrived (RFC 7323 4.1); NaN: nothing does. */
  #echoedTime(segment: Segment, flags: number): number {
    const { words, w, numbers, n } = this.#sent;
    if (!segment.hasTimestamps || !(flags & SF_LAST_TSVAL)) return Number.NaN;
    const isUnseen = (flags & SF_ORIGINAL_UNSEEN) !== 0;
    if (!isUnseen && (!(flags & SF_TSVAL) || words[w + SW_TSVAL] === words[w + SW_LAST_TSVAL]))
      return Number.NaN;
    if (segment.tsEcr === words[w + SW_LAST_TSVAL]) return numbers[n + SN_LAST_TIME]!;
    if (!isUnseen && segment.tsEcr === words[w + SW_TSVAL]) return numbers[n + SN_TIME]!;
    return Number.NaN;
  }

  /**
   * The segment in hand, of which a retransmission was seen, is acknowledged: was it lost, and where?
   * @param edge the acknowledgement before
   */
  #resolve(connection: Connection, segment: Segment, sack: SackBlocks, flags: number, edge: number): void {
    const { words, w, numbers, n } = this.#tracks;
    const proof = this.#proofOf(segment, sack, flags, edge);
    if (proof === "spurious") return;
    if (proof === undefined) {
      words[w + TK_LOST_UNKNOWN]!++;
      return;
    }
    const isUnseen = (flags & SF_ORIGINAL_UNSEEN) !== 0;
    words[w + (isUnseen ? TK_LOST_BEFORE : TK_LOST_AFTER)]!++;
    const evidence = this.#findings.add(connection, LOSS);
    if (!evidence) return;
    const sent = this.#sent;
    evidence.place = isUnseen ? "before_tap" : "after_tap";
    evidence.proof = proof;
    evidence.seq = sent.numbers[sent.n + SN_SEQ]!;
    evidence.seq_end = sent.numbers[sent.n + SN_END]!;
    if (!isUnseen) evidence.original_frame = frameOf(sent.words[sent.w + SW_FRAME]!, segment.frame);
    evidence.resent_frame = frameOf(sent.words[sent.w + SW_LAST_FRAME]!, segment.frame);
    evidence.since_ns = interval(segment.time - sent.numbers[sent.n + SN_LAST_TIME]!);
    const least = numbers[n + TKN_RTT_MIN]!;
    if (proof === "ack" && least > 0) evidence.threshold_ns = least;
  }

  /** What proves that the first sending of the segment in hand did not arrive, or that it did; undefined: nothing. */
  #proofOf(segment: Segment, sack: SackBlocks, flags: number, edge: number): Proof | "spurious" | undefined {
    const { words, w, numbers, n } = this.#sent;
    if (flags & SF_SPURIOUS) return "spurious";
    if (sack.isDuplicate && sack.left[0]! < numbers[n + SN_END]! && sack.right[0]! > numbers[n + SN_SEQ]!) {
      return "spurious";
    }
    const isUnseen = (flags & SF_ORIGINAL_UNSEEN) !== 0;
    const isAtEdge = numbers[n + SN_SEQ]! <= edge;
    if (isAtEdge && segment.hasTimestamps && flags & SF_LAST_TSVAL && (isUnseen || flags & SF_TSVAL)) {
      // the receiver echoes the stamp of the segment at its left edge, and of none behind it (RFC 7323 4.3)
      const last = words[w + SW_LAST_TSVAL]!;
      const differ = isUnseen || last !== words[w + SW_TSVAL];
      if (differ && segment.tsEcr === last) return "timestamps";
      if (differ && sequenceDifference(segment.tsEcr, last) < 0) return "spurious";
    }
    if (!(flags & SF_KNOWN_LACKING)) return undefined;
    // it lacked it, and has it a round trip after the retransmission: sooner, and the first one came late
    const least = this.#tracks.numbers[this.#tracks.n + TKN_RTT_MIN]!;
    if (least === 0) return undefined;
    return segment.time - numbers[n + SN_LAST_TIME]! >= least ? "ack" : "spurious";
  }
}
