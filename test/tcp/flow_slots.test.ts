import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FlowSlots } from "../../src/tcp/lifecycle/flow_slots.ts";

// few, so that an index is often emptied and filled again; and some beyond the first table
const index = fc.oneof(
  { weight: 5, arbitrary: fc.nat(1) },
  { weight: 1, arbitrary: fc.constantFrom(4095, 4096, 8192, 20_000) },
);
const operation = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom("set" as const, "empty" as const), index }) },
  { weight: 1, arbitrary: fc.constant({ do: "takeReleased" as const, index: 0 }) },
);

describe("FlowSlots", () => {
  it("knows the slot of every index, and lists each empty one once", () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        const slots = new FlowSlots();
        const model = new Map<number, number>();
        let emptied = new Set<number>();
        let slot = 0;
        for (const step of operations) {
          if (step.do === "set") {
            slots.set(step.index, slot);
            model.set(step.index, slot++);
          } else if (step.do === "empty") {
            if (!model.has(step.index)) continue;
            slots.empty(step.index);
            model.delete(step.index);
            emptied.add(step.index);
          } else {
            const expected = [...emptied].filter((i) => !model.has(i)).sort((a, b) => a - b);
            expect([...slots.takeReleased()].sort((a, b) => a - b)).toEqual(expected);
            emptied = new Set();
          }
          for (const i of [...emptied, ...model.keys(), 3]) expect(slots.get(i)).toBe(model.get(i) ?? -1);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("lists an index once that was emptied, filled and emptied again", () => {
    const slots = new FlowSlots();
    for (const slot of [1, 2, 3]) {
      slots.set(7, slot);
      slots.empty(7);
    }
    expect([...slots.takeReleased()]).toEqual([7]);
    expect(slots.get(7)).toBe(-1);
  });

  it("knows nothing of an index beyond its table", () => {
    expect(new FlowSlots().get(1_000_000)).toBe(-1);
  });

  it("lists more indices than its first list holds", () => {
    const slots = new FlowSlots();
    for (const round of [1, 2]) {
      for (let i = 0; i < 5000; i++) slots.set(i, i);
      for (let i = 0; i < 5000; i++) slots.empty(i);
      expect(slots.takeReleased(), `round ${round}`).toEqual(Uint32Array.from({ length: 5000 }, (_, i) => i));
    }
    expect(slots.takeReleased().length).toBe(0);
  });
});
