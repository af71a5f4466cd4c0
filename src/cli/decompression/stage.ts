import type { Transform } from "node:stream";

/** Decompressed bytes come in chunks of this size at most. */
export const CHUNK_BYTES = 128 * 1024;

/** The data given to a stage is not what it can decompress. */
export class BrokenData extends Error {}

/** A decompressor of `node:zlib`; it works in another thread where the runtime does it so. */
export type NativeStream = Transform & { readonly bytesWritten: number; close(): void };

/**
 * Decompresses data piece by piece with `node:zlib`. Its streams drop what waits in them when they fail, so the output
 * is taken at once, and no further piece is given before; a piece that breaks loses no more than what it gave itself.
 */
export class NativeStage {
  readonly #stream: NativeStream;
  readonly #chunks: Uint8Array[] = [];
  #busy = false;
  #ended = false;
  #failed = false;
  #wake = () => {};
  #written = 0;

  constructor(stream: NativeStream) {
    this.#stream = stream;
    stream.on("data", (chunk: Uint8Array) => {
      this.#chunks.push(chunk);
      // Whoever takes the output sets the pace: a small piece may hold very much.
      stream.pause();
      this.#wake();
    });
    stream.on("end", () => {
      this.#ended = true;
      this.#wake();
    });
    stream.on("error", () => {
      this.#failed = true;
      this.#wake();
    });
  }

  /** The data's end was found; bytes of the last piece from {@link consumed} on lie behind it. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Bytes that were used of all pieces. */
  get consumed(): number {
    return this.#stream.bytesWritten;
  }

  /**
   * Decompresses a piece, which stays as it is until all of its output was taken.
   *
   * @throws {BrokenData}
   */
  async *decompress(piece: Uint8Array): AsyncIterable<Uint8Array> {
    this.#busy = true;
    this.#written += piece.length;
    this.#stream.write(piece, () => {
      this.#busy = false;
      this.#wake();
    });
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk) {
        yield chunk;
        continue;
      }
      // Deno calls back before it tells of the error or the end.
      if (this.#failed || this.#stream.errored) throw new BrokenData();
      if (this.#ended) return;
      const leftOver = this.consumed < this.#written;
      if (!this.#busy && !leftOver && this.#stream.readableLength === 0) return;
      this.#stream.resume();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.#stream.close();
  }
}
