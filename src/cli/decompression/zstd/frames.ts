/**
 * The frames and blocks of zstd files (RFC 8878 section 3.1). The decompressors of the runtimes stop behind the first
 * frame, and throw away what they have when a block is broken; so they are given one block at a time.
 */
import type { ByteReader } from "../byte_reader.ts";
import { DamagedInput } from "../damage.ts";
import { BrokenData } from "../stage.ts";
import {
  BLOCK_HEADER_BYTES,
  BLOCK_RESERVED,
  BLOCK_RLE,
  blockHeader,
  MAX_BLOCK_BYTES,
} from "./block_header.ts";
import type { ZstdStage } from "./stage.ts";

const MAGIC = 0xfd2fb528;
const MAGIC_SKIPPABLE = 0x184d2a50;
const SKIPPABLE_HEADER_BYTES = 8;
const CHECKSUM_BYTES = 4;
/** What zstd itself takes without being told that it may use more memory. */
const MAX_WINDOW_BYTES = 128 * 2 ** 20;

/**
 * Decompresses all frames.
 *
 * @throws {DamagedInput} behind all that could be decompressed
 * @throws {SystemError}
 */
export async function* unzstd(reader: ByteReader, stage: ZstdStage): AsyncGenerator<Uint8Array> {
  try {
    while (await reader.has(1)) {
      if (!(await reader.has(4)) && !isMagicStart(reader.available[0]!)) throw garbage(reader);
      await need(reader, 4);
      const magic = viewOf(reader).getUint32(0, true);
      if ((magic & 0xfffffff0) >>> 0 === MAGIC_SKIPPABLE) await passSkippable(reader);
      else if (magic === MAGIC) yield* decompressFrame(reader, stage);
      else throw garbage(reader);
    }
  } catch (error) {
    if (!(error instanceof BrokenData)) throw error;
    throw corrupt(reader, "no valid data from there on");
  } finally {
    stage.close();
  }
}

function corrupt({ position }: ByteReader, what: string): DamagedInput {
  return new DamagedInput(
    "corrupt",
    `the zstd data is corrupt at byte ${position} of the compressed file: ${what}`,
  );
}

function garbage(reader: ByteReader): DamagedInput {
  return corrupt(reader, "what follows is no zstd data and is not read");
}

function isMagicStart(byte: number): boolean {
  return byte === (MAGIC & 0xff) || (byte & 0xf0) === (MAGIC_SKIPPABLE & 0xff);
}

function viewOf({ available }: ByteReader): DataView {
  return new DataView(available.buffer, available.byteOffset, available.length);
}

async function need(reader: ByteReader, count: number): Promise<void> {
  if (await reader.has(count)) return;
  const end = reader.position + reader.available.length;
  throw new DamagedInput("cut", `the zstd data is cut off at byte ${end} of the compressed file`);
}

/** Section 3.1.2. */
async function passSkippable(reader: ByteReader): Promise<void> {
  await need(reader, SKIPPABLE_HEADER_BYTES);
  let left = SKIPPABLE_HEADER_BYTES + viewOf(reader).getUint32(4, true);
  while (left > 0) {
    await need(reader, 1);
    const n = Math.min(left, reader.available.length);
    reader.skip(n);
    left -= n;
  }
}

async function* decompressFrame(reader: ByteReader, stage: ZstdStage): AsyncGenerator<Uint8Array> {
  const { bytes, window, hasChecksum } = await readFrameHeader(reader);
  yield* stage.begin(take(reader, bytes), window);
  reader.skip(bytes);
  for (let isLast = false; !isLast; ) {
    await need(reader, BLOCK_HEADER_BYTES);
    const header = blockHeader(reader.available);
    isLast = header.isLast;
    // section 3.1.1.2.4: no block is larger, whatever the window
    if (header.type === BLOCK_RESERVED || header.size > MAX_BLOCK_BYTES) {
      throw corrupt(reader, "no block begins there");
    }
    const length = BLOCK_HEADER_BYTES + (header.type === BLOCK_RLE ? 1 : header.size);
    await need(reader, length);
    yield* stage.block(take(reader, length));
    reader.skip(length);
  }
  if (!hasChecksum) return;
  await need(reader, CHECKSUM_BYTES);
  try {
    yield* stage.checksum(take(reader, CHECKSUM_BYTES));
  } catch (error) {
    if (!(error instanceof BrokenData)) throw error;
    throw corrupt(reader, "the checksum of the data before is another one");
  }
  reader.skip(CHECKSUM_BYTES);
}

function take({ available }: ByteReader, count: number): Uint8Array {
  return available.subarray(0, count);
}

interface FrameHeader {
  /** Its length, the magic number included. */
  readonly bytes: number;
  readonly window: number;
  readonly hasChecksum: boolean;
}

/** Section 3.1.1.1; leaves it unread. */
async function readFrameHeader(reader: ByteReader): Promise<FrameHeader> {
  await need(reader, 5);
  const descriptor = reader.available[4]!;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
  const contentSizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >>> 6]!;
  const dictionaryAt = isSingleSegment ? 5 : 6;
  const contentSizeAt = dictionaryAt + dictionaryBytes;
  const bytes = contentSizeAt + contentSizeBytes;
  await need(reader, bytes);
  if (descriptor & 0x08) throw corrupt(reader, "its frame header has a reserved bit set");
  const header = reader.available;
  if (header.subarray(dictionaryAt, contentSizeAt).some((byte) => byte !== 0)) {
    throw refused(reader, "a dictionary", "-D DICTIONARY");
  }
  const window = isSingleSegment
    ? littleEndian(header.subarray(contentSizeAt, bytes)) + (contentSizeBytes === 2 ? 256 : 0)
    : windowSize(header[5]!);
  if (window > MAX_WINDOW_BYTES) {
    throw refused(reader, `a window of ${Math.round(window / 2 ** 20)} MiB`, "--long=31");
  }
  return { bytes, window, hasChecksum: (descriptor & 0x04) !== 0 };
}

/** Section 3.1.1.1.2, in bytes. */
function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >>> 3));
  return base + (base / 8) * (descriptor & 7);
}

function littleEndian(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}

function refused({ position }: ByteReader, what: string, option: string): DamagedInput {
  return new DamagedInput(
    "corrupt",
    `the zstd frame at byte ${position} of the compressed file needs ${what}: ` +
      `decompress it with \`zstd -dc ${option} FILE | analyze\``,
  );
}
