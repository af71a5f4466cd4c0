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
  /** How long a pause lasts at least that is counted as a stall. */
  readonly stall: number;
  /** Bytes of the shared pool. */
  readonly pool: number;
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
  stall: 0.2 * NANOSECONDS,
  pool: 64 * 2 ** 20,
};
