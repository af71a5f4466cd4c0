/**
 * What a line costs: events of a seeded capture, written by both encoders in turn.
 *
 * Only a bound from below: in a loop without a tracker all is in the caches and compiled for these kinds. What a line
 * costs in a run is the difference between two runs of the whole tool.
 *
 * Runs on Deno and Bun as it is, on Node as a bundle:
 * `bun build bench/encode.ts --target=node --outfile=dist/bench-encode.js`.
 */
import { parseArgs } from "node:util";
import { Engine } from "../src/engine.ts";
import * as events from "../src/events/mod.ts";
import { type EventKind, type FlowIdentity, NdjsonEncoder, type ReusedEvent } from "../src/events/mod.ts";
import { runOptions } from "../src/options.ts";
import { GeneratedCapture } from "./generator/capture.ts";
import { parseCount } from "./measure/count.ts";
import { spread } from "./measure/statistics.ts";

const USAGE = "usage: encode.ts [KIND ...] [--passes 15] [--seed 1] [--detail phase|segment]";
const WARM_UP_PASSES = 3;
/** Different events of a kind; so few that they stay in the caches. */
const EVENTS = 256;
const LINES_A_PASS = 20_000;

/** The events of a capture by kind, each a copy of its own. */
function recordEvents(seed: number, detail: "phase" | "segment"): Map<EventKind, ReusedEvent[]> {
  const recorded = new Map<EventKind, ReusedEvent[]>();
  const flows = new Map<number, FlowIdentity>();
  const keep = (event: ReusedEvent): void => {
    const list = recorded.get(event.event) ?? [];
    recorded.set(event.event, list);
    if (list.length < EVENTS) list.push("flow" in event ? copyOf(event, flows) : event);
  };
  const engine = new Engine(keep, runOptions({ detail }));
  engine.nextFiles([{ name: "capture" }]);
  for (const chunk of new GeneratedCapture({ profile: "small-100k", packets: 300_000, seed })) {
    engine.push(chunk);
  }
  engine.end("eof");
  return recorded;
}

/** Of the shape that the tracker's events have: an object made of a literal is slower to read, on Node by far. */
const newEvents = {
  midstream: events.newMidstreamEvent,
  syn: events.newSynEvent,
  syn_ack: events.newSynAckEvent,
  established: events.newEstablishedEvent,
  data: events.newDataEvent,
  fin: events.newFinEvent,
  fin_ack: events.newFinAckEvent,
  closed: events.newClosedEvent,
  reset: events.newResetEvent,
  anomaly: events.newAnomalyEvent,
  segment: events.newSegmentEvent,
  update: events.newUpdateEvent,
  flow_end: events.newFlowEndEvent,
};

function copyOf(event: events.FlowEvent, flows: Map<number, FlowIdentity>): events.FlowEvent {
  const { flow } = event;
  const { slot, stream, clientIp, clientPort, serverIp, serverPort, communityId } = flow;
  const identity = flows.get(flow.flow) ?? {
    ...{ slot, flow: flow.flow, stream, clientIp, clientPort, serverIp, serverPort, communityId },
  };
  flows.set(flow.flow, identity);
  const copy = newEvents[event.event]();
  for (const [name, value] of Object.entries(event)) {
    const own = (copy as unknown as Record<string, unknown>)[name];
    if (name === "flow") copy.flow = identity;
    else if (typeof own === "object" && own !== null && !Array.isArray(own)) Object.assign(own, value);
    else Object.assign(copy, { [name]: typeof value === "object" ? structuredClone(value) : value });
  }
  return copy;
}

/** Nanoseconds and bytes of a line. */
function pass(encoder: NdjsonEncoder, list: readonly ReusedEvent[]): { ns: number; bytes: number } {
  const rounds = Math.ceil(LINES_A_PASS / list.length);
  let bytes = 0;
  const drain = (): void => {
    for (let block = encoder.takeBlock(); block; block = encoder.takeBlock()) {
      bytes += block.length;
      encoder.recycle(block);
    }
  };
  const start = performance.now();
  for (let round = 0; round < rounds; round++) {
    for (const event of list) encoder.write(event);
    drain();
  }
  encoder.flush();
  drain();
  const lines = rounds * list.length;
  return { ns: ((performance.now() - start) * 1e6) / lines, bytes: bytes / lines };
}

function measure(kind: EventKind, list: readonly ReusedEvent[], passes: number): string {
  const encoders = [new NdjsonEncoder(undefined, 0), new NdjsonEncoder(undefined, Number.POSITIVE_INFINITY)];
  const times: [number[], number[]] = [[], []];
  let bytes = 0;
  for (let i = -WARM_UP_PASSES; i < passes; i++) {
    for (const [which, encoder] of encoders.entries()) {
      const result = pass(encoder, list);
      bytes = result.bytes;
      if (i >= 0) times[which]!.push(result.ns);
    }
  }
  const [inWasm, inTypeScript] = times.map((passTimes) => {
    const { median, min, max } = spread(passTimes);
    return `${median.toFixed(0)} [${min.toFixed(0)}–${max.toFixed(0)}] ns`.padStart(20);
  });
  return `${kind.padEnd(14)}${`${bytes.toFixed(0)} bytes`.padStart(12)}  WASM${inWasm}  TypeScript${inTypeScript}`;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    passes: { type: "string", default: "15" },
    seed: { type: "string", default: "1" },
    detail: { type: "string", default: "phase" },
    help: { type: "boolean", default: false },
  },
});
if (values.help || (values.detail !== "phase" && values.detail !== "segment")) {
  console.log(USAGE);
} else {
  for (const [kind, list] of recordEvents(parseCount(values.seed), values.detail)) {
    if (positionals.length > 0 && !positionals.includes(kind)) continue;
    console.log(measure(kind, list, parseCount(values.passes)));
  }
}
