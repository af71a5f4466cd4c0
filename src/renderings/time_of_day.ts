/** Times of day in a zone, with microseconds. */

const NO_TIME = "--:--:--.------";
const SECOND_MS = 1000;
/** Zones change their distance from UTC at multiples of this. */
const STEP_MS = 15 * 60 * SECOND_MS;

/** Cuts nanoseconds off, as libpcap does: a stamp is never shown later than it is. */
export class TimeOfDay {
  readonly #format: Intl.DateTimeFormat | undefined;
  #second = "";
  #secondText = "";
  #step = Number.NaN;
  #offset = 0;

  /** @param timeZone IANA name; absent: UTC. Throws a RangeError if there is no such zone. */
  constructor(timeZone: string | undefined) {
    if (timeZone === undefined) return;
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
      era: "short",
    });
  }

  /** "13:29:25.569020" of a stamp as events have it; dashes where it is absent. */
  of(ts: string | undefined): string {
    if (ts === undefined) return NO_TIME;
    if (!this.#format) return ts.slice(11, 26);
    const second = ts.slice(0, 19);
    if (second !== this.#second) {
      this.#second = second;
      this.#secondText = this.#local(Date.parse(`${second}Z`), this.#format);
    }
    return this.#secondText + ts.slice(19, 26);
  }

  #local(time: number, format: Intl.DateTimeFormat): string {
    const step = Math.floor(time / STEP_MS);
    if (step !== this.#step) {
      this.#step = step;
      this.#offset = offsetAt(step * STEP_MS, format);
    }
    return new Date(time + this.#offset).toISOString().slice(11, 19);
  }
}

/** Milliseconds that the zone is ahead of UTC. */
function offsetAt(time: number, format: Intl.DateTimeFormat): number {
  const parts: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(time)) parts[type] = value;
  const year = parts.era === "BC" ? 1 - Number(parts.year) : Number(parts.year);
  const local = new Date(0);
  local.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day));
  local.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second));
  return local.getTime() - time;
}
