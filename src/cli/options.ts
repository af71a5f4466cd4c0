import { parseArgs } from "node:util";
import * as v from "valibot";
import {
  type AnalyzeOptions,
  detailLevels,
  eventKinds,
  flowKeyParts,
  MAX_COMMUNITY_ID_SEED,
  MAX_SECONDS,
} from "../options.ts";
import { type FormatName, formatNames, kindsOfFormat } from "../renderings/kinds.ts";
import { type Language, languages } from "../renderings/rendering.ts";
import { AddressRange } from "../selection/mod.ts";

/** The command line is wrong; the message is one line that says what to do. */
export class UsageError extends Error {}

/** When the progress of a run is shown. */
export const progressModes = ["auto", "always", "never"] as const;
export type ProgressMode = (typeof progressModes)[number];

/** When a format for people has colours. */
export const colorModes = ["auto", "always", "never"] as const;
export type ColorMode = (typeof colorModes)[number];

/** Formats for people, and for machines. */
const outputFormats = ["ndjson", ...formatNames] as const;

/** A format for people, and how it is to look. */
export interface RenderedFormat {
  readonly name: FormatName;
  readonly color: ColorMode;
  /** Columns; absent: the terminal's. */
  readonly width?: number | undefined;
  readonly timeZone?: string | undefined;
  readonly interfaceNames: ReadonlyMap<string, string>;
  readonly lang: Language;
}

/** Which of the events are printed. */
export interface SelectionRequest {
  readonly streams?: readonly number[] | undefined;
  /** Each an address, or one with a prefix length. */
  readonly hosts?: readonly string[] | undefined;
  readonly ports?: readonly number[] | undefined;
  /** An expression that nobody looked at yet. */
  readonly filter?: string | undefined;
  /** Events at most, from 1; absent: no limit. */
  readonly limit?: number | undefined;
}

/** A command line that asks for an analysis. */
export interface RunOptions {
  readonly action: "run";
  /** Paths in the order given; `-` is standard input. Never empty. */
  readonly files: readonly string[];
  /** Path of the output; absent, also for `-`: standard output. */
  readonly output?: string;
  readonly progress: ProgressMode;
  /** What the run has seen is told at its end, on standard error; absent: it is not. */
  readonly summary?: true;
  /** The files are parallel captures: their packets are taken in the order of their times. */
  readonly merge: boolean;
  /** How events are printed; absent: NDJSON. */
  readonly format?: RenderedFormat;
  /** Absent: all are printed. */
  readonly selection?: SelectionRequest;
  /** Options of the analysis itself; what was not given is left out. */
  readonly analysis: AnalyzeOptions;
}

/** What a command line asks for. */
export type Options = RunOptions | { readonly action: "help" | "version" | "schema" };

