/** Where reading of a classic pcap file goes on behind a record header that can't be right. */

/** A place is judged by so many bytes. */
const WINDOW = 196_608;
/** Records in a row that are proof. */
const RECORDS = 3;
const NEAR_SECONDS = 86_400;

export interface RecordRules {
  readonly little: boolean;
  readonly headerBytes: number;
  readonly originalFirst: boolean;
  readonly maxCaptured: number;
  /** Units of a second. */
  readonly units: number;
  /** Second of the packet before, unless there was none or its stamp is 0. */
  readonly lastSecond: number | undefined;
}

/** The first place behind `broken` with three records in a row, or records up to the end; else the end. */
export function nextRecord(file: Uint8Array, broken: number, rules: RecordRules): number {
  for (let at = broken + 1; at < file.length; at++) if (holdsTogether(file, at, rules)) return at;
  return file.length;
}

function holdsTogether(file: Uint8Array, start: number, rules: RecordRules): boolean {
  const end = Math.min(file.length, start + WINDOW);
  let at = start;
  for (let records = 0; records < RECORDS; records++) {
    if (records > 0 && at === file.length) return true;
    const length = at + rules.headerBytes <= end ? capturedLength(file, at, rules) : undefined;
    if (length === undefined) return false;
    at += rules.headerBytes + length;
    if (at > end) return false;
  }
  return true;
}

/** Undefined if the header is none that a tool would have written. */
function capturedLength(file: Uint8Array, at: number, rules: RecordRules): number | undefined {
  const view = new DataView(file.buffer, file.byteOffset + at, 16);
  const word = (place: number) => view.getUint32(place, rules.little);
  const captured = word(rules.originalFirst ? 12 : 8);
  const original = word(rules.originalFirst ? 8 : 12);
  const isNear = rules.lastSecond === undefined || Math.abs(word(0) - rules.lastSecond) <= NEAR_SECONDS;
  const isPlausible =
    captured > 0 && captured <= original && original <= rules.maxCaptured && word(4) < rules.units && isNear;
  return isPlausible ? captured : undefined;
}
