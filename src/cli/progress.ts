/** What the progress of a run needs to know of the outside. */
export interface ProgressOptions {
  /** Where it is shown: a bar that is redrawn on a terminal, plain lines elsewhere. */
  readonly isTerminal: boolean;
  /** Bytes of all inputs; absent when one of them does not tell. */
  readonly totalBytes?: number;
  /** Writes to where it is shown. */
  readonly write: (text: string) => void;
  /** The terminal's present width. */
  readonly columns: () => number;
  /** Milliseconds on a clock that never steps back. */
  readonly now: () => number;
}

const REDRAW_MS = 100;
const LINE_MS = 1000;
/** A run that ends sooner shows no bar. */
const FIRST_DRAW_MS = 250;
/** The rate is that of about the last seconds, so that the time left follows what happens now. */
const RATE_WINDOW_MS = 3000;
const BAR_MAX = 40;
const BAR_MIN = 8;
const CLEAR_LINE = "\r\x1b[K";

interface Mark {
  readonly time: number;
  readonly bytes: number;
}

/** Bytes, rate and time left of a run, on a terminal or as plain lines. */
export class Progress {
  readonly #options: ProgressOptions;
  readonly #start: number;
  readonly #interval: number;
  #bytes = 0;
  #nextDraw: number;
  // The rate is measured from the older mark, which is half a window to a whole window old.
  #olderMark: Mark;
  #newerMark: Mark;
  #rate = 0;
  #drawn = false;
  #everDrawn = false;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#start = options.now();
    this.#interval = options.isTerminal ? REDRAW_MS : LINE_MS;
    this.#olderMark = { time: this.#start, bytes: 0 };
    this.#newerMark = this.#olderMark;
    this.#nextDraw = this.#start + (options.isTerminal ? FIRST_DRAW_MS : LINE_MS);
  }

  /** Tells how many bytes were read by now; draws when it is time. */
  update(bytes: number): void {
    this.#bytes = bytes;
    this.tick();
  }

  /** Draws when it is time; for timers, while nothing comes in. */
  tick(): void {
    const now = this.#options.now();
    if (now < this.#nextDraw) return;
    this.#nextDraw = now + this.#interval;
    this.#measure(now);
    this.#draw(this.#line(now));
  }

  /** Takes the bar off the terminal, so that a message can be printed; the next drawing brings it back. */
  clear(): void {
    if (this.#drawn) this.#options.write(CLEAR_LINE);
    this.#drawn = false;
  }

  /** Shows the totals and ends the line. */
  finish(): void {
    const { isTerminal, now, write } = this.#options;
    if (isTerminal && !this.#everDrawn) return;
    const seconds = Math.max(now() - this.#start, 1) / 1000;
    const rate = `${formatBytes(this.#bytes / seconds)}/s`;
    this.#draw(`${formatBytes(this.#bytes)} in ${seconds.toFixed(1)} s, ${rate}`);
    if (isTerminal) write("\n");
    this.#drawn = false;
  }

  #draw(line: string): void {
    const { isTerminal, columns, write } = this.#options;
    // One column is left free: some terminals wrap as soon as the last is filled.
    if (isTerminal) write(CLEAR_LINE + line.slice(0, Math.max(columns() - 1, 0)));
    else write(`${line}\n`);
    this.#drawn = isTerminal;
    this.#everDrawn = true;
  }

  #measure(now: number): void {
    if (now - this.#newerMark.time >= RATE_WINDOW_MS / 2) {
      this.#olderMark = this.#newerMark;
      this.#newerMark = { time: now, bytes: this.#bytes };
    }
    const elapsed = now - this.#olderMark.time;
    if (elapsed > 0) this.#rate = ((this.#bytes - this.#olderMark.bytes) * 1000) / elapsed;
  }

  #line(now: number): string {
    const { totalBytes, isTerminal, columns } = this.#options;
    const rate = `${formatBytes(this.#rate)}/s`;
    if (!totalBytes) return `${formatBytes(this.#bytes)}  ${rate}  ${formatTime((now - this.#start) / 1000)}`;
    const share = Math.min(this.#bytes / totalBytes, 1);
    const percent = `${Math.floor(share * 100)}%`.padStart(4);
    const left = this.#rate > 0 ? Math.max(totalBytes - this.#bytes, 0) / this.#rate : undefined;
    const eta = left === undefined ? "ETA --:--" : `ETA ${formatTime(left)}`;
    const sizes = `${formatBytes(this.#bytes)} of ${formatBytes(totalBytes)}`;
    if (!isTerminal) return `${percent.trim()}  ${sizes}  ${rate}  ${eta}`;
    const text = `  ${sizes}  ${rate}  ${eta}`;
    const room = Math.min(columns() - 1 - percent.length - text.length - 3, BAR_MAX);
    if (room >= BAR_MIN) {
      const filled = Math.floor(share * room);
      return `${percent} [${"#".repeat(filled)}${"-".repeat(room - filled)}]${text}`;
    }
    return percent + text;
  }
}

const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** Bytes in binary units with three or four digits, such as `1.50 GiB`. */
export function formatBytes(bytes: number): string {
  let value = Math.max(bytes, 0);
  let unit = 0;
  // 1023.95 would print as 1024.
  while (value >= 1023.5 && unit + 1 < units.length) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** Seconds as `m:ss` or `h:mm:ss`. */
export function formatTime(seconds: number): string {
  const total = Math.round(seconds);
  const two = (n: number) => String(n).padStart(2, "0");
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}
