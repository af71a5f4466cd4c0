/** What an event refers to, and what the schemas do not describe because it is never printed as it is. */

/** A stamp of the capture. */
export interface Timestamp {
  /** Seconds since 1970-01-01 UTC; an integer. */
  readonly sec: number;
  /** 0 .. 999,999,999. */
  readonly nsec: number;
}

/** The connection that an event belongs to. Everything but `slot` is fixed for its life. */
export interface FlowIdentity {
  /** Small dense number of the live state, reused after the flow's end. Never printed. */
  readonly slot: number;
  /** Unique in the run, from 0. */
  readonly flow: number;
  /** Wireshark's tcp.stream. */
  readonly stream: number;
  readonly clientIp: string;
  readonly clientPort: number;
  readonly serverIp: string;
  readonly serverPort: number;
  /** Community ID v1. */
  readonly communityId: string;
}

/** Stands in a reused event until its producer has set the connection. */
export const noFlow: FlowIdentity = {
  slot: 0,
  flow: 0,
  stream: 0,
  clientIp: "",
  clientPort: 0,
  serverIp: "",
  serverPort: 0,
  communityId: "",
};
