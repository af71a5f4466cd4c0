/**
 * Compressed captures for the streams: what the platform's `DecompressionStream` can decompress.
 */
import { toTransformStream } from "@std/streams";
import { type Compression, compressionOf } from "./compression.ts";

/** What tells the compressed formats apart. */
const MAGIC_BYTES = 4;

/**
 * A transform that decompresses what begins like gzip or zstd, and passes on everything else as it is.
 *
 * gzip works wherever there are Web Streams, though most platforms take files of several members (as `pigz`, `bgzip`
 * and `cat a.gz b.gz` make them) for broken behind the first; zstd works where `DecompressionStream` knows it. The
 * stream fails with a TypeError where it does not, and when compressed data is broken or cut off.
 *
 * @example
 * ```ts
 * import { analyze, decompressStream } from "tcp-phases";
 *
 * for await (const event of analyze(file.stream().pipeThrough(decompressStream()))) console.log(event);
 * ```
 */
export function decompressStream(): ReadableWritablePair<Uint8Array, Uint8Array> {
  return toTransformStream<Uint8Array, Uint8Array>(async function* (chunks) {
    const source = new ResumedSource(chunks.getReader());
    const compression = compressionOf(await source.head());
    if (!compression) return yield* source.stream();
    try {
      yield* source.stream().pipeThrough(decompressorOf(compression));
    } catch (error) {
      if (source.failed) throw error;
      throw new TypeError(`Cannot decompress the ${compression} data: ${reasonOf(error)}`, { cause: error });
    }
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error && error.message !== "" ? error.message : "it is broken or cut off";
}

function decompressorOf(compression: Compression): ReadableWritablePair<Uint8Array, Uint8Array> {
  try {
    return new DecompressionStream(compression as CompressionFormat) as ReadableWritablePair<
      Uint8Array,
      Uint8Array
    >;
  } catch (error) {
    throw new TypeError("this platform has no decompressor for it", { cause: error });
  }
}

/** A stream whose first bytes were looked at. */
class ResumedSource {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #seen: Uint8Array[] = [];
  /** The source itself failed, not what became of its bytes. */
  failed = false;

  constructor(reader: ReadableStreamDefaultReader<Uint8Array>) {
    this.#reader = reader;
  }

  /** The first bytes, as many as tell what it is. */
  async head(): Promise<Uint8Array> {
    let head: number[] = [];
    while (head.length < MAGIC_BYTES) {
      const { done, value } = await this.#reader.read();
      if (done) break;
      this.#seen.push(value);
      head = head.concat(Array.from(value.subarray(0, MAGIC_BYTES)));
    }
    return Uint8Array.from(head);
  }

  /** The whole stream, from its first byte on. */
  stream(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          const chunk = this.#seen.shift() ?? (await this.#next());
          if (chunk) controller.enqueue(chunk);
          else controller.close();
        },
        cancel: (reason) => this.#reader.cancel(reason),
      },
      { highWaterMark: 0 },
    );
  }

  async #next(): Promise<Uint8Array | undefined> {
    try {
      return (await this.#reader.read()).value;
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }
}
