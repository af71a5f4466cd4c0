import type { CostSummary } from "../measure/process.ts";
import { memoryCells, spreadCell } from "./cells.ts";
import { formatTable } from "./table.ts";

/** One capture of a series on one runtime. */
export interface GrowthRow {
  readonly name: string;
  readonly runtime: string;
  readonly detail: string;
  readonly step: string;
  readonly packets: number;
  readonly flows: number;
  readonly events: number;
  readonly outputBytes: number;
  readonly cost: CostSummary;
}

const HEAD = [
  ...["row", "runtime", "--detail", "what grows", "packets", "flows", "events", "output bytes"],
  ...["seconds", "ns/packet", "ns/packet, first = 1", "peak MiB"],
];

/** Time a packet, absolute and beside that of the series' first step on the same runtime. */
export function formatGrowth(rows: readonly GrowthRow[]): string {
  const nsOf = ({ cost, packets }: GrowthRow): number => (cost.wall.median * 1e9) / packets;
  const cells = rows.map((row) => {
    const first = rows.find(({ name, runtime }) => name === row.name && runtime === row.runtime)!;
    const [peak] = memoryCells(row.cost, undefined);
    return [
      ...[row.name, row.runtime, row.detail, row.step],
      ...[row.packets, row.flows, row.events, row.outputBytes].map(String),
      spreadCell(row.cost.wall, 2),
      nsOf(row).toFixed(0),
      (nsOf(row) / nsOf(first)).toFixed(2),
      peak,
    ];
  });
  return formatTable(HEAD, cells, 4);
}
