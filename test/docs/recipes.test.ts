/**
 * The jq recipes of docs/recipes.md, run on the captures that it names. UPDATE=1 writes the results into the page; review
 * the diff. Where there is no jq, only the page itself is looked at.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { Analyzer } from "../../src/mod.ts";
import { workFolder } from "../cli/programs.ts";

const PAGE = new URL("../../docs/recipes.md", import.meta.url);
const DATA = new URL("../data/", import.meta.url);
const RECIPE = /```sh\n(jq .*?)```\n\n```text\n(.*?)```/gs;

const page = readFileSync(PAGE, "utf8");
const recipes = [...page.matchAll(RECIPE)].map(([, command, result]) => ({
  command: command!,
  result: result!,
}));
const hasJq = spawnSync("jq", ["--version"]).status === 0;

const folder = workFolder();
afterAll(folder.remove);

function events(): Uint8Array {
  const analyzer = new Analyzer();
  for (const name of readdirSync(DATA).sort()) {
    if (!/^kernel_.*\.pcap$/.test(name)) continue;
    analyzer.nextFile(`test/data/${name}`);
    analyzer.push(readFileSync(new URL(name, DATA)));
    analyzer.endFile();
  }
  analyzer.end();
  analyzer.flush();
  const blocks: Uint8Array[] = [];
  for (let block = analyzer.takeBlock(); block; block = analyzer.takeBlock()) blocks.push(block);
  return Buffer.concat(blocks);
}

function run(command: string): string {
  const { stdout, stderr } = spawnSync("sh", ["-c", command], {
    cwd: folder.path("."),
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
  });
  expect(stderr).toBe("");
  return stdout;
}

test("every recipe for jq has a result", () => {
  expect(recipes.length).toBeGreaterThanOrEqual(10);
  expect(page.match(/```sh\njq .*?events\.ndjson[^>]*?```/gs)).toHaveLength(recipes.length);
  for (const { result } of recipes) expect(result).not.toBe("");
});

describe.skipIf(!hasJq)("jq", () => {
  folder.put("events.ndjson", events());
  if (process.env.UPDATE === "1") {
    const text = page.replaceAll(RECIPE, (_, command: string) => {
      const { stdout } = spawnSync("sh", ["-c", command], {
        cwd: folder.path("."),
        encoding: "utf8",
        env: { ...process.env, LC_ALL: "C" },
      });
      return `\`\`\`sh\n${command}\`\`\`\n\n\`\`\`text\n${stdout}\`\`\``;
    });
    writeFileSync(PAGE, text);
  }

  test.each(recipes)("$command", ({ command, result }) => {
    expect(run(command)).toBe(result);
  });
});
