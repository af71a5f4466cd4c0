/** Counts of one capture on all sides, and what tells them apart. */

import { differences, pairFrames } from "../frames.ts";
import { reasonFor } from "../reasons.ts";
import { matchConnections } from "../streams/match.ts";
import type { Connection, Matched } from "../streams/model.ts";
import { reasonsFor, splitReason } from "../streams/reasons.ts";
import { splitsOf } from "../streams/splits.ts";
import type { CaptureFacts, Counted, Part } from "./model.ts";
import { type FileFacts, packetReason } from "./reasons.ts";

function fileFacts({ file, isCapture, theyReadAll, theirs, ours }: CaptureFacts): FileFacts {
  return {
    ...{ file, isCapture, theyReadAll },
    theirPackets: theirs.size,
    ourPackets: ours.end?.packets,
    ourErrors: ours.errors,
  };
}

function countPackets(facts: CaptureFacts): Counted {
  const { row, theirs, ours } = facts;
  const own = ours.end?.packets ?? 0;
  // The index counts records by itself.
  const parts = [...new Set([theirs.size, row.packets ?? theirs.size])]
    .filter((packets) => packets !== own)
    .map((packets) => packets - own)
    .map((surplus): Part => ({ surplus, reason: packetReason(fileFacts(facts), surplus) }));
  return { count: "packets", index: row.packets, tshark: theirs.size, ours: own, parts, complaints: [] };
}

function countTcp({ row, theirs, ours, file }: CaptureFacts): Counted {
  const parts: Part[] = [];
  for (const pair of pairFrames(theirs, ours.segments, new Map(), file.records)) {
    const hasOurs = pair.ours !== undefined;
    if (hasOurs === (pair.theirs?.tcp !== undefined)) continue;
    const difference = differences(pair).find(({ field }) => field === "presence")!;
    parts.push({
      surplus: hasOurs ? -1 : 1,
      reason: reasonFor(pair, difference)?.id,
      frame: pair.number,
    });
  }
  let tshark = 0;
  for (const frame of theirs.values()) {
    if (!frame.protocols.includes("tcp")) continue;
    tshark++;
    if (frame.tcp === undefined) parts.push({ surplus: 1, reason: "no_field", frame: frame.number });
  }
  return counted("tcp_packets", row.tcpPackets, tshark, ours.segments.size, parts);
}

/** What makes the numbers of flows and streams of one connection differ. */
function connectionParts(connection: Connection, matched: Matched): Part[] {
  const { flows, streams, pairs } = connection;
  const frame = pairs[0]!.number;
  if (flows.length === 0 || streams.length === 0) {
    const difference = {
      field: "presence",
      ours: flows.length > 0 ? "yes" : undefined,
      theirs: streams.length > 0 ? "yes" : undefined,
      frame,
    } as const;
    const reasons = reasonsFor(connection, matched, difference);
    const reason = reasons.length === 0 ? undefined : reasons.join(" + ");
    return [{ surplus: streams.length - flows.length, reason, frame }];
  }
  return splitsOf(connection)
    .filter(({ by }) => by !== "neither")
    .map((split) => ({
      surplus: split.by === "us" ? -1 : 1,
      reason: splitReason(split, connection),
      frame: split.pair.number,
    }));
}

function countFlows({ row, theirs, ours, file }: CaptureFacts): Counted {
  const matched = matchConnections(theirs, ours, file.records);
  const parts = matched.connections.flatMap((connection) => connectionParts(connection, matched));
  const own = new Set(matched.connections.flatMap(({ streams }) => streams.map(({ number }) => number)));
  for (const [number, frame] of matched.theirFirstFrames) {
    if (!own.has(number)) parts.push({ surplus: 1, reason: "inner_stream", frame });
  }
  return counted("flows", row.flows, matched.theirFirstFrames.size, ours.flows.size, parts);
}

/** Complains where the parts do not make the difference, and where the index is not tshark's. */
function counted(
  count: Counted["count"],
  index: number | undefined,
  tshark: number,
  ours: number,
  parts: readonly Part[],
): Counted {
  const complaints: string[] = [];
  const sum = parts.reduce((total, { surplus }) => total + surplus, 0);
  if (tshark - ours !== sum) complaints.push(`tshark has ${tshark - ours} more, its parts make ${sum}`);
  if (index !== undefined && index !== tshark) complaints.push(`the index has ${index}, tshark ${tshark}`);
  return { count, index, tshark, ours, parts, complaints };
}

/** All counts of one capture. */
export function countCapture(facts: CaptureFacts): Counted[] {
  const counts = [countPackets(facts), countTcp(facts), countFlows(facts)];
  if (facts.isCapture) return counts;
  // Frame by frame, nothing can be said of a file that is refused.
  return counts.map((counted) => {
    const surplus = counted.tshark - counted.ours;
    const part = { surplus, reason: packetReason(fileFacts(facts), surplus) };
    return { ...counted, parts: surplus === 0 ? [] : [part] };
  });
}
