/** The list of what a side has sent, against an array. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PoolBudget } from "../../src/tcp/lifecycle/pool.ts";
import {
  SentSegments,
  SF_KNOWN_LACKING,
  SF_LAST_TSVAL,
  SF_SPURIOUS,
  SF_TSVAL,
  SN_END,
  SN_LAST_TIME,
  SN_SEQ,
  SN_TIME,
  SW_CAPTURED,
  SW_FLAGS,
  SW_FRAME,
  SW_LAST_FRAME,
  SW_LAST_TSVAL,
  SW_TSVAL,
} from "../../src/tcp/sent/sent_segments.ts";
import { TK_FIRST, TK_KEPT, TK_KEPT_ACKED, Tracks } from "../../src/tcp/sent/tracks.ts";
import { ConnectionStore } from "../../src/tcp/state/connection_store.ts";
import { newConnection, OneSegment, type SegmentFields } from "./state_builder.ts";

const MAX_KEPT = 2048;
const MAX_KEPT_ACKED = 1;
const MAX_KEPT_ACKED_RESENT = 4;

/** One side's list. */
class Side {
  readonly tracks = new Tracks(new PoolBudget(Number.POSITIVE_INFINITY));
  readonly sent: SentSegments;
  readonly #one = new OneSegment();

  constructor(pool = new PoolBudget(Number.POSITIVE_INFINITY)) {
    this.sent = new SentSegments(pool, this.tracks);
    const connection = newConnection(new ConnectionStore());
    expect(this.tracks.open(connection, connection.s)).toBe(true);
  }

  add(start: number, end: number, fields: SegmentFields = {}): boolean {
    return this.sent.add(this.#one.fill({ seq: start, length: end - start, ...fields }), start, end, 0);
  }

  append(start: number, end: number, fields: SegmentFields = {}): void {
    const segment = this.#one.fill({ seq: start, length: end - start, ...fields });
    this.sent.from = start;
    this.sent.time = segment.time;
    this.sent.appendPlain(segment.records, segment.record, segment.frame);
  }

  resend(fields: SegmentFields, flags = 0): void {
    this.sent.noteResent(this.#one.fill(fields), flags);
  }

  /** Acknowledges cumulatively, as far as whole segments go. */
  acknowledge(ack: number): void {
    while (this.sent.firstUnacked() && this.end <= ack) this.sent.acknowledgeFirst();
  }

  get seq(): number {
    return this.sent.numbers[this.sent.n + SN_SEQ]!;
  }

  get end(): number {
    return this.sent.numbers[this.sent.n + SN_END]!;
  }

  word(slot: number): number {
    return this.sent.words[this.sent.w + slot]!;
  }

  number(slot: number): number {
    return this.sent.numbers[this.sent.n + slot]!;
  }

  get kept(): number {
    return this.tracks.words[this.tracks.w + TK_KEPT]!;
  }

  get keptAcked(): number {
    return this.tracks.words[this.tracks.w + TK_KEPT_ACKED]!;
  }

  /** Not acknowledged ones, oldest first. */
  unacked(): (readonly [number, number, number])[] {
    const list: (readonly [number, number, number])[] = [];
    for (let more = this.sent.firstUnacked(); more; more = this.sent.next()) {
      list.push([this.seq, this.end, this.word(SW_FRAME)]);
    }
    return list;
  }
}

/** The same with an array, in ascending order. */
class Model {
  readonly list: { seq: number; end: number; frame: number }[] = [];
  /** How many of the first ones are acknowledged. */
  acked = 0;

  add(seq: number, end: number, frame: number): void {
    if (this.list.length >= MAX_KEPT) this.#dropFirst();
    const behind = this.list.findIndex((one) => one.seq > seq);
    const at = behind < 0 ? this.list.length : behind;
    this.list.splice(at, 0, { seq, end, frame });
    if (at < this.acked) this.acked++;
  }

  find(offset: number): { seq: number; end: number; frame: number } | undefined {
    return this.list.findLast(({ seq, end }) => seq <= offset && offset < end);
  }

  split(offset: number): void {
    const found = this.find(offset);
    if (!found || found.seq === offset) return;
    const { end, frame } = found;
    found.end = offset;
    this.add(offset, end, frame);
  }

  acknowledge(ack: number): void {
    while (this.acked < this.list.length && this.list[this.acked]!.end <= ack) {
      this.acked++;
      while (this.acked > MAX_KEPT_ACKED) this.#dropFirst();
    }
  }

  #dropFirst(): void {
    this.list.shift();
    if (this.acked > 0) this.acked--;
  }
}

const offset = fc.integer({ min: 0, max: 100 });
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ add: offset, length: fc.integer({ min: 1, max: 20 }) }) },
  // what goes forward, as most does
  { weight: 6, arbitrary: fc.record({ append: fc.integer({ min: 1, max: 20 }) }) },
  { weight: 3, arbitrary: fc.record({ acknowledge: offset }) },
  { weight: 2, arbitrary: fc.record({ split: offset }) },
);

