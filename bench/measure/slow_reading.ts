/** What slow_reader.ts tells; times as of Date.now(). */
export interface SlowReading {
  readonly bytes: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Every now and then: the time, and bytes read so far. */
  readonly notes: readonly (readonly [time: number, bytes: number])[];
  readonly lastLine: string;
}

/** Bytes that were read for sure at a time. */
export function readUntil({ notes }: SlowReading, time: number): number {
  return notes.findLast(([noted]) => noted <= time)?.[1] ?? 0;
}
