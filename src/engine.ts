/**
 * Decoder and tracker as one: bytes in, events out. Synchronous; what becomes of the events is the sink's business.
 */
import type { Batch, SourceError } from "./capture/batch.ts";
import { Decoder, type DecoderOptions, type FileToRead } from "./capture/decoder.ts";
import { captureEndEvent, captureStartEvent, errorEvent } from "./capture_events.ts";
import { copyIn } from "./copy_in.ts";
import type { ReusedEvent } from "./events/mod.ts";
import type { RunOptions } from "./options.ts";
import { Tracker } from "./tcp/tracker.ts";

/**
 * Runs capture files through decoder and tracker. Events are reused objects, to be read before the sink returns.
 *
 * `nextFiles`, then any number of (`room`, write into it, `commit`), then the next files or `end`.
 */
export class Engine {
  readonly #decoder: Decoder;
  readonly #tracker: Tracker;
  readonly #sink: (event: ReusedEvent) => void;
  readonly #onSourceError: ((error: SourceError) => void) | undefined;
  readonly #hasFlowKey: boolean;
  #started = false;
  #ended = false;
  /** The batch that is being worked off, while that waits. */
  #batch: Batch | undefined;
  /** Why the run ends, until all is reported. */
  #ending: "eof" | "interrupted" | undefined;
  #hurries = false;

  /**
   * @param isFull true if the output has no room for more just now: what can wait then waits for resume(), or for the
   * next call of another method
   */
  constructor(
    sink: (event: ReusedEvent) => void,
    run: RunOptions,
    onSourceError?: (error: SourceError) => void,
    options?: DecoderOptions,
    isFull: () => boolean = () => false,
  ) {
    this.#sink = sink;
    this.#hasFlowKey = run.flowKey.length > 0;
    this.#onSourceError = onSourceError;
    this.#decoder = new Decoder({ ...options, flowKey: run.flowKey });
    this.#tracker = new Tracker(sink, run.kinds, run.tracker, () => !this.#hurries && isFull());
  }

  /** False once the present file turned out corrupt: the rest of it is not looked at. */
  get wantsInput(): boolean {
    return this.#decoder.wantsInput;
  }

  /** Index in the run of the file whose bytes are needed next; -1: none. */
  get wanted(): number {
    return this.#decoder.wanted;
  }

  /** True if there is more to report, which waits for room in the output. */
  get isPaused(): boolean {
    return this.#batch !== undefined || this.#ending !== undefined;
  }

  /** Goes on reporting, until there is no room again. */
  resume(): void {
    this.#run();
  }

  nextFiles(files: readonly FileToRead[]): void {
    this.#assertRunning();
    for (const { name } of files) {
      if (typeof name !== "string") throw new TypeError(`Cannot start a file: its name is a ${typeof name}`);
    }
    this.#endFiles();
    this.#decoder.nextFiles(files);
    this.#started = true;
    this.#run();
  }

  /** The wanted file has no more bytes; `failure`: why it should have. */
  endFile(failure?: Pick<SourceError, "kind" | "message">): void {
    this.#assertRunning();
    this.#complete();
    this.#decoder.endFile(failure);
    this.#run();
  }

  room(): Uint8Array {
    this.#assertRunning();
    this.#complete();
    return this.#decoder.room();
  }

  commit(count: number): void {
    this.#assertRunning();
    this.#complete();
    this.#decoder.commit(count);
    this.#run();
  }

  push(chunk: Uint8Array): void {
    this.#assertRunning();
    this.#complete();
    // the next piece may overwrite what a batch points into, so nothing waits
    for (const _ of copyIn(this.#decoder, chunk)) {
      this.#hurries = true;
      this.#run();
      this.#hurries = false;
    }
  }

  end(reason: "eof" | "interrupted"): void {
    this.#assertRunning();
    // an interrupt falls inside a record more often than not: that is no cut-off file
    if (reason === "eof") this.#endFiles();
    else this.#complete();
    this.#decoder.interrupt();
    this.#ended = true;
    this.#ending = reason;
    this.#run();
  }

  #assertRunning(): void {
    if (this.#ended) throw new TypeError("Cannot go on: the run has ended");
  }

  #endFiles(): void {
    if (!this.#started) return;
    this.#complete();
    while (this.#decoder.wanted >= 0) {
      this.#decoder.endFile();
      this.#run();
      this.#complete();
    }
  }

  /** Reports what waits, room or not: what comes next needs it done. */
  #complete(): void {
    this.#hurries = true;
    while (this.isPaused) this.#run();
    this.#hurries = false;
  }

  #run(): void {
    if (this.#batch && !this.#track(this.#batch)) return;
    for (let item = this.#decoder.next(); item !== undefined; item = this.#decoder.next()) {
      switch (item.type) {
        case "batch":
          if (!this.#track(item)) return;
          break;
        case "source_start":
          this.#sink(captureStartEvent(item));
          break;
        case "source_error":
          this.#sink(errorEvent(item));
          this.#onSourceError?.(item);
          break;
      }
    }
    if (this.#ending) this.#finish(this.#ending);
  }

  /** Follows the connections over a batch; false if it has to be gone on with. */
  #track(batch: Batch): boolean {
    const released = this.#tracker.track(batch);
    this.#batch = released ? undefined : batch;
    if (!released) return false;
    if (released.length > 0) this.#decoder.release(released, released.length);
    return true;
  }

  #finish(reason: "eof" | "interrupted"): void {
    const capture = this.#decoder.end();
    if (!this.#tracker.end(reason, { frames: capture.packets, clock: capture.clock })) return;
    this.#ending = undefined;
    this.#sink(captureEndEvent(capture, this.#tracker.totals, reason === "eof", this.#hasFlowKey));
  }
}
