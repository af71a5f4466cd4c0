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
  REC_WORDS,
} from "../../wasm/layout.ts";
import type { Batch } from "../capture/batch.ts";
import type { EventKind, FlowEndEvent } from "../events/mod.ts";
import { Emitter, type EventSink } from "./emitter.ts";
import { FlowSlots } from "./lifecycle/flow_slots.ts";
import { LingerQueue } from "./lifecycle/linger.ts";
import { openConnection } from "./lifecycle/opening.ts";
import { Handshake } from "./phases/handshake.ts";
import { Reset } from "./phases/reset.ts";
import { Teardown } from "./phases/teardown.ts";
import { Segment } from "./segment/segment.ts";
import { SegmentPrinter } from "./segment/segment_event.ts";
import { sequenceDifference, unwrap } from "./segment/sequence.ts";
import { Connection } from "./state/connection.ts";
import { ConnectionStore, numbersBase } from "./state/connection_store.ts";
import {
  C_FLAGS,
  C_INDEX,
  CF_CLIENT_IS_SECOND,
  CF_CLOSED,
  CF_ESTABLISHED,
  CF_LAST_BY_SERVER,
  CF_RESET,
  CF_ROLE_CONFLICT,
  CLIENT,
  CN_FLOW,
  CN_START_NSEC,
  CN_START_SEC,
  E_BASE,
  E_WINDOW,
  EF_ACKED,
  EF_BASE,
  EF_FIN,
  EF_FIN_ACKED,
  EF_SYN,
  EF_SYN_WINDOW,
  EF_WINDOW,
  EN_ACK,
  EN_CHECKSUM_BAD,
  EN_CHECKSUM_GOOD,
  EN_CHECKSUM_PARTIAL,
  EN_CHECKSUM_UNVERIFIED,
  EN_FIN,
  EN_NEXT,
  PHASE_TRANSFER,
  SERVER,
} from "./state/state_layout.ts";
import { countSegment } from "./summary/counting.ts";
import { FlowEnd } from "./summary/flow_end.ts";

const NANOSECONDS = 1e9;
/** Records whose state is loaded ahead together. */
const BLOCK_RECORDS = 64;
/** Up to this many connections the state lies in the caches anyway. */
const TOUCH_CONNECTIONS = 4096;
/** How long a closed or reset connection waits for late segments, in nanoseconds of capture time. */
const LINGER = 5 * NANOSECONDS;

/** What the tracker counts over a run. */
export interface TrackerTotals {
  readonly segments: number;
  readonly flows: number;
  readonly checksumsGood: number;
  readonly checksumsPartial: number;
  readonly checksumsBad: number;
  readonly checksumsUnverified: number;
}

/** Follows connections over any number of batches. */
export class Tracker {
  readonly #store = new ConnectionStore();
  readonly #slots = new FlowSlots();
  readonly #linger = new LingerQueue();
  readonly #connection = new Connection(this.#store);
  readonly #segment = new Segment();
  readonly #handshake: Handshake;
  readonly #teardown: Teardown;
  readonly #reset: Reset;
  readonly #flowEnd: FlowEnd;
  readonly #segmentPrinter: SegmentPrinter | undefined;

  /** Gives the loads of #touch() a use, and has none itself. */
  touched = 0;

  /** Stamp of the first record, and the greatest stamp so far as nanoseconds since it. */
  #originSec = -1;
  #originNsec = 0;
  #clock = 0;
  #frame = 0;
  #segments = 0;
  #flows = 0;
  /** By EN_CHECKSUM_*. */
  readonly #checksums = new Float64Array(EN_CHECKSUM_BAD + 1);

  /**
   * @param sink takes the events
   * @param kinds the kinds that are wanted; others are not built
   */
  constructor(sink: EventSink, kinds: ReadonlySet<EventKind>) {
    const emitter = new Emitter(sink, kinds);
    this.#handshake = new Handshake(emitter);
    this.#teardown = new Teardown(emitter);
    this.#reset = new Reset(emitter);
    this.#flowEnd = new FlowEnd(emitter);
    if (emitter.wants("segment")) this.#segmentPrinter = new SegmentPrinter(emitter);
  }

  /** Live connections. */
  get size(): number {
    return this.#store.size;
  }

  get totals(): TrackerTotals {
    return {
      segments: this.#segments,
      flows: this.#flows,
      checksumsGood: this.#checksums[EN_CHECKSUM_GOOD]!,
      checksumsPartial: this.#checksums[EN_CHECKSUM_PARTIAL]!,
      checksumsBad: this.#checksums[EN_CHECKSUM_BAD]!,
      checksumsUnverified: this.#checksums[EN_CHECKSUM_UNVERIFIED]!,
    };
  }

