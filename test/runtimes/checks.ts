/** What must be true of the outputs of the runtimes. */
import { type Digest, digestLine, type OutputDigest } from "./digest_lines.ts";
import type { Outcome } from "./processes.ts";

/** Something that must not be. */
export interface Failure {
  readonly runtime: string;
  readonly path: string;
  readonly problem: string;
}

/** The digests of one runtime. */
export interface DigestRun {
  readonly runtime: string;
  readonly digests: readonly Digest[];
}

const STACK_TRACE = /^\s+at .+[):\d]$|\binternal error\b|\bpanic\b|\bUncaught\b/m;

/** What is wrong with the end of a process of digest.ts, apart from its lines. */
export function checkDigestProcess(
  runtime: string,
  { code, timedOut, stderr }: Pick<Outcome, "code" | "timedOut" | "stderr">,
  digests: readonly Digest[],
): Failure[] {
  if (timedOut) return [{ runtime, path: "*", problem: "does not end" }];
  const expected = digests.some((digest) => "exception" in digest) ? 1 : 0;
  if (code === expected && (code === 1 || stderr === "")) return [];
  return [{ runtime, path: "*", problem: `digest.ts ended with ${code}: ${stderr.trim()}` }];
}

/** Exceptions, missing files, and files whose digests differ from those of the first run. */
export function checkDigests(paths: readonly string[], runs: readonly DigestRun[]): Failure[] {
  const failures: Failure[] = [];
  const [first, ...others] = runs.map(({ runtime, digests }) => {
    if (digests.length !== paths.length) {
      failures.push({ runtime, path: "*", problem: `${digests.length} lines for ${paths.length} files` });
    }
    return { runtime, byPath: new Map(digests.map((digest) => [digest.path, digest])) };
  });
  for (const path of paths) {
    const expected = first?.byPath.get(path);
    for (const { runtime, byPath } of first ? [first, ...others] : []) {
      const digest = byPath.get(path);
      if (!digest) failures.push({ runtime, path, problem: "no digest" });
      else if ("exception" in digest) failures.push({ runtime, path, problem: digest.exception });
      else if (expected && !("exception" in expected) && digestLine(digest) !== digestLine(expected)) {
        const problem = `${shown(digest)} instead of ${shown(expected)} of ${first?.runtime}`;
        failures.push({ runtime, path, problem });
      }
    }
  }
  return failures;
}

function shown(digest: OutputDigest): string {
  return `${digest.sha256.slice(0, 16)} (${digest.bytes} bytes, ${digest.lines} lines)`;
}

/** What is wrong with a run of the command line on one file, `digest` being that of the same runtime. */
export function checkCommandLine(
  runtime: string,
  path: string,
  outcome: Outcome,
  digest: Digest | undefined,
): Failure[] {
  const { code, timedOut, lastLine, stderr } = outcome;
  const problems: string[] = [];
  if (timedOut) problems.push("does not end");
  else if (code !== 0 && code !== 1) problems.push(`exit code ${code}`);
  if (STACK_TRACE.test(stderr)) problems.push(`stack trace: ${stderr.trim()}`);
  const messages = stderr.split("\n").filter((line) => line !== "");
  if (messages.length > 1) problems.push(`${messages.length} lines on standard error: ${stderr.trim()}`);
  const last = eventOf(lastLine);
  if (last?.event !== "capture_end") problems.push(`the last line is ${lastLine?.slice(0, 200)}`);
  else if (last.complete !== (code === 0)) problems.push(`complete is ${last.complete}, exit code ${code}`);
  if ((code === 0) !== (messages.length === 0))
    problems.push(`exit code ${code} and standard error: ${stderr.trim()}`);
  if (!digest || "exception" in digest) problems.push("no digest to compare with");
  else if (outcome.sha256 !== digest.sha256) problems.push("standard output is not what the library gives");
  return problems.map((problem) => ({ runtime, path, problem }));
}

function eventOf(line: string | undefined): { event?: unknown; complete?: unknown } | undefined {
  try {
    return JSON.parse(line ?? "");
  } catch {
    return undefined;
  }
}
