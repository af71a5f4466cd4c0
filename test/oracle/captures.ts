/** Finding the captures that can be compared, and drawing a sample of them. */

import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { compressionOf, decompress } from "./decompress.ts";
import { containerOf } from "./records.ts";

/** Where the captures are, if they are there: outside the project. */
export const CAPTURES = join(import.meta.dirname, "..", "..", "..", "shared", "captures");

/** LINKTYPE_ values whose packets the analyzer decodes; it counts the others. */
export const LINK_TYPES: ReadonlySet<number> = new Set([
  0, 1, 8, 9, 10, 12, 14, 50, 51, 101, 104, 105, 107, 108, 113, 119, 127, 129, 163, 178, 192, 228, 229, 239,
  242, 258, 276,
]);

const HEAD_BYTES = 24;

/** Captures to compare, and how many files were left out by reason. */
export interface Selection {
  readonly files: readonly string[];
  readonly leftOut: ReadonlyMap<string, number>;
}

/**
 * Why a file that starts with these bytes, decompressed, is not compared, or undefined when it is.
 *
 * @param head the first 24 bytes of the file, or all of a shorter one
 */
export function whyLeftOut(head: Uint8Array): string | undefined {
  if (containerOf(head) === undefined) return "neither pcap nor pcapng";
  return head.length < HEAD_BYTES ? "header of the capture is cut" : undefined;
}

/** The bytes of a capture, decompressed. */
export function readCaptureFile(path: string): Uint8Array {
  return decompress(readFileSync(path));
}

/** The first 24 bytes of a capture, decompressed. */
export function readHead(path: string): Uint8Array {
  const head = new Uint8Array(HEAD_BYTES);
  const fd = openSync(path, "r");
  let bytes: Uint8Array;
  try {
    bytes = head.subarray(0, readSync(fd, head, 0, head.length, 0));
  } finally {
    closeSync(fd);
  }
  return compressionOf(bytes) === undefined ? bytes : readCaptureFile(path).subarray(0, HEAD_BYTES);
}

function* regularFiles(path: string): Generator<string> {
  const stat = statSync(path);
  if (stat.isFile()) yield path;
  if (!stat.isDirectory()) return;
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory() || entry.isFile()) yield* regularFiles(join(path, entry.name));
  }
}

/** Looks at every regular file below `paths` (folders or files), in a fixed order. */
export function selectCaptures(paths: readonly string[]): Selection {
  const files: string[] = [];
  const leftOut = new Map<string, number>();
  for (const path of paths) {
    for (const file of regularFiles(path)) {
      const why = whyLeftOut(readHead(file));
      if (why === undefined) files.push(file);
      else leftOut.set(why, (leftOut.get(why) ?? 0) + 1);
    }
  }
  return { files, leftOut };
}

/** `count` elements drawn without replacement, in their former order; the same seed draws the same ones. */
export function drawSample<T>(items: readonly T[], count: number, seed: number): T[] {
  const order = items.map((_, index) => index);
  let state = seed >>> 0;
  // mulberry32; the draw must be the same on every machine, not unpredictable.
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const size = Math.min(count, order.length);
  for (let i = 0; i < size; i++) {
    const j = i + Math.floor(random() * (order.length - i));
    const drawn = order[j]!;
    order[j] = order[i]!;
    order[i] = drawn;
  }
  return order
    .slice(0, size)
    .sort((a, b) => a - b)
    .map((index) => items[index]!);
}
