import { parseArgs } from "node:util";
import * as v from "valibot";
import { type Detail, detailLevels, type EventKind, eventKinds } from "../options.ts";

/** The command line is wrong; the message is one line that says what to do. */
export class UsageError extends Error {}

/** When the progress of a run is shown. */
export const progressModes = ["auto", "always", "never"] as const;
export type ProgressMode = (typeof progressModes)[number];

/** A command line that asks for an analysis. */
export interface RunOptions {
  readonly action: "run";
  /** Paths in the order given; `-` is standard input. Never empty. */
  readonly files: readonly string[];
  readonly detail: Detail;
  /** The only kinds to print; absent: those of `detail`. */
  readonly events?: readonly EventKind[];
  /** Path of the output; absent, also for `-`: standard output. */
  readonly output?: string;
  readonly progress: ProgressMode;
}

/** What a command line asks for. */
export type Options = RunOptions | { readonly action: "help" | "version" | "schema" };

const table = {
  detail: { type: "string" },
  events: { type: "string", multiple: true },
  output: { type: "string", short: "o" },
  progress: { type: "string" },
  schema: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

type OptionName = keyof typeof table;

const optionNames = Object.keys(table) as OptionName[];

const hints: Partial<Record<OptionName, string>> = {
  detail: `one of ${detailLevels.join(", ")}`,
  events: `kinds of events with commas between them: ${eventKinds.join(", ")}`,
  output: "the file to write to",
  progress: `one of ${progressModes.join(", ")}`,
};

const valuesSchema = v.object({
  detail: oneOf("detail", detailLevels, "phase"),
  events: v.optional(v.pipe(v.array(v.string()), v.rawTransform(toKinds))),
  output: v.optional(v.pipe(v.string(), v.minLength(1, `--output needs a value: ${hints.output}`))),
  progress: oneOf("progress", progressModes, "auto"),
});

function oneOf<const T extends readonly [string, ...string[]]>(
  name: OptionName,
  values: T,
  fallback: T[number],
) {
  const message = (issue: { input: unknown }) =>
    `--${name}: ${JSON.stringify(issue.input)} is not ${hints[name]}`;
  return v.optional(v.picklist(values, message), fallback);
}

function toKinds({
  dataset,
  addIssue,
  NEVER,
}: {
  dataset: { value: string[] };
  addIssue: (info: { message: string }) => void;
  NEVER: never;
}): EventKind[] {
  const names = dataset.value.flatMap((list) => list.split(",")).map((name) => name.trim());
  const given = names.filter((name) => name !== "");
  const unknown = given.find((name) => !(eventKinds as readonly string[]).includes(name));
  if (unknown !== undefined) {
    addIssue({
      message: `--events: no kind of event is called ${JSON.stringify(unknown)}; there are: ${eventKinds.join(", ")}`,
    });
    return NEVER;
  }
  if (given.length === 0) {
    addIssue({ message: `--events needs a value: ${hints.events}` });
    return NEVER;
  }
  return eventKinds.filter((kind) => given.includes(kind));
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
  const { detail, events, output, progress } = parsed.output;
  return {
    action: "run",
    files,
    detail,
    ...(events && { events }),
    ...(output !== undefined && output !== "-" && { output }),
    progress,
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
