/**
 * Compares the blocks of the public pcapng conformance files, and what the analyzer counts in them, with the lists beside
 * them: `npx bun test/pcapng/conformance.ts FOLDER`, where FOLDER has NAME.pcapng and NAME.txt at any depth.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Analyzer } from "../../src/analyzer.ts";
import { BLOCK_TYPES } from "../support/builder/pcapng.ts";
import { type PcapngReference, referencePcapng } from "../support/reference_pcapng.ts";

/** A list beside a capture. */
interface Expected {
  readonly sequence: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
}

/** Numbers that the analyzer and the reference must agree on. */
interface Counts {
  readonly packets: number;
  readonly interfaces: number;
  readonly comments: number;
  readonly drops: number | undefined;
  readonly complete: boolean;
}

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(BLOCK_TYPES).map(([name, type]) => [type, name]),
);

/** "Block counts:" and lines of "NAME: N", then "Block sequence: NAME, NAME". */
function parseList(text: string): Expected {
  const counts = [...text.matchAll(/^\s+([A-Z]+): (\d+)$/gm)].map(
    ([, name, n]) => [name!, Number(n)] as const,
  );
  const sequence = /^Block sequence: (.*)$/m.exec(text)?.[1]?.split(", ");
  if (sequence === undefined || counts.length === 0) throw new Error("not a list of blocks");
  return { sequence, counts: new Map(counts) };
}

function countsOf({ file, interfaces }: PcapngReference): Counts {
  return {
    packets: file.packets.length,
    interfaces: interfaces.list.length,
    comments: file.comments,
    drops: file.drops === undefined ? undefined : Number(file.drops),
    complete: file.errors.length === 0,
  };
}

function analyzed(bytes: Uint8Array): Counts {
  const analyzer = new Analyzer({ detail: "flow" });
  analyzer.nextFile("conformance");
  analyzer.push(bytes);
  analyzer.end();
  analyzer.flush();
  let text = "";
  for (let block = analyzer.takeBlock(); block !== undefined; block = analyzer.takeBlock()) {
    text += new TextDecoder().decode(block);
    analyzer.recycle(block);
  }
  const end = JSON.parse(text.trimEnd().split("\n").at(-1)!) as Record<string, unknown>;
  return {
    packets: end.packets as number,
    interfaces: (end.interfaces as readonly unknown[]).length,
    comments: end.comments as number,
    drops: end.kernel_drops as number | undefined,
    complete: end.complete as boolean,
  };
}

/** What differs, one line each. */
function differences(bytes: Uint8Array, list: string): string[] {
  const expected = parseList(list);
  const reference = referencePcapng(bytes);
  const sequence = reference.file.blocks.map(({ type }) => NAMES.get(type) ?? `type ${type}`);
  const found: string[] = [];
  if (sequence.join() !== expected.sequence.join()) {
    found.push(`blocks: the list says ${expected.sequence.join(" ")}, there are ${sequence.join(" ")}`);
  }
  for (const name of new Set([...expected.counts.keys(), ...sequence])) {
    const count = sequence.filter((block) => block === name).length;
    const said = expected.counts.get(name) ?? 0;
    if (count !== said) found.push(`${name}: the list says ${said}, there are ${count}`);
  }
  const told = countsOf(reference);
  const ours = analyzed(bytes);
  for (const key of Object.keys(told) as (keyof Counts)[]) {
    if (told[key] !== ours[key])
      found.push(`${key}: the reference says ${told[key]}, the analyzer ${ours[key]}`);
  }
  return found;
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: bun test/pcapng/conformance.ts FOLDER");
  process.exit(2);
}
const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".pcapng"))
  .sort();
let failed = 0;
for (const name of names) {
  const bytes = new Uint8Array(readFileSync(join(folder, name)));
  const list = readFileSync(join(folder, name.replace(/\.pcapng$/, ".txt")), "utf8");
  const found = differences(bytes, list);
  if (found.length > 0) failed += 1;
  console.log(`${found.length === 0 ? "same" : "DIFFERS"} ${name}`);
  for (const difference of found) console.log(`  ${difference}`);
}
console.log(`${names.length - failed} of ${names.length} files are as their lists say`);
process.exit(failed === 0 && names.length > 0 ? 0 : 1);
