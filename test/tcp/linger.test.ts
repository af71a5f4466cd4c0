import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LingerQueue } from "../../src/tcp/lifecycle/linger.ts";

interface Entry {
  readonly slot: number;
  readonly flow: number;
  readonly deadline: number;
}

/** The queue and a plain array side by side. */
class Pair {
  readonly #queue = new LingerQueue();
  readonly #model: Entry[] = [];
  #deadline = 0;
  #flow = 2 ** 32;

  push(slot: number, later: number): void {
    this.#deadline += later;
    const entry = { slot, flow: this.#flow++, deadline: this.#deadline };
    this.#queue.push(entry.slot, entry.flow, entry.deadline);
    this.#model.push(entry);
  }

  shift(): void {
    if (this.#model.length === 0) return;
    this.#queue.shift();
    this.#model.shift();
  }

  compare(): void {
    const first = this.#model[0];
    expect(this.#queue.deadline).toBe(first?.deadline ?? Number.POSITIVE_INFINITY);
    if (first) expect([this.#queue.slot, this.#queue.flow]).toEqual([first.slot, first.flow]);
  }

  drain(): void {
    while (this.#model.length > 0) {
      this.compare();
      this.shift();
    }
    this.compare();
  }
}

describe("LingerQueue", () => {
  it("is a queue", () => {
    // a positive number: push so many; a negative one: take so many out
    const bursts = fc.array(fc.integer({ min: -900, max: 1500 }), { maxLength: 8 });
    fc.assert(
      fc.property(bursts, (counts) => {
        const pair = new Pair();
        for (const count of counts) {
          for (let i = 0; i < count; i++) pair.push(i, i % 3);
          for (let i = 0; i > count; i--) {
            pair.shift();
            pair.compare();
          }
        }
        pair.drain();
      }),
      { numRuns: 30 },
    );
  });

  it("grows while its oldest entry lies anywhere in the ring", () => {
    for (const head of [0, 1, 511, 1023]) {
      const pair = new Pair();
      for (let i = 0; i < 1024; i++) pair.push(i, 1);
      for (let i = 0; i < head; i++) pair.shift();
      for (let i = 0; i < 3000; i++) pair.push(i, 1);
      pair.drain();
    }
  });
});
