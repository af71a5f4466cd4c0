import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConnectionStore, PAGE_CONNECTIONS, wordsBase } from "../../src/tcp/state/connection_store.ts";
import { STATE_BYTES } from "../../src/tcp/state/state_layout.ts";

const wordsOf = (store: ConnectionStore, slot: number): Int32Array =>
  store.words(slot).subarray(wordsBase(slot), wordsBase(slot) + STATE_BYTES / 4);

/** Fills the whole state of a slot with a value of its own. */
function mark(store: ConnectionStore, slot: number): void {
  wordsOf(store, slot).fill(slot + 1);
}

function expectMark(store: ConnectionStore, slot: number): void {
  expect(wordsOf(store, slot).every((word) => word === slot + 1)).toBe(true);
}

describe("ConnectionStore", () => {
  it("gives each live connection a state of its own, all zero at first, and uses slots again", () => {
    // true: allocate; a number: free the so manieth live one
    const steps = fc.array(fc.oneof(fc.constant(true as const), fc.nat()), { maxLength: 200 });
    fc.assert(
      fc.property(steps, (operations) => {
        const store = new ConnectionStore();
        const live: number[] = [];
        let most = 0;
        for (const step of operations) {
          if (step === true) {
            const slot = store.allocate();
            expect(live).not.toContain(slot);
            expect(wordsOf(store, slot).every((word) => word === 0)).toBe(true);
            mark(store, slot);
            live.push(slot);
          } else if (live.length > 0) {
            const [slot] = live.splice(step % live.length, 1);
            store.free(slot!);
          }
          most = Math.max(most, live.length);
          expect(store.size).toBe(live.length);
          // dense: never more slots than there were connections at a time
          expect(store.slotLimit).toBe(most);
          expect(live.every((slot) => slot < store.slotLimit)).toBe(true);
        }
        for (const slot of live) expectMark(store, slot);
      }),
      { numRuns: 50 },
    );
  });

  it("never moves a page", () => {
    const store = new ConnectionStore();
    const first = store.allocate();
    const words = store.words(first);
    mark(store, first);
    for (let i = 1; i < 2 * PAGE_CONNECTIONS + 1; i++) mark(store, store.allocate());
    expect(store.words(first)).toBe(words);
    expectMark(store, first);
    expectMark(store, PAGE_CONNECTIONS - 1);
    expectMark(store, PAGE_CONNECTIONS);
    expectMark(store, 2 * PAGE_CONNECTIONS);
  });

  it("takes back more slots than a page has", () => {
    const store = new ConnectionStore();
    const count = 2 * PAGE_CONNECTIONS + 5;
    const slots = Array.from({ length: count }, () => store.allocate());
    for (const slot of slots) store.free(slot);
    expect(store.size).toBe(0);
    expect(new Set(slots.map(() => store.allocate())).size).toBe(count);
    expect(store.slotLimit).toBe(count);
  });
});
