/** What must be true of every output, checked fast enough for a million of them. */
import type { PhaseEvent, PhaseEventOf } from "../../src/mod.ts";
import { expectSound } from "../library/invariants.ts";
import type { Run } from "../library/run.ts";
import { fieldIssue } from "./line_check.ts";

/**
 * Bytes of output: so many for the run, for a packet, and for each byte of input. A packet prints at most a handful of
 * lines of bounded length; names and comments of a capture are printed as often as the third bound has it.
 */
export const OUTPUT_BYTES_PER_RUN = 8192;
export const OUTPUT_BYTES_PER_PACKET = 6144;
export const OUTPUT_BYTES_PER_BYTE = 16;

/** What an output says of its input. */
export interface Verdict {
  readonly counts: ReadonlyMap<string, number>;
  readonly end: PhaseEventOf<"capture_end">;
}

function fail(message: string, line: string): never {
  throw new Error(`${message}: ${line}`);
}

function parsed(line: string): PhaseEvent {
  try {
    return JSON.parse(line);
  } catch {
    return fail("not JSON", line);
  }
}

/**
 * Checks a run.
 * @param isFull the run printed all kinds of events
 * @param isSample check everything there is to check, not only what is quick
 * @throws {Error} the rule that is broken, and the line
 */
export function checkRun(run: Run, inputBytes: number, isFull: boolean, isSample: boolean): Verdict {
  const { text, errors } = run;
  if (!text.endsWith("\n")) fail("the output does not end with a line feed", text.slice(-200));
  const lines = text.split("\n");
  lines.pop();
  const counts = new Map<string, number>();
  const ended = new Set<number>();
  let end: PhaseEventOf<"capture_end"> | undefined;
  let frame = 0;
  for (const line of lines) {
    const event = parsed(line);
    const issue = fieldIssue(event);
    if (issue !== undefined) fail(issue, line);
    if (end) fail("something behind capture_end", line);
    counts.set(event.event, (counts.get(event.event) ?? 0) + 1);
    if (event.event === "capture_end") end = event;
    if ("frame" in event) {
      const known = event.known_frame ?? event.frame;
      if (known < frame) fail(`a line known at frame ${known} behind one known at ${frame}`, line);
      frame = known;
    }
    if ("flow" in event) {
      if (ended.has(event.flow)) fail("an event behind flow_end", line);
      if (event.event === "flow_end") ended.add(event.flow);
    }
  }
  if (!end) return fail("no capture_end", lines.at(-1)!);
  checkTotals(end, counts, errors.length, isFull);
  const bound =
    OUTPUT_BYTES_PER_RUN + OUTPUT_BYTES_PER_PACKET * end.packets + OUTPUT_BYTES_PER_BYTE * inputBytes;
  if (text.length > bound) fail(`${text.length} characters of output for ${inputBytes} bytes`, lines.at(-1)!);
  if (isFull && isSample && !("ip_fragments" in end)) expectSound(run);
  return { counts, end };
}

function checkTotals(
  end: PhaseEventOf<"capture_end">,
  counts: ReadonlyMap<string, number>,
  errors: number,
  isFull: boolean,
): void {
  const line = JSON.stringify(end);
  const expectEqual = (what: string, one: number, other: number): void => {
    if (one !== other) fail(`${what}: ${one} and ${other}`, line);
  };
  const undecoded = end.undecoded.reduce((sum, { n }) => sum + n, 0);
  const { joined, datagrams } = fragmentsOf(end);
  const sorts = end.tcp_segments + end.copies + end.non_tcp + undecoded + joined - datagrams;
  expectEqual("packets and their sorts", end.packets, sorts);
  const sums = end.cksum_good + end.cksum_partial + end.cksum_bad + end.cksum_unverified;
  expectEqual("tcp_segments and checksums", end.tcp_segments, sums);
  expectEqual("error events and reported errors", counts.get("error") ?? 0, errors);
  expectEqual("complete and errors", end.complete ? 1 : 0, errors === 0 ? 1 : 0);
  if (!isFull) return;
  expectEqual(
    "segments, copies and segment events",
    end.tcp_segments + end.copies,
    counts.get("segment") ?? 0,
  );
  expectEqual("flows and flow_end events", end.flows, counts.get("flow_end") ?? 0);
}

function fragmentsOf(end: object): { joined: number; datagrams: number } {
  const { ip_fragments = { joined: 0, datagrams: 0, packets: 0, lost: 0 } } = end as {
    ip_fragments?: { joined: number; datagrams: number; packets: number; lost: number };
  };
  if (ip_fragments.packets !== ip_fragments.joined + ip_fragments.lost) {
    fail("fragments that are neither joined nor lost", JSON.stringify(end));
  }
  return ip_fragments;
}
