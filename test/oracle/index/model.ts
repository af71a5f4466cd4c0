/** What is known of one capture as a whole, and what a comparison of its counts found. */

import type { TheirFrame } from "../model.ts";
import type { CaptureFile } from "../records.ts";
import type { OurCapture } from "../streams/ours.ts";
import type { IndexRow } from "./rows.ts";

export interface CaptureFacts {
  readonly row: IndexRow;
  /** What a plain reader finds in the file. */
  readonly file: CaptureFile;
  readonly isCapture: boolean;
  readonly theirs: ReadonlyMap<number, TheirFrame>;
  /** tshark read to the end without complaint. */
  readonly theyReadAll: boolean;
  readonly ours: OurCapture;
}

export const COUNTS = ["packets", "tcp_packets", "flows"] as const;
export type Count = (typeof COUNTS)[number];

/** So many more (or, below 0, fewer) on their side, for a reason. */
export interface Part {
  readonly surplus: number;
  /** undefined: unexplained. */
  readonly reason: string | undefined;
  /** Where to look. */
  readonly frame?: number;
}

/** One count of one capture. */
export interface Counted {
  readonly count: Count;
  readonly index: number | undefined;
  readonly tshark: number;
  readonly ours: number;
  /** What makes tshark's count, or the index's where tshark's is equal to ours, another one than ours. */
  readonly parts: readonly Part[];
  /** Differences that no part accounts for. */
  readonly complaints: readonly string[];
}
