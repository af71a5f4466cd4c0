import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { afterAll, describe, expect, test, vi } from "vitest";
import { conversationFile } from "./captures.ts";
import { analyzeBytes } from "./run.ts";

vi.setConfig({ testTimeout: 60_000 });

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tcp-phases-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Bare names that the library imports, and where their sources are if they are ours. */
const PACKAGES: Readonly<Record<string, string | undefined>> = {
  valibot: undefined,
  "@std/streams": "src/std-streams/mod.ts",
};

/** What a browser does not have. */
const FOREIGN = [
  "Deno",
  "Bun",
  "process",
  "Buffer",
  "require",
  "module",
  "__dirname",
  "__filename",
  "global",
  "setImmediate",
  "clearImmediate",
];

/** A source without its comments and the contents of its strings; those of template literals stay. */
function codeOf(source: string): string {
  const tokens = /\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;
  return source.replace(tokens, (token) => (token.startsWith("/") ? " " : '""'));
}

/** What a source imports or re-exports, also as types, and `import()`. */
function importsOf(source: string): string[] {
  const uncommented = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  return [...uncommented.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)"([^"]+)"/g)].map(([, name]) => name!);
}

/** Uses of {@link FOREIGN} names that are neither properties nor keys. */
function foreignNames(source: string): string[] {
  const names = new RegExp(`(?<![.\\w$#])(?:${FOREIGN.join("|")})(?![\\w$])(?!\\s*\\??:)`, "g");
  return codeOf(source).match(names) ?? [];
}

interface Graph {
  readonly files: ReadonlyMap<string, string>;
  readonly packages: ReadonlySet<string>;
}

function graphOf(entry: string): Graph {
  const files = new Map<string, string>();
  const packages = new Set<string>();
  const visit = (path: string): void => {
    if (files.has(path)) return;
    const source = readFileSync(join(root, path), "utf8");
    files.set(path, source);
    for (const name of importsOf(source)) {
      if (name.startsWith(".")) visit(relative(root, resolve(root, dirname(path), name)));
      else {
        packages.add(name);
        const own = PACKAGES[name];
        if (own !== undefined) visit(own);
      }
    }
  };
  visit(entry);
  return { files, packages };
}

describe("the search finds", () => {
  test.each([
    ['import * as fs from "node:fs";', "node:fs"],
    ['import type { A } from "./a.ts";', "./a.ts"],
    ['import "./b.ts";', "./b.ts"],
    ['export { c } from "./c.ts";', "./c.ts"],
    ['export * from "./d.ts";', "./d.ts"],
    ['import {\n  e,\n} from "./e.ts";', "./e.ts"],
    ['await import("./f.ts");', "./f.ts"],
  ])("the import in %s", (source, name) => {
    expect(importsOf(source)).toEqual([name]);
  });

  test.each([
    "process.exit(1)",
    "globalThis . x; Deno.args",
    "x = Buffer.from(b)",
    "typeof Bun",
    "require('x')",
  ])("the global in %s", (source) => {
    expect(foreignNames(source)).toHaveLength(1);
  });

  test.each([
    "// process",
    "/* Deno */",
    '"Buffer"',
    "this.process()",
    "{ module: 1 }",
    "this.#process",
    "processed",
  ])("nothing in %s", (source) => {
    expect(foreignNames(source)).toEqual([]);
  });
});

