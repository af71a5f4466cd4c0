/**
 * Compares conn_state, history and packet counts with Zeek's conn.log baselines, connection by connection.
 *
 *     bun test/oracle/zeek/compare.ts [--list] [--captures FOLDER]
 *
 * The analyzer runs in this process on every capture that the folder's index gives a conn.log for. A difference counts
 * as explained only by a condition of classes.ts; where Zeek cuts connections elsewhere, the analyzer runs again on the
 * same packets. `--list` also lists the lines of each class.
 *
 * Exit status: 0 when at most 0.5 % of the compared connections are unexplained, 1 when not.
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { CAPTURES, readCaptureFile } from "../captures.ts";
import { readBaselines } from "./baselines.ts";
import { CLASSES, type ClassId } from "./classes.ts";
import { describeFacts, factsOf, isSameWay } from "./facts.ts";
import { type Match, matchBaseline } from "./matching.ts";
import { analyze } from "./our_flows.ts";

export const MAX_UNEXPLAINED = 0.005;

/** A match and the capture that it is of. */
export interface CaptureMatch extends Match {
  readonly capture: string;
}

/** The outcome of a comparison. */
export class ZeekReport {
  readonly matches: readonly CaptureMatch[];

  constructor(matches: readonly CaptureMatch[]) {
    this.matches = matches;
  }

  /** Lines that we have a connection for. */
  get compared(): readonly CaptureMatch[] {
    return this.matches.filter(({ flow }) => flow !== undefined);
  }

  get equal(): number {
    return this.matches.filter(({ classes }) => classes?.length === 0).length;
  }

  get unexplained(): readonly CaptureMatch[] {
    return this.matches.filter(({ classes }) => classes === undefined);
  }

  get passed(): boolean {
    return this.compared.length > 0 && this.unexplained.length <= MAX_UNEXPLAINED * this.compared.length;
  }

  of(id: ClassId): readonly CaptureMatch[] {
    return this.matches.filter(({ classes }) => classes?.includes(id));
  }

  toString(withLines = false): string {
    const { compared, equal, unexplained, matches } = this;
    const explained = compared.length - equal - unexplained.filter(({ flow }) => flow !== undefined).length;
    const lines = [
      `${matches.length} lines of TCP in Zeek's logs, ${compared.length} compared`,
      `${equal} equal, ${explained} explained, ${unexplained.length} unexplained`,
    ];
    for (const [id, meaning] of Object.entries(CLASSES)) {
      const own = this.of(id as ClassId);
      lines.push(`${String(own.length).padStart(6)}  ${id}: ${meaning}`);
      if (withLines) lines.push(...own.map(describe));
    }
    lines.push(...unexplained.map((match) => `unexplained${describe(match)}`));
    return `${lines.join("\n")}\n`;
  }
}

function describe({ capture, line, flow }: CaptureMatch): string {
  const ours = flow && describeFacts(factsOf(flow, isSameWay(line, flow) === false));
  const side = (end: typeof line.originator): string => (end ? `${end.ip}:${end.port ?? "?"}` : "?");
  const pair = `${side(line.originator)} > ${side(line.responder)}`;
  return `        ${capture} ${line.log} ${pair}: Zeek ${describeFacts(line)} | ours ${ours ?? "-"}`;
}

/** Compares all captures below `folder` that have a conn.log of Zeek. */
export function compareWithZeek(folder = CAPTURES): ZeekReport {
  const matches: CaptureMatch[] = [];
  for (const baseline of readBaselines(folder)) {
    const capture = readCaptureFile(join(folder, baseline.capture));
    const run = analyze(capture);
    for (const match of matchBaseline(baseline, capture, run)) {
      matches.push({ ...match, capture: baseline.capture });
    }
  }
  return new ZeekReport(matches);
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { list: { type: "boolean" }, captures: { type: "string" } } });
  const report = compareWithZeek(values.captures);
  process.stdout.write(report.toString(values.list));
  process.exitCode = report.passed ? 0 : 1;
}
