/** The fields on which the two sides differ for one connection. */

import { completenessText } from "./completeness.ts";
import type { Connection, Difference, Field, Matched, Value } from "./model.ts";
import { splitsOf } from "./splits.ts";
import { COUNTERS, ENDS, isSelfAddressed, ourTotal, theirTotal } from "./totals.ts";

/** Bits of all flows, or of all streams: they only ever come up. */
export function ourCompleteness({ flows }: Connection): number {
  return flows.reduce((bits, { end }) => bits | end.completeness, 0);
}

export function theirCompleteness({ pairs }: Connection): number {
  return pairs.reduce((bits, { theirs }) => bits | (theirs?.tcp?.completeness ?? 0), 0);
}

type Compare = (field: Field, ours: Value, theirs: Value, frame?: number) => void;

function compareTotals(connection: Connection, compare: Compare): void {
  for (const counter of COUNTERS) {
    const [a, b] = ENDS.map(
      (end) => [ourTotal(connection, counter, end), theirTotal(connection, counter, end)] as const,
    );
    if (isSelfAddressed(connection.flows[0]!)) {
      compare(`${counter}_a`, a![0] + b![0], a![1] + b![1]);
    } else {
      compare(`${counter}_a`, a![0], a![1]);
      compare(`${counter}_b`, b![0], b![1]);
    }
  }
}

/**
 * Our numbers of streams and tshark's, at the first frame of each of ours. Where one side began a connection that the
 * other has not, all later numbers are apart by that: such a place is a difference by itself.
 */
function compareNumbers(connection: Connection, matched: Matched, compare: Compare): void {
  const { ourFirstFrames, theirFirstFrames } = matched;
  for (const number of new Set(connection.flows.map(({ end }) => end.stream))) {
    const frame = ourFirstFrames.get(number)!;
    const pair = connection.pairs.find((candidate) => candidate.number === frame);
    const theirs = pair?.theirs?.tcp?.stream;
    // Ours alone, or begun within one of tshark's.
    if (theirs === undefined || theirFirstFrames.get(theirs) !== frame) continue;
    compare("stream", number, theirs, frame);
  }
}

/**
 * Compares one connection. `compared` is told each field that was looked at.
 *
 * @param exactNumbers what `capture_end.stream_numbers` says
 */
export function differences(
  connection: Connection,
  matched: Matched,
  exactNumbers: boolean,
  compared?: (field: Field) => void,
): Difference[] {
  const first = connection.pairs[0]!.number;
  const found: Difference[] = [];
  const compare: Compare = (field, ours, theirs, frame = first) => {
    compared?.(field);
    if (ours !== theirs) found.push({ field, ours, theirs, frame });
  };
  const { flows, streams } = connection;
  const bothSides = flows.length > 0 && streams.length > 0;
  compare("presence", flows.length > 0 ? "yes" : undefined, streams.length > 0 ? "yes" : undefined);
  if (!bothSides) return found;
  compared?.("split");
  for (const { by, pair } of splitsOf(connection)) {
    found.push({
      field: "split",
      ours: by === "tshark" ? "goes on" : "new",
      theirs: by === "us" ? "goes on" : "new",
      frame: pair.number,
    });
  }
  compareTotals(connection, compare);
  if (exactNumbers) compareNumbers(connection, matched, compare);
  compare("completeness", ourCompleteness(connection), theirCompleteness(connection));
  for (const { end } of flows) {
    compare("completeness_text", end.completeness_text, completenessText(end.completeness));
  }
  return found;
}
