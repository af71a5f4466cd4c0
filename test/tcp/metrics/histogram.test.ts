/** Histograms against a sorted array. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PoolBudget } from "../../../src/tcp/lifecycle/pool.ts";
import { codeOf, Histograms, middleOf } from "../../../src/tcp/metrics/histogram.ts";
import { TK_RESPONSE, TK_RTT, TKN_RESPONSE_MIN, TKN_RTT_MIN, Tracks } from "../../../src/tcp/sent/tracks.ts";
import { ConnectionStore } from "../../../src/tcp/state/connection_store.ts";
import { newConnection } from "../state_builder.ts";

const ENDLESS = Number.POSITIVE_INFINITY;
/** What the schemas promise, and what the buckets give. */
const MAX_ERROR = 1 / 32;

class Side {
  readonly tracks = new Tracks(new PoolBudget(ENDLESS));
  readonly connection = newConnection(new ConnectionStore());
  readonly histograms: Histograms;
  isComplete = true;

  constructor(pool = new PoolBudget(ENDLESS)) {
    this.histograms = new Histograms(pool);
    this.tracks.open(this.connection, this.connection.s);
  }

  add(...samples: number[]): void {
    for (const ns of samples)
      this.isComplete = this.histograms.add(this.tracks, TK_RTT, TKN_RTT_MIN, ns) && this.isComplete;
  }

  get summary(): Pick<Histograms, "count" | "min" | "p50" | "p99" | "max"> {
    this.histograms.summary(this.tracks, TK_RTT, TKN_RTT_MIN);
    const { count, min, p50, p99, max } = this.histograms;
    return { count, min, p50, p99, max };
  }
}

const exponential = fc
  .tuple(fc.integer({ min: 0, max: 52 }), fc.double({ min: 1, max: 2, noNaN: true, maxExcluded: true }))
  .map(([exponent, factor]) => Math.floor(factor * 2 ** exponent));
const interval = fc.oneof(exponential, fc.integer({ min: 0, max: 40 }), fc.maxSafeNat());
const close = fc.integer({ min: 20_000_000, max: 90_000_000 });

describe("buckets", () => {
  it("have a middle within 1/32 of all that they hold, and rise", () => {
    fc.assert(
      fc.property(interval, interval, (a, b) => {
        expect(Math.abs(middleOf(codeOf(a)) - a)).toBeLessThanOrEqual(a * MAX_ERROR);
        if (a <= b) expect(codeOf(a)).toBeLessThanOrEqual(codeOf(b));
      }),
      { numRuns: 1000 },
    );
  });

  it("are exact below 32 ns, and end at 2^53", () => {
    for (let ns = 0; ns < 32; ns++) expect(middleOf(codeOf(ns))).toBe(ns);
    expect(codeOf(32)).toBe(32);
    expect(codeOf(33)).toBe(32);
    expect(codeOf(34)).toBe(33);
    expect(codeOf(2 ** 32 - 1) + 1).toBe(codeOf(2 ** 32));
    expect(codeOf(Number.MAX_SAFE_INTEGER)).toBe(799);
  });

  it("give back their own middle", () => {
    for (let code = 0; code < 800; code++) expect(codeOf(middleOf(code))).toBe(code);
  });
});

describe("a histogram", () => {
  it("has count, min and max exactly, and percentiles of the nearest rank within 1/32", () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(interval), fc.array(close, { maxLength: 300 })), (samples) => {
        const side = new Side();
        side.add(...samples);
        const sorted = [...samples].sort((a, b) => a - b);
        const { count, min, p50, p99, max } = side.summary;
        expect({ count, min, max }).toEqual({ count: samples.length, min: sorted[0], max: sorted.at(-1) });
        for (const [percent, found] of [
          [50, p50],
          [99, p99],
        ] as const) {
          const exact = sorted[Math.ceil((samples.length * percent) / 100) - 1];
          if (exact === undefined) expect(found).toBeUndefined();
          else expect(Math.abs(found! - exact)).toBeLessThanOrEqual(exact * MAX_ERROR);
        }
        expect(side.summary).toEqual({ count, min, p50, p99, max });
      }),
    );
  });

  it("of equal samples is exact", () => {
    const side = new Side();
    side.add(12_345_679, 12_345_679);
    const only = 12_345_679;
    expect(side.summary).toEqual({ count: 2, min: only, p50: only, p99: only, max: only });
  });

  it("takes no interval that is negative or beyond 2^53", () => {
    const side = new Side();
    side.add(-1, 2 ** 53, Number.NaN);
    expect(side.summary.count).toBe(0);
    side.add(0);
    expect(side.summary).toEqual({ count: 1, min: 0, p50: 0, p99: 0, max: 0 });
  });

  it("counts beyond what a bucket of the track holds", () => {
    const side = new Side();
    for (let i = 0; i < 70_000; i++) side.add(1000);
    for (let i = 0; i < 69_999; i++) side.add(2_000_000);
    expect(side.summary).toMatchObject({ count: 139_999, min: 1000, p50: 1008, max: 2_000_000 });
    side.add(2_000_000, 2_000_000);
    expect(side.summary.p50).toBeGreaterThan(1_900_000);
    for (let i = 0; i < 140_000; i++) side.add(1000);
    expect(side.summary).toMatchObject({ count: 280_001, p50: 1008, p99: 1_998_848 });
  });

  it("is apart from others, and gives back what it took", () => {
    const side = new Side();
    const other = (ns: number): boolean =>
      side.histograms.add(side.tracks, TK_RESPONSE, TKN_RESPONSE_MIN, ns);
    const many = Array.from({ length: 40 }, (_, i) => 2 ** i);
    side.add(...many);
    other(7);
    side.histograms.close(side.tracks, TK_RTT);
    side.tracks.close(side.connection, side.connection.s);
    side.tracks.open(side.connection, side.connection.s);
    expect(side.summary.count).toBe(0);
    side.add(...many);
    expect(side.summary).toMatchObject({ count: 40, p50: 2 ** 19 + 2 ** 14, max: 2 ** 39 });
  });

  it("without room keeps count, min and max, and says so", () => {
    const side = new Side(new PoolBudget(0));
    side.add(1000, 2000, 4000, 8000, 1000);
    expect(side.isComplete).toBe(true);
    expect(side.summary.p50).toBe(2016);
    side.add(16_000, 500);
    expect(side.isComplete).toBe(false);
    expect(side.summary).toEqual({ count: 7, min: 500, p50: undefined, p99: undefined, max: 16_000 });
  });
});
