/** The fields on which the two sides differ for one connection. */

import { address } from "../frames.ts";
import type { OurSegment } from "../model.ts";
import type { OurFlow } from "../streams/model.ts";
import type { ArkimeConnection } from "./connections.ts";
import type { Session, TcpFlag } from "./sessions.ts";

export type ArkimeField =
  | TcpFlag
  | "presence"
  | "split"
  | "packets_src"
  | "packets_dst"
  | "payload_src"
  | "payload_dst"
  | "isn_src"
  | "isn_dst"
  | "init_rtt"
  | "community_id";

export interface ArkimeDifference {
  readonly field: ArkimeField;
  readonly ours: number | string | undefined;
  readonly theirs: number | string | undefined;
}

const FLAGS: readonly TcpFlag[] = ["syn", "syn-ack", "ack", "psh", "fin", "rst", "urg"];
const NANOSECONDS_PER_MICROSECOND = 1000;

/** What a segment counts for: a SYN for nothing else, and an ACK only if it is bare. */
export function flagsOf({ flags }: OurSegment): TcpFlag[] {
  const has = (letter: string): boolean => flags.includes(letter);
  const counted: TcpFlag[] = has("U") ? ["urg"] : [];
  if (has("S")) return [...counted, has(".") ? "syn-ack" : "syn"];
  if (has("R")) counted.push("rst");
  if (has("F")) counted.push("fin");
  if (has(".") && !has("F") && !has("R") && !has("P")) counted.push("ack");
  if (has("P")) counted.push("psh");
  return counted;
}

/** True where the flow's client is the session's source. */
function isSameWay({ end }: OurFlow, { source }: Session): boolean {
  return end.client_port === source.port && address(end.client_ip) === address(source.ip);
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

/** Half of the microseconds from the SYN to the first bare ACK after it, either way. */
export function halfRoundTrip(flow: OurFlow): number | undefined {
  const syn = flow.segments.find((segment) => flagsOf(segment).includes("syn"));
  const ack = flow.segments.find(
    (segment) => segment.frame > (syn?.frame ?? 0) && flagsOf(segment).includes("ack"),
  );
  if (syn === undefined || ack === undefined) return undefined;
  return Math.round((ack.rel_ns - syn.rel_ns) / NANOSECONDS_PER_MICROSECOND) / 2;
}

/** Compares one connection. `compared` is told each field that was looked at. */
export function differences(
  { sessions, flows }: ArkimeConnection,
  compared?: (field: ArkimeField) => void,
): ArkimeDifference[] {
  const found: ArkimeDifference[] = [];
  const compare = (
    field: ArkimeField,
    ours: number | string | undefined,
    theirs: number | string | undefined,
  ) => {
    compared?.(field);
    if (ours !== theirs) found.push({ field, ours, theirs });
  };
  const session = sessions[0]!;
  const flow = flows[0];
  compare("presence", flow && "yes", "yes");
  if (flow === undefined) return found;
  compare("split", flows.length, sessions.length);
  for (const flag of FLAGS) {
    const ours = sum(flows, ({ segments }) => segments.filter((s) => flagsOf(s).includes(flag)).length);
    compare(
      flag,
      ours,
      sum(sessions, ({ tcpflags }) => tcpflags[flag]),
    );
  }
  const [own, peer] = isSameWay(flow, session) ? (["c2s", "s2c"] as const) : (["s2c", "c2s"] as const);
  const packets = (way: "c2s" | "s2c"): number => sum(flows, ({ end }) => end[way].packets + end[way].copies);
  compare(
    "packets_src",
    packets(own),
    sum(sessions, ({ source }) => source.packets),
  );
  compare(
    "packets_dst",
    packets(peer),
    sum(sessions, ({ destination }) => destination.packets),
  );
  const payload = (way: "c2s" | "s2c"): number => sum(flows, ({ end }) => end[way].unique_bytes);
  compare(
    "payload_src",
    payload(own),
    sum(sessions, ({ client }) => client.bytes),
  );
  compare(
    "payload_dst",
    payload(peer),
    sum(sessions, ({ server }) => server.bytes),
  );
  const isn = (way: "c2s" | "s2c") => flows.find(({ end }) => end[way].isn !== undefined)?.end[way].isn;
  if (session.tcpseq?.src !== undefined) compare("isn_src", isn(own), session.tcpseq.src);
  // 0 is stored where the SYN came first.
  if (session.tcpseq?.dst) compare("isn_dst", isn(peer), session.tcpseq.dst);
  if (session.initRTT !== undefined && flows.length === 1) {
    const half = halfRoundTrip(flow);
    compare("init_rtt", half && Math.floor(half / 1000), session.initRTT);
  }
  if (session.network.community_id !== undefined) {
    compare("community_id", flow.end.community_id, session.network.community_id);
  }
  return found;
}
