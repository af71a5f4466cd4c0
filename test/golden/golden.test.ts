/**
 * Every case of test/data: a script NAME.seg or NAME.ng, or a capture NAME.pcap, and the lines NAME.ndjson that it must
 * give. `UPDATE=1` writes the lines anew; review the diff.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Analyzer } from "../../src/analyzer.ts";
import { Engine } from "../../src/engine.ts";
import { NdjsonEncoder } from "../../src/events/mod.ts";
import { type AnalyzeOptions, runOptions } from "../../src/options.ts";
import { textOf } from "../events/lines.ts";
import { pcapng } from "../support/builder/pcapng.ts";
import { parseNgScript } from "./ng_script.ts";
import { parseScript } from "./script.ts";
import { scriptCapture } from "./script_capture.ts";
import { analyzeOptions } from "./script_options.ts";

const DATA = new URL("../data/", import.meta.url);
/** Bytes given at a time. */
const CHUNKS = [1, 7, 4096];

interface Input {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly options: AnalyzeOptions;
  /** The same in big-endian, where the script wants both. */
  readonly bigEndian?: Uint8Array;
}

const files = readdirSync(DATA);
const nameOf = (file: string): string => file.replace(/\.\w+$/, "");
const named = (extension: string): string[] =>
  files.filter((file) => file.endsWith(extension)).map((file) => nameOf(file));

const goldens = named(".ndjson");
const inputs = [
  ...named(".seg").map((name) => `${name}.seg`),
  ...named(".ng").map((name) => `${name}.ng`),
  ...named(".pcap")
    .filter((name) => goldens.includes(name))
    .map((name) => `${name}.pcap`),
];

function read(file: string): Input {
  const content = readFileSync(new URL(file, DATA));
  if (file.endsWith(".ng")) {
    const script = parseNgScript(content.toString("utf8"));
    return {
      file: `${nameOf(file)}.pcapng`,
      bytes: pcapng(script.blocks),
      options: analyzeOptions(script),
    };
  }
  if (!file.endsWith(".seg")) return { file, bytes: content, options: {} };
  const script = parseScript(content.toString("utf8"));
  return {
    file: `${nameOf(file)}.pcap`,
    bytes: scriptCapture(script),
    options: analyzeOptions(script),
    ...(script.byteOrder === "both" && { bigEndian: scriptCapture(script, "big") }),
  };
}

function analyze({ file, bytes, options }: Input, chunk = Number.POSITIVE_INFINITY): string {
  const analyzer = new Analyzer(options);
  analyzer.nextFile(file);
  for (let at = 0; at < bytes.length; at += chunk) analyzer.push(bytes.subarray(at, at + chunk));
  analyzer.end();
  analyzer.flush();
  const decoder = new TextDecoder();
  let text = "";
  for (let block = analyzer.takeBlock(); block !== undefined; block = analyzer.takeBlock()) {
    text += decoder.decode(block);
    analyzer.recycle(block);
  }
  return text;
}

/** The lines are few: most would be written before the WASM encoder is made. */
function analyzeInWasm({ file, bytes, options }: Input): string {
  const run = runOptions(options);
  const encoder = new NdjsonEncoder(run.kinds, 0);
  const engine = new Engine((event) => encoder.write(event), run);
  engine.nextFiles([{ name: file }]);
  engine.push(bytes);
  engine.end("eof");
  return textOf(encoder);
}

/** Each line as an object, for a difference that can be read. */
const objects = (lines: readonly string[]): unknown[] => lines.map((line) => line && JSON.parse(line));

describe("golden", () => {
  it.each(inputs)("%s", (file) => {
    const input = read(file);
    const golden = new URL(`${nameOf(file)}.ndjson`, DATA);
    const whole = analyze(input);
    if (process.env.UPDATE === "1") writeFileSync(golden, whole);
    expect(existsSync(golden), `no ${nameOf(file)}.ndjson beside ${file}`).toBe(true);
    const lines = whole.split("\n");
    const expected = readFileSync(golden, "utf8").split("\n");
    expect(objects(lines)).toEqual(objects(expected));
    expect(lines).toEqual(expected);
    if (input.bigEndian) {
      const inBigEndian = analyze({ ...input, bytes: input.bigEndian }).split("\n");
      const [start, ...others] = expected;
      expect(inBigEndian).toEqual([start!.replace('"byte_order":"little"', '"byte_order":"big"'), ...others]);
    }
  });

  it.each(inputs)("%s gives the same bytes in chunks of any size", (file) => {
    const input = read(file);
    const whole = analyze(input);
    for (const chunk of CHUNKS) expect(analyze(input, chunk), `chunks of ${chunk}`).toBe(whole);
  });

  it.each(inputs)("%s gives the same bytes where WASM writes all lines that it can", (file) => {
    const input = read(file);
    expect(analyzeInWasm(input)).toBe(analyze(input));
  });

  it("has an input for every file of lines", () => {
    const names = inputs.map(nameOf);
    expect(goldens.filter((name) => !names.includes(name))).toEqual([]);
    expect(names.length).toBeGreaterThanOrEqual(100);
  });
});
