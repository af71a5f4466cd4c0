/**
 * The benchmark of the project (`npm run bench`): the decoder alone and whole processes, on every runtime, against
 * other programs on the same generated captures in the same run. It keeps no times of its own to compare with.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import type { CaptureSummary } from "./generator/capture.ts";
import type { ProfileName } from "./generator/profiles.ts";
import { measureAnalysis } from "./measure/analysis.ts";
import type { DecodeResult } from "./measure/decode_result.ts";
import { type BenchOptions, type CaptureSize, parseBenchOptions, USAGE } from "./measure/options.ts";
import { PEERS } from "./measure/peers.ts";
import type { Command } from "./measure/process.ts";
import { findProgram, findRuntime, type Runtime } from "./measure/runtimes.ts";
import { isBusy, machineLine } from "./report/machine.ts";
import { formatReport, type Measured } from "./report/row.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const DETAILS = ["flow", "phase"];
const NOT_MEASURED = [
  "standard input, several files, SLL2, damaged or cut-off captures",
  "connections with losses, out-of-order segments or long option lists: the generated ones are clean",
  "the time of the decoder's construction (in the decode rows; whole processes include it)",
];

/** Collects results, what could not be measured, and what was wrong. */
interface Report {
  readonly measured: Measured[];
  readonly leftOut: Set<string>;
  readonly failures: string[];
}

const FAILURE_LINES = 6;

/** The start of an error, without the colours of the runtime that printed it. */
function shorten(text: string): string {
  return stripVTControlCharacters(text).trim().split("\n").slice(0, FAILURE_LINES).join("\n    ");
}

function progress(text: string): void {
  console.error(`… ${text}`);
}

/** In a process of its own: a child's peak memory counts from that of its parent (Linux). */
function generate(profile: ProfileName, size: CaptureSize, seed: number, file: string): CaptureSummary {
  const target = "packets" in size ? ["--packets", String(size.packets)] : ["--bytes", String(size.bytes)];
  const script = join(ROOT, "bench/generate.ts");
  const args = [script, profile, ...target, "--seed", String(seed), "--out", file];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as CaptureSummary;
}

function decode(runtime: Runtime, profile: ProfileName, options: BenchOptions): DecodeResult {
  const [program, ...args] = runtime.command("bench/decode.ts");
  const own = [profile, "--json", "--bytes", String(options.decodeBytes), "--seed", String(options.seed)];
  return JSON.parse(execFileSync(program, [...args, ...own], { encoding: "utf8" })) as DecodeResult;
}

function findPeers(names: readonly string[], report: Report): Map<string, (file: string) => Command> {
  const found = new Map<string, (file: string) => Command>();
  for (const peer of PEERS) {
    if (!names.includes(peer.name)) continue;
    const program = findProgram(ROOT, peer.name);
    if (program === undefined) report.leftOut.add(`${peer.name}: not installed`);
    else found.set(peer.name, (file) => peer.command(program, file));
  }
  return found;
}

/** Reports a failure of one measurement and goes on with the next. */
async function attempt<T>(
  report: Report,
  what: string,
  measure: () => T | Promise<T>,
): Promise<T | undefined> {
  progress(what);
  try {
    return await measure();
  } catch (error) {
    report.failures.push(`${what}: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

async function benchProfile(
  { name, size }: BenchOptions["profiles"][number],
  runtimes: readonly Runtime[],
  peers: ReadonlyMap<string, (file: string) => Command>,
  folder: string,
  options: BenchOptions,
  report: Report,
): Promise<void> {
  for (const runtime of runtimes) {
    const result = await attempt(report, `${name}: decode on ${runtime.name}`, () =>
      decode(runtime, name, options),
    );
    if (result) report.measured.push({ runtime: runtime.name, decode: result });
  }
  if (!existsSync(join(ROOT, "analyze.ts"))) {
    report.leftOut.add("whole processes: there is no analyze.ts");
    return;
  }
  const file = join(folder, `${name}.pcap`);
  const summary = await attempt(report, `${name}: generating`, () =>
    generate(name, size, options.seed, file),
  );
  if (summary === undefined) return;
  const peerCommands = new Map([...peers].map(([peer, command]) => [peer, command(file)]));
  for (const detail of DETAILS) {
    const digests = new Map<string, string>();
    for (const runtime of runtimes) {
      const what = `${name}: --detail ${detail} on ${runtime.name}`;
      const analysis = await attempt(report, what, () => {
        const command: Command = [...runtime.command("analyze.ts"), "--detail", detail, file];
        return measureAnalysis({ profile: name, detail, command }, summary, peerCommands, options.rounds);
      });
      if (analysis === undefined) continue;
      report.measured.push({ runtime: runtime.name, analysis });
      digests.set(analysis.sha256, runtime.name);
    }
    if (digests.size > 1) {
      report.failures.push(
        `${name}: --detail ${detail} prints other bytes on ${[...digests.values()].join(", ")}`,
      );
    }
  }
  rmSync(file);
}

function print(
  report: Report,
  runtimes: readonly Runtime[],
  peers: readonly string[],
  options: BenchOptions,
): void {
  console.log(machineLine());
  console.log(runtimes.map(({ name, version }) => `${name} ${version}`).join(" · "));
  if (isBusy()) console.log("The machine is busy with other work: compare no numbers of this run.");
  console.log(`\n${formatReport(report.measured, peers)}\n`);
  console.log(
    `decode: captures of ${options.decodeBytes / 1e6} MB in memory, median [min–max] of passes. --detail: whole ` +
      `processes, output to /dev/null, median [min–max] of ${options.rounds} rounds. ns/packet: median, for decode with ` +
      "its spread. peak MiB: - where it is not above the benchmark's own.",
  );
  for (const { name, does } of PEERS) if (peers.includes(name)) console.log(`${name}: ${does}`);
  console.log("\nLeft out:");
  for (const text of [...report.leftOut, ...NOT_MEASURED]) console.log(`  ${text}`);
  if (report.failures.length > 0) console.log("\nFailed:");
  for (const text of report.failures) console.log(`  ${shorten(text)}`);
}

async function bench(options: BenchOptions): Promise<number> {
  const report: Report = { measured: [], leftOut: new Set(), failures: [] };
  const folder = mkdtempSync(join(options.directory ?? tmpdir(), "tcp-phases-bench-"));
  const cleanUp = (): void => rmSync(folder, { recursive: true, force: true });
  const stop = (code: number): void => {
    cleanUp();
    process.exit(code);
  };
  process.on("SIGINT", () => stop(130));
  process.on("SIGTERM", () => stop(143));
  try {
    const runtimes: Runtime[] = [];
    for (const name of options.runtimes) {
      const runtime = findRuntime(name, ROOT, folder);
      if (runtime) runtimes.push(runtime);
      else report.leftOut.add(`${name}: not installed`);
    }
    const peers = findPeers(options.peers, report);
    console.error(machineLine());
    for (const profile of options.profiles) {
      await benchProfile(profile, runtimes, peers, folder, options, report);
    }
    print(report, runtimes, [...peers.keys()], options);
  } finally {
    cleanUp();
  }
  return report.failures.length > 0 ? 1 : 0;
}

try {
  const options = parseBenchOptions(process.argv.slice(2));
  if (options === undefined) console.log(USAGE);
  else process.exitCode = await bench(options);
} catch (error) {
  if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
