/** Classic pcap files for the capture builder. */
import { concat } from "./bytes.ts";

export interface PcapPacket {
  /** The frame as it was on the wire. */
  readonly data: Uint8Array;
  /** Seconds since 1970, default 1,700,000,000. */
  readonly sec?: number;
  /** Nanoseconds; a microsecond file drops what is less than one. Default 0. */
  readonly nsec?: number;
  /** The fraction field as it is stored, instead of `nsec`. */
  readonly fraction?: number;
  /** Bytes captured of `data`; default all, up to the snaplen. */
  readonly cut?: number;
  /** The captured length field, if it is not to be the true one. */
  readonly capturedLength?: number;
  /** The original length field; default the length of `data`. */
  readonly originalLength?: number;
}

export interface PcapOptions {
  /** LINKTYPE_ value; default 1, Ethernet. */
  readonly linkType?: number;
  /** Bits 16..31 of the link type word (FCS length and class). */
  readonly linkTypeHigh?: number;
  readonly byteOrder?: "little" | "big";
  readonly resolution?: "microseconds" | "nanoseconds";
  /** Default 2.4. */
  readonly versionMajor?: number;
  readonly versionMinor?: number;
  /** Default by the version: original first before 2.3 and for 543.x. */
  readonly lengths?: "captured_first" | "original_first";
  /** Default 262,144. Frames are cut to it. */
  readonly snaplen?: number;
  /** The magic number, if it is to be neither of the two. */
  readonly magic?: number;
}

export const PCAP_HEADER_BYTES = 24;

/** A whole file. Bare frames are stamped a microsecond apart. */
export function pcap(packets: readonly (PcapPacket | Uint8Array)[], options: PcapOptions = {}): Uint8Array {
  const records = packets.map((packet, i) =>
    pcapRecord(packet instanceof Uint8Array ? { data: packet, nsec: i * 1000 } : packet, options),
  );
  return concat(pcapHeader(options), ...records);
}

export function pcapHeader(options: PcapOptions = {}): Uint8Array {
  const view = new DataView(new ArrayBuffer(PCAP_HEADER_BYTES));
  const little = options.byteOrder !== "big";
  const magic = options.resolution === "nanoseconds" ? 0xa1b23c4d : 0xa1b2c3d4;
  view.setUint32(0, options.magic ?? magic, little);
  view.setUint16(4, options.versionMajor ?? 2, little);
  view.setUint16(6, options.versionMinor ?? 4, little);
  view.setUint32(16, options.snaplen ?? 262_144, little);
  view.setUint32(20, (((options.linkTypeHigh ?? 0) << 16) | (options.linkType ?? 1)) >>> 0, little);
  return new Uint8Array(view.buffer);
}

export function pcapRecord(packet: PcapPacket, options: PcapOptions = {}): Uint8Array {
  const little = options.byteOrder !== "big";
  const captured = packet.data.subarray(0, packet.cut ?? (options.snaplen || 262_144));
  const unit = options.resolution === "nanoseconds" ? 1 : 1000;
  const capturedLength = packet.capturedLength ?? captured.length;
  const originalLength = packet.originalLength ?? packet.data.length;
  const old = options.versionMajor === 543 || (options.versionMinor ?? 4) < 3;
  const swapped = (options.lengths ?? (old ? "original_first" : "captured_first")) === "original_first";
  const view = new DataView(new ArrayBuffer(16));
  view.setUint32(0, packet.sec ?? 1_700_000_000, little);
  view.setUint32(4, packet.fraction ?? Math.floor((packet.nsec ?? 0) / unit), little);
  view.setUint32(8, swapped ? originalLength : capturedLength, little);
  view.setUint32(12, swapped ? capturedLength : originalLength, little);
  return concat(new Uint8Array(view.buffer), captured);
}
