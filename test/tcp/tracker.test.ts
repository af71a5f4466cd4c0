/** What holds for any traffic, however odd. */
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { Analyzer } from "../../src/analyzer.ts";
import { phaseEventSchema } from "../../src/events/schemas.ts";
import type { AnalyzeOptions } from "../../src/options.ts";
import type { Script } from "../golden/script.ts";
import { scriptCapture } from "../golden/script_capture.ts";
import { randomScript } from "./random_segments.ts";

type Line = Readonly<Record<string, unknown>> & { readonly event: string };

function linesOf(script: Script, options: AnalyzeOptions = { detail: "segment" }): Line[] {
  const analyzer = new Analyzer(options);
  analyzer.nextFile("random.pcap");
  analyzer.push(scriptCapture(script));
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
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

const numberOf = (line: Line, field: string): number => line[field] as number;

/** Lines by flow, which are numbered densely in the order in which they begin. */
function byFlow(lines: readonly Line[]): Line[][] {
  const flows: Line[][] = [];
  for (const line of lines) {
    if (!("flow" in line)) continue;
    const flow = numberOf(line, "flow");
    expect(flow).toBeLessThanOrEqual(flows.length);
    flows[flow] ??= [];
    flows[flow].push(line);
  }
  return flows;
}

const scripts = randomScript(40);
const RUNS = { numRuns: 150 };

describe("the tracker, with random segments", () => {
  it("prints lines that the schemas describe, in the order of their frames", () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const lines = linesOf(script);
        for (const line of lines) v.parse(phaseEventSchema, line);
        const known = lines
          .filter((line) => "flow" in line)
          .map((line) => numberOf(line, "known_frame" in line ? "known_frame" : "frame"));
        expect(known).toEqual([...known].sort((a, b) => a - b));
        expect(lines[0]!.event).toBe("capture_start");
        expect(lines.at(-1)!.event).toBe("capture_end");
      }),
      RUNS,
    );
  });

  it("ends every flow once, behind all its other lines, and counts every segment in one", () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const lines = linesOf(script);
        const flows = byFlow(lines);
        for (const flow of flows) {
          expect(flow.map(({ event }) => event).lastIndexOf("flow_end")).toBe(flow.length - 1);
          expect(flow.filter(({ event }) => event === "flow_end").length).toBe(1);
          const end = flow.at(-1)! as unknown as Record<"c2s" | "s2c", { packets: number }>;
          const segments = flow.filter(({ event }) => event === "segment");
          expect(segments.filter(({ dir }) => dir === "c2s").length).toBe(end.c2s.packets);
          expect(segments.filter(({ dir }) => dir === "s2c").length).toBe(end.s2c.packets);
        }
        const end = lines.at(-1)!;
        expect(end.flows).toBe(flows.length);
        expect(end.tcp_segments).toBe(script.segments.length);
        expect(lines.filter(({ event }) => event === "segment").map(({ frame }) => frame)).toEqual(
          script.segments.map((_, i) => i + 1),
        );
      }),
      RUNS,
    );
  });

  it("tells the same of connections and of anomalies at every level of detail", () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const all = linesOf(script);
        const ofKind = (lines: readonly Line[], kind: string): Line[] =>
          lines.filter(({ event }) => event === kind);
        for (const detail of ["flow", "phase"] as const) {
          const lines = linesOf(script, { detail });
          expect(ofKind(lines, "flow_end")).toEqual(ofKind(all, "flow_end"));
          if (detail === "phase") expect(ofKind(lines, "anomaly")).toEqual(ofKind(all, "anomaly"));
        }
      }),
      RUNS,
    );
  });

  it("counts in flow_end the verdicts of all segments", () => {
    fc.assert(
      fc.property(scripts, (script) => {
        for (const flow of byFlow(linesOf(script))) {
          const counts = new Map<string, number>();
          for (const line of flow.filter(({ event }) => event === "segment")) {
            for (const kind of line.analysis as string[]) {
              const key = `${line.dir} ${kind}`;
              counts.set(key, (counts.get(key) ?? 0) + 1);
            }
          }
          const listed = (flow.at(-1)!.anomalies ?? []) as { kind: string; dir: string; n: number }[];
          for (const { kind, dir, n } of listed) {
            // one ACK may resolve several segments that were sent again
            if (kind === "loss") expect(n).toBeGreaterThanOrEqual(counts.get(`${dir} loss`)!);
            else expect(n).toBe(counts.get(`${dir} ${kind}`));
            counts.delete(`${dir} ${kind}`);
          }
          expect([...counts.keys()]).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  it("prints what happens once only once, and in an order that can be", () => {
    fc.assert(
      fc.property(scripts, (script) => {
        for (const flow of byFlow(linesOf(script))) {
          const of = (event: string, key: string): unknown[] =>
            flow.filter((line) => line.event === event).map((line) => line[key]);
          for (const event of ["midstream", "established", "closed"])
            expect(of(event, "frame").length).toBeLessThanOrEqual(1);
          for (const [event, key] of [
            ["fin", "sender"],
            ["fin_ack", "fin_sender"],
          ] as const) {
            expect(new Set(of(event, key)).size).toBe(of(event, key).length);
          }
          // a RST that was ignored may be followed by one that is not
          const undone = flow.some(({ event, kind }) => event === "anomaly" && kind === "reset_ignored");
          for (const side of undone ? [] : ["client", "server"]) {
            const resets = flow.filter(({ event, sender }) => event === "reset" && sender === side);
            expect(resets.length).toBeLessThanOrEqual(2);
            if (resets.length < 2) continue;
            expect(["outside", "bad_ack"]).toContain(resets[0]!.seq_check);
            expect(["outside", "bad_ack"]).not.toContain(resets[1]!.seq_check);
          }
          for (const ack of flow.filter(({ event }) => event === "fin_ack")) {
            const fin = flow.find(({ event, sender }) => event === "fin" && sender === ack.fin_sender)!;
            expect(ack.fin_frame).toBe(fin.frame);
            expect(ack.ack).toBeGreaterThan(numberOf(fin, "seq"));
            expect(flow.indexOf(fin)).toBeLessThan(flow.indexOf(ack));
          }
          if (of("closed", "frame").length === 1) expect(of("fin_ack", "frame").length).toBe(2);
        }
      }),
      RUNS,
    );
  });

  it("counts offsets from a base that only a SYN-ACK before the handshake is over, or what follows a RST, changes", () => {
    fc.assert(
      fc.property(scripts, (script) => {
        for (const flow of byFlow(linesOf(script))) {
          const bases: Record<string, number> = {};
          const check = (dir: string, raw: unknown, offset: unknown, mayChange: boolean): void => {
            const base = Number(BigInt.asUintN(32, BigInt(raw as number) - BigInt(offset as number)));
            if (!mayChange && bases[dir] !== undefined) expect(base).toBe(bases[dir]);
            bases[dir] = base;
          };
          let established = false;
          const onlyRst: Record<string, boolean> = { c2s: true, s2c: true };
          for (const line of flow) {
            if (line.event === "established") established = true;
            if (line.event !== "segment") continue;
            const dir = line.dir as string;
            const flags = line.flags as string;
            check(dir, line.seq_raw, line.seq, onlyRst[dir]! || (!established && flags.includes("S")));
            if (!flags.includes("R")) onlyRst[dir] = false;
            const peer = dir === "c2s" ? "s2c" : "c2s";
            if ("ack" in line) check(peer, line.ack_raw, line.ack, onlyRst[peer]!);
          }
        }
      }),
      RUNS,
    );
  });
});
