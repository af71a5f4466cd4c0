// From an interface's time stamp, in its own unit, to a point in time (draft-ietf-opsawg-pcapng 4.2: if_tsresol, if_tsoffset).
import {
  INTERFACE_OFFSET,
  INTERFACE_RESOLUTION,
  INTERFACE_SECOND,
  INTERFACE_SECOND_START,
  INTERFACE_UNITS,
} from "../layout";
import { getWord } from "../record";
import { stampOf } from "./stamp";

const BILLION: u64 = 1_000_000_000;
const NANOSECOND_DIGITS: u32 = 9;
/** 10^19 is the largest power of ten in 64 bits. */
const MAX_DIGITS: u32 = 19;
/** Seconds that a stamp has room for, less one, so that a second may be added. */
const MAX_SECONDS: u64 = (1 << 34) - 2;
const LATEST: u64 = (MAX_SECONDS << 30) | (BILLION - 1);

function powerOfTen(exponent: u32): u64 {
  let power: u64 = 1;
  for (let i: u32 = 0; i < exponent; i++) power *= 10;
  return power;
}

function load64(base: usize, slot: u32): u64 {
  return load<u64>(base + ((<usize>slot) << 2));
}

function store64(base: usize, slot: u32, value: u64): void {
  store<u64>(base + ((<usize>slot) << 2), value);
}

let clamped: bool = false;

/** True if the last stamp did not fit and was moved to the nearest one that does. */
export function wasClamped(): bool {
  return clamped;
}

/** Works out what stampOfUnits() needs, once the resolution of the interface is set. */
export function prepareUnits(from: usize): void {
  const resolution = getWord(from, INTERFACE_RESOLUTION);
  const exponent = resolution & 0x7f;
  let units: u64 = 0; // a second has more units than 64 bits can tell
  if (resolution & 0x80) {
    if (exponent < 64) units = (<u64>1) << (<u64>exponent);
  } else if (exponent <= MAX_DIGITS) {
    units = powerOfTen(exponent);
  }
  store64(from, INTERFACE_UNITS, units);
  store64(from, INTERFACE_SECOND_START, 0);
  store64(from, INTERFACE_SECOND, 0);
}

/** Whole nanoseconds of `fraction` units, which are less than a second. */
function nanoseconds(resolution: u32, fraction: u64): u32 {
  const exponent = resolution & 0x7f;
  if (resolution & 0x80) {
    if (exponent <= 32) return <u32>((fraction * BILLION) >> <u64>exponent);
    // 96 bits in two parts
    const high = (fraction >> 32) * BILLION + (((fraction & 0xffffffff) * BILLION) >> 32);
    const shift = exponent - 32;
    return shift < 64 ? <u32>(high >> <u64>shift) : 0;
  }
  if (exponent <= NANOSECOND_DIGITS) return <u32>(fraction * powerOfTen(NANOSECOND_DIGITS - exponent));
  const surplus = exponent - NANOSECOND_DIGITS;
  return surplus <= MAX_DIGITS ? <u32>(fraction / powerOfTen(surplus)) : 0;
}

/** The point in time of `value` units since 1970, and the interface's offset. */
export function stampOfUnits(from: usize, value: u64): u64 {
  clamped = false;
  const resolution = getWord(from, INTERFACE_RESOLUTION);
  const units = load64(from, INTERFACE_UNITS);
  // stamps of one second come in a row: no division for most
  const start = load64(from, INTERFACE_SECOND_START);
  let fraction = value - start;
  let second = load64(from, INTERFACE_SECOND);
  if (value < start || fraction >= units) {
    second = units ? value / units : 0;
    fraction = units ? value % units : value;
    store64(from, INTERFACE_SECOND_START, value - fraction);
    store64(from, INTERFACE_SECOND, second);
  }
  // as two's complement the sum is right whatever the sign is, unless it leaves 64 bits
  const offset = load64(from, INTERFACE_OFFSET);
  const seconds = second + offset;
  const isEarlier = <i64>offset < 0;
  if (isEarlier && seconds > second) {
    clamped = true;
    return 0;
  }
  if (seconds > MAX_SECONDS || (!isEarlier && seconds < second)) {
    clamped = true;
    return LATEST;
  }
  return stampOf(seconds, nanoseconds(resolution, fraction));
}