describe("the library", () => {
  const { files, packages } = graphOf("src/mod.ts");

  test("is all found", () => {
    for (const path of ["src/analyzer.ts", "src/capture/decoder.ts", "src/tcp/tracker.ts", "wasm/bytes.ts"]) {
      expect([...files.keys()]).toContain(path);
    }
    for (const path of files.keys()) expect(existsSync(join(root, path))).toBe(true);
  });

  test("imports nothing of a platform, nothing of the command line, and two packages", () => {
    expect([...packages].sort()).toEqual(Object.keys(PACKAGES).sort());
    expect(
      [...files.keys()].filter((path) => !/^(src|wasm)\//.test(path) || path.startsWith("src/cli/")),
    ).toEqual([]);
  });

  test("uses no global of a platform", () => {
    const uses = [...files].flatMap(([path, source]) =>
      foreignNames(source).map((name) => `${path}: ${name}`),
    );
    expect(uses).toEqual([]);
    const dodges = [...files].filter(([, source]) => /globalThis/.test(codeOf(source))).map(([path]) => path);
    // what is asked of globalThis must be looked at by hand
    expect(dodges).toEqual([]);
  });

  test("keeps the layers apart", () => {
    const layerOf = (path: string): string =>
      /^src\/(tcp|events|capture|std-streams|renderings|selection)\//.exec(path)?.[1] ?? dirname(path);
    const allowed: Readonly<Record<string, readonly string[]>> = {
      src: ["src", "tcp", "events", "capture", "std-streams", "wasm", "renderings", "selection"],
      renderings: ["renderings", "events"],
      selection: ["selection", "events"],
      tcp: ["tcp", "events", "capture", "wasm"],
      events: ["events", "wasm"],
      capture: ["capture", "wasm"],
      "std-streams": ["std-streams"],
      wasm: ["wasm"],
    };
    const wrong: string[] = [];
    for (const [path, source] of files) {
      for (const name of importsOf(source).filter((name) => name.startsWith("."))) {
        const target = relative(root, resolve(root, dirname(path), name));
        const layer = layerOf(target).replace(/^src\/events\/generated$/, "events");
        if (!allowed[layerOf(path)]?.includes(layer)) wrong.push(`${path} → ${target}`);
      }
      if (layerOf(path) !== "tcp") continue;
      // the tracker knows batches as types only
      for (const [statement] of source.matchAll(/^import [^;]*"\.\.\/capture\/[^"]+";$/gm)) {
        if (!statement.startsWith("import type")) wrong.push(`${path}: ${statement}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** Runs a bundle of the library for browsers, where there is only what browsers have. */
test("a browser's globals are enough", async () => {
  const entry = join(folder, "entry.ts");
  const module = JSON.stringify(join(root, "src/mod.ts"));
  writeFileSync(entry, `import * as library from ${module};\nObject.assign(self, { library });\n`);
  const outfile = join(folder, "library.js");
  const bun = join(root, "node_modules", ".bin", "bun");
  const args = ["build", entry, "--target=browser", "--format=iife", `--outfile=${outfile}`];
  execFileSync(bun, args, { cwd: root, stdio: "pipe" });
  const web = {
    atob,
    btoa,
    Blob,
    console,
    crypto,
    CountQueuingStrategy,
    performance,
    queueMicrotask,
    ReadableStream,
    TextDecoder,
    TextEncoder,
    TransformStream,
    URL,
    WritableStream,
    Uint8Array,
  };
  const context = createContext({ ...web });
  runInContext("globalThis.self = globalThis; globalThis.window = globalThis;", context);
  expect(runInContext("typeof process + typeof Buffer + typeof require", context)).toBe(
    "undefinedundefinedundefined",
  );
  runInContext(readFileSync(outfile, "utf8"), context);
  const bytes = conversationFile(1);
  Object.assign(context, { bytes });
  const text = await runInContext(
    `(async () => {
      const source = new ReadableStream({ start(c) { c.enqueue(bytes); c.close(); } });
      const output = source.pipeThrough(library.analyzeStream({ detail: "segment" }));
      return new TextDecoder().decode(await new Blob(await (async () => {
        const blocks = [];
        const reader = output.getReader();
        for (let r = await reader.read(); !r.done; r = await reader.read()) blocks.push(r.value);
        return blocks;
      })()).arrayBuffer());
    })()`,
    context,
  );
  expect(text).toBe(analyzeBytes(bytes).text);
});
