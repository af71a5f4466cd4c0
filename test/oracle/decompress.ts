/** What a compressed capture holds, for the programs that read no compressed ones and for the in-process runs. */

import { spawnSync } from "node:child_process";
import { constants, gunzipSync } from "node:zlib";

const MAX_BYTES = 2 ** 30;

/** How the file is compressed, by its first bytes; a skippable frame may come before zstd's first one (RFC 8878 3.1.2). */
export function compressionOf(head: Uint8Array): "gzip" | "zstd" | undefined {
  if (head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  if (head.length < 4) return undefined;
  const magic = new DataView(head.buffer, head.byteOffset).getUint32(0, true);
  return magic === 0xfd2fb528 || magic >>> 4 === 0x184d2a5 ? "zstd" : undefined;
}

/**
 * The bytes of the capture itself; those of a file that is not compressed as they are. Of a cut or broken stream, what
 * comes out of it before the damage. Throws when zstd's program cannot be run.
 */
export function decompress(bytes: Uint8Array): Uint8Array {
  switch (compressionOf(bytes)) {
    case "gzip":
      return gunzip(bytes);
    case "zstd": {
      const result = spawnSync("zstd", ["-dcq"], { input: bytes, maxBuffer: MAX_BYTES });
      if (result.error) throw new Error(`zstd cannot be run: ${result.error.message}`);
      return result.stdout;
    }
    default:
      return bytes;
  }
}

function gunzip(bytes: Uint8Array): Uint8Array {
  try {
    // A stream that is cut gives what it has.
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_BYTES });
  } catch {
    return new Uint8Array(0);
  }
}
