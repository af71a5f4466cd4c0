/**
 * JSON values as bytes: functions that write at `p` and return the position behind what they wrote.
 *
 * Nothing here checks for room. The caller has reserved a bound for the whole line (the `*_BOUND` constants),
 * and {@link SLACK_BYTES} more, because stores of 4 and 8 bytes may go past the end of what they write.
 */

/** Bytes behind the last written one that stores may overwrite. */
export const SLACK_BYTES = 8;
/** The longest integer, -9007199254740991. */
export const INTEGER_BOUND = 17;
/** The longest boolean. */
export const BOOLEAN_BOUND = 5;
/** The most bytes that one UTF-16 code unit takes: \uXXXX. */
export const CODE_UNIT_BOUND = 6;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;

/** Four ASCII digits of 0 .. 9,999, as the little-endian word that holds them. */
const FOUR_DIGITS = Int32Array.from(
  { length: 10_000 },
  (_, n) =>
    0x30303030 |
    Math.trunc(n / 1000) |
    ((Math.trunc(n / 100) % 10) << 8) |
    ((Math.trunc(n / 10) % 10) << 16) |
    ((n % 10) << 24),
);

/** Fixed ASCII text as words that are stored one after the other. */
export interface Literal {
  readonly words: Int32Array;
  /** In bytes. */
  readonly length: number;
}

/** Prepares a fixed text. Throws a RangeError unless it is ASCII. */
export function literal(text: string): Literal {
  const words = new Int32Array(Math.ceil(text.length / 4));
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) {
      throw new RangeError(`not ASCII: ${text}`);
    }
    words[i >> 2] = words[i >> 2]! | (code << (8 * (i & 3)));
  }
  return { words, length: text.length };
}

export function putLiteral(view: DataView, p: number, text: Literal): number {
  const words = text.words;
  for (let i = 0; i < words.length; i++) {
    view.setInt32(p + 4 * i, words[i]!, true);
  }
  return p + text.length;
}

/** Throws a RangeError for what is not a safe integer: JSON readers would not get the number that was meant. */
export function putInteger(view: DataView, p: number, n: number): number {
  const u = n >>> 0;
  if (u !== n) {
    return putWideInteger(view, p, n);
  }
  if (u < 10_000) {
    return putUpTo4Digits(view, p, u);
  }
  if (u < 100_000_000) {
    const high = (u / 10_000) >>> 0;
    const next = putUpTo4Digits(view, p, high);
    view.setInt32(next, FOUR_DIGITS[u - high * 10_000]!, true);
    return next + 4;
  }
  const high = (u / 100_000_000) >>> 0;
  return put8Digits(view, putUpTo4Digits(view, p, high), u - high * 100_000_000);
}

function putWideInteger(view: DataView, p: number, n: number): number {
  if (!Number.isSafeInteger(n)) {
    throw new RangeError(`not a safe integer: ${n}`);
  }
  if (n < 0) {
    view.setUint8(p, MINUS);
    return putInteger(view, p + 1, -n);
  }
  const high = Math.floor(n / 100_000_000);
  return put8Digits(view, putInteger(view, p, high), n - high * 100_000_000);
}

function putUpTo4Digits(view: DataView, p: number, n: number): number {
  const length = n < 10 ? 1 : n < 100 ? 2 : n < 1000 ? 3 : 4;
  view.setInt32(p, FOUR_DIGITS[n]! >>> (8 * (4 - length)), true);
  return p + length;
}

function put8Digits(view: DataView, p: number, n: number): number {
  const high = (n / 10_000) >>> 0;
  view.setInt32(p, FOUR_DIGITS[high]!, true);
  view.setInt32(p + 4, FOUR_DIGITS[n - high * 10_000]!, true);
  return p + 8;
}

/** Nine digits. Throws a RangeError unless `nsec` is an integer of 0 .. 999,999,999. */
export function putNanoseconds(view: DataView, p: number, nsec: number): number {
  const u = nsec >>> 0;
  if (u !== nsec || u > 999_999_999) {
    throw new RangeError(`not the nanoseconds of a second: ${nsec}`);
  }
  const high = (u / 10) >>> 0;
  const next = put8Digits(view, p, high);
  view.setUint8(next, 0x30 + (u - high * 10));
  return next + 1;
}

export function putBoolean(view: DataView, p: number, value: boolean): number {
  if (value) {
    view.setInt32(p, 0x65757274, true); // "true"
    return p + 4;
  }
  view.setInt32(p, 0x736c6166, true); // "fals"
  view.setUint8(p + 4, 0x65);
  return p + 5;
}

/** A word that is ASCII and needs no escape in JSON, without quotes. */
export function putWord(bytes: Uint8Array, p: number, word: string): number {
  for (let i = 0; i < word.length; i++) {
    bytes[p + i] = word.charCodeAt(i);
  }
  return p + word.length;
}

/** Any string as JSON.stringify escapes it, in UTF-8, without quotes. */
export function putText(bytes: Uint8Array, p: number, text: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e || code === QUOTE || code === BACKSLASH) {
      return putEscaped(bytes, p + i, text, i);
    }
    bytes[p + i] = code;
  }
  return p + text.length;
}

function putEscaped(bytes: Uint8Array, start: number, text: string, from: number): number {
  let p = start;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20) {
      p = putControl(bytes, p, code);
    } else if (code === QUOTE || code === BACKSLASH) {
      bytes[p++] = BACKSLASH;
      bytes[p++] = code;
    } else if (code < 0x80) {
      bytes[p++] = code;
    } else if (code < 0x800) {
      bytes[p++] = 0xc0 | (code >> 6);
      bytes[p++] = 0x80 | (code & 0x3f);
    } else if (code < 0xd800 || code > 0xdfff) {
      bytes[p++] = 0xe0 | (code >> 12);
      bytes[p++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[p++] = 0x80 | (code & 0x3f);
    } else {
      const point = text.codePointAt(i)!;
      if (point > 0xffff) {
        bytes[p++] = 0xf0 | (point >> 18);
        bytes[p++] = 0x80 | ((point >> 12) & 0x3f);
        bytes[p++] = 0x80 | ((point >> 6) & 0x3f);
        bytes[p++] = 0x80 | (point & 0x3f);
        i += 1;
      } else {
        // A surrogate without its other half has no UTF-8.
        p = putUnicodeEscape(bytes, p, code);
      }
    }
  }
  return p;
}

/** The letters behind the backslash of \b \t \n \f \r by code; 0: none. */
const SHORT_ESCAPES = Uint8Array.from({ length: 0x20 }, (_, code) => {
  const at = "\b\t\n\f\r".indexOf(String.fromCharCode(code));
  return at < 0 ? 0 : "btnfr".charCodeAt(at);
});

function putControl(bytes: Uint8Array, p: number, code: number): number {
  const letter = SHORT_ESCAPES[code]!;
  if (letter === 0) {
    return putUnicodeEscape(bytes, p, code);
  }
  bytes[p] = BACKSLASH;
  bytes[p + 1] = letter;
  return p + 2;
}

function putUnicodeEscape(bytes: Uint8Array, p: number, code: number): number {
  bytes[p] = BACKSLASH;
  bytes[p + 1] = 0x75;
  for (let i = 0; i < 4; i++) {
    const digit = (code >> (12 - 4 * i)) & 0xf;
    bytes[p + 2 + i] = digit < 10 ? 0x30 + digit : 0x57 + digit;
  }
  return p + 6;
}
