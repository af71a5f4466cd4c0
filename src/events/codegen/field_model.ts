/** What the generator needs to know of a field, read out of its valibot schema. */

import * as v from "valibot";

export type FieldType =
  | { readonly type: "integer" | "boolean" | "text" | "timestamp" }
  | { readonly type: "choice"; readonly options: readonly string[] }
  | { readonly type: "list"; readonly item: FieldType }
  | ObjectType;

export interface ObjectType {
  readonly type: "object";
  readonly name: string;
  readonly description: string;
  readonly fields: readonly Field[];
}

export interface Field {
  readonly name: string;
  readonly optional: boolean;
  readonly description: string;
  readonly type: FieldType;
}

/** The fields of an object in their order. Throws on a schema that the generator does not know. */
export function fieldsOf(entries: v.ObjectEntries): Field[] {
  return Object.entries(entries).map(([name, schema]) => {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) {
      throw new Error(`not a field name: ${name}`);
    }
    const optional = schema.type === "optional";
    const inner = optional ? (schema as v.OptionalSchema<v.GenericSchema, undefined>).wrapped : schema;
    const description = v.getDescription(inner as v.GenericSchema);
    if (description === undefined) {
      throw new Error(`the field ${name} has no description`);
    }
    return { name, optional, description, type: typeOf(inner as v.GenericSchema, name) };
  });
}

/** All object types in the fields, each once, the inner ones first. */
export function objectTypesOf(fieldLists: Iterable<readonly Field[]>): ObjectType[] {
  const found = new Map<string, ObjectType>();
  const visit = (type: FieldType): void => {
    if (type.type === "list") {
      visit(type.item);
    } else if (type.type === "object") {
      for (const field of type.fields) {
        visit(field.type);
      }
      const other = found.get(type.name);
      if (other === undefined) {
        found.set(type.name, type);
      } else if (JSON.stringify(other.fields) !== JSON.stringify(type.fields)) {
        throw new Error(`two different objects have the title ${type.name}`);
      }
    }
  };
  for (const fields of fieldLists) {
    for (const field of fields) {
      visit(field.type);
    }
  }
  return [...found.values()];
}

function typeOf(schema: v.GenericSchema, name: string): FieldType {
  switch (schema.type) {
    case "number":
      return { type: "integer" };
    case "boolean":
      return { type: "boolean" };
    case "picklist":
      return { type: "choice", options: asciiWords((schema as { options?: unknown }).options, name) };
    case "string":
      return { type: v.getMetadata(schema).timestamp === true ? "timestamp" : "text" };
    case "array":
      return { type: "list", item: typeOf((schema as unknown as { item: v.GenericSchema }).item, name) };
    case "object": {
      const title = v.getTitle(schema);
      if (title === undefined) {
        throw new Error(`the object ${name} has no title`);
      }
      return {
        type: "object",
        name: title,
        description: v.getDescription(schema) ?? title,
        fields: fieldsOf((schema as unknown as { entries: v.ObjectEntries }).entries),
      };
    }
    default:
      throw new Error(`the generator knows no ${schema.type} (${name})`);
  }
}

/** Choices are copied without escaping, so they must not need it. */
function asciiWords(options: unknown, name: string): string[] {
  if (!Array.isArray(options) || !options.every((o) => typeof o === "string" && /^[\w.-]+$/.test(o))) {
    throw new Error(`the choices of ${name} are not plain words`);
  }
  return options;
}
