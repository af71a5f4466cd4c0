/**
 * The benchmark of the project (`npm run bench`): the decoder alone, whole processes against other programs on the
 * same generated captures, and peak memory, each beside its aim. It keeps no times of its own to compare with.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { COMPARISONS } from "./measure/comparisons.ts";
import { MEMORY_SCENARIOS } from "./measure/memory.ts";
import { type BenchOptions, parseBenchOptions, ROW_NAMES, USAGE } from "./measure/options.ts";
import { PEERS } from "./measure/peers.ts";
import { findRuntime, type Runtime } from "./measure/runtimes.ts";
import { Bench } from "./parts/bench.ts";
import { benchComparisons } from "./parts/compare.ts";
import { benchContainers } from "./parts/containers.ts";
import { benchDecode } from "./parts/decode.ts";
import { benchMemory } from "./parts/memory.ts";
import { formatComparisons } from "./report/comparison_table.ts";
import { formatDecodes } from "./report/decode_table.ts";
import { isBusy, machineLine } from "./report/machine.ts";
import { formatMemory } from "./report/memory_table.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const NOT_MEASURED = [
  "several files, SLL2, damaged or cut-off captures",
  "SACK blocks and long option lists: the generated connections have none",
  "the time of the decoder's construction (in the decode rows; whole processes include it)",
];

function explainComparisons({ comparisons, options }: Bench): string[] {
  const shown = COMPARISONS.filter(({ name }) => comparisons.some((row) => row.name === name));
  const once = shown.filter(({ peerOnce }) => peerOnce).map(({ name }) => name);
  const perPacket = shown.filter(({ peerPackets }) => peerPackets).map(({ name }) => name);
  const lines = [
    `Whole processes, output to /dev/null; time / peer: median [min–max] of ${options.rounds} pairs, subject and ` +
      "peer by turns; CPU s: median, with cat's where the capture comes through a pipe; peak: the largest.",
  ];
  if (once.length > 0) lines.push(`One run of the peer a round, for all subjects: ${once.join(", ")}.`);
  if (perPacket.length > 0) {
    const what = "The peer's capture is of 1 M packets at most, the ratio that of times a packet";
    lines.push(`${what}: ${perPacket.join(", ")}.`);
  }
  const peers = PEERS.filter(({ name }) => shown.some(({ peer }) => peer === name));
  return [...lines, ...peers.map(({ name, does }) => `${name}: ${does}`)];
}

function explainMemory({ memory, options }: Bench): string[] {
  const shown = MEMORY_SCENARIOS.filter(({ name }) => memory.some((row) => row.name === name));
  return [
    ...shown.map(
      ({ name, description }) => `${name}: ${description}${options.quick ? " (quick: fewer)" : ""}`,
    ),
    "bound: 110 MiB, 1 KiB a connection kept, 64 MiB of pool; Bun 60 MiB more.",
  ];
}

function print(bench: Bench): void {
  const { runtimes, decodes, comparisons, memory, options, failures } = bench;
  const section = (lines: readonly string[]): void => console.log(`\n${lines.join("\n")}`);
  console.log(machineLine());
  console.log(runtimes.map(({ name, version }) => `${name} ${version}`).join(" · "));
  if (isBusy()) console.log("The machine is busy with other work: compare no times of this run.");
  if (options.quick || options.packets !== undefined) {
    console.log("The captures are not of the size that the aims are for.");
  }
  if (decodes.length > 0) {
    const about = `The decoder alone: ${options.decodeBytes / 1e6} MB in memory, median [min–max] of passes.`;
    section([formatDecodes(decodes), "", about]);
  }
  if (comparisons.length > 0) section([formatComparisons(comparisons), "", ...explainComparisons(bench)]);
  if (memory.length > 0) section([formatMemory(memory), "", ...explainMemory(bench)]);
  const skipped = ROW_NAMES.filter((name) => !options.rows.includes(name));
  if (skipped.length > 0) bench.leftOut.add(`not asked for: ${skipped.join(", ")}`);
  section(["Left out:", ...[...bench.leftOut, ...NOT_MEASURED].map((text) => `  ${text}`)]);
  if (failures.length > 0) section(["Failed:", ...failures.map((text) => `  ${text}`)]);
}

async function run(options: BenchOptions): Promise<number> {
  const folder = mkdtempSync(join(options.directory ?? tmpdir(), "tcp-phases-bench-"));
  const cleanUp = (): void => rmSync(folder, { recursive: true, force: true });
  const stop = (code: number): void => {
    cleanUp();
    process.exit(code);
  };
  process.on("SIGINT", () => stop(130));
  process.on("SIGTERM", () => stop(143));
  try {
    const found = options.runtimes.map((name) => ({ name, runtime: findRuntime(name, ROOT, folder) }));
    const runtimes = found.map(({ runtime }) => runtime).filter((one): one is Runtime => one !== undefined);
    const bench = new Bench(options, ROOT, folder, runtimes);
    for (const { name, runtime } of found) if (!runtime) bench.leftOut.add(`${name}: not installed`);
    console.error(machineLine());
    await benchDecode(bench);
    await benchComparisons(bench);
    await benchContainers(bench);
    await benchMemory(bench);
    print(bench);
    return bench.failures.length > 0 ? 1 : 0;
  } finally {
    cleanUp();
  }
}

try {
  const options = parseBenchOptions(process.argv.slice(2));
  if (options === undefined) console.log(USAGE);
  else process.exitCode = await run(options);
} catch (error) {
  if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
