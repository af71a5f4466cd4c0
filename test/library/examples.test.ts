import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test, vi } from "vitest";
import { pcap } from "../support/capture_builder.ts";
import { conversationFile } from "./captures.ts";

vi.setConfig({ testTimeout: 60_000 });

const root = fileURLToPath(new URL("../..", import.meta.url));
const bin = (name: string) => join(root, "node_modules", ".bin", name);
const folder = mkdtempSync(join(tmpdir(), "tcp-phases-"));
const CAPTURE = join(folder, "capture.pcap");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Example {
  readonly name: string;
  readonly code: string;
}

/** What an example leaves to its reader, and what it must print with that. */
interface Surroundings {
  /** Code in front of the example, and behind it. */
  readonly before: string;
  readonly after?: string;
  readonly prints: RegExp;
}

const SURROUNDINGS: Readonly<Record<string, Surroundings>> = {
  "src/decompress.ts 1": {
    before: 'import { gzipSync } from "node:zlib"; const file = new Blob([gzipSync(capture)]);',
    prints: /event: "established"/,
  },
  "src/analyzer.ts 1": {
    before: "const bytes: Uint8Array = capture;",
    prints:
      /^\{"event":"capture_start","file":"capture\.pcap".*\n\{"event":"flow_end".*\n\{"event":"capture_end".*\}\n*$/,
  },
  "src/streams.ts 1": {
    before: `
      const fetch = async (url: string): Promise<Response> => {
        if (!url.endsWith(".pcap")) throw new TypeError(url);
        return new Response(capture);
      };
      const decoder = new TextDecoder();
      const sink = new WritableStream<Uint8Array>({ write: (block) => console.log(decoder.decode(block)) });`,
    prints: /^\{"event":"capture_start".*\n\{"event":"syn".*\n(.+\n)+\{"event":"capture_end".*\}\n*$/,
  },
  "src/streams.ts 2": {
    before: "const file = new Blob([capture]);",
    prints: /^10\.0\.0\.1 1000000\n$/,
  },
  "src/std-streams/to_transform_stream.ts 1": {
    before: `import { toTransformStream } from "@std/streams";`,
    after: `
      const input = new ReadableStream<string>({ start(c) { c.enqueue("syn"); c.close(); } });
      for await (const text of input.pipeThrough(upper) as unknown as AsyncIterable<string>) console.log(text);`,
    prints: /^SYN\n$/,
  },
  "src/std-streams/text_line_stream.ts 1": {
    before: `
      import { TextLineStream } from "@std/streams";
      import { analyzeStream } from "tcp-phases";
      const bytes = new Blob([capture]).stream().pipeThrough(analyzeStream({ detail: "flow" }));`,
    prints: /^capture_start\nflow_end\ncapture_end\n$/,
  },
};

function sources(): string[] {
  return ["src", "wasm"].flatMap((under) =>
    readdirSync(join(root, under), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .map((path) => `${under}/${path}`),
  );
}

/** The code blocks behind `@example` in the comments of a source, numbered from 1. */
function examplesOf(path: string, text: string): Example[] {
  const blocks = [
    ...text.matchAll(
      /^[ \t]*\* @example\b.*\n(?:[ \t]*\*[ \t]*\n)*[ \t]*\* ```ts\n([\s\S]*?)^[ \t]*\* ```$/gm,
    ),
  ];
  return blocks.map(([, code], i) => ({
    name: `${path} ${i + 1}`,
    code: code!.replace(/^[ \t]*\* ?/gm, ""),
  }));
}

const examples = sources().flatMap((path) => examplesOf(path, readFileSync(join(root, path), "utf8")));

/** A program of an example, where `capture` is what CAPTURE holds; imports by name lead to the sources. */
function programOf({ name, code }: Example): string {
  const { before = "", after = "" } = SURROUNDINGS[name] ?? {};
  const module = (path: string) => JSON.stringify(join(root, path));
  return `
    import { readFileSync } from "node:fs";
    const capture = new Uint8Array(readFileSync(${JSON.stringify(CAPTURE)}));
    ${before}\n${code}\n${after}
    export {};`
    .replace(/"tcp-phases"/g, module("src/mod.ts"))
    .replace(/"@std\/streams"/g, module("src/std-streams/mod.ts"));
}

test("every @example has a code block that this test runs, and nothing else is listed here", () => {
  const marks = sources().flatMap(
    (path) => readFileSync(join(root, path), "utf8").match(/^[ \t]*\* @example\b/gm) ?? [],
  );
  expect(examples).toHaveLength(marks.length);
  expect(examples.map(({ name }) => name).sort()).toEqual(Object.keys(SURROUNDINGS).sort());
});

test("the examples import the package by its name", () => {
  const { name, exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(exports["."]).toBe("./src/mod.ts");
  const imported = examples.flatMap(({ code }) => [...code.matchAll(/from "(.*)"/g)].map(([, from]) => from));
  expect(new Set(imported)).toEqual(new Set([name]));
});

test("the examples compile and print what they say", () => {
  writeFileSync(CAPTURE, conversationFile(1));
  const files = examples.map((example, i) => {
    const file = join(folder, `example_${i}.ts`);
    writeFileSync(file, programOf(example));
    return file;
  });
  const tsconfig = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      noUnusedLocals: false,
      types: ["node"],
      typeRoots: [join(root, "node_modules", "@types")],
    },
    include: ["example_*.ts"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  const run = (command: string, ...args: string[]): string => {
    try {
      return execFileSync(bin(command), args, { cwd: folder, encoding: "utf8" });
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`${command} ${args.join(" ")}:\n${stdout}${stderr}`);
    }
  };
  run("tsc", "-p", folder);
  for (const [i, { name }] of examples.entries()) {
    expect(run("bun", files[i]!), name).toMatch(SURROUNDINGS[name]!.prints);
  }
});

test("an empty capture makes a different output, so the patterns above can fail", () => {
  writeFileSync(CAPTURE, pcap([]));
  const example = examples.find(({ name }) => name === "src/analyzer.ts 1")!;
  const file = join(folder, "empty.ts");
  writeFileSync(file, programOf(example));
  const printed = execFileSync(bin("bun"), [file], { encoding: "utf8" });
  expect(printed).toContain("capture_end");
  expect(printed).not.toMatch(SURROUNDINGS[example.name]!.prints);
});
