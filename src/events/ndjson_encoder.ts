/** Events to NDJSON bytes. */

import { type EventKind, eventKinds, unconditionalKinds } from "./event_kinds.ts";
import { encodeEvent } from "./generated/encoder.ts";
import type { ReusedEvent } from "./generated/events.ts";
import { encodeInWasm } from "./generated/wasm_fill.ts";
import { LineWriter } from "./line_writer.ts";
import { LinearLines } from "./linear_lines.ts";

const MAX_WAITING_BLOCKS = 4;
/** So many lines are written before the WASM encoder is made: short outputs come without its memory and its start (1 ms). */
const LINES_BEFORE_WASM = 256;

/**
 * Writes each event as one line into large blocks, which the caller takes, writes out and gives back.
 *
 * Synchronous and without a clock; when to flush is the caller's business.
 */
export class NdjsonEncoder {
  readonly #out: LineWriter;
  readonly #keepsFlowParts: boolean;
  /** Where the frequent kinds are written, after a while. */
  #linear: LinearLines | undefined;
  #linesBeforeWasm: number;

  /**
   * @param kinds the kinds of events that will come; default any
   * @param linesBeforeWasm lines that are written in TypeScript first; for tests. The bytes are the same
   */
  constructor(
    kinds: ReadonlySet<EventKind> = new Set(eventKinds),
    linesBeforeWasm: number = LINES_BEFORE_WASM,
  ) {
    this.#linesBeforeWasm = linesBeforeWasm;
    // with flow_end alone a connection has one line, and 256 bytes kept for it would be for nothing
    const once: ReadonlySet<EventKind> = new Set(["flow_end", ...unconditionalKinds]);
    this.#keepsFlowParts = [...kinds].some((kind) => !once.has(kind));
    this.#out = new LineWriter(this.#keepsFlowParts);
  }

  /**
   * Appends the line of an event, which may be changed as soon as this returns.
   *
   * Throws a RangeError, and appends nothing, if a number is not a safe integer: a bug of the producer.
   */
  write(event: ReusedEvent): void {
    const linear = this.#linear;
    if (linear !== undefined) {
      if (encodeInWasm(linear, event)) return;
      // what is rare, long or wrong
      linear.move();
    } else if (this.#linesBeforeWasm-- <= 0) {
      this.#linear = new LinearLines(this.#out, this.#keepsFlowParts);
    }
    encodeEvent(this.#out, event);
  }

  /** True if so many full blocks wait to be taken that more output can wait. */
  get isFull(): boolean {
    return this.#out.fullBlocks >= MAX_WAITING_BLOCKS;
  }

  /** The oldest block that is full (64 KiB or more, whole lines) or was flushed; undefined when there is none. */
  takeBlock(): Uint8Array<ArrayBuffer> | undefined {
    return this.#out.takeBlock();
  }

  /** Makes the partly filled block available to `takeBlock`, too. */
  flush(): void {
    this.#linear?.move();
    this.#out.flush();
  }

  /** Gives a block back once it was written; what it holds is overwritten. Blocks may also be kept instead. */
  recycle(block: Uint8Array<ArrayBuffer>): void {
    this.#out.recycle(block);
  }
}
