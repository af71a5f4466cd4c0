/**
 * The live connections: which one a flow index stands for, when each is over, and what is left to do then.
 */
import { FLAG_ACK, FLAG_SYN } from "../../../wasm/layout.ts";
import type { Batch } from "../../capture/batch.ts";
import type { FlowEndEvent } from "../../events/mod.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { CaptureClock } from "../capture_clock.ts";
import type { Emitter } from "../emitter.ts";
import type { FlowLayers } from "../identity/flow_layers.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { TrackerOptions } from "../options.ts";
import type { Segment } from "../segment/segment.ts";
import type { SegmentWork } from "../segment_work.ts";
import type { Senders } from "../sent/senders.ts";
import type { Connection } from "../state/connection.ts";
import { type ConnectionStore, numbersBase, wordsBase } from "../state/connection_store.ts";
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
  CN_LAST_FRAME,
  SERVER,
} from "../state/state_layout.ts";
import type { UnusualCounts } from "../state/unusual_counts.ts";
import { settle } from "../steady/tally.ts";
import type { ChecksumCounts } from "../summary/counting.ts";
import { FlowEnd } from "../summary/flow_end.ts";
import type { ReportCounts } from "../summary/report/report_counts.ts";
import { Eviction } from "./eviction.ts";
import type { FlowSlots } from "./flow_slots.ts";
import { openConnection } from "./opening.ts";
import { StreamNumbers } from "./stream_numbers.ts";
import { deadlineOf } from "./timeouts.ts";
import { Timers } from "./timers.ts";
import { Updates } from "./updates.ts";

/** What works on connections while they live. */
export interface ConnectionParts {
  readonly store: ConnectionStore;
  readonly slots: FlowSlots;
  readonly connection: Connection;
  readonly clock: CaptureClock;
  readonly emitter: Emitter;
  readonly layers: FlowLayers;
  readonly work: SegmentWork;
  readonly senders: Senders;
  readonly metrics: Metrics;
  readonly analysis: Analysis;
  readonly checksums: ChecksumCounts;
  readonly report: ReportCounts;
  readonly unusual: UnusualCounts;
}

/** Opens connections and ends them. One is under the cursor. */
export class Connections {
  readonly #parts: ConnectionParts;
  readonly #options: TrackerOptions;
  readonly #isFull: () => boolean;
  readonly #timers: Timers;
  readonly #eviction = new Eviction();
  readonly #flowEnd: FlowEnd;
  readonly streams = new StreamNumbers();
  /** Absent where no `update` lines are wanted. */
  readonly #updates: Updates | undefined;

  /** Frame at which becomes known what is done. */
  frame = 0;
  /** Connections opened so far. */
  opened = 0;
  /** What endAll() has still to end: slots in the order of their flows. */
  #left: Int32Array | undefined;
  #leftAt = 0;

  /** @param isFull asked before each of many ends: true if they shall wait until the next call */
  constructor(parts: ConnectionParts, options: TrackerOptions, isFull: () => boolean) {
    this.#parts = parts;
    this.#options = options;
    this.#isFull = isFull;
    this.#timers = new Timers(this.#flowIn);
    const { emitter, work, layers, analysis, metrics, unusual } = parts;
    this.#flowEnd = new FlowEnd(emitter, work.holes, layers, analysis, metrics, unusual);
    if (options.update !== Number.POSITIVE_INFINITY && emitter.wants("update")) {
      this.#updates = new Updates(options.update);
    }
  }

  /** Moves the cursor to `slot`, seen from the endpoint `fromSecond` of the flow key. All slots are up to date. */
  moveTo(slot: number, fromSecond: number): void {
    const { store, connection, senders, checksums } = this.#parts;
    const flags = store.words(slot)[wordsBase(slot) + C_FLAGS]!;
    const clientIsSecond = flags & CF_CLIENT_IS_SECOND ? 1 : 0;
    connection.moveTo(slot, fromSecond === clientIsSecond ? CLIENT : SERVER);
    settle(connection, senders.tracks, checksums);
  }

