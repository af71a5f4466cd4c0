/** Bits of verdicts stand for the kinds of anomalies, in their order. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anomalyKinds } from "../../src/events/mod.ts";
import * as verdicts from "../../src/tcp/analysis/verdicts.ts";

const { kindOf, kindsOf, ...bits } = verdicts;

describe("verdicts", () => {
  it("are one bit each, named like their kind and in its place", () => {
    expect(Object.keys(bits).sort()).toEqual(anomalyKinds.map((kind) => kind.toUpperCase()).sort());
    for (const [index, kind] of anomalyKinds.entries()) {
      const bit = bits[kind.toUpperCase() as keyof typeof bits];
      expect(bit, kind).toBe(1 << index);
      expect(kindOf(bit), kind).toBe(index);
    }
    expect(anomalyKinds.length).toBeLessThanOrEqual(32);
  });

  it("are listed in the order in which anomalies are printed, each set once", () => {
    fc.assert(
      fc.property(fc.subarray([...anomalyKinds]), (kinds) => {
        let set = 0;
        for (const kind of kinds) set |= 1 << anomalyKinds.indexOf(kind);
        expect(kindsOf(set)).toEqual(kinds);
        expect(kindsOf(set)).toBe(kindsOf(set));
      }),
    );
  });
});
