/** Verdicts on data and acknowledgements of one direction, against plain sets of bytes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Analyzer } from "../../src/analyzer.ts";
import { parseScript } from "../golden/script.ts";
import { scriptCapture } from "../golden/script_capture.ts";

const OPENING = `connection x 192.0.2.1:40000 198.51.100.2:80 isn 4294967200 5000
0.000 c S  0:0(0)       <mss 1460, sack_permitted>
0.001 s S. 0:0(0) ack 1 <mss 1460, sack_permitted>
0.002 c .  1:1(0) ack 1
0.003 c P. 1:11(10) ack 1
`;
const FIRST_FRAME = 5;
/** All that happens happens in units of so many bytes. */
const UNIT = 10;
const RESENT = ["retransmission", "fast_retransmission", "rto_retransmission", "spurious_retransmission"];

type Step = { readonly wait: number } & (
  | { readonly send: number; readonly units: number }
  | { readonly ack: number; readonly block: readonly [number, number] | undefined }
);

const unit = fc.integer({ min: 0, max: 15 });
const wait = fc.constantFrom(0, 1, 5, 20, 300);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ wait, send: unit, units: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    wait,
    ack: unit,
    block: fc.option(
      fc.tuple(unit, fc.integer({ min: 1, max: 4 })).map(([left, length]) => [left, left + length] as const),
      { nil: undefined },
    ),
  }),
);

/** Offset of the first byte of a unit. */
const offset = (index: number): number => 1 + index * UNIT;

function scriptOf(steps: readonly Step[]): string {
  let time = 4;
  const lines = steps.map((each) => {
    time += each.wait;
    const at = `${Math.floor(time / 1000)}.${String(time % 1000).padStart(3, "0")}`;
    if ("send" in each) {
      const end = each.send + each.units;
      return `${at} c . ${offset(each.send)}:${offset(end)}(${each.units * UNIT}) ack 1`;
    }
    const sack = each.block ? ` <sack ${offset(each.block[0])}:${offset(each.block[1])}>` : "";
    return `${at} s . 1:1(0) ack ${offset(each.ack)}${sack}`;
  });
  return OPENING + lines.join("\n");
}

interface Line {
  readonly event: string;
  readonly frame: number;
  readonly kind: string;
  readonly analysis: readonly string[];
  readonly evidence: Readonly<Record<string, unknown>>;
}

function linesOf(steps: readonly Step[]): Line[] {
  const analyzer = new Analyzer({ detail: "segment", events: ["anomaly", "segment"] });
  analyzer.nextFile("x.pcap");
  analyzer.push(scriptCapture(parseScript(scriptOf(steps))));
  analyzer.end();
  analyzer.flush();
  const decoder = new TextDecoder();
  let text = "";
  for (let block = analyzer.takeBlock(); block; block = analyzer.takeBlock()) text += decoder.decode(block);
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
}

/** What the client has sent, by units. */
class Model {
  readonly #seen = new Set([0]);
  readonly #sacked = new Set<number>();
  #next = 1;
  #acked = 0;

  /** Verdicts on a step, with what their evidence must say; retransmissions of whatever kind are "resent". */
  judge(each: Step): Map<string, Record<string, unknown>> {
    return "send" in each ? this.#send(each.send, each.units) : this.#acknowledge(each.ack, each.block);
  }

