import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FoldRow, Mark, PacketRow, Row } from "../../src/renderings/ladder/diagram.ts";
import { Folding } from "../../src/renderings/ladder/folding.ts";

function packet(frame: number, given: Partial<PacketRow> = {}): PacketRow {
  return {
    type: "packet",
    band: "transfer",
    frame,
    rel: frame * 1000,
    since: 1000,
    fromClient: true,
    flags: ".",
    seq: 1,
    ack: 1,
    len: 100,
    win: 1000,
    winIsScaled: true,
    notes: [],
    marks: [],
    ...given,
  };
}

function folded(packets: readonly PacketRow[], budget = { left: 1000 }): Row[] {
  const folding = new Folding(budget);
  for (const row of packets) folding.add(row);
  return folding.finish();
}

const isFold = (row: Row): row is FoldRow => row.type === "fold";
const frames = (rows: readonly Row[]): string[] =>
  rows.map((row) => (isFold(row) ? `${row.firstFrame}-${row.lastFrame}` : String(row.frame)));

const anyPacket = fc.record({
  fromClient: fc.boolean(),
  len: fc.constantFrom(0, 0, 100, 1460),
  flags: fc.constantFrom(".", ".", ".", "P.", "F.", "R"),
  marks: fc.constantFrom<Mark[]>([], [], [], [{ kind: "loss" }], [{ kind: "duplicate_ack" }]),
});
const packets = fc
  .array(anyPacket, { maxLength: 400 })
  .map((all) => all.map((given, i) => packet(i + 1, given)));

describe("runs", () => {
  test("a short run is drawn whole", () => {
    expect(frames(folded(Array.from({ length: 8 }, (_, i) => packet(i + 1))))).toEqual(
      Array.from({ length: 8 }, (_, i) => String(i + 1)),
    );
  });

  test("of a long one the beginning and the end, and the sums of the rest", () => {
    const rows = folded(
      Array.from({ length: 100 }, (_, i) => packet(i + 1, i % 2 ? { fromClient: false, len: 0 } : {})),
    );
    expect(frames(rows)).toEqual(["1", "2", "3", "4-98", "99", "100"]);
    expect(rows[3]).toMatchObject({
      c2s: { segments: 47, bytes: 4700, bare: 0 },
      s2c: { segments: 0, bytes: 0, bare: 48 },
      firstRel: 4000,
      lastRel: 98_000,
      isCut: false,
    });
  });

  test("payload the other way, another phase and an anomaly end them", () => {
    const ten = (from: number, given: Partial<PacketRow> = {}) =>
      Array.from({ length: 10 }, (_, i) => packet(from + i, given));
    expect(frames(folded([...ten(1), ...ten(11, { fromClient: false })]))).toEqual([
      "1",
      "2",
      "3",
      "4-8",
      "9",
      "10",
      "11",
      "12",
      "13",
      "14-18",
      "19",
      "20",
    ]);
    expect(frames(folded([...ten(1), packet(11, { marks: [{ kind: "loss" }] }), ...ten(12)]))).toEqual([
      "1",
      "2",
      "3",
      "4-8",
      "9",
      "10",
      "11",
      "12",
      "13",
      "14",
      "15-19",
      "20",
      "21",
    ]);
    expect(frames(folded([...ten(1), ...ten(11, { band: "teardown" })]))).toContain("14-18");
  });
});

describe("any packets", () => {
  test("few rows, in their order, and every packet in one of them", () => {
    fc.assert(
      fc.property(packets, fc.integer({ min: 0, max: 120 }), (all, left) => {
        const budget = { left };
        const rows = folded(all, budget);
        expect(rows.length).toBeLessThanOrEqual(64 + 1 + 24);
        expect(rows.filter((row) => !isFold(row)).length).toBeLessThanOrEqual(Math.max(left, 0));
        expect(budget.left).toBe(left);
        let next = 1;
        let bytes = 0;
        for (const row of rows) {
          const first = isFold(row) ? row.firstFrame : row.frame;
          expect(first).toBe(next);
          next = (isFold(row) ? row.lastFrame : row.frame) + 1;
          if (isFold(row)) {
            const { c2s, s2c } = row;
            expect(c2s.segments + c2s.bare + s2c.segments + s2c.bare).toBe(
              row.lastFrame - row.firstFrame + 1,
            );
            bytes += c2s.bytes + s2c.bytes;
          } else bytes += row.len;
        }
        expect(next).toBe(all.length + 1);
        expect(bytes).toBe(all.reduce((sum, { len }) => sum + len, 0));
      }),
    );
  });

  test("no more rows are held than the budget has", () => {
    fc.assert(
      fc.property(packets, fc.integer({ min: 0, max: 50 }), (all, left) => {
        const budget = { left };
        const foldings = [new Folding(budget), new Folding(budget)];
        for (const [i, row] of all.entries()) {
          foldings[i % 2]!.add(row);
          expect(budget.left).toBeGreaterThanOrEqual(0);
        }
        for (const folding of foldings) folding.finish();
        expect(budget.left).toBe(left);
      }),
    );
  });
});
