/** Runs the programs that are compared with, and keeps what they print. */

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { compressionOf, decompress } from "./decompress.ts";

/** What one program printed for one capture. */
export interface ToolOutput {
  readonly stdout: string;
  /** Exit status; not 0 where the capture is cut off or broken, too. */
  readonly status: number;
}

/** A program, the arguments in front of the capture's path, and its version. */
export interface Tool {
  readonly command: string;
  readonly args: readonly string[];
  readonly version: string;
}

const MAX_OUTPUT_BYTES = 2 ** 30;
const TIMEOUT_MS = 600_000;

/** First line of `command --version`. Throws when the program is not there. */
export function toolVersion(command: string): string {
  const result = spawnSync(command, ["--version"], { encoding: "utf8" });
  if (result.error) throw new Error(`${command} cannot be run: ${result.error.message}`);
  const text = `${result.stdout}${result.stderr}`;
  const line = text.split("\n").find((l) => l.includes("version") || /\d+\.\d+\.\d+/.test(l));
  return (line ?? "unknown").trim();
}

/** Outputs by content of the capture, version of the program and arguments, in a folder outside the project. */
export class ToolCache {
  readonly #folder: string;

  constructor(folder: string = join(tmpdir(), "tcp-phases-oracle")) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** Runs `tool` on the capture, decompressed, or returns what an earlier run printed. */
  run(tool: Tool, path: string): ToolOutput {
    const stored = readFileSync(path);
    const bytes = decompress(stored);
    const hash = createHash("sha256");
    hash.update(JSON.stringify([tool.command, tool.version, tool.args]));
    hash.update(bytes);
    const entry = join(this.#folder, `${tool.command}-${hash.digest("hex").slice(0, 40)}.json.gz`);
    if (existsSync(entry)) return JSON.parse(gunzipSync(readFileSync(entry)).toString("utf8"));
    if (compressionOf(stored) === undefined) return this.#runOn(tool, path, entry);
    const plain = `${entry}.${process.pid}.capture`;
    writeFileSync(plain, bytes);
    try {
      return this.#runOn(tool, plain, entry);
    } finally {
      rmSync(plain);
    }
  }

  #runOn(tool: Tool, path: string, entry: string): ToolOutput {
    const result = spawnSync(tool.command, [...tool.args, path], {
      encoding: "utf8",
      maxBuffer: MAX_OUTPUT_BYTES,
      timeout: TIMEOUT_MS,
      // Without a profile, the user's preferences cannot change what is printed.
      env: { ...process.env, LC_ALL: "C", TZ: "UTC", WIRESHARK_CONFIG_DIR: join(this.#folder, "no-profile") },
      stdio: ["ignore", "pipe", "ignore"],
    });
    if (result.error) throw new Error(`${tool.command} failed on ${path}: ${result.error.message}`);
    if (result.signal) throw new Error(`${tool.command} was killed by ${result.signal} on ${path}`);
    const output: ToolOutput = { stdout: result.stdout, status: result.status! };
    // Renamed into place, so that a run that was stopped leaves no half entry.
    const partial = `${entry}.${process.pid}`;
    writeFileSync(partial, gzipSync(JSON.stringify(output), { level: 6 }));
    renameSync(partial, entry);
    return output;
  }
}
