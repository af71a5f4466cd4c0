/**
 * The order of packets of several captures: always the one whose next packet has the earliest stamp, the first named among
 * equals. Stamps that run backwards inside a file stay as they are.
 */
import type { Source } from "./source.ts";

/** A stamp as it is compared: seconds (low and high word) and nanoseconds. */
interface Waiting {
  readonly source: Source;
  /** Seconds, exact below 2^34. */
  readonly sec: number;
  readonly nsec: number;
}

const TWO_32 = 2 ** 32;
const LAST_NSEC = 999_999_999;

function isBefore(a: Waiting, b: Waiting): boolean {
  if (a.sec !== b.sec) return a.sec < b.sec;
  if (a.nsec !== b.nsec) return a.nsec < b.nsec;
  return a.source.fileIndex < b.source.fileIndex;
}

/** Chooses whose packets are next. */
export class MergeOrder {
  /** Sources whose next packet is not known yet, or that are just being read. */
  readonly #unknown: Source[];
  /** A heap by the next packet's stamp. */
  readonly #waiting: Waiting[] = [];

  constructor(sources: readonly Source[]) {
    this.#unknown = [...sources];
    // nothing is taken before the first stamps of all are known
    for (const source of sources) source.takeUntil(0, 0, 0);
  }

  /** Whose turn it is; undefined: all are at their end. */
  next(): Source | undefined {
    if (this.#unknown.length > 0) return this.#unknown[0];
    const first = this.#takeFirst();
    if (!first) return undefined;
    const { source } = first;
    const second = this.#waiting[0];
    if (second) {
      // of equal stamps, those of the file that was named first
      const goesFirst = source.fileIndex < second.source.fileIndex;
      const carries = goesFirst && second.nsec === LAST_NSEC;
      const sec = carries ? second.sec + 1 : second.sec;
      const nsec = carries ? 0 : second.nsec + (goesFirst ? 1 : 0);
      source.takeUntil(sec % TWO_32, Math.floor(sec / TWO_32), nsec);
    } else {
      source.takeAll();
    }
    this.#unknown.push(source);
    return source;
  }

  /** The next packet of `source` has this stamp. */
  waits(source: Source, sec: number, secHigh: number, nsec: number): void {
    this.#forget(source);
    this.#add({ source, sec: sec + secHigh * TWO_32, nsec });
  }

  /** `source` is at its end. */
  remove(source: Source): void {
    this.#forget(source);
  }

  #forget(source: Source): void {
    const at = this.#unknown.indexOf(source);
    if (at >= 0) this.#unknown.splice(at, 1);
  }

  #add(waiting: Waiting): void {
    const heap = this.#waiting;
    let at = heap.length;
    heap.push(waiting);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(waiting, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = waiting;
  }

  #takeFirst(): Waiting | undefined {
    const heap = this.#waiting;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || first === last) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}
