/**
 * The benchmark of the project (`npm run bench`): starts, the decoder alone, whole processes against other programs on
 * the same generated captures, growth, and peak memory, each beside its aim. It keeps no times of its own to compare with.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { estimate } from "./measure/estimate.ts";
import { type BenchOptions, parseBenchOptions, ROW_NAMES, USAGE } from "./measure/options.ts";
import { findRuntime, type Runtime } from "./measure/runtimes.ts";
import { Bench } from "./parts/bench.ts";
import { benchComparisons } from "./parts/compare.ts";
import { benchDecode } from "./parts/decode.ts";
import { benchGrowth } from "./parts/growth.ts";
import { benchMemory } from "./parts/memory.ts";
import { benchSlowReader } from "./parts/slow_reader.ts";
import { benchStartup } from "./parts/startup.ts";
import { benchVariants } from "./parts/variants.ts";
import { formatRatios, formatSubjects } from "./report/comparison_table.ts";
import { formatDecodes } from "./report/decode_table.ts";
import { formatGrowth } from "./report/growth_table.ts";
import { isBusy, machineLine } from "./report/machine.ts";
import { formatMemory } from "./report/memory_table.ts";
import {
  comparisonNotes,
  growthNotes,
  memoryNotes,
  slowReaderNotes,
  startupNotes,
  subjectNotes,
} from "./report/notes.ts";
import { formatSlowReaders } from "./report/slow_reader_table.ts";
import { formatStartups } from "./report/startup_table.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const NOT_MEASURED = [
  "several files, damaged or cut-off captures, zstd",
  "SACK blocks and long option lists: the generated connections have none",
  "the time of the decoder's construction (in the decode rows; whole processes include it)",
];

function print(bench: Bench, startedBusy: boolean): void {
  const { runtimes, decodes, options, failures } = bench;
  const list = (lines: readonly string[]): string => lines.map((text) => `- ${text}`).join("\n");
  const section = (
    title: string,
    rows: readonly unknown[],
    table: () => string,
    notes: readonly string[],
  ): void => {
    if (rows.length > 0) console.log(`\n### ${title}\n\n${table()}\n\n${list(notes)}`);
  };
  console.log(`${machineLine()}  \n${runtimes.map(({ name, version }) => `${name} ${version}`).join(" · ")}`);
  if (startedBusy) console.log("\nThe machine was busy with other work: compare no times of this run.");
  if (options.quick || options.packets !== undefined) {
    console.log("\nThe captures are not of the size that the aims are for.");
  }
  const compared = bench.comparisons;
  section("Against other programs", compared, () => formatRatios(compared), comparisonNotes(bench));
  section("Our own runs in those", compared, () => formatSubjects(compared), subjectNotes());
  section("Growth", bench.growth, () => formatGrowth(bench.growth), growthNotes(bench));
  section("Start", bench.startups, () => formatStartups(bench.startups), startupNotes(bench));
  section("The decoder alone", decodes, () => formatDecodes(decodes), [
    `${options.decodeBytes / 1e6} MB in memory, median [min–max] of passes.`,
  ]);
  section("Memory", bench.memory, () => formatMemory(bench.memory), memoryNotes(bench));
  const slow = bench.slowReaders;
  section("A slow reader", slow, () => formatSlowReaders(slow), slowReaderNotes());
  const skipped = ROW_NAMES.filter((name) => !options.rows.includes(name));
  if (skipped.length > 0) bench.leftOut.add(`not asked for: ${skipped.join(", ")}`);
  console.log(`\n### Left out\n\n${list([...bench.leftOut, ...NOT_MEASURED])}`);
  if (failures.length > 0) console.log(`\n### Failed\n\n${list(failures)}`);
}

function announce(options: BenchOptions): void {
  const minutes = Math.ceil(estimate(options) / 60);
  console.error(`${options.rows.length} rows, about ${minutes} min: ${options.rows.join(", ")}`);
}

async function run(options: BenchOptions): Promise<number> {
  announce(options);
  if (options.list) return 0;
  const folder = mkdtempSync(join(options.directory ?? tmpdir(), "tcp-phases-bench-"));
  const cleanUp = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const found = options.runtimes.map((name) => ({ name, runtime: findRuntime(name, ROOT, folder) }));
    const runtimes = found.map(({ runtime }) => runtime).filter((one): one is Runtime => one !== undefined);
    const bench = new Bench(options, ROOT, folder, runtimes);
    for (const { name, runtime } of found) if (!runtime) bench.leftOut.add(`${name}: not installed`);
    console.error(machineLine());
    const startedBusy = isBusy();
    const stop = (code: number): void => {
      bench.leftOut.add("what was not measured when the run was interrupted");
      print(bench, startedBusy);
      cleanUp();
      process.exit(code);
    };
    process.on("SIGINT", () => stop(130));
    process.on("SIGTERM", () => stop(143));
    await benchStartup(bench);
    await benchDecode(bench);
    await benchComparisons(bench);
    await benchVariants(bench);
    await benchGrowth(bench);
    await benchMemory(bench);
    await benchSlowReader(bench);
    print(bench, startedBusy);
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
