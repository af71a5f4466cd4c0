/** `--summary` and `--quiet`, on real processes. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { run, runtimes } from "./programs.ts";

const article = "test/data/article.pcap";
const summary = readFileSync("test/data/renderings/article.summary.txt", "utf8");

/** Words, whatever the columns: a summary that goes to no terminal is 100 columns wide, the golden one 80. */
const words = (text: string): string[] => text.split(/\s+/);

describe.each(runtimes)("%s", (runtime) => {
  test("--summary tells on standard error what was seen, and changes nothing on standard output", async () => {
    const without = await run(runtime, [article]);
    const outcome = await run(runtime, ["--summary", article]);
    expect(outcome).toMatchObject({ code: 0, stdout: without.stdout });
    expect(words(outcome.stderr)).toEqual(words(summary));
  });

  test("ladders and explanations come out, too", async () => {
    for (const [format, name] of [
      ["ladder", "ladder_80.txt"],
      ["mermaid", "mermaid.md"],
      ["explain", "explain_en.txt"],
    ] as const) {
      const outcome = await run(runtime, ["--format", format, "--width", "80", article]);
      const stdout = readFileSync(`test/data/renderings/article.${name}`, "utf8");
      expect(outcome).toEqual({ code: 0, stdout, stderr: "" });
    }
  });
});

test("--quiet says nothing of what went well", async () => {
  const outcome = await run("bun", ["--quiet", "--summary", "--progress", "always", article]);
  expect(outcome).toMatchObject({ code: 0, stderr: "" });
});

test("beside few kinds of events, and beside a selection, a summary is of everything", async () => {
  for (const args of [
    ["--events", "closed"],
    ["--detail", "flow"],
    ["--stream", "7"],
    ["--format", "text"],
  ]) {
    const without = await run("bun", [...args, article]);
    const outcome = await run("bun", ["--summary", ...args, article]);
    expect(outcome).toMatchObject({ code: 0, stdout: without.stdout });
    expect(words(outcome.stderr)).toEqual(words(summary));
  }
});

test("without colours where there is no terminal", async () => {
  const outcome = await run("bun", ["--format", "ladder", article]);
  expect(outcome.stdout).not.toContain("\x1b");
  const coloured = await run("bun", ["--format", "ladder", "--color", "always", article]);
  expect(coloured.stdout).toContain("\x1b[36m");
});
