/**
 * The gzip file format (RFC 1952): any number of members, each a deflate stream between a header and a trailer.
 *
 * Only the deflate data is left to `node:zlib`: its own gunzip throws away what it has decompressed when a checksum or
 * the bytes behind a member are wrong, and does not say where that was.
 */
import { crc32, createInflateRaw } from "node:zlib";
import type { ByteReader } from "./byte_reader.ts";
import { DamagedInput } from "./damage.ts";
import { BrokenData, CHUNK_BYTES, NativeStage } from "./stage.ts";

const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;
const METHOD_DEFLATE = 8;

// FLG, RFC 1952 section 2.3.1
const FLAG_HEADER_CRC = 0x02;
const FLAG_EXTRA = 0x04;
const FLAG_NAME = 0x08;
const FLAG_COMMENT = 0x10;
const FLAGS_RESERVED = 0xe0;

/** The largest piece that is decompressed at a time, and the smallest that it pays for. */
const PIECE_BYTES = 64 * 1024;
const MIN_PIECE_BYTES = 1024;

/**
 * Decompresses all members.
 *
 * @throws {DamagedInput} behind all that could be decompressed
 * @throws {SystemError}
 */
export async function* gunzip(reader: ByteReader): AsyncGenerator<Uint8Array> {
  do {
    await passHeader(reader);
    yield* inflateMember(reader);
  } while (await anotherMember(reader));
}

function cut({ position, available }: ByteReader): DamagedInput {
  const end = position + available.length;
  return new DamagedInput("cut", `the gzip data is cut off at byte ${end} of the compressed file`);
}

function corrupt(where: number, what: string): DamagedInput {
  return new DamagedInput(
    "corrupt",
    `the gzip data is corrupt at byte ${where} of the compressed file: ${what}`,
  );
}

/** Section 2.3. The checksum of the header is not tested: what it covers is of no use here. */
async function passHeader(reader: ByteReader): Promise<void> {
  const start = reader.position;
  if (!(await reader.has(HEADER_BYTES))) throw cut(reader);
  const [, , method, flags] = reader.available as unknown as [number, number, number, number];
  if (method !== METHOD_DEFLATE) throw corrupt(start + 2, `unknown compression method ${method}`);
  if (flags & FLAGS_RESERVED) throw corrupt(start + 3, "reserved flags are set");
  reader.skip(HEADER_BYTES);
  if (flags & FLAG_EXTRA) {
    if (!(await reader.has(2))) throw cut(reader);
    const [low, high] = reader.available as unknown as [number, number];
    await pass(reader, 2 + low + high * 256);
  }
  if (flags & FLAG_NAME) await passText(reader);
  if (flags & FLAG_COMMENT) await passText(reader);
  if (flags & FLAG_HEADER_CRC) await pass(reader, 2);
}

async function pass(reader: ByteReader, count: number): Promise<void> {
  if (!(await reader.has(count))) throw cut(reader);
  reader.skip(count);
}

async function passText(reader: ByteReader): Promise<void> {
  for (;;) {
    if (!(await reader.has(1))) throw cut(reader);
    const { available } = reader;
    const zero = available.indexOf(0);
    reader.skip(zero < 0 ? available.length : zero + 1);
    if (zero >= 0) return;
  }
}

async function* inflateMember(reader: ByteReader): AsyncGenerator<Uint8Array> {
  const start = reader.position;
  const stage = new NativeStage(createInflateRaw({ chunkSize: CHUNK_BYTES }));
  let crc = 0;
  let length = 0;
  try {
    while (!stage.ended) {
      if (!(await reader.has(1))) throw cut(reader);
      // A piece that turns out broken is lost, so pieces are a small part of what was decompressed before.
      const size = Math.min(Math.max(Math.floor(reader.position / 16), MIN_PIECE_BYTES), PIECE_BYTES);
      for await (const chunk of stage.decompress(reader.available.subarray(0, size))) {
        crc = crc32(chunk, crc);
        length += chunk.length;
        yield chunk;
      }
      reader.skip(start + stage.consumed - reader.position);
    }
  } catch (error) {
    if (!(error instanceof BrokenData)) throw error;
    throw corrupt(reader.position, "no deflate data from there on");
  } finally {
    stage.close();
  }
  await passTrailer(reader, crc, length);
}

async function passTrailer(reader: ByteReader, crc: number, length: number): Promise<void> {
  if (!(await reader.has(TRAILER_BYTES))) throw cut(reader);
  const { buffer, byteOffset } = reader.available;
  const trailer = new DataView(buffer, byteOffset, TRAILER_BYTES);
  if (trailer.getUint32(0, true) !== crc) {
    throw corrupt(reader.position, "the checksum of the data before is another one");
  }
  if (trailer.getUint32(4, true) !== length % 2 ** 32) {
    throw corrupt(reader.position + 4, "the data before has another length");
  }
  reader.skip(TRAILER_BYTES);
}

/** Zeros behind a member are padding, as tapes and block devices have it. */
async function anotherMember(reader: ByteReader): Promise<boolean> {
  while (await reader.has(1)) {
    const { available } = reader;
    const other = available.findIndex((byte) => byte !== 0);
    reader.skip(other < 0 ? available.length : other);
    if (other < 0) continue;
    if (!(await reader.has(2))) throw reader.available[0] === 0x1f ? cut(reader) : garbage(reader);
    const [id1, id2] = reader.available as unknown as [number, number];
    if (id1 !== 0x1f || id2 !== 0x8b) throw garbage(reader);
    return true;
  }
  return false;
}

function garbage({ position }: ByteReader): DamagedInput {
  return corrupt(position, "what follows is no gzip data and is not read");
}
