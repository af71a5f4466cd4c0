/**
 * Batches that outlive the decoder's memory, for streams: a chunk in a queue must own what it shows.
 */
import {
  FLOW_INDEX_MASK,
  REC_END_ADDRESS,
  REC_FLOW,
  REC_IP_ADDRESS,
  REC_RECORD_ADDRESS,
  REC_STATUS,
  REC_TCP_ADDRESS,
  REC_WORDS,
  STATUS_CLOCK,
} from "../wasm/layout.ts";
import type { Batch } from "./capture/batch.ts";

const ADDRESS_SLOTS = [REC_RECORD_ADDRESS, REC_IP_ADDRESS, REC_TCP_ADDRESS, REC_END_ADDRESS] as const;

function isClock(records: Uint32Array, record: number): boolean {
  return (records[record + REC_STATUS]! & STATUS_CLOCK) !== 0;
}

/** A copy of `batch` with the bytes that its records point to; of clock records alone there are none. */
export function ownedBatch(batch: Batch): Batch {
  const records = batch.records.slice(0, batch.count * REC_WORDS);
  let start = batch.bytes.length;
  let end = 0;
  for (let record = 0; record < records.length; record += REC_WORDS) {
    start = Math.min(start, records[record + REC_RECORD_ADDRESS]!);
    end = Math.max(end, records[record + REC_END_ADDRESS]!);
  }
  for (let record = 0; record < records.length; record += REC_WORDS) {
    if (isClock(records, record)) records[record + REC_RECORD_ADDRESS]! -= start;
    else for (const slot of ADDRESS_SLOTS) records[record + slot]! -= start;
  }
  return {
    ...batch,
    records,
    bytes: batch.bytes.slice(start, end),
    offsetBase: batch.offsetBase + start,
  };
}

/**
 * Gives flow indices back although batches are decoded ahead of the tracker: an index that a later batch names
 * again is kept, for the tracker will find a connection on it, and give it back when that ends.
 */
export class ReleaseLedger {
  /** Number of the last batch that names an index, by index. */
  #lastNamed = new Float64Array(4096);
  #decoded = 0;
  #tracked = 0;
  #returned: { index: number; batch: number }[] = [];

  /** Notes what a decoded batch names. */
  decoded(batch: Batch): void {
    const number = ++this.#decoded;
    for (let record = 0; record < batch.count * REC_WORDS; record += REC_WORDS) {
      if (isClock(batch.records, record)) continue;
      const index = batch.records[record + REC_FLOW]! & FLOW_INDEX_MASK;
      if (index >= this.#lastNamed.length) {
        const grown = new Float64Array(2 ** Math.ceil(Math.log2(index + 1)));
        grown.set(this.#lastNamed);
        this.#lastNamed = grown;
      }
      this.#lastNamed[index] = number;
    }
  }

  /** The next batch was tracked, and left these indices empty. Batches are tracked in the order of decoding. */
  tracked(released: Uint32Array): void {
    const batch = ++this.#tracked;
    for (const index of released) this.#returned.push({ index, batch });
  }

  /** The indices that the decoder may reuse before its next call. */
  take(): Uint32Array {
    const free = this.#returned.filter(({ index, batch }) => this.#lastNamed[index]! <= batch);
    this.#returned = [];
    return Uint32Array.from(free, ({ index }) => index);
  }
}
