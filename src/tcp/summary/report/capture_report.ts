/**
 * `capture_end.report`: what the capture is like, and what it can be trusted for.
 */
import type { CaptureEnd } from "../../../capture/batch.ts";
import type { CaptureReport } from "../../../events/mod.ts";
import type { ChecksumCounts } from "../counting.ts";
import { judge, type Measures } from "./judgements.ts";
import type { ReportCounts } from "./report_counts.ts";

const MILLION = 1_000_000;

/** What the tracker knows about a run. */
export interface TrackedFigures {
  /** TCP segments without copies. */
  readonly segments: number;
  readonly copies: number;
  readonly checksums: ChecksumCounts;
  readonly report: ReportCounts;
}

/** In a million, rounded up, so that 0 means none. */
function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(MILLION, Math.ceil((part * MILLION) / whole)) : 0;
}

/**
 * The report on a run that is over.
 * @param complete false if an input, or the run, was cut off
 */
export function captureReport(
  capture: CaptureEnd,
  tracked: TrackedFigures,
  complete: boolean,
): CaptureReport {
  const { segments, copies, checksums, report } = tracked;
  const drops = capture.drops ?? 0;
  const undecoded = capture.undecoded.reduce((sum, { n }) => sum + n, 0);
  const measures: Measures = {
    isEmpty: segments === 0 ? 1 : 0,
    isCutOff: complete ? 0 : 1,
    stampUnit: segments === 0 ? 0 : report.stampUnit.value,
    backward: share(capture.backwardTime, capture.packets),
    undecoded: share(undecoded, capture.packets),
    kernelDrops: share(drops, capture.packets + drops),
    copies: share(copies, segments + copies),
    ackedUnseen: share(report.ackedUnseen, segments),
    partialChecksums: share(checksums.partial, segments),
    badChecksums: share(checksums.bad, segments),
    unverifiedChecksums: share(checksums.unverified, segments),
    cut: share(report.cutSegments, segments),
    large: share(report.largeSegments, report.payloadSegments),
    gapBytes: share(report.gapBytes, report.gapBytes + report.uniqueBytes),
    oneSided: share(report.oneSided, report.conversations),
    midstream: share(report.midstream, report.conversations),
    open: share(report.open, report.conversations),
    limitedFlows: share(report.limited, report.flows),
  };
  return {
    copies_ppm: measures.copies,
    offload_ppm: measures.partialChecksums,
    large_ppm: measures.large,
    cut_ppm: measures.cut,
    backward_ppm: measures.backward,
    one_sided_flows: report.oneSided,
    midstream_flows: report.midstream,
    open_flows: report.open,
    gap_flows: report.gapFlows,
    gaps: report.gaps,
    gap_bytes: report.gapBytes,
    acked_unseen: report.ackedUnseen,
    kernel_drops: capture.drops,
    limited_flows: report.limited,
    stamp_unit_ns: segments === 0 ? undefined : report.stampUnit.value,
    judgements: judge(measures),
  };
}
