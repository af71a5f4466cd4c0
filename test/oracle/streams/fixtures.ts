/** Connections as both sides print them, for the tests. */

import { type Columns, line, OUR_SYN, SYN } from "../fixtures.ts";
import { flagBits } from "../frames.ts";
import type { OurSegment } from "../model.ts";
import type { CaptureRecord } from "../records.ts";
import { parseTshark } from "../tshark.ts";
import { bitsOf, completenessText } from "./completeness.ts";
import { differences } from "./differences.ts";
import { matchConnections } from "./match.ts";
import type { Difference, OurFlowEnd } from "./model.ts";
import { type OurCapture, sortEvents } from "./ours.ts";
import { reasonsFor } from "./reasons.ts";

const CLIENT = "192.0.2.1";
const SERVER = "192.0.2.2";
const START = 1_700_000_000;

/** One segment as both sides see it. */
export interface Step {
  readonly from: "client" | "server";
  readonly flags: string;
  /** As on the wire. */
  readonly seq: number;
  readonly ack?: number;
  readonly len?: number;
  /** Seconds since the first frame. */
  readonly at?: number;
  /** Our number and tshark's of what the segment belongs to; default 0. */
  readonly flow?: number;
  readonly stream?: number;
  /** Changes of one side's view; false: it has no segment. */
  readonly ours?: Partial<OurSegment> | false;
  readonly theirs?: Columns | false;
  /** The segment has no `syn` or `syn_ack` line. */
  readonly isSilent?: boolean;
}

/** Handshake, data and close: completeness 31. */
export const WHOLE: readonly Step[] = [
  { from: "client", flags: "S", seq: 100 },
  { from: "server", flags: "S.", seq: 900, ack: 101 },
  { from: "client", flags: ".", seq: 101, ack: 901 },
  { from: "client", flags: "P.", seq: 101, ack: 901, len: 10 },
  { from: "server", flags: "F.", seq: 901, ack: 111 },
  { from: "client", flags: "F.", seq: 111, ack: 902 },
  { from: "server", flags: ".", seq: 902, ack: 112 },
];

function time(step: Step): number {
  return START + (step.at ?? 0);
}

function theirLine(step: Step, number: number, completeness: number): string {
  const fromClient = step.from === "client";
  const columns: Columns = {
    ...SYN,
    "frame.number": `${number}`,
    "frame.time_epoch": time(step).toFixed(9),
    "tcp.stream": `${step.stream ?? 0}`,
    "tcp.completeness": `${completeness}`,
    "ip.src": fromClient ? CLIENT : SERVER,
    "ip.dst": fromClient ? SERVER : CLIENT,
    "tcp.srcport": fromClient ? "40000" : "80",
    "tcp.dstport": fromClient ? "80" : "40000",
    "tcp.flags": `${flagBits(step.flags)}`,
    "tcp.seq_raw": `${step.seq}`,
    "tcp.ack_raw": `${step.ack ?? 0}`,
    "tcp.len": `${step.len ?? 0}`,
  };
  const none = { "frame.protocols": "eth:ethertype:ip:udp", "tcp.srcport": "", "tcp.stream": "" };
  return line(step.theirs === false ? { ...columns, ...none } : { ...columns, ...step.theirs });
}

function ourSegment(step: Step, frame: number): OurSegment {
  return {
    ...OUR_SYN,
    frame,
    flow: step.flow ?? 0,
    stream: step.flow ?? 0,
    sender: step.from,
    flags: step.flags,
    len: step.len ?? 0,
    seq: step.flags.includes("S") ? 0 : 1,
    seq_raw: step.seq,
    ...(step.ack !== undefined && { ack_raw: step.ack }),
    ...(step.ours || {}),
  };
}

