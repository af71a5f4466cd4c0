/**
 * The datagrams that are known, by key and by age: open ones, which wait for fragments or are refused, and whole ones, of
 * which copies may still come. No operation depends on how many there are.
 */
import type { PagePool } from "./pages.ts";
import { PartialDatagram } from "./partial_datagram.ts";

/** Datagrams in the order they were added. */
class AgeList {
  oldest: PartialDatagram | undefined;
  size = 0;
  /** Different fragments in them all. */
  parts = 0;
  #newest: PartialDatagram | undefined;

  append(datagram: PartialDatagram): void {
    datagram.older = this.#newest;
    if (this.#newest) this.#newest.newer = datagram;
    else this.oldest = datagram;
    this.#newest = datagram;
    this.size++;
    this.parts += datagram.parts.count;
  }

  remove(datagram: PartialDatagram): void {
    const { newer, older } = datagram;
    if (older) older.newer = newer;
    else this.oldest = newer;
    if (newer) newer.older = older;
    else this.#newest = older;
    datagram.older = undefined;
    datagram.newer = undefined;
    this.size--;
    this.parts -= datagram.parts.count;
  }
}

export class DatagramTable {
  readonly open = new AgeList();
  readonly whole = new AgeList();
  readonly #pool: PagePool;
  readonly #byKey = new Map<string, PartialDatagram>();
  /** Objects to use again. */
  readonly #free: PartialDatagram[] = [];

  constructor(pool: PagePool) {
    this.#pool = pool;
  }

  find(key: string): PartialDatagram | undefined {
    return this.#byKey.get(key);
  }

  /** Begins a datagram whose key is not in the table. */
  begin(key: string, version: 4 | 6, time: number): PartialDatagram {
    const datagram = this.#free.pop() ?? new PartialDatagram(this.#pool);
    datagram.begin(key, version, time);
    this.#byKey.set(key, datagram);
    this.open.append(datagram);
    return datagram;
  }

  /** Keeps an open one, whole since `time`, for its copies; its bytes are gone. */
  keep(datagram: PartialDatagram, time: number): void {
    this.open.remove(datagram);
    datagram.finish(time);
    this.whole.append(datagram);
  }

  /** Keeps an open one to turn its fragments away. */
  refuse(datagram: PartialDatagram): void {
    this.open.parts -= datagram.parts.count;
    datagram.refuse();
  }

  /** Takes one out; it must not be used any more. */
  drop(datagram: PartialDatagram): void {
    (datagram.state === "whole" ? this.whole : this.open).remove(datagram);
    this.#byKey.delete(datagram.key);
    datagram.clear();
    this.#free.push(datagram);
  }
}
