/**
 * The whole analyzer as one synchronous object: capture bytes in, blocks of NDJSON (or of another format) out. What the
 * streams are made of, for callers that read and write by themselves.
 */
import type { Compression, SourceError } from "./capture/batch.ts";
import type { DecoderOptions, FileToRead } from "./capture/decoder.ts";
import { Engine } from "./engine.ts";
import type { EventOutput } from "./event_output.ts";
import { NdjsonEncoder } from "./events/mod.ts";
import { type AnalyzeOptions, runOptions } from "./options.ts";

/**
 * Analyzes capture files, one after the other, as one run.
 *
 * @example
 * ```ts
 * import { Analyzer } from "tcp-phases";
 *
 * const analyzer = new Analyzer({ detail: "flow" });
 * analyzer.nextFile("capture.pcap");
 * analyzer.push(bytes);
 * analyzer.end();
 * analyzer.flush();
 * for (let block = analyzer.takeBlock(); block; block = analyzer.takeBlock()) {
 *   console.log(new TextDecoder().decode(block));
 *   analyzer.recycle(block);
 * }
 * ```
 */
export class Analyzer {
  readonly #output: EventOutput;
  readonly #engine: Engine;
  /** What was asked for while there was more to come. */
  #flushLater = false;

  /**
   * @param onSourceError called when a file is cut off or corrupt, besides the `error` event
   * @param output what makes bytes of the events; default NDJSON
   * @throws {TypeError} if an option is unknown or has an impossible value
   */
  constructor(
    options: AnalyzeOptions = {},
    onSourceError?: (error: SourceError) => void,
    decoderOptions?: DecoderOptions,
    output?: EventOutput,
  ) {
    const run = runOptions(options);
    const target = output ?? new NdjsonEncoder(run.kinds);
    this.#output = target;
    this.#engine = new Engine(
      (event) => target.write(event),
      run,
      onSourceError,
      decoderOptions,
      () => target.isFull,
    );
  }

  /** False before the first file, and once the present file turned out corrupt: stop reading it. */
  get wantsInput(): boolean {
    return this.#engine.wantsInput;
  }

  /** True once no further input can bring output, but for `capture_end`: stop reading, and end(). */
  get isDone(): boolean {
    return this.#output.isDone === true;
  }

  /** Index in the run, from 0, of the file whose bytes are needed next; -1: none. */
  get wanted(): number {
    return this.#engine.wanted;
  }

  /**
   * Ends the present file, if there is one, and starts the next.
   * @param name what `capture_start` calls it
   * @param compression what it was decompressed from, if it was
   * @throws {TypeError} if `name` is no string, or after end()
   */
  nextFile(name: string, compression?: Compression): void {
    this.#engine.nextFiles([{ name, compression }]);
  }

  /**
   * Ends the present files, and starts several that were captured side by side: their packets are taken in the order of
   * their stamps. While {@link wanted} is one of them, room() and commit() are for its bytes, and endFile() for its end.
   * @throws {TypeError} if a name is no string, or after end()
   */
  mergeFiles(files: readonly FileToRead[]): void {
    this.#engine.nextFiles(files);
  }

  /**
   * The wanted file has no more bytes.
   * @throws {TypeError} after end()
   */
  endFile(): void {
    this.#engine.endFile();
  }

  /**
   * The wanted file's bytes end before it does: what is there is reported, then an error.
   * @param kind `cut` if there should be more of it, `corrupt` if it could not be decompressed
   * @throws {TypeError} after end()
   */
  failFile(kind: SourceError["kind"], message: string): void {
    this.#engine.endFile({ kind, message });
  }

  /**
   * A view of free input memory, never empty, valid until the next call.
   * @throws {TypeError} before the first file and after end()
   */
  room(): Uint8Array {
    return this.#engine.room();
  }

  /**
   * The first `count` bytes of the last room() hold input: takes in all that is complete.
   * @throws {RangeError} if the room was smaller
   */
  commit(count: number): void {
    this.#engine.commit(count);
  }

  /**
   * Takes in a chunk of any size, by copying it.
   * @throws {TypeError} if it is no Uint8Array, before the first file, and after end()
   */
  push(chunk: Uint8Array): void {
    this.#engine.push(chunk);
  }

  /**
   * Ends the run: the rest of the connections, then `capture_end`.
   * @param reason `interrupted`: the input goes on, but nobody wants it
   * @throws {TypeError} the second time
   */
  end(reason: "eof" | "interrupted" = "eof"): void {
    this.#engine.end(reason);
  }

  /**
   * The oldest filled block of whole lines (64 KiB or more, unless flushed); undefined if there is none. Lines are made
   * as they are taken where there are very many, so take them all before the next input.
   */
  takeBlock(): Uint8Array<ArrayBuffer> | undefined {
    let block = this.#output.takeBlock();
    while (!block && this.#engine.isPaused) {
      this.#engine.resume();
      if (this.#flushLater && !this.#engine.isPaused) this.flush();
      block = this.#output.takeBlock();
    }
    return block;
  }

  /** Makes the partly filled block available to takeBlock(), too. */
  flush(): void {
    this.#flushLater = this.#engine.isPaused;
    if (!this.#flushLater) this.#output.flush();
  }

  /** Gives a block back after it was written, so that it is used again. */
  recycle(block: Uint8Array<ArrayBuffer>): void {
    this.#output.recycle(block);
  }
}
