/** Placeholder of the metrics branch's file. */
import type { Tracks } from "../sent/tracks.ts";
import type { Connection } from "../state/connection.ts";
export class Histograms {
  add(_connection: Connection, tracks: Tracks, slot: number, numbersSlot: number, ns: number): void {
    tracks.words[tracks.w + slot]!++;
    const { numbers, n } = tracks;
    if (tracks.words[tracks.w + slot] === 1 || ns < numbers[n + numbersSlot]!) numbers[n + numbersSlot] = ns;
    if (ns > numbers[n + numbersSlot + 1]!) numbers[n + numbersSlot + 1] = ns;
  }
}
