/** Both sides' text of each packet. */

import { readFileSync } from "node:fs";
import type { EventOutput } from "../../../src/event_output.ts";
import { type PhaseEventOf, toPhaseEvent } from "../../../src/events/mod.ts";
import { Analyzer } from "../../../src/mod.ts";
import { formats } from "../../../src/renderings/mod.ts";
import { decompress } from "../decompress.ts";
import { PACKET } from "../tcpdump.ts";
import { type Tool, toolVersion } from "../tools.ts";

export function linesTool(): Tool {
  return { command: "tcpdump", args: ["--number", "-nvv", "-r"], version: toolVersion("tcpdump") };
}

/** tcpdump's text of each packet, by frame number, without the number and the last line feed. */
export function parseLines(stdout: string): ReadonlyMap<number, string> {
  const texts = new Map<number, string>();
  let number = 0;
  let text = "";
  for (const line of stdout.split("\n")) {
    const start = PACKET.exec(line);
    if (start !== null && Number(start[1]) === number + 1) {
      if (number > 0) texts.set(number, text);
      number++;
      text = line.slice(line.indexOf("  ", line.indexOf(start[1]!)) + 2);
    } else {
      text += `\n${line}`;
    }
  }
  if (number > 0) texts.set(number, text.replace(/\n$/, ""));
  return texts;
}

/** A segment and what the format prints of it. */
export interface OurLine {
  readonly event: PhaseEventOf<"segment">;
  readonly text: string;
  /** Bytes that the file says a record has at most; 0: it does not say. */
  readonly snaplen: number;
}

/** Bytes given at a time. */
const PIECE = 2 ** 20;

/**
 * Our text of each packet that has a segment, by frame number.
 * @param interfaceNames as tcpdump on this machine has them
 */
export function ourLines(
  path: string,
  interfaceNames: ReadonlyMap<string, string>,
): ReadonlyMap<number, OurLine> {
  const lines = new Map<number, OurLine>();
  let text = "";
  let snaplen = 0;
  const rendering = formats.tcpdump.create(
    { colors: false, width: 100, interfaceNames, lang: "en" },
    (piece) => {
      text += piece;
    },
  );
  const output: EventOutput = {
    write(reused) {
      const event = toPhaseEvent(reused);
      rendering.write(event);
      if (event.event === "capture_start") snaplen = event.snaplen ?? 0;
      if (event.event !== "segment") return;
      lines.set(event.frame, { event, text: text.replace(/\n$/, ""), snaplen });
      text = "";
    },
    isFull: false,
    takeBlock: () => undefined,
    flush() {},
    recycle() {},
  };
  const bytes = decompress(readFileSync(path));
  const analyzer = new Analyzer({ events: ["segment"] }, undefined, undefined, output);
  analyzer.nextFile(path);
  for (let at = 0; at < bytes.length && analyzer.wantsInput; at += PIECE) {
    analyzer.push(bytes.subarray(at, at + PIECE));
  }
  analyzer.end();
  return lines;
}
