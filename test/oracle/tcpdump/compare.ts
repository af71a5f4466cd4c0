/**
 * Compares `--format tcpdump` with what `tcpdump -nvv` prints, packet by packet, up to the payload's length and label.
 *
 *     bun test/oracle/tcpdump/compare.ts [--sample N] [--seed S] [--list] [--cache DIR] [FOLDER_OR_FILES...]
 *
 * Default: all of ../shared/captures. Files that tcpdump 4.99 does not read at all are left out and counted. A difference
 * counts as explained only by a reason of reasons.ts. Exit status: 0 when at most 0.1 % of the packets are unexplained, 1
 * when not, 2 for wrong usage.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { drawSample, selectCaptures } from "../captures.ts";
import { type ComparisonOptions, runComparison } from "../command_line.ts";
import { ToolCache } from "../tools.ts";
import { linesTool, type OurLine, ourLines, parseLines } from "./lines.ts";
import { CONDITIONS, REPAIRS } from "./reasons.ts";
import { LinesReport } from "./report.ts";

/** A line of a TCP segment, and not one that an ICMP error quotes. */
const TCP_LINE = /> \S+: +(Flags \[|tcp )|\[\|tcp\]/;

/** Our text is what theirs begins with; behind the length there is only payload. */
function isSame(theirs: string, ours: string): boolean {
  return theirs.startsWith(ours) && !/^[\d:]?\d/.test(theirs.slice(ours.length));
}

/**
 * Why the texts of a packet differ.
 * @returns "" if they don't, undefined if nothing explains it
 */
export function reasonOf(theirs: string | undefined, ours: OurLine | undefined): string | undefined {
  if (theirs !== undefined && ours) {
    if (isSame(theirs, ours.text)) return "";
    let text = theirs;
    let first: string | undefined;
    for (const { id, repair } of REPAIRS) {
      const repaired = repair(text, ours);
      if (repaired !== text) first ??= id;
      text = repaired;
      if (first !== undefined && isSame(text, ours.text)) return first;
    }
  }
  return CONDITIONS.find(({ applies }) => applies(theirs, ours))?.id;
}

/** Interfaces of this machine, whose names tcpdump gives to their numbers. */
function localInterfaces(): ReadonlyMap<string, string> {
  const folder = "/sys/class/net";
  if (!existsSync(folder)) return new Map();
  return new Map(
    readdirSync(folder)
      .filter((name) => existsSync(`${folder}/${name}/ifindex`))
      .map((name) => [readFileSync(`${folder}/${name}/ifindex`, "utf8").trim(), name]),
  );
}

/** Runs the whole comparison. Throws when tcpdump cannot be run. */
export function compareLines(options: ComparisonOptions): LinesReport {
  const { files } = selectCaptures(options.paths);
  const drawn = options.sample === undefined ? files : drawSample(files, options.sample, options.seed ?? 0);
  const cache = new ToolCache(options.cache);
  const tool = linesTool();
  const interfaces = localInterfaces();
  const report = new LinesReport();
  for (const file of drawn) {
    const theirs = parseLines(cache.run(tool, file).stdout);
    if (theirs.size === 0) {
      report.leftOut++;
      continue;
    }
    report.captures++;
    const ours = ourLines(file, interfaces);
    for (const frame of new Set([...theirs.keys(), ...ours.keys()])) {
      const our = ours.get(frame);
      const their = theirs.get(frame);
      if (!our && (!TCP_LINE.test(their!) || /ICMP/.test(their!))) continue;
      report.add({ file, frame, theirs: their, ours: our }, reasonOf(their, our));
    }
  }
  return report;
}

if (process.argv[1] === import.meta.filename) process.exitCode = runComparison(compareLines);
