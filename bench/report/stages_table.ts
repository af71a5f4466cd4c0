import { STAGES, type StagesResult } from "../measure/stages.ts";
import { aimCells } from "./cells.ts";
import { formatTable } from "./table.ts";

export interface StagesRow {
  readonly capture: string;
  readonly runtime: string;
  readonly detail: string;
  /** Nanoseconds at most: a packet in the decoder, a packet in the tracker, an event in the encoder. */
  readonly aims: Partial<Record<"decode" | "track" | "event", number>>;
  readonly result: StagesResult;
}

const HEAD = [
  ...["capture", "runtime", "--detail", ...STAGES.map((stage) => `${stage} ns/packet`), "all"],
  ...["Mpackets/s", "GB/s", "events/packet", "bytes/event"],
];

/** Nanoseconds a packet, and the share of all. */
export function formatStages(rows: readonly StagesRow[]): string {
  const cells = rows.map(({ capture, runtime, detail, result }) => {
    const { packets, events, inputBytes, outputBytes, nanoseconds, total } = result;
    const sum = nanoseconds.reduce((all, { median }) => all + median, 0);
    return [
      ...[capture, runtime, detail],
      ...nanoseconds.map(
        ({ median }) => `${(median / packets).toFixed(1)} (${((100 * median) / sum).toFixed(0)} %)`,
      ),
      (total.median / packets).toFixed(1),
      ((1e3 * packets) / total.median).toFixed(2),
      (inputBytes / total.median).toFixed(2),
      (events / packets).toFixed(3),
      (outputBytes / events).toFixed(0),
    ];
  });
  return formatTable(HEAD, cells, 3);
}

const COST_HEAD = [
  ...["capture", "runtime", "decode ns/packet", "aim", "met", "track ns/packet (flow)", "aim", "met"],
  ...["ns/event (phase - flow)", "aim", "met"],
];

/** The costs that have aims: an event's is what `phase` takes more than `flow`, for each line that it prints more. */
export function formatCosts(rows: readonly StagesRow[]): string {
  const cells = rows
    .filter(({ detail }) => detail === "flow")
    .flatMap(({ capture, runtime, aims, result: flow }) => {
      const phase = rows.find(
        (row) => row.capture === capture && row.runtime === runtime && row.detail === "phase",
      )?.result;
      if (phase === undefined) return [];
      const [, decode, track] = flow.nanoseconds.map(({ median }) => median / flow.packets);
      const event = (phase.total.median - flow.total.median) / (phase.events - flow.events);
      const costs = [
        [decode!, aims.decode] as const,
        [track!, aims.track] as const,
        [event, aims.event] as const,
      ];
      return [
        [capture, runtime, ...costs.flatMap(([cost, aim]) => [cost.toFixed(0), ...aimCells(cost, aim, 0)])],
      ];
    });
  return formatTable(COST_HEAD, cells, 2);
}
