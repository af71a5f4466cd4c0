/** Runs the analyzer in this process, and keeps what its events tell of round trips. */

import { analyzeBytes } from "../in_process.ts";
import { type OurCapture, sortEvents } from "../streams/ours.ts";
import type { ControlSample, Sender } from "./own_samples.ts";

const EVENTS = ["segment", "syn", "syn_ack", "established", "fin_ack", "flow_end", "capture_end"] as const;

/** Beginnings of the lines that tell of a round trip; most lines are segments, which need no second reading. */
const TELLING = /^\{"event":"(syn_ack|established|fin_ack)"/;

interface Telling {
  readonly event: "syn_ack" | "established" | "fin_ack";
  readonly flow: number;
  readonly frame: number;
  readonly rtt_ns?: number;
  readonly ack_ns?: number;
  readonly fin_sender?: Sender;
}

/** Samples of SYNs and FINs, by the flows' numbers. */
export function controlSamples(text: string): Map<number, ControlSample[]> {
  const found = new Map<number, ControlSample[]>();
  for (const line of text.split("\n")) {
    if (!TELLING.test(line)) continue;
    const { event, flow, frame, rtt_ns, ack_ns, fin_sender } = JSON.parse(line) as Telling;
    const ns = event === "fin_ack" ? ack_ns : rtt_ns;
    if (ns === undefined) continue;
    // the SYN-ACK answers the client's SYN, and the third segment the server's
    const sender = event === "fin_ack" ? fin_sender! : event === "syn_ack" ? "client" : "server";
    const samples = found.get(flow) ?? [];
    found.set(flow, samples);
    samples.push({ sender, frame, ns });
  }
  return found;
}

/** Analyzes one capture; an exception of the analyzer is a failure. */
export function analyzeRoundTrips(
  name: string,
  bytes: Uint8Array,
): { readonly ours: OurCapture; readonly controls: ReadonlyMap<number, readonly ControlSample[]> } {
  try {
    const text = analyzeBytes(name, bytes, { events: EVENTS });
    return { ours: sortEvents(text), controls: controlSamples(text) };
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const none = { flows: new Map(), segments: new Map(), errors: [], exactNumbers: false };
    return { ours: { ...none, end: undefined, failures: [message] }, controls: new Map() };
  }
}
