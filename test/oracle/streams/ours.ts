/** Runs the analyzer in this process and sorts its events by connection. */

import { analyzeBytes } from "../in_process.ts";
import type { OurError, OurSegment } from "../model.ts";
import type { OurFlow, OurFlowEnd, OurSyn } from "./model.ts";

const EVENTS = ["segment", "syn", "syn_ack", "established", "flow_end", "capture_end"] as const;

/** The fields of `capture_end` that are used here. */
export interface OurCaptureEnd {
  readonly event: "capture_end";
  readonly packets: number;
  readonly tcp_segments: number;
  readonly copies: number;
  readonly non_tcp: number;
  readonly flows: number;
  readonly stream_numbers: "exact" | "approximate";
  readonly undecoded: readonly { readonly reason: string; readonly n: number }[];
  readonly ip_fragments?: {
    readonly packets: number;
    readonly datagrams: number;
    readonly joined: number;
    readonly lost: number;
  };
}

type OurEvent =
  | OurSegment
  | OurFlowEnd
  | OurSyn
  | OurCaptureEnd
  | OurError
  | { readonly event: "established"; readonly flow: number }
  | { readonly event: "capture_start" };

/** What the analyzer made of one capture. */
export interface OurCapture {
  /** By the flows' numbers. */
  readonly flows: ReadonlyMap<number, OurFlow>;
  readonly segments: ReadonlyMap<number, OurSegment>;
  readonly exactNumbers: boolean;
  readonly errors: readonly OurError[];
  /** undefined: the run failed. */
  readonly end: OurCaptureEnd | undefined;
  /** What must never happen. */
  readonly failures: readonly string[];
}

/** Counts of `capture_end` that do not go together; none: they do. */
export function countFailures(end: OurCaptureEnd, segments: number): string[] {
  const failures: string[] = [];
  const undecoded = end.undecoded.reduce((sum, { n }) => sum + n, 0);
  const { joined = 0, datagrams = 0, lost = 0 } = end.ip_fragments ?? {};
  const parts = end.tcp_segments + end.copies + end.non_tcp + undecoded + joined - datagrams;
  if (end.packets !== parts) failures.push(`capture_end.packets is ${end.packets}, its parts make ${parts}`);
  if (end.tcp_segments + end.copies !== segments) {
    failures.push(
      `capture_end counts ${end.tcp_segments + end.copies} segments, there are ${segments} lines`,
    );
  }
  const fragments = end.undecoded.find(({ reason }) => reason === "ip_fragment")?.n ?? 0;
  if (fragments !== lost)
    failures.push(`capture_end has ${fragments} undecoded fragments, ${lost} lost ones`);
  return failures;
}

/** Reads NDJSON; never throws. */
export function sortEvents(text: string): OurCapture {
  const segments = new Map<number, OurSegment>();
  const byFlow = new Map<number, { segments: OurSegment[]; syns: OurSyn[]; established: boolean }>();
  const ends = new Map<number, OurFlowEnd>();
  const failures: string[] = [];
  const errors: OurError[] = [];
  let captureEnd: OurCaptureEnd | undefined;
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
      case "error":
        errors.push(event);
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
  else {
    failures.push(...countFailures(captureEnd, segments.size));
    if (captureEnd.flows !== ends.size) {
      failures.push(`capture_end.flows is ${captureEnd.flows}, there are ${ends.size} flow_end events`);
    }
  }
  return {
    flows,
    segments,
    exactNumbers: captureEnd?.stream_numbers === "exact",
    errors,
    end: captureEnd,
    failures,
  };
}

/** Analyzes one capture; an exception of the analyzer is a failure. */
export function analyzeCapture(name: string, bytes: Uint8Array): OurCapture {
  try {
    return sortEvents(analyzeBytes(name, bytes, { events: EVENTS }));
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const none = { flows: new Map(), segments: new Map(), errors: [], exactNumbers: false };
    return { ...none, end: undefined, failures: [message] };
  }
}
