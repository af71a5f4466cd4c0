import type { CaptureSummary } from "../generator/capture.ts";
import { type Command, type ProcessOutput, readOutput } from "./process.ts";
import { measureRounds, type RoundsResult } from "./rounds.ts";

/** A whole process: start, reading the file, analysis, output. */
export interface AnalysisResult {
  readonly profile: string;
  readonly detail: string;
  readonly packets: number;
  readonly fileBytes: number;
  /** Lines printed. */
  readonly events: number;
  readonly outputBytes: number;
  /** Of the output: equal on every runtime. */
  readonly sha256: string;
  readonly rounds: RoundsResult;
}

/** Throws when the totals that were printed are not what the generator made. */
function assertTotals(output: ProcessOutput, summary: CaptureSummary): void {
  const expected: Record<string, unknown> = {
    event: "capture_end",
    complete: true,
    packets: summary.packets,
    bytes: summary.frameBytes,
    tcp_segments: summary.packets,
    flows: summary.flows,
    cksum_good: summary.packets,
  };
  const found = JSON.parse(output.lastLine) as Record<string, unknown>;
  for (const [field, value] of Object.entries(expected)) {
    if (found[field] !== value)
      throw new Error(`${field} is ${found[field]}, not ${value}: ${output.lastLine}`);
  }
}

/** Checks the output once, which warms the caches too, then measures rounds against the peers. */
export async function measureAnalysis(
  subject: { readonly profile: string; readonly detail: string; readonly command: Command },
  summary: CaptureSummary,
  peers: ReadonlyMap<string, Command>,
  rounds: number,
): Promise<AnalysisResult> {
  const output = await readOutput(subject.command);
  assertTotals(output, summary);
  return {
    profile: subject.profile,
    detail: subject.detail,
    packets: summary.packets,
    fileBytes: summary.fileBytes,
    events: output.lines,
    outputBytes: output.bytes,
    sha256: output.sha256,
    rounds: measureRounds(subject.command, peers, rounds),
  };
}
