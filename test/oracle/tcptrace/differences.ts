/** What is compared of a pair of connections. */

import {
  type End,
  endsOf,
  type Figure,
  type Pair,
  SINGLES,
  SUMS,
  segmentsOf,
  totalsOf,
} from "./connections.ts";

export type Field = Figure | "presence";

export interface Difference {
  readonly field: Field;
  /** The sender whose figure it is. */
  readonly from: End;
  readonly ours: number;
  readonly theirs: number;
}

/** Half of the last decimal that tcptrace prints of a time in milliseconds; it works in microseconds. */
const MILLISECONDS_OFF = 0.0511;
const NANOSECONDS = 1e6;

/** Our figure, in tcptrace's terms. Copies are in all of its figures. */
function ourFigure(pair: Pair, from: End, figure: Figure): number {
  let sum = 0;
  for (const flow of pair.flows) {
    const totals = totalsOf(flow, from);
    const copies = segmentsOf(flow, from).filter(({ copy_of }) => copy_of !== undefined);
    switch (figure) {
      case "packets":
        sum += totals.packets + copies.length;
        break;
      case "data_bytes":
        sum += totals.payload_bytes + copies.reduce((bytes, { len }) => bytes + len, 0);
        break;
      case "unique_bytes":
        sum += totals.unique_bytes;
        break;
      case "rexmt_packets":
        sum += totals.retrans_packets + copies.filter(({ len }) => len > 0).length;
        break;
      case "rexmt_bytes":
        sum += totals.retrans_bytes + copies.reduce((bytes, { len }) => bytes + len, 0);
        break;
      case "ooo_packets":
        sum += totals.ooo_packets;
        break;
      case "zero_windows":
        sum +=
          totals.zero_windows + copies.filter(({ win, flags }) => win === 0 && !/[SFR]/.test(flags)).length;
        break;
      case "copies":
        sum += copies.length;
        break;
      case "initial_window":
        sum += totals.initial_window_bytes ?? 0;
        break;
      case "max_owin":
        sum += totals.max_in_flight ?? 0;
        break;
      case "rtt_samples":
        sum += totals.rtt_count;
        break;
      case "rtt_min":
        sum += (totals.rtt_min_ns ?? 0) / NANOSECONDS;
        break;
      case "rtt_max":
        sum += (totals.rtt_max_ns ?? 0) / NANOSECONDS;
        break;
    }
  }
  return sum;
}

/** True until round trips are measured at all. */
const hasNoRoundTrips = (pair: Pair, from: End): boolean =>
  pair.flows.every((flow) => totalsOf(flow, from).rtt_count === 0);

export function differences(pair: Pair, compared?: (field: Field) => void): Difference[] {
  const { flows, theirs } = pair;
  compared?.("presence");
  const [from] = flows[0] ? endsOf(flows[0]) : theirs[0]!.ends;
  if (flows.length === 0 || theirs.length === 0) {
    return [{ field: "presence", from, ours: flows.length, theirs: theirs.length }];
  }
  const isOneToOne = flows.length === 1 && theirs.length === 1;
  const found: Difference[] = [];
  for (const end of new Set(theirs[0]!.ends)) {
    for (const field of [...SUMS, ...(isOneToOne ? SINGLES : [])]) {
      if (field.startsWith("rtt") && hasNoRoundTrips(pair, end)) continue;
      compared?.(field);
      const ours = ourFigure(pair, end, field);
      const other = theirs.reduce((sum, { sides }) => sum + sides.get(end)![field], 0);
      const isTime = field === "rtt_min" || field === "rtt_max";
      if (Math.abs(ours - other) > (isTime ? MILLISECONDS_OFF : 0)) {
        found.push({ field, from: end, ours, theirs: other });
      }
    }
  }
  return found;
}
