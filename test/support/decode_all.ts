/** Runs the WASM decoder over whole files and collects what it says. */
import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import type { Batch, CaptureEnd, SourceError, SourceStart } from "../../src/capture/batch.ts";
import { Decoder, type DecoderOptions } from "../../src/capture/decoder.ts";
import { OVERREAD_BYTES, REC_WORDS } from "../../wasm/layout.ts";
import { type BatchSegment, batchSegments, comparableRecord, comparableReference } from "./batch_segments.ts";
import { ClockFollower, type ClockRecord, expectedClockRecords } from "./clock_records.ts";
import {
  type FragmentCounts as FragmentTotals,
  type ReferenceResult,
  referenceDecode,
} from "./reference_decoder.ts";

export interface DecodeAllOptions extends DecoderOptions {
  /** Bytes given at a time; default as many as there is room for. */
  readonly chunk?: number;
  /** One that has read files before, instead of a new one: frame numbers, flows and totals go on. */
  readonly decoder?: Decoder;
  /** Batches are read of what this makes of them. */
  readonly copy?: (batch: Batch) => Batch;
  /** Overwrites memory that holds nothing: all of the free input memory, and records that were read. */
  readonly poison?: (bytes: Uint8Array) => void;
}

export interface DecodeAllResult {
  readonly start: SourceStart | undefined;
  readonly segments: readonly BatchSegment[];
  readonly clockRecords: readonly ClockRecord[];
  readonly errors: readonly SourceError[];
  /** The last one. */
  readonly error: SourceError | undefined;
  readonly end: CaptureEnd;
}

/** What the readers of decoders that are used again have read. */
const FOLLOWERS = new WeakMap<Decoder, ClockFollower>();

function followerOf(decoder: Decoder): ClockFollower {
  const follower = FOLLOWERS.get(decoder) ?? new ClockFollower();
  FOLLOWERS.set(decoder, follower);
  return follower;
}

export function decodeAll(file: Uint8Array, options: DecodeAllOptions = {}): DecodeAllResult {
  const decoder = options.decoder ?? new Decoder(options);
  let start: SourceStart | undefined;
  const errors: SourceError[] = [];
  const segments: BatchSegment[] = [];
  const clockRecords: ClockRecord[] = [];
  const follower = followerOf(decoder);
  const readOut = () => {
    for (let next = decoder.next(); next !== undefined; next = decoder.next()) {
      if (next.type === "source_start") start = next;
      else if (next.type === "source_error") errors.push(next);
      else {
        const read = batchSegments(options.copy?.(next) ?? next, follower);
        segments.push(...read.segments);
        clockRecords.push(...read.clockRecords);
        if (options.poison) poisonRecords(next, options.poison);
      }
    }
  };
  decoder.nextFile("test.pcap");
  for (let at = 0; at < file.length; ) {
    const room = decoder.room();
    if (options.poison) poisonInput(decoder, room, options.poison);
    const count = Math.min(room.length, options.chunk ?? Infinity, file.length - at);
    room.set(file.subarray(at, at + count));
    decoder.commit(count);
    at += count;
    readOut();
  }
  decoder.endFile();
  readOut();
  return { start, segments, clockRecords, errors, error: errors.at(-1), end: decoder.end() };
}

/** Free input memory and the bytes behind it, which may be read but must not matter. */
function poisonInput(decoder: Decoder, room: Uint8Array, poison: (bytes: Uint8Array) => void): void {
  poison(new Uint8Array(decoder.memory.buffer, room.byteOffset, room.length + OVERREAD_BYTES));
}

/** The records that were read, and as many more as the next call could leave half written. */
function poisonRecords(batch: Batch, poison: (bytes: Uint8Array) => void): void {
  const { buffer, byteOffset, length } = batch.records;
  const words = Math.min(length, (batch.count + 64) * REC_WORDS);
  poison(new Uint8Array(buffer, byteOffset, words * 4));
}

/** Fails unless the WASM decoder and the reference say the same of a file. */
export function expectLikeReference(file: Uint8Array, options: DecodeAllOptions = {}): DecodeAllResult {
  const expected = referenceDecode(file);
  const actual = decodeAll(file, options);
  expectSegments(actual, expected);
  expectClockRecords(actual.clockRecords, expectedClockRecords(expected.times));
  expectPaths(actual, expected);
  expect(totals(actual)).toEqual(referenceTotals(expected));
  expectFlows(actual.segments);
  return actual;
}

