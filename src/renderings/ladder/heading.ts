/** The lines above a connection's ladder. */
import { clientOf, serverOf } from "../layout/endpoints.ts";
import { formatMoment } from "../layout/moment.ts";
import { formatBytes, formatDuration, grouped } from "../layout/quantities.ts";
import type { Diagram } from "./diagram.ts";
import { counted } from "./labels.ts";

/** Which connection it is. */
export function title({ end }: Diagram): string {
  const service = end.service_by_port === undefined ? "" : ` (${end.service_by_port})`;
  return `Connection ${end.flow}: ${clientOf(end)} → ${serverOf(end)}${service}`;
}

/** Says of connections without a ladder why they have none; empty if there are none. */
export function unfinishedWords(n: number): string {
  if (n === 0) return "";
  const not = n === 1 ? "1 connection is" : `${grouped(n)} connections are`;
  return `${not} not drawn: a limit left out the event flow_end, which ends a ladder`;
}

/** When it was, and how much. */
export function facts({ end }: Diagram, timeZone: string | undefined): string {
  const { c2s, s2c } = end;
  const parts = [`stream ${end.stream}`];
  if (end.start_ts !== undefined) parts.push(formatMoment(end.start_ts, timeZone));
  if (end.duration_ns !== undefined) parts.push(formatDuration(end.duration_ns));
  parts.push(counted(c2s.packets + s2c.packets, "packet"));
  parts.push(`${formatBytes(c2s.unique_bytes)} ►◄ ${formatBytes(s2c.unique_bytes)}`);
  // broken between its parts only
  return parts.map((part) => part.replaceAll(" ", "\u00a0")).join(" · ");
}
