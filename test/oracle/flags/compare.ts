/**
 * Compares the labels of `segment.wireshark` with tshark's `tcp.analysis.*`, frame by frame.
 *
 *     bun test/oracle/flags/compare.ts [--sample N] [--seed S] [--list] [--cache DIR] [FOLDER_OR_FILES...]
 *
 * Default: all of ../shared/captures. Needs tshark 4.0, whose rules these are. A label that one side alone gives counts
 * as explained only by a condition of reasons.ts. `--list` lists all others.
 *
 * Exit status: 0 when at most 0.1 % of the labelled frames are unexplained and nothing failed, 1 when not, 2 for wrong
 * usage.
 */

import { wiresharkLabels } from "../../../src/events/anomaly_kinds.ts";
import { drawSample, readCaptureFile, selectCaptures } from "../captures.ts";
import { type ComparisonOptions, runComparison } from "../command_line.ts";
import { ToolCache } from "../tools.ts";
import { Inputs } from "./inputs.ts";
import type { Difference, OurCapture, TheirCapture } from "./model.ts";
import { analyzeCapture } from "./ours.ts";
import { reasonFor } from "./reasons.ts";
import { Replay } from "./replay.ts";
import { FlagReport } from "./report.ts";
import { parseTshark, tsharkTool } from "./tshark.ts";

/** Compares the labels of one capture and adds them to the report. */
export function addCapture(report: FlagReport, file: string, theirs: TheirCapture, ours: OurCapture): void {
  report.captures++;
  for (const message of ours.failures) report.failures.push({ file, message });
  const replay = new Replay();
  const inputs = new Inputs(theirs, ours);
  const numbers = [...new Set([...theirs.frames.keys(), ...ours.frames.keys()])].sort((a, b) => a - b);
  for (const number of numbers) {
    const frame = theirs.frames.get(number);
    const their = frame?.labels ?? 0;
    const our = ours.frames.get(number)?.labels ?? 0;
    const replayed = frame && replay.next(frame);
    const differing = inputs.next(number);
    const differences: Difference[] = [];
    for (const [i, label] of wiresharkLabels.entries()) {
      if ((((their ^ our) >>> i) & 1) === 0) continue;
      const by = (our >>> i) & 1 ? "us" : "tshark";
      const says = replayed && ((replayed.labels >>> i) & 1) === 1;
      const reason = reasonFor(label, by, frame, says, differing, inputs);
      differences.push({ frame: number, label, by, reason });
    }
    report.add(file, their, our, differences);
    if (frame?.duplicateNumber === undefined || replayed === undefined) continue;
    report.numbers++;
    if (frame.duplicateNumber !== replayed.duplicates) report.otherNumbers++;
  }
}

/** Runs the whole comparison. Throws when tshark cannot be run. */
export function compareFlags(options: ComparisonOptions): FlagReport {
  const { files } = selectCaptures(options.paths);
  const drawn = options.sample === undefined ? files : drawSample(files, options.sample, options.seed ?? 0);
  const cache = new ToolCache(options.cache);
  const tshark = tsharkTool();
  const report = new FlagReport();
  for (const file of drawn) {
    const { stdout, status } = cache.run(tshark, file);
    const theirs: TheirCapture = { frames: parseTshark(stdout), isComplete: status === 0 };
    addCapture(report, file, theirs, analyzeCapture(file, readCaptureFile(file)));
  }
  return report;
}

if (process.argv[1] === import.meta.filename) process.exitCode = runComparison(compareFlags);
