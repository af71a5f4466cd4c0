/** What the analyzer makes of a capture, in this process: its connections and their segments. */

import type { PhaseEvent, PhaseEventOf } from "../../../src/events/mod.ts";
import type { AnalyzeOptions } from "../../../src/options.ts";
import { analyzeBytes } from "../in_process.ts";
import { excerpt, readCapture } from "../records.ts";

/** Fields of `segment` that are used here. */
export interface OurSegment {
  readonly frame: number;
  readonly fromClient: boolean;
  /** Milliseconds since 1970, as a fraction. */
  readonly time: number;
  readonly flags: string;
  readonly len: number;
  readonly isCut: boolean;
  /** The capture ends inside its options. */
  readonly isHeaderCut: boolean;
  readonly isCopy: boolean;
  /** Bytes of its record around the datagram. */
  readonly spareBytes: number;
  /** Byte offset of its record. */
  readonly offset: number;
}

export interface OurFlow {
  readonly clientIp: string;
  readonly clientPort: number;
  readonly serverIp: string;
  readonly serverPort: number;
  readonly reason: PhaseEventOf<"flow_end">["reason"];
  readonly connState: string;
  readonly history: string;
  readonly clientPackets: number;
  readonly serverPackets: number;
  readonly copies: number;
  readonly badChecksums: number;
  readonly isTunnelled: boolean;
  /** Copies, too. */
  readonly segments: readonly OurSegment[];
}

export interface OurRun {
  readonly flows: readonly OurFlow[];
  /** The first `error`. */
  readonly error: string | undefined;
  /** Packets in which no TCP segment was found. */
  readonly notRead: number;
}

/** Runs the analyzer on the bytes of a capture. */
export function analyze(capture: Uint8Array, options: AnalyzeOptions = {}): OurRun {
  const lengths = new Map(readCapture(capture).records.map(({ start, end }) => [start, end - start]));
  const text = analyzeBytes("-", capture, { ...options, events: ["segment", "flow_end"] });
  const segments = new Map<number, OurSegment[]>();
  const flows: OurFlow[] = [];
  let error: string | undefined;
  let notRead = 0;
  for (const line of text.trimEnd().split("\n")) {
    const event: PhaseEvent = JSON.parse(line);
    if (event.event === "error") error ??= event.message;
    else if (event.event === "segment") {
      const list = segments.get(event.flow);
      const segment = segmentOf(event, lengths.get(event.file_offset) ?? 0);
      if (list) list.push(segment);
      else segments.set(event.flow, [segment]);
    } else if (event.event === "flow_end") {
      flows.push(flowOf(event, segments.get(event.flow)!));
    } else if (event.event === "capture_end") {
      notRead = event.packets - event.tcp_segments - event.copies;
    }
  }
  flows.sort((a, b) => a.segments[0]!.frame - b.segments[0]!.frame);
  return { flows, error, notRead };
}

function segmentOf(event: PhaseEventOf<"segment">, recordBytes: number): OurSegment {
  // nine digits are more than Date takes
  const [seconds, fraction] = (event.ts ?? "").slice(0, -1).split(".");
  return {
    frame: event.frame,
    fromClient: event.dir === "c2s",
    time: Date.parse(`${seconds}Z`) + Number(`0.${fraction}`) * 1000,
    flags: event.flags,
    len: event.len,
    isCut: event.cksum_verdict === "unverified",
    isHeaderCut: event.options_cut === true,
    isCopy: event.copy_of !== undefined,
    spareBytes: recordBytes - RECORD_HEADER_BYTES - event.ip_len,
    offset: event.file_offset,
  };
}

function flowOf(event: PhaseEventOf<"flow_end">, segments: readonly OurSegment[]): OurFlow {
  const { c2s, s2c } = event;
  return {
    clientIp: event.client_ip,
    clientPort: event.client_port,
    serverIp: event.server_ip,
    serverPort: event.server_port,
    reason: event.reason,
    connState: event.conn_state,
    history: event.history,
    clientPackets: c2s.packets,
    serverPackets: s2c.packets,
    copies: c2s.copies + s2c.copies,
    badChecksums: c2s.cksum_bad + s2c.cksum_bad,
    isTunnelled: event.tunnels !== undefined,
    segments,
  };
}

/** Of classic pcap. */
const RECORD_HEADER_BYTES = 16;
const NEVER = { halfOpen: 0, established: 0, fin: 0, linger: 0 };

/** The connections that only these segments of a capture make, however long they pause. */
export function analyzeOnly(capture: Uint8Array, segments: readonly OurSegment[]): readonly OurFlow[] {
  const offsets = segments.map(({ offset }) => offset);
  return analyze(excerpt(capture, offsets), { timeouts: NEVER }).flows;
}
