/** The parts that datagrams are made of: ranges, pages, and bytes in pages. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PAGE_BYTES, PagePool } from "../../src/capture/fragments/pages.ts";
import { Ranges } from "../../src/capture/fragments/ranges.ts";
import { SparseBytes } from "../../src/capture/fragments/sparse_bytes.ts";

const MOST = 65_535;

/** The ranges of a list of flags. */
function rangesOf(flags: readonly boolean[]): number[][] {
  const found: number[][] = [];
  for (const [i, flag] of flags.entries()) {
    if (!flag) continue;
    if (flags[i - 1]) found.at(-1)![1] = i + 1;
    else found.push([i, i + 1]);
  }
  return found;
}

const listed = (ranges: Ranges): number[][] =>
  Array.from({ length: ranges.count }, (_, i) => [ranges.from(i), ranges.to(i)]);

describe("Ranges", () => {
  const size = 60;
  const range = fc.tuple(fc.nat(size - 1), fc.integer({ min: 1, max: 6 }));

  it("are those of a list of flags", () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 30 }), range, (added, [from, length]) => {
        const ranges = new Ranges();
        const flags = new Array<boolean>(size + 6).fill(false);
        for (const [low, count] of added) {
          ranges.add(low, low + count);
          flags.fill(true, low, low + count);
          expect(listed(ranges)).toEqual(rangesOf(flags));
        }
        const asked = flags.slice(from, from + length);
        expect(ranges.overlaps(from, from + length)).toBe(asked.includes(true));
        expect(ranges.covers(from, from + length)).toBe(!asked.includes(false));
        expect(ranges.end).toBe(flags.lastIndexOf(true) + 1);
        expect(ranges.prefix).toBe(flags.indexOf(false));
        const above = ranges.firstAbove(from);
        expect(above).toBe(rangesOf(flags).filter(([, to]) => to! <= from).length);
      }),
      { numRuns: 1000 },
    );
  });

  it("may be many, and are none after clear()", () => {
    const ranges = new Ranges();
    for (let round = 0; round < 3; round++) {
      for (let at = 0; at < MOST; at += 16) ranges.add(at, at + 8);
      expect(ranges.count).toBe(4096);
      expect(ranges.from(4095)).toBe(65_520);
      ranges.add(0, MOST);
      expect(listed(ranges)).toEqual([[0, MOST]]);
      ranges.clear();
      expect(ranges.count).toBe(0);
      expect(ranges.prefix).toBe(0);
      expect(ranges.end).toBe(0);
    }
  });
});

describe("PagePool", () => {
  it("makes as many pages as it may", () => {
    const pool = new PagePool(100 * PAGE_BYTES + 1000);
    const pages = Array.from({ length: 100 }, () => pool.take()!);
    expect(new Set(pages.map((page) => `${page.byteOffset} ${page.length}`)).size).toBeGreaterThan(60);
    for (const page of pages) expect(page.length).toBe(PAGE_BYTES);
    expect(pool.take()).toBeUndefined();
    expect(pool.used).toBe(100);
    expect(pool.bytes).toBe(100 * PAGE_BYTES);
    for (const [i, page] of pages.entries()) page.fill(i);
    for (const [i, page] of pages.entries()) expect(new Set(page)).toEqual(new Set([i]));
    pool.give(pages[3]!);
    expect(pool.used).toBe(99);
    expect(pool.take()).toBe(pages[3]);
    expect(pool.take()).toBeUndefined();
  });

  it("makes none before they are needed", () => {
    const pool = new PagePool(4 * 1024 * 1024);
    expect(pool.bytes).toBe(0);
    pool.take();
    expect(pool.bytes).toBeLessThanOrEqual(64 * 1024);
  });
});

describe("SparseBytes", () => {
  it("are those of a plain array", () => {
    const pool = new PagePool(1024 * 1024);
    const write = fc.record({
      at: fc.nat(MOST),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 3000 }),
      lead: fc.nat(20),
    });
    fc.assert(
      fc.property(fc.array(write, { maxLength: 10 }), fc.nat(50), (writes, skip) => {
        const sparse = new SparseBytes(pool);
        const plain = new Uint8Array(MOST + 3000);
        for (const { at, bytes, lead } of writes) {
          const source = new Uint8Array(lead + bytes.length);
          source.set(bytes, lead);
          expect(sparse.reserve(at, at + bytes.length)).toBe(true);
          sparse.write(at, source, lead, bytes.length);
          plain.set(bytes, at);
        }
        for (const { at, bytes } of writes) {
          const from = at + Math.min(skip, bytes.length - 1);
          const to = at + bytes.length;
          const target = new Uint8Array(skip + to - from);
          sparse.read(from, to, target, skip);
          expect(target.subarray(skip)).toEqual(plain.subarray(from, to));
          expect(sparse.equals(from, to, plain, from)).toBe(true);
          plain[to - 1]! ^= 1;
          expect(sparse.equals(from, to, plain, from)).toBe(false);
          expect(sparse.equals(from, to - 1, plain, from)).toBe(true);
          plain[to - 1]! ^= 1;
        }
        sparse.release();
        expect(pool.used).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it("take pages where they are only", () => {
    const pool = new PagePool(3 * PAGE_BYTES);
    const sparse = new SparseBytes(pool);
    for (const at of [0, 100, 60 * PAGE_BYTES]) expect(sparse.reserve(at, at)).toBe(true);
    expect(pool.used).toBe(0);
    expect(sparse.reserve(60 * PAGE_BYTES - 1, 60 * PAGE_BYTES + 1)).toBe(true);
    expect(pool.used).toBe(2);
    expect(sparse.reserve(60 * PAGE_BYTES, 61 * PAGE_BYTES)).toBe(true);
    expect(pool.used).toBe(2);
    expect(sparse.reserve(0, 2 * PAGE_BYTES)).toBe(false);
    expect(pool.used).toBe(3);
    sparse.release();
    expect(pool.used).toBe(0);
    expect(sparse.reserve(0, 3 * PAGE_BYTES)).toBe(true);
    sparse.release();
  });
});
