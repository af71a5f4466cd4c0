/**
 * Compares packets, TCP packets and flows of each capture with tshark and with the captures' index.
 *
 *     bun test/oracle/index/compare.ts [--list] [--cache DIR] [FOLDER]
 *
 * Default: ../shared/captures, every file that its index.tsv lists, whatever its format. A difference counts as
 * explained only by a condition: on the file (reasons.ts), on frames (../reasons.ts) or on connections
 * (../streams/reasons.ts), which must account for all of it. `--list` also prints a line for each capture.
 *
 * Exit status: 0 when everything is equal or explained, 1 when not, 2 for wrong usage.
 */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CAPTURES, whyLeftOut } from "../captures.ts";
import { decompress } from "../decompress.ts";
import { readCapture } from "../records.ts";
import { analyzeCapture } from "../streams/ours.ts";
import { ToolCache } from "../tools.ts";
import { parseTshark } from "../tshark.ts";
import { tsharkTool } from "../tshark_fields.ts";
import { countCapture } from "./counts.ts";
import { IndexReport } from "./report.ts";
import { readIndex } from "./rows.ts";

/** Runs the whole comparison. Throws when tshark cannot be run. */
export function compareIndex(folder: string, cacheFolder?: string): IndexReport {
  const cache = new ToolCache(cacheFolder);
  const tshark = tsharkTool();
  const report = new IndexReport();
  for (const row of readIndex(folder)) {
    const path = join(folder, row.path);
    const bytes = decompress(readFileSync(path));
    const { stdout, status } = cache.run(tshark, path);
    const ours = analyzeCapture(row.path, bytes);
    const counts = countCapture({
      row,
      file: readCapture(bytes),
      isCapture: whyLeftOut(bytes.subarray(0, 24)) === undefined,
      theirs: parseTshark(stdout),
      theyReadAll: status === 0,
      ours,
    });
    report.add(row.path, counts, ours.failures);
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
  const folder = positionals[0] ?? CAPTURES;
  if (positionals.length > 1 || !existsSync(join(folder, "index.tsv"))) {
    process.stderr.write(`usage: compare.ts [--list] [--cache DIR] [FOLDER], which has an index.tsv\n`);
    return 2;
  }
  const report = compareIndex(folder, values.cache);
  process.stdout.write(report.toString(values.list));
  return report.passed ? 0 : 1;
}

function parse() {
  return parseArgs({
    allowPositionals: true,
    options: { list: { type: "boolean", default: false }, cache: { type: "string" } },
  });
}

if (process.argv[1] === import.meta.filename) process.exitCode = main();
