import { execFileSync, spawn } from "node:child_process";
import { afterAll, describe, expect, test } from "vitest";
import { capture, commandOf, eventsOf, exitOf, run, runCommand, runtimes, workFolder } from "./programs.ts";

const folder = workFolder();
afterAll(folder.remove);

const bytes = capture(40);
const good = folder.put("good.pcap", bytes);
const empty = folder.put("empty.pcap", new Uint8Array(0));
const garbage = folder.put("garbage.pcap", new TextEncoder().encode("this is not a capture, it is text"));
const cut = folder.put("cut.pcap", bytes.subarray(0, bytes.length - 5));
const missing = folder.path("missing.pcap");

const kindsOf = (stdout: string) => eventsOf(stdout).map(({ event }) => event);
const withoutName = (stdout: string) => stdout.replaceAll(/"file":"[^"]*"/g, '"file":""');

describe.each(runtimes)("%s", (runtime) => {
  test("reads a file, and standard input redirected or through a pipe, to the same lines", async () => {
    const file = await run(runtime, ["--detail", "segment", good]);
    expect({ code: file.code, stderr: file.stderr }).toEqual({ code: 0, stderr: "" });
    const kinds = kindsOf(file.stdout);
    expect(kinds[0]).toBe("capture_start");
    expect(kinds.at(-1)).toBe("capture_end");
    expect(kinds.filter((kind) => kind === "segment")).toHaveLength(40);
    // Neither needs a permission in Deno.
    for (const stdin of [good, bytes]) {
      for (const args of [[], ["-"], ["/dev/stdin"]]) {
        const outcome = await run(runtime, ["--detail", "segment", ...args], { stdin, permissions: [] });
        expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 0, stderr: "" });
        expect(withoutName(outcome.stdout)).toBe(withoutName(file.stdout));
      }
    }
  });

  test("reads a named pipe", async () => {
    const fifo = folder.path(`${runtime}.fifo`);
    execFileSync("mkfifo", [fifo]);
    const reading = run(runtime, ["--detail", "segment", fifo]);
    const writer = spawn("sh", ["-c", `cat '${good}' > '${fifo}'`]);
    expect(await exitOf(writer)).toBe(0);
    const { code, stdout, stderr } = await reading;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(kindsOf(stdout).filter((kind) => kind === "segment")).toHaveLength(40);
  });

  test("reads several files as one capture", async () => {
    const { code, stdout, stderr } = await run(runtime, [good, "-", good], { stdin: good });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const starts = eventsOf(stdout).filter(({ event }) => event === "capture_start");
    expect(starts.map((start) => [start.file, start.file_index])).toEqual([
      [good, 0],
      ["-", 1],
      [good, 2],
    ]);
    expect(kindsOf(stdout).filter((kind) => kind === "capture_end")).toHaveLength(1);
  });

  test.each([
    ["a missing file", missing, "no such file or directory"],
    ["a path through a file", `${good}/x`, "no such file: a part of its path is not a directory"],
    ["a directory", folder.path("."), "is a directory; name the captures in it"],
  ])("%s alone: one line, exit 1", async (_what, path, message) => {
    const outcome = await run(runtime, [path]);
    expect(outcome).toEqual({ code: 1, stdout: "", stderr: `analyze: ${path}: ${message}\n` });
  });

  test("goes on behind files that cannot be opened, and exits 1", async () => {
    const { code, stdout, stderr } = await run(runtime, [missing, good]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `analyze: ${missing}: no such file or directory\n`,
    });
    expect(kindsOf(stdout).at(-1)).toBe("capture_end");
    expect(kindsOf(stdout)).not.toContain("error");
  });

  test.each([
    ["an empty file", empty],
    ["a file that is no capture", garbage],
    ["a capture that is cut off", cut],
  ])("%s: its error event, one line with the offset, and the next file", async (_what, path) => {
    const { code, stdout, stderr } = await run(runtime, [path, good]);
    expect(code).toBe(1);
    expect(stderr.split("\n")).toHaveLength(2);
    expect(stderr).toContain(`analyze: ${path}: `);
    const errors = eventsOf(stdout).filter(({ event }) => event === "error");
    expect(errors).toHaveLength(1);
    expect(stderr).toContain(String(errors[0]!.message));
    expect(stderr).toMatch(new RegExp(`\\bbyte ${errors[0]!.file_offset}\\b`));
    expect(eventsOf(stdout).some(({ file }) => file === good)).toBe(true);
    expect(eventsOf(stdout).at(-1)).toMatchObject({ event: "capture_end", complete: false });
  });

  test("nothing at standard input is an empty capture", async () => {
    const { code, stderr } = await run(runtime, [], { stdin: "/dev/null" });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^analyze: standard input: .+\n$/);
  });

  test("stops reading a pipe that is no capture", async () => {
    const words = commandOf(runtime);
    const outcome = await runCommand(["sh", "-c", 'yes | "$@"', "sh", ...words]);
    expect(outcome.code).toBe(1);
  });
});

describe("Deno without permission", () => {
  const command = (flags: string, args: string) => `run: deno run ${flags} analyze.ts ${args}\n`;

  test("to read: the command that grants it, no question", async () => {
    const outcome = await run("deno", ["--detail", "flow", good], { permissions: [] });
    expect(outcome).toEqual({
      code: 1,
      stdout: "",
      stderr: `analyze: ${good}: Deno has no permission to read; ${command(`-R=${good}`, `--detail flow ${good}`)}`,
    });
  });

  test("to read one of several: the others are read", async () => {
    const odd = folder.put("it's odd.pcap", bytes);
    const outcome = await run("deno", [good, odd], { permissions: [`-R=${good}`] });
    const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
    expect(outcome.stderr).toBe(
      `analyze: ${odd}: Deno has no permission to read; ${command(quoted(`-R=${good},${odd}`), `${good} ${quoted(odd)}`)}`,
    );
    expect(outcome.code).toBe(1);
    expect(kindsOf(outcome.stdout).at(-1)).toBe("capture_end");
  });

  test("to write", async () => {
    const output = folder.path("refused.ndjson");
    const outcome = await run("deno", ["-o", output, good]);
    expect(outcome).toEqual({
      code: 2,
      stdout: "",
      stderr: `analyze: ${output}: Deno has no permission to write; ${command(`-R=${good} -W=${output}`, `-o ${output} ${good}`)}`,
    });
  });

  test("the command that it gives works", async () => {
    const output = folder.path("granted.ndjson");
    const permissions = [`-R=${good}`, `-W=${output}`];
    const outcome = await run("deno", ["-o", output, good], { permissions });
    expect(outcome).toEqual({ code: 0, stdout: "", stderr: "" });
  });
});
