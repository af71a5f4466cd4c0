import { describe, expect, test } from "vitest";
import {
  type AnalyzeOptions,
  Analyzer,
  analyze,
  analyzeStream,
  detailLevels,
  type EventKind,
  eventKinds,
  trackStream,
} from "../../src/mod.ts";
import { pcap } from "../support/capture_builder.ts";
import { conversationFile, wildSegments } from "./captures.ts";
import { analyzeBytes, parseLines, streamOf } from "./run.ts";

const ENTRANCES: readonly (readonly [string, (options: AnalyzeOptions) => unknown])[] = [
  ["Analyzer", (options) => new Analyzer(options)],
  ["analyzeStream", (options) => analyzeStream(options)],
  ["analyze", (options) => analyze(streamOf(new Uint8Array(0)), options)],
  ["trackStream", (options) => trackStream(options)],
];

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe.each(ENTRANCES)("%s", (_, enter) => {
  test.each<[string, object, readonly string[]]>([
    ["a level that does not exist", { detail: "packet" }, ["detail", '"packet"', ...detailLevels]],
    ["a level that is no text", { detail: 3 }, ["detail", "3", ...detailLevels]],
    ["no level", { detail: null }, ["detail", "null", ...detailLevels]],
    ["a kind that does not exist", { events: ["syn", "sin"] }, ["events.1", '"sin"', ...eventKinds]],
    ["a kind outside a list", { events: "syn" }, ["events", '"syn"']],
    ["an option that does not exist", { details: "flow" }, ["details"]],
  ])("names what is wrong: %s", (_, options, words) => {
    const error = thrownBy(() => enter(options as AnalyzeOptions));
    expect(error).toBeInstanceOf(TypeError);
    for (const word of words) expect((error as TypeError).message).toContain(word);
  });

  test("takes what is documented", () => {
    for (const detail of [...detailLevels, undefined]) enter({ detail });
    enter({});
    enter({ events: [] });
    enter({ events: undefined });
    enter({ events: eventKinds, detail: "flow" });
    enter({ update: 0, stall: 0.05, maxAnomalies: 0, communityIdSeed: 65_535 });
    enter({ maxFlows: 0, turnIdle: 0.5, turnLimit: 0, pool: 1, timeouts: { halfOpen: 0, linger: 1e-3 } });
  });
});

test.each<[object, readonly string[]]>([
  [{ maxFlows: 1.5 }, ["maxFlows", "1.5"]],
  [{ pool: -1 }, ["pool", "-1"]],
  [{ maxAnomalies: 0.5 }, ["maxAnomalies", "0.5"]],
  [{ communityIdSeed: 65_536 }, ["communityIdSeed", "65536"]],
  [{ update: -1 }, ["update", "-1"]],
  [{ turnIdle: Number.NaN }, ["turnIdle"]],
  [{ timeouts: { fin: 9_000_001 } }, ["timeouts.fin", "9000001"]],
  [{ timeouts: { close: 5 } }, ["timeouts.close"]],
])("names a number that can't be: %j", (options, words) => {
  const error = thrownBy(() => new Analyzer(options));
  expect(error).toBeInstanceOf(TypeError);
  for (const word of words) expect((error as TypeError).message).toContain(word);
});

test("times too short to count are the shortest", () => {
  const bytes = conversationFile(1);
  const { text } = analyzeBytes(bytes, { turnIdle: 1e-12, timeouts: { established: 1e-12, linger: 1e-12 } });
  expect(parseLines(text).at(-1)).toMatchObject({ event: "capture_end", complete: true });
});

test("a wrong option leaves the stream as it was", async () => {
  const stream = streamOf(new Uint8Array(10));
  expect(() => analyze(stream, { detail: "packet" as "flow" })).toThrow(TypeError);
  expect(stream.locked).toBe(false);
});

describe("what is printed", () => {
  const bytes = pcap(wildSegments(4, 400));
  const all = parseLines(analyzeBytes(bytes).text);
  const always: readonly EventKind[] = ["capture_start", "error", "capture_end"];
  const ofKinds = (kinds: readonly EventKind[]) => all.filter(({ event }) => kinds.includes(event));

  test("flow: one line a connection; phase: all but the segments; phase is the default", () => {
    const lines = (options: AnalyzeOptions) => parseLines(analyzeBytes(bytes, options).text);
    expect(lines({ detail: "flow" })).toEqual(ofKinds([...always, "flow_end"]));
    const phase = eventKinds.filter((kind) => kind !== "segment");
    expect(lines({ detail: "phase" })).toEqual(ofKinds(phase));
    expect(lines({ detail: undefined })).toEqual(ofKinds(phase));
  });

  test.each(eventKinds)("events: [%s] prints what segment prints of it", (kind) => {
    const { text } = analyzeBytes(bytes, { events: [kind], detail: "flow" });
    expect(parseLines(text)).toEqual(ofKinds([...always, kind]));
  });
});

