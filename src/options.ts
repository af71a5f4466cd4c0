/**
 * What a run is asked for, checked once at its beginning.
 */
import * as v from "valibot";
import {
  type Detail,
  detailLevels,
  type EventKind,
  eventKinds,
  kindsOfDetail,
  unconditionalKinds,
} from "./events/mod.ts";

/** Options of {@link Analyzer}, `analyze` and the streams. */
export interface AnalyzeOptions {
  /**
   * How much is reported: a line for each connection (`flow`), for each phase event of it (`phase`, the default),
   * or also for each TCP packet (`segment`).
   */
  readonly detail?: Detail | undefined;
  /** Exactly these kinds instead; `capture_start`, `error` and `capture_end` come in any case. */
  readonly events?: readonly EventKind[] | undefined;
}

const optionsSchema = v.strictObject({
  detail: v.optional(v.picklist(detailLevels)),
  events: v.optional(v.array(v.picklist(eventKinds))),
});

/**
 * The kinds of events that `options` ask for.
 * @throws {TypeError} if an option is unknown or has an impossible value
 */
export function wantedKinds(options: AnalyzeOptions): ReadonlySet<EventKind> {
  const result = v.safeParse(optionsSchema, options);
  if (!result.success) {
    const issue = result.issues[0];
    throw new TypeError(`Cannot use option "${v.getDotPath(issue) ?? ""}": ${issue.message}`);
  }
  const { detail, events } = result.output;
  return new Set<EventKind>([...unconditionalKinds, ...(events ?? kindsOfDetail[detail ?? "phase"])]);
}
