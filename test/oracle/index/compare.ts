/**
 * Compares packets, TCP packets and flows of each capture with tshark and with the captures' index.
 *
 *     bun test/oracle/index/compare.ts [--sample N] [--seed S] [--list] [--cache DIR] [FOLDER]
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
import { CAPTURES, drawSample, whyLeftOut } from "../captures.ts";
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
export function compareIndex(options: {
  /** Holds the captures and their index. */
  readonly folder: string;
  /** Compare only so many, drawn with `seed`. */
  readonly sample?: number | undefined;
  readonly seed?: number;
  /** Folder for what tshark prints. */
  readonly cache?: string | undefined;
}): IndexReport {
  const { folder, sample, seed = 0 } = options;
  const rows = readIndex(folder);
  const cache = new ToolCache(options.cache);
  const tshark = tsharkTool();
  const report = new IndexReport();
  for (const row of sample === undefined ? rows : drawSample(rows, sample, seed)) {
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
  const sample = values.sample === undefined ? undefined : Number(values.sample);
  const seed = Number(values.seed ?? 0);
  const isWrong =
    positionals.length > 1 || (sample !== undefined && !(sample > 0)) || !Number.isInteger(seed);
  if (isWrong || !existsSync(join(folder, "index.tsv"))) {
    const usage = "usage: compare.ts [--sample N] [--seed S] [--list] [--cache DIR] [FOLDER]";
    process.stderr.write(isWrong ? `${usage}\n` : `${folder}: no index.tsv in it\n`);
    return 2;
  }
  const report = compareIndex({ folder, sample, seed, cache: values.cache });
  process.stdout.write(report.toString(values.list));
  return report.passed ? 0 : 1;
}

function parse() {
  return parseArgs({
    allowPositionals: true,
    options: {
      sample: { type: "string" },
      seed: { type: "string" },
      list: { type: "boolean", default: false },
      cache: { type: "string" },
    },
  });
}

if (process.argv[1] === import.meta.filename) process.exitCode = main();
