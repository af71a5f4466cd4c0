/**
 * Follows every connection of a capture: segments in, events out. Synchronous, without clock, streams or platform;
 * time is the capture's.
 */
import {
  FLAG_ACK,
  FLAG_FIN,
  FLAG_RST,
  FLAG_SYN,
  FLOW_INDEX_MASK,
  REC_FLOW,
  REC_FRAME,
  REC_NSEC,
  REC_PAYLOAD_LENGTH,
  REC_SEC,
  REC_SEC_HIGH,
  REC_STATUS,
  REC_TUNNELS,
  REC_WORDS,
  STATUS_CLOCK,
  STATUS_CLOCK_UNMOVED,
} from "../../wasm/layout.ts";
import type { Batch, Timestamp } from "../capture/batch.ts";
import type { EventKind, FlowEndEvent } from "../events/mod.ts";
import { Analysis } from "./analysis/analysis.ts";
import { CaptureClock } from "./capture_clock.ts";
import { Emitter, type EventSink } from "./emitter.ts";
import { FlowLayers } from "./identity/flow_layers.ts";
import { Eviction } from "./lifecycle/eviction.ts";
import { FlowSlots } from "./lifecycle/flow_slots.ts";
import { openConnection } from "./lifecycle/opening.ts";
import { PoolBudget } from "./lifecycle/pool.ts";
import { opensAnother } from "./lifecycle/reuse.ts";
import { StreamNumbers } from "./lifecycle/stream_numbers.ts";
import { deadlineOf } from "./lifecycle/timeouts.ts";
import { Timers } from "./lifecycle/timers.ts";
import { Updates } from "./lifecycle/updates.ts";
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
import { ConnectionStore, numbersBase, wordsBase } from "./state/connection_store.ts";
import {
  C_FLAGS,
  C_INDEX,
  C_STREAM,
  CF_CLIENT_IS_SECOND,
  CF_CLOSED,
  CF_LAST_BY_SERVER,
  CF_RESET,
  CLIENT,
  CN_FLOW,
  CN_LAST_CLOCK,
  CN_LAST_FRAME,
  EN_LAST_TIME,
  PHASE_TRANSFER,
  SERVER,
} from "./state/state_layout.ts";
import { UnusualCounts, UW_COPIES } from "./state/unusual_counts.ts";
import { arm, disarm } from "./steady/arming.ts";
import { NOT_STEADY, SteadySegments, TAKEN_TURNED } from "./steady/steady_segments.ts";
import { settle } from "./steady/tally.ts";
import { type CaptureHost, CaptureHosts } from "./summary/capture_hosts.ts";
import { noteCompleteness } from "./summary/completeness.ts";
import { ChecksumCounts, countSegment } from "./summary/counting.ts";
import { FlowEnd } from "./summary/flow_end.ts";
import { ReportCounts } from "./summary/report/report_counts.ts";
import { noteHistory } from "./summary/zeek_history.ts";
import { isOtherSynAck, WiresharkLabels } from "./wireshark/labels.ts";

