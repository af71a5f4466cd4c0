import type { CaptureSummary } from "../generator/capture.ts";

/** Throws when the totals that were printed are not what the generator made. */
export function assertTotals(lastLine: string, summary: CaptureSummary): void {
  const expected: Record<string, unknown> = {
    event: "capture_end",
    complete: true,
    packets: summary.packets,
    bytes: summary.frameBytes,
    tcp_segments: summary.packets,
    flows: summary.flows,
    non_tcp: 0,
    cksum_good: summary.packets,
    copies: 0,
    backward_time: 0,
  };
  const found = JSON.parse(lastLine) as Record<string, unknown>;
  for (const [field, value] of Object.entries(expected)) {
    if (found[field] !== value) throw new Error(`${field} is ${found[field]}, not ${value}: ${lastLine}`);
  }
}
