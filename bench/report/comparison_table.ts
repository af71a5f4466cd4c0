import type { RoundsResult } from "../measure/rounds.ts";
import { aimCells, memoryCells, spreadCell } from "./cells.ts";
import { formatTable } from "./table.ts";

/** A whole process: start, reading the file, analysis, output. */
export interface ComparisonRow {
  readonly name: string;
  readonly runtime: string;
  readonly detail: string;
  readonly packets: number;
  readonly fileBytes: number;
  /** Lines printed. */
  readonly events: number;
  readonly outputBytes: number;
  /** The most that time over the peer's may be. */
  readonly aim: number | undefined;
  readonly boundBytes: number | undefined;
  /** Packets of the capture that the peer was given. */
  readonly peerPackets: number;
  readonly rounds: RoundsResult;
}

const HEAD = [
  ...["row", "runtime", "--detail", "time / peer", "aim", "met", "Mpackets/s", "GB/s", "CPU s"],
  ...["peak MiB", "bound", "kept to", "events/packet", "output bytes", "packets", "peer's"],
];

/** Whole processes against their peers. */
export function formatComparisons(rows: readonly ComparisonRow[]): string {
  const cells = rows.map((row) => {
    const { wall, cpu, ratio } = row.rounds;
    return [
      ...[row.name, row.runtime, row.detail],
      spreadCell(ratio, 3),
      ...aimCells(ratio.median, row.aim, 3),
      (row.packets / wall.median / 1e6).toFixed(2),
      (row.fileBytes / wall.median / 1e9).toFixed(2),
      cpu.toFixed(2),
      ...memoryCells(row.rounds, row.boundBytes),
      (row.events / row.packets).toFixed(3),
      String(row.outputBytes),
      String(row.packets),
      row.peerPackets === row.packets ? "all" : String(row.peerPackets),
    ];
  });
  return formatTable(HEAD, cells, 3);
}
