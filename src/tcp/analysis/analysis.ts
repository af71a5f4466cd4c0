/**
 * What is wrong with a segment, or worth knowing: judged before it changes its connection, in a fixed order, so that
 * verdicts and their evidence are known when its lines are printed.
 */
import {
  CHECKSUM_BAD,
  CHECKSUM_ZERO,
  FLAG_ACK,
  FLAG_FIN,
  FLAG_RST,
  FLAG_SYN,
  REC_CHECKSUMS,
} from "../../../wasm/layout.ts";
import type { Batch } from "../../capture/batch.ts";
import type { AnomalyCount } from "../../events/mod.ts";
import type { Holes } from "../data/holes.ts";
import type { Emitter } from "../emitter.ts";
import type { PoolBudget } from "../lifecycle/pool.ts";
import type { Histograms } from "../metrics/histogram.ts";
import type { TrackerOptions } from "../options.ts";
import { IgnoredReset } from "../phases/ignored_reset.ts";
import type { ResetMarks } from "../phases/reset_marks.ts";
import { isAcceptableAck } from "../segment/acceptable_ack.ts";
import { verdictOf } from "../segment/checksum_verdict.ts";
import type { Original } from "../segment/copies.ts";
import { hex16 } from "../segment/hex.ts";
import { SackBlocks } from "../segment/sack_blocks.ts";
import type { Segment } from "../segment/segment.ts";
import type { SackedRanges } from "../sent/sacked_ranges.ts";
import type { Senders } from "../sent/senders.ts";
import type { Tracks } from "../sent/tracks.ts";
import type { Connection } from "../state/connection.ts";
import { C_PACKETS, E_BASE, E_SYN_FRAME, EF_ACKED, EN_ACK, EN_NEXT } from "../state/state_layout.ts";
import type { UnusualCounts } from "../state/unusual_counts.ts";
import { interval } from "../time.ts";
import { AcknowledgementVerdicts } from "./acknowledgement.ts";
import { AnomalyCounts } from "./anomaly_counts.ts";
import { judgeCopy } from "./copies.ts";
import { Delivery } from "./delivery.ts";
import { Findings } from "./findings.ts";
import { RetransmissionVerdicts } from "./retransmission.ts";
import { SequenceVerdicts } from "./sequence.ts";
import {
  BAD_CHECKSUM,
  KEEP_ALIVE,
  RETRANSMISSION,
  REUSED_PORTS,
  RTO_RETRANSMISSION,
  SPURIOUS_RETRANSMISSION,
  TIME_JUMP,
} from "./verdicts.ts";

/** What part of the shared pool the counts may take at most. */
const COUNTS_SHARE = 1 / 8;

/** Verdicts on a SYN that was sent before. */
const SYN_AGAIN = RETRANSMISSION | RTO_RETRANSMISSION | SPURIOUS_RETRANSMISSION;

/** Judges segments. */
export class Analysis {
  readonly findings: Findings;
  readonly #tracks: Tracks;
  readonly #sacked: SackedRanges;
  readonly #counts: AnomalyCounts;
  readonly #sack = new SackBlocks();
  readonly #sequence: SequenceVerdicts;
  readonly #retransmission: RetransmissionVerdicts;
  readonly #acknowledgement: AcknowledgementVerdicts;
  readonly #delivery: Delivery;
  readonly #ignoredReset: IgnoredReset;

