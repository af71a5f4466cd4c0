/** Sums up the comparison by connection and prints it. */

import type { Connection, Difference, Field, Finding } from "./model.ts";
import { ALL_REASONS } from "./reasons.ts";

/** The largest share of connections that may stay unexplained. */
export const MAX_UNEXPLAINED_SHARE = 0.005;

const MAX_LISTED = 40;

interface Unexplained extends Difference {
  readonly file: string;
  readonly flows: readonly number[];
  readonly streams: readonly number[];
}

/** What a comparison found; filled capture by capture. */
export class StreamReport {
  captures = 0;
  /** Captures whose `capture_end.stream_numbers` is `approximate`: numbers of streams were not compared. */
  approximate = 0;
  connections = 0;
  /** With one flow and one stream. */
  oneToOne = 0;
  flows = 0;
  streams = 0;
  unexplainedConnections = 0;
  readonly unexplained: Unexplained[] = [];
  readonly unexplainedByField = new Map<Field, number>();
  /** How often each field was compared. */
  readonly byField = new Map<Field, number>();
  /** Connections by reason; one counts once for each reason that explains a field of it. */
  readonly byReason = new Map<string, number>();
  readonly failures: { readonly file: string; readonly message: string }[] = [];

  add(file: string, connection: Connection, findings: readonly Finding[]): void {
    const { flows, streams } = connection;
    this.connections++;
    this.flows += flows.length;
    this.streams += streams.length;
    if (flows.length === 1 && streams.length === 1) this.oneToOne++;
    const reasons = new Set(findings.flatMap((finding) => finding.reasons));
    for (const reason of reasons) this.byReason.set(reason, (this.byReason.get(reason) ?? 0) + 1);
    const open = findings.filter((finding) => finding.reasons.length === 0);
    if (open.length > 0) this.unexplainedConnections++;
    for (const { difference } of open) {
      const { field } = difference;
      this.unexplainedByField.set(field, (this.unexplainedByField.get(field) ?? 0) + 1);
      this.unexplained.push({
        file,
        flows: flows.map(({ end }) => end.flow),
        streams: streams.map(({ number }) => number),
        ...difference,
      });
    }
  }

  get unexplainedShare(): number {
    return this.connections === 0 ? 0 : this.unexplainedConnections / this.connections;
  }

  /** Nothing failed, and at most {@link MAX_UNEXPLAINED_SHARE} is unexplained; something was compared at all. */
  get passed(): boolean {
    const isFew = this.unexplainedShare <= MAX_UNEXPLAINED_SHARE;
    return this.connections > 0 && this.failures.length === 0 && isFew;
  }

  /** @param all list every unexplained difference, not the first few */
  toString(all = false): string {
    const count = (n: number): string => n.toString().padStart(9);
    const lines = ["connections whose differences are explained, by reason:"];
    for (const { id, text } of ALL_REASONS) {
      const n = this.byReason.get(id) ?? 0;
      if (n > 0) lines.push(`${count(n)}  ${id}: ${text}`);
    }
    lines.push("", "times each field was compared, and differed without a reason:");
    for (const [field, n] of this.byField) {
      lines.push(`${count(n)} ${(this.unexplainedByField.get(field) ?? 0).toString().padStart(7)}  ${field}`);
    }
    const limit = all ? Number.POSITIVE_INFINITY : MAX_LISTED;
    if (this.unexplained.length > 0) {
      const shown = Math.min(limit, this.unexplained.length);
      lines.push("", `unexplained differences (${shown} of ${this.unexplained.length}):`);
      for (const { file, frame, flows, streams, field, ours, theirs } of this.unexplained.slice(0, shown)) {
        lines.push(
          `  ${file} frame ${frame} (flow ${flows.join(",") || "-"}, stream ${streams.join(",") || "-"}) ` +
            `${field}: ours ${ours ?? "-"}, theirs ${theirs ?? "-"}`,
        );
      }
    }
    if (this.failures.length > 0) {
      lines.push("", `failures (${this.failures.length}):`);
      for (const { file, message } of this.failures.slice(0, limit)) lines.push(`  ${file}: ${message}`);
    }
    lines.push(
      "",
      `captures ${this.captures} (${this.approximate} with approximate stream numbers), connections compared ` +
        `${this.connections}, one to one ${this.oneToOne}; our flows ${this.flows}, streams of tshark ${this.streams}`,
      `unexplained ${this.unexplainedConnections} connections (${(this.unexplainedShare * 100).toFixed(4)} %), ` +
        `failures ${this.failures.length}: ${this.passed ? "passed" : "FAILED"}`,
    );
    return `${lines.join("\n")}\n`;
  }
}
