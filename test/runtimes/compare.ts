/**
 * Compares the runtimes over captures of any kind, also broken ones and files that are none:
 *
 *     bun test/runtimes/compare.ts [--command-line [--sample N [--seed S]]] [--node22 PATH] FOLDER_OR_FILE...
 *
 * In any case the library runs over all files on every runtime, and the outputs must be equal. With
 * `--command-line` the command line runs, too, a process a file, over all files or a random N of them, and must
 * print the same. `--node22` is a `node` that runs TypeScript, beside the one that runs a bundle.
 *
 * Exit code 1: something differs, or failed otherwise; what is printed.
 */
import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { DigestRun, Failure } from "./checks.ts";
import { runCommandLines, runDigests } from "./run_all.ts";
import { findRuntimes, temporaryFolder } from "./runtimes.ts";
import { sample } from "./seeded.ts";

const SHOWN_FAILURES = 100;

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [resolve(path)];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => resolve(join(entry.parentPath, entry.name)))
    .sort();
}

function reportRun({ runtime, digests }: DigestRun): void {
  let bytes = 0;
  let lines = 0;
  for (const digest of digests) {
    if ("exception" in digest) continue;
    bytes += digest.bytes;
    lines += digest.lines;
  }
  console.log(`${runtime}: ${digests.length} files, ${lines} lines, ${bytes} bytes`);
}

function reportFailures(failures: readonly Failure[]): void {
  for (const { runtime, path, problem } of failures.slice(0, SHOWN_FAILURES)) {
    console.log(`FAILED  ${runtime}  ${path}  ${problem}`);
  }
  const more = failures.length - SHOWN_FAILURES;
  if (more > 0) console.log(`and ${more} more`);
  console.log(failures.length === 0 ? "no failures" : `${failures.length} failures`);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "command-line": { type: "boolean", default: false },
    sample: { type: "string" },
    seed: { type: "string", default: "1" },
    node22: { type: "string" },
  },
});
const paths = [...new Set(positionals.flatMap(filesOf))];
if (paths.length === 0) throw new TypeError("name captures, or folders of them");

const folder = temporaryFolder();
const failures: Failure[] = [];
try {
  const runtimes = findRuntimes(folder.path, values.node22);
  const started = performance.now();
  const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(0)} s`;
  const inProcess = await runDigests(runtimes, paths, folder.path);
  failures.push(...inProcess.failures);
  inProcess.runs.forEach(reportRun);
  console.log(`library compared: ${seconds()}`);
  if (values["command-line"]) {
    const some =
      values.sample === undefined ? paths : sample(paths, Number(values.sample), Number(values.seed));
    const result = await runCommandLines(runtimes, some, inProcess.runs, (done, of) => {
      if (done % 500 === 0) console.error(`${done} of ${of} processes, ${seconds()}`);
    });
    failures.push(...result.failures);
    console.log(
      `command line: ${some.length} files, ${result.processes} processes, ${result.failed} of them with exit code 1: ${seconds()}`,
    );
  }
  reportFailures(failures);
} finally {
  folder.remove();
}
process.exitCode = failures.length === 0 ? 0 : 1;
