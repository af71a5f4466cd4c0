/** Sums up the comparison with tcptrace and prints it. */
import type { Pair } from "./connections.ts";
import type { Difference, Field } from "./differences.ts";
import { TCPTRACE_REASONS, tcptraceReasons } from "./reasons.ts";

/** The largest share of connections that may stay unexplained. */
export const MAX_UNEXPLAINED_SHARE = 0.005;

const MAX_LISTED = 40;

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** What a comparison found; filled capture by capture. */
export class TcptraceReport {
  captures = 0;
  /** Captures that tcptrace does not read. */
  leftOut = 0;
  connections = 0;
  oneToOne = 0;
  unexplainedConnections = 0;
  readonly unexplained: (Difference & { readonly file: string; readonly flows: readonly number[] })[] = [];
  readonly byField = new Map<Field, number>();
  readonly differedByField = new Map<Field, number>();
  readonly unexplainedByField = new Map<Field, number>();
  /** Connections by reason. */
  readonly byReason = new Map<string, number>();
  readonly failures: { readonly file: string; readonly message: string }[] = [];

  compared(field: Field): void {
    count(this.byField, field);
  }

  add(file: string, pair: Pair, all: readonly Difference[]): void {
    this.connections++;
    if (pair.flows.length === 1 && pair.theirs.length === 1) this.oneToOne++;
    const reasons = new Set<string>();
    let isOpen = false;
    for (const difference of all) {
      count(this.differedByField, difference.field);
      const found = tcptraceReasons(pair, difference);
      for (const { id } of found) reasons.add(id);
      if (found.length === 0) {
        isOpen = true;
        count(this.unexplainedByField, difference.field);
        this.unexplained.push({ file, flows: pair.flows.map(({ end }) => end.flow), ...difference });
      }
    }
    if (isOpen) this.unexplainedConnections++;
    for (const reason of reasons) count(this.byReason, reason);
  }

  get unexplainedShare(): number {
    return this.connections === 0 ? 0 : this.unexplainedConnections / this.connections;
  }

  get passed(): boolean {
    const isFew = this.unexplainedShare <= MAX_UNEXPLAINED_SHARE;
    return this.connections > 0 && this.failures.length === 0 && isFew;
  }

  /** @param all list every unexplained difference, not the first few */
  toString(all = false): string {
    const number = (n: number | undefined, width = 9): string => (n ?? 0).toString().padStart(width);
    const lines = ["connections whose differences are explained, by reason:"];
    for (const { id, text } of TCPTRACE_REASONS) {
      const n = this.byReason.get(id) ?? 0;
      if (n > 0) lines.push(`${number(n)}  ${id}: ${text}`);
    }
    lines.push("", "times each field was compared, differed, and differed without a reason:");
    for (const [field, n] of this.byField) {
      const differed = number(this.differedByField.get(field), 8);
      lines.push(`${number(n)}${differed}${number(this.unexplainedByField.get(field), 8)}  ${field}`);
    }
    const limit = all ? Number.POSITIVE_INFINITY : MAX_LISTED;
    if (this.unexplained.length > 0) {
      const shown = Math.min(limit, this.unexplained.length);
      lines.push("", `unexplained differences (${shown} of ${this.unexplained.length}):`);
      for (const { file, from, flows, field, ours, theirs } of this.unexplained.slice(0, shown)) {
        lines.push(
          `  ${file} ${from} (flow ${flows.join(",") || "-"}) ${field}: ours ${ours}, theirs ${theirs}`,
        );
      }
    }
    if (this.failures.length > 0) {
      lines.push("", `failures (${this.failures.length}):`);
      for (const { file, message } of this.failures.slice(0, limit)) lines.push(`  ${file}: ${message}`);
    }
    lines.push(
      "",
      `captures ${this.captures} (${this.leftOut} not read by tcptrace), pairs of ends ${this.connections}, one to one ` +
        `${this.oneToOne}; unexplained ${this.unexplainedConnections} (${(this.unexplainedShare * 100).toFixed(4)} %), ` +
        `failures ${this.failures.length}: ${this.passed ? "passed" : "FAILED"}`,
    );
    return `${lines.join("\n")}\n`;
  }
}
