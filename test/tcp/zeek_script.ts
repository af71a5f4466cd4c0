/** The end of the one connection of a script, for tests of what Zeek would say of it. */
import { Analyzer } from "../../src/analyzer.ts";
import type { PhaseEvent, PhaseEventOf } from "../../src/events/mod.ts";
import { parseScript } from "../golden/script.ts";
import { scriptCapture } from "../golden/script_capture.ts";

const CONNECTION = "connection x 192.0.2.1:40000 198.51.100.2:80 isn 1000 5000";

/** SYN, SYN-ACK and ACK. */
export const OPEN = ["c S 0:0(0)", "s S. 0:0(0) ack 1", "c . 1:1(0) ack 1"] as const;

/** The `flow_end` of segments as in test/data/README.md, without times: they are 20 ms apart, so that none is a copy. */
export function endOf(lines: readonly string[]): PhaseEventOf<"flow_end"> {
  const timed = lines.map((line, i) => `${(i / 50).toFixed(3)} ${line}`);
  const analyzer = new Analyzer({ detail: "flow" });
  analyzer.nextFile("script.pcap");
  analyzer.push(scriptCapture(parseScript([CONNECTION, "", ...timed, ""].join("\n"))));
  analyzer.end();
  analyzer.flush();
  const text = new TextDecoder().decode(analyzer.takeBlock());
  const events: PhaseEvent[] = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const ends = events.filter((event) => event.event === "flow_end");
  if (ends.length !== 1) throw new Error(`${ends.length} connections`);
  return ends[0]!;
}

/** The same line many times. */
export const times = (count: number, line: string): string[] => new Array<string>(count).fill(line);
