/** Where the engine's events go, and come out as blocks of bytes. */
import type { PhaseEvent, ReusedEvent } from "./events/mod.ts";

/** What an analyzer writes events to. {@link NdjsonEncoder} is one. */
export interface EventOutput {
  /**
   * Takes an event, which may be changed as soon as this returns.
   * @param plain the same as `toPhaseEvent` of it, where that was made already
   */
  write(event: ReusedEvent, plain?: PhaseEvent): void;
  /** True if so many full blocks wait to be taken that more output can wait. */
  readonly isFull: boolean;
  /** Absent or false while more input can bring more output than `capture_end`. */
  readonly isDone?: boolean;
  /** The oldest block that is full or was flushed; undefined when there is none. */
  takeBlock(): Uint8Array<ArrayBuffer> | undefined;
  /** Makes the partly filled block available to `takeBlock`, too. */
  flush(): void;
  /** Gives a block back once it was written. */
  recycle(block: Uint8Array<ArrayBuffer>): void;
}
