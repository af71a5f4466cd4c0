import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HeavyHosts } from "../../src/renderings/summary/heavy_hosts.ts";
import { Top } from "../../src/renderings/summary/top.ts";

describe("Top", () => {
  test("is the beginning of what a stable sort gives", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (ranks) => {
        const top = new Top<number>(5);
        for (const [i, rank] of ranks.entries()) top.add(rank, () => i);
        const sorted = ranks.map((rank, item) => ({ rank, item })).sort((a, b) => b.rank - a.rank);
        expect(top.kept).toEqual(sorted.slice(0, 5));
      }),
    );
  });
});

describe("HeavyHosts", () => {
  const traffic = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 1000 })));

  function counted(flows: readonly (readonly [number, number])[], size: number) {
    const hosts = new HeavyHosts(size);
    const exact = new Map<string, number>();
    for (const [host, bytes] of flows) {
      hosts.add(`10.0.0.${host}`, bytes);
      exact.set(`10.0.0.${host}`, (exact.get(`10.0.0.${host}`) ?? 0) + bytes);
    }
    return { hosts, exact };
  }

  test("with room for all it is exact", () => {
    fc.assert(
      fc.property(traffic, (flows) => {
        const { hosts, exact } = counted(flows, 31);
        expect(hosts.error).toBe(0);
        expect(new Map(hosts.top(100).map(({ address, bytes }) => [address, bytes]))).toEqual(exact);
      }),
    );
  });

  test("with less a count is too great by the error at most, and nobody with more than that is missed", () => {
    fc.assert(
      fc.property(traffic, fc.integer({ min: 1, max: 8 }), (flows, size) => {
        const { hosts, exact } = counted(flows, size);
        const kept = new Map(hosts.top(100).map(({ address, bytes }) => [address, bytes]));
        expect(kept.size).toBeLessThanOrEqual(size);
        for (const [address, bytes] of kept) {
          expect(bytes).toBeGreaterThanOrEqual(exact.get(address)!);
          expect(bytes - exact.get(address)!).toBeLessThanOrEqual(hosts.error);
        }
        for (const [address, bytes] of exact) if (bytes > hosts.error) expect(kept.has(address)).toBe(true);
      }),
    );
  });
});
