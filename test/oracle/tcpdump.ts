/** Reads tcpdump's verdicts on TCP checksums: the second opinion. */

import type { TcpdumpVerdict } from "./model.ts";
import { type Tool, toolVersion } from "./tools.ts";

export function tcpdumpTool(): Tool {
  return {
    command: "tcpdump",
    args: ["--number", "-nn", "-vv", "-r"],
    version: toolVersion("tcpdump"),
  };
}

/** Start of a packet's text; everything else is indented or the packet's own. */
export const PACKET = /^ *(\d+) {2}(?:\d\d:\d\d:\d\d\.|\[)/;
const CHECKSUM =
  /\.(\d+) > \S+\.(\d+): Flags \[[^\]]*\], cksum 0x([0-9a-f]{4}) \((correct|incorrect -> 0x([0-9a-f]{4}))\)/g;

/** What tcpdump printed for one capture. */
export interface TcpdumpOutput {
  readonly packets: number;
  /** Verdicts by frame number; frames with none, or with more than one TCP header, are not in it. */
  readonly byFrame: ReadonlyMap<number, TcpdumpVerdict>;
}

export function parseTcpdump(stdout: string): TcpdumpOutput {
  const verdicts = new Map<number, TcpdumpVerdict>();
  let number = 0;
  let text = "";
  const take = (): void => {
    const found = [...text.matchAll(CHECKSUM)];
    if (found.length === 1) {
      const [, srcPort, dstPort, stored, , expected] = found[0]!;
      verdicts.set(number, {
        srcPort: Number(srcPort),
        dstPort: Number(dstPort),
        stored: Number.parseInt(stored!, 16),
        expected: expected === undefined ? undefined : Number.parseInt(expected, 16),
      });
    }
  };
  for (const line of stdout.split("\n")) {
    const start = PACKET.exec(line);
    if (start !== null && Number(start[1]) === number + 1) {
      take();
      number++;
      text = line;
    } else {
      text += `\n${line}`;
    }
  }
  take();
  return { packets: number, byFrame: verdicts };
}
