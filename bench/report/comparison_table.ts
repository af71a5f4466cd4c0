import { type ProcessCost, summarizeCosts } from "../measure/process.ts";
import type { Spread } from "../measure/statistics.ts";
import { memoryCells, NONE, spreadCell } from "./cells.ts";
import { formatTable } from "./table.ts";

/** A whole process beside its peer: start, reading the file, analysis, output. */
export interface ComparisonRow {
  readonly name: string;
  /** What was analyzed, and how it came; rows of one subject differ in the peer. */
  readonly subject: string;
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
  readonly costs: readonly ProcessCost[];
  /** Time over the peer's, a packet. */
  readonly ratio: Spread;
}

function verdict({ ratio, aim }: ComparisonRow): string {
  if (aim === undefined) return "";
  return ratio.median <= aim ? " yes" : " NO";
}

function unique<T>(values: Iterable<T>): T[] {
  return [...new Set(values)];
}

/** Time over the peer's: a line for each peer and detail, a column for each runtime. */
export function formatRatios(rows: readonly ComparisonRow[]): string {
  const runtimes = unique(rows.map(({ runtime }) => runtime));
  const cells = unique(rows.map(({ name, detail }) => `${name} ${detail}`)).map((key) => {
    const own = rows.filter(({ name, detail }) => `${name} ${detail}` === key);
    const { name, detail, packets, peerPackets } = own[0]!;
    const aim = own.find((row) => row.aim !== undefined)?.aim;
    const ratios = runtimes.map((runtime) => {
      const row = own.find((one) => one.runtime === runtime);
      return row ? `${spreadCell(row.ratio, 3)}${verdict(row)}` : NONE;
    });
    const peers = peerPackets === packets ? NONE : String(peerPackets);
    return [name, detail, aim === undefined ? NONE : `<= ${aim.toFixed(3)}`, ...ratios, peers];
  });
  return formatTable(["row", "--detail", "aim", ...runtimes, "peer's packets"], cells, 2);
}

const HEAD = [
  ...["capture", "runtime", "--detail", "packets", "Mpackets/s", "GB/s", "seconds", "CPU s"],
  ...["peak MiB", "bound", "kept to", "events/packet", "output bytes"],
];

/** What our own runs took, over all rows of a subject. */
export function formatSubjects(rows: readonly ComparisonRow[]): string {
  const keyOf = ({ subject, runtime, detail }: ComparisonRow): string => `${subject} ${runtime} ${detail}`;
  const cells = unique(rows.map(keyOf)).map((key) => {
    const own = rows.filter((row) => keyOf(row) === key);
    const row = own[0]!;
    // rows that were measured together have the same runs
    const cost = summarizeCosts(unique(own.flatMap(({ costs }) => costs)));
    return [
      ...[row.subject, row.runtime, row.detail, String(row.packets)],
      (row.packets / cost.wall.median / 1e6).toFixed(2),
      (row.fileBytes / cost.wall.median / 1e9).toFixed(2),
      spreadCell(cost.wall, 2),
      cost.cpu.toFixed(2),
      ...memoryCells(cost, row.boundBytes),
      (row.events / row.packets).toFixed(3),
      String(row.outputBytes),
    ];
  });
  return formatTable(HEAD, cells, 3);
}