  constructor(
    emitter: Emitter,
    options: TrackerOptions,
    pool: PoolBudget,
    holes: Holes,
    senders: Senders,
    histograms: Histograms,
    resetMarks: ResetMarks,
    unusual: UnusualCounts,
  ) {
    const { tracks, sent, sacked } = senders;
    this.#counts = new AnomalyCounts(pool.share(COUNTS_SHARE));
    const findings = new Findings(emitter, this.#counts, options.maxAnomalies);
    this.findings = findings;
    this.#tracks = tracks;
    this.#sacked = sacked;
    this.#sequence = new SequenceVerdicts(findings);
    this.#retransmission = new RetransmissionVerdicts(findings, holes, tracks, sent, sacked);
    this.#acknowledgement = new AcknowledgementVerdicts(findings, holes, senders, unusual);
    this.#ignoredReset = new IgnoredReset(findings, resetMarks);
    this.#delivery = new Delivery(findings, tracks, sent, sacked, histograms);
  }

  /** The segment is a copy of `original`. */
  judgeCopy(connection: Connection, segment: Segment, original: Original): void {
    this.findings.begin();
    judgeCopy(this.findings, connection, segment, original);
  }

  /** The segment, which is no copy, was counted, and has not changed its connection yet. */
  judge(connection: Connection, segment: Segment, batch: Batch): void {
    const { findings } = this;
    const { flags, payloadLength } = segment;
    const { words, numbers, c, sn, sender } = connection;
    findings.begin();
    segment.isProbe = false;
    segment.isWindowProbe = false;
    segment.restartsProbe = false;
    segment.undoesReset = false;
    this.#judgePacket(connection, segment);
    this.#ignoredReset.judge(connection, segment);
    if (flags & FLAG_RST) return;
    const next = numbers[sn + EN_NEXT]!;
    let sentFlags = 0;
    // a side's first segment stands in no relation to others; a SYN amid a connection is none of its sequence
    if (words[c + C_PACKETS + sender]! !== 1 && (!(flags & FLAG_SYN) || segment.seq === 0)) {
      this.#sequence.judge(connection, segment);
      segment.isProbe = segment.isWindowProbe || (findings.verdicts & KEEP_ALIVE) !== 0;
      const takesNumbers = payloadLength > 0 || (flags & (FLAG_SYN | FLAG_FIN)) !== 0;
      if (segment.seq < next && takesNumbers && !segment.isProbe) {
        this.#retransmission.judge(connection, segment);
        sentFlags = this.#retransmission.flags;
      }
    }
    if (flags & FLAG_ACK) this.#judgeAck(connection, segment, batch);
    else if (flags & FLAG_SYN) this.#acknowledgement.noteEdge(connection, segment);
    // a SYN with another number is none of this connection
    const isOwnSyn = (flags & FLAG_SYN) !== 0 && segment.seqRaw === words[connection.s + E_BASE];
    if (isOwnSyn && !(findings.verdicts & SYN_AGAIN)) words[connection.s + E_SYN_FRAME] = segment.frame;
    if (payloadLength > 0 && !segment.isProbe) this.#delivery.send(connection, segment, sentFlags);
  }

  /** How many anomalies there were of each kind; undefined if none. */
  countsOf(connection: Connection): AnomalyCount[] | undefined {
    return this.#counts.listOf(connection);
  }

  /** The connection is over. */
  close(connection: Connection): void {
    this.#counts.close(connection);
  }

  /** What the packet alone shows. */
  #judgePacket(connection: Connection, segment: Segment): void {
    const { findings } = this;
    const verdict = verdictOf(segment.status);
    if (verdict === CHECKSUM_BAD || verdict === CHECKSUM_ZERO) {
      const evidence = findings.add(connection, BAD_CHECKSUM);
      if (evidence) {
        const checksums = segment.records[segment.record + REC_CHECKSUMS]!;
        evidence.cksum = hex16(checksums >>> 16);
        evidence.cksum_expected = hex16(checksums & 0xffff);
      }
    }
    if (segment.ahead > 0) {
      const evidence = findings.add(connection, TIME_JUMP);
      if (evidence) evidence.since_ns = interval(segment.ahead);
    }
    if (segment.reusesPorts) {
      const evidence = findings.add(connection, REUSED_PORTS);
      if (evidence && segment.previousFlow >= 0) evidence.previous_flow = segment.previousFlow;
    }
  }

  #judgeAck(connection: Connection, segment: Segment, batch: Batch): void {
    segment.isAckAcceptable = isAcceptableAck(connection, segment);
    if (!segment.isAckAcceptable) {
      this.#acknowledgement.unacceptable(connection, segment);
      return;
    }
    const { numbers, sn, p } = connection;
    const hasAcked = connection.senderHas(EF_ACKED);
    const before = hasAcked ? numbers[sn + EN_ACK]! : 0;
    const advances = !hasAcked || segment.ack > before;
    const sack = this.#sack;
    sack.read(connection, segment, batch);
    const hasTrack = this.#tracks.find(connection, p);
    if (hasTrack && !this.#sacked.isEmpty) {
      this.#acknowledgement.judgeReneging(connection, segment, before, sack);
    }
    this.#acknowledgement.judge(connection, segment, before, sack);
    if (hasTrack && advances) this.#delivery.acknowledge(connection, segment, sack);
    this.#acknowledgement.noteEdge(connection, segment);
  }
}
