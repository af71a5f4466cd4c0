import type { CostSummary } from "../measure/process.ts";
import { memoryCells, NONE } from "./cells.ts";
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

const HEAD = ["row", "what grows", "--detail", "packets", "flows", "events/packet", "output bytes"];

function nsPerPacket({ cost, packets }: GrowthRow): number {
  return (cost.wall.median * 1e9) / packets;
}

/** A line for each capture; for each runtime time a packet, beside that of the series' first capture, and peak memory. */
export function formatGrowth(rows: readonly GrowthRow[]): string {
  const runtimes = [...new Set(rows.map(({ runtime }) => runtime))];
  const captures = new Map<string, GrowthRow>();
  for (const row of rows) {
    const key = `${row.name} ${row.step}`;
    if (!captures.has(key)) captures.set(key, row);
  }
  const cells = [...captures.values()].map(({ name, step, ...facts }) => {
    const ofRuntime = runtimes.map((runtime) => {
      const series = rows.filter((row) => row.name === name && row.runtime === runtime);
      const row = series.find((one) => one.step === step);
      if (row === undefined) return NONE;
      const [peak] = memoryCells(row.cost, undefined);
      const factor = nsPerPacket(row) / nsPerPacket(series[0]!);
      return `${nsPerPacket(row).toFixed(0)} ns ×${factor.toFixed(2)} ${peak} MiB`;
    });
    const { detail, packets, flows, events, outputBytes } = facts;
    const counts = [packets, flows].map(String);
    return [name, step, detail, ...counts, (events / packets).toFixed(3), String(outputBytes), ...ofRuntime];
  });
  return formatTable([...HEAD, ...runtimes], cells, 3);
}
