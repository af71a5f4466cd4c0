/** Why our connection was over when tshark's stream went on: the timers, checked against the stamps. */

import type { Connection, OurFlow } from "./model.ts";

const SECOND = 1_000_000_000n;
const LINGER = 5n * SECOND;
const HALF_OPEN = 130n * SECOND;
const FIN_SEEN = 240n * SECOND;
const ESTABLISHED = 7440n * SECOND;

/** Frame of the first RST, or of the later of both directions' first FINs; undefined where there is neither. */
function endFrame(flow: OurFlow): number | undefined {
  const finished = new Set<string>();
  for (const { copy_of, flags, sender, frame } of flow.segments) {
    if (copy_of !== undefined) continue;
    if (flags.includes("F")) finished.add(sender);
    if (flags.includes("R") || finished.size === 2) return frame;
  }
  return undefined;
}

/** Closed or reset, and the connection lingered out before `frame` came. */
export function lingeredOut({ clock }: Connection, flow: OurFlow, frame: number): boolean {
  const end = endFrame(flow);
  const isOver = flow.end.reason === "closed" || flow.end.reason === "reset";
  return isOver && end !== undefined && clock(frame) - clock(end) >= LINGER;
}

/** Nothing came for as long as the connection's state allows, before `frame` came. */
export function timedOut({ clock }: Connection, flow: OurFlow, frame: number): boolean {
  const own = flow.segments.filter(({ copy_of }) => copy_of === undefined);
  const last = own.at(-1);
  if (flow.end.reason !== "idle" || last === undefined) return false;
  const isHalfOpen = flow.syns.length > 0 && !flow.established;
  const hasFin = own.some(({ flags }) => flags.includes("F"));
  const timeout = isHalfOpen ? HALF_OPEN : hasFin ? FIN_SEEN : ESTABLISHED;
  const since = isHalfOpen ? flow.syns.at(-1)!.frame : last.frame;
  return clock(frame) - clock(since) >= timeout;
}
