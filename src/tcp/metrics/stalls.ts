/**
 * Pauses of a connection, by whom it waited for. Most connections have none, or of one cause: each has a short list in
 * the shared pool, an entry a cause.
 */
import type { Stall } from "../../events/mod.ts";
import type { PoolBudget } from "../lifecycle/pool.ts";
import type { Segment } from "../segment/segment.ts";
import type { Tracks } from "../sent/tracks.ts";
import type { Connection } from "../state/connection.ts";
import { PooledBlocks } from "../state/pooled_blocks.ts";
import {
  C_STALLS,
  CF_CLOSED,
  CF_LIMIT_METRICS,
  CF_RESET,
  CLIENT,
  E_FLAGS,
  EF_PAUSED,
  endpointWords,
} from "../state/state_layout.ts";
import { CAUSES, causeOf, GOES_ON, NOBODY } from "./stall_causes.ts";

const PW_NEXT = 0;
/** Index into CAUSES, or SINCE. */
const PW_CAUSE = 1;
const PW_COUNT = 2;
const WORDS = 3;
const PN_TOTAL = 0;
const PN_MAX = 1;
const PN_MAX_FRAME = 2;
const NUMBERS = 3;

/** The entry that says, in PN_TOTAL, since when only probes and their answers were sent. */
const SINCE = CAUSES.length;

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
    if (!this.#open(connection, SINCE)) return;
    this.#blocks.numbers[this.#blocks.n + PN_TOTAL] = since;
    connection.words[connection.c + endpointWords(CLIENT) + E_FLAGS]! |= EF_PAUSED;
  }

  /** The pause is over; returns when it began. */
  #resume(connection: Connection): number {
    connection.words[connection.c + endpointWords(CLIENT) + E_FLAGS]! &= ~EF_PAUSED;
    this.#find(connection, SINCE);
    return this.#blocks.numbers[this.#blocks.n + PN_TOTAL]!;
  }

  #add(connection: Connection, segment: Segment, cause: number, pause: number): void {
    if (!this.#open(connection, cause)) return;
    const { words, w, numbers, n } = this.#blocks;
    words[w + PW_COUNT]!++;
    numbers[n + PN_TOTAL]! += pause;
    if (pause <= numbers[n + PN_MAX]!) return;
    numbers[n + PN_MAX] = pause;
    numbers[n + PN_MAX_FRAME] = segment.frame;
  }

  /** Takes the entry of a cause in hand; false if there is none. */
  #find(connection: Connection, cause: number): boolean {
    for (let at = connection.words[connection.c + C_STALLS]!; at !== 0; ) {
      this.#blocks.moveTo(at);
      if (this.#blocks.words[this.#blocks.w + PW_CAUSE] === cause) return true;
      at = this.#blocks.words[this.#blocks.w + PW_NEXT]!;
    }
    return false;
  }

  /** The same, and makes one where there is none; false if the pool is used up. */
  #open(connection: Connection, cause: number): boolean {
    if (this.#find(connection, cause)) return true;
    const { words, c } = connection;
    const handle = this.#blocks.allocate();
    if (handle === 0) {
      connection.set(CF_LIMIT_METRICS);
      return false;
    }
    this.#blocks.words[this.#blocks.w + PW_CAUSE] = cause;
    this.#blocks.words[this.#blocks.w + PW_NEXT] = words[c + C_STALLS]!;
    words[c + C_STALLS] = handle;
    return true;
  }

  /** What `flow_end` says; undefined if there were none. */
  listOf(connection: Connection): Stall[] | undefined {
    if (connection.words[connection.c + C_STALLS] === 0) return undefined;
    const list: Stall[] = [];
    for (const [cause, waitingOn] of CAUSES.entries()) {
      if (!this.#find(connection, cause)) continue;
      const { words, w, numbers, n } = this.#blocks;
      list.push({
        waiting_on: waitingOn,
        n: words[w + PW_COUNT]! >>> 0,
        total_ns: Math.min(numbers[n + PN_TOTAL]!, Number.MAX_SAFE_INTEGER),
        max_ns: numbers[n + PN_MAX]!,
        max_frame: numbers[n + PN_MAX_FRAME]!,
      });
    }
    return list.length > 0 ? list : undefined;
  }

  /** The connection is over. */
  close(connection: Connection): void {
    const { words, c } = connection;
    for (let at = words[c + C_STALLS]!; at !== 0; ) {
      this.#blocks.moveTo(at);
      const next = this.#blocks.words[this.#blocks.w + PW_NEXT]!;
      this.#blocks.free(at);
      at = next;
    }
    words[c + C_STALLS] = 0;
  }
}
