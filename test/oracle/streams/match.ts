/** Puts our flows and tshark's streams side by side, by the frames that they share. */

import { pairFrames } from "../frames.ts";
import type { FramePair, TheirFrame } from "../model.ts";
import type { CaptureRecord } from "../records.ts";
import type { Clock, Connection, Matched, OurFlow, TheirStream } from "./model.ts";
import type { OurCapture } from "./ours.ts";

/** The stamps as stored: tshark prints a fraction of a second or more as something else. */
function clockOf(records: readonly CaptureRecord[]): Clock {
  let now = 0n;
  const greatest = records.map(({ time }) => {
    if (time !== undefined && time > now) now = time;
    return now;
  });
  return (frame) => greatest[frame - 1] ?? now;
}

function streamsOf(theirs: ReadonlyMap<number, TheirFrame>): Map<number, TheirStream> {
  const streams = new Map<number, TheirStream>();
  for (const frame of theirs.values()) {
    const number = frame.tcp?.stream;
    if (number === undefined) continue;
    const stream = streams.get(number) ?? { number, frames: [] };
    streams.set(number, stream);
    stream.frames.push(frame);
  }
  return streams;
}

/** Union-find: nodes that were joined have one representative. */
class Groups {
  readonly #parent = new Map<string, string>();

  find(node: string): string {
    let root = node;
    for (let up = this.#parent.get(root); up !== undefined; up = this.#parent.get(root)) root = up;
    return root;
  }

  join(a: string, b: string): void {
    const [rootA, rootB] = [this.find(a), this.find(b)];
    if (rootA !== rootB) this.#parent.set(rootB, rootA);
  }
}

/** Keys of what a frame belongs to on either side. */
function nodesOf({ ours, theirs }: FramePair): string[] {
  const nodes: string[] = [];
  if (theirs?.tcp?.stream !== undefined) nodes.push(`s${theirs.tcp.stream}`);
  if (ours !== undefined) nodes.push(`f${ours.flow}`);
  return nodes;
}

/** The first frame of each number, in order. */
function firstFrames(numbers: Iterable<readonly [number: number, frame: number]>): Map<number, number> {
  const frames = new Map<number, number>();
  for (const [number, frame] of numbers) {
    if (!frames.has(number)) frames.set(number, frame);
  }
  return frames;
}

/** Finds the connections of one capture. */
export function matchConnections(
  theirs: ReadonlyMap<number, TheirFrame>,
  ours: OurCapture,
  records: readonly CaptureRecord[],
): Matched {
  const streams = streamsOf(theirs);
  const clock = clockOf(records);
  const pairs = [...pairFrames(theirs, ours.segments, new Map(), records)];
  const groups = new Groups();
  for (const pair of pairs) {
    const [first, second] = nodesOf(pair);
    if (first !== undefined && second !== undefined) groups.join(first, second);
  }
  const found = new Map<string, { flows: Set<OurFlow>; streams: Set<TheirStream>; pairs: FramePair[] }>();
  for (const pair of pairs) {
    const node = nodesOf(pair)[0];
    if (node === undefined) continue;
    const root = groups.find(node);
    const group = found.get(root) ?? { flows: new Set(), streams: new Set(), pairs: [] };
    found.set(root, group);
    group.pairs.push(pair);
    const stream = pair.theirs?.tcp?.stream;
    if (stream !== undefined) group.streams.add(streams.get(stream)!);
    const flow = pair.ours && ours.flows.get(pair.ours.flow);
    if (flow !== undefined) group.flows.add(flow);
  }
  const connections = [...found.values()].map(
    (group): Connection => ({
      flows: [...group.flows],
      streams: [...group.streams],
      pairs: group.pairs,
      clock,
    }),
  );
  return {
    connections,
    ourFirstFrames: firstFrames([...ours.segments].map(([frame, { stream }]) => [stream, frame])),
    // Headers that are quoted, sampled or tunnelled take numbers, too.
    theirFirstFrames: firstFrames(
      [...theirs.values()].flatMap((frame) =>
        frame.column("tcp.stream").map((stream) => [Number(stream), frame.number] as const),
      ),
    ),
    firstSocksFrame: [...theirs.values()].find(({ protocols }) => protocols.includes("socks"))?.number,
  };
}
