/**
 * Reads standard input at a bounded rate, and says in JSON what it read when.
 *
 * `bun bench/slow_reader.ts BYTES_PER_SECOND`
 */
import { readSync } from "node:fs";
import type { SlowReading } from "./measure/slow_reading.ts";

const BUFFER_BYTES = 1 << 16;
const LAST_BYTES = 1 << 16;
const NOTE_MS = 50;

const bytesPerSecond = Number(process.argv[2]);
const buffer = Buffer.alloc(BUFFER_BYTES);
const clock = new Int32Array(new SharedArrayBuffer(4));
const notes: [number, number][] = [];
let bytes = 0;
let last = Buffer.alloc(0);
let startedAt = 0;

for (let count = readSync(0, buffer); count > 0; count = readSync(0, buffer)) {
  const now = Date.now();
  startedAt ||= now;
  bytes += count;
  last = Buffer.concat([last, buffer.subarray(0, count)]).subarray(-LAST_BYTES);
  if (notes.length === 0 || now - notes.at(-1)![0] >= NOTE_MS) notes.push([now, bytes]);
  const early = startedAt + (1000 * bytes) / bytesPerSecond - now;
  if (early >= 1) Atomics.wait(clock, 0, 0, early);
}
const lastLine = last.toString("utf8").trimEnd().split("\n").at(-1) ?? "";
const reading: SlowReading = { bytes, startedAt, endedAt: Date.now(), notes, lastLine };
console.log(JSON.stringify(reading));
