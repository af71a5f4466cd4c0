import * as zlib from "node:zlib";
import { CHUNK_BYTES, NativeStage, type NativeStream } from "../stage.ts";

/** What a part of a frame gave, at once or when it is ready. */
export type Decompressed = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * Decompresses frames that were taken apart. What comes out is to be used before the next is asked for.
 *
 * All of its methods throw {@link BrokenData}.
 */
export interface ZstdStage {
  /**
   * A frame begins.
   *
   * @param header whole, from the magic number on
   * @param window how far back it refers at most, in bytes
   */
  begin(header: Uint8Array, window: number): Decompressed;
  /** @param block whole, with its header */
  block(block: Uint8Array): Decompressed;
  /** The frame ended. @param checksum of all that was decompressed of it */
  checksum(checksum: Uint8Array): Decompressed;
  close(): void;
}

/** Node has it since 22.15. */
const { createZstdDecompress } = zlib as {
  createZstdDecompress?: (options: { chunkSize: number }) => NativeStream;
};

/** What decompresses zstd: the runtime itself, or our own slower decompressor. */
export async function zstdStage(): Promise<ZstdStage> {
  if (createZstdDecompress) {
    const native = new NativeStage(createZstdDecompress({ chunkSize: CHUNK_BYTES }));
    const decompress = (piece: Uint8Array) => native.decompress(piece);
    return { begin: decompress, block: decompress, checksum: decompress, close: () => native.close() };
  }
  const { PortableZstdStage } = await import("./portable_stage.ts");
  return new PortableZstdStage();
}
