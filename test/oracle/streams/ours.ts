/** Runs the analyzer in this process and sorts its events by connection. */

import { analyzeBytes } from "../in_process.ts";
import type { OurSegment } from "../model.ts";
import type { OurFlow, OurFlowEnd, OurSyn } from "./model.ts";

const EVENTS = ["segment", "syn", "syn_ack", "established", "flow_end", "capture_end"] as const;

interface CaptureEnd {
  readonly event: "capture_end";
  readonly flows: number;
  readonly stream_numbers: "exact" | "approximate";
  readonly undecoded: readonly { readonly reason: string; readonly n: number }[];
}

type OurEvent =
  | OurSegment
  | OurFlowEnd
  | OurSyn
  | CaptureEnd
  | { readonly event: "established"; readonly flow: number }
  | { readonly event: "capture_start" | "error" };

/** What the analyzer made of one capture. */
export interface OurCapture {
  /** By the flows' numbers. */
  readonly flows: ReadonlyMap<number, OurFlow>;
  readonly segments: ReadonlyMap<number, OurSegment>;
  readonly exactNumbers: boolean;
  /** Packets that are no segments for us, by reason. */
  readonly undecoded: ReadonlyMap<string, number>;
  /** What must never happen. */
  readonly failures: readonly string[];
}

/** Reads NDJSON; never throws. */
export function sortEvents(text: string): OurCapture {
  const segments = new Map<number, OurSegment>();
  const byFlow = new Map<number, { segments: OurSegment[]; syns: OurSyn[]; established: boolean }>();
  const ends = new Map<number, OurFlowEnd>();
  const failures: string[] = [];
  let captureEnd: CaptureEnd | undefined;
  const parts = (flow: number) => {
    const known = byFlow.get(flow) ?? { segments: [], syns: [], established: false };
    byFlow.set(flow, known);
    return known;
  };
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const event = JSON.parse(line) as OurEvent;
    switch (event.event) {
      case "segment":
        if (segments.has(event.frame)) failures.push(`frame ${event.frame} has two segment events`);
        segments.set(event.frame, event);
        parts(event.flow).segments.push(event);
        break;
      case "syn":
      case "syn_ack":
        parts(event.flow).syns.push(event);
        break;
      case "established":
        parts(event.flow).established = true;
        break;
      case "flow_end":
        if (ends.has(event.flow)) failures.push(`flow ${event.flow} ends twice`);
        ends.set(event.flow, event);
        break;
      case "capture_end":
        captureEnd = event;
        break;
    }
  }
  const flows = new Map<number, OurFlow>();
  for (const [number, known] of byFlow) {
    const end = ends.get(number);
    if (end === undefined) failures.push(`flow ${number} has no flow_end`);
    else flows.set(number, { end, ...known });
  }
  for (const number of ends.keys()) {
    if (!flows.has(number)) failures.push(`flow ${number} has no segment`);
  }
  if (captureEnd === undefined) failures.push("no capture_end event");
  else if (captureEnd.flows !== ends.size) {
    failures.push(`capture_end.flows is ${captureEnd.flows}, there are ${ends.size} flow_end events`);
  }
  return {
    flows,
    segments,
    exactNumbers: captureEnd?.stream_numbers === "exact",
    undecoded: new Map(captureEnd?.undecoded.map(({ reason, n }) => [reason, n])),
    failures,
  };
}

/** Analyzes one capture; an exception of the analyzer is a failure. */
export function analyzeCapture(name: string, bytes: Uint8Array): OurCapture {
  try {
    return sortEvents(analyzeBytes(name, bytes, { events: EVENTS }));
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const none = { flows: new Map(), segments: new Map(), undecoded: new Map(), exactNumbers: false };
    return { ...none, failures: [message] };
  }
}
