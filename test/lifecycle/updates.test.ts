/** `update` lines on random traffic: when they come, and that they say what `flow_end` would, and change nothing. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Analyzer } from "../../src/analyzer.ts";
import type { AnalyzeOptions } from "../../src/options.ts";
import { parseScript } from "../golden/script.ts";
import { scriptCapture } from "../golden/script_capture.ts";
import { LifecycleModel, type Limits, SECOND } from "./model.ts";
import { randomTraffic, scriptOf, type Traffic } from "./traffic.ts";

const RUNS = { numRuns: 200, seed: 7011 };

type Line = Record<string, unknown>;

function linesOf(capture: Uint8Array, options: AnalyzeOptions, chunk = Number.POSITIVE_INFINITY): Line[] {
  const analyzer = new Analyzer(options);
  analyzer.nextFile("random.pcap");
  for (let at = 0; at < capture.length; at += chunk) analyzer.push(capture.subarray(at, at + chunk));
  analyzer.end();
  analyzer.flush();
  const decoder = new TextDecoder();
  let text = "";
  for (let block = analyzer.takeBlock(); block !== undefined; block = analyzer.takeBlock()) {
    text += decoder.decode(block);
    analyzer.recycle(block);
  }
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function optionsOf({ maxFlows, halfOpen, established, fin, linger }: Limits): AnalyzeOptions {
  const timeouts = { halfOpen, established, fin, linger };
  const seconds = Object.fromEntries(Object.entries(timeouts).map(([name, value]) => [name, value / SECOND]));
  return { maxFlows, timeouts: seconds };
}

const isTold = ({ event }: Line): boolean => event === "flow_end" || event === "update";

const factsOf = ({ flow, reason, frame, known_frame }: Line): Line => ({
  flow,
  reason,
  frame,
  knownFrame: known_frame ?? frame,
});

/** What has to differ between an update and an end at the same place. */
function withoutEnd({ event, final, reason, close_reason, known_frame, ...rest }: Line): Line {
  return rest;
}

const anyUpdate = fc.constantFrom(1e-9, 0.05, 0.4, 3, 60);

describe("update", () => {
  it("comes when the rules say so, in the order of deadlines", () => {
    let count = 0;
    fc.assert(
      fc.property(randomTraffic(60), anyUpdate, (traffic, update) => {
        const model = new LifecycleModel({ ...traffic.limits, update: Math.round(update * SECOND) });
        for (const packet of traffic.packets) model.record(packet);
        model.end();
        const options: AnalyzeOptions = { ...optionsOf(traffic.limits), detail: "flow", update };
        const told = linesOf(scriptCapture(scriptOf(traffic)), options).filter(isTold);
        expect(told.map(factsOf)).toEqual(model.ends);
        count += told.filter(({ event }) => event === "update").length;
      }),
      RUNS,
    );
    expect(count).toBeGreaterThan(500);
  });

  it("changes no other line, and does not depend on chunks", () => {
    fc.assert(
      fc.property(randomTraffic(60), anyUpdate, (traffic, update) => {
        const capture = scriptCapture(scriptOf(traffic));
        const options = optionsOf(traffic.limits);
        const lines = linesOf(capture, { ...options, update });
        expect(lines.filter(({ event }) => event !== "update")).toEqual(linesOf(capture, options));
        expect(linesOf(capture, { ...options, update }, 61)).toEqual(lines);
      }),
      { ...RUNS, numRuns: 60 },
    );
  });

  it("says what flow_end would have said there", () => {
    const upTo = (traffic: Traffic, count: number): Uint8Array =>
      scriptCapture(scriptOf({ ...traffic, packets: traffic.packets.slice(0, count) }));
    fc.assert(
      fc.property(randomTraffic(40), anyUpdate, (traffic, update) => {
        const options: AnalyzeOptions = { ...optionsOf(traffic.limits), detail: "flow" };
        const updates = linesOf(upTo(traffic, traffic.packets.length), { ...options, update }).filter(
          ({ event }) => event === "update",
        );
        for (const line of updates) {
          expect(line).toMatchObject({ final: false, reason: "update" });
          expect(line).not.toHaveProperty("close_reason");
          const before = linesOf(upTo(traffic, Number(line.known_frame ?? line.frame) - 1), options);
          const end = before.find(({ event, flow }) => event === "flow_end" && flow === line.flow);
          expect(end).toMatchObject({ final: true });
          expect(withoutEnd(line)).toEqual(withoutEnd(end!));
        }
      }),
      { ...RUNS, numRuns: 40 },
    );
  });

  /** The 100 bytes from 101 on are lacking until they come late. */
  const script = `
connection x 192.0.2.1:40000 198.51.100.2:80 isn 1000 5000
0.000 c S  0:0(0) win 64240 <mss 1460>
0.010 s S. 0:0(0) ack 1
0.020 c .  1:1(0) ack 1
0.100 c P. 1:101(100) ack 1
0.200 c P. 201:301(100) ack 1
1.000 s .  1:1(0) ack 101
2.000 c P. 101:201(100) ack 1
9.000 s .  1:1(0) ack 301
`;

  it("counts open holes as gaps, and leaves them open", () => {
    const lines = linesOf(scriptCapture(parseScript(script)), { update: 1, events: ["update", "flow_end"] });
    expect(lines.filter(isTold)).toMatchObject([
      // due at 1 s: before the record of that time
      { event: "update", frame: 5, known_frame: 6, c2s: { gaps: 1, gap_bytes: 100, unique_bytes: 200 } },
      // due at 2 s, and told again 1 s after the packets of then
      { event: "update", frame: 6, known_frame: 7, c2s: { gaps: 1, gap_bytes: 100 } },
      { event: "update", frame: 7, known_frame: 8, c2s: { gaps: 0, gap_bytes: 0, ooo_packets: 1 } },
      { event: "flow_end", frame: 8, c2s: { gaps: 0, gap_bytes: 0, unique_bytes: 300 } },
    ]);
  });

  it("is printed at every level, but not unless --events names it, and never with 0", () => {
    const capture = scriptCapture(parseScript(script));
    const countOf = (options: AnalyzeOptions): number =>
      linesOf(capture, options).filter(({ event }) => event === "update").length;
    for (const detail of ["flow", "phase", "segment"] as const)
      expect(countOf({ detail, update: 1 })).toBe(3);
    expect(countOf({ events: ["flow_end"], update: 1 })).toBe(0);
    expect(countOf({ events: ["update"] })).toBe(0);
    expect(countOf({ update: 0 })).toBe(0);
  });
});
