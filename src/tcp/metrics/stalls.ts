/**
 * Pauses of a connection, by whom it waited for. Most connections have none; the others have a block each in the shared
 * pool, with all causes: a list would be shorter, and each entry on the way a wait for memory.
 */
import type { Stall } from "../../events/mod.ts";
import type { PoolBudget } from "../lifecycle/pool.ts";
import type { Segment } from "../segment/segment.ts";
import type { Tracks } from "../sent/tracks.ts";
import type { Connection } from "../state/connection.ts";
import { frameOf } from "../state/frames.ts";
import { PooledBlocks } from "../state/pooled_blocks.ts";
import {
  C_STALLS,
  CF_CLOSED,
  CF_LIMIT_METRICS,
  CF_RESET,
  CLIENT,
  CN_LAST_FRAME,
  E_FLAGS,
  EF_PAUSED,
  endpointWords,
} from "../state/state_layout.ts";
import { CAUSES, causeOf, GOES_ON, NOBODY } from "./stall_causes.ts";

// words, by cause: how many, and the low 32 bits of the frame that ended the longest
const PW_COUNT = 0;
const PW_MAX_FRAME = PW_COUNT + CAUSES.length;
const WORDS = PW_MAX_FRAME + CAUSES.length;
// numbers: since when only probes and their answers were sent; by cause the sum and the longest
const PN_SINCE = 0;
const PN_TOTAL = 1;
const PN_MAX = PN_TOTAL + CAUSES.length;
const NUMBERS = PN_MAX + CAUSES.length;

/** Finds the pauses of all connections. */
export class Stalls {
  readonly #blocks: PooledBlocks;
  readonly #tracks: Tracks;
  readonly #threshold: number;

  /** @param threshold nanoseconds that a pause lasts at least */
  constructor(pool: PoolBudget, tracks: Tracks, threshold: number) {
    this.#blocks = new PooledBlocks(pool, WORDS, NUMBERS);
    this.#tracks = tracks;
    this.#threshold = threshold;
  }

  /** Looks at a segment that was judged, not the connection's first and no copy, before it is worked off. */
  note(connection: Connection, segment: Segment): void {
    const { words, c } = connection;
    const isPaused = (words[c + endpointWords(CLIENT) + E_FLAGS]! & EF_PAUSED) !== 0;
    if (segment.gap >= this.#threshold || isPaused || segment.isProbe)
      this.#look(connection, segment, isPaused);
  }

  #look(connection: Connection, segment: Segment, isPaused: boolean): void {
    if (connection.has(CF_CLOSED | CF_RESET)) return;
    const { gap } = segment;
    const cause = segment.isProbe ? GOES_ON : causeOf(connection, segment, this.#tracks, isPaused);
    if (cause === GOES_ON) {
      if (!isPaused) this.#pause(connection, segment.time - gap);
      return;
    }
    const pause = isPaused ? segment.time - this.#resume(connection) : gap;
    // beyond that, a stamp is wrong
    if (pause > Number.MAX_SAFE_INTEGER) return;
    if (pause >= this.#threshold && cause !== NOBODY) this.#add(connection, segment, cause, pause);
  }

  #pause(connection: Connection, since: number): void {
    if (!this.#open(connection)) return;
    this.#blocks.numbers[this.#blocks.n + PN_SINCE] = since;
    connection.words[connection.c + endpointWords(CLIENT) + E_FLAGS]! |= EF_PAUSED;
  }

  /** The pause is over; returns when it began. */
  #resume(connection: Connection): number {
    connection.words[connection.c + endpointWords(CLIENT) + E_FLAGS]! &= ~EF_PAUSED;
    this.#open(connection);
    return this.#blocks.numbers[this.#blocks.n + PN_SINCE]!;
  }

  #add(connection: Connection, segment: Segment, cause: number, pause: number): void {
    if (!this.#open(connection)) return;
    const { words, w, numbers, n } = this.#blocks;
    words[w + PW_COUNT + cause]!++;
    numbers[n + PN_TOTAL + cause]! += pause;
    if (pause <= numbers[n + PN_MAX + cause]!) return;
    numbers[n + PN_MAX + cause] = pause;
    words[w + PW_MAX_FRAME + cause] = segment.frame;
  }

  /** Takes the connection's block in hand, and makes one where there is none; false if the pool is used up. */
  #open(connection: Connection): boolean {
    const { words, c } = connection;
    const handle = words[c + C_STALLS]!;
    if (handle !== 0) {
      this.#blocks.moveTo(handle);
      return true;
    }
    words[c + C_STALLS] = this.#blocks.allocate();
    if (words[c + C_STALLS] !== 0) return true;
    connection.set(CF_LIMIT_METRICS);
    return false;
  }

  /** What `flow_end` says; undefined if there were none. */
  listOf(connection: Connection): Stall[] | undefined {
    const handle = connection.words[connection.c + C_STALLS]!;
    if (handle === 0) return undefined;
    this.#blocks.moveTo(handle);
    const { words, w, numbers, n } = this.#blocks;
    const list: Stall[] = [];
    for (const [cause, waitingOn] of CAUSES.entries()) {
      const count = words[w + PW_COUNT + cause]! >>> 0;
      if (count === 0) continue;
      list.push({
        waiting_on: waitingOn,
        n: count,
        total_ns: Math.min(numbers[n + PN_TOTAL + cause]!, Number.MAX_SAFE_INTEGER),
        max_ns: numbers[n + PN_MAX + cause]!,
        max_frame: frameOf(
          words[w + PW_MAX_FRAME + cause]!,
          connection.numbers[connection.cn + CN_LAST_FRAME]!,
        ),
      });
    }
    return list.length > 0 ? list : undefined;
  }

  /** The connection is over. */
  close(connection: Connection): void {
    const { words, c } = connection;
    if (words[c + C_STALLS] !== 0) this.#blocks.free(words[c + C_STALLS]!);
    words[c + C_STALLS] = 0;
  }
}
