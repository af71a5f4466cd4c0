/**
 * Writes the generated files; with `--check` only compares them and exits with 1 if one is not fresh.
 *
 * `bun src/events/codegen/write.ts [--check]`
 */

import { readFileSync, writeFileSync } from "node:fs";
import { generatedFiles } from "./generate.ts";

const check = process.argv.includes("--check");
let stale = 0;
for (const [name, text] of generatedFiles()) {
  const url = new URL(name, import.meta.url);
  if (!check) {
    writeFileSync(url, text);
  } else if (readOrEmpty(url) !== text) {
    console.error(`src/events/codegen/${name} is not fresh: run bun src/events/codegen/write.ts`);
    stale += 1;
  }
}
process.exitCode = stale === 0 ? 0 : 1;

function readOrEmpty(url: URL): string {
  try {
    return readFileSync(url, "utf8");
  } catch {
    return "";
  }
}
