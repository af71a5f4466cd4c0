/** Small blocks out of the shared pool: none overlaps another, and memory is used again. */
import { describe, expect, it } from "vitest";
import { PoolBudget } from "../../src/tcp/lifecycle/pool.ts";
import { PooledBlocks } from "../../src/tcp/state/pooled_blocks.ts";

const unlimited = (): PoolBudget => new PoolBudget(Number.POSITIVE_INFINITY);

describe("PooledBlocks", () => {
  it.each([
    [1, 0],
    [1, 2],
    [8, 4],
    [26, 13],
    [57, 0],
  ])("keep %i words and %i numbers apart from those of all others", (words, numbers) => {
    const blocks = new PooledBlocks(unlimited(), words, numbers);
    const handles = Array.from({ length: 600 }, () => blocks.allocate());
    expect(new Set(handles).size).toBe(600);
    expect(handles).not.toContain(0);
    expect(blocks.used).toBe(600);
    for (const handle of handles) {
      blocks.moveTo(handle);
      for (let i = 0; i < words; i++) blocks.words[blocks.w + i] = handle * 100 + i;
      for (let i = 0; i < numbers; i++) blocks.numbers[blocks.n + i] = handle + i / 100;
    }
    for (const handle of handles) {
      blocks.moveTo(handle);
      expect(blocks.touch(handle)).toBe(handle * 100);
      for (let i = 0; i < words; i++) expect(blocks.words[blocks.w + i]).toBe(handle * 100 + i);
      for (let i = 0; i < numbers; i++) expect(blocks.numbers[blocks.n + i]).toBe(handle + i / 100);
    }
  });

  it("are all zero where they are allocated, whatever they held before", () => {
    const blocks = new PooledBlocks(unlimited(), 3, 2);
    const first = blocks.allocate();
    blocks.words.fill(-1, blocks.w, blocks.w + 3);
    blocks.numbers.fill(Number.NaN, blocks.n, blocks.n + 2);
    const second = blocks.allocate();
    blocks.free(first);
    expect(blocks.used).toBe(1);
    expect(blocks.allocate()).toBe(first);
    expect([...blocks.words.subarray(blocks.w, blocks.w + 3)]).toEqual([0, 0, 0]);
    expect([...blocks.numbers.subarray(blocks.n, blocks.n + 2)]).toEqual([0, 0]);
    blocks.free(second);
    blocks.free(first);
    expect(blocks.take()).toBe(first);
    expect(blocks.take()).toBe(second);
  });

  it("end with the pool, and go on with what is given back", () => {
    const blocks = new PooledBlocks(new PoolBudget(10_000), 2, 1);
    const handles: number[] = [];
    for (let handle = blocks.take(); handle !== 0; handle = blocks.take()) handles.push(handle);
    // 16 bytes each
    expect(handles.length).toBeGreaterThan(0);
    expect(handles.length * 16).toBeLessThanOrEqual(10_000);
    expect(blocks.allocate()).toBe(0);
    expect(blocks.used).toBe(handles.length);
    for (const handle of handles) blocks.free(handle);
    expect(blocks.used).toBe(0);
    const again = handles.map(() => blocks.take());
    expect([...again].sort((a, b) => a - b)).toEqual([...handles].sort((a, b) => a - b));
    expect(blocks.take()).toBe(0);
  });

  it("need none for the handle 0", () => {
    expect(new PooledBlocks(new PoolBudget(0), 1, 0).touch(0)).toBe(0);
    expect(new PooledBlocks(new PoolBudget(0), 1, 0).take()).toBe(0);
  });
});
