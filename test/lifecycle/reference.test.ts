/** When and why flows end, on random traffic: the analyzer against a model that was written from the rules. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Analyzer } from "../../src/analyzer.ts";
import type { AnalyzeOptions } from "../../src/options.ts";
import { scriptCapture } from "../golden/script_capture.ts";
import { type FlowEndFacts, LifecycleModel, type Limits, SECOND } from "./model.ts";
import { randomTraffic, scriptOf, type Traffic } from "./traffic.ts";

/** The same on every machine; a failure is shrunk and printed with its path. */
const RUNS = { numRuns: 300, seed: 9293 };

function optionsOf({ maxFlows, halfOpen, established, fin, linger }: Limits): AnalyzeOptions {
  const timeouts = { halfOpen, established, fin, linger };
  const seconds = Object.fromEntries(Object.entries(timeouts).map(([name, value]) => [name, value / SECOND]));
  return { detail: "flow", maxFlows, timeouts: seconds };
}

function endsOf(traffic: Traffic): FlowEndFacts[] {
  const analyzer = new Analyzer(optionsOf(traffic.limits));
  analyzer.nextFile("random.pcap");
  analyzer.push(scriptCapture(scriptOf(traffic)));
  analyzer.end();
  analyzer.flush();
  const decoder = new TextDecoder();
  let text = "";
  for (let block = analyzer.takeBlock(); block !== undefined; block = analyzer.takeBlock()) {
    text += decoder.decode(block);
    analyzer.recycle(block);
  }
  return text
    .split("\n")
    .filter((line) => line.startsWith('{"event":"flow_end"'))
    .map((line) => JSON.parse(line))
    .map(({ flow, reason, frame, known_frame }) => ({
      flow,
      reason,
      frame,
      knownFrame: known_frame ?? frame,
    }));
}

function expectedOf({ limits, packets }: Traffic): readonly FlowEndFacts[] {
  const model = new LifecycleModel(limits);
  for (const packet of packets) model.record(packet);
  model.end();
  return model.ends;
}

describe("flow_end on random traffic", () => {
  it("comes when the rules say so, for that reason, in that order", () => {
    fc.assert(
      fc.property(randomTraffic(60), (traffic) => {
        expect(endsOf(traffic)).toEqual(expectedOf(traffic));
      }),
      RUNS,
    );
  });

  it("comes for every reason, many times", () => {
    const count = new Map<string, number>();
    for (const traffic of fc.sample(randomTraffic(60), RUNS)) {
      for (const { reason } of expectedOf(traffic)) count.set(reason, (count.get(reason) ?? 0) + 1);
    }
    for (const reason of ["closed", "reset", "idle", "reuse", "evicted", "eof"]) {
      expect(count.get(reason) ?? 0, reason).toBeGreaterThan(10);
    }
  });
});
