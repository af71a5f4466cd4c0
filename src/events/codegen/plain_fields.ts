/** Generates `generated/plain_fields.ts`: the own fields of each kind as fresh plain values. */

import { type EventKind, eventKinds } from "../event_kinds.ts";
import { ownFields } from "../schemas.ts";
import { type Field, type FieldType, fieldsOf, type ObjectType, objectTypesOf } from "./field_model.ts";
import { generatedHeader, pascalCase } from "./names.ts";

/** The text of the file. */
export function plainFieldsText(): string {
  const kinds = new Map<EventKind, Field[]>(eventKinds.map((kind) => [kind, fieldsOf(ownFields[kind])]));
  const objects = objectTypesOf(kinds.values());
  const eventTypes = eventKinds.map((kind) => `${pascalCase(kind)}Event`);
  const types = [...objects.map((object) => object.name), ...eventTypes, "ReusedEvent"].sort();
  const cases = eventKinds.map(
    (kind) => `    case "${kind}":\n      set${pascalCase(kind)}Event(plain, event);\n      return;\n`,
  );
  return [
    generatedHeader,
    'import { formatTimestamp } from "../timestamp.ts";\n',
    `import type {\n${types.map((type) => `  ${type},\n`).join("")}} from "./events.ts";\n\n`,
    "type Plain = Record<string, unknown>;\n\n",
    "/** Adds the own fields of an event in the order of the encoder; what is undefined is left out. */\n",
    "export function setOwnFields(plain: Plain, event: ReusedEvent): void {\n",
    `  switch (event.event) {\n${cases.join("")}  }\n}\n`,
    ...objects.map(objectText),
    ...[...kinds].map(([kind, fields]) => eventText(kind, fields)),
  ].join("");
}

function objectText(object: ObjectType): string {
  return (
    `\nfunction plain${object.name}(o: ${object.name}): Plain {\n  const plain: Plain = {};\n` +
    `${object.fields.map(fieldText).join("")}  return plain;\n}\n`
  );
}

function eventText(kind: EventKind, fields: readonly Field[]): string {
  const name = `${pascalCase(kind)}Event`;
  return `\nfunction set${name}(plain: Plain, o: ${name}): void {\n${fields.map(fieldText).join("")}}\n`;
}

function fieldText(field: Field): string {
  const value = `o.${field.name}`;
  const target = `plain.${field.name}`;
  if (field.type.type === "timestamp") {
    const local = `${field.name}_text`;
    return (
      `  const ${local} = ${value} && formatTimestamp(${value}.sec, ${value}.nsec);\n` +
      `  if (${local} !== undefined) ${target} = ${local};\n`
    );
  }
  const assignment = `${target} = ${copyText(field.type, value)};\n`;
  return field.optional ? `  if (${value} !== undefined) ${assignment}` : `  ${assignment}`;
}

function copyText(type: FieldType, value: string): string {
  switch (type.type) {
    case "object":
      return `plain${type.name}(${value})`;
    case "list":
      return type.item.type === "object" ? `${value}.map(plain${type.item.name})` : `${value}.slice()`;
    default:
      return value;
  }
}
