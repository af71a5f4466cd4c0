/** Sums up the comparison by label and prints it. */

import { type WiresharkLabel, wiresharkLabels } from "../../../src/events/anomaly_kinds.ts";
import type { Difference } from "./model.ts";
import { ALL_REASONS } from "./reasons.ts";

/** The largest share of labelled frames that may stay unexplained. */
export const MAX_UNEXPLAINED_SHARE = 0.001;

const MAX_LISTED = 40;

interface Counts {
  theirs: number;
  ours: number;
  onlyTheirs: number;
  onlyOurs: number;
  explained: number;
}

/** What a comparison found; filled capture by capture. */
export class FlagReport {
  captures = 0;
  /** Frames with a TCP segment on either side. */
  frames = 0;
  /** Those with a label on either side. */
  labelled = 0;
  unexplainedFrames = 0;
  /** Numbers of duplicate ACKs, compared with what the rules count in tshark's streams. */
  numbers = 0;
  otherNumbers = 0;
  readonly byLabel = new Map<WiresharkLabel, Counts>(
    wiresharkLabels.map((label) => [label, { theirs: 0, ours: 0, onlyTheirs: 0, onlyOurs: 0, explained: 0 }]),
  );
  /** Labels by reason. */
  readonly byReason = new Map<string, number>();
  readonly unexplained: (Difference & { readonly file: string })[] = [];
  readonly failures: { readonly file: string; readonly message: string }[] = [];

  /** @param theirs,ours labels as bits */
  add(file: string, theirs: number, ours: number, differences: readonly Difference[]): void {
    this.frames++;
    if ((theirs | ours) !== 0) this.labelled++;
    for (const [i, label] of wiresharkLabels.entries()) {
      const counts = this.byLabel.get(label)!;
      counts.theirs += (theirs >>> i) & 1;
      counts.ours += (ours >>> i) & 1;
    }
    for (const difference of differences) {
      const { label, by, reason } = difference;
      const counts = this.byLabel.get(label)!;
      if (by === "us") counts.onlyOurs++;
      else counts.onlyTheirs++;
      if (reason === undefined) {
        this.unexplained.push({ file, ...difference });
        continue;
      }
      counts.explained++;
      this.byReason.set(reason, (this.byReason.get(reason) ?? 0) + 1);
    }
    if (differences.some(({ reason }) => reason === undefined)) this.unexplainedFrames++;
  }

  get unexplainedShare(): number {
    return this.labelled === 0 ? 0 : this.unexplainedFrames / this.labelled;
  }

  /** Nothing failed, and at most {@link MAX_UNEXPLAINED_SHARE} is unexplained; something was compared at all. */
  get passed(): boolean {
    const isFew = this.unexplainedShare <= MAX_UNEXPLAINED_SHARE;
    return this.frames > 0 && this.failures.length === 0 && isFew;
  }

  /** @param all list every unexplained label, not the first few */
  toString(all = false): string {
    const cell = (value: number | string): string => value.toString().padStart(12);
    const columns = ["tshark", "ours", "both", "only tshark", "only ours", "explained", "unexplained"];
    const lines = [`${"".padEnd(24)}${columns.map(cell).join("")}`];
    for (const [label, { theirs, ours, onlyTheirs, onlyOurs, explained }] of this.byLabel) {
      const open = onlyTheirs + onlyOurs - explained;
      const cells = [theirs, ours, theirs - onlyTheirs, onlyTheirs, onlyOurs, explained, open];
      lines.push(`${label.padEnd(24)}${cells.map(cell).join("")}`);
    }
    lines.push("", "labels of one side alone that are explained, by reason:");
    for (const { id, text } of ALL_REASONS) {
      const n = this.byReason.get(id) ?? 0;
      if (n > 0) lines.push(`${n.toString().padStart(9)}  ${id}: ${text}`);
    }
    const limit = all ? Number.POSITIVE_INFINITY : MAX_LISTED;
    if (this.unexplained.length > 0) {
      const shown = Math.min(limit, this.unexplained.length);
      lines.push("", `unexplained labels (${shown} of ${this.unexplained.length}):`);
      for (const { file, frame, label, by } of this.unexplained.slice(0, shown)) {
        lines.push(`  ${file} frame ${frame}: ${label} by ${by} alone`);
      }
    }
    if (this.failures.length > 0) {
      lines.push("", `failures (${this.failures.length}):`);
      for (const { file, message } of this.failures.slice(0, limit)) lines.push(`  ${file}: ${message}`);
    }
    lines.push(
      "",
      `numbers of duplicate ACKs compared ${this.numbers}, differing ${this.otherNumbers}`,
      `captures ${this.captures}, TCP frames ${this.frames}, labelled ${this.labelled}`,
      `unexplained ${this.unexplainedFrames} frames (${(this.unexplainedShare * 100).toFixed(4)} % of the labelled), ` +
        `failures ${this.failures.length}: ${this.passed ? "passed" : "FAILED"}`,
    );
    return `${lines.join("\n")}\n`;
  }
}
