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

export { type Detail, detailLevels, type EventKind, eventKinds };

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

/** Options of the stage that reads a file. */
export interface SourceOptions {
  /** What `capture_start` calls the file; default `-`. */
  readonly name?: string | undefined;
}

/** Options of the functions that read one file and report on it. */
export interface FileOptions extends AnalyzeOptions, SourceOptions {}

const analyzeEntries = {
  detail: v.optional(v.picklist(detailLevels)),
  events: v.optional(v.array(v.picklist(eventKinds))),
};
const sourceEntries = { name: v.optional(v.string(), "-") };

const analyzeSchema = v.strictObject(analyzeEntries);
const sourceSchema = v.strictObject(sourceEntries);
const fileSchema = v.strictObject({ ...analyzeEntries, ...sourceEntries });

function check<TEntries extends v.ObjectEntries>(
  schema: v.StrictObjectSchema<TEntries, undefined>,
  options: unknown,
): v.InferOutput<v.StrictObjectSchema<TEntries, undefined>> {
  const result = v.safeParse(schema, options);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue);
  const known = Object.keys(schema.entries).join(", ");
  if (path === null) throw new TypeError(`Cannot use the options: expected an object with ${known}`);
  if (!(path.split(".")[0]! in schema.entries)) {
    throw new TypeError(`Cannot use option "${path}": there are ${known}`);
  }
  throw new TypeError(`Cannot use option "${path}": expected ${issue.expected}, got ${issue.received}`);
}

function kindsOf(options: AnalyzeOptions): ReadonlySet<EventKind> {
  return new Set<EventKind>([
    ...unconditionalKinds,
    ...(options.events ?? kindsOfDetail[options.detail ?? "phase"]),
  ]);
}

/**
 * The kinds of events that `options` ask for.
 * @throws {TypeError} if an option is unknown or has an impossible value
 */
export function wantedKinds(options: AnalyzeOptions): ReadonlySet<EventKind> {
  return kindsOf(check(analyzeSchema, options));
}

/** The name that `options` give; errors as for {@link wantedKinds}. */
export function sourceName(options: SourceOptions): string {
  return check(sourceSchema, options).name;
}

/** Both at once; errors as for {@link wantedKinds}. */
export function fileOptions(options: FileOptions): { name: string; kinds: ReadonlySet<EventKind> } {
  const { name, ...rest } = check(fileSchema, options);
  return { name, kinds: kindsOf(rest) };
}
