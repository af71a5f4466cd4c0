/** What an anomaly rests on, in the few words that fit beside an arrow. */
import type { PhaseEventOf } from "../../events/mod.ts";
import { formatDuration, grouped } from "../layout/quantities.ts";

type Anomaly = PhaseEventOf<"anomaly">;
type Evidence = Anomaly["evidence"];

const bytes = (n: number): string => `${grouped(n)} B`;

/** Each field in words, in the order in which they are said. */
const WORDS: { readonly [K in keyof Evidence]-?: (value: NonNullable<Evidence[K]>) => string } = {
  original_frame: (frame) => `first in #${frame}`,
  resent_frame: (frame) => `sent again in #${frame}`,
  reset_frame: (frame) => `RST was #${frame}`,
  previous_flow: (flow) => `before: connection ${flow}`,
  since_ns: (ns) => `${formatDuration(ns)} ago`,
  threshold_ns: (ns) => `threshold ${formatDuration(ns)}`,
  place: (place) =>
    ({ before_tap: "before the tap", after_tap: "behind the tap", capture: "by the capture" })[place],
  seq: (seq) => `bytes from ${seq}`,
  seq_end: (end) => `up to ${end}`,
  expected_seq: (seq) => `expected ${seq}`,
  missing_bytes: (n) => `${bytes(n)} missing`,
  resent_bytes: (n) => `${bytes(n)} again`,
  new_bytes: (n) => `${bytes(n)} new`,
  ack: (ack) => `acked so far: ${ack}`,
  dup_acks: (n) => (n === 0 ? "" : `${n} duplicate ${n === 1 ? "ACK" : "ACKs"}`),
  sacked: (sacked) => (sacked ? "already acked by SACK" : ""),
  sacked_bytes: (n) => `${bytes(n)} acked by SACK`,
  bytes_in_flight: (n) => `${bytes(n)} in flight`,
  window: (n) => `window ${bytes(n)}`,
  window_edge: (edge) => `window ends at ${edge}`,
  beyond_bytes: (n) => `${bytes(n)} beyond`,
  proof: (proof) =>
    ({ timestamps: "proven by timestamps", ack: "proven by ACK", time: "by time alone" })[proof],
  via: (via) => via.replaceAll("_", " "),
  ttl: (ttl) => `TTL ${ttl}`,
  original_ttl: (ttl) => `its TTL ${ttl}`,
  cksum: (value) => `stored ${value}`,
  cksum_expected: (value) => `right ${value}`,
};

const FIELDS = Object.keys(WORDS) as (keyof Evidence)[];

/** Fields that a kind is not judged by, though it has them. */
const BESIDE: Partial<Record<Anomaly["kind"], readonly (keyof Evidence)[]>> = {
  window_update: ["ack"],
  zero_window: ["window"],
  zero_window_probe: ["window", "window_edge"],
  zero_window_probe_ack: ["window"],
  duplicate_ack: ["ack"],
  keep_alive: ["expected_seq"],
  keep_alive_ack: ["ack"],
};

/** The evidence of an anomaly, with commas between its parts; may be empty. */
export function evidenceWords({ kind, evidence }: Anomaly): string {
  const beside = BESIDE[kind] ?? [];
  const say = (field: keyof Evidence): string => {
    const value = evidence[field];
    if (value === undefined || beside.includes(field)) return "";
    // each field's words take its own type
    return (WORDS[field] as (value: unknown) => string)(value);
  };
  const { seq, seq_end: end } = evidence;
  const isRange = seq !== undefined && end !== undefined;
  return FIELDS.map((field) => {
    if (isRange && field === "seq") return `bytes ${seq}:${end}`;
    return isRange && field === "seq_end" ? "" : say(field);
  })
    .filter((words) => words !== "")
    .join(", ");
}
