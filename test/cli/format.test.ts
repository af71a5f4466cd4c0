/** `--format` and the options that choose events, on real processes. */
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

const article = "test/data/article.pcap";
const listing = readFileSync("test/data/renderings/article.tcpdump.txt", "utf8");
const asInListing = ["--format", "tcpdump", "--time-zone", "Asia/Shanghai", "--interface-name", "2=wlp4s0"];
const small = folder.put("small.pcap", capture());
/** Five connections. */
const several = "test/data/kernel_accept_queue_overflow.pcap";
const large = folder.put("large.pcap", capture(40_000));

describe.each(runtimes)("%s", (runtime) => {
  test("the article's capture is the article's listing", async () => {
    const outcome = await run(runtime, [...asInListing, article]);
    expect(outcome).toEqual({ code: 0, stdout: listing, stderr: "" });
  });

  test("--output gets the same", async () => {
    const output = folder.path(`${runtime}.txt`);
    writeFileSync(output, "x".repeat(100_000));
    const args = [...asInListing, "-o", output, article];
    const outcome = await run(runtime, args, { permissions: ["-R", "-W"] });
    expect(outcome).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(readFileSync(output, "utf8")).toBe(listing);
  });

  test("text has a line for each segment, also from a pipe and in many blocks", async () => {
    const bytes = readFileSync(large);
    const outcome = await run(runtime, ["--format", "text"], { stdin: bytes });
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    const lines = outcome.stdout.split("\n");
    expect(lines).toHaveLength(40_001);
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{6} IP 10\.0\.0\.1\.40000 > 10\.0\.0\.2\.80: Flags \[S\], /);
    expect(lines.slice(0, -1).every((line) => /length 0( \[[^\]]*\])?$/.test(line))).toBe(true);
  });

  test("a reader that has gone ends it quietly", async () => {
    const script = `( "$@" --format text '${large}'; echo "exit $?" >&2 ) | head -n 1`;
    const outcome = await runCommand(["sh", "-c", script, "sh", ...commandOf(runtime)]);
    expect(outcome.stderr).toBe("exit 0\n");
  });

  test("a file that is cut off gives what is there, and exit code 1", async () => {
    const bytes = readFileSync(article);
    const path = folder.put(`${runtime}-cut.pcap`, bytes.subarray(0, bytes.length - 10));
    const outcome = await run(runtime, [...asInListing, path]);
    expect(outcome.code).toBe(1);
    expect(outcome.stdout).toBe(`${listing.split("\n").slice(0, 20).join("\n")}\n`);
    expect(outcome.stderr).toMatch(/^analyze: .*cut/);
  });

  test("--filter chooses events", async () => {
    const outcome = await run(runtime, ["--filter", "close_wait_ns > 4.9s and event == 'closed'", article]);
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(eventsOf(outcome.stdout).map(({ event }) => event)).toEqual([
      "capture_start",
      "closed",
      "capture_end",
    ]);
  });

  test("a wrong expression is a usage error, and leaves the output as it was", async () => {
    const output = folder.put(`${runtime}-kept.ndjson`, new TextEncoder().encode("kept"));
    const args = ["--filter", "frame == 1 and rtt > 5", "-o", output, article];
    const outcome = await run(runtime, args, { permissions: ["-R", "-W"] });
    expect(outcome).toEqual({
      code: 2,
      stdout: "",
      stderr: "analyze: --filter: column 16: there is no field rtt; did you mean rtt_ns?\n",
    });
    expect(readFileSync(output, "utf8")).toBe("kept");
  });

  test("--limit ends the run although its input goes on", async () => {
    const child = start(runtime, ["--limit", "2"]);
    let stdout = "";
    child.stdout!.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stdin!.on("error", () => {});
    // standard input stays open: only the limit can end this
    child.stdin!.write(capture());
    expect(await exitOf(child)).toBe(0);
    expect(eventsOf(stdout)).toMatchObject([
      { event: "capture_start" },
      { event: "syn" },
      { event: "syn_ack" },
      { event: "capture_end", complete: false },
    ]);
  });

  test("a limit that is not reached changes nothing", async () => {
    const unlimited = await run(runtime, [small]);
    expect(await run(runtime, ["--limit", "1000", small])).toEqual(unlimited);
  });
});

test("--limit opens no further file", async () => {
  const outcome = await run("bun", ["--limit", "1", small, article]);
  expect(outcome.code).toBe(0);
  expect(eventsOf(outcome.stdout).map(({ event }) => event)).toEqual(["capture_start", "syn", "capture_end"]);
});

describe.each(["ladder", "mermaid", "explain"])("--format %s", (format) => {
  const countOf = async (...args: string[]): Promise<number> => {
    const { code, stdout } = await run("bun", ["--format", format, ...args, several]);
    expect(code).toBe(0);
    return stdout.match(/^(### )?Connection \d+:/gm)?.length ?? 0;
  };

  test("tells of whole connections that have a chosen event", async () => {
    const all = await countOf();
    expect(all).toBeGreaterThan(1);
    expect(await countOf("--filter", 'event == "flow_end"')).toBe(all);
    expect(await countOf("--filter", 'flow == 1 and event == "syn"')).toBe(1);
    expect(await countOf("--filter", "bytes == 123456789")).toBe(0);
  });

  test("counts connections for --limit", async () => {
    expect(await countOf("--limit", "1")).toBe(1);
  });
});

test("connections are chosen by stream, host and port, in all formats", async () => {
  const all = eventsOf((await run("bun", [article])).stdout).length;
  const countOf = async (...args: string[]) => eventsOf((await run("bun", [...args, article])).stdout).length;
  expect(await countOf("--stream", "0", "--host", "192.168.52.0/24", "--port", "8080")).toBe(all);
  expect(await countOf("--stream", "1")).toBe(2);
  expect(await countOf("--host", "192.168.53.0/24,::1")).toBe(2);
  expect(await countOf("--port", "80,443")).toBe(2);
  const text = await run("bun", ["--format", "text", "--filter", "len > 0", "--limit", "1", article]);
  expect(text.stdout.split("\n")).toEqual([expect.stringContaining("seq 1:7"), ""]);
});
