import type { ProcessCost } from "../measure/process.ts";
import { memoryCells } from "./cells.ts";
import { formatTable } from "./table.ts";

/** A whole process that was fed through a pipe. */
export interface MemoryRow {
  readonly name: string;
  readonly runtime: string;
  readonly detail: string;
  readonly packets: number;
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
  ...["peak MiB", "bound", "met", "CPU s", "events/packet", "output bytes"],
];

/** Peak memory against what was promised. */
export function formatMemory(rows: readonly MemoryRow[]): string {
  const cells = rows.map((row) => [
    ...[row.name, row.runtime, row.detail, String(row.packets), String(row.flows), String(row.kept)],
    ...memoryCells(row.cost, row.boundBytes),
    row.cost.cpu.toFixed(1),
    (row.events / row.packets).toFixed(3),
    String(row.outputBytes),
  ]);
  return formatTable(HEAD, cells, 3);
}
