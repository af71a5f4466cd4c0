/** What the cases of test/data look like in a format for people. */
import { readdirSync, readFileSync } from "node:fs";
import { Analyzer } from "../../src/analyzer.ts";
import type { EventOutput } from "../../src/event_output.ts";
import {
  type EventKind,
  eventKinds,
  NdjsonEncoder,
  type PhaseEvent,
  toPhaseEvent,
} from "../../src/events/mod.ts";
import type { AnalyzeOptions } from "../../src/options.ts";
import { RenderedOutput } from "../../src/rendered_output.ts";
import {
  type FormatName,
  formats,
  type RenderingOptions,
  Summary,
  summaryKinds,
} from "../../src/renderings/mod.ts";
import { SummarizedOutput } from "../../src/summarized_output.ts";
import { parseNgScript } from "../golden/ng_script.ts";
import { parseScript } from "../golden/script.ts";
import { scriptCapture } from "../golden/script_capture.ts";
import { analyzeOptions } from "../golden/script_options.ts";
import { pcapng } from "../support/builder/pcapng.ts";

const DATA = new URL("../data/", import.meta.url);

export interface Case {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly options: AnalyzeOptions;
}

/** The names of all cases of segments: scripts, and captures. */
export const caseFiles = readdirSync(DATA).filter((file) => /\.(seg|ng|pcap)$/.test(file));

export function readCase(file: string): Case {
  const content = readFileSync(new URL(file, DATA));
  const name = file.replace(/\.\w+$/, "");
  if (file.endsWith(".pcap")) return { name, bytes: content, options: {} };
  if (file.endsWith(".ng")) {
    const script = parseNgScript(content.toString("utf8"));
    return { name, bytes: pcapng(script.blocks), options: analyzeOptions(script) };
  }
  const script = parseScript(content.toString("utf8"));
  return { name, bytes: scriptCapture(script), options: analyzeOptions(script) };
}

export const plain: RenderingOptions = { colors: false, width: 80, interfaceNames: new Map(), lang: "en" };

/** The text of a case in a format. */
export function render(input: Case, format: FormatName, look: Partial<RenderingOptions> = {}): string {
  const output = new RenderedOutput(formats[format], { ...plain, ...look });
  return run(input, formats[format].kinds, output);
}

/** The summary of a case, beside NDJSON of no kinds but those of the capture. */
export function summarize(input: Case, look: Partial<RenderingOptions> = {}): string {
  const summary = new Summary();
  run(input, summaryKinds, new SummarizedOutput(new NdjsonEncoder(), new Set(), summary));
  return summary.text({ ...plain, ...look });
}

function run({ name, bytes, options }: Case, kinds: readonly EventKind[], output: EventOutput): string {
  const { detail: _detail, ...rest } = options;
  const analyzer = new Analyzer({ ...rest, events: kinds }, undefined, undefined, output);
  analyzer.nextFile(`${name}.pcap`);
  analyzer.push(bytes);
  analyzer.end();
  analyzer.flush();
  const decoder = new TextDecoder();
  let text = "";
  for (let block = analyzer.takeBlock(); block; block = analyzer.takeBlock()) {
    text += decoder.decode(block, { stream: true });
    analyzer.recycle(block);
  }
  return text;
}

/** All events of a case, to be shown in several ways: analyzing takes longer than that. */
export function eventsOf(input: Case): PhaseEvent[] {
  const events: PhaseEvent[] = [];
  const output: EventOutput = {
    isFull: false,
    write: (event) => void events.push(toPhaseEvent(event)),
    takeBlock: () => undefined,
    flush() {},
    recycle() {},
  };
  run(input, eventKinds, output);
  return events;
}

/** Events in a format. */
export function show(
  events: readonly PhaseEvent[],
  format: FormatName,
  look: Partial<RenderingOptions>,
): string {
  let text = "";
  const rendering = formats[format].create({ ...plain, ...look }, (piece) => {
    text += piece;
  });
  const kinds = new Set<EventKind>([...formats[format].kinds, "capture_start", "error", "capture_end"]);
  for (const event of events) if (kinds.has(event.event)) rendering.write(event);
  rendering.end();
  return text;
}
