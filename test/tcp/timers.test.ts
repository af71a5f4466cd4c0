import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Timers } from "../../src/tcp/lifecycle/timers.ts";

interface Timer {
  readonly slot: number;
  readonly flow: number;
  readonly deadline: number;
}

/** A list. */
class NaiveTimers {
  readonly timers = new Map<number, Timer>();

  set(slot: number, flow: number, deadline: number): void {
    this.timers.delete(slot);
    if (deadline !== Number.POSITIVE_INFINITY) this.timers.set(slot, { slot, flow, deadline });
  }

  get first(): Timer | undefined {
    return [...this.timers.values()].sort((a, b) => a.deadline - b.deadline || a.flow - b.flow)[0];
  }

  takeDue(clock: number): Timer | undefined {
    const { first } = this;
    if (first === undefined || first.deadline > clock) return undefined;
    this.timers.delete(first.slot);
    return first;
  }
}

const TICK = 2 ** 27;
const YEAR = 365 * 86_400 * 1e9;

// around every border that a wheel of ticks can have, and beyond what doubles and 32-bit numbers hold exactly
const borders = [1, 2 ** 8, 4096, 2 ** 16, 2 ** 24, 2 ** 31].flatMap((ticks) =>
  [-TICK, -1, 0, 1, TICK].map((more) => ticks * TICK + more),
);
const span = fc.oneof(
  { weight: 3, arbitrary: fc.nat(5) },
  { weight: 3, arbitrary: fc.nat(4 * TICK) },
  { weight: 3, arbitrary: fc.nat(2000).map((seconds) => seconds * 1e9) },
  { weight: 3, arbitrary: fc.constantFrom(...borders) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 400 }).map((years) => years * YEAR) },
  { weight: 1, arbitrary: fc.constantFrom(2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, 2 ** 60, 1e21) },
);
const delay = fc.oneof(
  { weight: 9, arbitrary: span },
  // already due; and none
  { weight: 1, arbitrary: span.map((time) => -time) },
  { weight: 1, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
);
// slots beyond the first arrays, too
const slot = fc.oneof(
  { weight: 8, arbitrary: fc.nat(7) },
  { weight: 1, arbitrary: fc.constantFrom(1023, 1024, 5000) },
);
type Step =
  | { readonly do: "set" | "reuse"; readonly slot: number; readonly delay: number }
  | { readonly do: "stop"; readonly slot: number }
  | { readonly do: "advance"; readonly by: number; readonly again: readonly number[] };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("set" as const, "reuse" as const), slot, delay }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("stop" as const), slot }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("advance" as const),
      by: span,
      // what timers that go off are set to again
      again: fc.array(delay, { maxLength: 3 }),
    }),
  },
);