function totals(segments: readonly OurSegment[], sender: string): OurFlowEnd["c2s"] {
  const all = segments.filter((segment) => segment.sender === sender);
  const own = all.filter(({ copy_of }) => copy_of === undefined);
  const having = (letter: string): number => own.filter(({ flags }) => flags.includes(letter)).length;
  const payload = own.reduce((sum, { len }) => sum + len, 0);
  return {
    packets: own.length,
    payload_bytes: payload,
    unique_bytes: payload,
    gaps: 0,
    fin_packets: having("F"),
    rst_packets: having("R"),
    copies: all.length - own.length,
  };
}

export interface Ends {
  /** Changes of `flow_end` events, by flow. */
  readonly ends?: Readonly<Record<number, Partial<OurFlowEnd>>>;
  /** tshark's completeness, by stream; default: the bits of its frames. */
  readonly completeness?: Readonly<Record<number, number>>;
  readonly established?: readonly number[];
}

/** What the analyzer would print of the steps. */
export function ourCapture(steps: readonly Step[], { ends, established }: Ends = {}): OurCapture {
  const segments = steps.flatMap((step, i) => (step.ours === false ? [] : [ourSegment(step, i + 1)]));
  const syns = segments
    .filter(({ flags, copy_of, frame }) => {
      return flags.includes("S") && copy_of === undefined && !steps[frame - 1]!.isSilent;
    })
    .map(({ flags, flow, frame, sender }) => {
      return { event: flags.includes(".") ? "syn_ack" : "syn", flow, frame, sender };
    });
  const flows = [...new Set(segments.map(({ flow }) => flow))];
  const flowEnds = flows.map((flow) => {
    const own = segments.filter((segment) => segment.flow === flow);
    const completeness = own.reduce((bits, { flags, len }) => bits | bitsOf(flagBits(flags), len), 0);
    const end = {
      ...{ event: "flow_end", flow, stream: flow, reason: "eof", community_id: "" },
      ...{ client_ip: CLIENT, client_port: 40000, server_ip: SERVER, server_port: 80 },
      ...{ completeness, c2s: totals(own, "client"), s2c: totals(own, "server") },
      ...ends?.[flow],
    };
    return { completeness_text: completenessText(end.completeness), ...end };
  });
  const copies = segments.filter(({ copy_of }) => copy_of !== undefined).length;
  const captureEnd = {
    event: "capture_end",
    packets: steps.length,
    tcp_segments: segments.length - copies,
    copies,
    non_tcp: steps.length - segments.length,
    flows: flows.length,
    stream_numbers: "exact",
    undecoded: [],
  };
  const opened = (established ?? []).map((flow) => ({ event: "established", flow }));
  return sortEvents(
    [...segments, ...syns, ...opened, ...flowEnds, captureEnd]
      .map((event) => JSON.stringify(event))
      .join("\n"),
  );
}

/** The frames as tshark would print them. */
export function theirFrames(steps: readonly Step[], { completeness }: Ends = {}) {
  const bits = (stream: number): number =>
    steps
      .filter((step) => (step.stream ?? 0) === stream)
      .reduce((sum, { flags, len }) => sum | bitsOf(flagBits(flags), len), 0);
  const text = steps.map((step, i) => {
    const stream = step.stream ?? 0;
    return theirLine(step, i + 1, completeness?.[stream] ?? bits(stream));
  });
  return parseTshark(text.join("\n"));
}

export function recordsOf(steps: readonly Step[]): CaptureRecord[] {
  return steps.map((step, i) => ({
    time: BigInt(Math.round(time(step) * 1e6)) * 1000n,
    isOverflowing: false,
    linkType: 1,
    start: i,
    end: i + 1,
  }));
}

/** All differences with their reasons, connection by connection; "-" is none. */
export function findings(
  steps: readonly Step[],
  options: Ends = {},
): (readonly [Difference["field"], string])[] {
  const ours = ourCapture(steps, options);
  const matched = matchConnections(theirFrames(steps, options), ours, recordsOf(steps));
  return matched.connections.flatMap((connection) =>
    differences(connection, matched, ours.exactNumbers).map((difference) => {
      const reasons = reasonsFor(connection, matched, difference);
      return [difference.field, reasons.join(",") || "-"] as const;
    }),
  );
}
