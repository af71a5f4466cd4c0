/** From an input that fails to a smaller one that fails in the same way. */
import type { Input } from "./generate.ts";
import type { InstancePool } from "./instances.ts";
import type { Part } from "./parts.ts";
import { Failure, runInput } from "./run_input.ts";

/** The rule that an input breaks, if it does. */
export function brokenRule(input: Input, pool: InstancePool): Failure | undefined {
  try {
    runInput(input, pool, true);
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

/** Leaves out files, pieces and the ends of pieces, as long as the same rule is broken. */
export function shrink(input: Input, rule: string, pool: InstancePool): Input {
  let best = input;
  const accept = (files: readonly (readonly Part[])[]): boolean => {
    const smaller = { ...best, files };
    if (brokenRule(smaller, pool)?.rule !== rule) return false;
    best = smaller;
    return true;
  };
  let changed = true;
  while (changed) {
    changed = false;
    for (let f = best.files.length - 1; f >= 0 && best.files.length > 1; f--) {
      if (accept(best.files.toSpliced(f, 1))) changed = true;
    }
    for (let f = 0; f < best.files.length; f++) {
      for (let p = best.files[f]!.length - 1; p >= 0; p--) {
        if (accept(best.files.with(f, best.files[f]!.toSpliced(p, 1)))) changed = true;
        else if (
          shorten(best.files[f]![p]!, (part) => accept(best.files.with(f, best.files[f]!.with(p, part))))
        ) {
          changed = true;
        }
      }
    }
  }
  return best;
}

/** Leaves out bytes at the end of a piece that has no lengths of its own. */
function shorten(part: Part, accept: (part: Part) => boolean): boolean {
  if (part.kind !== "other") return false;
  let { bytes } = part;
  for (let step = bytes.length >> 1; step >= 1; step >>= 1) {
    const shorter = bytes.subarray(0, bytes.length - step);
    if (accept({ ...part, bytes: shorter })) bytes = shorter;
  }
  return bytes.length < part.bytes.length;
}