/** Both side by side; flows count up, whichever slot they get. */
class Pair {
  readonly #flows = new Map<number, number>();
  readonly timers = new Timers((slot) => this.#flows.get(slot)!);
  readonly naive = new NaiveTimers();
  #nextFlow = 0;
  clock = 0;

  set(slot: number, delay: number, isReused: boolean): void {
    let flow = this.#flows.get(slot);
    if (flow === undefined || isReused) {
      flow = this.#nextFlow++;
      this.#flows.set(slot, flow);
    }
    this.timers.set(slot, this.clock + delay);
    this.naive.set(slot, flow, this.clock + delay);
  }

  stop(slot: number): void {
    this.timers.stop(slot);
    this.naive.set(slot, 0, Number.POSITIVE_INFINITY);
  }

  /** Goes on as the tracker does, which asks only from `next` on; sets the first timers that go off again. */
  advance(by: number, again: readonly number[] = []): void {
    this.clock += by;
    if (this.clock < this.timers.next) {
      expect(this.naive.takeDue(this.clock)).toBeUndefined();
      return;
    }
    for (let i = 0; ; i++) {
      const slot = this.timers.takeDue(this.clock);
      const expected = this.naive.takeDue(this.clock);
      expect(slot).toBe(expected?.slot ?? -1);
      if (expected === undefined) break;
      expect(this.timers.deadlineTaken).toBe(expected.deadline);
      expect(this.timers.deadline(slot)).toBe(Number.POSITIVE_INFINITY);
      const delay = again[i];
      if (delay !== undefined) this.set(slot, delay, false);
    }
  }

  check(): void {
    expect(this.timers.next).toBeLessThanOrEqual(this.naive.first?.deadline ?? Number.POSITIVE_INFINITY);
    for (const { slot, deadline } of this.naive.timers.values())
      expect(this.timers.deadline(slot)).toBe(deadline);
  }
}

/** The same numbers on every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return (state >>> 0) / 2 ** 32;
  };
}

describe("Timers", () => {
  it("go off once each, in the order of deadline and flow", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const pair = new Pair();
        for (const step of steps) {
          if (step.do === "advance") pair.advance(step.by, step.again);
          else if (step.do === "stop") pair.stop(step.slot);
          else pair.set(step.slot, step.delay, step.do === "reuse");
          pair.check();
        }
        pair.advance(1e22);
        expect(pair.naive.timers.size).toBe(0);
      }),
      { numRuns: 1500 },
    );
  });

  it.each([
    ["within a tick", TICK],
    ["within some ticks", 100 * TICK],
    ["within two hours", 7.2e12],
    ["within a century", 100 * YEAR],
  ])("go off in order when there are thousands %s", (_name, range) => {
    const random = randomNumbers(range);
    // flows in no order of slots
    const flowOf = (slot: number): number => (slot * 2_654_435_761) % 2 ** 32;
    const timers = new Timers(flowOf);
    const live: Timer[] = [];
    for (let slot = 0; slot < 5000; slot++) {
      // pairs of equal deadlines
      const deadline = slot % 2 === 1 ? live[slot - 1]!.deadline : Math.floor(random() * range);
      timers.set(slot, deadline);
      live.push({ slot, flow: flowOf(slot), deadline });
    }
    const expected = live.sort((a, b) => a.deadline - b.deadline || a.flow - b.flow).map(({ slot }) => slot);
    const taken: number[] = [];
    for (let clock = 0, i = 0; i <= 50; clock = (range / 50) * ++i) {
      for (let slot = timers.takeDue(clock); slot >= 0; slot = timers.takeDue(clock)) {
        expect(timers.deadlineTaken).toBeLessThanOrEqual(clock);
        taken.push(slot);
      }
    }
    expect(taken).toEqual(expected);
    expect(timers.next).toBe(Number.POSITIVE_INFINITY);
  });

  it("do not go off before their nanosecond", () => {
    const timers = new Timers(() => 0);
    timers.set(0, 5e9);
    expect(timers.takeDue(5e9 - 1)).toBe(-1);
    expect(timers.next).toBeLessThanOrEqual(5e9);
    expect(timers.takeDue(5e9)).toBe(0);
    expect(timers.takeDue(5e9)).toBe(-1);
  });

  it("leave nothing behind when a slot is given to another flow", () => {
    let flow = 10;
    const timers = new Timers(() => flow);
    timers.set(3, 1e9);
    expect(timers.takeDue(0.99e9)).toBe(-1);
    timers.stop(3);
    flow = 11;
    timers.set(3, 2e9);
    expect(timers.takeDue(1.5e9)).toBe(-1);
    expect(timers.deadline(3)).toBe(2e9);
    expect(timers.takeDue(2e9)).toBe(3);
    expect(timers.takeDue(1e12)).toBe(-1);
  });

  it("go by the flow that has the slot now, when flows of a slot have equal deadlines", () => {
    const flows = [1, 2];
    const timers = new Timers((slot) => flows[slot]!);
    // all in one tick
    timers.set(0, 1000);
    timers.set(1, 1000);
    timers.stop(0);
    flows[0] = 3;
    timers.set(0, 1000);
    expect([timers.takeDue(1000), timers.takeDue(1000), timers.takeDue(1000)]).toEqual([1, 0, -1]);
  });

  it("don't mind stopping what was never set", () => {
    const timers = new Timers(() => 0);
    timers.stop(0);
    timers.stop(1_000_000);
    expect(timers.deadline(1_000_000)).toBe(Number.POSITIVE_INFINITY);
    expect(timers.takeDue(1e18)).toBe(-1);
  });
});
