/** Generates the functions that say how long the JSON of an object can get. */

import { BOOLEAN_BOUND, CODE_UNIT_BOUND, INTEGER_BOUND } from "../byte_writer.ts";
import { TIMESTAMP_BOUND } from "../timestamp.ts";
import type { Field, FieldType, ObjectType } from "./field_model.ts";

/** A function of the object that returns a bound in bytes: a constant and what its texts and lists need. */
export function boundText(object: ObjectType): string {
  let fixed = "{}".length;
  const additions: string[] = [];
  for (const field of object.fields) {
    fixed += `,"${field.name}":`.length + fixedBytes(field.type);
    additions.push(...variableBytes(field, field.type, `o.${field.name}`));
  }
  const parameter = additions.length === 0 ? "_o" : "o";
  return (
    `\nexport function boundOf${object.name}(${parameter}: ${object.name}): number {\n` +
    (additions.length === 0
      ? `  return ${fixed};\n}\n`
      : `  let bound = ${fixed};\n${additions.map((line) => `  ${line}\n`).join("")}  return bound;\n}\n`)
  );
}

function fixedBytes(type: FieldType): number {
  switch (type.type) {
    case "integer":
      return INTEGER_BOUND;
    case "boolean":
      return BOOLEAN_BOUND;
    case "timestamp":
      return TIMESTAMP_BOUND + 2;
    case "choice":
      return Math.max(...type.options.map((option) => option.length)) + 2;
    case "text":
    case "list":
      return 2;
    case "object":
      return 0;
  }
}

function variableBytes(field: Field, type: FieldType, value: string): string[] {
  const guard = field.optional ? `if (${value} !== undefined) ` : "";
  switch (type.type) {
    case "text":
      return [`${guard}bound += ${CODE_UNIT_BOUND} * ${value}.length;`];
    case "object":
      return [`${guard}bound += boundOf${type.name}(${value});`];
    case "list":
      if (type.item.type === "choice" || type.item.type === "integer") {
        return [`${guard}bound += ${",".length + fixedBytes(type.item)} * ${value}.length;`];
      }
      return [`${guard}for (const item of ${value}) bound += ${itemBound(type.item)};`];
    default:
      return [];
  }
}

function itemBound(item: FieldType): string {
  switch (item.type) {
    case "text":
      return `${",".length + fixedBytes(item)} + ${CODE_UNIT_BOUND} * item.length`;
    case "object":
      return `${",".length} + boundOf${item.name}(item)`;
    default:
      throw new Error(`no lists of ${item.type} so far`);
  }
}
