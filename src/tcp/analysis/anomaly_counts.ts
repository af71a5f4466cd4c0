/**
 * How often each kind of anomaly came up in a connection, for each direction. Most connections have none, so the counts
 * lie in the shared pool.
 */
import { type AnomalyCount, type AnomalyKind, anomalyKinds } from "../../events/mod.ts";
import type { PoolBudget } from "../lifecycle/pool.ts";
import type { Connection } from "../state/connection.ts";
import { PooledBlocks } from "../state/pooled_blocks.ts";
import { C_ANOMALIES, CF_LIMIT_ANOMALIES, CLIENT, SERVER } from "../state/state_layout.ts";

/** Behind the counts of the client's packets and of the server's: lines printed. */
const PRINTED = 2 * anomalyKinds.length;
const WORDS = PRINTED + 1;

/** The counts of all connections. */
export class AnomalyCounts {
  readonly #blocks: PooledBlocks;

  constructor(pool: PoolBudget) {
    this.#blocks = new PooledBlocks(pool, WORDS, 0);
  }

  /** Counts one more of `kind`, an index; returns how many there are now, 0 if there is no memory to count. */
  add(connection: Connection, side: number, kind: number): number {
    const { words, c } = connection;
    let handle = words[c + C_ANOMALIES]!;
    if (handle === 0) {
      handle = this.#blocks.allocate();
      if (handle === 0) {
        connection.set(CF_LIMIT_ANOMALIES);
        return 0;
      }
      words[c + C_ANOMALIES] = handle;
    } else this.#blocks.moveTo(handle);
    return ++this.#blocks.words[this.#blocks.w + side * anomalyKinds.length + kind]! >>> 0;
  }

  /** Counts a line that is to be printed; returns how many there are now. Behind {@link add}, which gave a count. */
  addLine(): number {
    return ++this.#blocks.words[this.#blocks.w + PRINTED]! >>> 0;
  }

  /** What `flow_end` says; undefined if there were none. */
  listOf(connection: Connection): AnomalyCount[] | undefined {
    const handle = connection.words[connection.c + C_ANOMALIES]!;
    if (handle === 0) return undefined;
    this.#blocks.moveTo(handle);
    const { words, w } = this.#blocks;
    const list: AnomalyCount[] = [];
    for (const [index, kind] of anomalyKinds.entries()) {
      for (const side of [CLIENT, SERVER]) {
        const n = words[w + side * anomalyKinds.length + index]! >>> 0;
        if (n > 0) list.push({ kind: kind satisfies AnomalyKind, dir: side === CLIENT ? "c2s" : "s2c", n });
      }
    }
    return list;
  }

  /** The connection is over. */
  close(connection: Connection): void {
    const { words, c } = connection;
    if (words[c + C_ANOMALIES] !== 0) this.#blocks.free(words[c + C_ANOMALIES]!);
    words[c + C_ANOMALIES] = 0;
  }
}
