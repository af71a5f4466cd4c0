/**
 * Compares connections with tshark's streams: how many there are, and what is counted in each.
 *
 *     bun test/oracle/streams/compare.ts [--sample N] [--seed S] [--list] [--cache DIR] [FOLDER_OR_FILES...]
 *
 * Default: all of ../shared/captures. Our connections and tshark's streams are put together by the frames that they
 * share; the number of the stream, packets, payload, SYNs, SYN-ACKs, FINs and RSTs of each end, and the completeness
 * are compared. A difference counts as explained only by a condition of reasons.ts. `--list` lists all others.
 *
 * Exit status: 0 when at most 0.5 % of the connections are unexplained and nothing failed, 1 when not, 2 for wrong
 * usage.
 */

import { drawSample, readCaptureFile, selectCaptures } from "../captures.ts";
import { type ComparisonOptions, runComparison } from "../command_line.ts";
import type { TheirFrame } from "../model.ts";
import { type CaptureRecord, readCapture } from "../records.ts";
import { ToolCache } from "../tools.ts";
import { parseTshark } from "../tshark.ts";
import { tsharkTool } from "../tshark_fields.ts";
import { differences } from "./differences.ts";
import { matchConnections } from "./match.ts";
import type { Finding } from "./model.ts";
import { analyzeCapture, type OurCapture } from "./ours.ts";
import { reasonsFor } from "./reasons.ts";
import { StreamReport } from "./report.ts";

/** Compares the connections of one capture and adds them to the report. */
export function addCapture(
  report: StreamReport,
  file: string,
  theirs: ReadonlyMap<number, TheirFrame>,
  ours: OurCapture,
  records: readonly CaptureRecord[],
): void {
  report.captures++;
  if (!ours.exactNumbers) report.approximate++;
  for (const message of ours.failures) report.failures.push({ file, message });
  const matched = matchConnections(theirs, ours, records);
  for (const connection of matched.connections) {
    const found = differences(connection, matched, ours.exactNumbers, (field) => {
      report.byField.set(field, (report.byField.get(field) ?? 0) + 1);
    });
    const findings = found.map(
      (difference): Finding => ({ difference, reasons: reasonsFor(connection, matched, difference) }),
    );
    report.add(file, connection, findings);
  }
}

/** Runs the whole comparison. Throws when tshark cannot be run. */
export function compareStreams(options: ComparisonOptions): StreamReport {
  const { files } = selectCaptures(options.paths);
  const drawn = options.sample === undefined ? files : drawSample(files, options.sample, options.seed ?? 0);
  const cache = new ToolCache(options.cache);
  const tshark = tsharkTool();
  const report = new StreamReport();
  for (const file of drawn) {
    const theirs = parseTshark(cache.run(tshark, file).stdout);
    const bytes = readCaptureFile(file);
    addCapture(report, file, theirs, analyzeCapture(file, bytes), readCapture(bytes).records);
  }
  return report;
}

if (process.argv[1] === import.meta.filename) process.exitCode = runComparison(compareStreams);
