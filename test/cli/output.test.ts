import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import {
  capture,
  commandOf,
  eventsOf,
  exitOf,
  run,
  runCommand,
  runtimes,
  start,
  workFolder,
} from "./programs.ts";

const folder = workFolder();
afterAll(folder.remove);

const small = folder.put("small.pcap", capture());
const largeBytes = capture(40_000);
const large = folder.put("large.pcap", largeBytes);

describe.each(runtimes)("%s", (runtime) => {
  test("--output gets what standard output gets, and nothing of what was there", async () => {
    const output = folder.path(`${runtime}.ndjson`);
    writeFileSync(output, "x".repeat(100_000));
    const direct = await run(runtime, [small]);
    const outcome = await run(runtime, ["-o", output, small], { permissions: ["-R", "-W"] });
    expect(outcome).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(readFileSync(output, "utf8")).toBe(direct.stdout);
  });

  test("--output does not overwrite an input", async () => {
    const path = folder.put(`${runtime}.pcap`, capture());
    const outcome = await run(runtime, ["-o", path, path], { permissions: ["-R", "-W"] });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toBe(`analyze: ${path}: is also an input; name another file for --output\n`);
    expect(new Uint8Array(readFileSync(path))).toEqual(capture());
  });

  test("--output into a folder that is not there is a usage error", async () => {
    const path = folder.path("none/out.ndjson");
    const outcome = await run(runtime, ["-o", path, small], { permissions: ["-R", "-W"] });
    expect(outcome).toEqual({
      code: 2,
      stdout: "",
      stderr: `analyze: ${path}: no such file or directory\n`,
    });
  });

  test.each([
    ["a file", (words: string) => `${words} --detail segment '${large}'`],
    ["a pipe", (words: string) => `cat '${large}' | ${words} --detail segment`],
  ])("a reader that has gone ends it quietly (%s)", async (_what, line) => {
    const script = `( ${line('"$@"')}; echo "exit $?" >&2 ) | head -n 1`;
    const outcome = await runCommand(["sh", "-c", script, "sh", ...commandOf(runtime)]);
    expect(outcome.stderr).toBe("exit 0\n");
    expect(eventsOf(outcome.stdout)).toMatchObject([{ event: "capture_start" }]);
  });

  test("a slow reader holds reading back, and misses nothing", async () => {
    const expected = await run(runtime, ["--detail", "segment"], { stdin: large });
    const child = start(runtime, ["--detail", "segment"], []);
    const ended = exitOf(child);
    // Nobody reads its output yet, so it must stop taking input; the system's buffers take some.
    child.stdin!.write(largeBytes);
    let waiting = Number.NaN;
    do {
      waiting = child.stdin!.writableLength;
      await new Promise((resolve) => setTimeout(resolve, 500));
    } while (child.stdin!.writableLength !== waiting);
    // The one write counts as a whole until its last byte is taken.
    expect(waiting).toBe(largeBytes.length);
    child.stdin!.end();
    let stdout = "";
    for await (const part of child.stdout!.setEncoding("utf8")) stdout += part;
    expect(await ended).toBe(0);
    expect(stdout === expected.stdout).toBe(true);
  });

  test("--progress always prints lines on standard error only", async () => {
    const plain = await run(runtime, [small]);
    const { code, stdout, stderr } = await run(runtime, ["--progress", "always", small]);
    expect(code).toBe(0);
    expect(stdout).toBe(plain.stdout);
    expect(stderr).toMatch(/^\d+ B in \d+\.\d s, .+\/s\n$/);
  });
});
