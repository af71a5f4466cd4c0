/** Sums up the comparison with the index and prints it. */

import { ALL_REASONS as FRAME_REASONS } from "../reasons.ts";
import { ALL_REASONS as STREAM_REASONS } from "../streams/reasons.ts";
import { COUNTS, type Count, type Counted, type Part } from "./model.ts";
import { FLOW_REASONS, PACKET_REASONS, TCP_REASONS } from "./reasons.ts";

const MAX_LISTED = 60;
const MAX_FRAMES = 10;

const TEXTS: ReadonlyMap<string, string> = new Map(
  [...PACKET_REASONS, ...TCP_REASONS, ...FRAME_REASONS, ...STREAM_REASONS, ...FLOW_REASONS].map(
    ({ id, text }) => [id, text],
  ),
);

interface Totals {
  index: number;
  tshark: number;
  ours: number;
  /** Captures of which all sides have the same number. */
  equal: number;
  /** Captures whose differences all have reasons. */
  explained: number;
  unexplained: number;
  readonly byReason: Map<string, { captures: number; surplus: number }>;
}

function emptyTotals(): Totals {
  return { index: 0, tshark: 0, ours: 0, equal: 0, explained: 0, unexplained: 0, byReason: new Map() };
}

function isOpen({ parts, complaints }: Counted): boolean {
  return complaints.length > 0 || parts.some(({ reason }) => reason === undefined);
}

function signed(n: number): string {
  return n > 0 ? `+${n}` : `${n}`;
}

/** What a comparison found; filled capture by capture. */
export class IndexReport {
  captures = 0;
  readonly totals: Readonly<Record<Count, Totals>> = {
    packets: emptyTotals(),
    tcp_packets: emptyTotals(),
    flows: emptyTotals(),
  };
  /** Captures with one line each. */
  readonly rows: string[] = [];
  readonly unexplained: string[] = [];
  /** Crashes, broken output and counts that do not go together. */
  readonly failures: string[] = [];

  add(path: string, counts: readonly Counted[], failures: readonly string[] = []): void {
    this.captures++;
    this.failures.push(...failures.map((failure) => `${path}: ${failure}`));
    for (const counted of counts) this.#add(path, counted);
    const cells = counts.map(({ index, tshark, ours }) => `${index ?? "-"}/${tshark}/${ours}`);
    this.rows.push(
      `${path}\t${cells.join("\t")}\t${counts.some(isOpen) ? "UNEXPLAINED" : reasonsOf(counts)}`,
    );
  }

  #add(path: string, counted: Counted): void {
    const { count, index, tshark, ours, parts, complaints } = counted;
    const totals = this.totals[count];
    totals.index += index ?? 0;
    totals.tshark += tshark;
    totals.ours += ours;
    if (isOpen(counted)) totals.unexplained++;
    else if (parts.length > 0) totals.explained++;
    else totals.equal++;
    const met = new Set<string>();
    for (const { reason, surplus } of parts) {
      if (reason === undefined) continue;
      const sum = totals.byReason.get(reason) ?? { captures: 0, surplus: 0 };
      totals.byReason.set(reason, sum);
      sum.surplus += surplus;
      if (!met.has(reason)) sum.captures++;
      met.add(reason);
    }
    for (const complaint of complaints) this.unexplained.push(`${path} ${count}: ${complaint}`);
    for (const open of [parts.filter(isOpenSurplus), parts.filter(isOpenLack)]) {
      if (open.length > 0) this.unexplained.push(`${path} ${count}: ${placeOf(open)}`);
    }
  }

  get passed(): boolean {
    return this.captures > 0 && this.failures.length === 0 && this.unexplained.length === 0;
  }

  /** @param all list each capture, and every unexplained difference, not the first few */
  toString(all = false): string {
    const cell = (value: number | string): string => `${value}`.padStart(12);
    const lines = all ? ["path\tpackets (index/tshark/ours)\tTCP packets\tflows\t", ...this.rows, ""] : [];
    lines.push(
      `${"".padEnd(12)}${["index", "tshark", "ours", "equal", "explained", "unexplained"].map(cell).join("")}`,
    );
    for (const count of COUNTS) {
      const { index, tshark, ours, equal, explained, unexplained } = this.totals[count];
      const cells = [index, tshark, ours, equal, explained, unexplained].map(cell);
      lines.push(`${count.padEnd(12)}${cells.join("")}`);
    }
    for (const count of COUNTS) {
      const byReason = [...this.totals[count].byReason].sort(([, a], [, b]) => b.captures - a.captures);
      if (byReason.length === 0) continue;
      lines.push("", `${count}: captures, and how many more tshark (or the index) has, by reason`);
      for (const [id, { captures, surplus }] of byReason) {
        const text = id
          .split(" + ")
          .map((one) => `${one}: ${TEXTS.get(one) ?? ""}`)
          .join("; ");
        lines.push(`${captures.toString().padStart(6)} ${signed(surplus).padStart(7)}  ${text}`);
      }
    }
    for (const [title, list] of [
      ["unexplained", this.unexplained],
      ["failures", this.failures],
    ] as const) {
      if (list.length === 0) continue;
      const shown = all ? list.length : Math.min(MAX_LISTED, list.length);
      lines.push("", `${title} (${shown} of ${list.length}):`, ...list.slice(0, shown).map((l) => `  ${l}`));
    }
    lines.push(
      "",
      `captures ${this.captures}, unexplained ${this.unexplained.length}, failures ${this.failures.length}: ` +
        `${this.passed ? "passed" : "FAILED"}`,
    );
    return `${lines.join("\n")}\n`;
  }
}

function reasonsOf(counts: readonly Counted[]): string {
  const reasons = new Set(counts.flatMap(({ parts }) => parts.flatMap(({ reason }) => reason ?? [])));
  return reasons.size === 0 ? "equal" : [...reasons].join(", ");
}

function isOpenSurplus({ surplus, reason }: Part): boolean {
  return reason === undefined && surplus > 0;
}

function isOpenLack({ surplus, reason }: Part): boolean {
  return reason === undefined && surplus < 0;
}

function placeOf(parts: readonly Part[]): string {
  const surplus = parts.reduce((sum, part) => sum + part.surplus, 0);
  const more = surplus > 0 ? `they have ${surplus} more` : `we have ${-surplus} more`;
  const frames = parts.flatMap(({ frame }) => frame ?? []);
  const shown = frames.slice(0, MAX_FRAMES).join(", ");
  return frames.length === 0 ? more : `${more}, frames ${shown}${frames.length > MAX_FRAMES ? " …" : ""}`;
}
