/** The command line that comparisons over folders of captures share. */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { CAPTURES } from "./captures.ts";

const USAGE = "usage: compare.ts [--sample N] [--seed S] [--list] [--cache DIR] [FOLDER_OR_FILES...]";

/** What is compared. */
export interface ComparisonOptions {
  /** Folders of captures, or captures. */
  readonly paths: readonly string[];
  /** So many of them, drawn by the seed; absent: all. */
  readonly sample?: number | undefined;
  readonly seed?: number;
  /** Folder that keeps what other programs print. */
  readonly cache?: string | undefined;
}

/** What came out. */
export interface ComparisonReport {
  readonly passed: boolean;
  /** @param list each difference, too */
  toString(list?: boolean): string;
}

/**
 * Compares what the arguments of the process name, by default all of ../shared/captures, and prints the report.
 * @returns the exit status: 0 passed, 1 not, 2 wrong usage
 */
export function runComparison(compare: (options: ComparisonOptions) => ComparisonReport): number {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 2;
  }
  const { values, positionals } = parsed;
  const paths = positionals.length > 0 ? positionals : [CAPTURES];
  const missing = paths.find((path) => !existsSync(path));
  const sample = values.sample === undefined ? undefined : Number(values.sample);
  const seed = Number(values.seed ?? 0);
  if (missing !== undefined || (sample !== undefined && !(sample > 0)) || !Number.isInteger(seed)) {
    process.stderr.write(missing === undefined ? `${USAGE}\n` : `${missing}: no such file or folder\n`);
    return 2;
  }
  const report = compare({ paths, sample, seed, cache: values.cache });
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
