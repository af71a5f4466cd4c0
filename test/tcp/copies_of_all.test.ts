/** A capture in which every packet was seen twice must tell what the one without the copies tells. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Analyzer } from "../../src/analyzer.ts";
import type { Script, ScriptSegment } from "../golden/script.ts";
import { scriptCapture } from "../golden/script_capture.ts";
import { randomScript } from "./random_segments.ts";

type Line = Readonly<Record<string, unknown>> & { readonly event: string };

function linesOf(script: Script): Line[] {
  const analyzer = new Analyzer({ detail: "segment" });
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

/** Where something was in the capture, and how often a packet was seen. */
const OF_CAPTURE = new Set([
  "frame",
  "known_frame",
  "end_frame",
  "fin_frame",
  "max_frame",
  "file_offset",
  "copies",
]);

function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => !OF_CAPTURE.has(name));
  return Object.fromEntries(entries.map(([name, of]) => [name, withoutPlaces(of)]));
}

/** All lines but those of the capture itself, and of the copies. */
const facts = (lines: readonly Line[]): unknown[] =>
  lines
    .filter((line) => !line.event.startsWith("capture_") && !("copy_of" in line))
    .map((line) => withoutPlaces(line));

const OTHER_MAC = 9;

/** Each packet with an identification of its own. */
function identified(script: Script): ScriptSegment[] {
  const segments = script.segments.filter((packet): packet is ScriptSegment => !("other" in packet));
  return segments.map((segment, i) => ({ ...segment, overrides: { ...segment.overrides, id: i + 1 } }));
}

describe("copies of all segments, on the next link", () => {
  it("are recognised, and take part in nothing", () => {
    fc.assert(
      fc.property(randomScript(30), (script) => {
        const once = identified(script);
        const twice = once.flatMap((segment) => [
          segment,
          { ...segment, overrides: { ...segment.overrides, mac: OTHER_MAC } },
        ]);
        const lines = linesOf({ ...script, segments: twice });
        for (const line of lines) {
          if (line.event !== "segment" || (line.frame as number) % 2 === 1) continue;
          expect(line.copy_of).toBe((line.frame as number) - 1);
        }
        expect(facts(lines)).toEqual(facts(linesOf({ ...script, segments: once })));
        expect(lines.at(-1)).toMatchObject({ tcp_segments: once.length, copies: once.length });
      }),
      { numRuns: 60 },
    );
  }, 30_000);
});
