/**
 * Analyzes each capture by itself at detail `segment` and prints a line for each, see digest_lines.ts. It runs on
 * every runtime that the analyzer runs on:
 *
 *     bun test/runtimes/digest.ts FILE...
 *     bun test/runtimes/digest.ts --list LIST     the paths are the lines of LIST
 *
 * Exit code 1: the analyzer threw. What it threw is on standard error, too, with its stack.
 */
import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { Analyzer } from "../../src/mod.ts";
import { type Digest, digestLine } from "./digest_lines.ts";

const LF = 0x0a;

function digestOf(path: string): Digest {
  const analyzer = new Analyzer({ detail: "segment" });
  const hash = createHash("sha256");
  let bytes = 0;
  let lines = 0;
  const drain = (): void => {
    for (let block = analyzer.takeBlock(); block; block = analyzer.takeBlock()) {
      hash.update(block);
      bytes += block.length;
      for (let at = block.indexOf(LF); at !== -1; at = block.indexOf(LF, at + 1)) lines++;
      analyzer.recycle(block);
    }
  };

  analyzer.nextFile(path);
  const fd = openSync(path, "r");
  try {
    while (analyzer.wantsInput) {
      const room = analyzer.room();
      const count = readSync(fd, room, 0, room.length, null);
      if (count === 0) break;
      analyzer.commit(count);
      drain();
    }
  } finally {
    closeSync(fd);
  }
  analyzer.end();
  analyzer.flush();
  drain();
  return { path, sha256: hash.digest("hex"), bytes, lines };
}

function pathsOf(args: readonly string[]): string[] {
  const [first, list] = args;
  if (first !== "--list" || list === undefined) return [...args];
  return readFileSync(list, "utf8")
    .split("\n")
    .filter((path) => path !== "");
}

for (const path of pathsOf(globalThis.process.argv.slice(2))) {
  try {
    console.log(digestLine(digestOf(path)));
  } catch (error) {
    console.log(digestLine({ path, exception: String(error) }));
    console.error(error);
    globalThis.process.exitCode = 1;
  }
}
