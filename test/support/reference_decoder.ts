/**
 * A plain, slow decoder of classic pcap files, written from the rules of the formats: what the WASM decoder is
 * compared with. It looks at one whole file at a time and at every byte in the most obvious way.
 */
import { ReferenceClock } from "./reference/clock.ts";
import type { ReferenceReassembler } from "./reference/fragments.ts";
import { isSupported } from "./reference/link.ts";
import { ReferencePackets } from "./reference/packets.ts";
import { nextRecord } from "./reference/resync.ts";
import type { FramingError, PacketTime, ReferenceResult, SourceInfo, Stamp } from "./reference/types.ts";

export type * from "./reference/types.ts";

const MAX_CAPTURED = 262_144;
/** For link types that are only counted. */
const MAX_SKIPPED = 128 * 1024 * 1024;

const MAGICS = [
  { bytes: [0xa1, 0xb2, 0xc3, 0xd4], byteOrder: "big", tsResolution: "microseconds" },
  { bytes: [0xd4, 0xc3, 0xb2, 0xa1], byteOrder: "little", tsResolution: "microseconds" },
  { bytes: [0xa1, 0xb2, 0x3c, 0x4d], byteOrder: "big", tsResolution: "nanoseconds" },
  { bytes: [0x4d, 0x3c, 0xb2, 0xa1], byteOrder: "little", tsResolution: "nanoseconds" },
  // Kuznetzov's modified format: interface, protocol and packet type behind the two lengths
  { bytes: [0xa1, 0xb2, 0xcd, 0x34], byteOrder: "big", tsResolution: "microseconds", recordHeader: 24 },
  { bytes: [0x34, 0xcd, 0xb2, 0xa1], byteOrder: "little", tsResolution: "microseconds", recordHeader: 24 },
] as const;

type Lengths = "captured_first" | "original_first" | "smaller_is_captured";

interface FileHeader extends SourceInfo {
  readonly lengths: Lengths;
  /** Bytes of a record header. */
  readonly recordHeader: number;
  /** Bytes of the frame check sequence. */
  readonly fcs: number;
}

interface Record extends Stamp {
  readonly capturedLength: number;
  readonly originalLength: number;
}

export interface ReferenceOptions {
  /** That of the files before in the run. */
  readonly clock?: ReferenceClock;
  /** Packets of the files before in the run. */
  readonly framesBefore?: number;
  readonly reassembler?: ReferenceReassembler;
}

/** Decodes a whole file. */
export function referenceDecode(file: Uint8Array, options: ReferenceOptions = {}): ReferenceResult {
  const captureClock = options.clock ?? new ReferenceClock();
  const framesBefore = options.framesBefore ?? 0;
  const times: PacketTime[] = [];
  const decoded = new ReferencePackets(options.reassembler);
  let packets = 0;
  let bytes = 0;
  let backwardTime = 0;
  let first: Stamp | undefined;
  let last: Stamp | undefined;
  let before: Stamp | undefined;
  const errors: FramingError[] = [];

  const header = readFileHeader(file);
  const source = typeof header === "string" ? undefined : header;
  if (typeof header === "string") errors.push({ kind: header, fileOffset: 0 });

  let at = 24;
  const maxCaptured = source && isSupported(source.linkType) ? MAX_CAPTURED : MAX_SKIPPED;
  let isCut = false;
  while (source !== undefined && !isCut && at < file.length) {
    const start = at + source.recordHeader;
    const record = start > file.length ? undefined : readRecord(file, at, source);
    if (record === undefined) {
      isCut = true;
    } else if (record.capturedLength > maxCaptured) {
      const next = nextRecord(file, at, {
        little: source.byteOrder === "little",
        headerBytes: source.recordHeader,
        originalFirst: source.lengths === "original_first",
        maxCaptured,
        units: source.tsResolution === "nanoseconds" ? 1e9 : 1e6,
        lastSecond: before?.sec || undefined,
      });
      errors.push({ kind: "corrupt", fileOffset: at, skippedBytes: next - at });
      at = next;
    } else if (start + record.capturedLength > file.length) {
      isCut = true;
    } else {
      packets += 1;
      bytes += record.originalLength;
      const { sec, nsec } = record;
      const stamp = { sec, nsec };
      if (before !== undefined && compareStamps(stamp, before) < 0) backwardTime += 1;
      if (first === undefined || compareStamps(stamp, first) < 0) first = stamp;
      if (last === undefined || compareStamps(stamp, last) > 0) last = stamp;
      before = stamp;
      const clock = captureClock.packet(stamp);
      const frame = framesBefore + packets;
      const isTcp = decoded.add({
        bytes: file,
        start,
        end: start + record.capturedLength,
        originalEnd: start + record.originalLength,
        linkType: source.linkType,
        known: { fcs: source.fcs },
        frame,
        recordOffset: at,
        stamp,
        clock,
      });
      times.push({ frame, recordOffset: at, stamp, clock, isTcp });
      at = start + record.capturedLength;
    }
  }
  if (isCut) errors.push({ kind: "cut", fileOffset: at });
  return {
    source: source && {
      byteOrder: source.byteOrder,
      tsResolution: source.tsResolution,
      snaplen: source.snaplen,
      linkType: source.linkType,
    },
    segments: decoded.segments,
    times,
    packets,
    bytes,
    nonTcp: decoded.nonTcp,
    undecoded: decoded.undecoded,
    fragments: decoded.fragments,
    backwardTime,
    first,
    last,
    errors,
    error: errors.at(-1),
  };
}

