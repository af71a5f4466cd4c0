import type { ChildProcess } from "node:child_process";
import { afterAll, describe, expect, test } from "vitest";
import { capture, eventsOf, exitOf, type Runtime, runtimes, start, workFolder } from "./programs.ts";

/** Starts the program with a pipe that stays open, and waits for its first line: output is live. */
async function live(runtime: Runtime, args: string[] = [], first = capture()) {
  const child = start(runtime, args);
  const state = { stdout: "", stderr: "" };
  child.stderr!.setEncoding("utf8").on("data", (text) => {
    state.stderr += text;
  });
  child.stdout!.setEncoding("utf8").on("data", (text) => {
    state.stdout += text;
  });
  const ended = exitOf(child);
  child.stdin!.on("error", () => {});
  child.stdin!.write(first);
  await until(child, () => state.stdout.includes("\n"));
  return { child, state, ended };
}

async function until(child: ChildProcess, condition: () => boolean): Promise<void> {
  while (!condition()) {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const folder = workFolder();
afterAll(folder.remove);

describe.each(runtimes)("%s", (runtime) => {
  test("prints what came in, time and again, while the pipe is open", async () => {
    const { child, state, ended } = await live(runtime, [], capture(0));
    for (const [packets, event] of [
      [1, "syn"],
      [2, "syn_ack"],
      [3, "established"],
    ] as const) {
      // Long after the flush of what came before.
      await sleep(150);
      expect(state.stdout).not.toContain(`"${event}"`);
      child.stdin!.write(capture(packets).subarray(capture(packets - 1).length));
      await until(child, () => state.stdout.includes(`"${event}"`));
    }
    child.stdin!.end();
    expect(await ended).toBe(0);
  });

  test("prints what a file gave while the pipe behind it is silent", async () => {
    const path = folder.put("first.pcap", capture());
    const { child, state, ended } = await live(runtime, [path, "-"], new Uint8Array(0));
    await until(child, () => state.stdout.includes('"established"'));
    child.stdin!.end(capture());
    expect(await ended).toBe(0);
  });

  test("SIGINT prints the open flows and exits 130", async () => {
    const { child, state, ended } = await live(runtime);
    const before = performance.now();
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    const ms = performance.now() - before;
    expect(ms).toBeGreaterThan(900);
    expect(ms).toBeLessThan(3000);
    expect(state.stderr).toBe("");
    const events = eventsOf(state.stdout);
    expect(events.filter(({ event }) => event === "flow_end")).toMatchObject([{ reason: "interrupted" }]);
    expect(events.at(-1)).toMatchObject({ event: "capture_end" });
  });

  test("reads on after SIGINT until the end of the pipe", async () => {
    const { child, state, ended } = await live(runtime);
    child.kill("SIGINT");
    await sleep(100);
    const before = performance.now();
    // Without the file header: the packets that the capturing program still had.
    child.stdin!.end(capture(10).subarray(24));
    expect(await ended).toBe(130);
    expect(performance.now() - before).toBeLessThan(800);
    expect(eventsOf(state.stdout).at(-1)).toMatchObject({ event: "capture_end", packets: 13 });
  });

  test("a second SIGINT stops it at once", async () => {
    const { child, state, ended } = await live(runtime);
    child.kill("SIGINT");
    await sleep(100);
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(state.stderr).toBe("");
    expect(state.stdout).not.toContain("capture_end");
  });
});
