/**
 * From which kinds of events each format is made, besides `capture_start`, `error` and `capture_end`, which come always.
 * Apart from the formats themselves: a run that prints NDJSON loads none of them.
 */
import type { EventKind } from "../events/mod.ts";

const ofDiagrams = [
  "midstream",
  "syn",
  "syn_ack",
  "established",
  "data",
  "fin_ack",
  "reset",
  "anomaly",
  "segment",
  "flow_end",
] as const satisfies EventKind[];

/** By the names that `--format` has for formats. */
export const kindsOfFormat = {
  text: ["segment"],
  tcpdump: ["segment"],
  ladder: ofDiagrams,
  mermaid: ofDiagrams,
  explain: [
    "midstream",
    "syn",
    "syn_ack",
    "established",
    "data",
    "fin",
    "fin_ack",
    "closed",
    "reset",
    "anomaly",
    "flow_end",
  ],
} as const satisfies Record<string, readonly EventKind[]>;

export type FormatName = keyof typeof kindsOfFormat;

export const formatNames = Object.keys(kindsOfFormat) as FormatName[];

/** What a summary counts. */
export const summaryKinds = ["established", "reset", "flow_end"] as const satisfies EventKind[];
