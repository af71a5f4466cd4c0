/** Slots of a connection's state: each byte is one slot's, seen as words or as numbers. */
import { expect, it } from "vitest";
import * as layout from "../../src/tcp/state/state_layout.ts";

/** Slots of more than one word, and slots of both sides. */
const LENGTHS: Record<string, number> = {
  C_PACKETS: 2,
  C_HELD: 2,
  C_CLIENT_ADDRESS: 4,
  C_SERVER_ADDRESS: 4,
  C_HISTORY: 6,
};
/** One slot at different times. */
const SAME: Record<string, string> = { EN_FIN_ACK_TIME: "EN_FIN_LAST_TIME" };
/** Shifts of parts of a slot. */
const NO_SLOTS = new Set(["E_HOST_SHIFT"]);

function* places(): Generator<{ name: string; from: number; to: number }> {
  for (const [name, value] of Object.entries(layout)) {
    const kind = /^(C|E|CN|EN)_/.exec(name)?.[1];
    if (!kind || typeof value !== "number" || NO_SLOTS.has(name) || SAME[name]) continue;
    const bytes = kind.endsWith("N") ? 8 : 4;
    const perSide = kind.endsWith("N") ? layout.endpointNumbers : layout.endpointWords;
    for (const side of kind.startsWith("E") ? [layout.CLIENT, layout.SERVER] : [undefined]) {
      const slot = value + (side === undefined ? 0 : perSide(side));
      yield {
        name: side === undefined ? name : `${name} of ${side}`,
        from: slot * bytes,
        to: (slot + (LENGTHS[name] ?? 1)) * bytes,
      };
    }
  }
}

it("gives no byte to two slots", () => {
  const owners: string[] = [];
  for (const { name, from, to } of places()) {
    for (let byte = from; byte < to; byte++) {
      expect(owners[byte], `${name} at byte ${byte}`).toBeUndefined();
      owners[byte] = name;
    }
  }
  expect(owners.length).toBeLessThanOrEqual(layout.STATE_BYTES);
  expect(owners.length).toBeGreaterThan(layout.STATE_BYTES - 128);
});

it("has whole lines of the caches", () => {
  expect(layout.STATE_BYTES % 64).toBe(0);
});
