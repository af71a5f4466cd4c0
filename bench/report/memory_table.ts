import { FLAT_BYTES } from "../measure/memory.ts";
import type { ProcessCost } from "../measure/process.ts";
import { memoryCells, NONE } from "./cells.ts";
import { formatTable } from "./table.ts";

/** A whole process that was fed through a pipe. */
export interface MemoryRow {
  readonly name: string;
  readonly runtime: string;
  readonly detail: string;
  readonly packets: number;
  readonly fileBytes: number;
  /** Peak with a tenth of the packets; undefined: not measured. */
  readonly shortPeakBytes: number | undefined;
  readonly flows: number;
  /** Connections that are kept at the same time at most. */
  readonly kept: number;
  readonly events: number;
  readonly outputBytes: number;
  readonly boundBytes: number | undefined;
  readonly cost: ProcessCost;
}

const HEAD = [
  ...["row", "runtime", "--detail", "packets", "connections", "kept at once"],
  ...["peak MiB", "bound", "met", "MiB at a tenth", "flat", "GB/s", "CPU s", "events/packet", "output bytes"],
];

function flatCells({ shortPeakBytes, cost }: MemoryRow): [string, string] {
  if (shortPeakBytes === undefined) return [NONE, NONE];
  const isFlat = cost.peakBytes <= shortPeakBytes + FLAT_BYTES;
  return [(shortPeakBytes / 2 ** 20).toFixed(0), isFlat ? "yes" : "NO"];
}

/** Peak memory against what was promised. */
export function formatMemory(rows: readonly MemoryRow[]): string {
  const cells = rows.map((row) => [
    ...[row.name, row.runtime, row.detail, String(row.packets), String(row.flows), String(row.kept)],
    ...memoryCells(row.cost, row.boundBytes),
    ...flatCells(row),
    (row.fileBytes / row.cost.wall / 1e9).toFixed(2),
    row.cost.cpu.toFixed(1),
    (row.events / row.packets).toFixed(3),
    String(row.outputBytes),
  ]);
  return formatTable(HEAD, cells, 3);
}
