/**
 * Verdicts on a segment whose numbers its sender has sent before, or passed over: sent again, and why, or merely late.
 */
import {
  CHECKSUM_BAD,
  CHECKSUM_ZERO,
  FLAG_ACK,
  FLAG_FIN,
  FLAG_SYN,
  REC_DIGEST,
} from "../../../wasm/layout.ts";
import type { AnomalyEvidence } from "../../events/mod.ts";
import type { Holes } from "../data/holes.ts";
import { verdictOf } from "../segment/checksum_verdict.ts";
import type { Segment } from "../segment/segment.ts";
import { sequenceDifference } from "../segment/sequence.ts";
import type { SackedRanges } from "../sent/sacked_ranges.ts";
import {
  capturedPayload,
  type SentSegments,
  SF_BAD_CHECKSUM,
  SF_KNOWN_LACKING,
  SF_ORIGINAL_UNSEEN,
  SF_SPURIOUS,
  SF_TSVAL,
  SN_END,
  SN_LAST_TIME,
  SN_SEQ,
  SW_CAPTURED,
  SW_DIGEST,
  SW_FLAGS,
  SW_FRAME,
  SW_TSVAL,
} from "../sent/sent_segments.ts";
import { TKN_RECOVER, TKN_RTT_MIN, TKN_SRTT, type Tracks } from "../sent/tracks.ts";
import type { Connection } from "../state/connection.ts";
import { frameOf } from "../state/frames.ts";
import {
  AR_COUNT_MASK,
  CLIENT,
  E_ACK_RUN,
  E_FIN_FRAME,
  E_HOLES,
  E_SYN_ACK_COUNT,
  E_SYN_COUNT,
  E_SYN_FRAME,
  EF_ACKED,
  EF_FIN,
  EF_FIN_ACKED,
  EF_LAST_TIME,
  EF_SYN,
  EF_SYN_ACKED,
  EN_ACK,
  EN_FIN,
  EN_FIN_LAST_TIME,
  EN_FIN_TIME,
  EN_LAST_TIME,
  EN_NEXT,
  EN_SYN_TIME,
  endpointNumbers,
  endpointWords,
  SERVER,
} from "../state/state_layout.ts";
import { interval } from "../time.ts";
import type { Findings } from "./findings.ts";
import {
  FAST_RETRANSMISSION,
  OUT_OF_ORDER,
  OVERLAP_DIFFERS,
  PARTIAL_OVERLAP,
  RETRANSMISSION,
  RTO_RETRANSMISSION,
  SPURIOUS_RETRANSMISSION,
} from "./verdicts.ts";

/** Duplicate ACKs that mean a loss (RFC 5681 3.2). */
const DUP_ACK_THRESHOLD = 3;
/**
 * Least retransmission timeout, in nanoseconds, beyond the smoothed round trip: Linux's, the shortest of the usual ones.
 * RFC 6298 2.4 wants a second.
 */
const MIN_RTO = 200e6;
/** A segment that comes later than this behind those that overtook it was sent again, where no whole round trip is known. */
const MAX_REORDERING = 3e6;

/** Judges segments without RST, before they change their connection. */
export class RetransmissionVerdicts {
  readonly #findings: Findings;
  readonly #holes: Holes;
  readonly #tracks: Tracks;
  readonly #sent: SentSegments;
  readonly #sacked: SackedRanges;

  /** Set by judge(): SF_* bits of what the segment brings, for the list of sent segments. */
  flags = 0;

  constructor(findings: Findings, holes: Holes, tracks: Tracks, sent: SentSegments, sacked: SackedRanges) {
    this.#findings = findings;
    this.#holes = holes;
    this.#tracks = tracks;
    this.#sent = sent;
    this.#sacked = sacked;
  }

  /** The segment, which is no probe, begins below the next number, with something that takes a number. */
  judge(connection: Connection, segment: Segment): void {
    this.flags = 0;
    if (segment.flags & FLAG_SYN && segment.seq === 0 && this.#judgeSyn(connection, segment)) return;
    if (segment.payloadLength > 0) this.#judgePayload(connection, segment);
    else if (segment.flags & FLAG_FIN) this.#judgeFin(connection, segment);
  }

  /** True if the SYN was sent before. */
  #judgeSyn(connection: Connection, segment: Segment): boolean {
    const { words, numbers, s, sn } = connection;
    // a SYN-ACK of a side that sent a SYN answers the peer's, which crossed (RFC 9293 3.5 figure 8)
    const count = words[s + (segment.flags & FLAG_ACK ? E_SYN_ACK_COUNT : E_SYN_COUNT)]!;
    if (count === 0 || !connection.senderHas(EF_SYN)) return false;
    const since = segment.time - numbers[sn + EN_SYN_TIME]!;
    if (connection.senderHas(EF_SYN_ACKED)) {
      this.#resent(connection, SPURIOUS_RETRANSMISSION, since, words[s + E_SYN_FRAME]!, segment);
    } else this.#resentByTime(connection, since, words[s + E_SYN_FRAME]!, segment);
    return true;
  }

