import { afterAll, describe, expect, test } from "vitest";
import { capture, commandOf, type Outcome, runCommand, runtimes, workFolder } from "./programs.ts";

const folder = workFolder();
afterAll(folder.remove);

const small = folder.put("small.pcap", capture());
const out = folder.path("out.ndjson");

/** Runs a shell's line with a terminal at all ends that it does not redirect; `$0` stands for the program. */
async function onTerminal(words: readonly string[], line: string): Promise<Outcome> {
  const quoted = words.map((word) => `'${word}'`).join(" ");
  return runCommand(["script", "-qec", line.replaceAll("$0", quoted), "/dev/null"]);
}

describe.each(runtimes)("%s on a terminal", (runtime) => {
  test("reads redirected standard input without a question", async () => {
    const { code, stdout } = await onTerminal(commandOf(runtime, []), `$0 < '${small}'`);
    expect(code).toBe(0);
    expect(stdout.split("\r\n")[0]).toContain('{"event":"capture_start"');
    expect(stdout).toMatch(/\{"event":"capture_end".+\}\r\n$/);
  });

  test("does not wait for a capture that somebody types", async () => {
    const { code, stdout } = await onTerminal(commandOf(runtime), "$0");
    expect(code).toBe(2);
    expect(stdout).toBe(
      "analyze: standard input is a terminal; name a FILE or pipe a capture in (--help: how)\r\n",
    );
  });

  test("shows a bar while a pipe is open, and ends its line", async () => {
    const line = `{ cat '${small}'; sleep 1; } | $0 > '${out}'`;
    const { code, stdout } = await onTerminal(commandOf(runtime), line);
    expect(code).toBe(0);
    expect(stdout).toContain("\r\x1b[K");
    expect(stdout).toMatch(/ B\/s\r\n$/);
  });

  test("shows no bar over the lines of its output, and none when told so", async () => {
    const plain = await onTerminal(commandOf(runtime), `{ cat '${small}'; sleep 1; } | $0`);
    expect(plain.stdout).not.toContain("\x1b");
    const never = await onTerminal(
      commandOf(runtime),
      `{ cat '${small}'; sleep 1; } | $0 --progress never > '${out}'`,
    );
    expect(never).toEqual({ code: 0, stdout: "", stderr: "" });
  });
});

test("Deno without permission asks nothing on a terminal", async () => {
  const { code, stdout } = await onTerminal(commandOf("deno", []), `$0 '${small}'`);
  expect(code).toBe(1);
  expect(stdout).toBe(
    `analyze: ${small}: Deno has no permission to read; run: deno run -R=${small} analyze.ts ${small}\r\n`,
  );
});
