/**
 * What a packet, an event, a connection and a chunk allocate on V8's heap: the difference of two runs of the program over
 * captures of different length. `--predictable` makes V8 collect and compile at the same places each time, so the numbers
 * are exact to a new space of 1 MiB, whatever else the machine does.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { CaptureOptions } from "../../bench/generator/plan.ts";
import { generate } from "../../bench/parts/generate.ts";
import { commandOf, root, workFolder } from "../cli/programs.ts";

const folder = workFolder();
afterAll(folder.remove);

const FLAGS = ["--predictable", "--max-semi-space-size=1", "--trace-gc"];
const MIB = 2 ** 20;
const bun = join(root, "node_modules", ".bin", "bun");

/** Bytes that a Node process allocated until its last collection, by what each collection found more than the last left. */
function allocatedBytes(args: readonly string[]): number {
  const trace = execFileSync(process.execPath, [...FLAGS, ...args], { encoding: "utf8" });
  let allocated = 0;
  let left = 0;
  for (const [, before, after] of trace.matchAll(
    /\bms: .*? ([\d.]+) \([\d.]+\) -> ([\d.]+) \([\d.]+\) MB/g,
  )) {
    allocated += Number(before) - left;
    left = Number(after);
  }
  return allocated * MIB;
}

type Shape = Omit<CaptureOptions, "packets" | "bytes">;

/** What the longer run has more than the shorter one. */
interface Difference {
  readonly bytes: number;
  readonly packets: number;
  readonly flows: number;
  readonly lines: number;
}

function countLines(path: string): number {
  const text = readFileSync(path);
  let lines = 0;
  for (let at = text.indexOf(0x0a); at >= 0; at = text.indexOf(0x0a, at + 1)) lines++;
  return lines;
}

/** In packets; the shorter run is long enough for the compilers to be done with most. */
type Lengths = readonly [shorter: number, longer: number];

async function measure(shape: Shape, detail: string, lengths: Lengths): Promise<Difference> {
  const [capture, output] = [folder.path("capture"), folder.path("output")];
  const [, bundle] = commandOf("node");
  const runs: Difference[] = [];
  for (const packets of lengths) {
    // in a process of its own, since transformed code generates much more slowly
    const { flows } = await generate(root, { ...shape, packets, seed: 5 }, capture, undefined, bun);
    const bytes = allocatedBytes([bundle!, "--detail", detail, "--output", output, capture]);
    runs.push({ bytes, packets, flows, lines: countLines(output) });
  }
  const [few, many] = runs as [Difference, Difference];
  return {
    bytes: many.bytes - few.bytes,
    packets: many.packets - few.packets,
    flows: many.flows - few.flows,
    lines: many.lines - few.lines,
  };
}

describe("allocations", () => {
  test("are seen: a small object a turn", () => {
    const turns = (count: number): number =>
      allocatedBytes(["-e", `const kept = []; for (let i = 0; i < ${count}; i++) kept[i & 1023] = { i };`]);
    const each = (turns(1_500_000) - turns(500_000)) / 1e6;
    expect(each).toBeGreaterThan(12);
    expect(each).toBeLessThan(64);
  });

  // V8's smallest object, a number, has 16 bytes; 1 to 8 bytes were seen
  test.each([
    { profile: "small-100" },
    { profile: "small-100", container: "pcapng", linkType: "sll2", ipv6: 0.5 },
  ] as const)("%o: none a packet", async (shape) => {
    const { bytes, packets } = await measure(shape, "flow", [300e3, 900e3]);
    expect(packets).toBe(600e3);
    expect(bytes / packets).toBeLessThan(12);
  });

  // 37 to 59 bytes were seen: an object more, of 32 bytes, is above the limit
  test("an event: a few numbers, no object", async () => {
    const { bytes, lines } = await measure({ profile: "small-100" }, "phase", [300e3, 900e3]);
    expect(lines).toBeGreaterThan(200e3);
    expect(bytes / lines).toBeLessThan(75);
  });

  test("a connection from its start to flow_end: its addresses and names as text", async () => {
    const { bytes, flows } = await measure({ profile: "small-100k", live: 1000 }, "flow", [120e3, 240e3]);
    expect(flows).toBe(10e3);
    // 2,800 were seen
    expect(bytes / flows).toBeLessThan(4_200);
  });

  test("a line of --detail segment: what it has as text", async () => {
    const { bytes, lines } = await measure({ profile: "small-100" }, "segment", [60e3, 120e3]);
    expect(lines).toBeGreaterThan(60e3);
    // 450 were seen
    expect(bytes / lines).toBeLessThan(800);
  });
});
