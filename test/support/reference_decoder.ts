/**
 * A plain, slow decoder of classic pcap files, written from the rules of the formats: what the WASM decoder is
 * compared with. It looks at one whole file at a time and at every byte in the most obvious way.
 */
import { addressText } from "./reference/bytes.ts";
import { ReferenceClock } from "./reference/clock.ts";
import { type Frame, readIp } from "./reference/ip.ts";
import { isSupported, readLink } from "./reference/link.ts";
import { readTcp } from "./reference/tcp.ts";
import {
  NonTcp,
  type PacketTime,
  type ReferenceResult,
  type Segment,
  type SourceInfo,
  type Stamp,
  Undecoded,
  type UndecodedReason,
} from "./reference/types.ts";

export type * from "./reference/types.ts";

const MAX_CAPTURED = 262_144;
/** For link types that are only counted. */
const MAX_SKIPPED = 128 * 1024 * 1024;

/** Original lengths above this are no frame's; they count as this where they stand in for an IP length. */
const MAX_ORIGINAL = 2 ** 30 - 1;

const MAGICS = [
  { bytes: [0xa1, 0xb2, 0xc3, 0xd4], byteOrder: "big", tsResolution: "microseconds" },
  { bytes: [0xd4, 0xc3, 0xb2, 0xa1], byteOrder: "little", tsResolution: "microseconds" },
  { bytes: [0xa1, 0xb2, 0x3c, 0x4d], byteOrder: "big", tsResolution: "nanoseconds" },
  { bytes: [0x4d, 0x3c, 0xb2, 0xa1], byteOrder: "little", tsResolution: "nanoseconds" },
] as const;

type Lengths = "captured_first" | "original_first" | "smaller_is_captured";

interface FileHeader extends SourceInfo {
  readonly lengths: Lengths;
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
}

/** Decodes a whole file. */
export function referenceDecode(file: Uint8Array, options: ReferenceOptions = {}): ReferenceResult {
  const captureClock = options.clock ?? new ReferenceClock();
  const framesBefore = options.framesBefore ?? 0;
  const segments: Segment[] = [];
  const times: PacketTime[] = [];
  const undecoded = noneUndecoded();
  let packets = 0;
  let bytes = 0;
  let nonTcp = 0;
  let backwardTime = 0;
  let first: Stamp | undefined;
  let last: Stamp | undefined;
  let before: Stamp | undefined;
  let error: ReferenceResult["error"];

  const header = readFileHeader(file);
  const source = typeof header === "string" ? undefined : header;
  if (typeof header === "string") error = { kind: header, fileOffset: 0 };

  let at = 24;
  while (source !== undefined && error === undefined && at < file.length) {
    const record = at + 16 > file.length ? undefined : readRecord(file, at, source);
    if (record === undefined) {
      error = { kind: "cut", fileOffset: at };
    } else if (record.capturedLength > (isSupported(source.linkType) ? MAX_CAPTURED : MAX_SKIPPED)) {
      error = { kind: "corrupt", fileOffset: at };
    } else if (at + 16 + record.capturedLength > file.length) {
      error = { kind: "cut", fileOffset: at };
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
      let isTcp = false;
      try {
        segments.push({ ...readPacket(file, at, record, source.linkType), frame, clock });
        isTcp = true;
      } catch (outcome) {
        if (outcome instanceof NonTcp) nonTcp += 1;
        else if (outcome instanceof Undecoded) undecoded[outcome.reason] += 1;
        else throw outcome;
      }
      times.push({ frame, recordOffset: at, stamp, clock, isTcp });
      at += 16 + record.capturedLength;
    }
  }
  return {
    source: source && {
      byteOrder: source.byteOrder,
      tsResolution: source.tsResolution,
      snaplen: source.snaplen,
      linkType: source.linkType,
    },
    segments,
    times,
    packets,
    bytes,
    nonTcp,
    undecoded,
    backwardTime,
    first,
    last,
    error,
  };
}

function noneUndecoded(): { [reason in UndecodedReason]: number } {
  return {
    link_type_unsupported: 0,
    link_header_cut: 0,
    link_header_malformed: 0,
    ip_header_cut: 0,
    ip_header_malformed: 0,
    ipv6_extension_cut: 0,
    ipv6_extension_malformed: 0,
    ip_fragment: 0,
    tcp_header_cut: 0,
    tcp_header_malformed: 0,
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
  let lengths: Lengths = "captured_first";
  if (major === 543 || minor < 3) lengths = "original_first";
  else if (minor === 3) lengths = "smaller_is_captured";
  return {
    byteOrder: magic.byteOrder,
    tsResolution: magic.tsResolution,
    snaplen: view.getUint32(16, little),
    linkType: view.getUint32(20, little) & 0xffff,
    lengths,
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

function readPacket(
  file: Uint8Array,
  recordOffset: number,
  record: Record,
  linkType: number,
): Omit<Segment, "frame" | "clock"> {
  const linkOffset = recordOffset + 16;
  const frame: Frame = {
    bytes: file,
    end: linkOffset + record.capturedLength,
    // some writers leave the original length below the captured one; there were at least the bytes that are there
    originalEnd: linkOffset + Math.min(Math.max(record.originalLength, record.capturedLength), MAX_ORIGINAL),
  };
  const link = readLink(file, linkOffset, frame.end, linkType);
  const ip = readIp(frame, link.ipOffset, link.ipVersion);
  const tcp = readTcp(frame, ip, link.ipOffset);
  return {
    sec: record.sec,
    nsec: record.nsec,
    recordOffset,
    linkOffset,
    ipOffset: link.ipOffset,
    tcpOffset: ip.tcpOffset,
    endOffset: frame.end,
    pktDir: link.pktDir,
    iface: link.iface,
    path: link.path?.join(", ") ?? "",
    ipVersion: ip.ipVersion,
    src: addressText(ip.srcBytes),
    dst: addressText(ip.dstBytes),
    srcBytes: ip.srcBytes,
    dstBytes: ip.dstBytes,
    ipLength: ip.ipLength,
    ipId: ip.ipId,
    ttl: ip.ttl,
    tos: ip.tos,
    ipChecksum: ip.ipChecksum,
    ipLengthZero: ip.ipLengthZero,
    ipLengthBeyondFrame: link.ipOffset + ip.ipLength > frame.originalEnd,
    ...tcp,
  };
}
