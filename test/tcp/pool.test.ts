import { describe, expect, it } from "vitest";
import { PoolBudget } from "../../src/tcp/lifecycle/pool.ts";

describe("PoolBudget", () => {
  it("gives all that it has, and no byte more", () => {
    const pool = new PoolBudget(100);
    expect(pool.take(60)).toBe(true);
    expect(pool.take(40)).toBe(true);
    expect(pool.take(1)).toBe(false);
    expect(pool.take(0)).toBe(true);
  });

  it("takes nothing where it can't give all", () => {
    const pool = new PoolBudget(100);
    expect(pool.take(101)).toBe(false);
    expect(pool.take(100)).toBe(true);
  });

  it("may be without a bound", () => {
    const pool = new PoolBudget(Number.POSITIVE_INFINITY);
    for (let i = 0; i < 3; i++) expect(pool.take(2 ** 50)).toBe(true);
  });
});
