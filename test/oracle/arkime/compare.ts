/**
 * Compares connections with the sessions that Arkime is expected to store (`NAME.test` beside `NAME.pcap`).
 *
 *     bun test/oracle/arkime/compare.ts [FOLDER]
 *
 * Default: Arkime's folder of ../shared/captures. Counts of flags, packets and payload, the initial sequence numbers,
 * the round trip of the handshake and the Community ID are compared; byte counts of packets are not, since Arkime's
 * hold link headers. Exit status: 0 when every difference is explained by a condition of reasons.ts, 1 when not.
 */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CAPTURES, readCaptureFile, selectCaptures } from "../captures.ts";
import { analyzeCapture } from "../streams/ours.ts";
import { matchSessions } from "./connections.ts";
import { type ArkimeDifference, type ArkimeField, differences } from "./differences.ts";
import { ARKIME_REASONS, arkimeReason } from "./reasons.ts";
import { readSessions } from "./sessions.ts";

/** Arkime's captures, if they are there. */
export const ARKIME_CAPTURES = join(CAPTURES, "arkime+arkime", "tests", "pcap");

export interface ArkimeReport {
  captures: number;
  /** Stored without a packet: nothing to compare. */
  emptySessions: number;
  connections: number;
  readonly byField: Map<ArkimeField, number>;
  readonly byReason: Map<string, number>;
  readonly unexplained: (ArkimeDifference & { readonly file: string; readonly flows: readonly number[] })[];
  readonly failures: string[];
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Compares all captures below `folder` that we read and that have expected sessions. */
export function compareArkime(folder: string): ArkimeReport {
  const report: ArkimeReport = {
    captures: 0,
    emptySessions: 0,
    connections: 0,
    byField: new Map(),
    byReason: new Map(),
    unexplained: [],
    failures: [],
  };
  for (const file of selectCaptures([folder]).files) {
    const expected = file.replace(/\.pcap(ng)?(\.gz|\.zst)?$/, ".test");
    if (expected === file || !existsSync(expected)) continue;
    report.captures++;
    const sessions = readSessions(readFileSync(expected, "utf8"));
    report.emptySessions += sessions.filter(({ packetPos }) => packetPos.length === 0).length;
    const ours = analyzeCapture(file, readCaptureFile(file));
    for (const failure of ours.failures) report.failures.push(`${file}: ${failure}`);
    for (const connection of matchSessions(sessions, ours)) {
      report.connections++;
      const reasons = new Set<string>();
      for (const difference of differences(connection, (field) => count(report.byField, field))) {
        const reason = arkimeReason(connection, difference);
        if (reason !== undefined) reasons.add(reason.id);
        else {
          const flows = connection.flows.map(({ end }) => end.flow);
          report.unexplained.push({ file, flows, ...difference });
        }
      }
      for (const reason of reasons) count(report.byReason, reason);
    }
  }
  return report;
}

export function printArkime(report: ArkimeReport): string {
  const number = (n: number): string => n.toString().padStart(9);
  const lines = ["connections whose differences are explained, by reason:"];
  for (const { id, text } of ARKIME_REASONS) {
    lines.push(`${number(report.byReason.get(id) ?? 0)}  ${id}: ${text}`);
  }
  lines.push("", "times each field was compared, and differed without a reason:");
  for (const [field, n] of report.byField) {
    const open = report.unexplained.filter((difference) => difference.field === field).length;
    lines.push(`${number(n)} ${open.toString().padStart(7)}  ${field}`);
  }
  for (const { file, flows, field, ours, theirs } of report.unexplained) {
    lines.push(
      `  ${file} flow ${flows.join(",") || "-"} ${field}: ours ${ours ?? "-"}, theirs ${theirs ?? "-"}`,
    );
  }
  lines.push(
    ...report.failures,
    "",
    `captures ${report.captures}, connections ${report.connections}, sessions without packets ${report.emptySessions}, ` +
      `unexplained differences ${report.unexplained.length}, failures ${report.failures.length}`,
  );
  return `${lines.join("\n")}\n`;
}

if (process.argv[1] === import.meta.filename) {
  const report = compareArkime(process.argv[2] ?? ARKIME_CAPTURES);
  process.stdout.write(printArkime(report));
  process.exitCode = report.unexplained.length + report.failures.length === 0 ? 0 : 1;
}
