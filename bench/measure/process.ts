/** Whole processes: their time, their memory, their output. Bun reports a child's resources (launch.ts). */
import { execFile, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { SlowReading } from "./slow_reading.ts";
import { median, type Spread, spread } from "./statistics.ts";

const BENCH = dirname(dirname(fileURLToPath(import.meta.url)));
const LAUNCHER = join(BENCH, "launch.ts");
const SLOW_READER = join(BENCH, "slow_reader.ts");

export type Command = readonly [program: string, ...args: string[]];

export interface ProcessCost {
  /** From start to end, in seconds. */
  readonly wall: number;
  /** Processor time of the process and of the children that it waited for, in seconds. */
  readonly cpu: number;
  /** Largest peak of resident memory among them. */
  readonly peakBytes: number;
  /** A peak can't be told from any below this one. */
  readonly floorBytes: number;
}

/** What several runs of one command cost. */
export interface CostSummary extends Pick<ProcessCost, "peakBytes" | "floorBytes"> {
  readonly wall: Spread;
  /** Median. */
  readonly cpu: number;
}

/** Medians of the times, the largest peak. */
export function summarizeCosts(costs: readonly ProcessCost[]): CostSummary {
  return {
    wall: spread(costs.map(({ wall }) => wall)),
    cpu: median(costs.map(({ cpu }) => cpu)),
    peakBytes: Math.max(...costs.map(({ peakBytes }) => peakBytes)),
    floorBytes: Math.max(...costs.map(({ floorBytes }) => floorBytes)),
  };
}

function launched([program, ...args]: Command): string[] {
  return [LAUNCHER, program, ...args];
}

/** Splits what the launcher wrote behind the command's own standard error. Throws when the command failed. */
function readCost(command: Command, exitCode: number | null, stderr: string): ProcessCost {
  if (exitCode !== 0) throw new Error(`${command.join(" ")}: exit code ${exitCode}\n${stderr}`);
  return JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? "") as ProcessCost;
}

/** Runs the command with its output thrown away; throws with its stderr when it fails. */
export function timeProcess(command: Command): ProcessCost {
  const done = spawnSync(process.execPath, launched(command), {
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  if (done.error) throw done.error;
  return readCost(command, done.status, done.stderr);
}

/** Runs the command and calls `work` with each line of its output; throws with its stderr when it fails. */
export async function eachLine([program, ...args]: Command, work: (text: string) => void): Promise<void> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk;
  });
  const closed = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const lines = createInterface({ input: child.stdout });
  lines.on("line", work);
  const code = await closed;
  if (code !== 0) throw new Error(`${[program, ...args].join(" ")}: exit code ${code}\n${errors}`);
}

export interface ProcessOutput {
  readonly bytes: number;
  readonly lines: number;
  readonly sha256: string;
  readonly lastLine: string;
  readonly cost: ProcessCost;
}

/** Runs the command with the named pipe as its input, and its output read at a bounded rate. */
export function readSlowly(
  fifo: string,
  command: Command,
  bytesPerSecond: number,
): Promise<{ reading: SlowReading; cost: ProcessCost }> {
  const script = 'bun=$1 reader=$2 rate=$3; shift 3; "$bun" "$@" < "$0" | "$bun" "$reader" "$rate"';
  const own = [process.execPath, SLOW_READER, String(bytesPerSecond)];
  return new Promise((resolve, reject) => {
    const args = ["-c", script, fifo, ...own, ...launched(command)];
    execFile("sh", args, (error, stdout, stderr) => {
      try {
        if (error) throw error;
        resolve({ reading: JSON.parse(stdout) as SlowReading, cost: readCost(command, 0, stderr) });
      } catch (reason) {
        reject(new Error(`${command.join(" ")}: ${reason}\n${stderr}`));
      }
    });
  });
}

const LINE_FEED = 0x0a;
const LAST_BYTES = 1 << 16;

/** Runs the command and measures its output as it comes, without keeping it. */
export function readOutput(command: Command): Promise<ProcessOutput> {
  const child = spawn(process.execPath, launched(command), { stdio: ["ignore", "pipe", "pipe"] });
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
      try {
        const cost = readCost(command, code, errors);
        const lastLine = last.toString("utf8").trimEnd().split("\n").at(-1) ?? "";
        resolve({ bytes, lines, sha256: hash.digest("hex"), lastLine, cost });
      } catch (error) {
        reject(error);
      }
    });
  });
}
