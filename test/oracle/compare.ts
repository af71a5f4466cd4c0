/**
 * Compares `analyze.ts --detail segment` with tshark and tcpdump, packet by packet.
 *
 *     bun test/oracle/compare.ts [--sample N --seed S] [--cache DIR] [--report FILE] FOLDER_OR_FILES...
 *
 * Every pcap and pcapng file, compressed or not, is compared; the rest is counted by why it was left out. A frame's
 * segment is that of the innermost datagram around its first TCP header, whatever tunnels are around it: what comes
 * behind a TCP header is payload. Needs tshark 4.0, tcpdump 4.99 and zstd; what they print is cached by content, version
 * and arguments (default: tcp-phases-oracle in the temporary folder), so that a second run only runs the analyzer. A
 * difference counts as explained only by a condition of reasons.ts. `--report` also writes the report, with every
 * unexplained difference, as JSON.
 *
 * Exit status: 0 when at most 0.1 % of the frames are unexplained and nothing failed, 1 when not, 2 for wrong usage.
 */

import { existsSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { drawSample, readCaptureFile, selectCaptures } from "./captures.ts";
import { differences, pairFrames } from "./frames.ts";
import { type FileFacts, packetReason } from "./index/reasons.ts";
import type { FramePair } from "./model.ts";
import { type OurOutput, runOurs } from "./ours.ts";
import { reasonFor } from "./reasons.ts";
import { readCapture } from "./records.ts";
import { Report } from "./report.ts";
import { parseTcpdump, tcpdumpTool } from "./tcpdump.ts";
import { ToolCache } from "./tools.ts";
import { parseTshark } from "./tshark.ts";
import { tsharkTool } from "./tshark_fields.ts";

export interface CompareOptions {
  /** Folders, searched to the bottom, and files. */
  readonly paths: readonly string[];
  /** Compare only so many, drawn with `seed`. */
  readonly sample?: number;
  readonly seed?: number;
  /** Folder for the outputs of tshark and tcpdump. */
  readonly cache?: string;
  /** How the analyzer is run; default: its command line. */
  readonly run?: (path: string) => OurOutput;
}

/** Compares the frames of one capture and adds what differs to the report. */
export function addCapture(
  report: Report,
  file: string,
  pairs: Iterable<FramePair>,
  ours: Pick<OurOutput, "errors" | "failures">,
): void {
  report.captures++;
  if (ours.errors.length > 0) report.capturesWithErrors++;
  for (const message of ours.failures) report.failures.push({ file, message });
  for (const pair of pairs) {
    const found = differences(pair, (field) => {
      report.byField.set(field, (report.byField.get(field) ?? 0) + 1);
    }).map((difference) => ({ difference, reason: reasonFor(pair, difference)?.id }));
    report.addFrame(file, pair, found);
  }
}

/** Runs the whole comparison. Throws when tshark or tcpdump cannot be run. */
export function compareCaptures(options: CompareOptions): Report {
  const { files, leftOut } = selectCaptures(options.paths);
  const drawn = options.sample === undefined ? files : drawSample(files, options.sample, options.seed ?? 0);
  const cache = new ToolCache(options.cache);
  const tshark = tsharkTool();
  const tcpdump = tcpdumpTool();
  const report = new Report(leftOut);
  for (const file of drawn) {
    const { stdout, status } = cache.run(tshark, file);
    const theirs = parseTshark(stdout);
    const verdicts = parseTcpdump(cache.run(tcpdump, file).stdout);
    const ours = (options.run ?? runOurs)(file);
    const capture = readCapture(readCaptureFile(file));
    addCapture(report, file, pairFrames(theirs, ours.segments, verdicts.byFrame, capture.records), ours);
    if (ours.packets === undefined || ours.packets === theirs.size) continue;
    const facts: FileFacts = {
      file: capture,
      isCapture: true,
      theirPackets: theirs.size,
      theyReadAll: status === 0,
      ourPackets: ours.packets,
      ourErrors: ours.errors,
    };
    const reason = packetReason(facts, theirs.size - ours.packets);
    const message = `${ours.packets} packets, tshark has ${theirs.size}, tcpdump ${verdicts.packets}`;
    // tshark guesses vendor variants of the record header from broken files; tcpdump does not.
    if (reason !== undefined || ours.packets === verdicts.packets) {
      report.notes.push({ file, message: `${message} (${reason ?? "tcpdump agrees"})` });
    } else report.failures.push({ file, message });
  }
  return report;
}

function main(): number {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 2;
  }
  const { values, positionals } = parsed;
  const sample = values.sample === undefined ? undefined : Number(values.sample);
  const seed = Number(values.seed ?? 0);
  if (positionals.length === 0 || (sample !== undefined && !(sample > 0)) || !Number.isInteger(seed)) {
    process.stderr.write(
      "usage: compare.ts [--sample N --seed S] [--cache DIR] [--report FILE] FOLDER_OR_FILES...\n",
    );
    return 2;
  }
  const missing = positionals.find((path) => !existsSync(path));
  if (missing !== undefined) {
    process.stderr.write(`${missing}: no such file or folder\n`);
    return 2;
  }
  const report = compareCaptures({
    paths: positionals,
    seed,
    ...(sample !== undefined && { sample }),
    ...(values.cache !== undefined && { cache: values.cache }),
  });
  process.stdout.write(report.toString());
  if (values.report !== undefined) writeFileSync(values.report, report.toJson());
  return report.passed ? 0 : 1;
}

function parse() {
  return parseArgs({
    allowPositionals: true,
    options: {
      sample: { type: "string" },
      seed: { type: "string" },
      cache: { type: "string" },
      report: { type: "string" },
    },
  });
}

if (process.argv[1] === import.meta.filename) process.exitCode = main();
