/** Counts of what is unusual, against a model, while connections begin and end. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Connection } from "../../src/tcp/state/connection.ts";
import { ConnectionStore } from "../../src/tcp/state/connection_store.ts";
import { C_UNUSUAL } from "../../src/tcp/state/state_layout.ts";
import * as slots from "../../src/tcp/state/unusual_counts.ts";
import { newConnection } from "./state_builder.ts";

const { UnusualCounts } = slots;
type Side = "s" | "p";
const SIDES: readonly Side[] = ["s", "p"];
const slotsOf = (prefix: string): (readonly [string, number])[] =>
  Object.entries(slots).flatMap(([name, slot]) =>
    name.startsWith(prefix) && typeof slot === "number" ? [[name, slot] as const] : [],
  );
const COUNTS = slotsOf("UW_");
const SUMS = slotsOf("UN_");
const MAX_CONNECTIONS = 3;

/** All that is not zero. */
function allOf(unusual: slots.UnusualCounts, connection: Connection): Record<string, number> {
  const all: Record<string, number> = {};
  for (const side of SIDES) {
    for (const [name, slot] of COUNTS)
      all[`${side} ${name}`] = unusual.of(connection, connection[side], slot);
    for (const [name, slot] of SUMS)
      all[`${side} ${name}`] = unusual.bytesOf(connection, connection[side], slot);
  }
  return Object.fromEntries(Object.entries(all).filter(([, n]) => n !== 0));
}

const step = fc.record({
  of: fc.nat(MAX_CONNECTIONS - 1),
  side: fc.constantFrom(...SIDES),
  do: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...COUNTS).map((of) => ({ of, bytes: 0 })) },
    {
      weight: 4,
      arbitrary: fc.record({ of: fc.constantFrom(...SUMS), bytes: fc.integer({ min: 1, max: 2 ** 40 }) }),
    },
    { weight: 1, arbitrary: fc.constant("end" as const) },
  ),
});

it("are kept for each connection and side until it ends", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const store = new ConnectionStore();
      const unusual = new UnusualCounts();
      const live = Array.from({ length: MAX_CONNECTIONS }, () => newConnection(store));
      const model: Record<string, number>[] = live.map(() => ({}));
      for (const { of, side, do: what } of steps) {
        const connection = live[of]!;
        if (what === "end") {
          unusual.close(connection);
          store.free(connection.slot);
          live[of] = newConnection(store);
          model[of] = {};
        } else {
          const [name, slot] = what.of;
          const key = `${side} ${name}`;
          if (what.bytes > 0) unusual.addBytes(connection, connection[side], slot, what.bytes);
          else unusual.count(connection, connection[side], slot);
          model[of]![key] = (model[of]![key] ?? 0) + (what.bytes || 1);
        }
        for (const [i, connection] of live.entries()) expect(allOf(unusual, connection)).toEqual(model[i]);
      }
    }),
    { numRuns: 200 },
  );
});

it("are one from whichever side a connection is seen", () => {
  const unusual = new UnusualCounts();
  const connection = newConnection(new ConnectionStore());
  unusual.count(connection, connection.p, slots.UW_GAPS);
  unusual.addBytes(connection, connection.p, slots.UN_GAP_BYTES, 5);
  connection.moveTo(connection.slot, 1 - connection.sender);
  expect(allOf(unusual, connection)).toEqual({ "s UW_GAPS": 1, "s UN_GAP_BYTES": 5 });
});

it("take no memory where there is nothing to count", () => {
  const unusual = new UnusualCounts();
  const connection = newConnection(new ConnectionStore());
  expect(allOf(unusual, connection)).toEqual({});
  expect(connection.words[connection.c + C_UNUSUAL]).toBe(0);
});
