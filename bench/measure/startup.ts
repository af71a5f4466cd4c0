/** How long a process takes to its first line. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import type { Command } from "./process.ts";
import type { RuntimeName } from "./runtimes.ts";

export interface StartupScenario {
  readonly name: string;
  readonly description: string;
  /** `held`: a pipe that stays open behind the capture. */
  readonly input: "file" | "pipe" | "held";
  readonly isCold: boolean;
  /** The most that it may take, in milliseconds. */
  readonly aims: Readonly<Partial<Record<RuntimeName, number>>>;
}

const AIMS = { deno: 100, bun: 50 };

export const STARTUP_SCENARIOS: readonly StartupScenario[] = [
  { name: "start/file", description: "of a small file", input: "file", isCold: false, aims: AIMS },
  {
    name: "start/stdin",
    description: "of a small file through a pipe",
    input: "pipe",
    isCold: false,
    aims: AIMS,
  },
  {
    name: "start/live",
    description: "of a pipe that stays open: partly filled blocks are written 50 ms after the input",
    input: "held",
    isCold: false,
    aims: {},
  },
  {
    name: "start/cold",
    description: "of a small file, page cache emptied before each start, the runtime's program too",
    input: "file",
    isCold: true,
    aims: AIMS,
  },
];

const DROP_CACHES = "/proc/sys/vm/drop_caches";

/** Empties the page cache; throws unless this is Linux and the user root. */
export function dropPageCache(): void {
  writeFileSync(DROP_CACHES, "3\n");
}

/** Milliseconds from the start of the process to the first line on its output. */
export function timeToFirstLine(
  [program, ...args]: Command,
  stdin: Uint8Array | undefined,
  holdsStdin: boolean,
): Promise<number> {
  const before = performance.now();
  const child = spawn(program, args, { stdio: [stdin ? "pipe" : "ignore", "pipe", "pipe"] });
  let first: number | undefined;
  let errors = "";
  child.stderr!.on("data", (chunk: Buffer) => {
    errors += chunk;
  });
  child.stdout!.on("data", (chunk: Buffer) => {
    if (first !== undefined || !chunk.includes("\n")) return;
    first = performance.now() - before;
    if (holdsStdin) child.stdin!.end();
  });
  if (stdin) child.stdin!.write(stdin);
  if (stdin && !holdsStdin) child.stdin!.end();
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0 && first !== undefined) resolve(first);
      else reject(new Error(`${[program, ...args].join(" ")}: exit code ${code}\n${errors}`));
    });
  });
}
