/** Blocks in pages: none overlaps another, none moves, and memory is used again. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BlockCursor, LINE_BYTES, PagedBlocks } from "../../src/tcp/state/paged_blocks.ts";

/** Fills a block with a value of its own. */
function mark(cursor: BlockCursor, lines: number, handle: number): void {
  cursor.moveTo(handle);
  cursor.numbers.fill(handle + 0.5, cursor.n, cursor.n + (lines * LINE_BYTES) / 8);
}

function expectMark(cursor: BlockCursor, lines: number, handle: number): void {
  cursor.moveTo(handle);
  const numbers = cursor.numbers.subarray(cursor.n, cursor.n + (lines * LINE_BYTES) / 8);
  expect(numbers.length).toBe(lines * 8);
  expect(numbers.every((number) => number === handle + 0.5)).toBe(true);
}

describe("PagedBlocks", () => {
  it.each([1, 3])("give each holder a block of %i lines of its own, and use blocks again", (lines) => {
    // true: take one; a number: give the so manieth back
    const steps = fc.array(fc.oneof({ weight: 2, arbitrary: fc.constant(true as const) }, fc.nat()), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(steps, (operations) => {
        const blocks = new PagedBlocks(lines);
        const cursor = new BlockCursor(blocks);
        const live: number[] = [];
        let most = 0;
        for (const step of operations) {
          if (step === true) {
            const handle = blocks.take();
            expect(live).not.toContain(handle);
            mark(cursor, lines, handle);
            live.push(handle);
          } else if (live.length > 0) {
            blocks.free(live.splice(step % live.length, 1)[0]!);
          }
          most = Math.max(most, live.length);
          expect(blocks.used).toBe(live.length);
          // dense: no handle beyond the most that were in use at a time
          expect(live.every((handle) => handle >= 1 && handle <= most)).toBe(true);
        }
        for (const handle of live) expectMark(cursor, lines, handle);
      }),
      { numRuns: 50 },
    );
  });

  it("never move a page, so that a cursor stays right while they grow", () => {
    const blocks = new PagedBlocks(3);
    const first = new BlockCursor(blocks);
    const handle = blocks.take();
    mark(first, 3, handle);
    const { words, numbers } = first;
    const others = Array.from({ length: 5000 }, () => blocks.take());
    const other = new BlockCursor(blocks);
    for (const each of others) mark(other, 3, each);
    for (const each of others) expectMark(other, 3, each);
    expect(numbers[first.n]).toBe(handle + 0.5);
    expectMark(first, 3, handle);
    expect(first.words).toBe(words);
    expect(first.numbers).toBe(numbers);
  });

  it("have words and numbers in the same memory", () => {
    const blocks = new PagedBlocks(1);
    const cursor = new BlockCursor(blocks);
    for (let i = 0; i < 3000; i++) {
      cursor.moveTo(blocks.take());
      cursor.numbers[cursor.n + 1] = -i;
      const pair = cursor.words.slice(cursor.w + 2, cursor.w + 4);
      expect(new Float64Array(pair.buffer)[0]).toBe(-i);
    }
  });
});
