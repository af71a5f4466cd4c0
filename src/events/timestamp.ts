/**
 * Stamps as "2023-06-16T05:29:25.569020000Z".
 *
 * RFC 3339 has four digits for the year, and with more of them stamps would no longer sort as text. A stamp
 * whose year is not 0000 .. 9999 is therefore not printed: its field is absent.
 */

import { putNanoseconds } from "./byte_writer.ts";

/** Bytes of a stamp, without quotes. */
export const TIMESTAMP_BOUND = 30;

/** 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z. */
const FIRST_SECOND = -62_167_219_200;
const LAST_SECOND = 253_402_300_799;

/** Whether a stamp of this second can be printed. Throws a RangeError for NaN and infinities. */
export function isPrintableSecond(sec: number): boolean {
  if (sec >= FIRST_SECOND && sec <= LAST_SECOND) {
    return true;
  }
  if (!Number.isInteger(sec)) {
    throw new RangeError(`not a whole second: ${sec}`);
  }
  return false;
}

/**
 * The text of a stamp, or undefined if its year is not 0000 .. 9999. Throws a RangeError unless `sec` is an
 * integer and `nsec` one of 0 .. 999,999,999.
 */
export function formatTimestamp(sec: number, nsec: number): string | undefined {
  if (!isPrintableSecond(sec)) {
    return undefined;
  }
  if (!Number.isInteger(nsec) || nsec < 0 || nsec > 999_999_999) {
    throw new RangeError(`not the nanoseconds of a second: ${nsec}`);
  }
  return `${formatSecond(sec)}${String(nsec).padStart(9, "0")}Z`;
}

/** "2023-06-16T05:29:25.": 20 bytes. */
function formatSecond(sec: number): string {
  if (!Number.isInteger(sec)) {
    throw new RangeError(`not a whole second: ${sec}`);
  }
  return `${new Date(sec * 1000).toISOString().slice(0, 19)}.`;
}

const ENTRIES = 256;
const ENTRY_WORDS = 5;

/** Writes stamps; remembers the bytes of seconds, of more than one because events may begin long ago. */
export class TimestampWriter {
  readonly #seconds = new Float64Array(ENTRIES).fill(Number.NaN);
  readonly #words = new Int32Array(ENTRIES * ENTRY_WORDS);

  /** Writes a stamp for which {@link isPrintableSecond} holds, without quotes; returns the position behind it. */
  put(view: DataView, p: number, sec: number, nsec: number): number {
    const entry = sec & (ENTRIES - 1);
    if (this.#seconds[entry] !== sec) {
      this.#fill(entry, sec);
    }
    const words = this.#words;
    const at = entry * ENTRY_WORDS;
    view.setInt32(p, words[at]!, true);
    view.setInt32(p + 4, words[at + 1]!, true);
    view.setInt32(p + 8, words[at + 2]!, true);
    view.setInt32(p + 12, words[at + 3]!, true);
    view.setInt32(p + 16, words[at + 4]!, true);
    const end = putNanoseconds(view, p + 20, nsec);
    view.setUint8(end, 0x5a);
    return end + 1;
  }

  #fill(entry: number, sec: number): void {
    const text = formatSecond(sec);
    for (let word = 0; word < ENTRY_WORDS; word++) {
      let value = 0;
      for (let i = 3; i >= 0; i--) {
        value = (value << 8) | text.charCodeAt(4 * word + i);
      }
      this.#words[entry * ENTRY_WORDS + word] = value;
    }
    this.#seconds[entry] = sec;
  }
}
