/** What is true of the output of any input, sound or not. */
import * as v from "valibot";
import { phaseEventSchema } from "../../src/events/schemas.ts";
import type { PhaseEvent, PhaseEventOf } from "../../src/mod.ts";
import type { Run } from "./run.ts";

/** Lines that are held against the schema: the first of each kind, and each so many-th. */
const SCHEMA_STEP = 17;

function fail(message: string, line: string): never {
  throw new Error(`${message}: ${line}`);
}

function parsed(line: string): PhaseEvent {
  let event: PhaseEvent;
  try {
    event = JSON.parse(line);
  } catch {
    return fail("not JSON", line);
  }
  // also says: no field twice, no number that is not printed in its shortest form
  if (JSON.stringify(event) !== line) fail("not what JSON.stringify prints", line);
  return event;
}

/** The error that the schema finds, for tests of the check itself and for {@link expectSound}. */
export function schemaIssue(event: unknown): string | undefined {
  const result = v.safeParse(phaseEventSchema, event);
  if (result.success) return undefined;
  const issue = result.issues[0];
  return `${v.getDotPath(issue)}: ${issue.message}`;
}

/**
 * Checks an output of detail `segment`.
 * @throws {Error} the rule that is broken, and the line
 */
export function expectSound({ text, errors }: Run): void {
  if (!text.endsWith("\n")) fail("the output does not end with a line feed", text.slice(-200));
  const lines = text.slice(0, -1).split("\n");
  const counts = new Map<string, number>();
  const flows = new Set<number>();
  let end: PhaseEventOf<"capture_end"> | undefined;
  let frame = 0;
  let packets = 0;
  let copies = 0;
  let gaps = 0;
  let gapBytes = 0;
  let limited = 0;
  for (const [i, line] of lines.entries()) {
    const event = parsed(line);
    const count = (counts.get(event.event) ?? 0) + 1;
    counts.set(event.event, count);
    if (end) fail("something behind capture_end", line);
    if (event.event === "capture_end") end = event;
    if ("frame" in event) {
      const known = event.known_frame ?? event.frame;
      if (known < frame) fail(`a line known at frame ${known} behind one known at ${frame}`, line);
      frame = known;
    }
    if (event.event === "flow_end") {
      for (const side of [event.c2s, event.s2c]) {
        packets += side.packets;
        copies += side.copies;
        gaps += side.gaps;
        gapBytes += side.gap_bytes;
        if (side.unique_bytes + side.retrans_bytes > side.payload_bytes)
          fail("more bytes than payload", line);
      }
      if (event.limits) limited++;
      if (flows.has(event.flow)) fail("a second flow_end", line);
      flows.add(event.flow);
    } else if ("flow" in event && flows.has(event.flow)) fail("an event behind flow_end", line);
    if (count === 1 || i % SCHEMA_STEP === 0) {
      const issue = schemaIssue(event);
      if (issue !== undefined) fail(issue, line);
    }
  }
  const last = lines.at(-1)!;
  if (!end) fail("no capture_end", last);
  const undecoded = end.undecoded.reduce((sum, { n }) => sum + n, 0);
  // of the fragments of a datagram the last one became it, the others went into it
  const parts = end.ip_fragments ? end.ip_fragments.joined - end.ip_fragments.datagrams : 0;
  const sorts = end.tcp_segments + end.copies + end.non_tcp + undecoded + parts;
  const balances: readonly (readonly [string, number, number])[] = [
    ["segments, copies and segment events", end.tcp_segments + end.copies, counts.get("segment") ?? 0],
    ["tcp_segments and the connections' packets", end.tcp_segments, packets],
    ["copies and the connections' copies", end.copies, copies],
    ["flows and flow_end events", end.flows, counts.get("flow_end") ?? 0],
    ["packets and their sorts", end.packets, sorts],
    [
      "tcp_segments and checksums",
      end.tcp_segments,
      end.cksum_good + end.cksum_partial + end.cksum_bad + end.cksum_unverified,
    ],
    ["report.gaps and the connections' gaps", end.report.gaps, gaps],
    [
      "report.gap_bytes and the connections'",
      end.report.gap_bytes,
      Math.min(gapBytes, Number.MAX_SAFE_INTEGER),
    ],
    ["report.limited_flows and connections with limits", end.report.limited_flows, limited],
    ["error events and reported errors", counts.get("error") ?? 0, errors.length],
    ["complete and errors", end.complete ? 1 : 0, errors.length === 0 ? 1 : 0],
  ];
  for (const [what, one, other] of balances) {
    if (one !== other) fail(`${what}: ${one} and ${other}`, last);
  }
}
