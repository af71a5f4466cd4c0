/**
 * Follows every connection of a capture: segments in, events out. Synchronous, without clock, streams or platform;
 * time is the capture's.
 */
import {
  FLAG_FIN,
  FLAG_RST,
  FLAG_SYN,
  FLOW_INDEX_MASK,
  REC_FLOW,
  REC_FRAME,
  REC_NSEC,
  REC_SEC,
  REC_SEC_HIGH,
  REC_STATUS,
  REC_TUNNELS,
  REC_WORDS,
  STATUS_CLOCK,
  STATUS_CLOCK_UNMOVED,
} from "../../wasm/layout.ts";
import type { Batch, Timestamp } from "../capture/batch.ts";
import type { EventKind } from "../events/mod.ts";
import { Analysis } from "./analysis/analysis.ts";
import { CaptureClock } from "./capture_clock.ts";
import { Emitter, type EventSink } from "./emitter.ts";
import { FlowLayers } from "./identity/flow_layers.ts";
import { Connections } from "./lifecycle/connections.ts";
import { FlowSlots } from "./lifecycle/flow_slots.ts";
import { PoolBudget } from "./lifecycle/pool.ts";
import { opensAnother } from "./lifecycle/reuse.ts";
import { Metrics } from "./metrics/metrics.ts";
import { defaultTrackerOptions, type TrackerOptions } from "./options.ts";
import { noteAnother, noteLastSeen } from "./phases/last_seen.ts";
import { type Original, RecentSegments } from "./segment/copies.ts";
import { setOffsets } from "./segment/offsets.ts";
import { Segment } from "./segment/segment.ts";
import { SegmentPrinter } from "./segment/segment_event.ts";
import { SegmentWork } from "./segment_work.ts";
import { Senders } from "./sent/senders.ts";
import { Connection } from "./state/connection.ts";
import { ConnectionStore } from "./state/connection_store.ts";
import { C_FLAGS, CN_LAST_CLOCK, EN_LAST_TIME, PHASE_TRANSFER } from "./state/state_layout.ts";
import { UnusualCounts, UW_COPIES } from "./state/unusual_counts.ts";
import { arm, disarm } from "./steady/arming.ts";
import { NOT_STEADY, SteadySegments, TAKEN_TURNED } from "./steady/steady_segments.ts";
import { TouchAhead } from "./steady/touch_ahead.ts";
import { type CaptureHost, CaptureHosts } from "./summary/capture_hosts.ts";
import { noteCompleteness } from "./summary/completeness.ts";
import { ChecksumCounts, countSegment } from "./summary/counting.ts";
import { ReportCounts } from "./summary/report/report_counts.ts";
import { noteHistory } from "./summary/zeek_history.ts";
import { isOtherSynAck, WiresharkLabels } from "./wireshark/labels.ts";

const TWO_32 = 2 ** 32;
/** Records whose state is loaded ahead together. */
const BLOCK_RECORDS = 64;

/** What the tracker counts over a run. */
export interface TrackerTotals {
  /** TCP segments without copies. */
  readonly segments: number;
  readonly copies: number;
  readonly flows: number;
  readonly streamNumbersExact: boolean;
  readonly checksums: ChecksumCounts;
  readonly captureHosts: readonly CaptureHost[];
  readonly captureHostsCapped: boolean;
  readonly report: ReportCounts;
}

/** Where the input ended. */
export interface TrackerEnd {
  /** Frames of the whole run. */
  readonly frames: number;
  /** The capture clock; absent if there were no packets. */
  readonly clock?: Timestamp | undefined;
}

/** Follows connections over any number of batches. */
export class Tracker {
  readonly #store = new ConnectionStore();
  readonly #slots = new FlowSlots();
  readonly #clock = new CaptureClock();
  readonly #connection: Connection;
  readonly #segment = new Segment();
  readonly #recent: RecentSegments;
  readonly #wireshark = new WiresharkLabels();
  readonly #unusual = new UnusualCounts();
  readonly #work: SegmentWork;
  readonly #senders: Senders;
  readonly #metrics: Metrics;
  readonly #analysis: Analysis;
  readonly #connections: Connections;
  readonly #segmentPrinter: SegmentPrinter | undefined;
  /** Absent where each segment is printed. */
  readonly #steady: SteadySegments | undefined;
  readonly #touchAhead: TouchAhead;
  readonly #layers = new FlowLayers();
  readonly #emitter: Emitter;
  readonly #hosts = new CaptureHosts();
  readonly #checksums = new ChecksumCounts();
  readonly #report = new ReportCounts();

  /** Where the next record of the present batch begins. */
  #at = 0;
  /** When the present record was captured, in nanoseconds since the run's first record. */
  #time = 0;
  #segments = 0;
  #copies = 0;
  #isEnding = false;

