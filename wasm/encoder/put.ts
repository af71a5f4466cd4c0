// JSON values as bytes: functions that write at `p` and return the address behind what they wrote.
//
// Nothing checks for room: TypeScript has a bound for each line. Stores may go past the end of what they write.
import { RAW } from "./memory";

/** What an integer that is absent is; no safe integer. */
export const ABSENT: f64 = -f64.MAX_VALUE;
/** What any other field that is absent is. */
export const NONE: f64 = -1;

const TWO_52: f64 = 4503599627370496;
const TWO_52_BITS: u64 = 0x4330000000000000;
/** "00000000". */
const EIGHT_ZEROS: u64 = ((<u64>0x30303030) << 32) | 0x30303030;
const MAX_SAFE: f64 = 9007199254740991;

/** True once a value of the line can't be written here; TypeScript then writes it, or throws. */
let failed: bool = false;
let rawAt: usize = RAW;

export function beginLine(): void {
  failed = false;
  rawAt = RAW;
}

/** What an encoding function returns: where the line ends, or -1 if there is none. */
export function endLine(p: usize): i32 {
  return failed ? -1 : <i32>p;
}

export function fail(): void {
  failed = true;
}

export function putInteger(p: usize, x: f64): usize {
  // 2^52 + x has x as the lower bits of its representation: cheaper than a conversion, which has to mind NaN
  const sum = x + TWO_52;
  const n = reinterpret<u64>(sum) ^ TWO_52_BITS;
  if (n >= 100_000_000 || sum - TWO_52 !== x) return putWideInteger(p, x);
  const u = <u32>n;
  if (u < 10) {
    store<u8>(p, 0x30 + u);
    return p + 1;
  }
  return u < 10_000 ? putUpTo4Digits(p, u) : putUpTo8Digits(p, u);
}

function putWideInteger(p: usize, x: f64): usize {
  // NaN fails, too
  if (!(x >= -MAX_SAFE && x <= MAX_SAFE) || <f64>(<i64>x) !== x) {
    failed = true;
    return p;
  }
  if (x < 0) {
    store<u8>(p, 0x2d);
    return putInteger(p + 1, -x);
  }
  // the product may be off by one: a division of 64-bit integers is dearer than to correct it
  const n = <i64>x;
  let high = <i64>(x * 1e-8);
  let low = n - high * 100_000_000;
  if (low < 0) {
    high -= 1;
    low += 100_000_000;
  } else if (low >= 100_000_000) {
    high += 1;
    low -= 100_000_000;
  }
  const u = <u32>high;
  const next = u < 10_000 ? putUpTo4Digits(p, u) : putUpTo8Digits(p, u);
  return put8Digits(next, <u32>low);
}

/**
 * Eight digits of 0 .. 99,999,999, one a byte and the first in the lowest: the number is split in halves of 4, 2 and 1
 * digits, all lanes of a word at once. Tables of digits were 40 KiB that the caches need for the connections.
 */
function digits8(n: u32): u64 {
  const high = (<u64>n * 3_518_437_209) >> 45;
  const fours = high | ((<u64>n - high * 10_000) << 32);
  const hundreds = ((fours * 10_486) >> 20) & 0x0000007f0000007f;
  const twos = hundreds | ((fours - hundreds * 100) << 16);
  const tens = ((twos * 103) >> 10) & 0x000f000f000f000f;
  return tens | ((twos - tens * 10) << 8);
}

/** The same for 0 .. 9,999. */
function digits4(n: u32): u32 {
  const hundreds = (n * 10_486) >> 20;
  const twos = hundreds | ((n - hundreds * 100) << 16);
  const tens = ((twos * 103) >> 10) & 0x000f000f;
  return tens | ((twos - tens * 10) << 8);
}

function put8Digits(p: usize, n: u32): usize {
  store<u64>(p, digits8(n) | EIGHT_ZEROS);
  return p + 8;
}

/** 10,000 .. 99,999,999. */
function putUpTo8Digits(p: usize, n: u32): usize {
  const word = digits8(n);
  const zeros = ctz(word) & 0x38;
  store<u64>(p, (word | EIGHT_ZEROS) >> zeros);
  return p + 8 - <usize>(zeros >> 3);
}

/** 0 .. 9,999. */
function putUpTo4Digits(p: usize, n: u32): usize {
  const word = digits4(n);
  // 0 has a digit, too
  const zeros = ctz(word | 0x01000000) & 0x18;
  store<u32>(p, (word | 0x30303030) >> zeros);
  return p + 4 - <usize>(zeros >> 3);
}

/** Nine digits of 0 .. 999,999,999. */
export function putNanoseconds(p: usize, x: f64): usize {
  const u = <u32>x;
  if (<f64>u !== x || u > 999_999_999) failed = true;
  const high = u / 10;
  store<u8>(put8Digits(p, high), 0x30 + (u - high * 10));
  return p + 9;
}

export function putBoolean(p: usize, x: f64): usize {
  if (x !== 0) {
    store<u32>(p, 0x65757274); // "true"
    return p + 4;
  }
  store<u64>(p, 0x65736c6166); // "false"
  return p + 5;
}

/** A row of a table of words: up to 31 bytes, and their number in the last one. */
export function putRow(p: usize, row: usize): usize {
  v128.store(p, v128.load(row));
  v128.store(p, v128.load(row, 16), 16);
  return p + <usize>load<u8>(row, 31);
}

/** Word number `x` of a table of `count`, with the quote behind it. */
export function putChoice(p: usize, words: usize, count: i32, x: f64): usize {
  const code = <i32>x;
  if (<u32>code >= <u32>count) {
    failed = true;
    return p;
  }
  return putRow(p, words + ((<usize>code) << 5));
}

export function copy(p: usize, from: usize, length: usize): usize {
  for (let i: usize = 0; i < length; i += 16) v128.store(p + i, v128.load(from + i));
  return p + length;
}

/** The next `x` bytes that TypeScript has made. */
export function putRaw(p: usize, x: f64): usize {
  const length = <usize>x;
  const end = copy(p, rawAt, length);
  rawAt += length;
  return end;
}