  /**
   * Works off a batch.
   * @returns the flow indices that may be given back before the next decode call; valid until the next call
   */
  track(batch: Batch): Uint32Array {
    const end = batch.count * REC_WORDS;
    for (let start = 0; start < end; start += BLOCK_RECORDS * REC_WORDS) {
      const blockEnd = Math.min(end, start + BLOCK_RECORDS * REC_WORDS);
      if (this.#store.size > TOUCH_CONNECTIONS) this.#touch(batch.records, start, blockEnd);
      for (let record = start; record < blockEnd; record += REC_WORDS) {
        this.#segment.load(batch, record);
        this.#advanceClock();
        this.#track(batch);
      }
    }
    return this.#slots.takeReleased();
  }

  /** Loads the lines of state that the records of a block will need: all at once, where one by one each is waited for. */
  #touch(records: Uint32Array, start: number, end: number): void {
    let sum = 0;
    for (let record = start; record < end; record += REC_WORDS) {
      const slot = this.#slots.get(records[record + REC_FLOW]! & FLOW_INDEX_MASK);
      if (slot >= 0) sum += this.#store.touch(slot);
    }
    this.touched = sum;
  }

  /** Ends all connections that are left, in the order in which they began. */
  end(reason: "eof" | "interrupted"): void {
    const live = new Int32Array(this.#store.size);
    let count = 0;
    for (let slot = 0; slot < this.#store.slotLimit; slot++) {
      this.#connection.moveTo(slot, CLIENT);
      if (this.#isLive(slot)) live[count++] = slot;
    }
    live.sort((a, b) => this.#flowIn(a) - this.#flowIn(b));
    for (const slot of live) this.#end(slot, reason);
  }

  #flowIn(slot: number): number {
    return this.#store.numbers(slot)[numbersBase(slot) + CN_FLOW]!;
  }

  /** True if the connection under the cursor is the one that its index leads to. */
  #isLive(slot: number): boolean {
    const { words, c } = this.#connection;
    return this.#slots.get(words[c + C_INDEX]!) === slot;
  }

  #advanceClock(): void {
    const { sec, nsec, frame } = this.#segment;
    this.#frame = frame;
    if (this.#originSec < 0) {
      this.#originSec = sec;
      this.#originNsec = nsec;
    }
    const time = (sec - this.#originSec) * NANOSECONDS + (nsec - this.#originNsec);
    if (time > this.#clock) this.#clock = time;
    // ends are decided by each record's time and before it is worked off, so batches don't matter
    while (this.#linger.deadline <= this.#clock) {
      const { slot, flow } = this.#linger;
      this.#linger.shift();
      this.#connection.moveTo(slot, CLIENT);
      if (this.#connection.flow === flow && this.#isLive(slot)) this.#end(slot, "closed");
    }
  }

  /** Prints the end of the connection in `slot` and forgets it. A closed or reset one says so, whatever ended it. */
  #end(slot: number, reason: FlowEndEvent["reason"]): void {
    const connection = this.#connection;
    connection.moveTo(slot, CLIENT);
    const { words, c } = connection;
    // the sender of its last packet
    if (words[c + C_FLAGS]! & CF_LAST_BY_SERVER) connection.moveTo(slot, SERVER);
    // a reset behind the close ends nothing
    const ended = connection.has(CF_CLOSED) ? "closed" : connection.has(CF_RESET) ? "reset" : reason;
    this.#flowEnd.print(connection, ended, this.#frame);
    this.#slots.empty(words[c + C_INDEX]!);
    this.#store.free(slot);
  }

  #track(batch: Batch): void {
    const { records } = batch;
    const segment = this.#segment;
    const connection = this.#connection;
    const flowWord = records[segment.record + REC_FLOW]!;
    const index = flowWord & FLOW_INDEX_MASK;
    const fromSecond = flowWord >>> 31;
    this.#segments++;

    let slot = this.#slots.get(index);
    if (slot >= 0) {
      this.#moveTo(slot, fromSecond);
      if (this.#opensAnother()) {
        this.#end(slot, "reuse");
        slot = -1;
      }
    }
    const isNew = slot < 0;
    if (isNew) slot = this.#open(batch, index, fromSecond);

    this.#setOffsets();
    const isMidstream = isNew && !(segment.flags & FLAG_SYN);
    if (isMidstream) connection.enterPhase(PHASE_TRANSFER);
    this.#checksums[countSegment(connection, segment, batch)]!++;
    this.#segmentPrinter?.print(connection, segment, batch);
    if (isMidstream) this.#handshake.midstream(connection, segment);
    this.#work(batch);
  }

  /** Moves the cursor to `slot`, seen from the sender of the present segment. */
  #moveTo(slot: number, fromSecond: number): void {
    const connection = this.#connection;
    connection.moveTo(slot, CLIENT);
    const clientIsSecond = connection.has(CF_CLIENT_IS_SECOND) ? 1 : 0;
    if (fromSecond !== clientIsSecond) connection.moveTo(slot, SERVER);
  }

