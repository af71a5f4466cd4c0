import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { concat } from "../support/capture_builder.ts";
import { root } from "./programs.ts";

/** What to compress, and how. */
export interface ZstdRequest {
  readonly bytes: Uint8Array;
  /** 1 to 22; default 3. */
  readonly level?: number;
  /** Without a checksum behind the data. */
  readonly noChecksum?: boolean;
  /** The logarithm of the window, for long distances. */
  readonly windowLog?: number;
}

const program = `
  const zlib = require("node:zlib");
  const requests = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
  const { ZSTD_c_compressionLevel, ZSTD_c_checksumFlag, ZSTD_c_windowLog } = zlib.constants;
  console.log(JSON.stringify(requests.map(({ data, level, checksum, windowLog }) => {
    const params = { [ZSTD_c_compressionLevel]: level, [ZSTD_c_checksumFlag]: checksum };
    if (windowLog) params[ZSTD_c_windowLog] = windowLog;
    return zlib.zstdCompressSync(Buffer.from(data, "base64"), { params }).toString("base64");
  })));`;

/** One zstd frame for each request. Bun makes them: the oldest Node that is supported cannot. */
export function zstd(...requests: readonly ZstdRequest[]): Uint8Array[] {
  const input = requests.map(({ bytes, level = 3, noChecksum, windowLog }) => ({
    data: Buffer.from(bytes).toString("base64"),
    level,
    checksum: noChecksum ? 0 : 1,
    windowLog,
  }));
  const output = execFileSync(join(root, "node_modules/.bin/bun"), ["-e", program], {
    input: JSON.stringify(input),
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  return (JSON.parse(output) as string[]).map((text) => new Uint8Array(Buffer.from(text, "base64")));
}

/** A frame that is to be skipped. */
export function skippableFrame(content: Uint8Array, nibble = 0): Uint8Array {
  const head = new DataView(new ArrayBuffer(8));
  head.setUint32(0, 0x184d2a50 + nibble, true);
  head.setUint32(4, content.length, true);
  return concat(new Uint8Array(head.buffer), content);
}

/** What a frame made by hand consists of. */
export interface HandmadeBlock {
  readonly type: "raw" | "rle" | "compressed" | "reserved";
  readonly content: Uint8Array;
  /** The size field, if it is not to be that of the content. */
  readonly size?: number;
}

export interface HandmadeFrame {
  /** Default one of 1 KiB without a checksum, dictionary or content size. */
  readonly header?: readonly number[];
  readonly blocks: readonly HandmadeBlock[];
  readonly checksum?: Uint8Array;
}

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
const types = { raw: 0, rle: 1, compressed: 2, reserved: 3 };

/** A frame block by block. */
export function handmadeFrame({ header = [0x00, 0x00], blocks, checksum }: HandmadeFrame): Uint8Array {
  const parts = blocks.map(({ type, content, size = content.length }, i) => {
    const word = (size << 3) | (types[type] << 1) | (i + 1 === blocks.length ? 1 : 0);
    return concat(Uint8Array.of(word & 0xff, (word >> 8) & 0xff, (word >> 16) & 0xff), content);
  });
  return concat(Uint8Array.from([...MAGIC, ...header]), ...parts, checksum ?? new Uint8Array(0));
}
