import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished, vi } from "vitest";
import { ethernet, pcap, tcpPacket } from "../support/capture_builder.ts";

// A test starts up to a dozen processes, and other test files start theirs at the same time.
vi.setConfig({ testTimeout: 60_000 });

/** The project's folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url));
const bin = (name: string) => join(root, "node_modules", ".bin", name);

/** The runtimes that run the program. */
export const runtimes = ["deno", "bun", "node"] as const;
export type Runtime = (typeof runtimes)[number];

/** A folder for one test file's captures and outputs; call `remove()` after all. */
export function workFolder(): {
  path(name: string): string;
  put(name: string, bytes: Uint8Array): string;
  remove(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), "tcp-phases-"));
  const path = (name: string) => join(folder, name);
  return {
    path,
    put(name, bytes) {
      writeFileSync(path(name), bytes);
      return path(name);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

let bundle: string | undefined;

/** Builds what `npm run build` builds, but out of the way of other test files. */
function nodeBundle(): string {
  if (bundle) return bundle;
  const folder = workFolder();
  process.on("exit", folder.remove);
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const [command, ...args] = (scripts.build as string).split(" ");
  const outfile = folder.path("analyze.js");
  const words = args.map((word) => (word.startsWith("--outfile=") ? `--outfile=${outfile}` : word));
  execFileSync(bin(command!), words, { cwd: root, stdio: "pipe" });
  writeFileSync(folder.path("package.json"), '{"type":"module"}');
  bundle = outfile;
  return bundle;
}

/**
 * The words that start the program.
 *
 * @param permissions Deno's flags; the other runtimes have none
 */
export function commandOf(runtime: Runtime, permissions: readonly string[] = ["-R"]): string[] {
  switch (runtime) {
    case "deno":
      return [bin("deno"), "run", "--node-modules-dir=manual", ...permissions, "analyze.ts"];
    case "bun":
      return [bin("bun"), "analyze.ts"];
    case "node":
      return [process.execPath, nodeBundle()];
  }
}

/** How a program was run to its end. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunSettings {
  readonly permissions?: readonly string[];
  /** Bytes come through a pipe, a path is redirected; without: an empty file. */
  readonly stdin?: Uint8Array | string;
}

/** Starts the program with pipes at all ends; it does not outlive the test. */
export function start(
  runtime: Runtime,
  args: readonly string[],
  permissions?: readonly string[],
): ChildProcess {
  const [command, ...words] = commandOf(runtime, permissions);
  const child = spawn(command!, [...words, ...args], { cwd: root });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Runs the program to its end. */
export async function run(
  runtime: Runtime,
  args: readonly string[],
  settings: RunSettings = {},
): Promise<Outcome> {
  const [command, ...words] = commandOf(runtime, settings.permissions);
  return runCommand([command!, ...words, ...args], settings.stdin);
}

/** Runs any command in the project's folder to its end. */
export async function runCommand(
  words: readonly string[],
  stdin: Uint8Array | string = "/dev/null",
): Promise<Outcome> {
  const redirected = typeof stdin === "string" ? openSync(stdin, "r") : undefined;
  const [command, ...args] = words;
  const child = spawn(command!, args, { cwd: root, stdio: [redirected ?? "pipe", "pipe", "pipe"] });
  if (redirected !== undefined) closeSync(redirected);
  // A program that stops reading is not this test's failure.
  child.stdin?.on("error", () => {});
  if (typeof stdin !== "string") child.stdin?.end(stdin);
  const [stdout, stderr, code] = await Promise.all([
    textOf(child.stdout!),
    textOf(child.stderr!),
    exitOf(child),
  ]);
  return { code, stdout, stderr };
}

/** Resolves with the exit code; null after a signal. */
export function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  stream.setEncoding("utf8");
  for await (const part of stream) text += part;
  return text;
}

/** The events of an output. */
export function eventsOf(stdout: string): Record<string, unknown>[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

/** A capture of `count` segments of one connection: a handshake and bytes that the client sends. */
export function capture(count = 3): Uint8Array {
  const [client, server] = ["10.0.0.1:40000", "10.0.0.2:80"];
  const packets = [
    tcpPacket({ from: client, to: server, flags: "S", seq: 1000 }),
    tcpPacket({ from: server, to: client, flags: "S.", seq: 5000, ack: 1001 }),
  ];
  for (let i = packets.length; i < count; i++) {
    packets.push(tcpPacket({ from: client, to: server, flags: ".", seq: 1001, ack: 5001 }));
  }
  return pcap(packets.slice(0, count).map((packet) => ethernet(packet)));
}
