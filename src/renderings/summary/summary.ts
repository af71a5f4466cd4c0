/** The summary of a run for people, beside its output: what `--summary` prints. */
import type { PhaseEvent, PhaseEventOf } from "../../events/mod.ts";
import { formatMoment } from "../layout/moment.ts";
import {
  formatBytes,
  formatDuration,
  formatRate,
  formatShare,
  grouped,
  rateOf,
} from "../layout/quantities.ts";
import { type Painter, painter } from "../layout/style.ts";
import { wrap } from "../layout/wrap.ts";
import type { RenderingOptions } from "../rendering.ts";
import { type Cell, figure, table, words } from "./table.ts";
import { Tally } from "./tally.ts";

const TOP_HOSTS = 5;

/** Counts events, in bounded memory, and tells of them at the end. */
export class Summary {
  readonly #tally = new Tally();

  /** Events of the kinds {@link summaryKinds}, and those of the capture; others are passed over. */
  take(event: PhaseEvent): void {
    this.#tally.take(event);
  }

  /** The summary; empty without `capture_end`. */
  text({ width, colors, timeZone }: Pick<RenderingOptions, "width" | "colors" | "timeZone">): string {
    const { end } = this.#tally;
    if (!end) return "";
    const paint = painter(colors);
    const section = (title: string, rows: readonly (readonly Cell[])[]): string =>
      rows.length === 0 ? "" : `\n${paint(title, "bold")}\n${table(rows, width, paint)}`;
    const tally = this.#tally;
    return [
      totals(end, tally, width, timeZone),
      section("Opened, and closed", outcomes(tally)),
      section("Largest connections", largest(tally)),
      section(`Busiest addresses${hostsNote(tally)}`, hosts(tally)),
      section("Slowest handshakes", slowest(tally)),
      section("Most sent again (of at least 20 segments with payload)", resent(tally)),
      section("Anomalies", anomalies(tally)),
      section("Resets", byCount(tally.resets)),
      section("Waited for", stalls(tally)),
      section("Can the capture be trusted for", judgements(end)),
      errors(tally, paint, width),
    ].join("");
  }
}

function totals(
  end: PhaseEventOf<"capture_end">,
  { payloadBytes, handshakes }: Tally,
  width: number,
  timeZone: string | undefined,
): string {
  const duration = durationOf(end.first_ts, end.last_ts);
  const rate = rateOf(end.bytes, duration);
  const parts = [
    `${counted(end.packets, "packet")}, ${formatBytes(end.bytes)}`,
    `${counted(end.tcp_segments, "TCP segment")} of ${counted(end.flows, "connection")}`,
    `${formatBytes(payloadBytes)} of payload`,
    `${counted(handshakes, "handshake")} timed`,
  ];
  if (duration !== undefined) {
    parts.push(`${formatDuration(duration)}${rate === undefined ? "" : ` (${formatRate(rate)})`}`);
  }
  if (end.first_ts !== undefined) parts.push(`from ${formatMoment(end.first_ts, timeZone)}`);
  if (!end.complete) parts.push("input not complete");
  if (end.copies > 0) parts.push(`${grouped(end.copies)} copies left out`);
  if (end.kernel_drops) parts.push(`${grouped(end.kernel_drops)} packets dropped while capturing`);
  const text = parts.map((part) => part.replaceAll(" ", "\u00a0")).join(" · ");
  return wrap(text, width)
    .map((line) => `${line}\n`)
    .join("");
}

/** Nanoseconds between two stamps; beyond 2^53 the last digits are lost, which are not shown. */
function durationOf(first: string | undefined, last: string | undefined): number | undefined {
  if (first === undefined || last === undefined) return undefined;
  const seconds = (Date.parse(`${last.slice(0, 19)}Z`) - Date.parse(`${first.slice(0, 19)}Z`)) / 1000;
  return seconds * 1e9 + Number(last.slice(20, 29)) - Number(first.slice(20, 29));
}

function counted(n: number, what: string): string {
  return `${grouped(n)} ${what}${n === 1 ? "" : "s"}`;
}

function byCount(counts: ReadonlyMap<string, number>): Cell[][] {
  return [...counts]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .map(([name, n]) => [figure(grouped(n)), words(name)]);
}

function outcomes({ opened, closed }: Tally): Cell[][] {
  const left = byCount(opened);
  const right = byCount(closed);
  const none: Cell[] = [words(""), words("")];
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) => [
    ...(left[i] ?? none),
    ...(right[i] ?? none),
  ]);
}

function largest({ largest: { kept } }: Tally): Cell[][] {
  return kept.map(({ rank, item }) => [
    figure(formatBytes(rank)),
    figure(`${grouped(item.packets)} packets`),
    figure(item.seconds === undefined ? "" : formatDuration(item.seconds * 1e9)),
    words(`stream ${item.stream}`, "dim"),
    words(item.ends),
  ]);
}

function hosts({ hosts: all }: Tally): Cell[][] {
  return all
    .top(TOP_HOSTS)
    .map(({ address, bytes, flows }) => [
      figure(formatBytes(bytes)),
      figure(`${grouped(flows)} ${flows === 1 ? "connection" : "connections"}`),
      words(address),
    ]);
}

function hostsNote({ hosts: { error } }: Tally): string {
  return error === 0 ? "" : ` (too many to count all: up to ${formatBytes(error)} too much)`;
}

function slowest({ slowest: { kept } }: Tally): Cell[][] {
  return kept.map(({ rank, item }) => [
    figure(formatDuration(rank)),
    words(`stream ${item.stream}`, "dim"),
    words(item.ends),
  ]);
}

function resent({ resent: { kept } }: Tally): Cell[][] {
  return kept
    .filter(({ rank }) => rank > 0)
    .map(({ rank, item }) => [
      figure(formatShare(rank)),
      figure(`${grouped(item.again)} of ${grouped(item.all)}`),
      words(`by the ${item.sender}`),
      words(`stream ${item.stream}`, "dim"),
      words(item.ends),
    ]);
}

function anomalies({ anomalies: kinds }: Tally): Cell[][] {
  return [...kinds]
    .sort(([a, { n }], [b, { n: m }]) => m - n || (a < b ? -1 : 1))
    .map(([kind, { n, flows }]) => [
      figure(grouped(n)),
      words(kind),
      words(`in ${grouped(flows)} ${flows === 1 ? "connection" : "connections"}`, "dim"),
    ]);
}

function stalls({ stalls: sums }: Tally): Cell[][] {
  return [...sums]
    .sort(([, { total: a }], [, { total: b }]) => b - a)
    .map(([cause, { n, total, longest, stream }]) => [
      figure(formatDuration(total)),
      words(cause.replaceAll("_", " ")),
      figure(`${grouped(n)} ${n === 1 ? "time" : "times"}`),
      words(`longest ${formatDuration(longest)}, stream ${stream}`, "dim"),
    ]);
}

function judgements({ report }: PhaseEventOf<"capture_end">): Cell[][] {
  return report.judgements.map(({ question, answer, because }) => [
    words(question.replaceAll("_", " ")),
    words(answer, answer === "yes" ? "green" : answer === "no" ? "red" : "yellow"),
    words(because.map((reason) => reason.replaceAll("_", " ")).join(", "), "dim"),
  ]);
}

function errors({ errors: messages }: Tally, paint: Painter, width: number): string {
  const lines = messages.flatMap((message) => wrap(`error: ${message}`, width));
  return lines.length === 0 ? "" : `\n${lines.map((line) => `${paint(line, "red")}\n`).join("")}`;
}
