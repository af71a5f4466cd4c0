/** The index of the captures: how many packets, TCP packets and streams each of them has. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A capture and its counts; undefined: the index does not say. */
export interface IndexRow {
  /** Below the folder of captures. */
  readonly path: string;
  readonly packets: number | undefined;
  readonly tcpPackets: number | undefined;
  readonly flows: number | undefined;
}

const COLUMNS = {
  path: "path",
  packets: "packets",
  tcpPackets: "tcp_packets",
  flows: "tcp_streams",
} as const;

function count(cell: string | undefined): number | undefined {
  return cell !== undefined && /^\d+$/.test(cell) ? Number(cell) : undefined;
}

/** Reads the table's text. Throws when a column is lacking. */
export function parseIndex(text: string): IndexRow[] {
  const [header, ...rows] = text.trimEnd().split("\n");
  const names = header!.split("\t");
  for (const name of Object.values(COLUMNS)) {
    if (!names.includes(name)) throw new Error(`the index has no column ${name}`);
  }
  return rows.map((row) => {
    const cells = new Map(row.split("\t").map((cell, i) => [names[i]!, cell]));
    return {
      path: cells.get(COLUMNS.path)!,
      packets: count(cells.get(COLUMNS.packets)),
      tcpPackets: count(cells.get(COLUMNS.tcpPackets)),
      flows: count(cells.get(COLUMNS.flows)),
    };
  });
}

/** Reads the index below `folder`. */
export function readIndex(folder: string): IndexRow[] {
  return parseIndex(readFileSync(join(folder, "index.tsv"), "utf8"));
}