const TWO_32 = 2 ** 32;
/** Records whose state is loaded ahead together. */
const BLOCK_RECORDS = 64;
/** Up to this many connections the state lies in the caches anyway. */
const TOUCH_CONNECTIONS = 4096;

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
  readonly #options: TrackerOptions;
  readonly #isFull: () => boolean;
  readonly #store = new ConnectionStore();
  readonly #slots = new FlowSlots();
  readonly #timers = new Timers((slot) => this.#store.numbers(slot)[numbersBase(slot) + CN_FLOW]!);
  readonly #eviction = new Eviction();
  readonly #streams = new StreamNumbers();
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
  readonly #flowEnd: FlowEnd;
  /** Absent where no `update` lines are wanted. */
  readonly #updates: Updates | undefined;
  readonly #segmentPrinter: SegmentPrinter | undefined;
  /** Absent where each segment is printed. */
  readonly #steady: SteadySegments | undefined;
  readonly #layers = new FlowLayers();
  readonly #emitter: Emitter;
  readonly #hosts = new CaptureHosts();
  readonly #checksums = new ChecksumCounts();
  readonly #report = new ReportCounts();

  /** Gives the loads of #touch() a use, and has none itself. */
  touched = 0;

  /** Where the next record of the present batch begins. */
  #at = 0;
  /** What end() has still to end: slots in the order of their flows. */
  #left: Int32Array | undefined;
  #leftAt = 0;
  #frame = 0;
  /** When the present record was captured, in nanoseconds since the run's first record. */
  #time = 0;
  #segments = 0;
  #copies = 0;
  #flows = 0;

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
    this.#isFull = isFull;
    const emitter = new Emitter(sink, kinds);
    this.#emitter = emitter;
    const pool = new PoolBudget(options.pool);
    this.#options = options;
    this.#connection = new Connection(this.#store, options.communityIdSeed);
    this.#recent = new RecentSegments(pool);
    this.#work = new SegmentWork(emitter, options, pool, this.#unusual);
    this.#senders = new Senders(pool);
    this.#metrics = new Metrics(pool, this.#senders, options.stall);
    const { holes, resetMarks } = this.#work;
    const { histograms } = this.#metrics;
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
    this.#flowEnd = new FlowEnd(emitter, holes, this.#layers, this.#analysis, this.#metrics, this.#unusual);
    if (options.update !== Number.POSITIVE_INFINITY && emitter.wants("update")) {
      this.#updates = new Updates(options.update);
    }
    if (emitter.wants("segment")) this.#segmentPrinter = new SegmentPrinter(emitter, this.#wireshark);
    else if (options.steadyPath) {
      this.#steady = new SteadySegments({
        slots: this.#slots,
        store: this.#store,
        connection: this.#connection,
        segment: this.#segment,
        senders: this.#senders,
        histograms: this.#metrics.histograms,
        recent: this.#recent,
        layers: this.#layers,
        hosts: this.#hosts,
        report: this.#report,
        turns: this.#work.turns,
        stalls: this.#metrics.stalls,
        stall: options.stall,
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
      flows: this.#flows,
      streamNumbersExact: this.#streams.exact,
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
    const end = batch.count * REC_WORDS;
    this.#emitter.names = batch.names;
    while (this.#at < end) {
      const blockEnd = Math.min(end, this.#at + BLOCK_RECORDS * REC_WORDS);
      if (this.#store.size > TOUCH_CONNECTIONS) this.#touch(records, this.#at, blockEnd);
      for (; this.#at < blockEnd; this.#at += REC_WORDS) {
        const isOnTime = this.#advanceClock(records);
        // ends are decided by each record's time and before it is worked off, so batches don't matter
        if (this.#clock.now >= this.#timers.next) {
          this.#frame = batch.firstFrame + records[this.#at + REC_FRAME]!;
          if (!this.#fireTimers()) return undefined;
        }
        if (records[this.#at + REC_STATUS]! & STATUS_CLOCK) continue;
        if (isOnTime && this.#steady) {
          this.#steady.runTime = this.#time;
          const taken = this.#steady.take(batch, this.#at);
          if (taken !== NOT_STEADY) {
            this.#segments++;
            if (taken === TAKEN_TURNED || this.#updates) this.#awaitSteady(this.#steady.slot);
            continue;
          }
        }
        this.#load(batch);
        this.#track(batch);
      }
    }
    this.#at = 0;
    return this.#slots.takeReleased();
  }

  /** Loads the lines of state that the records of a block will need: all at once, where one by one each is waited for. */
  #touch(records: Uint32Array, start: number, end: number): void {
    let sum = 0;
    for (let record = start; record < end; record += REC_WORDS) {
      const slot = this.#slots.get(records[record + REC_FLOW]! & FLOW_INDEX_MASK);
      if (slot >= 0) sum += this.#store.touch(slot);
    }
    // these are found by what was loaded just now
    const { turns } = this.#work;
    for (let record = start; record < end; record += REC_WORDS) {
      const flowWord = records[record + REC_FLOW]!;
      const slot = this.#slots.get(flowWord & FLOW_INDEX_MASK);
      if (slot < 0) continue;
      const words = this.#store.words(slot);
      const c = wordsBase(slot);
      const side = (flowWord >>> 31) ^ (words[c + C_FLAGS]! & CF_CLIENT_IS_SECOND ? 1 : 0);
      sum += this.#senders.touch(words, c, side, records[record + REC_PAYLOAD_LENGTH] !== 0);
      if (turns) sum += turns.touch(words, c);
    }
    this.touched = sum;
  }

  /**
   * Ends all connections that are left, in the order in which they began.
   * @returns false if it was not finished: call it again
   */
  end(reason: "eof" | "interrupted", at: TrackerEnd): boolean {
    this.#frame = at.frames;
    if (!this.#left) {
      if (at.clock) this.#clock.advance(this.#clock.timeOf(at.clock.sec, at.clock.nsec));
      if (!this.#fireTimers()) return false;
      this.#left = this.#liveSlots();
    }
    while (this.#leftAt < this.#left.length) {
      if (this.#isFull()) return false;
      this.#end(this.#left[this.#leftAt++]!, reason);
    }
    return true;
  }

  #liveSlots(): Int32Array {
    const live = new Int32Array(this.#store.size);
    let count = 0;
    for (let slot = 0; slot < this.#store.slotLimit; slot++) if (this.#isLive(slot)) live[count++] = slot;
    return live.sort((a, b) => this.#flowIn(a) - this.#flowIn(b));
  }

  #flowIn(slot: number): number {
    return this.#store.numbers(slot)[numbersBase(slot) + CN_FLOW]!;
  }

  /** True if the connection in `slot` is the one that its index leads to; moves the cursor there. */
  #isLive(slot: number): boolean {
    const connection = this.#connection;
    connection.moveTo(slot, CLIENT);
    return this.#slots.get(connection.words[connection.c + C_INDEX]!) === slot;
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

  /** Takes the present record into the segment. */
  #load(batch: Batch): void {
    const segment = this.#segment;
    segment.load(batch, this.#at);
    this.#frame = segment.frame;
    const { now } = this.#clock;
    segment.ahead = segment.status & STATUS_CLOCK_UNMOVED ? this.#time - now : 0;
    segment.runTime = this.#time;
    // a stamp far ahead is not believed for others' timers yet, but the connection was alive then
    segment.clock = Math.max(this.#time, now);
  }

  /** A steady segment of the connection in `slot` may have brought the end of its turn, or its update, forward. */
  #awaitSteady(slot: number): void {
    const connection = this.#connection;
    connection.moveTo(slot, CLIENT);
    this.#updates?.note(slot, this.#clock.now);
    const idle = this.#work.turns?.idleDeadline(connection) ?? Number.POSITIVE_INFINITY;
    const update = this.#updates?.deadline(slot) ?? Number.POSITIVE_INFINITY;
    this.#timers.bringForward(slot, Math.min(idle, update));
  }

  /** Does what is due; false if it was told to wait. */
  #fireTimers(): boolean {
    const { now } = this.#clock;
    for (;;) {
      if (this.#isFull()) return false;
      const slot = this.#timers.takeDue(now);
      if (slot < 0) return true;
      this.#fire(slot, this.#timers.deadlineTaken);
    }
  }

  /** The timer of `slot` went off: something may be due, or only later, since timers are not moved for each packet. */
  #fire(slot: number, deadline: number): void {
    const connection = this.#connection;
    const { turns } = this.#work;
    connection.moveTo(slot, CLIENT);
    settle(connection, this.#senders.tracks, this.#checksums);
    const idle = turns?.idleDeadline(connection) ?? Number.POSITIVE_INFINITY;
    const over = deadlineOf(connection, this.#options.timeouts);
    const update = this.#updates?.deadline(slot) ?? Number.POSITIVE_INFINITY;
    const others = Math.min(over, update);
    let next = Math.min(idle, others);
    if (next <= deadline) {
      if (turns && idle <= others && !turns.isOutstanding(connection)) {
        turns.idle(connection, this.#frame);
        next = others;
      } else if (over <= deadline) {
        this.#end(slot, "idle");
        return;
      } else if (update <= deadline) {
        this.#update(slot);
        next = Math.min(idle, over);
      } else {
        // looks again, in case of payload before the acknowledgement
        next = Math.min(others, this.#clock.now + this.#options.turnIdle);
      }
    }
    this.#timers.set(slot, next);
  }

  /** Sets the timer of the connection under the cursor, unless it goes off early enough. */
  #setTimer(): void {
    const connection = this.#connection;
    const idle = this.#work.turns?.idleDeadline(connection) ?? Number.POSITIVE_INFINITY;
    const update = this.#updates?.deadline(connection.slot) ?? Number.POSITIVE_INFINITY;
    const deadline = Math.min(idle, update, deadlineOf(connection, this.#options.timeouts));
    this.#timers.bringForward(connection.slot, deadline);
  }

  /** Moves the cursor to the connection in `slot`, seen from the sender of its last packet. */
  #moveToLast(slot: number): void {
    const connection = this.#connection;
    connection.moveTo(slot, CLIENT);
    if (connection.has(CF_LAST_BY_SERVER)) connection.moveTo(slot, SERVER);
    settle(connection, this.#senders.tracks, this.#checksums);
  }

  /** Prints how the connection in `slot` stands. */
  #update(slot: number): void {
    this.#moveToLast(slot);
    this.#flowEnd.printUpdate(this.#connection, this.#frame);
    this.#updates?.clear(slot);
  }

  /** Prints the end of the connection in `slot` and forgets it. A closed or reset one says so, whatever ended it. */
  #end(slot: number, reason: FlowEndEvent["reason"]): void {
    this.#moveToLast(slot);
    const connection = this.#connection;
    const { words, c } = connection;
    // a reset behind the close ends nothing
    const ended = connection.has(CF_CLOSED) ? "closed" : connection.has(CF_RESET) ? "reset" : reason;
    this.#work.turns?.finish(connection, "flow_end", this.#frame);
    this.#work.holes.close(connection, connection.s);
    this.#work.holes.close(connection, connection.p);
    this.#report.addFlow(connection, this.#unusual, this.#layers.isCut(slot, this.#emitter.names));
    this.#flowEnd.print(connection, ended, this.#frame);
    this.#analysis.close(connection);
    this.#work.resetMarks.close(connection);
    this.#metrics.close(connection);
    this.#senders.close(connection);
    this.#unusual.close(connection);
    // at the end no other connection takes its number up
    if (reason !== "eof" && reason !== "interrupted") this.#streams.end(connection);
    this.#timers.stop(slot);
    this.#slots.empty(words[c + C_INDEX]!);
    this.#store.free(slot);
  }

  #track(batch: Batch): void {
    const segment = this.#segment;
    const connection = this.#connection;
    const flowWord = segment.records[segment.record + REC_FLOW]!;
    const index = flowWord & FLOW_INDEX_MASK;
    const fromSecond = flowWord >>> 31;

    let slot = this.#slots.get(index);
    segment.previousFlow = -1;
    if (slot >= 0) {
      this.#moveTo(slot, fromSecond);
      settle(connection, this.#senders.tracks, this.#checksums);
      disarm(connection);
      if (opensAnother(connection, segment)) {
        noteAnother(connection);
        segment.previousFlow = connection.flow;
        this.#end(slot, "reuse");
        slot = -1;
      }
    }
    const isNew = slot < 0;
    if (isNew) this.#open(batch, index, fromSecond);

    const layers = segment.records[segment.record + REC_TUNNELS]!;
    if (layers !== 0) this.#layers.note(connection.slot, layers);
    const isReuse = isNew ? this.#streams.isOther : isOtherSynAck(connection, segment);
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
      this.#updates?.note(connection.slot, this.#clock.now) ||
      isNew ||
      isBehind ||
      (segment.flags & (FLAG_SYN | FLAG_FIN | FLAG_RST)) !== 0 ||
      connection.words[connection.c + C_FLAGS] !== before;
    if (mayBeSooner) this.#setTimer();
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

  /** Moves the cursor to `slot`, seen from the sender of the present segment. */
  #moveTo(slot: number, fromSecond: number): void {
    const flags = this.#store.words(slot)[wordsBase(slot) + C_FLAGS]!;
    const clientIsSecond = flags & CF_CLIENT_IS_SECOND ? 1 : 0;
    this.#connection.moveTo(slot, fromSecond === clientIsSecond ? CLIENT : SERVER);
  }

  /** Opens a connection for the present segment, and moves the cursor there. */
  #open(batch: Batch, index: number, fromSecond: number): void {
    if (this.#store.size >= this.#options.maxFlows) {
      this.#end(this.#eviction.next(this.#store, this.#lastFrameIn), "evicted");
    }
    const connection = this.#connection;
    const slot = this.#store.allocate();
    this.#layers.clear(slot);
    this.#updates?.clear(slot);
    openConnection(connection, slot, this.#segment, batch, index, fromSecond, this.#flows++);
    const isBareSyn = (this.#segment.flags & (FLAG_SYN | FLAG_ACK)) === FLAG_SYN;
    connection.words[connection.c + C_STREAM] = this.#streams.begin(
      connection,
      isBareSyn,
      this.#segment.seqRaw,
    );
    this.#slots.set(index, slot);
  }

  readonly #lastFrameIn = (slot: number): number => {
    if (!this.#isLive(slot)) return -1;
    return this.#store.numbers(slot)[numbersBase(slot) + CN_LAST_FRAME]!;
  };
}
