/** Why the connection took as long as it did. */
import type { PhaseEventOf } from "../../events/mod.ts";
import { formatDuration } from "../layout/quantities.ts";
import type { Texts } from "./lang/en.ts";
import type { Statement } from "./statement.ts";

type FlowEnd = PhaseEventOf<"flow_end">;

export function waiting(end: FlowEnd, t: Texts): Statement[] {
  const statements: Statement[] = [];
  const { duration_ns: duration, stalls } = end;
  if (duration !== undefined && duration > 0) {
    if (!stalls) statements.push({ text: t.noStalls(formatDuration(duration)) });
    else {
      statements.push({ text: t.stallsIntro(formatDuration(duration)) });
      for (const { waiting_on: cause, n, total_ns: total, max_ns: longest, max_frame: frame } of stalls) {
        const text = t.stallLine(formatDuration(total), t.stall[cause], n, formatDuration(longest), frame);
        statements.push({ frame, text });
      }
      const rest = duration - stalls.reduce((sum, { total_ns: total }) => sum + total, 0);
      if (rest >= 0) statements.push({ text: t.stallsRest(formatDuration(rest)) });
    }
  }
  for (const [side, other] of [
    ["client", "server"],
    ["server", "client"],
  ] as const) {
    const way = side === "client" ? end.c2s : end.s2c;
    if (way.rtt_min_ns !== undefined && way.rtt_max_ns !== undefined) {
      const text = t.roundTrips(
        other,
        formatDuration(way.rtt_min_ns),
        way.rtt_p50_ns === undefined ? undefined : formatDuration(way.rtt_p50_ns),
        formatDuration(way.rtt_max_ns),
        way.rtt_count,
      );
      statements.push({ text });
    }
    if (way.response_min_ns !== undefined && way.response_max_ns !== undefined) {
      const text = t.responses(
        side,
        formatDuration(way.response_min_ns),
        way.response_p50_ns === undefined ? undefined : formatDuration(way.response_p50_ns),
        formatDuration(way.response_max_ns),
        way.response_count,
      );
      statements.push({ text });
    }
    if (way.goodput_bps !== undefined && way.unique_bytes >= 10_000) {
      statements.push({ text: t.rate(side, way.goodput_bps) });
    }
    if (way.zero_window_ns !== undefined) {
      statements.push({ text: t.zeroWindowTime(other, formatDuration(way.zero_window_ns)) });
    }
  }
  return statements;
}
