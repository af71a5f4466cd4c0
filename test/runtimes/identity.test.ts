import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { damagedCopies, type NamedCapture, soundCaptures } from "../library/captures.ts";
import { checkCommandLine, checkDigestProcess, checkDigests, type DigestRun } from "./checks.ts";
import { type Digest, digestLine, type OutputDigest, parseDigests } from "./digest_lines.ts";
import { type Outcome, runForText, runProgram } from "./processes.ts";
import { runCommandLines, runDigests } from "./run_all.ts";
import { findRuntimes, type Runtime, runsTypeScript, temporaryFolder } from "./runtimes.ts";
import { sample } from "./seeded.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const SEED = 20_230_616;
const DAMAGED_OF_EACH = 4;
/** Files that the command line gets, a process each and runtime. */
const COMMAND_LINE_FILES = 12;

const folder = temporaryFolder();
let runtimes: Runtime[] = [];
beforeAll(() => {
  runtimes = findRuntimes(folder.path);
});
afterAll(folder.remove);

function madeCaptures(): NamedCapture[] {
  const sound = soundCaptures();
  return [
    ...sound,
    ...sound.flatMap((capture, i) => damagedCopies(capture, SEED + i, DAMAGED_OF_EACH)),
    { name: "empty", bytes: new Uint8Array(0) },
    { name: "text", bytes: new TextEncoder().encode("not a capture\n") },
    { name: "gzip", bytes: Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0) },
    {
      name: "pcapng",
      bytes: Uint8Array.of(0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0),
    },
  ];
}

function write(captures: readonly NamedCapture[]): string[] {
  const at = join(folder.path, "captures");
  mkdirSync(at, { recursive: true });
  return captures.map(({ name, bytes }, i) => {
    const path = join(at, `${i} ${name}.pcap`);
    writeFileSync(path, bytes);
    return path;
  });
}

test("all runtimes print the same, and the command line what the library gives", async () => {
  const captures = madeCaptures();
  const paths = write(captures);
  const { runs, failures } = await runDigests(runtimes, paths, folder.path);
  expect(failures).toEqual([]);
  expect(runs.map(({ digests }) => digests.length)).toEqual(runtimes.map(() => captures.length));
  const distinct = new Set(runs[0]!.digests.map((digest) => ("sha256" in digest ? digest.sha256 : "")));
  // captures that are broken in the same way may read alike, but not many do
  expect(distinct.size).toBeGreaterThan(captures.length * 0.9);

  const sound = sample(paths.slice(0, soundCaptures().length - 1), COMMAND_LINE_FILES / 2, SEED);
  const others = sample(paths.slice(soundCaptures().length), COMMAND_LINE_FILES / 2, SEED);
  const commandLine = await runCommandLines(runtimes, [...sound, ...others], runs);
  expect(commandLine.failures).toEqual([]);
  expect(commandLine.processes).toBe(COMMAND_LINE_FILES * runtimes.length);
  // both kinds of ends were seen
  expect(commandLine.failed).toBeGreaterThan(0);
  expect(commandLine.failed).toBeLessThan(commandLine.processes);
});

