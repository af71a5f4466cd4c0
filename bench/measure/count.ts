const FACTORS: Readonly<Record<string, number>> = { "": 1, k: 1e3, M: 1e6, G: 1e9 };

/** Reads a count such as `20000`, `20k` or `1.5M`; throws a RangeError for anything else. */
export function parseCount(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([kMG]?)$/.exec(text);
  const value = match === null ? Number.NaN : Number(match[1]) * FACTORS[match[2]!]!;
  if (!Number.isSafeInteger(value)) throw new RangeError(`a count such as 20000, 20k or 1.5M, not ${text}`);
  return value;
}
