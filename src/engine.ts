/**
 * Decoder and tracker as one: bytes in, events out. Synchronous; what becomes of the events is the sink's business.
 */
import type { SourceError } from "./capture/batch.ts";
import { Decoder, type DecoderOptions } from "./capture/decoder.ts";
import { captureEndEvent, captureStartEvent, errorEvent } from "./capture_events.ts";
import { copyIn } from "./copy_in.ts";
import type { ReusedEvent } from "./events/mod.ts";
import type { RunOptions } from "./options.ts";
import { Tracker } from "./tcp/tracker.ts";

/**
 * Runs capture files through decoder and tracker. Events are reused objects, to be read before the sink returns.
 *
 * `nextFile`, then any number of (`room`, write into it, `commit`), then the next file or `end`.
 */
export class Engine {
  readonly #decoder: Decoder;
  readonly #tracker: Tracker;
  readonly #sink: (event: ReusedEvent) => void;
  readonly #onSourceError: ((error: SourceError) => void) | undefined;
  #started = false;
  #ended = false;

  constructor(
    sink: (event: ReusedEvent) => void,
    run: RunOptions,
    onSourceError?: (error: SourceError) => void,
    options?: DecoderOptions,
  ) {
    this.#sink = sink;
    this.#onSourceError = onSourceError;
    this.#decoder = new Decoder(options);
    this.#tracker = new Tracker(sink, run.kinds, run.tracker);
  }

  /** False once the present file turned out corrupt: the rest of it is not looked at. */
  get wantsInput(): boolean {
    return this.#decoder.wantsInput;
  }

  nextFile(name: string): void {
    this.#assertRunning();
    if (typeof name !== "string") throw new TypeError(`Cannot start a file: its name is a ${typeof name}`);
    this.#endFile();
    this.#decoder.nextFile(name);
    this.#started = true;
  }

  room(): Uint8Array {
    this.#assertRunning();
    return this.#decoder.room();
  }

  commit(count: number): void {
    this.#assertRunning();
    this.#decoder.commit(count);
    this.#drain();
  }

  push(chunk: Uint8Array): void {
    this.#assertRunning();
    for (const _ of copyIn(this.#decoder, chunk)) this.#drain();
  }

  end(reason: "eof" | "interrupted"): void {
    this.#assertRunning();
    // an interrupt falls inside a record more often than not: that is no cut-off file
    if (reason === "eof") this.#endFile();
    const capture = this.#decoder.end();
    this.#tracker.end(reason, { frames: capture.packets, clock: capture.clock });
    this.#ended = true;
    this.#sink(captureEndEvent(capture, this.#tracker.totals, reason === "eof"));
  }

  #assertRunning(): void {
    if (this.#ended) throw new TypeError("Cannot go on: the run has ended");
  }

  #endFile(): void {
    if (!this.#started) return;
    this.#decoder.endFile();
    this.#drain();
  }

  #drain(): void {
    for (let item = this.#decoder.next(); item !== undefined; item = this.#decoder.next()) {
      switch (item.type) {
        case "batch": {
          const released = this.#tracker.track(item);
          if (released.length > 0) this.#decoder.release(released, released.length);
          break;
        }
        case "source_start":
          this.#sink(captureStartEvent(item));
          break;
        case "source_error":
          this.#sink(errorEvent(item));
          this.#onSourceError?.(item);
          break;
      }
    }
  }
}
