/**
 * What one decode call yields, and the other things that a capture tells between batches.
 *
 * Slots and bits of the records are those of wasm/layout.ts.
 */
import type { FragmentCounts } from "./fragments/mod.ts";

/**
 * TCP segments in capture order, as fixed-size records over raw bytes, and clock records among them.
 *
 * The capture clock is the greatest stamp of any packet so far, TCP or not; a stamp more than an hour ahead counts only
 * when the next three packets agree. At a TCP record without `STATUS_CLOCK_UNMOVED` it is the greater of what it was and
 * that record's stamp; one with that bit does not move it. Where this is not all, a *clock record* (`STATUS_CLOCK`) is
 * in front of the TCP record and its stamp is the clock; it is no segment and has no flow. Further ones tell that the
 * clock went on by a second or more while there was no TCP. None of these comes before the first TCP record.
 *
 * A batch of the fused {@link Analyzer} is a view of WASM memory and valid until the next call of the
 * decoder; one of `decodeStream()` owns its memory.
 */
export interface Batch {
  readonly type: "batch";
  /** Record `i` has its slot `s` (`REC_*`) at `records[i * REC_WORDS + s]`. */
  readonly records: Uint32Array;
  /** Number of records, clock records included. */
  readonly count: number;
  /** What the `REC_*_ADDRESS` slots point into: `bytes[address]`. */
  readonly bytes: Uint8Array;
  /** Wireshark's frame.number of a record is `firstFrame + REC_FRAME`. */
  readonly firstFrame: number;
  /** Byte offset in the uncompressed file of a record is `offsetBase + REC_RECORD_ADDRESS`. */
  readonly offsetBase: number;
  /** Which file of the run, from 0. */
  readonly fileIndex: number;
  /** What numbers in records stand for; the same object throughout a run. */
  readonly names: RecordNames;
}

/** Words for numbers in records. */
export interface RecordNames {
  /** The interface of a REC_INTERFACE. */
  interfaceName(value: number): string;
  /** The VLANs and tunnels of a REC_TUNNELS. */
  layersOf(id: number): Layers;
  /** False for the REC_TUNNELS of stacks that there was no room for. */
  isKnownStack(id: number): boolean;
}

/** What is around a datagram, outermost first. */
export interface Layers {
  /** VLAN ids. */
  readonly vlans: readonly number[];
  /** Tunnels by name, with the number of the virtual network where there is one: `vxlan:42`, `gre`. */
  readonly tunnels: readonly string[];
}

/** How a file was compressed. */
export type Compression = "gzip" | "zstd";

/** An interface of a run. */
export interface CaptureInterface {
  /** Dense, from 0, in the order of first sight. */
  readonly id: number;
  readonly name?: string;
  /** Name of the LINKTYPE_ value without that prefix, or its number as text. */
  readonly link_type: string;
}

/** The header of a file was read. */
export interface SourceStart {
  readonly type: "source_start";
  readonly file: string;
  readonly fileIndex: number;
  readonly format: "pcap" | "pcapng";
  readonly compression?: Compression;
  /** pcapng: of the first section. */
  readonly byteOrder: "little" | "big";
  /** Unit of the stamps; absent if there is no interface, or they differ. */
  readonly tsResolution?: string;
  /** Bytes of a packet that are captured at most, 0 for no limit; absent likewise. */
  readonly snaplen?: number;
  readonly interfaces: readonly CaptureInterface[];
}

/** A file could not be read to its end; what came before the offset was. */
export interface SourceError {
  readonly type: "source_error";
  /** `cut`: the input ends inside a record. `corrupt`: not a capture, or broken framing. */
  readonly kind: "cut" | "corrupt";
  readonly message: string;
  readonly fileIndex: number;
  /** Byte offset in the uncompressed file. */
  readonly fileOffset: number;
  /** Bytes from there on that were passed over, to where reading goes on. */
  readonly skippedBytes?: number;
}

/** A stamp of the capture: seconds since 1970-01-01 UTC and nanoseconds. */
export interface Timestamp {
  readonly sec: number;
  readonly nsec: number;
}

/** Totals of all files of a run. */
export interface CaptureEnd {
  readonly type: "capture_end";
  /** All files were read to their end. */
  readonly complete: boolean;
  readonly packets: number;
  /** Sum of the packets' original lengths. */
  readonly bytes: number;
  readonly nonTcp: number;
  readonly undecoded: readonly {
    readonly reason: string;
    readonly n: number;
    readonly link_type?: string;
  }[];
  /** Absent if there were no IP fragments. */
  readonly ipFragments?: FragmentCounts;
  /** Packets that got lost while capturing; absent if no file tells. */
  readonly drops?: number;
  /** Comments in pcapng files; absent if there was no such file. */
  readonly comments?: number;
  /** Packets whose stamp no stamp can tell. */
  readonly clampedTime: number;
  /** Packets stamped before the packet in front of them. */
  readonly backwardTime: number;
  readonly first?: Timestamp;
  readonly last?: Timestamp;
  /** The capture clock at the end; absent if there was no packet. */
  readonly clock?: Timestamp;
  readonly interfaces: readonly CaptureInterface[];
  /** There were more interfaces than are listed. */
  readonly interfacesCapped: boolean;
}

/** What a capture yields, in its order. */
export type Decoded = SourceStart | Batch | SourceError | CaptureEnd;
