/**
 * The events of the capture itself: `capture_start`, `error`, `capture_end`.
 */
import type { CaptureEnd, SourceError, SourceStart } from "./capture/batch.ts";
import {
  type CaptureEndEvent,
  type CaptureStartEvent,
  type ErrorEvent,
  newCaptureEndEvent,
  newCaptureStartEvent,
  newErrorEvent,
  SCHEMA_VERSION,
} from "./events/mod.ts";
import { captureReport } from "./tcp/summary/report/capture_report.ts";
import type { TrackerTotals } from "./tcp/tracker.ts";

/** A file begins. */
export function captureStartEvent(source: SourceStart): CaptureStartEvent {
  return Object.assign(newCaptureStartEvent(), {
    file: source.file,
    file_index: source.fileIndex,
    format: source.format,
    compression: source.compression,
    byte_order: source.byteOrder,
    ts_resolution: source.tsResolution,
    snaplen: source.snaplen,
    interfaces: source.interfaces,
    schema_version: SCHEMA_VERSION,
  });
}

/** A file could not be read to its end. */
export function errorEvent(error: SourceError): ErrorEvent {
  return Object.assign(newErrorEvent(), {
    message: error.message,
    file_index: error.fileIndex,
    file_offset: error.fileOffset,
    skipped_bytes: error.skippedBytes,
  });
}

/**
 * The run is over.
 * @param complete false if it was ended before its input
 * @param hasFlowKey connections are told apart by more than Wireshark takes into account
 */
export function captureEndEvent(
  capture: CaptureEnd,
  totals: TrackerTotals,
  complete: boolean,
  hasFlowKey: boolean,
): CaptureEndEvent {
  const isComplete = capture.complete && complete;
  return Object.assign(newCaptureEndEvent(), {
    complete: isComplete,
    packets: capture.packets,
    bytes: capture.bytes,
    tcp_segments: totals.segments,
    flows: totals.flows,
    stream_numbers: totals.streamNumbersExact && !hasFlowKey ? "exact" : "approximate",
    non_tcp: capture.nonTcp,
    undecoded: capture.undecoded,
    ip_fragments: capture.ipFragments,
    cksum_good: totals.checksums.good,
    cksum_partial: totals.checksums.partial,
    cksum_bad: totals.checksums.bad,
    cksum_unverified: totals.checksums.unverified,
    copies: totals.copies,
    backward_time: capture.backwardTime,
    clamped_time: capture.clampedTime || undefined,
    kernel_drops: capture.drops,
    comments: capture.comments,
    capture_hosts: totals.captureHosts,
    capture_hosts_capped: totals.captureHostsCapped || undefined,
    first_ts: capture.first,
    last_ts: capture.last,
    report: captureReport(capture, totals, isComplete),
    interfaces: capture.interfaces,
    interfaces_capped: capture.interfacesCapped || undefined,
  });
}
