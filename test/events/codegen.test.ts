import { readdirSync, readFileSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { fieldsOf, objectTypesOf } from "../../src/events/codegen/field_model.ts";
import { generatedFiles } from "../../src/events/codegen/generate.ts";
import { integer, record, text } from "../../src/events/field_types.ts";

const folder = new URL("../../src/events/generated/", import.meta.url);
const generator = new URL("../../src/events/codegen/", import.meta.url);

/** Of the paths that the generator gives, those in its own folder. */
const inFolder = [...generatedFiles().keys()]
  .filter((path) => path.startsWith("../generated/"))
  .map((path) => path.slice("../generated/".length));

test("the generated files are what the generator makes of the schemas", () => {
  const files = generatedFiles();
  expect(inFolder.sort()).toEqual(readdirSync(folder).sort());
  for (const [name, generated] of files) {
    expect(readFileSync(new URL(name, generator), "utf8") === generated, name).toBe(true);
  }
});

test("two runs of the generator make the same text", () => {
  expect([...generatedFiles()]).toEqual([...generatedFiles()]);
});

test("the generated code needs no valibot", () => {
  for (const [name, generated] of generatedFiles()) {
    const imports = [...generated.matchAll(/from "([^"]+)"/g)].map((match) => match[1]);
    expect(imports.length, name).toBeGreaterThan(0);
    expect(imports.filter((path) => !path!.startsWith(".") || path!.includes("schemas"))).toEqual([]);
  }
});

test("nothing that mod.ts loads needs valibot", () => {
  const loaded = new Set<string>();
  const visit = (url: URL): void => {
    loaded.add(url.href);
    const source = readFileSync(url, "utf8");
    for (const [, path] of source.matchAll(/^(?:import|export) (?!type )[^;]*?from "([^"]+)"/gm)) {
      expect(path, url.pathname).toMatch(/^\./);
      const next = new URL(path!, url);
      if (!loaded.has(next.href)) {
        visit(next);
      }
    }
  };
  visit(new URL("../mod.ts", folder));
  expect(loaded.size).toBeGreaterThan(8);
});

describe("what the generator does not know, it refuses", () => {
  const described = <T extends v.GenericSchema>(schema: T) => v.pipe(schema, v.description("d") as never);
  test.each([
    ["a field without a description", { a: v.number() }],
    ["a type", { a: described(v.date()) }],
    ["null", { a: described(v.nullable(v.number())) }],
    ["a choice that needs an escape", { a: described(v.picklist(['"'])) }],
    ["a choice that is not ASCII", { a: described(v.picklist(["ä"])) }],
    ["a name that needs an escape", { 'a"b': integer("d") }],
    ["an object without a title", { a: described(v.object({})) }],
  ])("%s", (_, entries) => {
    expect(() => fieldsOf(entries as v.ObjectEntries)).toThrow();
  });

  test("two objects of one title", () => {
    const fields = fieldsOf({
      a: record("Same", { x: integer("d") }, "d"),
      b: record("Same", { x: text("d") }, "d"),
    });
    expect(() => objectTypesOf([fields])).toThrow("Same");
  });
});
