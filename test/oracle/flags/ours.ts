/** Runs the analyzer in this process and takes the labels out of its `segment` events. */

import { type WiresharkLabel, wiresharkLabels } from "../../../src/events/anomaly_kinds.ts";
import { analyzeBytes } from "../in_process.ts";
import type { OurCapture, OurFrame } from "./model.ts";

type OurEvent =
  | {
      readonly event: "segment";
      readonly frame: number;
      readonly flow: number;
      readonly client_ip: string;
      readonly server_ip: string;
      readonly len: number;
      readonly wireshark: readonly WiresharkLabel[];
    }
  | { readonly event: "flow_end"; readonly flow: number; readonly reason: string }
  | { readonly event: "capture_start" | "capture_end" | "error" };

/** Labels as bits. */
export function bitsOf(labels: readonly WiresharkLabel[]): number {
  return labels.reduce((bits, label) => bits | (1 << wiresharkLabels.indexOf(label)), 0);
}

/** Reads NDJSON. */
export function sortEvents(text: string): OurCapture {
  const frames = new Map<number, OurFrame>();
  const ends = new Map<number, string>();
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const event = JSON.parse(line) as OurEvent;
    if (event.event === "flow_end") ends.set(event.flow, event.reason);
    if (event.event !== "segment") continue;
    const { frame, flow, client_ip, server_ip, len, wireshark } = event;
    frames.set(frame, {
      number: frame,
      flow,
      client: client_ip,
      server: server_ip,
      len,
      labels: bitsOf(wireshark),
    });
  }
  return { frames, ends, failures: [] };
}

/** Analyzes one capture; an exception of the analyzer is a failure. */
export function analyzeCapture(name: string, bytes: Uint8Array): OurCapture {
  try {
    return sortEvents(analyzeBytes(name, bytes, { events: ["segment", "flow_end"] }));
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { frames: new Map(), ends: new Map(), failures: [message] };
  }
}
