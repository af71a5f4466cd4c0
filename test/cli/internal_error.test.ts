import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { root, runCommand, workFolder } from "./programs.ts";

const folder = workFolder();
afterAll(folder.remove);

const copied = ["analyze.ts", "package.json", "src", "wasm"];

/** The command line with an analyzer that has a bug. */
function programWith(commit: string, flush: string): string[] {
  for (const name of copied) {
    cpSync(join(root, name), folder.path(name), { recursive: true, force: true });
  }
  folder.put(
    "src/analyzer.ts",
    new TextEncoder().encode(`
      export class Analyzer {
        wanted = 0;
        mergeFiles() {}
        endFile() {}
        room() { return new Uint8Array(100); }
        commit() { ${commit} }
        flush() { ${flush} }
        takeBlock() {}
        end() {}
      }`),
  );
  return [join(root, "node_modules/.bin/bun"), folder.path("analyze.ts")];
}

symlinkSync(join(root, "node_modules"), folder.path("node_modules"));

test.each([
  ["while reading", 'throw new RangeError("first\\n  second")', ""],
  ["in a timer", "", 'throw new RangeError("first\\n  second")'],
])("a bug %s: one line, exit 70", async (_where, commit, flush) => {
  const words = programWith(commit, flush);
  const outcome = await runCommand(["sh", "-c", '(echo x; sleep 1) | "$@"', "sh", ...words]);
  expect(outcome).toEqual({
    code: 70,
    stdout: "",
    stderr: "analyze: internal error: RangeError: first second; please report\n",
  });
});

test("a bug that fails like the system does is still a bug", async () => {
  const words = programWith('throw Object.assign(new Error("open"), { code: "ENOENT" })', "");
  const outcome = await runCommand(words, new TextEncoder().encode("x"));
  expect(outcome.code).toBe(70);
});
