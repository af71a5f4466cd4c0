/** The fields that an expression may name, from the schemas of the events. */
import type * as v from "valibot";
import type { EventKind } from "../../events/event_kinds.ts";
import { eventKinds } from "../../events/event_kinds.ts";
import { eventSchemas, hasEnvelope } from "../../events/schemas.ts";

export type FieldType =
  | { readonly type: "number" }
  | { readonly type: "flag" }
  | {
      readonly type: "text";
      /** All that it can be; undefined: any text. */
      readonly words: ReadonlySet<string> | undefined;
      /** RFC 3339 in UTC, which sorts as text. */
      readonly isStamp: boolean;
    }
  | { readonly type: "record"; readonly fields: FieldTable };

export type FieldTable = ReadonlyMap<string, FieldType>;

/** What the schemas are made of (field_types.ts), as far as it matters here. */
interface Schema {
  readonly type: string;
  readonly wrapped?: Schema;
  readonly item?: Schema;
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly options?: readonly string[];
  readonly literal?: string;
  readonly pipe?: readonly { readonly type: string; readonly metadata?: Readonly<Record<string, unknown>> }[];
}

/** The fields of events of a connection, of these kinds. A field of several kinds has one type in all. */
export function fieldTable(kinds: Iterable<EventKind>): FieldTable {
  let table: FieldTable = new Map();
  for (const kind of kinds) {
    if (hasEnvelope(kind)) table = merged(table, tableOf(eventSchemas[kind] as v.GenericSchema as Schema));
  }
  return table;
}

/** Kinds of events that have a field, for a message that says so. */
export function kindsWith(path: readonly string[]): EventKind[] {
  return eventKinds.filter((kind) => hasEnvelope(kind) && fieldType(fieldTable([kind]), path) !== undefined);
}

/** The type at the end of a path; a list's is that of its items. */
export function fieldType(table: FieldTable, path: readonly string[]): FieldType | undefined {
  let fields: FieldTable | undefined = table;
  let found: FieldType | undefined;
  for (const name of path) {
    found = fields?.get(name);
    fields = found?.type === "record" ? found.fields : undefined;
  }
  return found;
}

function tableOf({ entries = {} }: Schema): FieldTable {
  return new Map(Object.entries(entries).map(([name, schema]) => [name, typeOf(schema)]));
}

function typeOf(schema: Schema): FieldType {
  switch (schema.type) {
    case "optional":
      return typeOf(schema.wrapped!);
    case "array":
      return typeOf(schema.item!);
    case "object":
      return { type: "record", fields: tableOf(schema) };
    case "number":
      return { type: "number" };
    case "boolean":
      return { type: "flag" };
    case "picklist":
      return { type: "text", words: new Set(schema.options), isStamp: false };
    case "literal":
      return { type: "text", words: new Set([schema.literal!]), isStamp: false };
    case "string": {
      const isStamp = schema.pipe?.some(({ metadata }) => metadata?.timestamp === true) ?? false;
      return { type: "text", words: undefined, isStamp };
    }
    default:
      throw new TypeError(`no field has a schema of type ${schema.type}`);
  }
}

function merged(one: FieldTable, other: FieldTable): FieldTable {
  const table = new Map(one);
  for (const [name, type] of other) {
    const known = table.get(name);
    table.set(name, known ? mergedType(known, type) : type);
  }
  return table;
}

function mergedType(one: FieldType, other: FieldType): FieldType {
  if (one.type === "record" && other.type === "record") {
    return { type: "record", fields: merged(one.fields, other.fields) };
  }
  if (one.type === "text" && other.type === "text") {
    const words = one.words && other.words && new Set([...one.words, ...other.words]);
    return { type: "text", words, isStamp: one.isStamp };
  }
  return one;
}
