import type { ProcessCost } from "../measure/process.ts";
import type { Spread } from "../measure/statistics.ts";

export const NONE = "-";

export function spreadCell({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} [${min.toFixed(digits)}–${max.toFixed(digits)}]`;
}

/** The aim that a value must not be above, and whether it is met. */
export function aimCells(value: number, aim: number | undefined, digits: number): [string, string] {
  if (aim === undefined) return [NONE, NONE];
  return [`<= ${aim.toFixed(digits)}`, value <= aim ? "yes" : "NO"];
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}

/** Peak memory, its bound, and whether it is kept. A peak that can't be told from the floor is at most the floor. */
export function memoryCells(
  { peakBytes, floorBytes }: Pick<ProcessCost, "peakBytes" | "floorBytes">,
  bound: number | undefined,
): [string, string, string] {
  const peak = `${peakBytes <= floorBytes ? "<= " : ""}${mebibytes(Math.max(peakBytes, floorBytes))}`;
  if (bound === undefined) return [peak, NONE, NONE];
  return [peak, `<= ${mebibytes(bound)}`, peakBytes <= bound ? "yes" : "NO"];
}
