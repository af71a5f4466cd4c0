/**
 * What can be chosen about following connections.
 */
import type { Timeouts } from "./lifecycle/timeouts.ts";
import { NANOSECONDS } from "./time.ts";

/** Times are nanoseconds of capture time; Infinity: never, or no bound. */
export interface TrackerOptions {
  /** Live connections at most. */
  readonly maxFlows: number;
  readonly timeouts: Timeouts;
  /** Time without payload that ends a turn of data. */
  readonly turnIdle: number;
  /** How long a turn of data lasts at most. */
  readonly turnLimit: number;
  /** Anomalies printed of a connection at most. */
  readonly maxAnomalies: number;
  /** Bytes of the shared pool. */
  readonly pool: number;
  /** From the first packet that no line tells of to an update of its connection. */
  readonly update: number;
  /** Time from which on a pause of a connection counts as a stall. */
  readonly stall: number;
  /** Segments without anything to judge go a shorter way; false only in tests that compare both. */
  readonly steadyPath: boolean;
  /** 0 .. 65,535. */
  readonly communityIdSeed: number;
}

export const defaultTrackerOptions: TrackerOptions = {
  maxFlows: 1_000_000,
  timeouts: {
    halfOpen: 130 * NANOSECONDS,
    established: 7440 * NANOSECONDS,
    fin: 240 * NANOSECONDS,
    linger: 5 * NANOSECONDS,
  },
  turnIdle: NANOSECONDS,
  turnLimit: 10 * NANOSECONDS,
  maxAnomalies: 1000,
  pool: 64 * 2 ** 20,
  update: Number.POSITIVE_INFINITY,
  stall: 0.2 * NANOSECONDS,
  steadyPath: true,
  communityIdSeed: 0,
};
