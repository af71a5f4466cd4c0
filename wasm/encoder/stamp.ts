// Stamps as "2023-06-16T05:29:25.569020000Z".
import { fail, putNanoseconds } from "./put";

/** Seconds whose 20 bytes are kept, of more than one because events may begin long ago. */
const ENTRIES = 256;
/** Bytes of an entry: the text, then the second + 1 (0: none). */
const ENTRY_BYTES = 32;
const SECOND_AT = 24;
const TABLE: usize = memory.data(ENTRIES * ENTRY_BYTES, 64);

/** 9999-12-31T23:59:59Z; what is before 1970 is rare and left to TypeScript. */
const LAST_SECOND: f64 = 253_402_300_799;

/** Writes a stamp without quotes. */
export function putStamp(p: usize, sec: f64, nsec: f64): usize {
  const second = <i64>sec;
  if (!(sec >= 0 && sec <= LAST_SECOND) || <f64>second !== sec) {
    fail();
    return p;
  }
  const entry = TABLE + ((<usize>second & (ENTRIES - 1)) << 5);
  if (load<i64>(entry, SECOND_AT) !== second + 1) fill(entry, second);
  v128.store(p, v128.load(entry));
  store<u32>(p, load<u32>(entry, 16), 16);
  const end = putNanoseconds(p + 20, nsec);
  store<u8>(end, 0x5a);
  return end + 1;
}

/** The Gregorian calendar from a count of days: years begin in March, so that a leap day is the last one. */
function fill(entry: usize, second: i64): void {
  const days = <u32>(second / 86400) + 719_468;
  const era = days / 146_097;
  const dayOfEra = days - era * 146_097;
  const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const march = (5 * dayOfYear + 2) / 153;
  const month = march < 10 ? march + 3 : march - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const ofDay = <u32>(second % 86400);
  put2(entry, year / 100, 0x2d);
  put2(entry + 2, year % 100, 0x2d);
  put2(entry + 5, month, 0x2d);
  put2(entry + 8, dayOfYear - (153 * march + 2) / 5 + 1, 0x54);
  put2(entry + 11, ofDay / 3600, 0x3a);
  put2(entry + 14, (ofDay / 60) % 60, 0x3a);
  put2(entry + 17, ofDay % 60, 0x2e);
  store<i64>(entry, second + 1, SECOND_AT);
}

/** Two digits and what comes behind them. */
function put2(at: usize, n: u32, behind: u32): void {
  store<u8>(at, 0x30 + n / 10);
  store<u8>(at, 0x30 + (n % 10), 1);
  store<u8>(at, behind, 2);
}
