/** Runs the decoder over whole pcapng files, and compares what it says with the reference. */
import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import type { CaptureEnd, SourceError, SourceStart } from "../../src/capture/batch.ts";
import { Decoder } from "../../src/capture/decoder.ts";
import { linkTypeName } from "../../src/capture/link_types.ts";
import { type BatchSegment, batchSegments, comparableRecord, comparableReference } from "./batch_segments.ts";
import { ClockFollower, type ClockRecord, expectedClockRecords } from "./clock_records.ts";
import type { SectionInterface } from "./reference/pcapng.ts";
import { interfaceText, type RunInterface } from "./reference/pcapng_interfaces.ts";
import { type PcapngReference, referencePcapng } from "./reference_pcapng.ts";

export interface DecodePcapngOptions {
  /** Bytes given at a time; default as many as there is room for. */
  readonly chunk?: number | undefined;
  /** Bytes of input that a decode call takes at most. */
  readonly inputBytes?: number;
}

/** A segment with the name of its interface. */
type NamedSegment = BatchSegment & { readonly interfaceName: string | undefined };

export interface PcapngDecoded {
  readonly start: SourceStart | undefined;
  readonly errors: readonly SourceError[];
  readonly segments: readonly NamedSegment[];
  readonly clockRecords: readonly ClockRecord[];
  readonly end: CaptureEnd;
}

export function decodePcapng(file: Uint8Array, options: DecodePcapngOptions = {}): PcapngDecoded {
  const { chunk = Number.POSITIVE_INFINITY, ...decoderOptions } = options;
  const decoder = new Decoder(decoderOptions);
  const follower = new ClockFollower();
  let start: SourceStart | undefined;
  const errors: SourceError[] = [];
  const segments: NamedSegment[] = [];
  const clockRecords: ClockRecord[] = [];
  const readOut = (): void => {
    for (let next = decoder.next(); next !== undefined; next = decoder.next()) {
      if (next.type === "source_start") {
        expect(start, "a file starts once").toBeUndefined();
        start = next;
      } else if (next.type === "source_error") {
        errors.push(next);
      } else {
        expect(start, "a file starts before its packets").toBeDefined();
        const { names } = next;
        const read = batchSegments(next, follower);
        clockRecords.push(...read.clockRecords);
        segments.push(
          ...read.segments.map((segment) => ({
            ...segment,
            interfaceName: segment.iface === undefined ? undefined : names.interfaceName(segment.iface),
          })),
        );
      }
    }
  };
  decoder.nextFile("test.pcapng");
  for (let at = 0; at < file.length && decoder.wantsInput; ) {
    const room = decoder.room();
    const count = Math.min(room.length, chunk, file.length - at);
    room.set(file.subarray(at, at + count));
    decoder.commit(count);
    at += count;
    readOut();
  }
  decoder.endFile();
  readOut();
  return { start, errors, segments, clockRecords, end: decoder.end() };
}

/** Fails unless decoder and reference say the same of a file. */
export function expectLikePcapngReference(
  file: Uint8Array,
  options: DecodePcapngOptions = {},
): PcapngReference {
  const expected = referencePcapng(file);
  const actual = decodePcapng(file, options);
  expect(startOf(actual)).toEqual(referenceStart(expected));
  expect(
    actual.errors.map(({ kind, fileOffset, skippedBytes }) => ({ kind, fileOffset, skippedBytes })),
  ).toEqual(expected.file.errors);
  expectEqualLists(
    actual.segments.map(({ interfaceName, ...segment }) => ({ ...comparableRecord(segment), interfaceName })),
    expected.segments.map((segment) => ({
      ...comparableReference(segment),
      interfaceName: segment.iface === undefined ? undefined : nameOf(segment.iface, expected),
    })),
  );
  expectEqualLists(actual.clockRecords, expectedClockRecords(expected.times));
  expect(totals(actual)).toEqual(referenceTotals(expected));
  return expected;
}

