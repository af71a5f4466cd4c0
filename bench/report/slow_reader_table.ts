import { SLOW_READER } from "../measure/memory.ts";
import type { ProcessCost } from "../measure/process.ts";
import { aimCells, memoryCells } from "./cells.ts";
import { formatTable } from "./table.ts";

export interface SlowReaderRow {
  readonly name: string;
  readonly runtime: string;
  readonly detail: string;
  readonly packets: number;
  readonly outputBytes: number;
  /** From the first byte that was read to the last. */
  readonly seconds: number;
  /** Output that was still to be read when the generator of the input had ended. */
  readonly unreadBytes: number;
  readonly boundBytes: number | undefined;
  readonly cost: ProcessCost;
}

const HEAD = [
  ...["row", "runtime", "--detail", "packets", "output bytes", "read at MB/s", "seconds", "CPU s"],
  ...["peak MiB", "bound", "met", "MiB unread at the input's end", "aim", "met"],
];

const mebibytes = (bytes: number): number => bytes / 2 ** 20;

export function formatSlowReaders(rows: readonly SlowReaderRow[]): string {
  const cells = rows.map((row) => [
    ...[row.name, row.runtime, row.detail, String(row.packets), String(row.outputBytes)],
    (row.outputBytes / row.seconds / 1e6).toFixed(1),
    row.seconds.toFixed(1),
    row.cost.cpu.toFixed(1),
    ...memoryCells(row.cost, row.boundBytes),
    mebibytes(row.unreadBytes).toFixed(2),
    ...aimCells(mebibytes(row.unreadBytes), mebibytes(SLOW_READER.unreadBytes), 2),
  ]);
  return formatTable(HEAD, cells, 3);
}