describe("SentSegments", () => {
  it("know what an array knows", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const side = new Side();
        const model = new Model();
        let next = 0;
        for (const [i, what] of steps.entries()) {
          const frame = i + 1;
          if ("add" in what || "append" in what) {
            const seq = "add" in what ? what.add : next;
            const end = seq + ("add" in what ? what.length : what.append);
            if ("append" in what) side.append(seq, end, { frame });
            else {
              expect(side.add(seq, end, { frame })).toBe(true);
              expect([side.seq, side.end]).toEqual([seq, end]);
            }
            expect(side.sent.isCut).toBe(false);
            model.add(seq, end, frame);
            next = Math.max(next, end);
          } else if ("split" in what) {
            side.sent.split(what.split);
            model.split(what.split);
          } else {
            side.acknowledge(what.acknowledge);
            model.acknowledge(what.acknowledge);
          }
          expect(side.kept).toBe(model.list.length);
          expect(side.keptAcked).toBe(model.acked);
          const left = model.list.slice(model.acked);
          expect(side.unacked()).toEqual(left.map(({ seq, end, frame }) => [seq, end, frame]));
        }
        for (let at = 0; at <= next; at++) {
          const found = model.find(at);
          expect(side.sent.find(at)).toBe(found !== undefined);
          if (found) expect([side.seq, side.end, side.word(SW_FRAME)]).toEqual(Object.values(found));
        }
        side.sent.close();
        expect([side.kept, side.keptAcked, side.sent.firstUnacked(), side.sent.find(0)]).toEqual([
          0,
          0,
          false,
          false,
        ]);
        expect(side.tracks.words[side.tracks.w + TK_FIRST]).toBe(0);
      }),
    );
  });

  it("are 2,048 of a side at most; the oldest goes, and that is said if nobody has acknowledged it", () => {
    const side = new Side();
    for (let i = 0; i < MAX_KEPT; i++) side.add(i * 10, i * 10 + 10);
    side.resend({});
    side.acknowledge(20);
    expect([side.kept, side.keptAcked]).toEqual([MAX_KEPT, 2]);
    for (const isCut of [false, false, true, true]) {
      const start = side.kept * 100 + side.keptAcked;
      expect(side.add(start, start + 1)).toBe(true);
      expect(side.sent.isCut).toBe(isCut);
      expect(side.kept).toBe(MAX_KEPT);
    }
    expect(side.unacked()[0]!.slice(0, 2)).toEqual([40, 50]);
    // no room to cut another one in two
    side.sent.split(55);
    expect(side.kept).toBe(MAX_KEPT);
    expect(side.sent.find(55)).toBe(true);
    expect([side.seq, side.end]).toEqual([50, 60]);
  });

  it.each([
    [MAX_KEPT_ACKED, false],
    [MAX_KEPT_ACKED_RESENT, true],
  ])("keep the last %i that are acknowledged; sent again: %s", (kept, isAgain) => {
    const side = new Side();
    for (let i = 0; i < 10; i++) side.add(i * 10, i * 10 + 10);
    if (isAgain) side.resend({});
    side.acknowledge(75);
    expect([side.kept, side.keptAcked]).toEqual([3 + kept, kept]);
    expect(side.sent.find(69 - 10 * kept)).toBe(false);
    expect(side.sent.find(70 - 10 * kept)).toBe(true);
    expect(side.unacked().map(([seq]) => seq)).toEqual([70, 80, 90]);
  });

  it("remember the first and the last sending", () => {
    const side = new Side();
    side.add(1, 11, { frame: 3, time: 100, timestamps: [7, 0] });
    expect(side.word(SW_FLAGS)).toBe(SF_TSVAL | SF_LAST_TSVAL);
    side.resend({ frame: 5, time: 300, timestamps: [9, 0] }, SF_KNOWN_LACKING);
    side.resend({ frame: 8, time: 900 }, SF_SPURIOUS);
    expect([side.word(SW_FRAME), side.word(SW_LAST_FRAME), side.word(SW_TSVAL)]).toEqual([3, 8, 7]);
    expect([side.number(SN_TIME), side.number(SN_LAST_TIME), side.sent.resent]).toEqual([100, 900, 2]);
    // without a stamp there is none to compare with
    expect(side.word(SW_FLAGS) & 0xff).toBe(SF_TSVAL | SF_SPURIOUS);
  });

  it("are cut in two parts that share their past, but not their bytes' digest", () => {
    const side = new Side();
    side.add(1, 31, { frame: 3, time: 100, timestamps: [7, 0] });
    side.sent.split(11);
    side.sent.split(11);
    side.sent.split(1);
    side.sent.split(31);
    expect(side.unacked()).toEqual([
      [1, 11, 3],
      [11, 31, 3],
    ]);
    side.sent.find(11);
    side.resend({ frame: 9, time: 500, timestamps: [20, 0] });
    expect([side.word(SW_FRAME), side.word(SW_LAST_FRAME), side.word(SW_LAST_TSVAL)]).toEqual([3, 9, 20]);
    side.sent.find(10);
    expect([side.word(SW_LAST_FRAME), side.sent.resent, side.number(SN_LAST_TIME)]).toEqual([3, 0, 100]);
    for (const at of [1, 11]) {
      side.sent.find(at);
      expect(side.word(SW_CAPTURED)).toBe(0);
    }
  });

  it("stay whole, or are left out, where the pool has no room", () => {
    const none = new Side(new PoolBudget(0));
    expect(none.add(1, 2)).toBe(false);
    expect(none.sent.isCut).toBe(true);
    expect(none.unacked()).toEqual([]);
    const side = new Side(new PoolBudget(40_000));
    let added = 0;
    while (side.add(added * 10, added * 10 + 10)) added++;
    expect(added).toBeGreaterThan(0);
    side.sent.split(5);
    expect(side.kept).toBe(added);
    side.sent.close();
    for (let i = 0; i < added; i++) expect(side.add(i, i + 1)).toBe(true);
  });
});
