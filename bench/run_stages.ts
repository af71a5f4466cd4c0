/** What each stage of the analysis costs on each runtime (`npm run bench:stages`). */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { CAPTURES, type CaptureName } from "./measure/captures.ts";
import { DETAILS, type DetailName } from "./measure/comparisons.ts";
import { parseCount } from "./measure/count.ts";
import { parseList } from "./measure/options.ts";
import { findRuntime, hasAims, RUNTIME_NAMES, type Runtime } from "./measure/runtimes.ts";
import type { StagesResult } from "./measure/stages.ts";
import { generate } from "./parts/generate.ts";
import { isBusy, machineLine } from "./report/machine.ts";
import { formatCosts, formatStages, type StagesRow } from "./report/stages_table.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const NAMES = ["mtu", "small-100", "small-20k", "small-100k", "lossy"] as const satisfies CaptureName[];
/** Of DESIGN's costs: the decoder and the tracker with flows in the caches, and with 20,000 live ones. */
const AIMS: Partial<Record<CaptureName, StagesRow["aims"]>> = {
  "small-100": { decode: 40, track: 110, event: 350 },
  "small-20k": { decode: 55, track: 180, event: 700 },
};

const FLAGS = { deno: ["--allow-write=/dev/null"] };

const USAGE = `usage: npm run bench:stages -- [--quick] [--captures ${NAMES.join(",")}]
       [--runtimes deno,bun,node] [--details flow,phase,segment] [--packets N] [--passes N] [--seed S]

By default 1.2 M packets of each capture and 9 passes of each stage, a few minutes; --quick: 120 k and 3.`;

const NOTES = [
  "read: readSync into a buffer from the page cache. decode: the WASM decoder, reading straight into its memory; no flow is released. track: TypeScript up to the reused event objects. encode: NDJSON bytes. write: writeSync to /dev/null.",
  "Differences of whole passes in one process, by turns; medians of the differences in each round, so that a stage near 0 can be told as below it. all: median of the pass that does everything.",
  "What an event costs the tracker, and starts and ends of connections, are in track; construction of the parts is in none.",
];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      captures: { type: "string", default: NAMES.join(",") },
      runtimes: { type: "string", default: RUNTIME_NAMES.join(",") },
      details: { type: "string", default: DETAILS.join(",") },
      packets: { type: "string" },
      passes: { type: "string" },
      seed: { type: "string", default: "1" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const captures = parseList(values.captures, NAMES, "capture");
  const names = parseList(values.runtimes, RUNTIME_NAMES, "runtime");
  const details = parseList(values.details, DETAILS, "detail");
  const packets = parseCount(values.packets ?? (values.quick ? "120k" : "1.2M"));
  const passes = parseCount(values.passes ?? (values.quick ? "3" : "9"));
  const folder = mkdtempSync(join(tmpdir(), "tcp-phases-stages-"));
  try {
    const found = names.map((name) => findRuntime(name, ROOT, folder));
    const runtimes = found.filter((one): one is Runtime => one !== undefined);
    const busy = isBusy();
    const rows: StagesRow[] = [];
    for (const capture of captures) {
      const file = join(folder, `${capture}.pcap`);
      await generate(ROOT, { ...CAPTURES[capture].shape, packets, seed: parseCount(values.seed) }, file);
      for (const detail of details) {
        for (const runtime of runtimes) {
          console.error(`… ${capture} --detail ${detail} on ${runtime.name}`);
          const result = profile(runtime, file, detail, passes);
          const aims = hasAims(runtime.name) ? (AIMS[capture] ?? {}) : {};
          rows.push({ capture, runtime: runtime.name, detail, aims, result });
        }
      }
      rmSync(file);
    }
    console.log(
      `${machineLine()}  \n${runtimes.map(({ name, version }) => `${name} ${version}`).join(" · ")}`,
    );
    if (busy) console.log("\nThe machine was busy with other work: compare no times of this run.");
    const missing = names.filter((name) => !runtimes.some((runtime) => runtime.name === name));
    if (missing.length > 0) console.log(`\nNot installed: ${missing.join(", ")}.`);
    const about = `${packets} packets a capture, ${passes} passes of each stage.`;
    console.log(
      `\n### Stages\n\n${formatStages(rows)}\n\n${[about, ...NOTES].map((text) => `- ${text}`).join("\n")}`,
    );
    console.log(`\n### Costs with aims\n\n${formatCosts(rows)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function profile(runtime: Runtime, file: string, detail: DetailName, passes: number): StagesResult {
  const [program, ...args] = runtime.command("bench/stages.ts", FLAGS);
  const own = [file, "--detail", detail, "--passes", String(passes)];
  return JSON.parse(execFileSync(program, [...args, ...own], { encoding: "utf8" })) as StagesResult;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
