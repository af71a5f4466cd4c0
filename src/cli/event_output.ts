/** What becomes of the events of a run, by its command line. */
import type { EventOutput } from "../event_output.ts";
import { NdjsonEncoder } from "../events/mod.ts";
import { type AnalyzeOptions, runOptions } from "../options.ts";
import type { RenderedOutput } from "../rendered_output.ts";
import { summaryKinds } from "../renderings/kinds.ts";
import type { Summary } from "../renderings/mod.ts";
import { SelectedOutput } from "../selected_output.ts";
import { Selection } from "../selection/mod.ts";
import { type RenderedFormat, type RunOptions, UsageError } from "./options.ts";
import { colorsAreWelcome, stderrIsTerminal, type Target, terminalColumns } from "./platform.ts";

/** Columns of a rendering that goes to no terminal. */
const DEFAULT_WIDTH = 100;

/**
 * Which events are asked for; undefined: all.
 *
 * @throws {UsageError} the expression is wrong
 */
export async function selectionOf({ analysis, selection }: RunOptions): Promise<Selection | undefined> {
  if (!selection) return undefined;
  const { filter: expression, ...rest } = selection;
  if (expression === undefined) return new Selection(rest);
  // Only here: a run without an expression needs neither the schemas nor their library.
  const { compileFilter, FilterError } = await import("../selection/filter/mod.ts");
  try {
    return new Selection({ ...rest, filter: compileFilter(expression, runOptions(analysis).kinds) });
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw new UsageError(`--filter: column ${error.column}: ${error.message}`);
  }
}

/** What the analysis has to find out: what is printed, and what a summary counts besides. */
export function analysisOf({ analysis, summary }: RunOptions): AnalyzeOptions {
  if (!summary) return analysis;
  const { kinds } = runOptions(analysis);
  return { ...analysis, events: [...kinds, ...summaryKinds] };
}

/** Counts what a summary tells, if there is to be one. */
export async function newSummary({ summary }: RunOptions): Promise<Summary | undefined> {
  if (!summary) return undefined;
  const { Summary } = await import("../renderings/mod.ts");
  return new Summary();
}

/** The text of a summary, for standard error. */
export function summaryText(summary: Summary, { format }: RunOptions): string {
  const isTerminal = stderrIsTerminal();
  return summary.text({
    colors: isTerminal && colorsAreWelcome(),
    width: format?.width ?? (isTerminal ? terminalColumns() : DEFAULT_WIDTH),
    timeZone: format?.timeZone,
  });
}

/** What makes bytes of the events; undefined: the analyzer's own NDJSON, which has no step in between. */
export async function eventOutput(
  options: RunOptions,
  selection: Selection | undefined,
  target: Target,
  summary: Summary | undefined,
): Promise<EventOutput | undefined> {
  const chosen = await chosenOutput(options, selection, target);
  if (!summary) return chosen;
  const { SummarizedOutput } = await import("../summarized_output.ts");
  const { kinds } = runOptions(options.analysis);
  return new SummarizedOutput(chosen ?? new NdjsonEncoder(kinds), kinds, summary);
}

async function chosenOutput(
  { analysis, format, selection: request }: RunOptions,
  selection: Selection | undefined,
  target: Target,
): Promise<EventOutput | undefined> {
  const rendered = format && (await renderedOutput(format, target));
  if (!selection) return rendered;
  const inner = rendered ?? new NdjsonEncoder(runOptions(analysis).kinds);
  return new SelectedOutput(inner, selection, request?.limit, rendered?.forget);
}

/** Only here: a run that prints NDJSON needs none of the formats. */
async function renderedOutput(format: RenderedFormat, target: Target): Promise<RenderedOutput> {
  const [{ RenderedOutput }, { formats }] = await Promise.all([
    import("../rendered_output.ts"),
    import("../renderings/mod.ts"),
  ]);
  return new RenderedOutput(formats[format.name], {
    colors: format.color === "always" || (format.color === "auto" && target.isTerminal && colorsAreWelcome()),
    width: format.width ?? (target.isTerminal ? terminalColumns() : DEFAULT_WIDTH),
    timeZone: format.timeZone,
    interfaceNames: format.interfaceNames,
    lang: format.lang,
  });
}
