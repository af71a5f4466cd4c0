import { expect, test } from "vitest";
import { eventKinds } from "../../src/events/event_kinds.ts";
import { eventJsonSchema } from "../../src/events/json_schema.ts";
import { eventSchemas } from "../../src/events/schemas.ts";

interface Node {
  readonly $ref?: string;
  readonly type?: string;
  readonly title?: string;
  readonly const?: unknown;
  readonly description?: string;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
}

const schema = JSON.parse(JSON.stringify(eventJsonSchema())) as {
  $schema: string;
  oneOf: Node[];
  $defs: Record<string, Node>;
};

test("one definition a kind, and each is one of the choices", () => {
  expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
  expect(Object.keys(schema.$defs)).toEqual([...eventKinds]);
  expect(schema.oneOf.map((choice) => choice.$ref)).toEqual(eventKinds.map((kind) => `#/$defs/${kind}`));
});

test.each(eventKinds)("%s: every field is there, described, and required unless it may be absent", (kind) => {
  const definition = schema.$defs[kind]!;
  expect(definition.description).toBeTruthy();
  expect(definition.properties!.event!.const).toBe(kind);
  const entries = Object.entries(eventSchemas[kind].entries);
  expect(Object.keys(definition.properties!)).toEqual(entries.map(([name]) => name));
  const required = entries.filter(([, field]) => field.type !== "optional").map(([name]) => name);
  expect(definition.required).toEqual(required);
  expectDescribed(definition, kind);
});

test("a stamp is described by its pattern, and nothing of the generator's marks is left", () => {
  expect(schema.$defs.syn!.properties!.ts!.pattern).toContain("\\d{9}Z");
  expect(JSON.stringify(schema)).not.toContain('"timestamp":true');
});

test("one name has one type in all kinds; so do the fields of all objects of one title", () => {
  const types = new Map<string, string>();
  const visit = (node: Node, place: string): void => {
    for (const [name, field] of Object.entries(node.properties ?? {})) {
      const type = field.type ?? typeof field.const;
      const known = types.get(`${place}.${name}`);
      expect(known ?? type, `${place}.${name}`).toBe(type);
      types.set(`${place}.${name}`, type);
      const inner = field.items ?? field;
      visit(inner, inner.title ?? "");
    }
  };
  for (const definition of Object.values(schema.$defs)) {
    visit(definition, "event");
  }
  expect(types.size).toBeGreaterThan(100);
});

function expectDescribed(node: Node, path: string): void {
  for (const [name, field] of Object.entries(node.properties ?? {})) {
    expect(field.description, `${path}.${name}`).toMatch(/\w/);
    expectDescribed(field, `${path}.${name}`);
    expectDescribed(field.items ?? {}, `${path}.${name}[]`);
  }
}
