/** Runs the analyzer in this process and takes the labels out of its `segment` events. */

import { type WiresharkLabel, wiresharkLabels } from "../../../src/events/anomaly_kinds.ts";
import { analyzeBytes } from "../in_process.ts";
import type { OurFrame } from "./model.ts";

interface OurSegment {
  readonly event: string;
  readonly frame: number;
  readonly flow: number;
  readonly len: number;
  readonly wireshark: readonly WiresharkLabel[];
}

/** Labels as bits. */
export function bitsOf(labels: readonly WiresharkLabel[]): number {
  return labels.reduce((bits, label) => bits | (1 << wiresharkLabels.indexOf(label)), 0);
}

/** Segments by frame; throws what the analyzer throws. */
export function ourFrames(name: string, bytes: Uint8Array): Map<number, OurFrame> {
  const frames = new Map<number, OurFrame>();
  for (const line of analyzeBytes(name, bytes, { events: ["segment"] }).split("\n")) {
    if (!line.startsWith('{"event":"segment"')) continue;
    const { frame, flow, len, wireshark } = JSON.parse(line) as OurSegment;
    frames.set(frame, { number: frame, flow, len, labels: bitsOf(wireshark) });
  }
  return frames;
}
