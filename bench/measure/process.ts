/** Whole processes: their time, their memory, their output. Runs on Bun, which reports a child's resources. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";

declare const Bun: {
  spawnSync(options: { cmd: string[]; stdin: "ignore"; stdout: "ignore"; stderr: "pipe"; cwd?: string }): {
    exitCode: number | null;
    stderr: Uint8Array;
    resourceUsage?: { maxRSS: number };
  };
};

export type Command = readonly [program: string, ...args: string[]];

export interface ProcessCost {
  /** From start to end, in seconds. */
  readonly wall: number;
  /** Peak resident memory in bytes; undefined where it can't be told from this process's own. */
  readonly peakBytes: number | undefined;
}

/** Runs the command with its output thrown away; throws with its stderr when it fails. */
export function timeProcess(command: Command): ProcessCost {
  const before = performance.now();
  const done = Bun.spawnSync({ cmd: [...command], stdin: "ignore", stdout: "ignore", stderr: "pipe" });
  const wall = (performance.now() - before) / 1000;
  if (done.exitCode !== 0) {
    throw new Error(
      `${command.join(" ")}: exit code ${done.exitCode}\n${new TextDecoder().decode(done.stderr)}`,
    );
  }
  const usage = done.resourceUsage;
  const peak = usage?.maxRSS ?? 0;
  // Linux starts a child's peak at that of the process that made it.
  const floor = process.resourceUsage().maxRSS * 1024;
  return { wall, peakBytes: peak > floor * 1.05 ? peak : undefined };
}

export interface ProcessOutput {
  readonly bytes: number;
  readonly lines: number;
  readonly sha256: string;
  readonly lastLine: string;
}

const LINE_FEED = 0x0a;
const LAST_BYTES = 1 << 16;

/** Runs the command and measures its output as it comes, without keeping it. */
export function readOutput(command: Command): Promise<ProcessOutput> {
  const [program, ...args] = command;
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const hash = createHash("sha256");
  let bytes = 0;
  let lines = 0;
  let last = Buffer.alloc(0);
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => {
    hash.update(chunk);
    bytes += chunk.length;
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) lines++;
    last = Buffer.concat([last, chunk.subarray(-LAST_BYTES)]).subarray(-LAST_BYTES);
  });
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code !== 0) reject(new Error(`${command.join(" ")}: exit code ${code}\n${errors}`));
      const lastLine = last.toString("utf8").trimEnd().split("\n").at(-1) ?? "";
      resolve({ bytes, lines, sha256: hash.digest("hex"), lastLine });
    });
  });
}
