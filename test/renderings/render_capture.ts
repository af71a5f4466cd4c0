import { readFileSync } from "node:fs";
import { Analyzer } from "../../src/analyzer.ts";
import { RenderedOutput } from "../../src/rendered_output.ts";
import { type FormatName, formats, type RenderingOptions } from "../../src/renderings/mod.ts";
import { parseScript } from "../golden/script.ts";
import { scriptCapture } from "../golden/script_capture.ts";

const DATA = new URL("../data/", import.meta.url);

export const plainOptions: RenderingOptions = {
  colors: false,
  width: 100,
  interfaceNames: new Map(),
  lang: "en",
};

/** The bytes of a capture of test/data, or of a segment script below it. */
export function captureOf(file: string): Uint8Array {
  const content = readFileSync(new URL(file, DATA));
  return file.endsWith(".seg") ? scriptCapture(parseScript(content.toString("utf8"))) : content;
}

/** What a format makes of a capture. */
export function render(
  name: FormatName,
  bytes: Uint8Array,
  options: Partial<RenderingOptions> = {},
  chunk = Number.POSITIVE_INFINITY,
): string {
  const format = formats[name];
  const output = new RenderedOutput(format, { ...plainOptions, ...options });
  const analyzer = new Analyzer({ events: format.kinds }, undefined, undefined, output);
  analyzer.nextFile("capture");
  for (let at = 0; at < bytes.length; at += chunk) analyzer.push(bytes.subarray(at, at + chunk));
  analyzer.end();
  analyzer.flush();
  const decoder = new TextDecoder();
  let text = "";
  for (let block = analyzer.takeBlock(); block; block = analyzer.takeBlock()) {
    text += decoder.decode(block);
    analyzer.recycle(block);
  }
  return text;
}
