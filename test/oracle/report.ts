/** Sums up a comparison and prints it. */

import type { Difference, Field, FramePair } from "./model.ts";
import { ALL_REASONS } from "./reasons.ts";

/** The largest share of compared frames that may stay unexplained. */
export const MAX_UNEXPLAINED_SHARE = 0.001;

const MAX_LISTED = 50;

export interface Unexplained extends Difference {
  readonly file: string;
  readonly frame: number;
}

/** What a comparison found; filled capture by capture. */
export class Report {
  readonly leftOut: ReadonlyMap<string, number>;
  captures = 0;
  /** Captures that the analyzer could not read to their end. */
  capturesWithErrors = 0;
  frames = 0;
  theirFrames = 0;
  ourFrames = 0;
  /** Frames with at least one difference that no reason explains. */
  unexplainedFrames = 0;
  readonly unexplained: Unexplained[] = [];
  readonly unexplainedByField = new Map<Field, number>();
  /** Frames by reason; a frame counts once for each reason that explains a field of it. */
  readonly byReason = new Map<string, number>();
  /** How often each field was compared. */
  readonly byField = new Map<Field, number>();
  /** Captures of which tshark reads another number of packets, for a reason or as the only one. */
  readonly notes: { readonly file: string; readonly message: string }[] = [];
  /** Crashes, hangs, broken output, and captures of which the analyzer reads another number of packets for no reason. */
  readonly failures: { readonly file: string; readonly message: string }[] = [];

  constructor(leftOut: ReadonlyMap<string, number> = new Map()) {
    this.leftOut = leftOut;
  }

  addFrame(
    file: string,
    pair: FramePair,
    found: readonly { difference: Difference; reason?: string }[],
  ): void {
    this.frames++;
    if (pair.theirs?.tcp !== undefined) this.theirFrames++;
    if (pair.ours !== undefined) this.ourFrames++;
    const reasons = new Set<string>();
    let unexplained = false;
    for (const { difference, reason } of found) {
      if (reason !== undefined) {
        reasons.add(reason);
        continue;
      }
      unexplained = true;
      this.unexplained.push({ file, frame: pair.number, ...difference });
      this.unexplainedByField.set(difference.field, (this.unexplainedByField.get(difference.field) ?? 0) + 1);
    }
    if (unexplained) this.unexplainedFrames++;
    for (const reason of reasons) this.byReason.set(reason, (this.byReason.get(reason) ?? 0) + 1);
  }

  get unexplainedShare(): number {
    return this.frames === 0 ? 0 : this.unexplainedFrames / this.frames;
  }

  /** Nothing failed, and at most {@link MAX_UNEXPLAINED_SHARE} is unexplained; something was compared at all. */
  get passed(): boolean {
    return this.frames > 0 && this.failures.length === 0 && this.unexplainedShare <= MAX_UNEXPLAINED_SHARE;
  }

  /** Everything, with all unexplained differences, for machines. */
  toJson(): string {
    const summary = {
      passed: this.passed,
      captures: this.captures,
      captures_with_errors: this.capturesWithErrors,
      frames: this.frames,
      tshark_frames: this.theirFrames,
      our_frames: this.ourFrames,
      unexplained_frames: this.unexplainedFrames,
      unexplained_share: this.unexplainedShare,
      left_out: [...this.leftOut].map(([reason, n]) => ({ reason, n })),
      reasons: ALL_REASONS.map(({ id }) => ({ reason: id, n: this.byReason.get(id) ?? 0 })),
      fields: [...this.byField].map(([field, n]) => ({ field, n })),
      unexplained: this.unexplained,
      notes: this.notes,
      failures: this.failures,
    };
    return `${JSON.stringify(summary, null, 1)}\n`;
  }

  toString(): string {
    const lines: string[] = [];
    const leftOut = [...this.leftOut].sort(([, a], [, b]) => b - a);
    const sum = leftOut.reduce((total, [, n]) => total + n, 0);
    lines.push(`left out: ${sum} files${sum > 0 ? ":" : ""}`);
    for (const [why, n] of leftOut) lines.push(`${n.toString().padStart(9)}  ${why}`);
    lines.push("", "frames whose differences are explained, by reason:");
    for (const { id, text } of ALL_REASONS) {
      lines.push(`${(this.byReason.get(id) ?? 0).toString().padStart(9)}  ${id}: ${text}`);
    }
    lines.push("", "times each field was compared, and differed without a reason:");
    for (const [field, n] of this.byField) {
      const differed = this.unexplainedByField.get(field) ?? 0;
      lines.push(`${n.toString().padStart(9)} ${differed.toString().padStart(7)}  ${field}`);
    }
    if (this.unexplained.length > 0) {
      lines.push(
        "",
        `unexplained differences (${Math.min(MAX_LISTED, this.unexplained.length)} of ${this.unexplained.length}):`,
      );
      for (const { file, frame, field, ours, theirs } of this.unexplained.slice(0, MAX_LISTED)) {
        lines.push(`  ${file} frame ${frame} ${field}: ours ${ours ?? "-"}, theirs ${theirs ?? "-"}`);
      }
    }
    if (this.notes.length > 0) {
      lines.push("", "captures of which tshark reads another number of packets:");
      for (const { file, message } of this.notes) lines.push(`  ${file}: ${message}`);
    }
    if (this.failures.length > 0) {
      lines.push("", `failures (${Math.min(MAX_LISTED, this.failures.length)} of ${this.failures.length}):`);
      for (const { file, message } of this.failures.slice(0, MAX_LISTED)) lines.push(`  ${file}: ${message}`);
    }
    lines.push(
      "",
      `captures ${this.captures} (${this.capturesWithErrors} cut off or corrupt), frames compared ${this.frames}, ` +
        `TCP frames of tshark ${this.theirFrames}, ours ${this.ourFrames}`,
      `unexplained ${this.unexplainedFrames} frames (${(this.unexplainedShare * 100).toFixed(4)} %), ` +
        `failures ${this.failures.length}: ${this.passed ? "passed" : "FAILED"}`,
    );
    return `${lines.join("\n")}\n`;
  }
}
