/** The part that all reused events of a connection share, from which the encoder writes the envelope. */

import type { FlowIdentity } from "./flow_identity.ts";

/** What has been seen of a connection so far. */
export type Phase = "handshake" | "transfer" | "teardown" | "closed";

/** Where and when: of the packet `frame`, in which the fact began. */
export interface FlowMoment {
  phase: Phase;
  /** Stamp of the packet: seconds since 1970-01-01 UTC. */
  sec: number;
  /** 0 .. 999,999,999. */
  nsec: number;
  /** Nanoseconds since the connection's first packet; undefined beyond ±(2^53-1). */
  rel_ns: number | undefined;
  /** The client sent the packet. */
  fromClient: boolean;
  /** From 1. */
  frame: number;
  /** Which file of the run, from 0. */
  fileIndex: number;
  /** Byte offset of the packet's record in that file. */
  fileOffset: number;
  /** Frame at which the fact was known; 0: the same. */
  knownFrame: number;
  flow: FlowIdentity;
}
