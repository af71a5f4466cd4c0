/**
 * All that is kept of sides that send payload: their tracks, what they have sent, and what of it is acknowledged
 * selectively. One use of the shared pool, in the order in which one leads to the other.
 */
import type { PoolBudget } from "../lifecycle/pool.ts";
import type { Connection } from "../state/connection.ts";
import { CLIENT, E_TRACK, endpointWords, SERVER } from "../state/state_layout.ts";
import { SackedRanges } from "./sacked_ranges.ts";
import { SentSegments } from "./sent_segments.ts";
import { Tracks } from "./tracks.ts";

// what part of the shared pool each may take at most
const TRACKS_SHARE = 1 / 2;
const SENT_SHARE = 3 / 8;
const SACKED_SHARE = 1 / 16;

/** The sides of all connections. */
export class Senders {
  readonly tracks: Tracks;
  readonly sent: SentSegments;
  readonly sacked: SackedRanges;

  constructor(pool: PoolBudget) {
    this.tracks = new Tracks(pool.share(TRACKS_SHARE));
    this.sent = new SentSegments(pool.share(SENT_SHARE), this.tracks);
    this.sacked = new SackedRanges(pool.share(SACKED_SHARE), this.tracks);
  }

  /**
   * Loads what a steady segment of the connection at `words[c]` will need into the caches. The value means nothing.
   * @param side CLIENT or SERVER: its sender
   */
  touch(words: Int32Array, c: number, side: number, hasPayload: boolean): number {
    const own = hasPayload ? this.tracks.touchHot(words[c + endpointWords(side) + E_TRACK]!) : 0;
    // the first word of a track is its oldest unacknowledged segment
    return own + this.sent.touch(this.tracks.touchHot(words[c + endpointWords(1 - side) + E_TRACK]!));
  }

  /** The connection is over. */
  close(connection: Connection): void {
    for (const side of [CLIENT, SERVER]) {
      const e = connection.c + endpointWords(side);
      if (!this.tracks.find(connection, e)) continue;
      this.sent.close();
      this.sacked.clear();
      this.tracks.close(connection, e);
    }
  }
}
