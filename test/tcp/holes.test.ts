/** Holes in what was sent: bounds, and the memory that all directions share. payload.test.ts has the model. */
import { describe, expect, it } from "vitest";
import { Holes } from "../../src/tcp/data/holes.ts";
import { PoolBudget } from "../../src/tcp/lifecycle/pool.ts";
import type { Connection } from "../../src/tcp/state/connection.ts";
import { ConnectionStore } from "../../src/tcp/state/connection_store.ts";
import { CF_LIMIT_HOLES } from "../../src/tcp/state/state_layout.ts";
import { UN_GAP_BYTES, UnusualCounts, UW_GAPS } from "../../src/tcp/state/unusual_counts.ts";
import { newConnection } from "./state_builder.ts";

const MAX_HOLES = 32;
const FAR = 1e6;
const unusual = new UnusualCounts();

class Direction {
  readonly connection: Connection;
  readonly #holes: Holes;

  constructor(holes: Holes, store: ConnectionStore = new ConnectionStore()) {
    this.#holes = holes;
    this.connection = newConnection(store);
  }

  append(left: number, right: number): void {
    this.#holes.append(this.connection, this.connection.s, left, right, 0);
  }

  fill(from: number, to: number): number {
    return this.#holes.fill(this.connection, this.connection.s, from, to);
  }

  lacking(from: number, to: number): number {
    return this.#holes.lacking(this.connection, this.connection.s, from, to);
  }

  close(): { gaps: number; bytes: number } {
    const { connection } = this;
    this.#holes.close(connection, connection.s);
    const gaps = unusual.of(connection, connection.s, UW_GAPS);
    const bytes = unusual.bytesOf(connection, connection.s, UN_GAP_BYTES);
    unusual.close(connection);
    return { gaps, bytes };
  }

  get isLimited(): boolean {
    return this.connection.has(CF_LIMIT_HOLES);
  }
}

const withPool = (bytes: number): Holes => new Holes(new PoolBudget(bytes), unusual);
const unlimited = (): Holes => withPool(Number.POSITIVE_INFINITY);

/** 100:110, 200:210 … */
function withHoles(count: number): Direction {
  const direction = new Direction(unlimited());
  for (let i = 1; i <= count; i++) direction.append(i * 100, i * 100 + 10);
  return direction;
}

