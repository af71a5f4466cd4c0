/** What is known of one frame: by tshark and by the analyzer. */

import type { WiresharkLabel } from "../../../src/events/anomaly_kinds.ts";

/** A frame with a TCP header, by tshark; of several, the first one's fields. */
export interface TheirFrame {
  readonly number: number;
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  readonly length: number;
  readonly captured: number;
  readonly protocols: readonly string[];
  /** Those around the TCP header. */
  readonly below: readonly string[];
  /** How many TCP headers are in the frame. */
  readonly headers: number;
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
  readonly headerLength: number | undefined;
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
  readonly len: number;
  /** Bits in the order of wiresharkLabels. */
  readonly labels: number;
}

/** One label that one side alone gives a frame. */
export interface Difference {
  readonly frame: number;
  readonly label: WiresharkLabel;
  readonly by: "us" | "tshark";
  /** Id of the reason; undefined: unexplained. */
  readonly reason: string | undefined;
}
