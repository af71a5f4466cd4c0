/** The runtimes that the analyzer runs on, and how each is started. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./processes.ts";

/** A runtime and the programs on it. */
export interface Runtime {
  /** With its version. */
  readonly name: string;
  /** The words that start test/runtimes/digest.ts. */
  readonly digest: readonly string[];
  /** The words that start the command line. */
  readonly analyze: readonly string[];
}

/** A folder in the system's folder for such. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

export function temporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), "tcp-phases-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

const bin = (name: string): string => join(root, "node_modules", ".bin", name);

function versionOf(command: string): string | undefined {
  if (!existsSync(command) && command.includes("/")) return undefined;
  try {
    return /\d+\.\d+\.\d+/.exec(execFileSync(command, ["--version"], { encoding: "utf8" }))?.[0];
  } catch {
    return undefined;
  }
}

/** From 22.18 on Node runs TypeScript without a flag. */
export function runsTypeScript(nodeVersion: string): boolean {
  const [major = 0, minor = 0] = nodeVersion.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

/**
 * The runtimes of this machine: Deno and Bun of node_modules, `node` with bundles, and, if it is one that runs
 * TypeScript, `node` and `node22` without.
 *
 * @param folder where the bundles go
 * @param node22 path of a further `node`
 * @throws {TypeError} a runtime is not there, or `node22` does not run TypeScript
 */
export function findRuntimes(folder: string, node22?: string): Runtime[] {
  const deno = required("deno", bin("deno"));
  const bun = required("bun", bin("bun"));
  const node = required("node", "node");
  const digest = "test/runtimes/digest.ts";
  const denoWords = [bin("deno"), "run", "--node-modules-dir=manual", "-R"];
  const direct = (command: string, version: string): Runtime => ({
    name: `node ${version}`,
    digest: [command, digest],
    analyze: [command, "analyze.ts"],
  });
  const runtimes: Runtime[] = [
    { name: `deno ${deno}`, digest: [...denoWords, digest], analyze: [...denoWords, "analyze.ts"] },
    { name: `bun ${bun}`, digest: [bin("bun"), digest], analyze: [bin("bun"), "analyze.ts"] },
    {
      name: `node ${node}, bundle`,
      digest: ["node", bundle(digest, folder)],
      analyze: ["node", bundle("analyze.ts", folder)],
    },
  ];
  if (runsTypeScript(node)) runtimes.push(direct("node", node));
  if (node22 !== undefined) {
    const version = required("--node22", node22);
    if (!runsTypeScript(version)) throw new TypeError(`node ${version} does not run TypeScript`);
    runtimes.push(direct(node22, version));
  }
  return runtimes;
}

function required(name: string, command: string): string {
  const version = versionOf(command);
  if (version === undefined) throw new TypeError(`${name} is not there: ${command}`);
  return version;
}

/** Bundles a program with the words of `npm run build`. */
function bundle(program: string, folder: string): string {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const [, ...words] = (scripts.build as string).split(" ");
  const outfile = join(folder, program.replace(/^.*\//, "").replace(/\.ts$/, ".js"));
  const args = words.map((word) => {
    if (word === "analyze.ts") return program;
    return word.startsWith("--outfile=") ? `--outfile=${outfile}` : word;
  });
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  execFileSync(bin("bun"), args, { cwd: root, stdio: "pipe" });
  return outfile;
}
