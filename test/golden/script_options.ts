/**
 * What the `option` lines of a script ask of the analysis.
 */
import type { AnalyzeOptions } from "../../src/options.ts";
import type { ScriptOptionName, ScriptRun } from "./script_run.ts";

const TIMEOUTS = [
  ["halfOpen", "half_open_timeout"],
  ["established", "established_timeout"],
  ["fin", "fin_timeout"],
  ["linger", "linger"],
] as const satisfies readonly (readonly [string, ScriptOptionName])[];

const OTHERS = [
  ["maxFlows", "max_flows"],
  ["turnIdle", "turn_idle"],
  ["turnLimit", "turn_limit"],
  ["update", "update"],
  ["stall", "stall"],
  ["maxAnomalies", "max_anomalies"],
  ["communityIdSeed", "community_id_seed"],
] as const satisfies readonly (readonly [string, ScriptOptionName])[];

/** Options for the analyzer; what a script leaves out is left out here, too. */
export function analyzeOptions({ detail, events, options }: Omit<ScriptRun, "connections">): AnalyzeOptions {
  const given = (names: readonly (readonly [string, ScriptOptionName])[]): Record<string, number> =>
    Object.fromEntries(
      names.flatMap(([key, name]) => {
        const value = options?.get(name);
        return value === undefined ? [] : [[key, value]];
      }),
    );
  const timeouts = given(TIMEOUTS);
  return {
    detail,
    ...(events && { events }),
    ...given(OTHERS),
    ...(Object.keys(timeouts).length > 0 && { timeouts }),
  };
}
