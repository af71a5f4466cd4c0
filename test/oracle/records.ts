/** Reads the record headers of a classic capture, for stamps that tshark does not print as they are. */

/** The stamp of one record as stored. */
export interface RecordStamp {
  readonly seconds: number;
  /** Not bounded: nothing stops a writer from storing a second or more here. */
  readonly fraction: number;
  readonly fractionsPerSecond: 1_000_000 | 1_000_000_000;
}

const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;

/** Stamps of the records in order; ends at the first record that is not all there. */
export function recordStamps(capture: Uint8Array): RecordStamp[] {
  const view = new DataView(capture.buffer, capture.byteOffset, capture.byteLength);
  const magic = view.getUint32(0);
  const little = magic === 0xd4c3b2a1 || magic === 0x4d3cb2a1;
  const nanoseconds = magic === 0x4d3cb2a1 || magic === 0xa1b23c4d;
  const stamps: RecordStamp[] = [];
  for (let at = FILE_HEADER_BYTES; at + RECORD_HEADER_BYTES <= capture.length; ) {
    const end = at + RECORD_HEADER_BYTES + view.getUint32(at + 8, little);
    if (end > capture.length) break;
    stamps.push({
      seconds: view.getUint32(at, little),
      fraction: view.getUint32(at + 4, little),
      fractionsPerSecond: nanoseconds ? 1_000_000_000 : 1_000_000,
    });
    at = end;
  }
  return stamps;
}

/** The stamp as an event's `ts`, a fraction of a second or more carried over. */
export function stampText({ seconds, fraction, fractionsPerSecond }: RecordStamp): string {
  const carried = seconds + Math.floor(fraction / fractionsPerSecond);
  const nanoseconds = (fraction % fractionsPerSecond) * (1_000_000_000 / fractionsPerSecond);
  const date = new Date(carried * 1000).toISOString().slice(0, 19);
  return `${date}.${nanoseconds.toString().padStart(9, "0")}Z`;
}
