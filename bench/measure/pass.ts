import type { Batch, CaptureEnd } from "../../src/capture/batch.ts";
import { Decoder } from "../../src/capture/decoder.ts";
import {
  CHECKSUM_GOOD,
  CHECKSUM_NONE,
  FLOW_INDEX_MASK,
  HASH_SEED_WORDS,
  REC_FLOW,
  REC_STATUS,
  REC_WORDS,
  STATUS_CHECKSUM_MASK,
  STATUS_CLOCK,
  STATUS_IP_CHECKSUM_SHIFT,
  STATUS_IPV6,
  STATUS_TCP_CHECKSUM_SHIFT,
} from "../../wasm/layout.ts";

/** Times of one pass over a capture in memory, in milliseconds. */
export interface PassTimes {
  /** room(), commit() and next() until undefined. */
  readonly decode: number;
  /** The copy into room(), which a source that reads straight into it does not pay. */
  readonly copy: number;
}

/** A fixed hash seed: the flow table is laid out the same in every pass and on every runtime. */
export const HASH_SEED = Uint32Array.from({ length: HASH_SEED_WORDS }, (_, i) =>
  Math.imul(i + 1, 0x9e3779b1),
);

/**
 * Decodes the capture once with a decoder of its own, whose construction is not timed. No flow is released:
 * the table grows to all keys of the capture. Throws when the decoder rejects the capture.
 */
export function decodePass(
  capture: Uint8Array,
  onBatch: (batch: Batch) => void,
): { times: PassTimes; end: CaptureEnd } {
  const decoder = new Decoder({ hashSeed: HASH_SEED });
  const drain = (): void => {
    for (let item = decoder.next(); item !== undefined; item = decoder.next()) {
      if (item.type === "batch") onBatch(item);
      else if (item.type === "source_error") throw new Error(`the decoder rejects it: ${item.message}`);
    }
  };
  let decode = 0;
  let copy = 0;
  decoder.nextFile("generated");
  drain();
  for (let at = 0; at < capture.length; ) {
    const before = performance.now();
    const room = decoder.room();
    const length = Math.min(room.length, capture.length - at);
    const beforeCopy = performance.now();
    room.set(capture.subarray(at, at + length));
    const afterCopy = performance.now();
    decoder.commit(length);
    drain();
    decode += performance.now() - afterCopy + (beforeCopy - before);
    copy += afterCopy - beforeCopy;
    at += length;
  }
  const before = performance.now();
  decoder.endFile();
  drain();
  decode += performance.now() - before;
  return { times: { decode, copy }, end: decoder.end() };
}

/** What the records of a capture say, counted one by one. */
export interface DecodedCounts {
  packets: number;
  records: number;
  flows: number;
  ipv6Records: number;
  /** Records of which a checksum is not good. */
  notGood: number;
}

export function countRecords(capture: Uint8Array): DecodedCounts {
  const flows = new Set<number>();
  const counts: DecodedCounts = { packets: 0, records: 0, flows: 0, ipv6Records: 0, notGood: 0 };
  const { end } = decodePass(capture, ({ records, count }) => {
    for (let i = 0; i < count; i++) {
      const status = records[i * REC_WORDS + REC_STATUS]!;
      if (status & STATUS_CLOCK) continue;
      counts.records++;
      const ipv6 = (status & STATUS_IPV6) !== 0;
      const ipVerdict = (status >>> STATUS_IP_CHECKSUM_SHIFT) & STATUS_CHECKSUM_MASK;
      const tcpVerdict = (status >>> STATUS_TCP_CHECKSUM_SHIFT) & STATUS_CHECKSUM_MASK;
      if (tcpVerdict !== CHECKSUM_GOOD || ipVerdict !== (ipv6 ? CHECKSUM_NONE : CHECKSUM_GOOD))
        counts.notGood++;
      if (ipv6) counts.ipv6Records++;
      flows.add(records[i * REC_WORDS + REC_FLOW]! & FLOW_INDEX_MASK);
    }
  });
  counts.packets = end.packets;
  counts.flows = flows.size;
  return counts;
}
