/** The lines that digest.ts prints, for the side that writes them and the side that compares them. */

/** SHA-256 of a capture's NDJSON in hex, and the size of that. */
export interface OutputDigest {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly lines: number;
}

/** What became of one capture: its output's digest, or what the analyzer threw. */
export type Digest = OutputDigest | { readonly path: string; readonly exception: string };

const EXCEPTION = "exception";

/** `SHA256  BYTES  LINES  PATH`, or `exception  MESSAGE  PATH`. */
export function digestLine(digest: Digest): string {
  if ("exception" in digest) {
    const message = digest.exception.replaceAll(/\s+/g, " ").trim();
    return `${EXCEPTION}  ${message}  ${digest.path}`;
  }
  return `${digest.sha256}  ${digest.bytes}  ${digest.lines}  ${digest.path}`;
}

/**
 * The digests of an output of digest.ts.
 * @throws {TypeError} a line is not one of digest.ts
 */
export function parseDigests(text: string): Digest[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const done = /^([0-9a-f]{64}) {2}(\d+) {2}(\d+) {2}(.+)$/.exec(line);
      if (done) {
        const [, sha256, bytes, lines, path] = done;
        return { path: path!, sha256: sha256!, bytes: Number(bytes), lines: Number(lines) };
      }
      const failed = /^exception {2}(.+?) {2}(.+)$/.exec(line);
      if (!failed) throw new TypeError(`not a line of digest.ts: ${line}`);
      return { path: failed[2]!, exception: failed[1]! };
    });
}
