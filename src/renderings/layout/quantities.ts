/** Times, sizes and rates as people read them; the units are those of the SI and the same in every language. */

/** Digits that a rounded figure has. */
const DIGITS = 4;

/** A number with a comma at the thousands. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** At most {@link DIGITS} digits that matter, and no zeros behind the point. */
function rounded(value: number, digits = DIGITS): string {
  const text = value.toPrecision(digits);
  return text.includes(".") && !text.includes("e") ? text.replace(/\.?0+$/, "") : String(Number(text));
}

const TIME_UNITS: readonly (readonly [number, string])[] = [
  [1e9, "s"],
  [1e6, "ms"],
  [1e3, "µs"],
];

/**
 * A duration with at most four digits that matter: `29 µs`, `2.463 ms`, `4.954 s`, `3 min 20 s`, `2 h 4 min`.
 *
 * @param ns nanoseconds, negative where stamps run backwards
 * @param digits that matter below a minute, at least 4
 */
export function formatDuration(ns: number, digits = DIGITS): string {
  if (ns === 0) return "0 s";
  if (ns < 0) return `-${formatDuration(-ns, digits)}`;
  if (ns >= 59.995e9) return longDuration(Math.round(ns / 1e9));
  // 999.96 µs are 1 ms
  for (const [unit, name] of TIME_UNITS) {
    if (Number((ns / unit).toPrecision(digits)) >= 1) return `${rounded(ns / unit, digits)} ${name}`;
  }
  return `${ns} ns`;
}

function longDuration(seconds: number): string {
  const parts: readonly (readonly [number, string])[] = [
    [86400, "d"],
    [3600, "h"],
    [60, "min"],
    [1, "s"],
  ];
  const first = parts.findIndex(([length]) => seconds >= length);
  const [length, name] = parts[first]!;
  const next = parts[first + 1];
  const rest = next ? Math.floor((seconds % length) / next[0]) : 0;
  return `${Math.floor(seconds / length)} ${name}${rest > 0 ? ` ${rest} ${next![1]}` : ""}`;
}

/** Powers of a thousand in front of `unit`, with at most four digits that matter. */
function scaled(value: number, unit: string): string {
  let rest = value;
  let power = 0;
  const prefixes = ["", "k", "M", "G", "T", "P"];
  while (Number(rest.toPrecision(DIGITS)) >= 1000 && power + 1 < prefixes.length) {
    rest /= 1000;
    power++;
  }
  return `${rounded(rest)} ${prefixes[power]}${unit}`;
}

/** `6 B`, `1.448 kB`, `12.5 MB`: powers of a thousand. */
export function formatBytes(bytes: number): string {
  return scaled(bytes, "B");
}

/** `8.21 Mbit/s`: powers of a thousand. */
export function formatRate(bitsPerSecond: number): string {
  return scaled(bitsPerSecond, "bit/s");
}

/** A share of a million as a percentage; what is not nothing is never shown as nothing. */
export function formatShare(ppm: number): string {
  if (ppm === 0) return "0 %";
  const percent = ppm / 1e4;
  return percent < 0.01 ? "<0.01 %" : `${percent < 10 ? Number(percent.toFixed(2)) : percent.toFixed(1)} %`;
}

/** Bits per second of bytes in a time; undefined where the time is too short to tell. */
export function rateOf(bytes: number, ns: number | undefined): number | undefined {
  return ns !== undefined && ns >= 1e6 ? (bytes * 8e9) / ns : undefined;
}
