import { type Compression, compressionOf } from "../compression.ts";
import { ByteReader } from "./decompression/byte_reader.ts";
import { gunzip } from "./decompression/gzip_members.ts";
import { unzstd } from "./decompression/zstd/frames.ts";
import { zstdStage } from "./decompression/zstd/stage.ts";
import type { Input } from "./platform.ts";

/** What tells the compressed formats apart. */
const MAGIC_BYTES = 4;

/** An input that turns out to be compressed, or not, and is read decompressed. */
export class CaptureInput implements Input {
  readonly regular: boolean;
  readonly #input: Input;
  readonly #reader: ByteReader;
  #chunks: AsyncGenerator<Uint8Array> | undefined;
  /** What was decompressed and not read. */
  #rest: Uint8Array = new Uint8Array(0);
  #ahead: Promise<IteratorResult<Uint8Array, undefined>> | undefined;

  constructor(input: Input) {
    this.#input = input;
    this.#reader = new ByteReader(input);
    this.regular = input.regular;
  }

  /** Bytes read of the file: compressed ones, if it is compressed. */
  get bytesRead(): number {
    return this.#reader.bytesRead;
  }

  /**
   * Waits for the first bytes, and tells how the input is compressed; to be called once, before the first read.
   *
   * @throws {SystemError}
   */
  async recognize(): Promise<Compression | undefined> {
    await this.#reader.has(MAGIC_BYTES);
    const compression = compressionOf(this.#reader.available);
    if (compression === "gzip") this.#chunks = gunzip(this.#reader);
    else if (compression === "zstd") this.#chunks = unzstd(this.#reader, await zstdStage());
    return compression;
  }

  /**
   * Reads decompressed bytes.
   *
   * @throws {SystemError}
   * @throws {DamagedInput} all that could be decompressed was read
   */
  async read(view: Uint8Array): Promise<number> {
    const chunks = this.#chunks;
    if (!chunks) return this.#reader.read(view);
    while (this.#rest.length === 0) {
      const { done, value } = await (this.#ahead ?? chunks.next());
      this.#ahead = undefined;
      if (done) return 0;
      this.#rest = value;
    }
    const n = Math.min(this.#rest.length, view.length);
    view.set(this.#rest.subarray(0, n));
    this.#rest = this.#rest.subarray(n);
    if (this.#rest.length === 0) {
      // The next bytes are decompressed while these are analyzed, where the runtime has a thread for it.
      this.#ahead = chunks.next();
      this.#ahead.catch(() => {});
    }
    return n;
  }

  close(): void {
    void this.#chunks?.return(undefined);
    this.#input.close();
  }
}
