import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { VERSION } from "../../src/cli/version.ts";
import { eventKinds } from "../../src/mod.ts";
import { root, run, runtimes } from "./programs.ts";

test("the version is that of package.json", () => {
  expect(VERSION).toBe(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version);
});

describe.each(runtimes)("%s", (runtime) => {
  test.each([[["--help"]], [["-h"]], [["missing.pcap", "--help"]]])("%j prints the options", async (args) => {
    const { code, stdout, stderr } = await run(runtime, args, { permissions: [] });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const line of stdout.split("\n")) expect(line).toMatch(/^.{0,80}$/);
    const options = [
      "--detail",
      "--events",
      "-o, --output",
      "--progress",
      "--schema",
      "-h, --help",
      "--version",
    ];
    for (const word of [...options, ...eventKinds]) expect(stdout).toContain(word);
  });

  test("--version prints name and version", async () => {
    const outcome = await run(runtime, ["--version"], { permissions: [] });
    expect(outcome).toEqual({ code: 0, stdout: `tcp-phases ${VERSION}\n`, stderr: "" });
  });

  test("--schema prints a JSON Schema that knows every kind", async () => {
    const { code, stdout, stderr } = await run(runtime, ["--schema"], { permissions: [] });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout).$schema).toContain("json-schema.org");
    for (const kind of eventKinds) expect(stdout).toContain(`"${kind}"`);
  });

  test.each<[string[], string]>([
    [["--frames"], "unknown option --frames; --help lists the options"],
    [["-x"], "unknown option -x; --help lists the options"],
    [["--detail", "packet", "a.pcap"], '--detail: "packet" is not one of flow, phase, segment'],
    [
      ["--events", "syn,fun"],
      `--events: no kind of event is called "fun"; there are: ${eventKinds.join(", ")}`,
    ],
    [["--output"], "--output needs a value: the file to write to"],
  ])("%j is a usage error", async (args, message) => {
    const outcome = await run(runtime, args, { permissions: [] });
    expect(outcome).toEqual({ code: 2, stdout: "", stderr: `analyze: ${message}\n` });
  });
});
