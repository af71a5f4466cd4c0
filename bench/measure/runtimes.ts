import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "./process.ts";

export type RuntimeName = "deno" | "bun" | "node";
export const RUNTIME_NAMES: readonly RuntimeName[] = ["deno", "bun", "node"];

/** The aims are for Deno and Bun; Node is told beside them. */
export function hasAims(name: RuntimeName): boolean {
  return name !== "node";
}

/** Further flags of a runtime's own. */
export type RuntimeFlags = Readonly<Partial<Record<RuntimeName, readonly string[]>>>;

export interface Runtime {
  readonly name: RuntimeName;
  readonly version: string;
  /** Runs a script of this project, given by its path from the root; Deno lets it read. */
  command(script: string, flags?: RuntimeFlags): Command;
}

/** The pinned program of node_modules, or else the one of the search path; undefined when there is none. */
export function findProgram(root: string, name: string): string | undefined {
  const pinned = join(root, "node_modules", ".bin", name);
  if (existsSync(pinned)) return pinned;
  for (const folder of (process.env.PATH ?? "").split(":")) {
    if (folder !== "" && existsSync(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

/** Node before 24 reads no TypeScript: its scripts are bundled into `folder`, which Bun does. */
export function findRuntime(name: RuntimeName, root: string, folder: string): Runtime | undefined {
  const program = findProgram(root, name);
  if (program === undefined) return undefined;
  const text = execFileSync(program, ["--version"], { encoding: "utf8" });
  const version = /\d+\.\d+\.\d+/.exec(text)?.[0] ?? text.trim();
  const command = (script: string, flags: RuntimeFlags = {}): Command => {
    const own = flags[name] ?? [];
    const path = join(root, script);
    if (name === "deno") return [program, "run", "--quiet", "--allow-read", ...own, path];
    if (name === "bun") return [program, ...own, path];
    return [program, ...own, bundle(root, folder, script)];
  };
  return { name, version, command };
}

function bundle(root: string, folder: string, script: string): string {
  const target = join(folder, `${script.replaceAll(/[^a-z]+/g, "-")}.mjs`);
  if (existsSync(target)) return target;
  const bun = findProgram(root, "bun");
  if (bun === undefined) throw new Error("Node needs a bundle, and there is no Bun to make it");
  execFileSync(bun, ["build", join(root, script), "--target=node", `--outfile=${target}`], { stdio: "pipe" });
  return target;
}
