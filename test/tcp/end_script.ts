/** The ends of connections of a script, for tests of what `flow_end` says. */
import { Analyzer } from "../../src/analyzer.ts";
import type { PhaseEvent, PhaseEventOf } from "../../src/events/mod.ts";
import { parseScript } from "../golden/script.ts";
import { scriptCapture } from "../golden/script_capture.ts";
import { analyzeOptions } from "../golden/script_options.ts";

const CONNECTION = `
connection x 192.0.2.1:40000 198.51.100.2:80 isn 1000 5000
connection y 192.0.2.1:40000 198.51.100.2:80 isn 70000 90000
`;

/** SYN, SYN-ACK and ACK, in the first 20 ms. */
export const OPENED = `
  0.000 x.c S  0:0(0)       win 64240 <mss 1460>
  0.010 x.s S. 0:0(0) ack 1 win 65160 <mss 1400>
  0.020 x.c .  1:1(0) ack 1`;

/** The `flow_end` lines of segments as in test/data/README.md, of the connection x and of y with other ISNs. */
export function endsOf(segments: string): PhaseEventOf<"flow_end">[] {
  const lines = segments.split("\n").map((line) => line.trim());
  const script = parseScript([CONNECTION.trim(), "", ...lines, ""].join("\n"));
  const analyzer = new Analyzer({ ...analyzeOptions(script), detail: "flow" });
  analyzer.nextFile("script.pcap");
  analyzer.push(scriptCapture(script));
  analyzer.end();
  analyzer.flush();
  const text = new TextDecoder().decode(analyzer.takeBlock());
  const events: PhaseEvent[] = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  return events.filter((event) => event.event === "flow_end");
}

/** The one `flow_end`. */
export function endOf(segments: string): PhaseEventOf<"flow_end"> {
  const ends = endsOf(segments);
  if (ends.length !== 1) throw new Error(`${ends.length} connections`);
  return ends[0]!;
}
