import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Eviction } from "../../src/tcp/lifecycle/eviction.ts";
import { ConnectionStore } from "../../src/tcp/state/connection_store.ts";

/** Connections as the tracker keeps them: at most `limit`, each with the frame of its last packet. */
class Live {
  readonly #store = new ConnectionStore();
  readonly #eviction = new Eviction();
  /** By slot, in the order of the last packets. */
  readonly frames = new Map<number, number>();
  readonly #limit: number;
  #frame = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A packet of a connection that is there. */
  touch(slot: number): void {
    this.frames.delete(slot);
    this.frames.set(slot, ++this.#frame);
  }

  /** One that ends by itself. */
  end(slot: number): void {
    this.frames.delete(slot);
    this.#store.free(slot);
  }

  /** A new one, in place of the one whose last packet is the oldest. */
  open(): void {
    if (this.frames.size >= this.#limit) {
      const [oldest] = this.frames.keys();
      const slot = this.#eviction.next(this.#store, (of) => this.frames.get(of) ?? -1);
      expect(slot).toBe(oldest);
      this.end(slot);
    }
    this.touch(this.#store.allocate());
  }
}

const step = fc.record({
  do: fc.constantFrom("open" as const, "open" as const, "touch" as const, "touch" as const, "end" as const),
  which: fc.nat(1000),
  times: fc.constantFrom(1, 1, 1, 30),
});

describe("Eviction", () => {
  it("takes the connection whose last packet is the oldest", () => {
    const limit = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 200 }));
    fc.assert(
      fc.property(limit, fc.array(step, { maxLength: 80 }), (limit, steps) => {
        const live = new Live(limit);
        for (let i = 0; i < limit; i++) live.open();
        for (const step of steps) {
          for (let i = 0; i < step.times; i++) {
            const slots = [...live.frames.keys()];
            const slot = slots[(step.which + i) % slots.length];
            if (step.do === "open" || slot === undefined) live.open();
            else if (step.do === "touch") live.touch(slot);
            else live.end(slot);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it("goes through all of them when none is touched", () => {
    const live = new Live(200);
    for (let i = 0; i < 1000; i++) live.open();
  });

  it("looks again when all that it had found were touched", () => {
    const live = new Live(64);
    for (let i = 0; i < 65; i++) live.open();
    for (let round = 0; round < 5; round++) {
      // a sixteenth is found at a time
      for (const slot of [...live.frames.keys()].slice(0, 40)) live.touch(slot);
      live.open();
    }
  });
});
