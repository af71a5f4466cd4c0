/** The report of every case that is a segment script, against what the lines of its connections and segments say. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Analyzer } from "../../src/analyzer.ts";
import type { PhaseEvent, PhaseEventOf } from "../../src/mod.ts";
import { parseScript } from "./script.ts";
import { scriptCapture } from "./script_capture.ts";
import { analyzeOptions } from "./script_options.ts";

const DATA = new URL("../data/", import.meta.url);
const USUAL_MSS = 1460;
const MILLION = 1_000_000;

type FlowEnd = PhaseEventOf<"flow_end">;
type Segment = PhaseEventOf<"segment">;

function eventsOf(file: string): PhaseEvent[] {
  const script = parseScript(readFileSync(new URL(file, DATA), "utf8"));
  const analyzer = new Analyzer({ ...analyzeOptions(script), detail: "segment", events: undefined });
  analyzer.nextFile(file);
  analyzer.push(scriptCapture(script));
  analyzer.end();
  analyzer.flush();
  let text = "";
  for (let block = analyzer.takeBlock(); block; block = analyzer.takeBlock())
    text += new TextDecoder().decode(block);
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const share = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.ceil((part * MILLION) / whole);

/** The same figures, from the lines. */
function figuresOf(events: readonly PhaseEvent[]) {
  const ofKind = <K extends PhaseEvent["event"]>(kind: K): PhaseEventOf<K>[] =>
    events.filter((event): event is PhaseEventOf<K> => event.event === kind);
  const ends = ofKind("flow_end");
  const segments = ofKind("segment").filter(({ copy_of }) => copy_of === undefined);
  const established = new Set(ofKind("established").map(({ flow }) => flow));
  const sum = (value: (end: FlowEnd) => number): number => ends.reduce((all, end) => all + value(end), 0);
  const count = (is: (end: FlowEnd) => boolean): number => ends.filter(is).length;
  const segmentsOf = ({ flow }: FlowEnd): Segment[] => segments.filter((segment) => segment.flow === flow);

  const isTalk = ({ flags }: Segment): boolean =>
    !flags.includes("R") && (!flags.includes("S") || flags.includes("."));
  const isConversation = (end: FlowEnd): boolean => segmentsOf(end).some(isTalk);
  const isMidstream = (end: FlowEnd): boolean =>
    isConversation(end) && end.c2s.isn === undefined && end.s2c.isn === undefined;
  const isOneSided = (end: FlowEnd): boolean =>
    isConversation(end) &&
    (end.c2s.packets === 0 || end.s2c.packets === 0) &&
    end.c2s.packets + end.s2c.packets > 1;
  const isOpen = (end: FlowEnd): boolean =>
    isConversation(end) &&
    (established.has(end.flow) || isMidstream(end)) &&
    end.reason !== "closed" &&
    end.reason !== "reset";
  const isLarge = ({ flow, dir, len }: Segment): boolean => {
    const end = ends.find((one) => one.flow === flow)!;
    return len > Math.max(USUAL_MSS, (dir === "c2s" ? end.s2c.mss : end.c2s.mss) ?? USUAL_MSS);
  };

  const withPayload = segments.filter(({ len }) => len > 0);
  const fractions = segments.map(({ ts }) => Number(ts!.slice(20, 29)));
  const units = Array.from({ length: 10 }, (_, i) => 10 ** (9 - i));
  const copies = sum(({ c2s, s2c }) => c2s.copies + s2c.copies);
  return {
    copies_ppm: share(copies, segments.length + copies),
    offload_ppm: share(
      sum(({ c2s, s2c }) => c2s.cksum_partial + s2c.cksum_partial),
      segments.length,
    ),
    large_ppm: share(withPayload.filter(isLarge).length, withPayload.length),
    one_sided_flows: count(isOneSided),
    midstream_flows: count(isMidstream),
    open_flows: count(isOpen),
    gap_flows: count(({ c2s, s2c }) => c2s.gaps + s2c.gaps > 0),
    gaps: sum(({ c2s, s2c }) => c2s.gaps + s2c.gaps),
    gap_bytes: sum(({ c2s, s2c }) => c2s.gap_bytes + s2c.gap_bytes),
    limited_flows: count(({ limits }) => limits !== undefined),
    ...(segments.length > 0 && {
      stamp_unit_ns: units.find((unit) => fractions.every((fraction) => fraction % unit === 0)),
    }),
  };
}

const scripts = readdirSync(DATA).filter((file) => file.endsWith(".seg"));

test.each(scripts)("the report on %s", (file) => {
  const events = eventsOf(file);
  const end = events.at(-1) as PhaseEventOf<"capture_end">;
  expect(end.report).toMatchObject(figuresOf(events));
});
