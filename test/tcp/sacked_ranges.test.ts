/** Ranges acknowledged selectively, against a plain set of offsets. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PoolBudget } from "../../src/tcp/lifecycle/pool.ts";
import { SackedRanges } from "../../src/tcp/sent/sacked_ranges.ts";
import { Tracks } from "../../src/tcp/sent/tracks.ts";
import type { Connection } from "../../src/tcp/state/connection.ts";
import { ConnectionStore } from "../../src/tcp/state/connection_store.ts";
import { newConnection } from "./state_builder.ts";

const MAX_RANGES = 64;
const LAST = 60;

/** Both sides of some connections, whose lists share one pool. */
class Sides {
  readonly #tracks: Tracks;
  readonly ranges: SackedRanges;
  readonly #connection: Connection;

  constructor(pool = new PoolBudget(Number.POSITIVE_INFINITY)) {
    this.#tracks = new Tracks(new PoolBudget(Number.POSITIVE_INFINITY));
    this.ranges = new SackedRanges(pool, this.#tracks);
    this.#connection = newConnection(new ConnectionStore());
    for (const side of [0, 1]) this.take(side);
  }

  /** Takes the track of a side in hand. */
  take(side: number): SackedRanges {
    const { s, p } = this.#connection;
    expect(this.#tracks.open(this.#connection, side === 0 ? s : p)).toBe(true);
    return this.ranges;
  }
}

const offset = fc.integer({ min: 0, max: LAST });
const step = fc.record({
  side: fc.constantFrom(0, 1),
  what: fc.oneof(
    { weight: 8, arbitrary: fc.record({ add: offset, length: fc.integer({ min: 1, max: 9 }) }) },
    { weight: 2, arbitrary: fc.record({ acknowledge: offset }) },
    { weight: 1, arbitrary: fc.constant("clear" as const) },
  ),
});

describe("SackedRanges", () => {
  it("know what a set of all offsets knows", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), offset, offset, (steps, a, b) => {
        const sides = new Sides();
        const models = [new Set<number>(), new Set<number>()];
        for (const { side, what } of steps) {
          const ranges = sides.take(side);
          const model = models[side]!;
          if (what === "clear") {
            ranges.clear();
            model.clear();
          } else if ("add" in what) {
            expect(ranges.add(what.add, what.add + what.length)).toBe(true);
            for (let i = 0; i < what.length; i++) model.add(what.add + i);
          } else {
            ranges.acknowledge(what.acknowledge);
            for (const i of model) if (i < what.acknowledge) model.delete(i);
          }
        }
        const from = Math.min(a, b);
        const to = Math.max(a, b) + 1;
        for (const side of [0, 1]) {
          const ranges = sides.take(side);
          const model = models[side]!;
          expect(ranges.isEmpty).toBe(model.size === 0);
          expect(ranges.bytesFrom(from)).toBe([...model].filter((i) => i >= from).length);
          const all = Array.from({ length: to - from }, (_, i) => model.has(from + i));
          expect(ranges.covers(from, to)).toBe(all.every(Boolean));
        }
      }),
    );
  });

  it("are one where they touch or overlap", () => {
    const ranges = new Sides().take(0);
    for (const [left, right] of [
      [30, 40],
      [10, 20],
      [50, 60],
      [20, 30],
      [35, 55],
    ] as const) {
      ranges.add(left, right);
    }
    expect(ranges.covers(10, 60)).toBe(true);
    expect(ranges.covers(9, 60)).toBe(false);
    expect(ranges.covers(10, 61)).toBe(false);
    expect(ranges.bytesFrom(0)).toBe(50);
  });

  it("are 64 of a side at most, and say so; touching ones still have room", () => {
    const ranges = new Sides().take(0);
    for (let i = 0; i < MAX_RANGES; i++) expect(ranges.add(i * 10, i * 10 + 5)).toBe(true);
    expect(ranges.add(10_000, 10_001)).toBe(false);
    expect(ranges.add(7, 8)).toBe(false);
    expect(ranges.bytesFrom(0)).toBe(MAX_RANGES * 5);
    expect(ranges.add(5, 10)).toBe(true);
    expect(ranges.covers(0, 15)).toBe(true);
    // two have become one
    expect(ranges.add(10_000, 10_001)).toBe(true);
    expect(ranges.add(20_000, 20_001)).toBe(false);
  });

  it("are none where the pool has no room, and give their memory back", () => {
    expect(new Sides(new PoolBudget(0)).take(0).add(1, 2)).toBe(false);
    const sides = new Sides(new PoolBudget(20_000));
    for (let round = 0; round < 1000; round++) {
      const ranges = sides.take(round % 2);
      for (let i = 0; i < 20; i++) expect(ranges.add(i * 10, i * 10 + 5)).toBe(true);
      ranges.add(0, 45);
      ranges.acknowledge(150);
      ranges.clear();
      expect(ranges.isEmpty).toBe(true);
    }
  });
});
