/** What is known of one frame: by tshark and by the analyzer. */

import type { WiresharkLabel } from "../../../src/events/anomaly_kinds.ts";

/** A frame with a TCP header, by tshark; of several, the first one's fields. */
export interface TheirFrame {
  readonly number: number;
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  /** Protocols around the TCP header. */
  readonly below: readonly string[];
  readonly src: string;
  readonly dst: string;
  readonly srcPort: number | undefined;
  readonly dstPort: number | undefined;
  readonly stream: number | undefined;
  readonly flags: number | undefined;
  readonly seqRaw: number | undefined;
  readonly ackRaw: number | undefined;
  /** undefined: there is no length, and no analysis. */
  readonly len: number | undefined;
  readonly window: number | undefined;
  readonly windowShift: number | undefined;
  /** Bits in the order of wiresharkLabels. */
  readonly labels: number;
  readonly duplicateNumber: number | undefined;
  readonly messages: readonly string[];
}

/** The fields of a `segment` event that are used here. */
export interface OurFrame {
  readonly number: number;
  readonly flow: number;
  readonly client: string;
  readonly server: string;
  readonly len: number;
  /** Bits in the order of wiresharkLabels. */
  readonly labels: number;
}

/** What the analyzer made of one capture. */
export interface OurCapture {
  readonly frames: ReadonlyMap<number, OurFrame>;
  /** flow_end.reason by flow. */
  readonly ends: ReadonlyMap<number, string>;
  /** What must never happen. */
  readonly failures: readonly string[];
}

/** What tshark made of one capture. */
export interface TheirCapture {
  readonly frames: ReadonlyMap<number, TheirFrame>;
  /** It read the file to its end. */
  readonly isComplete: boolean;
}

/** One label that one side alone gives a frame. */
export interface Difference {
  readonly frame: number;
  readonly label: WiresharkLabel;
  readonly by: "us" | "tshark";
  /** Id of the reason; undefined: unexplained. */
  readonly reason: string | undefined;
}
