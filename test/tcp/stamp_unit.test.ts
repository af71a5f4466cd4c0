import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StampUnit } from "../../src/tcp/summary/report/stamp_unit.ts";

function unitOf(stamps: readonly number[]): number {
  const unit = new StampUnit();
  for (const nsec of stamps) unit.note(nsec);
  return unit.value;
}

describe("StampUnit", () => {
  it.each([
    [[], 1_000_000_000],
    [[0, 0], 1_000_000_000],
    [[500_000_000], 100_000_000],
    [[500_000_000, 510_000_000, 0], 10_000_000],
    [[123_000, 456_789_000], 1000],
    [[123_000, 456_789_100, 7000], 100],
    [[999_999_999], 1],
  ])("%j: %d ns", (stamps, unit) => {
    expect(unitOf(stamps)).toBe(unit);
  });

  it("is the greatest power of ten that divides all", () => {
    const powers = Array.from({ length: 10 }, (_, i) => 10 ** (9 - i));
    const stamp = fc
      .tuple(fc.integer({ min: 0, max: 999_999_999 }), fc.constantFrom(...powers))
      .map(([nsec, power]) => nsec - (nsec % power));
    fc.assert(
      fc.property(fc.array(stamp), (stamps) => {
        const expected = powers.find((power) => stamps.every((nsec) => nsec % power === 0));
        expect(unitOf(stamps)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });
});
