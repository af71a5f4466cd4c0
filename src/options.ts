/**
 * What a run is asked for, checked once at its beginning.
 */
import * as v from "valibot";
import type { FlowKeyPart } from "./capture/decoder.ts";
import {
  type Detail,
  detailLevels,
  type EventKind,
  eventKinds,
  kindsOfDetail,
  unconditionalKinds,
} from "./events/mod.ts";
import { defaultTrackerOptions, type TrackerOptions } from "./tcp/options.ts";
import { NANOSECONDS } from "./tcp/time.ts";

export { type Detail, detailLevels, type EventKind, eventKinds, type FlowKeyPart };

/** What a flow key can have besides addresses and ports. */
export const flowKeyParts = ["vlan", "vni"] as const satisfies readonly FlowKeyPart[];

/** Options of {@link Analyzer}, `analyze` and the streams. */
export interface AnalyzeOptions {
  /**
   * How much is reported: a line for each connection (`flow`), for each phase event of it (`phase`, the default),
   * or also for each TCP packet (`segment`).
   */
  readonly detail?: Detail | undefined;
  /** Exactly these kinds instead; `capture_start`, `error` and `capture_end` come in any case. */
  readonly events?: readonly EventKind[] | undefined;
  /** Live connections at most; the least recently used one is ended for a new one. Default 1,000,000; 0: no limit. */
  readonly maxFlows?: number | undefined;
  /** When a connection is over, in seconds of capture time, fractions allowed; 0: never. */
  readonly timeouts?: TimeoutOptions | undefined;
  /** Seconds of capture time without payload that end a turn of data; default 1; 0: never. */
  readonly turnIdle?: number | undefined;
  /** Seconds that a turn of data lasts at most; default 10; 0: no limit. */
  readonly turnLimit?: number | undefined;
  /** MiB that connections share for what only some of them need; default 64; 0: no limit. */
  readonly pool?: number | undefined;
  /**
   * Seconds of capture time after which an `update` tells how a connection stands that had packets; default 0: never.
   * With {@link AnalyzeOptions.events} the list has to name `update`, too.
   */
  readonly update?: number | undefined;
  /** Lines of anomalies that a connection has at most; its counts go on. Default 1,000; 0: no limit. */
  readonly maxAnomalies?: number | undefined;
  /** Seconds from which on a pause of a connection counts as a stall; default 0.2; 0: never. */
  readonly stall?: number | undefined;
  /** Seed of the Community IDs, 0 to 65,535: the one that the other tools were given; default 0. */
  readonly communityIdSeed?: number | undefined;
  /**
   * What tells connections apart besides addresses and ports: the ids of all VLANs around a packet (`vlan`), the numbers of
   * virtual networks of VXLAN and Geneve (`vni`). Default nothing.
   */
  readonly flowKey?: readonly FlowKeyPart[] | undefined;
}

/** Seconds of capture time; 0: never. */
export interface TimeoutOptions {
  /** From the last SYN or SYN-ACK of a connection that is not established; default 130. */
  readonly halfOpen?: number | undefined;
  /** From the last packet; default 7,440. */
  readonly established?: number | undefined;
  /** From the last packet, once a FIN was seen; default 240. */
  readonly fin?: number | undefined;
  /** From the end of a closed or reset connection, for its late segments; default 5. */
  readonly linger?: number | undefined;
}

/** Options of the stage that reads a file. */
export interface SourceOptions extends Pick<AnalyzeOptions, "flowKey"> {
  /** What `capture_start` calls the file; default `-`. */
  readonly name?: string | undefined;
}

/** Options of the functions that read one file and report on it. */
export interface FileOptions extends AnalyzeOptions, SourceOptions {}

/** The longest time that an option takes: its nanoseconds are exact. */
export const MAX_SECONDS = 9_000_000;
/** The greatest seed of Community IDs: it has 16 bits. */
export const MAX_COMMUNITY_ID_SEED = 65_535;

const seconds = () => v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_SECONDS)));
const flowKey = () => v.optional(v.array(v.picklist(flowKeyParts)));
const count = (max = Number.MAX_SAFE_INTEGER) =>
  v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(max)));

const analyzeEntries = {
  detail: v.optional(v.picklist(detailLevels)),
  events: v.optional(v.array(v.picklist(eventKinds))),
  maxFlows: count(),
  timeouts: v.optional(
    v.strictObject({ halfOpen: seconds(), established: seconds(), fin: seconds(), linger: seconds() }),
  ),
  turnIdle: seconds(),
  turnLimit: seconds(),
  pool: count(),
  update: seconds(),
  maxAnomalies: count(),
  stall: seconds(),
  communityIdSeed: count(MAX_COMMUNITY_ID_SEED),
  flowKey: flowKey(),
};
const sourceEntries = { name: v.optional(v.string(), "-"), flowKey: flowKey() };

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

/** What a run of the tracker needs to know. */
export interface RunOptions {
  readonly kinds: ReadonlySet<EventKind>;
  readonly tracker: TrackerOptions;
  readonly flowKey: readonly FlowKeyPart[];
}

/** `given` in `unit`s, at least one; 0 means that there is no bound. */
function bound(given: number | undefined, unit: number, fallback: number): number {
  if (given === undefined) return fallback;
  return given === 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.round(given * unit));
}

function trackerOptionsOf(options: AnalyzeOptions): TrackerOptions {
  const defaults = defaultTrackerOptions;
  const time = (given: number | undefined, fallback: number): number => bound(given, NANOSECONDS, fallback);
  const { timeouts = {} } = options;
  return {
    maxFlows: bound(options.maxFlows, 1, defaults.maxFlows),
    timeouts: {
      halfOpen: time(timeouts.halfOpen, defaults.timeouts.halfOpen),
      established: time(timeouts.established, defaults.timeouts.established),
      fin: time(timeouts.fin, defaults.timeouts.fin),
      linger: time(timeouts.linger, defaults.timeouts.linger),
    },
    turnIdle: time(options.turnIdle, defaults.turnIdle),
    turnLimit: time(options.turnLimit, defaults.turnLimit),
    pool: bound(options.pool, 2 ** 20, defaults.pool),
    update: time(options.update, defaults.update),
    maxAnomalies: bound(options.maxAnomalies, 1, defaults.maxAnomalies),
    stall: time(options.stall, defaults.stall),
    steadyPath: defaults.steadyPath,
    communityIdSeed: options.communityIdSeed ?? defaults.communityIdSeed,
  };
}

function runOptionsOf(options: AnalyzeOptions): RunOptions {
  return { kinds: kindsOf(options), tracker: trackerOptionsOf(options), flowKey: options.flowKey ?? [] };
}

/**
 * What `options` ask for.
 * @throws {TypeError} if an option is unknown or has an impossible value
 */
export function runOptions(options: AnalyzeOptions): RunOptions {
  const checked = check(analyzeSchema, options);
  return runOptionsOf(checked);
}

/** What the stage that reads a file is asked for; errors as for {@link runOptions}. */
export function sourceOptions(options: SourceOptions): { name: string; flowKey: readonly FlowKeyPart[] } {
  const { name, flowKey = [] } = check(sourceSchema, options);
  return { name, flowKey };
}

/** Both at once; errors as for {@link runOptions}. */
export function fileOptions(options: FileOptions): { name: string; run: RunOptions } {
  const { name, ...rest } = check(fileSchema, options);
  return { name, run: runOptionsOf(rest) };
}
