/** What a run tells people. */
import type { SeedGroup } from "./corpus/corpus.ts";
import type { Summary } from "./fuzz.ts";
import { GROWTH_MIB } from "./memory.ts";

/** Of the inputs, those that must have TCP. */
export const MIN_TCP_SHARE = 0.5;

/** True if no rule was broken. */
export function isGood(summary: Summary): boolean {
  return summary.failed === 0 && !summary.memory.hasGrown && tcpShare(summary) >= MIN_TCP_SHARE;
}

function tcpShare({ reachedTcp, inputs }: Summary): number {
  return inputs === 0 ? 1 : reachedTcp / inputs;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const thousands = (n: number): string => Math.round(n).toLocaleString("en-US");

export function progressLine(summary: Summary): string {
  const { inputs, seconds } = summary;
  const rate = Math.round(inputs / seconds);
  const found = summary.failed > 0 ? `, ${summary.failed} failed` : "";
  return `${thousands(inputs)} inputs, ${rate} a second, ${percent(tcpShare(summary))} with TCP${found}`;
}

function table(counts: ReadonlyMap<string, number>): string {
  const rows = [...counts].sort(([, a], [, b]) => b - a);
  return rows.length === 0 ? "none" : rows.map(([name, n]) => `${name} ${thousands(n)}`).join(", ");
}

export function report(
  summary: Summary,
  { groups, seed, from }: { groups: readonly SeedGroup[]; seed: number; from: number },
): string {
  const { inputs, seconds, memory } = summary;
  const { levels } = memory;
  const seeds = groups.map(({ name, seeds }) => `${name} ${seeds.length}`).join(", ");
  return [
    `seed ${seed}, inputs ${from} to ${from + inputs - 1}: ${thousands(inputs)} in ${thousands(seconds)} s, ` +
      `${Math.round(inputs / seconds)} a second`,
    `made from: ${seeds}`,
    `with TCP: ${percent(tcpShare(summary))} (${thousands(summary.reachedTcp)}); at least ` +
      `${percent(MIN_TCP_SHARE)} must have it`,
    `packets: ${thousands(summary.packets)}, TCP segments ${thousands(summary.segments)}`,
    `bytes: ${thousands(summary.inputBytes)} in, ${thousands(summary.outputBytes)} out`,
    `inputs by error: ${table(summary.errors)}`,
    `not decoded: ${table(summary.undecoded)}`,
    `events: ${table(summary.events)}`,
    levels
      ? `memory: ${thousands(levels.first)} MiB after the first inputs, ${thousands(levels.last)} MiB at the end ` +
        `(at most ${GROWTH_MIB} MiB more), peak ${thousands(levels.peak)} MiB`
      : "memory: not watched, too few inputs",
    `rules broken: ${table(summary.failures)}`,
  ].join("\n");
}
