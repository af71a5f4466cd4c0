/** The capture clock as records tell it: which clock records there have to be, and what a reader makes of them. */
import type { Batch } from "../../src/capture/batch.ts";
import {
  REC_FRAME,
  REC_NSEC,
  REC_RECORD_ADDRESS,
  REC_SEC,
  REC_SEC_HIGH,
  REC_STATUS,
  REC_WORDS,
  STATUS_CLOCK,
  STATUS_CLOCK_UNMOVED,
} from "../../wasm/layout.ts";
import type { PacketTime, Stamp } from "./reference_decoder.ts";

export interface ClockRecord extends Stamp {
  readonly frame: number;
  readonly recordOffset: number;
}

export function compareStamps(a: Stamp, b: Stamp): number {
  return a.sec - b.sec || a.nsec - b.nsec;
}

/** The clock that a reader has who sees nothing but records. */
export class ClockFollower {
  now: Stamp | undefined;

  clockRecord(clock: Stamp): void {
    this.now = { sec: clock.sec, nsec: clock.nsec };
  }

  segment(stamp: Stamp, unmoved: boolean): Stamp | undefined {
    if (!unmoved && (this.now === undefined || compareStamps(stamp, this.now) > 0)) {
      this.now = { sec: stamp.sec, nsec: stamp.nsec };
    }
    return this.now;
  }
}

/** The clock record at `index` of a batch; undefined if that is a segment. */
export function clockRecordAt(batch: Batch, index: number): ClockRecord | undefined {
  const slots = batch.records.subarray(index * REC_WORDS, (index + 1) * REC_WORDS);
  if (!(slots[REC_STATUS]! & STATUS_CLOCK)) return undefined;
  const used = [REC_STATUS, REC_SEC, REC_SEC_HIGH, REC_NSEC, REC_FRAME, REC_RECORD_ADDRESS];
  if (slots.some((word, slot) => word !== 0 && !used.includes(slot)) || slots[REC_STATUS] !== STATUS_CLOCK) {
    throw new Error(`a clock record with other slots: ${slots}`);
  }
  return {
    sec: slots[REC_SEC]! + slots[REC_SEC_HIGH]! * 2 ** 32,
    nsec: slots[REC_NSEC]!,
    frame: batch.firstFrame + slots[REC_FRAME]!,
    recordOffset: batch.offsetBase + (slots[REC_RECORD_ADDRESS]! | 0),
  };
}

/** STATUS_CLOCK_UNMOVED of the record at `index`. */
export function isUnmoved(batch: Batch, index: number): boolean {
  return (batch.records[index * REC_WORDS + REC_STATUS]! & STATUS_CLOCK_UNMOVED) !== 0;
}

/** True if `clock` is at least a second past `known`. */
function isSecondPast(clock: Stamp, known: Stamp): boolean {
  return compareStamps(clock, { sec: known.sec + 1, nsec: known.nsec }) >= 0;
}

/**
 * The clock records that a run must have, no more and no fewer: in front of a segment whose clock would be misread, and at
 * other packets when the clock has gone on by a second and there is a reader who knows an earlier one.
 * @param follower what the reader knows before; it reads on
 */
export function expectedClockRecords(
  packets: readonly PacketTime[],
  follower = new ClockFollower(),
): ClockRecord[] {
  const records: ClockRecord[] = [];
  for (const { stamp, clock, isTcp, frame, recordOffset } of packets) {
    const unmoved = compareStamps(stamp, clock) > 0;
    const known = follower.now;
    const read = new ClockFollower();
    read.now = known;
    if (isTcp) read.segment(stamp, unmoved);
    const isTold = isTcp
      ? read.now === undefined || compareStamps(read.now, clock) !== 0
      : known !== undefined && isSecondPast(clock, known);
    if (isTold) {
      records.push({ ...clock, frame, recordOffset });
      follower.clockRecord(clock);
    }
    if (isTcp) follower.segment(stamp, unmoved);
  }
  return records;
}
