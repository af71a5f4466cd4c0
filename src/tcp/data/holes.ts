/**
 * What the capture lacks: for each direction a short list of the ranges of sequence numbers that were sent, but not
 * seen, in ascending order. Most directions have none.
 */
import type { PoolBudget } from "../lifecycle/pool.ts";
import type { Connection } from "../state/connection.ts";
import { CF_LIMIT_HOLES, E_HOLES } from "../state/state_layout.ts";
import { UN_GAP_BYTES, type UnusualCounts, UW_GAPS } from "../state/unusual_counts.ts";

/** Holes kept for a direction. */
const MAX_HOLES = 32;
const FIRST_NODES = 256;
const NODE_BYTES = 28;

/** The lists of all directions. A direction is named by the base of its words: `e` is a connection's `s` or `p`. */
export class Holes {
  readonly #pool: PoolBudget;
  readonly #unusual: UnusualCounts;
  /** Edges: offsets of the first lacking number, and behind the last. */
  #left = new Float64Array(0);
  #right = new Float64Array(0);
  /** When it was noticed, in nanoseconds since the connection's first packet. */
  #since = new Float64Array(0);
  /** The next node + 1, in a list or among the free ones. */
  #next = new Int32Array(0);
  #free = 0;

  /** What the last {@link fill} filled first, and behind what it filled last. */
  filledFrom = 0;
  filledTo = 0;
  /** What {@link find} found: both ends of the hole, and when it was noticed. */
  foundLeft = 0;
  foundRight = 0;
  foundTime = 0;

  constructor(pool: PoolBudget, unusual: UnusualCounts) {
    this.#pool = pool;
    this.#unusual = unusual;
  }

  /**
   * Adds the range from `left` to `right`, which lies above all holes of the direction, or continues the last one.
   * @param time when it was noticed
   */
  append(connection: Connection, e: number, left: number, right: number, time: number): void {
    const { words } = connection;
    let tail = words[e + E_HOLES]!;
    let count = tail === 0 ? 0 : 1;
    while (tail !== 0 && this.#next[tail - 1] !== 0) {
      tail = this.#next[tail - 1]!;
      count++;
    }
    if (tail !== 0 && this.#right[tail - 1] === left) {
      this.#right[tail - 1] = right;
      return;
    }
    if (count === MAX_HOLES) this.#giveUpFirst(connection, e);
    const node = this.#allocate(left, right, time);
    if (node === 0) this.#giveUp(connection, e, right - left);
    else if (tail === 0) words[e + E_HOLES] = node;
    else this.#next[tail - 1] = node;
  }

  /** Takes the range out of the direction's holes; returns how many numbers of it were lacking. */
  fill(connection: Connection, e: number, from: number, to: number): number {
    const { words } = connection;
    let filled = 0;
    let before = 0;
    let node = words[e + E_HOLES]!;
    while (node !== 0 && this.#left[node - 1]! < to) {
      const at = node - 1;
      const next = this.#next[at]!;
      const left = this.#left[at]!;
      const right = this.#right[at]!;
      const start = Math.max(left, from);
      const end = Math.min(right, to);
      if (start >= end) {
        before = node;
        node = next;
        continue;
      }
      if (filled === 0) this.filledFrom = start;
      this.filledTo = end;
      filled += end - start;
      if (start > left && end < right) this.#split(connection, e, at, start, end);
      else if (start > left) this.#right[at] = start;
      else if (end < right) this.#left[at] = end;
      else {
        if (before === 0) words[e + E_HOLES] = next;
        else this.#next[before - 1] = next;
        this.#release(node);
        node = next;
        continue;
      }
      before = node;
      node = this.#next[at]!;
    }
    return filled;
  }

