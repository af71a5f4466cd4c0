/**
 * Runs one command and says on standard error, in a last line of JSON, what it cost if it succeeded. A process of
 * its own, since Linux starts a child's peak memory at that of the process that made it, and this one is small.
 *
 * `bun bench/launch.ts PROGRAM [ARGUMENT ...]`; input and output are the command's.
 */
import { existsSync, readFileSync } from "node:fs";
import type { ProcessCost } from "./measure/process.ts";

declare const Bun: {
  spawnSync(options: { cmd: string[]; stdin: "inherit"; stdout: "inherit"; stderr: "inherit" }): {
    exitCode: number | null;
    resourceUsage?: { maxRSS: number; cpuTime: { total: bigint | number } };
  };
};

/** What a child's peak starts at: this process's own peak, without that of the one that made it. */
function ownPeakBytes(): number {
  const status = existsSync("/proc/self/status") ? readFileSync("/proc/self/status", "utf8") : "";
  const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
  return 1024 * (kibibytes === undefined ? process.resourceUsage().maxRSS : Number(kibibytes));
}

const cmd = process.argv.slice(2);
const before = performance.now();
const done = Bun.spawnSync({ cmd, stdin: "inherit", stdout: "inherit", stderr: "inherit" });
const wall = (performance.now() - before) / 1000;
const usage = done.resourceUsage;
if (usage === undefined) throw new Error("this Bun does not tell what a child used");
const cost: ProcessCost = {
  wall,
  cpu: Number(usage.cpuTime.total) / 1e6,
  peakBytes: usage.maxRSS,
  floorBytes: ownPeakBytes(),
};
if (done.exitCode === 0) process.stderr.write(`\n${JSON.stringify(cost)}\n`);
process.exitCode = done.exitCode ?? 1;