  /**
   * @param sink takes the events
   * @param kinds the kinds that are wanted; others are not built
   * @param isFull asked before each of many ends: true if they shall wait until track() or end() is called again
   */
  constructor(
    sink: EventSink,
    kinds: ReadonlySet<EventKind>,
    options: TrackerOptions = defaultTrackerOptions,
    isFull: () => boolean = () => false,
  ) {
    const emitter = new Emitter(sink, kinds);
    this.#emitter = emitter;
    const pool = new PoolBudget(options.pool);
    this.#connection = new Connection(this.#store, options.communityIdSeed);
    this.#recent = new RecentSegments(pool);
    this.#work = new SegmentWork(emitter, options, pool, this.#unusual);
    this.#senders = new Senders(pool);
    this.#metrics = new Metrics(pool, this.#senders, options.stall);
    const { holes, resetMarks, turns } = this.#work;
    const { histograms, stalls } = this.#metrics;
    this.#analysis = new Analysis(
      emitter,
      options,
      pool,
      holes,
      this.#senders,
      histograms,
      resetMarks,
      this.#unusual,
    );
    const parts = {
      store: this.#store,
      slots: this.#slots,
      connection: this.#connection,
      layers: this.#layers,
      senders: this.#senders,
      report: this.#report,
    };
    this.#connections = new Connections(
      {
        ...parts,
        emitter,
        clock: this.#clock,
        work: this.#work,
        metrics: this.#metrics,
        analysis: this.#analysis,
        checksums: this.#checksums,
        unusual: this.#unusual,
      },
      options,
      isFull,
    );
    this.#touchAhead = new TouchAhead(this.#slots, this.#store, this.#senders, turns);
    if (emitter.wants("segment")) this.#segmentPrinter = new SegmentPrinter(emitter, this.#wireshark);
    else if (options.steadyPath) {
      this.#steady = new SteadySegments({
        ...parts,
        segment: this.#segment,
        recent: this.#recent,
        hosts: this.#hosts,
        stall: options.stall,
        histograms,
        stalls,
        turns,
      });
    }
  }

  /** Live connections. */
  get size(): number {
    return this.#store.size;
  }

  get totals(): TrackerTotals {
    return {
      segments: this.#segments,
      copies: this.#copies,
      flows: this.#connections.opened,
      streamNumbersExact: this.#connections.streams.exact,
      checksums: this.#checksums,
      captureHosts: this.#hosts.hosts,
      captureHostsCapped: this.#hosts.capped,
      report: this.#report,
    };
  }

  /**
   * Works off a batch.
   * @returns the flow indices that may be given back before the next decode call, valid until the next call; undefined
   * if it was not finished, because {@link Tracker} was told to wait: call it again with the same batch
   */
  track(batch: Batch): Uint32Array | undefined {
    const { records } = batch;
    const connections = this.#connections;
    const end = batch.count * REC_WORDS;
    this.#emitter.names = batch.names;
    while (this.#at < end) {
      const blockEnd = Math.min(end, this.#at + BLOCK_RECORDS * REC_WORDS);
      this.#touchAhead.touch(records, this.#at, blockEnd);
      for (; this.#at < blockEnd; this.#at += REC_WORDS) {
        const isOnTime = this.#advanceClock(records);
        // ends are decided by each record's time and before it is worked off, so batches don't matter
        if (connections.isDue) {
          connections.frame = batch.firstFrame + records[this.#at + REC_FRAME]!;
          if (!connections.fireDue()) return undefined;
        }
        if (records[this.#at + REC_STATUS]! & STATUS_CLOCK) continue;
        if (isOnTime && this.#steady && this.#takeSteady(batch, this.#steady)) continue;
        this.#load(batch);
        this.#track(batch);
      }
    }
    this.#at = 0;
    return this.#slots.takeReleased();
  }

  /**
   * Ends all connections that are left, in the order in which they began.
   * @returns false if it was not finished: call it again
   */
  end(reason: "eof" | "interrupted", at: TrackerEnd): boolean {
    this.#connections.frame = at.frames;
    if (!this.#isEnding) {
      if (at.clock) this.#clock.advance(this.#clock.timeOf(at.clock.sec, at.clock.nsec));
      if (!this.#connections.fireDue()) return false;
      this.#isEnding = true;
    }
    return this.#connections.endAll(reason);
  }

  /** Moves the clock on by the present record; true if its stamp is the clock. */
  #advanceClock(records: Uint32Array): boolean {
    const at = this.#at;
    const sec = records[at + REC_SEC]! + records[at + REC_SEC_HIGH]! * TWO_32;
    const time = this.#clock.timeOf(sec, records[at + REC_NSEC]!);
    this.#time = time;
    if (!(records[at + REC_STATUS]! & STATUS_CLOCK_UNMOVED)) this.#clock.advance(time);
    return time === this.#clock.now;
  }

  /** Takes the present record if it is a steady segment. */
  #takeSteady(batch: Batch, steady: SteadySegments): boolean {
    steady.runTime = this.#time;
    const taken = steady.take(batch, this.#at);
    if (taken === NOT_STEADY) return false;
    this.#segments++;
    if (taken === TAKEN_TURNED || this.#connections.hasUpdates) this.#connections.awaitSteady(steady.slot);
    return true;
  }

  /** Takes the present record into the segment. */
  #load(batch: Batch): void {
    const segment = this.#segment;
    segment.load(batch, this.#at);
    this.#connections.frame = segment.frame;
    const { now } = this.#clock;
    segment.ahead = segment.status & STATUS_CLOCK_UNMOVED ? this.#time - now : 0;
    segment.runTime = this.#time;
    // a stamp far ahead is not believed for others' timers yet, but the connection was alive then
    segment.clock = Math.max(this.#time, now);
  }

  /** Works off a segment in the order that EVENTS.md and the rules of all parts rest on. */
  #track(batch: Batch): void {
    const segment = this.#segment;
    const connection = this.#connection;
    const flowWord = segment.records[segment.record + REC_FLOW]!;
    const index = flowWord & FLOW_INDEX_MASK;
    const fromSecond = flowWord >>> 31;

    let slot = this.#slots.get(index);
    segment.previousFlow = -1;
    if (slot >= 0) {
      this.#connections.moveTo(slot, fromSecond);
      disarm(connection);
      if (opensAnother(connection, segment)) {
        noteAnother(connection);
        segment.previousFlow = connection.flow;
        this.#connections.end(slot, "reuse");
        slot = -1;
      }
    }
    const isNew = slot < 0;
    if (isNew) this.#connections.open(segment, batch, index, fromSecond);

    const layers = segment.records[segment.record + REC_TUNNELS]!;
    if (layers !== 0) this.#layers.note(connection.slot, layers);
    const isReuse = isNew ? this.#connections.streams.isOther : isOtherSynAck(connection, segment);
    const isSyn = (segment.flags & FLAG_SYN) !== 0;
    segment.reusesPorts = isNew && isSyn && (isReuse || segment.previousFlow >= 0);
    setOffsets(connection, segment);
    segment.wireshark = this.#wireshark.note(connection, segment, isReuse);
    if (!isNew) {
      const original = this.#recent.originalOf(connection, segment, batch);
      if (original) {
        this.#countCopy(batch, original);
        return;
      }
    }
    this.#recent.add(connection, segment, batch);
    this.#segments++;
    const isMidstream = isNew && !(segment.flags & FLAG_SYN);
    if (isMidstream) connection.enterPhase(PHASE_TRANSFER);
    const isBehind = segment.clock < connection.numbers[connection.cn + CN_LAST_CLOCK]!;
    this.#checksums.add(countSegment(connection, segment, this.#unusual));
    this.#hosts.note(connection, segment);
    this.#analysis.judge(connection, segment, batch);
    this.#segmentPrinter?.print(connection, segment, batch, 0, this.#analysis.findings.verdicts);
    if (isMidstream) this.#work.midstream(connection, segment);
    this.#printAnomalies();
    this.#metrics.before(connection, segment, isNew);
    const before = connection.words[connection.c + C_FLAGS]!;
    this.#work.work(connection, segment, batch);
    this.#report.addSegment(connection, segment);
    this.#metrics.after(connection, segment);
    noteCompleteness(connection, segment, isNew);
    noteHistory(connection, segment, this.#unusual);
    noteLastSeen(connection, segment);
    // nothing else brings a deadline forward
    const mayBeSooner =
      this.#connections.noteForUpdate() ||
      isNew ||
      isBehind ||
      (segment.flags & (FLAG_SYN | FLAG_FIN | FLAG_RST)) !== 0 ||
      connection.words[connection.c + C_FLAGS] !== before;
    if (mayBeSooner) this.#connections.setTimer();
    if (this.#steady) arm(connection, segment, this.#senders.tracks);
  }

  #countCopy(batch: Batch, original: Original): void {
    const connection = this.#connection;
    const segment = this.#segment;
    this.#copies++;
    this.#unusual.count(connection, connection.s, UW_COPIES);
    this.#analysis.judgeCopy(connection, segment, original);
    const { verdicts } = this.#analysis.findings;
    this.#segmentPrinter?.print(connection, segment, batch, original.frame, verdicts);
    this.#printAnomalies();
    // to Wireshark it is a packet like any other
    connection.numbers[connection.sn + EN_LAST_TIME] = segment.time;
  }

  #printAnomalies(): void {
    const { findings } = this.#analysis;
    if (!findings.hasLines) return;
    findings.print(this.#connection, this.#segment, this.#wireshark.labelsOf(this.#segment.wireshark));
  }
}