  /** Looks for the first hole that ends above `offset`; false if there is none. */
  find(connection: Connection, e: number, offset: number): boolean {
    for (let node = connection.words[e + E_HOLES]!; node !== 0; node = this.#next[node - 1]!) {
      if (this.#right[node - 1]! <= offset) continue;
      this.foundLeft = this.#left[node - 1]!;
      this.foundRight = this.#right[node - 1]!;
      this.foundTime = this.#since[node - 1]!;
      return true;
    }
    return false;
  }

  /** How many numbers of the range are lacking. */
  lacking(connection: Connection, e: number, from: number, to: number): number {
    let sum = 0;
    for (let node = connection.words[e + E_HOLES]!; node !== 0; node = this.#next[node - 1]!) {
      sum += Math.max(0, Math.min(this.#right[node - 1]!, to) - Math.max(this.#left[node - 1]!, from));
    }
    return sum;
  }

  /** How many holes of the direction are open, and `bytes`: how many numbers they hold. Changes nothing. */
  open(connection: Connection, e: number): { readonly count: number; readonly bytes: number } {
    let count = 0;
    let bytes = 0;
    for (let node = connection.words[e + E_HOLES]!; node !== 0; node = this.#next[node - 1]!) {
      count++;
      bytes += this.#right[node - 1]! - this.#left[node - 1]!;
    }
    return { count, bytes };
  }

  /** Counts the holes that are left as gaps, and gives the direction's list back. */
  close(connection: Connection, e: number): void {
    const { words } = connection;
    let node = words[e + E_HOLES]!;
    while (node !== 0) {
      const next = this.#next[node - 1]!;
      this.#countGap(connection, e, this.#right[node - 1]! - this.#left[node - 1]!);
      this.#release(node);
      node = next;
    }
    words[e + E_HOLES] = 0;
  }

  #split(connection: Connection, e: number, at: number, start: number, end: number): void {
    const node = this.#allocate(end, this.#right[at]!, this.#since[at]!);
    if (node === 0) {
      this.#giveUp(connection, e, this.#right[at]! - end);
    } else {
      this.#next[node - 1] = this.#next[at]!;
      this.#next[at] = node;
    }
    this.#right[at] = start;
    if (this.#count(connection.words[e + E_HOLES]!) > MAX_HOLES) this.#giveUpFirst(connection, e);
  }

  /** Holes in the list that begins at `node`. */
  #count(node: number): number {
    let count = 0;
    for (let at = node; at !== 0; at = this.#next[at - 1]!) count++;
    return count;
  }

  #giveUpFirst(connection: Connection, e: number): void {
    const { words } = connection;
    const node = words[e + E_HOLES]!;
    words[e + E_HOLES] = this.#next[node - 1]!;
    this.#giveUp(connection, e, this.#right[node - 1]! - this.#left[node - 1]!);
    this.#release(node);
  }

  #giveUp(connection: Connection, e: number, bytes: number): void {
    this.#countGap(connection, e, bytes);
    connection.set(CF_LIMIT_HOLES);
  }

  #countGap(connection: Connection, e: number, bytes: number): void {
    this.#unusual.count(connection, e, UW_GAPS);
    this.#unusual.addBytes(connection, e, UN_GAP_BYTES, bytes);
  }

  /** A node + 1 that stands alone, or 0 if the pool is used up. */
  #allocate(left: number, right: number, time: number): number {
    if (this.#free === 0 && !this.#grow()) return 0;
    const node = this.#free;
    this.#free = this.#next[node - 1]!;
    this.#left[node - 1] = left;
    this.#right[node - 1] = right;
    this.#since[node - 1] = time;
    this.#next[node - 1] = 0;
    return node;
  }

  #release(node: number): void {
    this.#next[node - 1] = this.#free;
    this.#free = node;
  }

  #grow(): boolean {
    const used = this.#next.length;
    const length = used === 0 ? FIRST_NODES : 2 * used;
    if (!this.#pool.take((length - used) * NODE_BYTES)) return false;
    const left = new Float64Array(length);
    const right = new Float64Array(length);
    const since = new Float64Array(length);
    const next = new Int32Array(length);
    left.set(this.#left);
    right.set(this.#right);
    since.set(this.#since);
    next.set(this.#next);
    for (let node = length; node > used; node--) {
      next[node - 1] = this.#free;
      this.#free = node;
    }
    this.#left = left;
    this.#right = right;
    this.#since = since;
    this.#next = next;
    return true;
  }
}
