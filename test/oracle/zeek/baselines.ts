/** Zeek's own conn.log baselines: which capture they belong to, and what they say. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A side of a connection; some baselines leave the port out. */
export interface ZeekEndpoint {
  readonly ip: string;
  readonly port: number | undefined;
}

/** A line of a conn.log; what its log has no column for is undefined. */
export interface ZeekLine {
  /** Path of the log, below the captures. */
  readonly log: string;
  readonly originator: ZeekEndpoint | undefined;
  readonly responder: ZeekEndpoint | undefined;
  readonly connState: string | undefined;
  readonly history: string | undefined;
  readonly originatorPackets: number | undefined;
  readonly responderPackets: number | undefined;
}

/** A capture and the logs that tests made of it; a test of several captures has logs that are of another one. */
export interface Baseline {
  readonly capture: string;
  readonly logs: readonly (readonly ZeekLine[])[];
}

const CAPTURE_COLUMN = "path";
const EXPECTATION_COLUMN = "peer_expectation";
const FILES_COLUMN = "expectation_files";

/** Reads the index of the captures below `folder`. */
export function readBaselines(folder: string): Baseline[] {
  const [header, ...rows] = readFileSync(join(folder, "index.tsv"), "utf8").trimEnd().split("\n");
  const columns = header!.split("\t");
  const baselines: Baseline[] = [];
  for (const row of rows) {
    const cells = new Map(row.split("\t").map((cell, i) => [columns[i]!, cell]));
    const files = cells.get(FILES_COLUMN);
    if (!cells.get(EXPECTATION_COLUMN)?.startsWith("Zeek conn.log") || !files || files === "-") continue;
    const logs = files.split(",").map((log) => parseLog(log, readFileSync(join(folder, log), "utf8")));
    baselines.push({ capture: cells.get(CAPTURE_COLUMN)!, logs: logs.filter((lines) => lines.length > 0) });
  }
  return baselines;
}

/** Reads a whole conn.log, or one that was cut down to some columns under a plain header. Lines of TCP only. */
export function parseLog(log: string, text: string): ZeekLine[] {
  let columns: readonly string[] | undefined;
  const lines: ZeekLine[] = [];
  for (const row of text.split("\n")) {
    if (row.startsWith("#fields")) columns = row.split("\t").slice(1);
    else if (row === "" || row.startsWith("#")) continue;
    else if (columns === undefined) columns = row.split("\t");
    else {
      const line = parseLine(log, columns, row.split("\t"));
      if (line !== undefined) lines.push(line);
    }
  }
  return lines;
}

function parseLine(log: string, columns: readonly string[], cells: readonly string[]): ZeekLine | undefined {
  const cell = (column: string): string | undefined => {
    const value = cells[columns.indexOf(column)];
    return value === "-" ? undefined : value;
  };
  const number = (column: string): number | undefined => {
    const value = cell(column);
    return value === undefined ? undefined : Number(value);
  };
  if ((cell("proto") ?? "tcp") !== "tcp") return undefined;
  const endpoint = (ip: string | undefined, port: number | undefined) =>
    ip === undefined ? ip : { ip, port };
  const line: ZeekLine = {
    log,
    originator: endpoint(cell("id.orig_h"), number("id.orig_p")),
    responder: endpoint(cell("id.resp_h"), number("id.resp_p")),
    connState: cell("conn_state"),
    history: cell("history"),
    originatorPackets: number("orig_pkts"),
    responderPackets: number("resp_pkts"),
  };
  const says = line.connState ?? line.history ?? line.originatorPackets;
  return says === undefined ? undefined : line;
}