  /** True if the segment is a SYN that can't belong to the connection under the cursor. */
  #opensAnother(): boolean {
    const { flags, seqRaw, ackRaw } = this.#segment;
    if (!(flags & FLAG_SYN) || flags & FLAG_RST) return false;
    const connection = this.#connection;
    const { words, s, p } = connection;
    const ended = connection.has(CF_CLOSED | CF_RESET);
    if (connection.senderHas(EF_BASE) && seqRaw === words[s + E_BASE]!) {
      // its own SYN once more; behind the end only if the first one was seen
      return ended && !connection.senderHas(EF_SYN);
    }
    if (!(flags & FLAG_ACK)) return ended || connection.senderHas(EF_BASE);
    // a SYN-ACK with another number opens nothing while there is a connection, nor when it answers this one's SYN
    const answers = connection.peerHas(EF_SYN) && sequenceDifference(ackRaw, words[p + E_BASE]!) === 1;
    return ended && (connection.senderHas(EF_SYN) || !answers);
  }

  #open(batch: Batch, index: number, fromSecond: number): number {
    const slot = this.#store.allocate();
    openConnection(this.#connection, slot, this.#segment, batch, index, fromSecond, this.#flows++);
    this.#slots.set(index, slot);
    return slot;
  }

  /** Sets the segment's time and offsets, and the bases that they count from. */
  #setOffsets(): void {
    const segment = this.#segment;
    const connection = this.#connection;
    const { words, numbers, cn, s, sn, p, pn } = connection;
    segment.time =
      (segment.sec - numbers[cn + CN_START_SEC]!) * NANOSECONDS +
      (segment.nsec - numbers[cn + CN_START_NSEC]!);
    if (!connection.senderHas(EF_BASE)) {
      // offset 0 is the SYN, also where none was seen
      words[s + E_BASE] = segment.flags & FLAG_SYN ? segment.seqRaw : segment.seqRaw - 1;
      numbers[sn + EN_NEXT] = segment.flags & FLAG_SYN ? 0 : 1;
      connection.setSender(EF_BASE);
    }
    if (segment.flags & FLAG_ACK && !connection.peerHas(EF_BASE)) {
      words[p + E_BASE] = segment.ackRaw - 1;
      numbers[pn + EN_NEXT] = 1;
      connection.setPeer(EF_BASE);
    }
    const next = numbers[sn + EN_NEXT]!;
    segment.seq = unwrap(segment.seqRaw, next, words[s + E_BASE]! + next);
    segment.seqEnd = segment.seq + segment.segmentLength;
    if (segment.flags & FLAG_ACK) {
      const peerNext = numbers[pn + EN_NEXT]!;
      segment.ack = unwrap(segment.ackRaw, peerNext, words[p + E_BASE]! + peerNext);
    } else {
      segment.ack = 0;
    }
  }

  /** The fixed order of work: SYN, then what is acknowledged, then payload, FIN and RST (RFC 9293 3.10.7.4). */
  #work(batch: Batch): void {
    const segment = this.#segment;
    const connection = this.#connection;
    const { words, numbers, s, sn } = connection;
    const { flags } = segment;
    if (flags & FLAG_RST) {
      if (this.#reset.rst(connection, segment)) this.#lingerOn();
      return;
    }
    if (flags & FLAG_SYN && segment.seqRaw === words[s + E_BASE]!) {
      this.#checkRole();
      this.#handshake.syn(connection, segment, batch);
    }
    if (flags & FLAG_ACK) this.#acknowledge();
    if (segment.payloadLength > 0 && !(flags & FLAG_FIN) && segment.seqEnd > numbers[sn + EN_NEXT]!) {
      this.#teardown.payload(connection, segment);
    }
    if (flags & FLAG_FIN) this.#teardown.fin(connection, segment);
    if (segment.seqEnd > numbers[sn + EN_NEXT]!) numbers[sn + EN_NEXT] = segment.seqEnd;
    words[s + E_WINDOW] = segment.window;
    connection.setSender(flags & FLAG_SYN ? EF_WINDOW | EF_SYN_WINDOW : EF_WINDOW);
    if (!(flags & FLAG_SYN)) connection.clearSender(EF_SYN_WINDOW);
    if (this.#teardown.checkClosed(connection, segment)) this.#lingerOn();
  }

  /** A bare SYN from the server, or a SYN-ACK from the client, contradicts the roles unless both sent a SYN. */
  #checkRole(): void {
    const connection = this.#connection;
    const isSynAck = (this.#segment.flags & FLAG_ACK) !== 0;
    const asExpected = (connection.sender === CLIENT) === !isSynAck;
    if (!asExpected && !connection.peerHas(EF_SYN)) connection.set(CF_ROLE_CONFLICT);
  }

  #acknowledge(): void {
    const segment = this.#segment;
    const connection = this.#connection;
    const { numbers, sn, pn } = connection;
    if (!connection.senderHas(EF_ACKED) || segment.ack > numbers[sn + EN_ACK]!) {
      numbers[sn + EN_ACK] = segment.ack;
      connection.setSender(EF_ACKED);
    }
    if (!connection.has(CF_ESTABLISHED)) this.#handshake.acknowledgement(connection, segment);
    const acknowledgesFin =
      connection.peerHas(EF_FIN) && !connection.peerHas(EF_FIN_ACKED) && segment.ack > numbers[pn + EN_FIN]!;
    if (acknowledgesFin) this.#teardown.finAcknowledged(connection, segment);
  }

  #lingerOn(): void {
    const connection = this.#connection;
    this.#linger.push(connection.slot, connection.flow, this.#clock + LINGER);
  }
}
