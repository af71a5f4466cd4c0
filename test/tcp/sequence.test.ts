import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sequenceDifference, unwrap } from "../../src/tcp/segment/sequence.ts";

const TWO_31 = 2 ** 31;
const TWO_32 = 2 ** 32;
const raw = fc.integer({ min: 0, max: TWO_32 - 1 });
const distance = fc.integer({ min: -TWO_31, max: TWO_31 - 1 });
const offset = fc.integer({ min: -(2 ** 45), max: 2 ** 45 });
/** The number modulo 2^32, by another way than the code under test. */
const wire = (value: number): number => Number(BigInt.asUintN(32, BigInt(value)));

describe("sequenceDifference", () => {
  it("finds the distance of any two numbers less than 2^31 apart", () => {
    fc.assert(
      fc.property(raw, distance, (from, by) => {
        expect(sequenceDifference(wire(from + by), from)).toBe(by);
      }),
    );
  });

  it("is the same for signed and unsigned words", () => {
    fc.assert(
      fc.property(raw, raw, (a, b) => {
        expect(sequenceDifference(a | 0, b | 0)).toBe(sequenceDifference(a, b));
      }),
    );
  });

  it.each([
    [0, 0xffff_ffff, 1],
    [0xffff_ffff, 0, -1],
    [5, 0xffff_fff0, 21],
    [0x8000_0000, 0, -TWO_31],
    [0x7fff_ffff, 0, TWO_31 - 1],
  ])("%i - %i is %i", (a, b, difference) => {
    expect(sequenceDifference(a, b)).toBe(difference);
  });
});

describe("unwrap", () => {
  it("is the inverse of wrapping, from any reference less than 2^31 away", () => {
    fc.assert(
      fc.property(offset, distance, raw, (reference, by, base) => {
        const target = reference + by;
        expect(unwrap(wire(base + target), reference, wire(base + reference))).toBe(target);
        // signed words, as the records hold them, and a reference that is not wrapped
        expect(unwrap(wire(base + target) | 0, reference, base + reference)).toBe(target);
      }),
    );
  });
});
