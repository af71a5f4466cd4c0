/**
 * Compares connections with those of tcptrace 6.6.7: counters, initial window, bytes in flight and round trips.
 *
 *     bun test/oracle/tcptrace/compare.ts [--sample N] [--seed S] [--list] [--cache DIR] [FOLDER_OR_FILES...]
 *
 * Default: all of ../shared/captures. tcptrace reads classic pcap only, and not every link type; what it does not read
 * is left out and counted. Connections are put together by addresses and ports; where there are several of one pair of
 * ends on a side, sums are compared and the rest is not. A difference counts as explained only by a condition of
 * reasons.ts. Exit status: 0 when at most 0.5 % of the connections are unexplained, 1 when not, 2 for wrong usage.
 */

import { drawSample, readCaptureFile, selectCaptures } from "../captures.ts";
import { type ComparisonOptions, runComparison } from "../command_line.ts";
import { containerOf } from "../records.ts";
import { ToolCache } from "../tools.ts";
import { pairConnections, parseTcptrace, plainFrames, tcptraceTool } from "./connections.ts";
import { differences } from "./differences.ts";
import { analyzeRoundTrips } from "./ours.ts";
import { TcptraceReport } from "./report.ts";

/** Runs the whole comparison. Throws when tcptrace cannot be run. */
export function compareTcptrace(options: ComparisonOptions): TcptraceReport {
  const { files } = selectCaptures(options.paths);
  const drawn = options.sample === undefined ? files : drawSample(files, options.sample, options.seed ?? 0);
  const cache = new ToolCache(options.cache);
  const tool = tcptraceTool();
  const report = new TcptraceReport();
  for (const file of drawn) {
    const bytes = readCaptureFile(file);
    if (containerOf(bytes) === "pcapng") {
      report.leftOut++;
      continue;
    }
    let output: ReturnType<ToolCache["run"]> | undefined;
    try {
      output = cache.run(tool, file);
    } catch {
      // it crashes on some
    }
    if (output === undefined || !output.stdout.includes("packets seen")) {
      report.leftOut++;
      continue;
    }
    const { ours, controls } = analyzeRoundTrips(file, bytes);
    report.captures++;
    for (const message of ours.failures) report.failures.push({ file, message });
    const theirs = parseTcptrace(output.stdout);
    for (const pair of pairConnections(theirs, ours, plainFrames(bytes), controls)) {
      report.add(
        file,
        pair,
        differences(pair, (field) => report.compared(field)),
      );
    }
  }
  return report;
}

if (process.argv[1] === import.meta.filename) process.exitCode = runComparison(compareTcptrace);