const table = {
  detail: { type: "string" },
  events: { type: "string", multiple: true },
  format: { type: "string" },
  color: { type: "string" },
  width: { type: "string" },
  "time-zone": { type: "string" },
  "interface-name": { type: "string", multiple: true },
  lang: { type: "string" },
  stream: { type: "string", multiple: true },
  host: { type: "string", multiple: true },
  port: { type: "string", multiple: true },
  filter: { type: "string" },
  limit: { type: "string" },
  output: { type: "string", short: "o" },
  "max-flows": { type: "string" },
  "half-open-timeout": { type: "string" },
  "established-timeout": { type: "string" },
  "fin-timeout": { type: "string" },
  linger: { type: "string" },
  "turn-idle": { type: "string" },
  "turn-limit": { type: "string" },
  pool: { type: "string" },
  update: { type: "string" },
  "max-anomalies": { type: "string" },
  stall: { type: "string" },
  "community-id-seed": { type: "string" },
  "flow-key": { type: "string", multiple: true },
  merge: { type: "boolean" },
  progress: { type: "string" },
  summary: { type: "boolean" },
  quiet: { type: "boolean", short: "q" },
  schema: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

type OptionName = keyof typeof table;

const optionNames = Object.keys(table) as OptionName[];

const MAX_PORT = 65_535;
const MIN_WIDTH = 40;
const MAX_WIDTH = 1000;
const SECONDS = `seconds from 0 (never) to ${MAX_SECONDS}`;

const hints: Partial<Record<OptionName, string>> = {
  detail: `one of ${detailLevels.join(", ")}`,
  events: `kinds of events with commas between them: ${eventKinds.join(", ")}`,
  format: `one of ${outputFormats.join(", ")}`,
  color: `one of ${colorModes.join(", ")}`,
  width: `a number of columns from ${MIN_WIDTH} to ${MAX_WIDTH}`,
  "time-zone": "the name of a time zone, as Asia/Shanghai",
  "interface-name": "an interface as the capture calls it, = and its name: 2=wlp4s0",
  lang: `one of ${languages.join(", ")}`,
  stream: "numbers of connections with commas between them, as in the field stream",
  host: "addresses with commas between them, each alone or with a prefix length: 192.0.2.0/24",
  port: "TCP ports with commas between them",
  filter: 'an expression on the fields of events: event == "reset" and rtt_ns > 20ms',
  limit: "a whole number of lines, 1 or more",
  output: "the file to write to",
  progress: `one of ${progressModes.join(", ")}`,
  "max-flows": "a whole number of connections, 0 for no limit",
  "half-open-timeout": SECONDS,
  "established-timeout": SECONDS,
  "fin-timeout": SECONDS,
  linger: SECONDS,
  "turn-idle": SECONDS,
  "turn-limit": SECONDS,
  pool: "a whole number of MiB, 0 for no limit",
  update: SECONDS,
  "max-anomalies": "a whole number of lines, 0 for no limit",
  stall: SECONDS,
  "community-id-seed": `a whole number from 0 to ${MAX_COMMUNITY_ID_SEED}`,
  "flow-key": `parts of the key with commas between them: ${flowKeyParts.join(", ")}`,
};

const valuesSchema = v.object({
  detail: oneOf("detail", detailLevels, "phase"),
  events: listOf("events", "kind of event", eventKinds),
  format: oneOf("format", outputFormats, "ndjson"),
  color: oneOf("color", colorModes, "auto"),
  width: wholeNumber("width", MAX_WIDTH, MIN_WIDTH),
  "time-zone": v.optional(v.pipe(v.string(), v.check(isTimeZone, complaint("time-zone")))),
  "interface-name": v.optional(
    v.array(v.pipe(v.string(), v.regex(/^[^=]+=./s, complaint("interface-name")))),
    [],
  ),
  lang: oneOf("lang", languages, "en"),
  stream: numbersOf("stream", Number.MAX_SAFE_INTEGER),
  host: partsOf("host", (part) => AddressRange.parse(part) !== undefined),
  port: numbersOf("port", MAX_PORT),
  filter: v.optional(v.string()),
  limit: wholeNumber("limit", Number.MAX_SAFE_INTEGER, 1),
  output: v.optional(v.pipe(v.string(), v.minLength(1, `--output needs a value: ${hints.output}`))),
  progress: oneOf("progress", progressModes, "auto"),
  "max-flows": wholeNumber("max-flows"),
  "half-open-timeout": secondsOf("half-open-timeout"),
  "established-timeout": secondsOf("established-timeout"),
  "fin-timeout": secondsOf("fin-timeout"),
  linger: secondsOf("linger"),
  "turn-idle": secondsOf("turn-idle"),
  "turn-limit": secondsOf("turn-limit"),
  pool: wholeNumber("pool"),
  update: secondsOf("update"),
  "max-anomalies": wholeNumber("max-anomalies"),
  stall: secondsOf("stall"),
  "community-id-seed": wholeNumber("community-id-seed", MAX_COMMUNITY_ID_SEED),
  "flow-key": listOf("flow-key", "part of the key", flowKeyParts),
  merge: v.optional(v.boolean(), false),
  summary: v.optional(v.boolean(), false),
  quiet: v.optional(v.boolean(), false),
});

function complaint(name: OptionName): (issue: { input: unknown }) => string {
  return ({ input }) => `--${name}: ${JSON.stringify(input)} is not ${hints[name]}`;
}

/** Digits alone: what JavaScript takes for a number besides (hexadecimal, exponents) is a slip here. */
function wholeNumber(name: OptionName, max = Number.MAX_SAFE_INTEGER, min = 0) {
  return v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,12}$/, complaint(name)),
      v.transform(Number),
      v.minValue(min, `--${name}: expected ${hints[name]}`),
      v.maxValue(max, `--${name}: expected ${hints[name]}`),
    ),
  );
}

function secondsOf(name: OptionName) {
  return v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,7}(\.\d{1,9})?$/, complaint(name)),
      v.transform(Number),
      v.maxValue(MAX_SECONDS, `--${name}: expected ${hints[name]}`),
    ),
  );
}

function oneOf<const T extends readonly [string, ...string[]]>(
  name: OptionName,
  values: T,
  fallback: T[number],
) {
  return v.optional(v.picklist(values, complaint(name)), fallback);
}

/** Parts with commas between them, each of which must fit. */
function partsOf(name: OptionName, fits: (part: string) => boolean) {
  return v.optional(
    v.pipe(
      v.array(v.string()),
      v.transform((lists) => lists.flatMap((list) => list.split(",")).map((part) => part.trim())),
      v.rawCheck(({ dataset, addIssue }) => {
        const wrong = dataset.typed && dataset.value.find((part) => !fits(part));
        if (typeof wrong === "string") {
          addIssue({ message: `--${name}: ${JSON.stringify(wrong)} is not one of ${hints[name]}` });
        }
      }),
    ),
  );
}

function numbersOf(name: OptionName, max: number) {
  const fits = (part: string): boolean => /^\d{1,12}$/.test(part) && Number(part) <= max;
  return v.optional(
    v.pipe(
      v.unwrap(partsOf(name, fits)),
      v.transform((parts) => parts.map(Number)),
    ),
  );
}

