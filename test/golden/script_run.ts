/**
 * Lines that scripts of all kinds have: what is asked of the analysis, and the connections.
 */
import { type EventKind, eventKinds } from "../../src/options.ts";
import type { ScriptConnection } from "./script.ts";
import type { ScriptLine } from "./script_line.ts";

/** Names behind `option`: bounds, times (in seconds) and others of the analysis. */
export const SCRIPT_OPTIONS = [
  "max_flows",
  "half_open_timeout",
  "established_timeout",
  "fin_timeout",
  "linger",
  "turn_idle",
  "turn_limit",
  "update",
  "stall",
  "max_anomalies",
  "community_id_seed",
] as const;
export type ScriptOptionName = (typeof SCRIPT_OPTIONS)[number];
/** Those that are no times. */
const INTEGERS: readonly ScriptOptionName[] = ["max_flows", "max_anomalies", "community_id_seed"];

export interface ScriptRun {
  readonly detail: "phase" | "segment";
  /** Exactly these kinds of events, instead. */
  readonly events?: readonly EventKind[] | undefined;
  readonly options?: ReadonlyMap<ScriptOptionName, number>;
  readonly connections: ReadonlyMap<string, ScriptConnection>;
}

const U32 = 0xffff_ffff;

/** A run of which nothing was said yet. */
export function newRun(): Draft {
  return { detail: "phase", events: undefined, options: new Map(), connections: new Map() };
}

interface Draft {
  detail: ScriptRun["detail"];
  events: EventKind[] | undefined;
  readonly options: Map<ScriptOptionName, number>;
  readonly connections: Map<string, ScriptConnection>;
}

/** Reads a line if it is one of these. */
export function parseRunLine(line: ScriptLine, draft: Draft): boolean {
  if (line.skip("detail")) {
    line.expect("segment");
    draft.detail = "segment";
  } else if (line.skip("events")) {
    draft.events = [line.choice(eventKinds)];
    while (line.skip(",")) draft.events.push(line.choice(eventKinds));
  } else if (line.skip("option")) {
    const name = line.choice(SCRIPT_OPTIONS);
    if (draft.options.has(name)) line.fail("expected an option that is not given yet", 1);
    draft.options.set(name, INTEGERS.includes(name) ? line.integer(name, 0, U32) : line.seconds(name));
  } else if (line.skip("connection")) {
    const connection = parseConnection(line, draft.connections);
    draft.connections.set(connection.name, connection);
  } else return false;
  return true;
}

function parseConnection(
  line: ScriptLine,
  connections: ReadonlyMap<string, ScriptConnection>,
): ScriptConnection {
  const [name] = line.match(/([a-z]\w*)/, "a name") as [string];
  if (connections.has(name)) line.fail("expected a name that is not taken", 1);
  const c = parseEndpoint(line);
  const s = parseEndpoint(line);
  line.expect("isn");
  const isn = { c: line.integer("the ISN of c", 0, U32), s: line.integer("the ISN of s", 0, U32) };
  return { name, c, s, isn };
}

function parseEndpoint(line: ScriptLine): string {
  const [endpoint] = line.match(/([\d.]+:\d+|\[[0-9a-f:.]+\]:\d+)/, "address:port or [address]:port");
  return endpoint!;
}