/** vitest's own comparison of long lists is slow, so it sees the first difference alone. */
function expectEqualLists(actual: readonly unknown[], wanted: readonly unknown[]): void {
  for (let i = 0; i < Math.max(actual.length, wanted.length); i++) {
    if (!isDeepStrictEqual(actual[i], wanted[i])) expect(actual[i]).toEqual(wanted[i]);
  }
}

/** By a number as records have it: the container's, or one of the link layer's own. */
function nameOf(value: number, { interfaces }: PcapngReference): string | undefined {
  const named = interfaces.list[value - 2 ** 31];
  return value < 2 ** 31 ? String(value) : named && interfaceText(named);
}

const described = ({ id, name, linkType }: RunInterface) => ({
  id,
  ...(name !== undefined && { name }),
  link_type: linkTypeName(linkType),
});

function startOf({ start }: PcapngDecoded) {
  return (
    start && {
      format: start.format,
      byteOrder: start.byteOrder,
      tsResolution: start.tsResolution,
      snaplen: start.snaplen,
      interfaces: start.interfaces,
    }
  );
}

function referenceStart({ file }: PcapngReference): ReturnType<typeof startOf> {
  if (file.byteOrder === undefined) return undefined;
  const known = file.interfaces.slice(0, file.interfacesAtStart);
  const agreed = <T>(of: (one: SectionInterface) => T): T | undefined =>
    new Set(known.map(of)).size === 1 ? of(known[0]!) : undefined;
  const listed = new Set(known.map(({ inRun }) => inRun).filter(({ id }) => id !== undefined));
  return {
    format: "pcapng",
    byteOrder: file.byteOrder,
    tsResolution: agreed(({ resolution }) => unitName(resolution)),
    snaplen: agreed(({ snaplen }) => snaplen),
    interfaces: [...listed].map((one) => described(one) as { id: number; link_type: string }),
  };
}

const UNITS: ReadonlyMap<number, string> = new Map([
  [0, "seconds"],
  [3, "milliseconds"],
  [6, "microseconds"],
  [9, "nanoseconds"],
  [12, "picoseconds"],
]);

/** What capture_start calls an if_tsresol. */
function unitName(resolution: number): string {
  if (resolution >= 128) return `2^-${resolution - 128}`;
  return UNITS.get(resolution) ?? `10^-${resolution}`;
}

function totals({ end }: PcapngDecoded) {
  const undecoded: Record<string, number> = {};
  for (const { reason, n } of end.undecoded) undecoded[reason] = (undecoded[reason] ?? 0) + n;
  const { packets = 0, datagrams = 0, joined = 0, lost = 0 } = end.ipFragments ?? {};
  return {
    complete: end.complete,
    packets: end.packets,
    bytes: end.bytes,
    nonTcp: end.nonTcp,
    undecoded,
    fragments: { packets, datagrams, joined, lost },
    backwardTime: end.backwardTime,
    clampedTime: end.clampedTime,
    first: end.first,
    last: end.last,
    clock: end.clock,
    drops: end.drops,
    comments: end.comments,
    interfaces: end.interfaces,
    interfacesCapped: end.interfacesCapped,
  };
}

function referenceTotals(reference: PcapngReference): ReturnType<typeof totals> {
  const { file, interfaces, fragments } = reference;
  const { packets, datagrams, joined, lost } = fragments;
  return {
    complete: file.errors.length === 0,
    packets: reference.packets,
    bytes: reference.bytes,
    nonTcp: reference.nonTcp,
    undecoded: Object.fromEntries(Object.entries(reference.undecoded).filter(([, n]) => n > 0)),
    fragments: { packets, datagrams, joined, lost },
    backwardTime: reference.backwardTime,
    clampedTime: reference.clampedTime,
    first: reference.first,
    last: reference.last,
    clock: reference.times.at(-1)?.clock,
    drops: file.drops === undefined ? undefined : Math.min(Number(file.drops), Number.MAX_SAFE_INTEGER),
    comments: file.comments,
    interfaces: interfaces.list.map((one) => described(one) as { id: number; link_type: string }),
    interfacesCapped: interfaces.capped,
  };
}
