/** What the analyzer says of a segment script, as objects. */
import { Analyzer } from "../../../src/analyzer.ts";
import type { AnalyzeOptions } from "../../../src/options.ts";
import { parseScript, type Script } from "../../golden/script.ts";
import { scriptCapture } from "../../golden/script_capture.ts";

export type Line = Readonly<Record<string, unknown>> & { readonly event: string };

const CONNECTION = "connection x 192.0.2.1:40000 198.51.100.2:80 isn 1000 5000\n";

/** A script of one connection, of its segments' lines alone. */
export const scriptOf = (segments: string): Script => parseScript(`# test\n${CONNECTION}${segments}`);

export function linesOf(script: Script, options: AnalyzeOptions = {}): Line[] {
  const analyzer = new Analyzer(options);
  analyzer.nextFile("script.pcap");
  analyzer.push(scriptCapture(script));
  analyzer.end();
  analyzer.flush();
  const decoder = new TextDecoder();
  let text = "";
  for (let block = analyzer.takeBlock(); block !== undefined; block = analyzer.takeBlock()) {
    text += decoder.decode(block);
    analyzer.recycle(block);
  }
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}
