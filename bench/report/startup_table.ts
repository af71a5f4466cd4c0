import type { Spread } from "../measure/statistics.ts";
import { aimCells, spreadCell } from "./cells.ts";
import { formatTable } from "./table.ts";

export interface StartupRow {
  readonly name: string;
  readonly runtime: string;
  readonly rounds: number;
  readonly milliseconds: Spread;
  readonly aim: number | undefined;
}

const HEAD = ["row", "runtime", "ms to the first line", "aim", "met", "starts"];

export function formatStartups(rows: readonly StartupRow[]): string {
  const cells = rows.map(({ name, runtime, rounds, milliseconds, aim }) => [
    ...[name, runtime, spreadCell(milliseconds, 0)],
    ...aimCells(milliseconds.median, aim, 0),
    String(rounds),
  ]);
  return formatTable(HEAD, cells, 2);
}