/** None is lacking, doubled, late or early. */
export function expectClockRecords(actual: readonly ClockRecord[], wanted: readonly ClockRecord[]): void {
  for (let i = 0; i < Math.max(actual.length, wanted.length); i++) {
    if (!isDeepStrictEqual(actual[i], wanted[i])) expect(actual[i]).toEqual(wanted[i]);
  }
}

/** One digest for each path, and 0 where there is none. */
function expectPaths(actual: DecodeAllResult, expected: ReferenceResult): void {
  const digestOf = new Map([["", 0]]);
  const pathOf = new Map<number, string>();
  expected.segments.forEach(({ path, frame }, i) => {
    const digest = actual.segments[i]!.path;
    if ((digestOf.get(path) ?? digest) !== digest || (pathOf.get(digest) ?? path) !== path) {
      expect.fail(`frame ${frame}: digest ${digest} of path "${path}" is that of "${pathOf.get(digest)}"`);
    }
    digestOf.set(path, digest);
    pathOf.set(digest, path);
  });
}

function expectSegments(actual: DecodeAllResult, expected: ReferenceResult): void {
  const records = actual.segments.map((segment, i) =>
    comparableRecord(segment, expected.segments[i]?.fromFragments ?? false),
  );
  const wanted = expected.segments.map(comparableReference);
  // vitest's own comparison of long lists is slow, so it sees the first difference alone
  for (let i = 0; i < Math.max(records.length, wanted.length); i++) {
    if (!isDeepStrictEqual(records[i], wanted[i])) expect(records[i]).toEqual(wanted[i]);
  }
}

function fragmentTotals(counts: FragmentTotals | undefined): FragmentTotals {
  const { packets = 0, datagrams = 0, joined = 0, lost = 0 } = counts ?? {};
  return { packets, datagrams, joined, lost };
}

function totals({ start, end, errors }: DecodeAllResult) {
  return {
    source: start && {
      byteOrder: start.byteOrder,
      tsResolution: start.tsResolution,
      snaplen: start.snaplen,
    },
    packets: end.packets,
    bytes: end.bytes,
    nonTcp: end.nonTcp,
    undecoded: Object.fromEntries(end.undecoded.map(({ reason, n }) => [reason, n])),
    fragments: fragmentTotals(end.ipFragments),
    backwardTime: end.backwardTime,
    first: end.first,
    last: end.last,
    clock: end.clock,
    errors: errors.map(({ kind, fileOffset, skippedBytes }) => ({ kind, fileOffset, skippedBytes })),
    complete: end.complete,
  };
}

function referenceTotals(result: ReferenceResult): ReturnType<typeof totals> {
  return {
    source: result.source && {
      byteOrder: result.source.byteOrder,
      tsResolution: result.source.tsResolution,
      snaplen: result.source.snaplen,
    },
    packets: result.packets,
    bytes: result.bytes,
    nonTcp: result.nonTcp,
    undecoded: Object.fromEntries(Object.entries(result.undecoded).filter(([, n]) => n > 0)),
    fragments: fragmentTotals(result.fragments),
    backwardTime: result.backwardTime,
    first: result.first,
    last: result.last,
    clock: result.times.at(-1)?.clock,
    errors: result.errors.map(({ kind, fileOffset, skippedBytes }) => ({ kind, fileOffset, skippedBytes })),
    complete: result.error === undefined,
  };
}

/** One index for the two directions of a pair of endpoints, another for every other pair. */
function expectFlows(segments: readonly BatchSegment[]): void {
  const keyOfIndex = new Map<number, string>();
  const indexOfKey = new Map<string, number>();
  const reversedOf = new Map<string, boolean>();
  for (const segment of segments) {
    const from = `${segment.ipVersion} ${segment.srcBytes} ${segment.srcPort}`;
    const to = `${segment.ipVersion} ${segment.dstBytes} ${segment.dstPort}`;
    const key = [from, to].sort().join(" | ");
    const index = segment.flowIndex;
    if ((keyOfIndex.get(index) ?? key) !== key || (indexOfKey.get(key) ?? index) !== index) {
      expect.fail(
        `frame ${segment.frame}: flow index ${index} of ${key} is that of ${keyOfIndex.get(index)}`,
      );
    }
    keyOfIndex.set(index, key);
    indexOfKey.set(key, index);
    if (from === to) continue;
    const back = `${to} > ${from}`;
    const forth = `${from} > ${to}`;
    if (
      (reversedOf.get(forth) ?? segment.reversed) !== segment.reversed ||
      reversedOf.get(back) === segment.reversed
    ) {
      expect.fail(`frame ${segment.frame}: direction bit ${segment.reversed} of ${forth}`);
    }
    reversedOf.set(forth, segment.reversed);
  }
}