describe("Holes", () => {
  it.each([
    { name: "in front of it", from: 90, to: 100, filled: 0, rest: [[100, 110]] },
    { name: "behind it", from: 110, to: 120, filled: 0, rest: [[100, 110]] },
    { name: "nothing inside", from: 105, to: 105, filled: 0, rest: [[100, 110]] },
    { name: "its beginning", from: 90, to: 103, filled: 3, rest: [[103, 110]] },
    { name: "its end", from: 108, to: 120, filled: 2, rest: [[100, 108]] },
    { name: "all of it", from: 100, to: 110, filled: 10, rest: [] },
    { name: "more than it", from: 1, to: 199, filled: 10, rest: [] },
    {
      name: "its middle",
      from: 104,
      to: 106,
      filled: 2,
      rest: [
        [100, 104],
        [106, 110],
      ],
    },
  ])("are filled: $name", ({ from, to, filled, rest }) => {
    const direction = withHoles(1);
    expect(direction.fill(from, to)).toBe(filled);
    for (const [left, right] of rest) {
      expect(direction.lacking(left!, right!)).toBe(right! - left!);
    }
    expect(direction.lacking(0, FAR)).toBe(10 - filled);
    expect(direction.close()).toEqual({ gaps: rest.length, bytes: 10 - filled });
    expect(direction.isLimited).toBe(false);
  });

  it("are filled over several of them", () => {
    const direction = withHoles(5);
    // half of the second, the third and fourth, one byte of the fifth
    expect(direction.fill(205, 501)).toBe(5 + 10 + 10 + 1);
    expect(direction.close()).toEqual({ gaps: 3, bytes: 10 + 5 + 9 });
  });

  it("are found by what they end above", () => {
    const holes = unlimited();
    const direction = new Direction(holes);
    const found = (offset: number): readonly number[] | undefined =>
      holes.find(direction.connection, direction.connection.s, offset)
        ? [holes.foundLeft, holes.foundRight]
        : undefined;
    expect(found(0)).toBeUndefined();
    direction.append(100, 110);
    direction.append(200, 210);
    expect([0, 100, 109, 110, 209, 210].map(found)).toEqual([
      [100, 110],
      [100, 110],
      [100, 110],
      [200, 210],
      [200, 210],
      undefined,
    ]);
  });

  it("are one where they touch", () => {
    const direction = withHoles(1);
    direction.append(110, 130);
    expect(direction.close()).toEqual({ gaps: 1, bytes: 30 });
  });

  it("are kept up to 32, and the lowest is given up for another", () => {
    const direction = withHoles(MAX_HOLES);
    expect(direction.isLimited).toBe(false);
    direction.append(5000, 5001);
    expect(direction.isLimited).toBe(true);
    expect(direction.lacking(0, FAR)).toBe(31 * 10 + 1);
    expect(direction.fill(100, 110)).toBe(0);
    expect(direction.close()).toEqual({ gaps: 33, bytes: 32 * 10 + 1 });
  });

  it("are kept up to 32 also when one becomes two", () => {
    const direction = withHoles(MAX_HOLES);
    expect(direction.fill(505, 506)).toBe(1);
    expect(direction.isLimited).toBe(true);
    // the lowest is gone
    expect(direction.lacking(0, FAR)).toBe(31 * 10 - 1);
    expect(direction.fill(100, 110)).toBe(0);
    expect(direction.close()).toEqual({ gaps: 33, bytes: 32 * 10 - 1 });
  });

  it("are kept up to 32 when the lowest becomes two", () => {
    const direction = withHoles(MAX_HOLES);
    expect(direction.fill(105, 106)).toBe(1);
    expect(direction.lacking(0, 200)).toBe(4);
    expect(direction.fill(100, 105)).toBe(0);
    expect(direction.close()).toEqual({ gaps: 33, bytes: 32 * 10 - 1 });
  });

  it("stay bounded after one became two", () => {
    const direction = withHoles(MAX_HOLES);
    direction.fill(505, 506);
    for (let i = 0; i < 1000; i++) direction.append(10_000 + 2 * i, 10_001 + 2 * i);
    expect(direction.lacking(0, FAR)).toBe(MAX_HOLES);
  });

  it("are gaps at once where the pool has no room", () => {
    const direction = new Direction(withPool(0));
    direction.append(100, 110);
    direction.append(200, 205);
    expect(direction.isLimited).toBe(true);
    expect(direction.fill(100, 110)).toBe(0);
    expect(direction.close()).toEqual({ gaps: 2, bytes: 15 });
  });

  it("lose their upper part where the pool has no room for two", () => {
    const store = new ConnectionStore();
    // room for the first nodes, however many, and no more
    const holes = withPool(10_000);
    const directions: Direction[] = [];
    for (let last: Direction | undefined; !last?.isLimited; ) {
      last = new Direction(holes, store);
      last.append(100, 110);
      directions.push(last);
    }
    expect(directions.length).toBeGreaterThan(1);
    const [first] = directions;
    expect(first!.fill(104, 106)).toBe(2);
    expect(first!.isLimited).toBe(true);
    expect(first!.lacking(0, FAR)).toBe(4);
    expect(first!.close()).toEqual({ gaps: 2, bytes: 8 });
    for (const direction of directions.slice(1)) expect(direction.close()).toEqual({ gaps: 1, bytes: 10 });
  });

  it("give their memory back", () => {
    const store = new ConnectionStore();
    const holes = withPool(10_000);
    for (let round = 0; round < 2000; round++) {
      const direction = new Direction(holes, store);
      for (let i = 1; i <= 5; i++) direction.append(i * 100, i * 100 + 10);
      direction.fill(205, 206);
      direction.fill(300, 310);
      expect(direction.isLimited).toBe(false);
      expect(direction.close()).toEqual({ gaps: 5, bytes: 39 });
      store.free(direction.connection.slot);
    }
  });

  it("grow with the number of directions", () => {
    const store = new ConnectionStore();
    const holes = unlimited();
    const directions = Array.from({ length: 2000 }, () => new Direction(holes, store));
    for (const [i, direction] of directions.entries()) direction.append(10, 20 + i);
    for (const [i, direction] of directions.entries()) direction.append(10_000, 10_001 + i);
    for (const [i, direction] of directions.entries())
      expect(direction.close()).toEqual({ gaps: 2, bytes: 11 + 2 * i });
  });
});
