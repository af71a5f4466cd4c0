/**
 * A quick look at a line: its kind, no field that the schema does not have, every field that it must have, and each of
 * the right type. Bounds and formats are left to the schema itself, on a sample.
 */
import type * as v from "valibot";
import { eventSchemas } from "../../src/events/schemas.ts";
import type { PhaseEvent } from "../../src/mod.ts";

type JsonType = "string" | "number" | "boolean" | "array" | "object";

interface Field {
  readonly type: JsonType;
  readonly isRequired: boolean;
  /** Of an object, or of a list's items. */
  readonly fields: Fields | undefined;
}

type Fields = ReadonlyMap<string, Field>;

/** What this file looks at in a schema. */
interface Schema {
  readonly type: string;
  readonly wrapped?: Schema;
  readonly item?: Schema;
  readonly entries?: Record<string, Schema>;
}

const TYPES: Readonly<Record<string, JsonType>> = {
  string: "string",
  literal: "string",
  picklist: "string",
  number: "number",
  boolean: "boolean",
  array: "array",
  object: "object",
};

const KINDS: ReadonlyMap<string, Fields> = new Map(
  Object.entries(eventSchemas).map(([kind, schema]) => [kind, fieldsOf(schema.entries)]),
);

function fieldsOf(entries: v.ObjectEntries): Fields {
  return new Map(Object.entries(entries).map(([key, schema]) => [key, fieldOf(schema as unknown as Schema)]));
}

function fieldOf(schema: Schema): Field {
  if (schema.type === "optional") return { ...fieldOf(schema.wrapped!), isRequired: false };
  const type = TYPES[schema.type];
  if (type === undefined) throw new TypeError(`no JSON type for a schema of type ${schema.type}`);
  const inner = schema.item ?? schema;
  const fields = inner.entries && fieldsOf(inner.entries as unknown as v.ObjectEntries);
  return { type, isRequired: true, fields };
}

/** What is wrong with an event as JSON.parse gives it; undefined: nothing. */
export function fieldIssue(event: PhaseEvent): string | undefined {
  const fields = KINDS.get(event.event);
  if (!fields) return `no kind ${event.event}`;
  return objectIssue(event, fields);
}

function objectIssue(object: object, fields: Fields): string | undefined {
  let required = 0;
  for (const key in object) {
    const field = fields.get(key);
    if (!field) return `no field ${key}`;
    if (field.isRequired) required++;
    const value: unknown = (object as Record<string, unknown>)[key];
    const issue = valueIssue(value, field);
    if (issue) return `${key}: ${issue}`;
  }
  if (required === requiredCount(fields)) return undefined;
  const missing = [...fields].filter(([key, { isRequired }]) => isRequired && !(key in object));
  return `${missing.map(([key]) => key).join(", ")} missing`;
}

function valueIssue(value: unknown, { type, fields }: Field): string | undefined {
  if (type === "array") {
    if (!Array.isArray(value)) return "no list";
    if (!fields) return undefined;
    for (const item of value) {
      const issue = objectIssue(item, fields);
      if (issue) return issue;
    }
    return undefined;
  }
  if (typeof value !== type || value === null) return `${String(value)} is no ${type}`;
  return fields && objectIssue(value as object, fields);
}

const counts = new WeakMap<Fields, number>();

function requiredCount(fields: Fields): number {
  let count = counts.get(fields);
  if (count === undefined) {
    count = [...fields.values()].filter(({ isRequired }) => isRequired).length;
    counts.set(fields, count);
  }
  return count;
}