function readFileHeader(file: Uint8Array): FileHeader | "cut" | "corrupt" {
  const magic = MAGICS.find(({ bytes }) => bytes.every((byte, i) => byte === file[i]));
  if (magic === undefined) return "corrupt";
  if (file.length < 24) return "cut";
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const little = magic.byteOrder === "little";
  const major = view.getUint16(4, little);
  const minor = view.getUint16(6, little);
  // DG/UX wrote 543.0; tcpdump before 2.3 had the two lengths the other way round, and 2.3 had both orders.
  if (!(major === 543 || (major === 2 && minor <= 4))) return "corrupt";
  const linkWord = view.getUint32(20, little);
  let lengths: Lengths = "captured_first";
  if (major === 543 || minor < 3) lengths = "original_first";
  else if (minor === 3) lengths = "smaller_is_captured";
  return {
    byteOrder: magic.byteOrder,
    tsResolution: magic.tsResolution,
    snaplen: view.getUint32(16, little),
    linkType: linkWord & 0xffff,
    lengths,
    recordHeader: "recordHeader" in magic ? magic.recordHeader : 16,
    // draft-ietf-opsawg-pcap: if bit 26 is set, the upper four bits count the 16-bit words of the FCS
    fcs: linkWord & 0x04000000 ? 2 * (linkWord >>> 28) : 0,
  };
}

function readRecord(file: Uint8Array, at: number, header: FileHeader): Record {
  const view = new DataView(file.buffer, file.byteOffset + at, 16);
  const little = header.byteOrder === "little";
  const [unitsPerSecond, nanosecondsPerUnit] =
    header.tsResolution === "nanoseconds" ? [1_000_000_000, 1] : [1_000_000, 1000];
  const seconds = view.getUint32(0, little);
  const fraction = view.getUint32(4, little);
  const one = view.getUint32(8, little);
  const other = view.getUint32(12, little);
  let lengths = { capturedLength: one, originalLength: other };
  if (header.lengths === "original_first" || (header.lengths === "smaller_is_captured" && other < one)) {
    lengths = { capturedLength: other, originalLength: one };
  }
  return {
    sec: seconds + Math.floor(fraction / unitsPerSecond),
    nsec: (fraction % unitsPerSecond) * nanosecondsPerUnit,
    ...lengths,
  };
}

function compareStamps(a: Stamp, b: Stamp): number {
  return a.sec - b.sec || a.nsec - b.nsec;
}
