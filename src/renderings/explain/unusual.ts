/** What was unusual, and on what that rests. */
import type { PhaseEventOf } from "../../events/mod.ts";
import { clauses } from "./clauses.ts";
import { hintTexts } from "./hint_texts.ts";
import type { Texts } from "./lang/en.ts";
import type { Statement } from "./statement.ts";
import type { Story } from "./story.ts";

type FlowEnd = PhaseEventOf<"flow_end">;
type Anomaly = PhaseEventOf<"anomaly">;
type Evidence = Anomaly["evidence"];

/** Nothing is wrong with these. */
const HARMLESS: ReadonlySet<Anomaly["kind"]> = new Set<Anomaly["kind"]>([
  "duplicate_packet",
  "keep_alive",
  "keep_alive_ack",
  "window_update",
]);

export function unusual(story: Story, end: FlowEnd, t: Texts): Statement[] {
  const statements: Statement[] = [];
  for (const { kind, dir, n } of end.anomalies ?? []) {
    const side = dir === "c2s" ? "client" : "server";
    const first = story.anomalies.get(`${kind} ${dir}`);
    const words = [first ? t.anomaly(kind, n, side) : t.anomalyUnplaced(kind, n, side), t.kinds[kind]];
    if (first) words.push(...evidenceTexts(first, t));
    statements.push({
      frame: first?.frame,
      rel: first?.rel_ns,
      text: t.sentences(words),
      clauses: clauses.kinds[kind],
      isWarning: !HARMLESS.has(kind),
    });
  }
  statements.sort((a, b) => (a.frame ?? Infinity) - (b.frame ?? Infinity));
  for (const [side, way] of [
    ["client", end.c2s],
    ["server", end.s2c],
  ] as const) {
    const lost = [way.lost_before_tap, way.lost_after_tap, way.lost_by_capture, way.lost_unknown].map(
      (n) => n ?? 0,
    );
    if (lost.some((n) => n > 0)) {
      statements.push({ text: t.lost(side, lost[0]!, lost[1]!, lost[2]!, lost[3]!), isWarning: true });
    }
    const { retrans_wire_segments: again, wire_segments: all, retrans_ppm: ppm } = way;
    if (again !== undefined && all !== undefined && ppm !== undefined) {
      statements.push({ text: t.retransRate(side, again, all, ppm), isWarning: true });
    }
  }
  const resetHints = new Set(story.resets.flatMap(({ hints = [] }) => hints.map(({ hint }) => hint)));
  const others = end.hints?.filter(({ hint }) => !resetHints.has(hint));
  for (const text of hintTexts(others, t)) statements.push({ text, isWarning: true });
  return statements.length > 0 ? statements : [{ text: t.nothingUnusual }];
}

const FIELDS: readonly (keyof Evidence)[] = [
  "original_frame",
  "resent_frame",
  "reset_frame",
  "since_ns",
  "previous_flow",
  "place",
  "seq",
  "seq_end",
  "expected_seq",
  "missing_bytes",
  "resent_bytes",
  "new_bytes",
  "ack",
  "dup_acks",
  "sacked",
  "sacked_bytes",
  "bytes_in_flight",
  "window",
  "window_edge",
  "beyond_bytes",
  "via",
  "ttl",
  "original_ttl",
  "cksum",
  "cksum_expected",
  "threshold_ns",
  "proof",
];

function evidenceTexts({ evidence }: Anomaly, t: Texts): string[] {
  const parts = FIELDS.flatMap((field) => {
    const value = evidence[field];
    if (value === undefined) return [];
    // each field's words take its own type
    const words = (t.evidence[field] as (value: unknown) => string)(value);
    return words === "" ? [] : [words];
  });
  return parts.length > 0 ? [t.evidenceList(parts)] : [];
}
