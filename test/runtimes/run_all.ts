/** Runs a list of captures through every runtime and checks what comes out. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  checkCommandLine,
  checkDigestProcess,
  checkDigests,
  type DigestRun,
  type Failure,
} from "./checks.ts";
import { type Digest, parseDigests } from "./digest_lines.ts";
import { inParallel, runForText, runProgram } from "./processes.ts";
import type { Runtime } from "./runtimes.ts";

/** For all files together. */
const DIGEST_TIMEOUT_MS = 600_000;
/** For one file. */
const COMMAND_LINE_TIMEOUT_MS = 60_000;

/** Digests of the files on each runtime, and what is wrong with them. */
export async function runDigests(
  runtimes: readonly Runtime[],
  paths: readonly string[],
  folder: string,
): Promise<{ runs: DigestRun[]; failures: Failure[] }> {
  const list = join(folder, "paths");
  writeFileSync(list, paths.map((path) => `${path}\n`).join(""));
  const failures: Failure[] = [];
  const runs = await inParallel(runtimes, async ({ name, digest }) => {
    const outcome = await runForText([...digest, "--list", list], DIGEST_TIMEOUT_MS);
    let digests: readonly Digest[] = [];
    try {
      digests = parseDigests(outcome.stdout);
    } catch (error) {
      failures.push({ runtime: name, path: "*", problem: String(error) });
    }
    failures.push(...checkDigestProcess(name, outcome, digests));
    return { runtime: name, digests };
  });
  failures.push(...checkDigests(paths, runs));
  return { runs, failures };
}

/** What is wrong with the command line, one process a file and runtime, against `runs` of {@link runDigests}. */
export async function runCommandLines(
  runtimes: readonly Runtime[],
  paths: readonly string[],
  runs: readonly DigestRun[],
  onProgress: (done: number, of: number) => void = () => {},
): Promise<{ processes: number; failed: number; failures: Failure[] }> {
  const digests = new Map(
    runs.flatMap((run) => run.digests.map((digest) => [`${run.runtime}\n${digest.path}`, digest] as const)),
  );
  const jobs = paths.flatMap((path) => runtimes.map((runtime) => ({ path, runtime })));
  let done = 0;
  let failed = 0;
  const failures = await inParallel(jobs, async ({ path, runtime: { name, analyze } }) => {
    const words = [...analyze, "--detail", "segment", path];
    const outcome = await runProgram(words, { timeoutMs: COMMAND_LINE_TIMEOUT_MS });
    if (outcome.code === 1) failed++;
    onProgress(++done, jobs.length);
    return checkCommandLine(name, path, outcome, digests.get(`${name}\n${path}`));
  });
  return { processes: jobs.length, failed, failures: failures.flat() };
}