  #judgeFin(connection: Connection, segment: Segment): void {
    const { words, numbers, s, sn } = connection;
    const isKnown = connection.senderHas(EF_FIN) && segment.seq === numbers[sn + EN_FIN]!;
    if (!isKnown) {
      if (words[s + E_HOLES] !== 0 && this.#holes.lacking(connection, s, segment.seq, segment.seqEnd) > 0) {
        this.#lateOrUnseen(connection, segment, segment.seq);
      }
      return;
    }
    if (connection.senderHas(EF_FIN_ACKED)) {
      const since = segment.time - numbers[sn + EN_FIN_TIME]!;
      this.#resent(connection, SPURIOUS_RETRANSMISSION, since, words[s + E_FIN_FRAME]!, segment);
      return;
    }
    const since = segment.time - numbers[sn + EN_FIN_LAST_TIME]!;
    this.#resentByTime(connection, since, words[s + E_FIN_FRAME]!, segment);
  }

  #judgePayload(connection: Connection, segment: Segment): void {
    const { words, numbers, s, sn } = connection;
    const next = numbers[sn + EN_NEXT]!;
    const start = segment.seq + (segment.flags & FLAG_SYN ? 1 : 0);
    const end = start + segment.payloadLength;
    if (start >= next || segment.restartsProbe) return;
    const oldEnd = Math.min(end, next);
    const lacking = words[s + E_HOLES] === 0 ? 0 : this.#holes.lacking(connection, s, start, oldEnd);
    const resent = oldEnd - start - lacking;
    if (resent > 0) this.#compare(connection, segment, start, end);
    if (resent === 0) this.#lateOrUnseen(connection, segment, start);
    else if (lacking > 0 || end > next)
      this.#partialOverlap(connection, segment, start, resent, end - start - resent);
    else this.#judgeResent(connection, segment, start);
  }

  #partialOverlap(
    connection: Connection,
    segment: Segment,
    start: number,
    resent: number,
    fresh: number,
  ): void {
    const evidence = this.#findings.add(connection, PARTIAL_OVERLAP);
    if (!evidence) return;
    evidence.resent_bytes = resent;
    evidence.new_bytes = fresh;
    this.#fillOriginal(connection, segment, start, evidence);
  }

  /** All of its payload was sent before. */
  #judgeResent(connection: Connection, segment: Segment, start: number): void {
    const { numbers, p, pn } = connection;
    // a FIN behind the payload may still be needed
    const end = segment.seqEnd;
    const acked = connection.peerHas(EF_ACKED) ? numbers[pn + EN_ACK]! : Number.NEGATIVE_INFINITY;
    const hasTrack = this.#tracks.find(connection, connection.s);
    const isSacked = hasTrack && this.#sacked.covers(start, end);
    const isKnown = hasTrack && this.#sent.find(start);
    const since = isKnown ? segment.time - this.#sent.numbers[this.#sent.n + SN_LAST_TIME]! : undefined;
    if (end <= acked || isSacked) {
      this.flags = SF_SPURIOUS;
      const evidence = this.#findings.add(connection, SPURIOUS_RETRANSMISSION);
      if (!evidence) return;
      evidence.ack = acked;
      if (isSacked) evidence.sacked = true;
      this.#fillOriginal(connection, segment, start, evidence);
      return;
    }
    const dupAcks = connection.words[p + E_ACK_RUN]! & AR_COUNT_MASK;
    const sackedAbove = hasTrack ? this.#sacked.bytesFrom(end) : 0;
    const verdict = this.#kindOf(connection, segment, start, since, dupAcks, sackedAbove);
    const evidence = this.#findings.add(connection, verdict);
    if (evidence) this.#fill(connection, segment, start, evidence, verdict, dupAcks, sackedAbove);
  }

  /** Of a segment that the peer may lack: what made its sender send it again. Sets {@link flags}. */
  #kindOf(
    connection: Connection,
    segment: Segment,
    start: number,
    since: number | undefined,
    dupAcks: number,
    sackedAbove: number,
  ): number {
    const { numbers, pn, sn } = connection;
    const tracks = this.#tracks;
    const isLacking = dupAcks >= DUP_ACK_THRESHOLD || sackedAbove > 0;
    if (isLacking) this.flags |= SF_KNOWN_LACKING;
    // a timer went off where neither side had sent anything for as long as one takes
    const threshold = this.#leastTimeout(connection);
    const waited =
      since === undefined || since >= threshold
        ? Math.min(
            since ?? Number.POSITIVE_INFINITY,
            connection.peerHas(EF_LAST_TIME)
              ? segment.time - numbers[pn + EN_LAST_TIME]!
              : Number.POSITIVE_INFINITY,
            connection.senderHas(EF_LAST_TIME)
              ? segment.time - numbers[sn + EN_LAST_TIME]!
              : Number.POSITIVE_INFINITY,
          )
        : 0;
    const hasTrack = tracks.find(connection, connection.s);
    const recover = hasTrack ? tracks.numbers[tracks.n + TKN_RECOVER]! : 0;
    if (waited >= MIN_RTO) {
      // it ends a recovery (RFC 6582 3.2)
      if (hasTrack) tracks.numbers[tracks.n + TKN_RECOVER] = -numbers[sn + EN_NEXT]!;
      return RTO_RETRANSMISSION;
    }
    // behind a timeout the sender begins anew at the first segment, and the others follow (RFC 5681 3.1, RFC 6675 5.1)
    const isLate = since !== undefined && since >= threshold;
    if (isLate && start < -recover) return RTO_RETRANSMISSION;
    if (isLacking) {
      if (hasTrack) tracks.numbers[tracks.n + TKN_RECOVER] = Math.max(recover, numbers[sn + EN_NEXT]!);
      return FAST_RETRANSMISSION;
    }
    // RFC 6582 3.2: a partial acknowledgement in recovery lets the next segment be sent again at once
    const isAtAck = connection.peerHas(EF_ACKED) && start === numbers[pn + EN_ACK]!;
    if (isAtAck && start < recover) {
      this.flags |= SF_KNOWN_LACKING;
      return FAST_RETRANSMISSION;
    }
    return isLate ? RTO_RETRANSMISSION : RETRANSMISSION;
  }

  /** It fills a hole: overtaken on its way, or sent again where the first sending was not seen. */
  #lateOrUnseen(connection: Connection, segment: Segment, start: number): void {
    const { words, numbers, s, p, pn } = connection;
    const tracks = this.#tracks;
    const fromSender = this.#fromSender(connection);
    const hasTrack = tracks.find(connection, s);
    this.#holes.find(connection, s, start);
    const since = interval(segment.time - this.#holes.foundTime) ?? 0;
    const order = hasTrack ? this.#orderByTimestamps(segment, this.#holes.foundRight) : 0;
    const rtt = hasTrack ? tracks.numbers[tracks.n + TKN_RTT_MIN]! : 0;
    // the sender can't have known sooner
    const known = rtt + fromSender;
    const threshold = rtt > 0 && fromSender > 0 ? known : Math.max(known, MAX_REORDERING);
    if (order < 0 || (order === 0 && since < threshold)) {
      const evidence = this.#findings.add(connection, OUT_OF_ORDER);
      if (!evidence) return;
      evidence.since_ns = since;
      evidence.threshold_ns = order === 0 ? interval(threshold) : undefined;
      evidence.proof = order === 0 ? "time" : "timestamps";
      evidence.expected_seq = numbers[connection.sn + EN_NEXT]!;
      return;
    }
    this.flags = SF_ORIGINAL_UNSEEN;
    const acked = connection.peerHas(EF_ACKED) ? numbers[pn + EN_ACK]! : Number.NEGATIVE_INFINITY;
    const dupAcks = words[p + E_ACK_RUN]! & AR_COUNT_MASK;
    const sackedAbove = hasTrack ? this.#sacked.bytesFrom(segment.seqEnd) : 0;
    if (segment.seqEnd <= acked) {
      this.flags |= SF_SPURIOUS;
      const evidence = this.#findings.add(connection, SPURIOUS_RETRANSMISSION);
      if (!evidence) return;
      evidence.since_ns = since;
      evidence.ack = acked;
      return;
    }
    const verdict = this.#kindOf(connection, segment, start, since, dupAcks, sackedAbove);
    const evidence = this.#findings.add(connection, verdict);
    if (!evidence) return;
    evidence.since_ns = since;
    if (order > 0) evidence.proof = "timestamps";
    this.#fillLack(connection, evidence, verdict, dupAcks, sackedAbove);
  }

  /**
   * Whether the segment was sent before (-1) or after (1) the one behind its hole, by their timestamps (RFC 7323 4); 0:
   * they don't tell.
   */
  #orderByTimestamps(segment: Segment, holeEnd: number): number {
    if (!segment.hasTimestamps || !this.#sent.find(holeEnd)) return 0;
    const { words, w } = this.#sent;
    if (!(words[w + SW_FLAGS]! & SF_TSVAL)) return 0;
    return Math.sign(sequenceDifference(segment.tsVal, words[w + SW_TSVAL]!));
  }

  /** A SYN or FIN was sent again, which only its timer does, or its sender's program. */
  #resentByTime(connection: Connection, since: number, frame: number, segment: Segment): void {
    this.#resent(connection, since >= MIN_RTO ? RTO_RETRANSMISSION : RETRANSMISSION, since, frame, segment);
  }

  #resent(connection: Connection, verdict: number, since: number, frame: number, segment: Segment): void {
    const evidence = this.#findings.add(connection, verdict);
    if (!evidence) return;
    evidence.original_frame = frameOf(frame, segment.frame);
    evidence.since_ns = interval(since);
    if (verdict !== SPURIOUS_RETRANSMISSION) evidence.threshold_ns = MIN_RTO;
  }

  #fill(
    connection: Connection,
    segment: Segment,
    start: number,
    evidence: AnomalyEvidence,
    verdict: number,
    dupAcks: number,
    sackedAbove: number,
  ): void {
    this.#fillLack(connection, evidence, verdict, dupAcks, sackedAbove);
    this.#fillOriginal(connection, segment, start, evidence);
  }

  /** What speaks for the peer's lack of it. */
  #fillLack(
    connection: Connection,
    evidence: AnomalyEvidence,
    verdict: number,
    dupAcks: number,
    sackedAbove: number,
  ): void {
    if (connection.peerHas(EF_ACKED)) evidence.ack = connection.numbers[connection.pn + EN_ACK]!;
    evidence.dup_acks = dupAcks;
    if (sackedAbove > 0) evidence.sacked_bytes = sackedAbove;
    if (verdict === FAST_RETRANSMISSION) return;
    evidence.threshold_ns = interval(Math.round(this.#leastTimeout(connection)));
  }

  /** Least time to a retransmission by timeout: with less than the whole round trip known it is too low. */
  #leastTimeout(connection: Connection): number {
    const fromSender = this.#fromSender(connection);
    const hasTrack = this.#tracks.find(connection, connection.s);
    return MIN_RTO + fromSender + (hasTrack ? this.#tracks.numbers[this.#tracks.n + TKN_SRTT]! : 0);
  }

  /**
   * Least time from the tap to the sender and back, the part of a round trip that what it sends does not show: of what the
   * peer sent to it, and of the handshake; 0: not known.
   */
  #fromSender(connection: Connection): number {
    const { words, numbers, c, cn, p } = connection;
    const least = this.#tracks.find(connection, p) ? this.#tracks.numbers[this.#tracks.n + TKN_RTT_MIN]! : 0;
    const client = c + endpointWords(CLIENT);
    const server = c + endpointWords(SERVER);
    // a server's answer to a SYN, if it was one, and to which
    if (connection.sender === CLIENT || words[client + E_SYN_COUNT] !== 1) return least;
    if (words[server + E_SYN_ACK_COUNT] !== 1 || words[server + E_SYN_COUNT] !== 0) return least;
    const sent = numbers[cn + endpointNumbers(CLIENT) + EN_SYN_TIME]!;
    const opening = Math.max(0, numbers[cn + endpointNumbers(SERVER) + EN_SYN_TIME]! - sent);
    return least > 0 ? Math.min(least, opening) : opening;
  }

  #fillOriginal(connection: Connection, segment: Segment, start: number, evidence: AnomalyEvidence): void {
    if (!this.#tracks.find(connection, connection.s) || !this.#sent.find(start)) return;
    const { words, w, numbers, n } = this.#sent;
    if (!(words[w + SW_FLAGS]! & SF_ORIGINAL_UNSEEN)) {
      evidence.original_frame = frameOf(words[w + SW_FRAME]!, segment.frame);
    }
    evidence.since_ns = interval(segment.time - numbers[n + SN_LAST_TIME]!);
  }

  /** The same numbers with other bytes: only where both were cut alike, since digests are of what was captured. */
  #compare(connection: Connection, segment: Segment, start: number, end: number): void {
    if (!this.#tracks.find(connection, connection.s) || !this.#sent.find(start)) return;
    const { words, w, numbers, n } = this.#sent;
    if (numbers[n + SN_SEQ] !== start || numbers[n + SN_END] !== end) return;
    const captured = capturedPayload(segment);
    if (captured === 0 || captured !== words[w + SW_CAPTURED]) return;
    if ((segment.records[segment.record + REC_DIGEST]! | 0) === words[w + SW_DIGEST]) return;
    // what was damaged on the way differs, too
    if (isDamaged(segment) || words[w + SW_FLAGS]! & SF_BAD_CHECKSUM) return;
    const evidence = this.#findings.add(connection, OVERLAP_DIFFERS);
    if (!evidence) return;
    evidence.seq = start;
    evidence.seq_end = end;
    this.#fillOriginal(connection, segment, start, evidence);
  }
}

/** True if its checksum shows that it is not what its sender sent. */
export function isDamaged(segment: Segment): boolean {
  const verdict = verdictOf(segment.status);
  return verdict === CHECKSUM_BAD || verdict === CHECKSUM_ZERO;
}
