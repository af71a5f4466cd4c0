/**
 * Every script or capture of test/data against the lines beside it. A case is two files: NAME.seg (or NAME.pcap)
 * and NAME.ndjson. `UPDATE=1` writes the lines anew; review the diff.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Analyzer } from "../../src/analyzer.ts";
import type { Detail } from "../../src/events/mod.ts";
import { parseScript } from "./script.ts";
import { scriptCapture } from "./script_capture.ts";

const DATA = new URL("../data/", import.meta.url);
/** Bytes given at a time. */
const CHUNKS = [1, 7, 4096, Number.POSITIVE_INFINITY];

interface Input {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly detail: Detail;
}

const files = readdirSync(DATA);
const inputs = files.filter((file) => /\.(seg|pcap)$/.test(file));
const nameOf = (file: string): string => file.replace(/\.\w+$/, "");

function read(file: string): Input {
  const content = readFileSync(new URL(file, DATA));
  if (!file.endsWith(".seg")) return { file, bytes: content, detail: "phase" };
  const script = parseScript(content.toString("utf8"));
  return { file: `${nameOf(file)}.pcap`, bytes: scriptCapture(script), detail: script.detail };
}

function analyze({ file, bytes, detail }: Input, chunk: number): string {
  const analyzer = new Analyzer({ detail });
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

describe("golden", () => {
  it.each(inputs)("%s", (file) => {
    const input = read(file);
    const golden = new URL(`${nameOf(file)}.ndjson`, DATA);
    const whole = analyze(input, Number.POSITIVE_INFINITY);
    if (process.env["UPDATE"] === "1") writeFileSync(golden, whole);
    expect(existsSync(golden), `no ${nameOf(file)}.ndjson beside ${file}; write it by hand`).toBe(true);
    expect(whole.split("\n")).toEqual(readFileSync(golden, "utf8").split("\n"));
    for (const chunk of CHUNKS) expect(analyze(input, chunk) === whole, `chunks of ${chunk}`).toBe(true);
  });

  it("has an input for every file of lines", () => {
    const names = new Set(inputs.map(nameOf));
    const lines = files.filter((file) => file.endsWith(".ndjson")).map(nameOf);
    expect(lines.filter((name) => !names.has(name))).toEqual([]);
    expect(lines.length).toBeGreaterThanOrEqual(20);
  });
});
