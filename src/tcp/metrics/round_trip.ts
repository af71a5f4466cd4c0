/**
 * Round trips of payload: how long its acknowledgement took.
 */
import { TK_RTT, TKN_RTT_MIN, TKN_SRTT, type Tracks } from "../sent/tracks.ts";
import type { Histograms } from "./histogram.ts";

/** Weight of a sample in the smoothed round trip (RFC 6298 2.3). */
const SMOOTHING = 1 / 8;

/**
 * Adds a round trip, in nanoseconds, of the side whose track is in hand.
 * @returns false if there was no room for it
 */
export function addRoundTrip(tracks: Tracks, histograms: Histograms, rtt: number): boolean {
  if (!(rtt >= 0 && rtt <= Number.MAX_SAFE_INTEGER)) return true;
  const { numbers, n } = tracks;
  const smoothed = numbers[n + TKN_SRTT]!;
  numbers[n + TKN_SRTT] = smoothed === 0 ? rtt : smoothed + (rtt - smoothed) * SMOOTHING;
  return histograms.add(tracks, TK_RTT, TKN_RTT_MIN, rtt);
}