describe("Analyzer", () => {
  test("wants no input before a file and after a corrupt one, and wants that of the next file", () => {
    const analyzer = new Analyzer();
    expect(analyzer.wantsInput).toBe(false);
    analyzer.nextFile("bad");
    expect(analyzer.wantsInput).toBe(true);
    analyzer.push(new Uint8Array(100));
    expect(analyzer.wantsInput).toBe(false);
    analyzer.push(conversationFile(1));
    analyzer.nextFile("good");
    expect(analyzer.wantsInput).toBe(true);
    analyzer.push(conversationFile(1));
    expect(analyzer.wantsInput).toBe(true);
    analyzer.end();
    analyzer.flush();
    const events = parseLines(new TextDecoder().decode(analyzer.takeBlock()));
    expect(events[0]).toMatchObject({ event: "error", file_index: 0, file_offset: 0 });
    expect(events[1]).toMatchObject({ event: "capture_start", file: "good", file_index: 1 });
    expect(events.at(-1)).toMatchObject({ event: "capture_end", complete: false, packets: 11, flows: 1 });
  });

  test("reads two files as one capture", () => {
    const bytes = conversationFile(1);
    const half = 24 + 5 * 16;
    expect(bytes.length).toBeGreaterThan(half);
    const records: Uint8Array[] = [];
    for (let at = 24; at < bytes.length; ) {
      const end = at + 16 + new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(8, true);
      records.push(bytes.subarray(at, end));
      at = end;
    }
    const analyzer = new Analyzer({ detail: "flow" });
    for (const [name, part] of [
      ["a", records.slice(0, 6)],
      ["b", records.slice(6)],
    ] as const) {
      analyzer.nextFile(name);
      analyzer.push(bytes.subarray(0, 24));
      for (const record of part) analyzer.push(record);
    }
    analyzer.end();
    analyzer.flush();
    const events = parseLines(new TextDecoder().decode(analyzer.takeBlock()));
    const [whole] = parseLines(analyzeBytes(bytes, { detail: "flow" }).text).filter(
      (e) => e.event === "flow_end",
    );
    expect(events.map(({ event }) => event)).toEqual([
      "capture_start",
      "capture_start",
      "flow_end",
      "capture_end",
    ]);
    const { file_offset, file_index, ...rest } = events[2] as Record<string, unknown>;
    expect(file_index).toBe(1);
    expect(file_offset).toBeLessThan(bytes.length);
    expect({ ...rest, file_offset: 0 }).toEqual({ ...whole, file_offset: 0 });
  });

  test("an interrupted run says so, and is not cut off", () => {
    const analyzer = new Analyzer({ detail: "flow" });
    analyzer.nextFile("-");
    analyzer.push(conversationFile(1).subarray(0, 400));
    analyzer.end("interrupted");
    analyzer.flush();
    const events = parseLines(new TextDecoder().decode(analyzer.takeBlock()));
    expect(events.map(({ event }) => event)).toEqual(["capture_start", "flow_end", "capture_end"]);
    expect(events[1]).toMatchObject({ reason: "interrupted" });
    expect(events[2]).toMatchObject({ complete: false });
  });

  test("gives no block before it is full, but on flush", () => {
    const analyzer = new Analyzer({ detail: "segment" });
    analyzer.nextFile("-");
    analyzer.push(conversationFile(1));
    expect(analyzer.takeBlock()).toBeUndefined();
    analyzer.flush();
    const block = analyzer.takeBlock();
    expect(new TextDecoder().decode(block)).toMatch(/^\{"event":"capture_start".*\}\n$/s);
    expect(analyzer.takeBlock()).toBeUndefined();
    analyzer.recycle(block!);
    analyzer.end();
    expect(analyzer.takeBlock()).toBeUndefined();
    analyzer.flush();
    expect(new TextDecoder().decode(analyzer.takeBlock())).toMatch(
      /^\{"event":"capture_end".*\}\n$|^\{"event":"flow_end"/,
    );
  });

  test("tells of a source's error as it finds it", () => {
    const errors: unknown[] = [];
    const analyzer = new Analyzer({}, (error) => errors.push(error));
    analyzer.nextFile("bad");
    analyzer.push(new TextEncoder().encode("this is no capture, but long enough for one. ".repeat(2)));
    expect(errors).toMatchObject([{ kind: "corrupt", fileIndex: 0, fileOffset: 0 }]);
    analyzer.nextFile("cut");
    analyzer.push(conversationFile(1).subarray(0, 400));
    expect(errors).toHaveLength(1);
    analyzer.end();
    expect(errors).toMatchObject([{ kind: "corrupt" }, { kind: "cut", fileIndex: 1 }]);
  });
});