describe("the checks find", () => {
  const done = (path: string, sha256: string): OutputDigest => ({
    path,
    sha256: sha256.repeat(64),
    bytes: 1,
    lines: 1,
  });
  const run = (runtime: string, ...digests: Digest[]): DigestRun => ({ runtime, digests });
  const found = (...runs: DigestRun[]) =>
    checkDigests(["x", "y"], runs).map(({ runtime, path }) => [runtime, path]);
  const same = [done("x", "a"), done("y", "b")];

  test("nothing in equal digests", () => {
    expect(found(run("one", ...same), run("two", ...same))).toEqual([]);
  });

  test("a different digest", () => {
    expect(found(run("one", ...same), run("two", done("x", "a"), done("y", "c")))).toEqual([["two", "y"]]);
    const longer = { ...done("y", "b"), bytes: 2 };
    expect(found(run("one", ...same), run("two", done("x", "a"), longer))).toEqual([["two", "y"]]);
  });

  test("an exception, also on every runtime", () => {
    const failed = [done("x", "a"), { path: "y", exception: "RangeError: memory" }];
    const all = [run("one", ...failed), run("two", ...failed)];
    expect(found(...all)).toEqual([
      ["one", "y"],
      ["two", "y"],
    ]);
  });

  test("a missing file", () => {
    expect(found(run("one", ...same), run("two", done("x", "a")))).toEqual([
      ["two", "*"],
      ["two", "y"],
    ]);
  });

  test("an end that does not fit the digests", () => {
    const end = { code: 0, timedOut: false, stderr: "" };
    expect(checkDigestProcess("one", end, same)).toEqual([]);
    expect(checkDigestProcess("one", { ...end, code: 1 }, same)).toHaveLength(1);
    expect(checkDigestProcess("one", { ...end, code: null, timedOut: true }, same)).toHaveLength(1);
    expect(checkDigestProcess("one", { ...end, stderr: "Warning: x" }, same)).toHaveLength(1);
    const failed: Digest[] = [{ path: "x", exception: "RangeError" }];
    expect(checkDigestProcess("one", { ...end, code: 1, stderr: "RangeError" }, failed)).toEqual([]);
    expect(checkDigestProcess("one", end, failed)).toHaveLength(1);
  });

  describe("of the command line", () => {
    const digest = done("x", "a");
    const good: Outcome = {
      code: 0,
      timedOut: false,
      sha256: digest.sha256,
      lastLine: '{"event":"capture_end","complete":true}',
      stderr: "",
    };
    const bad: Outcome = {
      ...good,
      code: 1,
      lastLine: '{"event":"capture_end","complete":false}',
      stderr: "analyze: x: the input ends inside the record at byte 24\n",
    };
    const problems = (outcome: Outcome) => checkCommandLine("one", "x", outcome, digest).length;

    test("nothing in good ends", () => {
      expect([problems(good), problems(bad)]).toEqual([0, 0]);
    });

    test.each<[string, Outcome]>([
      ["another exit code", { ...bad, code: 70 }],
      ["a signal", { ...good, code: null }],
      ["no end", { ...good, code: null, timedOut: true }],
      ["another output", { ...good, sha256: "b".repeat(64) }],
      ["another last line", { ...good, lastLine: '{"event":"flow_end"}' }],
      ["a line that is not ended", { ...good, lastLine: undefined }],
      ["complete, and exit code 1", { ...bad, lastLine: good.lastLine }],
      ["not complete, and exit code 0", { ...good, lastLine: bad.lastLine }],
      ["words and exit code 0", { ...good, stderr: "Warning: experimental\n" }],
      ["exit code 1 without a word", { ...bad, stderr: "" }],
      ["two lines", { ...bad, stderr: `${bad.stderr}${bad.stderr}` }],
      ["a stack trace", { ...bad, stderr: "    at decode (file:///x/decoder.ts:1:2)\n" }],
      ["an internal error", { ...bad, stderr: "analyze: internal error: TypeError: x; please report\n" }],
    ])("%s", (_, outcome) => {
      expect(problems(outcome)).toBeGreaterThan(0);
    });

    test("a missing digest", () => {
      expect(checkCommandLine("one", "x", good, undefined)).toHaveLength(1);
    });
  });
});

describe("digest.ts", () => {
  test("reports what is thrown, and goes on", async () => {
    const [path] = write([{ name: "good", bytes: soundCaptures()[0]!.bytes }]);
    const missing = join(folder.path, "missing.pcap");
    for (const { digest } of runtimes) {
      const outcome = await runForText([...digest, missing, path!], 30_000);
      expect(outcome.code).toBe(1);
      expect(outcome.stderr).not.toBe("");
      expect(parseDigests(outcome.stdout)).toEqual([
        { path: missing, exception: expect.stringContaining("missing.pcap") },
        { path, sha256: expect.any(String), bytes: expect.any(Number), lines: expect.any(Number) },
      ]);
    }
  });

  test("its lines are read back", () => {
    const digests: Digest[] = [
      { path: "/a b/c  d.pcap", sha256: "0a".repeat(32), bytes: 12, lines: 3 },
      { path: "/a b/e.pcap", exception: "RangeError: one line" },
    ];
    expect(parseDigests(digests.map((digest) => `${digestLine(digest)}\n`).join(""))).toEqual(digests);
    expect(digestLine({ path: "x", exception: "two\n   at lines" })).toBe("exception  two at lines  x");
    expect(() => parseDigests("warning\n")).toThrow(TypeError);
  });
});

describe("a program", () => {
  test("is killed when it does not end", async () => {
    const outcome = await runProgram(["sleep", "60"], { timeoutMs: 100 });
    expect(outcome).toMatchObject({ code: null, timedOut: true });
  });

  test.each([
    ["printf 'a\\nb\\n'", "b"],
    ["printf 'a\\nb'", undefined],
    ["printf 'a'; sleep 0.1; printf 'b\\nc'; sleep 0.1; printf 'd\\n'", "cd"],
    ["printf 'a\\n'; sleep 0.1; printf 'b\\n'", "b"],
    ["true", undefined],
  ])("%s has the last line %s", async (script, lastLine) => {
    expect(await runProgram(["sh", "-c", script], { timeoutMs: 10_000 })).toMatchObject({
      code: 0,
      lastLine,
    });
  });

  test("can be one that is not there", async () => {
    const path = join(folder.path, "no_program");
    writeFileSync(path, "");
    chmodSync(path, 0o600);
    await expect(runProgram([path], { timeoutMs: 1000 })).rejects.toThrow();
  });
});

test("Node runs TypeScript from 22.18 on", () => {
  expect(["20.19.0", "22.17.9", "22.18.0", "24.0.0"].map(runsTypeScript)).toEqual([false, false, true, true]);
});

test("samples are the same for a seed, in order, and differ between seeds", () => {
  const items = Array.from({ length: 100 }, (_, i) => i);
  const some = sample(items, 20, 1);
  expect(some).toEqual(sample(items, 20, 1));
  expect(some).toEqual([...some].sort((a, b) => a - b));
  expect(some).not.toEqual(sample(items, 20, 2));
  expect(new Set(some).size).toBe(20);
});
