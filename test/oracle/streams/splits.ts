/** Places where one side begins a new connection and the other goes on with the one that it has. */

import type { FramePair } from "../model.ts";
import type { Connection, OurFlow, TheirStream } from "./model.ts";

/** One such place. */
export interface Split {
  /** Whose new connection it is; `neither`: two that were known before have come to share a frame. */
  readonly by: "us" | "tshark" | "neither";
  readonly pair: FramePair;
  /** Our flow of the frame, and the one that the stream's latest frame before it belonged to. */
  readonly flow: OurFlow;
  readonly before: OurFlow | undefined;
  readonly stream: TheirStream;
  readonly streamBefore: TheirStream | undefined;
}

/** All of a connection; none where one flow meets one stream. */
export function splitsOf({ flows, streams, pairs }: Connection): Split[] {
  if (flows.length <= 1 && streams.length <= 1) return [];
  const flowByNumber = new Map(flows.map((flow) => [flow.end.flow, flow]));
  const streamByNumber = new Map(streams.map((stream) => [stream.number, stream]));
  const met = new Set<string>();
  const latestFlow = new Map<number, OurFlow>();
  const latestStream = new Map<number, TheirStream>();
  const splits: Split[] = [];
  for (const pair of pairs) {
    const flow = pair.ours && flowByNumber.get(pair.ours.flow);
    const number = pair.theirs?.tcp?.stream;
    const stream = number === undefined ? undefined : streamByNumber.get(number);
    if (flow === undefined || stream === undefined) continue;
    const before = latestFlow.get(stream.number);
    const streamBefore = latestStream.get(flow.end.flow);
    const edge = `${flow.end.flow} ${stream.number}`;
    if (!met.has(edge) && (before !== undefined || streamBefore !== undefined)) {
      const by = streamBefore === undefined ? "us" : before === undefined ? "tshark" : "neither";
      splits.push({ by, pair, flow, before, stream, streamBefore });
    }
    met.add(edge);
    latestFlow.set(stream.number, flow);
    latestStream.set(flow.end.flow, stream);
  }
  return splits;
}
