import { BrokenData } from "../stage.ts";
import { BLOCK_HEADER_BYTES, BLOCK_RAW, BLOCK_RLE, blockHeader, MAX_BLOCK_BYTES } from "./block_header.ts";
import { History } from "./history.ts";
import { LiteralsDecoder } from "./literals.ts";
import { SequencesDecoder } from "./sequences.ts";
import type { ZstdStage } from "./stage.ts";
import { Xxh64 } from "./xxh64.ts";

/** What the readers of bitstreams may look at behind the data. */
const PADDING_BYTES = 8;

/**
 * zstd (RFC 8878) without help from the runtime. The library that there is (fzstd 0.1.1) takes matches from before the frame and
 * other damage for data, and ignores checksums: a broken file would read differently on this runtime alone.
 */
export class PortableZstdStage implements ZstdStage {
  readonly #literals = new LiteralsDecoder();
  readonly #sequences = new SequencesDecoder();
  readonly #history = new History();
  readonly #input = new Uint8Array(MAX_BLOCK_BYTES + BLOCK_HEADER_BYTES + PADDING_BYTES);
  #hash = new Xxh64();

  begin(_header: Uint8Array, window: number): Iterable<Uint8Array> {
    this.#literals.reset();
    this.#sequences.reset();
    this.#history.reset(window);
    this.#hash = new Xxh64();
    return [];
  }

  block(block: Uint8Array): Iterable<Uint8Array> {
    const { type, size } = blockHeader(block);
    const history = this.#history;
    const start = history.begin(MAX_BLOCK_BYTES);
    if (type === BLOCK_RAW) history.append(block.subarray(BLOCK_HEADER_BYTES));
    else if (type === BLOCK_RLE) history.repeat(block[BLOCK_HEADER_BYTES]!, size);
    else this.#decompress(block);
    const content = history.since(start);
    this.#hash.update(content);
    return content.length > 0 ? [content] : [];
  }

  checksum(checksum: Uint8Array): Iterable<Uint8Array> {
    const stored = new DataView(checksum.buffer, checksum.byteOffset).getUint32(0, true);
    if (stored !== this.#hash.low()) throw new BrokenData();
    return [];
  }

  close(): void {}

  /** Section 3.1.1.3. */
  #decompress(block: Uint8Array): void {
    const input = this.#input;
    const end = block.length;
    input.set(block);
    const { literals, next } = this.#literals.decode(input, BLOCK_HEADER_BYTES, end);
    this.#history.execute(this.#sequences.decode(input, next, end), literals, MAX_BLOCK_BYTES);
  }
}
