/** What is known of one connection: by tshark (streams) and by the analyzer (flows). */

import type { FramePair, OurSegment, TheirFrame } from "../model.ts";

/** Sums of one direction, as `flow_end` has them. */
export interface OurTotals {
  readonly packets: number;
  readonly payload_bytes: number;
  readonly fin_packets: number;
  readonly rst_packets: number;
  readonly copies: number;
  readonly unique_bytes: number;
  readonly gaps: number;
  readonly isn?: number;
}

/** The fields of a `flow_end` event that are compared. */
export interface OurFlowEnd {
  readonly event: "flow_end";
  readonly flow: number;
  readonly stream: number;
  readonly client_ip: string;
  readonly client_port: number;
  readonly server_ip: string;
  readonly server_port: number;
  readonly community_id: string;
  readonly reason: string;
  readonly completeness: number;
  readonly completeness_text: string;
  readonly c2s: OurTotals;
  readonly s2c: OurTotals;
}

/** A `syn` or `syn_ack` event. */
export interface OurSyn {
  readonly event: "syn" | "syn_ack";
  readonly flow: number;
  readonly frame: number;
  readonly sender: "client" | "server";
}

/** One of our connections. */
export interface OurFlow {
  readonly end: OurFlowEnd;
  /** Its `segment` events in order, copies too. */
  readonly segments: OurSegment[];
  readonly syns: OurSyn[];
  established: boolean;
}

/** One of tshark's streams: the frames whose outermost TCP header belongs to it, in order. */
export interface TheirStream {
  readonly number: number;
  readonly frames: TheirFrame[];
}

/**
 * Flows and streams that hang together by shared frames: one of each, unless one side takes for one connection what
 * is several for the other, or has no such connection at all.
 */
export interface Connection {
  readonly flows: readonly OurFlow[];
  readonly streams: readonly TheirStream[];
  /** Frames that have the connection on at least one side, in order. */
  readonly pairs: readonly FramePair[];
  readonly clock: Clock;
}

/** The greatest stamp of any record up to a frame, in nanoseconds. */
export type Clock = (frame: number) => bigint;

/** All connections of one capture. */
export interface Matched {
  readonly connections: readonly Connection[];
  /** By number of a stream, ours and theirs; in order of the frames. */
  readonly ourFirstFrames: ReadonlyMap<number, number>;
  readonly theirFirstFrames: ReadonlyMap<number, number>;
  /** tshark's SOCKS dissector makes a stream for what is proxied, which no frame belongs to. */
  readonly firstSocksFrame: number | undefined;
}

/** What is compared. `a` is the client of the connection's first flow, `b` the other end. */
export type Field =
  | "presence"
  | "split"
  | "stream"
  | "completeness"
  | "completeness_text"
  | `${"packets" | "payload" | "syn" | "syn_ack" | "fin" | "rst"}_${"a" | "b"}`;

export type Value = number | string | undefined;

/** One field of one connection on which the two sides differ. */
export interface Difference {
  readonly field: Field;
  readonly ours: Value;
  readonly theirs: Value;
  /** Where to look; the connection's first frame unless the difference has a place. */
  readonly frame: number;
}

/** A difference and the reasons that explain it; none: unexplained. */
export interface Finding {
  readonly difference: Difference;
  readonly reasons: readonly string[];
}
