/**
 * The rules that keep the rooms apart: which may import which, and where platforms may be named.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

const sources = [
  "analyze.ts",
  ...["src", "wasm"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => `${folder}/${name}`),
  ),
];

/** The room of a file: what the rules speak of. */
function roomOf(file: string): string {
  if (file === "analyze.ts") return "analyze";
  if (/^wasm\/(encoder_)?layout\.ts$/.test(file)) return "layout";
  if (/^wasm\/((encoder_)?bytes|base64)\.ts$/.test(file)) return "module";
  if (file.startsWith("wasm/")) return "wasm";
  const [, first, second] = file.split("/");
  if (second === undefined) return "mod";
  return first === "events" && second === "codegen" ? "codegen" : first!;
}

/** What each room may import: other rooms, and packages. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  analyze: ["cli"],
  cli: [
    "mod",
    "renderings",
    "selection",
    "events/mod.ts",
    "events/json_schema.ts",
    "node:*",
    "valibot",
    "package.json",
  ],
  mod: ["tcp", "events", "renderings", "selection", "capture", "layout", "valibot", "@std/streams"],
  tcp: ["events", "layout", "capture/batch.ts as a type"],
  capture: ["layout", "module"],
  // what is shown comes from the events alone, as any other reader of the library has them
  renderings: ["events as a type"],
  selection: ["events", "valibot"],
  events: ["layout", "module", "valibot", "@valibot/to-json-schema"],
  codegen: ["events", "layout", "valibot", "node:*"],
  "std-streams": [],
  wasm: ["layout"],
  layout: [],
  module: [],
};

interface Import {
  readonly target: string;
  readonly isType: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const statements = text.matchAll(
    /^(?:import|export)\b([^;"']*?)\bfrom\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/gm,
  );
  return Array.from(statements, ([, clause, from, dynamic]) => ({
    target: from ?? dynamic!,
    isType: clause !== undefined && /^\s*type\b/.test(clause),
  }));
}

/** How an import looks to the rules: in words of `allowed`. */
function edgeOf(file: string, { target, isType }: Import): string {
  if (!target.startsWith(".")) return target.startsWith("node:") ? "node:*" : target;
  const path = normalize(join(dirname(file), target));
  if (path === "package.json") return path;
  const withEnding = /\.\w+$/.test(path) ? path : `${path}.ts`;
  const room = roomOf(withEnding);
  if (room === "capture" && roomOf(file) === "tcp")
    return `${relative("src", withEnding)}${isType ? " as a type" : ""}`;
  if (room === "events" && roomOf(file) === "renderings") return isType ? "events as a type" : "events";
  if (room === "events" && roomOf(file) === "cli") return relative("src", withEnding);
  return room;
}

describe("imports", () => {
  test.each(sources)("%s", (file) => {
    const room = roomOf(file);
    const wrong = importsOf(file)
      .map((found) => edgeOf(file, found))
      .filter((edge) => edge !== room && !allowed[room]!.includes(edge));
    expect(wrong).toEqual([]);
  });

  test("the walk sees imports at all", () => {
    expect(importsOf("src/mod.ts").length).toBeGreaterThan(3);
    expect(importsOf("wasm/index.ts").length).toBeGreaterThan(3);
    expect(importsOf("src/cli/main.ts").map(({ target }) => target)).toContain("../events/json_schema.ts");
  });
});

describe("platforms", () => {
  const portable = sources.filter(
    (file) => /^(src|wasm)\//.test(file) && !/^src\/(cli|events\/codegen)\//.test(file),
  );

  test.each(portable)("%s names none", (file) => {
    const code = readFileSync(join(root, file), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    expect(code).not.toMatch(/\b(Deno|Bun|process|Buffer|globalThis|require)\s*[.([]/);
  });

  test("one file tells the runtimes apart, and no environment variable is read", () => {
    const cli = sources.filter((file) => file.startsWith("src/cli/"));
    const knowing = cli.filter((file) =>
      /node:fs|\bglobalThis\b/.test(readFileSync(join(root, file), "utf8")),
    );
    expect(knowing).toEqual(["src/cli/platform.ts"]);
    for (const file of sources) {
      const code = readFileSync(join(root, file), "utf8");
      expect(code).not.toMatch(/process\.env|from "node:process"/);
    }
  });

  test("the WASM decoder's objects stay in its wrapper", () => {
    const users = sources.filter((file) =>
      importsOf(file).some(({ target }) => target.includes("wasm_module")),
    );
    expect(users).toEqual(["src/capture/decoder.ts"]);
  });

  test("and the WASM encoder's in the lines that it writes", () => {
    const users = sources.filter((file) =>
      importsOf(file).some(({ target }) => target.includes("linear_module")),
    );
    expect(users).toEqual(["src/events/linear_lines.ts"]);
  });
});
