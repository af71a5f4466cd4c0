/**
 * Connections that begin and end by rules like the product's, and more of them: a linger after FIN, an end at once
 * after RST, reuse by SYN, an idle timeout, and eviction of the least recently used.
 */

/** Where the connection of a key is noted: FlowSlots by flow index, a Map by 4-tuple. */
export interface Places<Key> {
  /** Number of the connection, or less than 0. */
  get(key: Key): number;
  set(key: Key, connection: number): void;
  empty(key: Key): void;
}

export interface Limits {
  /** Most live connections. */
  readonly max: number;
  /** Nanoseconds. */
  readonly idle: number;
  readonly linger: number;
}

export const FLAG_BITS = { FIN: 0x01, SYN: 0x02, RST: 0x04, ACK: 0x10 } as const;

const REASONS = ["linger", "idle", "reset", "reuse", "evicted", "eof"] as const;

interface Live<Key> {
  readonly key: Key;
  last: number;
  lingers: boolean;
}

/** Follows connections and keeps a log of what it did, in order. */
export class Lifecycle<Key> {
  /** A number from 0: a record of that connection. Below 0: the end of one; see {@link describe}. */
  readonly log: number[] = [];
  readonly #places: Places<Key>;
  readonly #limits: Limits;
  /** The least recently used first. */
  readonly #live = new Map<number, Live<Key>>();
  #linger: { readonly connection: number; readonly deadline: number }[] = [];
  #connections = 0;
  #clock = 0;

  constructor(places: Places<Key>, limits: Limits) {
    this.#places = places;
    this.#limits = limits;
  }

  get live(): number {
    return this.#live.size;
  }

  get connections(): number {
    return this.#connections;
  }

  record(key: Key, flags: number, time: number): void {
    if (time > this.#clock) this.#clock = time;
    this.#endInTime();
    let connection = this.#places.get(key);
    if (connection >= 0 && flags & FLAG_BITS.SYN) {
      this.#end(connection, "reuse");
      connection = -1;
    }
    if (connection < 0) connection = this.#open(key);
    this.log.push(connection);
    const live = this.#live.get(connection);
    if (!live) throw new Error(`connection ${connection} is on a key, and ended`);
    live.last = this.#clock;
    this.#live.delete(connection);
    this.#live.set(connection, live);
    if (flags & FLAG_BITS.RST) this.#end(connection, "reset");
    else if (flags & FLAG_BITS.FIN && !live.lingers) {
      live.lingers = true;
      this.#linger.push({ connection, deadline: this.#clock + this.#limits.linger });
    }
  }

  end(): void {
    for (const connection of [...this.#live.keys()].sort((a, b) => a - b)) this.#end(connection, "eof");
  }

  #open(key: Key): number {
    if (this.#live.size === this.#limits.max) {
      const [oldest] = this.#live.keys();
      this.#end(oldest!, "evicted");
    }
    const connection = this.#connections++;
    this.#live.set(connection, { key, last: this.#clock, lingers: false });
    this.#places.set(key, connection);
    return connection;
  }

  /** By the record's own time and before it is worked off. */
  #endInTime(): void {
    while (this.#linger.length > 0 && this.#linger[0]!.deadline <= this.#clock) {
      const { connection } = this.#linger.shift()!;
      if (this.#live.has(connection)) this.#end(connection, "linger");
    }
    for (const [connection, { last }] of this.#live) {
      if (last + this.#limits.idle > this.#clock) break;
      this.#end(connection, "idle");
    }
  }

  #end(connection: number, reason: (typeof REASONS)[number]): void {
    const { key } = this.#live.get(connection)!;
    this.#live.delete(connection);
    this.#places.empty(key);
    this.log.push(-1 - (connection * REASONS.length + REASONS.indexOf(reason)));
  }
}

/** An entry of a log in words. */
export function describe(entry: number | undefined): string {
  if (entry === undefined) return "nothing";
  if (entry >= 0) return `record of connection ${entry}`;
  const end = -1 - entry;
  return `end of connection ${Math.floor(end / REASONS.length)}: ${REASONS[end % REASONS.length]}`;
}

/** Where two logs part, in words; undefined if they don't. */
export function difference(actual: readonly number[], expected: readonly number[]): string | undefined {
  for (let i = 0; i < Math.max(actual.length, expected.length); i++) {
    if (actual[i] !== expected[i]) return `entry ${i}: ${describe(actual[i])}, not ${describe(expected[i])}`;
  }
  return undefined;
}

/** How often each reason ended a connection. */
export function reasonCounts(log: readonly number[]): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(REASONS.map((reason) => [reason, 0]));
  for (const entry of log) if (entry < 0) counts[REASONS[(-1 - entry) % REASONS.length]!]!++;
  return counts;
}
