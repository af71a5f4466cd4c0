/** The kinds of events and what selects them. Free of valibot: the default path of a run needs no schema. */

/** Raised when a release changes a field's name, type or meaning. */
export const SCHEMA_VERSION = 1;

/** Every kind of event, in the order in which a capture usually shows them. */
export const eventKinds = [
  "capture_start",
  "midstream",
  "syn",
  "syn_ack",
  "established",
  "data",
  "fin",
  "fin_ack",
  "closed",
  "reset",
  "anomaly",
  "segment",
  "update",
  "flow_end",
  "error",
  "capture_end",
] as const;

/** Value of the field `event`. */
export type EventKind = (typeof eventKinds)[number];

/** How much is printed: one line a flow, one a phase of it, or one a segment. */
export const detailLevels = ["flow", "phase", "segment"] as const;

export type Detail = (typeof detailLevels)[number];

/** Printed at every level and whatever kinds are asked for: without them a reader cannot tell what it reads. */
export const unconditionalKinds = ["error", "capture_start", "capture_end"] as const satisfies EventKind[];

/** The kinds that each level prints. */
export const kindsOfDetail: Readonly<Record<Detail, readonly EventKind[]>> = {
  flow: eventKinds.filter((kind) => kind === "flow_end" || kind === "update" || isUnconditional(kind)),
  phase: eventKinds.filter((kind) => kind !== "segment"),
  segment: eventKinds,
};

function isUnconditional(kind: EventKind): boolean {
  return (unconditionalKinds as readonly EventKind[]).includes(kind);
}
