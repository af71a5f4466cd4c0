/** What a ladder shows of one connection: rows in the order of the packets, some of them folded. */
import type { PhaseEventOf } from "../../events/mod.ts";

/** Part of a connection's life; rows of one stand under one heading. */
export type Band = PhaseEventOf<"segment">["phase"];

/** Something wrong, or worth knowing, with a packet. */
export interface Mark {
  readonly kind: PhaseEventOf<"anomaly">["kind"];
  /** What it rests on; absent where no event told. */
  readonly evidence?: string;
}

/** An arrow. */
export interface PacketRow {
  readonly type: "packet";
  readonly band: Band;
  readonly frame: number;
  /** Nanoseconds since the connection's first packet. */
  readonly rel: number | undefined;
  /** Nanoseconds since the packet in front of it in this connection. */
  readonly since: number | undefined;
  readonly fromClient: boolean;
  /** As tcpdump writes them. */
  readonly flags: string;
  readonly seq: number;
  readonly ack: number | undefined;
  /** Payload bytes. */
  readonly len: number;
  /** In bytes where the scale is known. */
  readonly win: number;
  readonly winIsScaled: boolean;
  /** Round trips, answer times, options: what is worth saying beside the arrow. */
  readonly notes: string[];
  readonly marks: Mark[];
}

/** What went one way in folded packets. */
export interface FoldedWay {
  /** Segments with payload. */
  segments: number;
  /** Their payload, with what was sent again. */
  bytes: number;
  /** Segments without. */
  bare: number;
}

/** Packets that are not drawn singly. */
export interface FoldRow {
  readonly type: "fold";
  readonly band: Band;
  readonly firstFrame: number;
  lastFrame: number;
  readonly firstRel: number | undefined;
  lastRel: number | undefined;
  readonly c2s: FoldedWay;
  readonly s2c: FoldedWay;
  readonly marks: Map<Mark["kind"], number>;
  /** They were left out because the ladder is full, whatever they are. */
  isCut: boolean;
}

export type Row = PacketRow | FoldRow;

/** A connection that is over. */
export interface Diagram {
  readonly rows: readonly Row[];
  readonly end: PhaseEventOf<"flow_end">;
  readonly established: PhaseEventOf<"established"> | undefined;
  readonly midstream: boolean;
  readonly resets: readonly PhaseEventOf<"reset">[];
}

export const packetsOf = ({ c2s, s2c }: FoldRow): number => c2s.segments + c2s.bare + s2c.segments + s2c.bare;