/** Names with commas between them, in the order of `known`, whatever that in which they were given. */
function listOf<const T extends string>(name: OptionName, what: string, known: readonly T[]) {
  return v.optional(
    v.pipe(
      v.array(v.string()),
      v.rawTransform(({ dataset, addIssue, NEVER }): T[] => {
        const names = dataset.value.flatMap((list) => list.split(",")).map((part) => part.trim());
        const given = names.filter((part) => part !== "");
        const unknown = given.find((part) => !(known as readonly string[]).includes(part));
        if (unknown !== undefined) {
          addIssue({
            message: `--${name}: no ${what} is called ${JSON.stringify(unknown)}; there are: ${known.join(", ")}`,
          });
          return NEVER;
        }
        if (given.length === 0) {
          addIssue({ message: `--${name} needs a value: ${hints[name]}` });
          return NEVER;
        }
        return known.filter((part) => given.includes(part));
      }),
    ),
  );
}

/**
 * Reads a command line.
 *
 * @param args the arguments behind the program's name
 * @throws {UsageError} unknown option, option without its value, value out of range, standard input twice
 */
export function parseOptions(args: readonly string[]): Options {
  // Not strict, because each runtime words the errors of parseArgs in its own way, in several sentences.
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: table,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) if (token.kind === "option") checkOption(token);

  if (values.help) return { action: "help" };
  if (values.version) return { action: "version" };

  const parsed = v.safeParse(valuesSchema, values, { abortEarly: true });
  if (!parsed.success) throw new UsageError(parsed.issues[0].message);
  if (values.schema) return { action: "schema" };

  const files = positionals.length > 0 ? positionals : ["-"];
  if (files.includes("")) throw new UsageError("the name of a FILE is empty");
  if (files.filter((file) => file === "-").length > 1) {
    throw new UsageError("standard input (-) can be read only once; name it once");
  }
  const { output, merge, quiet } = parsed.output;
  const format = renderedFormat(parsed.output);
  if (format && (values.detail !== undefined || values.events !== undefined)) {
    throw new UsageError(
      `--format ${format.name} chooses its events itself; leave --detail and --events out`,
    );
  }
  const analysis = analysisOptions(parsed.output);
  const selection = selectionRequest(parsed.output);
  return {
    action: "run",
    analysis: format ? { ...analysis, events: kindsOfFormat[format.name] } : analysis,
    files,
    ...(output !== undefined && output !== "-" && { output }),
    progress: quiet ? "never" : parsed.output.progress,
    ...(parsed.output.summary && !quiet && { summary: true }),
    merge,
    ...(format && { format }),
    ...(selection && { selection }),
  };
}

function selectionRequest(given: v.InferOutput<typeof valuesSchema>): SelectionRequest | undefined {
  const { stream: streams, host: hosts, port: ports, filter, limit } = given;
  const all = { streams, hosts, ports, filter, limit };
  return Object.values(all).some((one) => one !== undefined) ? all : undefined;
}

function renderedFormat(given: v.InferOutput<typeof valuesSchema>): RenderedFormat | undefined {
  const name = given.format;
  if (name === "ndjson") return undefined;
  return {
    name,
    color: given.color,
    width: given.width,
    timeZone: given["time-zone"],
    interfaceNames: new Map(
      given["interface-name"].map((pair) => {
        const end = pair.indexOf("=");
        return [pair.slice(0, end), pair.slice(end + 1)];
      }),
    ),
    lang: given.lang,
  };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function analysisOptions(given: v.InferOutput<typeof valuesSchema>): AnalyzeOptions {
  return {
    detail: given.detail,
    events: given.events,
    maxFlows: given["max-flows"],
    timeouts: {
      halfOpen: given["half-open-timeout"],
      established: given["established-timeout"],
      fin: given["fin-timeout"],
      linger: given.linger,
    },
    turnIdle: given["turn-idle"],
    turnLimit: given["turn-limit"],
    pool: given.pool,
    update: given.update,
    maxAnomalies: given["max-anomalies"],
    stall: given.stall,
    communityIdSeed: given["community-id-seed"],
    flowKey: given["flow-key"],
  };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function checkOption({ name, rawName, value, inlineValue }: OptionToken): void {
  if (!isOptionName(name)) {
    const close =
      rawName.startsWith("--") &&
      optionNames.find((known) => known.startsWith(name) || name.startsWith(known));
    const advice = close ? `did you mean --${close}?` : "--help lists the options";
    throw new UsageError(`unknown option ${rawName}; ${advice}`);
  }
  if (table[name].type === "boolean") {
    if (value !== undefined) throw new UsageError(`--${name} takes no value`);
    return;
  }
  // `--output --schema` is a forgotten value; `--output=--schema` says that it is none. A single - is stdin's name.
  const missing = value === undefined || value === "" || (!inlineValue && /^-./.test(value));
  if (missing) throw new UsageError(`--${name} needs a value: ${hints[name]}`);
}

function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(table, name);
}
