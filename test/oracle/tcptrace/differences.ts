/** What is compared of a pair of connections. */

import {
  type End,
  endsOf,
  type Figure,
  type Pair,
  SINGLES,
  SUMS,
  segmentsOf,
  senderOf,
  totalsOf,
} from "./connections.ts";
import { isOwnRule, MILLISECONDS_OFF, ourRoundTrips } from "./round_trips.ts";

/** `rtt_rule`: whether our events give the samples that our `flow_end` sums up. */
export type Field = Figure | "presence" | "rtt_rule";

export interface Difference {
  readonly field: Field;
  /** The sender whose figure it is. */
  readonly from: End;
  readonly ours: number;
  readonly theirs: number;
}

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
      case "rtt_min":
      case "rtt_max":
        sum += ourRoundTrips(flow, senderOf(flow, from))[figure];
        break;
    }
  }
  return sum;
}

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
      compared?.(field);
      const ours = ourFigure(pair, end, field);
      const other = theirs.reduce((sum, { sides }) => sum + sides.get(end)![field], 0);
      const isTime = field === "rtt_min" || field === "rtt_max";
      if (Math.abs(ours - other) > (isTime ? MILLISECONDS_OFF : 0)) {
        found.push({ field, from: end, ours, theirs: other });
      }
    }
    if (!isOneToOne) continue;
    compared?.("rtt_rule");
    const [flow] = flows;
    if (!isOwnRule(flow!, senderOf(flow!, end)))
      found.push({ field: "rtt_rule", from: end, ours: 0, theirs: 1 });
  }
  return found;
}
