/** The tracker under test: the lifecycle over flow indices of the real decoder. */
import type { Batch } from "../../src/capture/batch.ts";
import {
  FLOW_INDEX_MASK,
  REC_FLAGS_WINDOW,
  REC_FLOW,
  REC_NSEC,
  REC_SEC,
  REC_STATUS,
  REC_WORDS,
  STATUS_CLOCK,
} from "../../wasm/layout.ts";
import type { Lifecycle } from "./lifecycle.ts";

/** Works off the records of a batch as the product does: index, flags and time come from the record. */
export function trackBatch(lifecycle: Lifecycle<number>, batch: Pick<Batch, "records" | "count">): void {
  const { records, count } = batch;
  for (let record = 0; record < count * REC_WORDS; record += REC_WORDS) {
    if (records[record + REC_STATUS]! & STATUS_CLOCK) continue;
    const index = records[record + REC_FLOW]! & FLOW_INDEX_MASK;
    const flags = (records[record + REC_FLAGS_WINDOW]! >>> 16) & 0xff;
    lifecycle.record(index, flags, records[record + REC_SEC]! * 1e9 + records[record + REC_NSEC]!);
  }
}