  #send(start: number, units: number): Map<string, Record<string, unknown>> {
    const verdicts = new Map<string, Record<string, unknown>>();
    const all = Array.from({ length: units }, (_, i) => start + i);
    const old = all.filter((i) => this.#seen.has(i));
    if (start > this.#next) {
      verdicts.set("lost_segment", {
        expected_seq: offset(this.#next),
        missing_bytes: (start - this.#next) * UNIT,
      });
    } else if (start < this.#next) {
      if (old.length === 0) verdicts.set("late", {});
      else if (old.length < units) {
        verdicts.set("partial_overlap", {
          resent_bytes: old.length * UNIT,
          new_bytes: (units - old.length) * UNIT,
        });
      } else {
        const isSpurious = start + units <= this.#acked || all.every((i) => this.#sacked.has(i));
        verdicts.set(isSpurious ? "spurious_retransmission" : "resent", {});
      }
    }
    for (const i of all) this.#seen.add(i);
    this.#next = Math.max(this.#next, start + units);
    return verdicts;
  }

  #acknowledge(
    ack: number,
    block: readonly [number, number] | undefined,
  ): Map<string, Record<string, unknown>> {
    const verdicts = new Map<string, Record<string, unknown>>();
    const isReported = block !== undefined && block[0] <= ack && block[1] > ack;
    if (ack >= this.#acked && this.#sacked.has(ack) && !isReported) {
      verdicts.set("sack_reneging", {
        ack: offset(ack),
        sacked_bytes: [...this.#sacked].filter((i) => i >= ack).length * UNIT,
      });
      this.#sacked.clear();
    }
    let missing = 0;
    for (let i = this.#acked; i < ack; i++) if (!this.#seen.has(i)) missing++;
    if (missing > 0) {
      verdicts.set("acked_unseen", { missing_bytes: missing * UNIT, seq_end: offset(ack), place: "capture" });
    }
    if (block && block[1] <= ack) {
      verdicts.set("d_sack", { seq: offset(block[0]), seq_end: offset(block[1]), ack: offset(ack) });
    } else if (block && block[1] <= this.#next) {
      for (let i = Math.max(block[0], ack); i < block[1]; i++) this.#sacked.add(i);
    }
    if (ack === this.#acked && this.#next > ack) verdicts.set("duplicate_ack", {});
    if (ack > this.#acked) {
      for (const i of this.#sacked) if (i < ack) this.#sacked.delete(i);
      this.#acked = ack;
      this.#next = Math.max(this.#next, ack);
    }
    return verdicts;
  }
}

/** The same words as the model's; what only time or the receiver's state decides is left to other tests. */
function plain(kind: string, expected: ReadonlyMap<string, unknown>): string | undefined {
  if (kind === "loss" || kind === "outside_window") return undefined;
  if (expected.has("late") && (kind === "out_of_order" || RESENT.includes(kind))) return "late";
  if (kind !== "spurious_retransmission" && RESENT.includes(kind)) return "resent";
  return kind;
}

describe("verdicts", () => {
  it("are what sets of bytes say", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const model = new Model();
        const lines = linesOf(steps);
        for (const [i, each] of steps.entries()) {
          const expected = model.judge(each);
          const frame = FIRST_FRAME + i;
          const own = lines.filter((line) => line.frame === frame);
          const [segment] = own.filter(({ event }) => event === "segment");
          const kinds = segment!.analysis.map((kind) => plain(kind, expected)).filter((kind) => kind);
          expect(kinds.sort(), `frame ${frame}`).toEqual([...expected.keys()].sort());
          for (const { event, kind, evidence } of own) {
            if (event !== "anomaly") continue;
            const word = plain(kind, expected);
            if (word) expect(evidence, `frame ${frame}`).toMatchObject(expected.get(word)!);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("of losses name bytes that were sent, sent again, and are acknowledged only now", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const lines = linesOf(steps);
        for (const { frame, kind, evidence } of lines) {
          if (kind !== "loss") continue;
          const present = steps[frame - FIRST_FRAME]!;
          const before = steps.slice(0, frame - FIRST_FRAME);
          if (!("ack" in present)) return expect.fail("not an acknowledgement");
          expect(evidence.seq_end).toBeLessThanOrEqual(offset(present.ack));
          for (const each of before) {
            if ("ack" in each) expect(evidence.seq_end).toBeGreaterThan(offset(each.ack));
          }
          const sent = (at: unknown): readonly [number, number] => {
            const each = steps[(at as number) - FIRST_FRAME];
            // the opening's own segment
            if (!each) return [0, 1];
            return "send" in each ? [each.send, each.send + each.units] : expect.fail("not sent");
          };
          for (const at of [evidence.original_frame, evidence.resent_frame]) {
            if (at === undefined) continue;
            const [start, end] = sent(at);
            expect(offset(start)).toBeLessThan(evidence.seq_end as number);
            expect(offset(end)).toBeGreaterThan(evidence.seq as number);
          }
          expect((evidence.original_frame as number | undefined) ?? 0).toBeLessThan(
            evidence.resent_frame as number,
          );
          expect(evidence.original_frame === undefined).toBe(evidence.place === "before_tap");
        }
      }),
      { numRuns: 300 },
    );
  });
});