  /** Opens a connection for a segment, and moves the cursor there. */
  open(segment: Segment, batch: Batch, index: number, fromSecond: number): void {
    const { store, slots, connection, layers } = this.#parts;
    if (store.size >= this.#options.maxFlows)
      this.end(this.#eviction.next(store, this.#lastFrameIn), "evicted");
    const slot = store.allocate();
    layers.clear(slot);
    this.#updates?.clear(slot);
    openConnection(connection, slot, segment, batch, index, fromSecond, this.opened++);
    const isBareSyn = (segment.flags & (FLAG_SYN | FLAG_ACK)) === FLAG_SYN;
    connection.words[connection.c + C_STREAM] = this.streams.begin(connection, isBareSyn, segment.seqRaw);
    slots.set(index, slot);
  }

  // ---- timers ----

  /** True if the capture clock has reached a timer. */
  get isDue(): boolean {
    return this.#parts.clock.now >= this.#timers.next;
  }

  /** Does what is due; false if it was told to wait. */
  fireDue(): boolean {
    const { now } = this.#parts.clock;
    for (;;) {
      if (this.#isFull()) return false;
      const slot = this.#timers.takeDue(now);
      if (slot < 0) return true;
      this.#fire(slot, this.#timers.deadlineTaken);
    }
  }

  /** The timer of `slot` went off: something may be due, or only later, since timers are not moved for each packet. */
  #fire(slot: number, deadline: number): void {
    const { connection, clock, work, senders, checksums } = this.#parts;
    const { turns } = work;
    connection.moveTo(slot, CLIENT);
    settle(connection, senders.tracks, checksums);
    const idle = turns?.idleDeadline(connection) ?? Number.POSITIVE_INFINITY;
    const over = deadlineOf(connection, this.#options.timeouts);
    const update = this.#updates?.deadline(slot) ?? Number.POSITIVE_INFINITY;
    const others = Math.min(over, update);
    let next = Math.min(idle, others);
    if (next <= deadline) {
      if (turns && idle <= others && !turns.isOutstanding(connection)) {
        turns.idle(connection, this.frame);
        next = others;
      } else if (over <= deadline) {
        this.end(slot, "idle");
        return;
      } else if (update <= deadline) {
        this.#update(slot);
        next = Math.min(idle, over);
      } else {
        // looks again, in case of payload before the acknowledgement
        next = Math.min(others, clock.now + this.#options.turnIdle);
      }
    }
    this.#timers.set(slot, next);
  }

  /** The connection under the cursor has a packet; true if an update is due for that. */
  noteForUpdate(): boolean {
    return this.#updates?.note(this.#parts.connection.slot, this.#parts.clock.now) ?? false;
  }

  /** Sets the timer of the connection under the cursor, unless it goes off early enough. */
  setTimer(): void {
    const { connection } = this.#parts;
    const deadline = Math.min(this.#softDeadline(), deadlineOf(connection, this.#options.timeouts));
    this.#timers.bringForward(connection.slot, deadline);
  }

  /** True if steady segments have to be shown to awaitSteady(). */
  get hasUpdates(): boolean {
    return this.#updates !== undefined;
  }

  /** A steady segment of the connection in `slot` may have brought the end of its turn, or its update, forward. */
  awaitSteady(slot: number): void {
    const { connection } = this.#parts;
    connection.moveTo(slot, CLIENT);
    this.noteForUpdate();
    this.#timers.bringForward(slot, this.#softDeadline());
  }

  /** When a turn or an update is due of the connection under the cursor, which goes on all the same. */
  #softDeadline(): number {
    const { connection, work } = this.#parts;
    const idle = work.turns?.idleDeadline(connection) ?? Number.POSITIVE_INFINITY;
    return Math.min(idle, this.#updates?.deadline(connection.slot) ?? Number.POSITIVE_INFINITY);
  }

  // ---- ends ----

  /** Prints how the connection in `slot` stands. */
  #update(slot: number): void {
    this.#moveToLast(slot);
    this.#flowEnd.printUpdate(this.#parts.connection, this.frame);
    this.#updates?.clear(slot);
  }

  /** Prints the end of the connection in `slot` and forgets it. A closed or reset one says so, whatever ended it. */
  end(slot: number, reason: FlowEndEvent["reason"]): void {
    this.#moveToLast(slot);
    const { connection, store, slots, emitter, layers, work, senders, metrics, analysis, report, unusual } =
      this.#parts;
    const { words, c } = connection;
    // a reset behind the close ends nothing
    const ended = connection.has(CF_CLOSED) ? "closed" : connection.has(CF_RESET) ? "reset" : reason;
    work.turns?.finish(connection, "flow_end", this.frame);
    work.holes.close(connection, connection.s);
    work.holes.close(connection, connection.p);
    report.addFlow(connection, unusual, layers.isCut(slot, emitter.names));
    this.#flowEnd.print(connection, ended, this.frame);
    analysis.close(connection);
    work.resetMarks.close(connection);
    metrics.close(connection);
    senders.close(connection);
    unusual.close(connection);
    // at the end no other connection takes its number up
    if (reason !== "eof" && reason !== "interrupted") this.streams.end(connection);
    this.#timers.stop(slot);
    slots.empty(words[c + C_INDEX]!);
    store.free(slot);
  }

  /**
   * Ends all connections that are left, in the order in which they began.
   * @returns false if it was not finished: call it again
   */
  endAll(reason: "eof" | "interrupted"): boolean {
    this.#left ??= this.#liveSlots();
    while (this.#leftAt < this.#left.length) {
      if (this.#isFull()) return false;
      this.end(this.#left[this.#leftAt++]!, reason);
    }
    return true;
  }

  #liveSlots(): Int32Array {
    const { store } = this.#parts;
    const live = new Int32Array(store.size);
    let count = 0;
    for (let slot = 0; slot < store.slotLimit; slot++) if (this.#isLive(slot)) live[count++] = slot;
    return live.sort((a, b) => this.#flowIn(a) - this.#flowIn(b));
  }

  /** Moves the cursor to the connection in `slot`, seen from the sender of its last packet. All slots are up to date. */
  #moveToLast(slot: number): void {
    const { connection, senders, checksums } = this.#parts;
    connection.moveTo(slot, CLIENT);
    if (connection.has(CF_LAST_BY_SERVER)) connection.moveTo(slot, SERVER);
    settle(connection, senders.tracks, checksums);
  }

  /** True if the connection in `slot` is the one that its index leads to; moves the cursor there. */
  #isLive(slot: number): boolean {
    const { connection, slots } = this.#parts;
    connection.moveTo(slot, CLIENT);
    return slots.get(connection.words[connection.c + C_INDEX]!) === slot;
  }

  readonly #flowIn = (slot: number): number => this.#parts.store.numbers(slot)[numbersBase(slot) + CN_FLOW]!;

  readonly #lastFrameIn = (slot: number): number => {
    if (!this.#isLive(slot)) return -1;
    return this.#parts.store.numbers(slot)[numbersBase(slot) + CN_LAST_FRAME]!;
  };
}
