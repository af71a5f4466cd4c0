/** Time from the start of a process to its first line. */
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "../measure/process.ts";
import type { Runtime } from "../measure/runtimes.ts";
import {
  dropPageCache,
  STARTUP_SCENARIOS,
  type StartupScenario,
  timeToFirstLine,
} from "../measure/startup.ts";
import { spread } from "../measure/statistics.ts";
import type { Bench } from "./bench.ts";

const CAPTURE = "test/data/article.pcap";
const ROUNDS = { warm: { full: 21, quick: 7 }, cold: { full: 7, quick: 2 } };

export async function benchStartup(bench: Bench): Promise<void> {
  for (const scenario of STARTUP_SCENARIOS) {
    if (!bench.wants(scenario.name)) continue;
    if (scenario.isCold && !canDropPageCache()) {
      bench.leftOut.add(`${scenario.name}: the page cache can't be emptied (root on Linux can)`);
      continue;
    }
    await bench.attempt(scenario.name, () => measure(bench, scenario));
  }
}

function canDropPageCache(): boolean {
  try {
    dropPageCache();
    return true;
  } catch {
    return false;
  }
}

async function measure(bench: Bench, scenario: StartupScenario): Promise<void> {
  const capture = join(bench.root, CAPTURE);
  const bytes = scenario.input === "file" ? undefined : readFileSync(capture);
  const file = scenario.input === "file" ? capture : "-";
  const rounds = ROUNDS[scenario.isCold ? "cold" : "warm"][bench.options.quick ? "quick" : "full"];
  const contenders = bench.runtimes.map((runtime) => ({
    runtime,
    command: [
      ...(scenario.isCold ? ownProgram(bench, runtime) : runtime.command("analyze.ts")),
      file,
    ] as Command,
    times: [] as number[],
  }));
  // the first start of each fills the caches
  for (let round = scenario.isCold ? 0 : -1; round < rounds; round++) {
    for (const { command, times } of contenders) {
      if (scenario.isCold) {
        execFileSync("sync");
        dropPageCache();
      }
      const milliseconds = await timeToFirstLine(command, bytes, scenario.input === "held");
      if (round >= 0) times.push(milliseconds);
    }
  }
  for (const { runtime, command, times } of contenders) {
    bench.startups.push({
      name: scenario.name,
      runtime: runtime.name,
      rounds,
      milliseconds: spread(times),
      aim: scenario.aims[runtime.name],
    });
    if (scenario.isCold) rmSync(command[0]);
  }
}

/** A copy of the runtime's program: of one that is running elsewhere, as this one is, the cache keeps the pages. */
function ownProgram(bench: Bench, runtime: Runtime): Command {
  const [program, ...args] = runtime.command("analyze.ts");
  const copy = join(bench.folder, runtime.name);
  copyFileSync(realpathSync(program), copy);
  return [copy, ...args];
}
