/** Runs the analyzer's command line on a capture and reads its `segment` events. */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { OurError, OurSegment } from "./model.ts";

const ENTRY = join(import.meta.dirname, "..", "..", "analyze.ts");
const ARGS = ["--detail", "segment", "--events", "segment,capture_end"];
const TIMEOUT_MS = 300_000;
const MAX_OUTPUT_BYTES = 2 ** 30;

/** What the analyzer made of one capture. */
export interface OurOutput {
  readonly segments: ReadonlyMap<number, OurSegment>;
  /** capture_end.packets */
  readonly packets: number | undefined;
  readonly errors: readonly OurError[];
  /** What must never happen: a crash, a hang, a line that is no event, a frame told twice. */
  readonly failures: readonly string[];
}

type OurEvent =
  | OurSegment
  | { readonly event: "capture_start" }
  | OurError
  | { readonly event: "capture_end"; readonly packets: number };

/** Reads NDJSON; never throws. */
export function parseOurs(stdout: string): OurOutput {
  const segments = new Map<number, OurSegment>();
  const errors: OurError[] = [];
  const failures: string[] = [];
  let packets: number | undefined;
  for (const line of stdout.split("\n")) {
    if (line === "") continue;
    let event: OurEvent;
    try {
      event = JSON.parse(line);
    } catch {
      failures.push(`not JSON: ${line.slice(0, 200)}`);
      continue;
    }
    if (event.event === "segment") {
      if (segments.has(event.frame)) failures.push(`frame ${event.frame} has two segment events`);
      segments.set(event.frame, event);
    } else if (event.event === "error") {
      errors.push(event);
    } else if (event.event === "capture_end") {
      packets = event.packets;
    } else if (event.event !== "capture_start") {
      failures.push(`unexpected event: ${line.slice(0, 200)}`);
    }
  }
  if (packets === undefined) failures.push("no capture_end event");
  return { segments, packets, errors, failures };
}

/** What is wrong with the way a run ended, if anything. */
export function runFailures(status: number | null, signal: string | null, stderr: string): string[] {
  const failures: string[] = [];
  if (signal !== null) failures.push(`killed by ${signal}`);
  else if (status !== 0 && status !== 1) failures.push(`exit status ${status}`);
  if (/^\s+at .*:\d+/m.test(stderr)) failures.push("stack trace on stderr");
  if (failures.length > 0) failures.push(...stderr.trimEnd().split("\n").slice(0, 5));
  return failures;
}

/** One process a capture, so that a crash or a hang cannot spoil the next one. */
export function runOurs(path: string): OurOutput {
  const result = spawnSync(process.execPath, [ENTRY, ...ARGS, path], {
    encoding: "utf8",
    maxBuffer: MAX_OUTPUT_BYTES,
    timeout: TIMEOUT_MS,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = parseOurs(result.stdout ?? "");
  return {
    ...output,
    failures: [...runFailures(result.status, result.signal, result.stderr ?? ""), ...output.failures],
  };
}
