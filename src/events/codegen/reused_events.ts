/** Generates `generated/events.ts`: the types of the reused events and the functions that make them. */

import { type EventKind, eventKinds } from "../event_kinds.ts";
import { hasEnvelope, kindDescriptions, ownFields } from "../schemas.ts";
import { type Field, type FieldType, fieldsOf, type ObjectType, objectTypesOf } from "./field_model.ts";
import { docComment, generatedHeader, pascalCase } from "./names.ts";

/** The text of the file. */
export function reusedEventsText(): string {
  const fields = new Map<EventKind, Field[]>(eventKinds.map((kind) => [kind, fieldsOf(ownFields[kind])]));
  const parts = [
    generatedHeader,
    'import { noFlow, type Timestamp } from "../flow_identity.ts";\n',
    'import type { FlowMoment } from "../moment.ts";\n',
    "\n",
  ];
  for (const object of objectTypesOf(fields.values())) {
    parts.push(objectText(object), "\n");
  }
  for (const [kind, own] of fields) {
    parts.push(eventText(kind, own), "\n");
  }
  parts.push(unionsText());
  return parts.join("");
}

function objectText(object: ObjectType): string {
  const members = object.fields.map((field) => docComment(field.description, "  ") + memberText(field, true));
  return (
    `export interface ${object.name} {\n${members.join("")}}\n\n` +
    `/** A new {@link ${object.name}}; every property is there from the start, so that all have one shape. */\n` +
    `export function new${object.name}(): ${object.name} {\n  return {\n` +
    object.fields.map((field) => initialText(field)).join("") +
    "  };\n}\n"
  );
}

function eventText(kind: EventKind, own: readonly Field[]): string {
  const name = `${pascalCase(kind)}Event`;
  const members = own.map((field) => docComment(field.description, "  ") + memberText(field, false));
  const moment = hasEnvelope(kind);
  return (
    docComment(kindDescriptions[kind]) +
    `export interface ${name}${moment ? " extends FlowMoment" : ""} {\n` +
    `  readonly event: "${kind}";\n${members.join("")}}\n\n` +
    `export function new${name}(): ${name} {\n  return {\n    event: "${kind}",\n` +
    (moment ? momentInitialText : "") +
    own.map((field) => initialText(field)).join("") +
    "  };\n}\n"
  );
}

const momentInitialText = [
  'phase: "handshake"',
  "sec: 0",
  "nsec: 0",
  "rel_ns: undefined",
  "fromClient: true",
  "frame: 0",
  "fileIndex: 0",
  "fileOffset: 0",
  "knownFrame: 0",
  "flow: noFlow",
]
  .map((line) => `    ${line},\n`)
  .join("");

/** Events always hold every property; small objects inside lists may come from elsewhere and lack one. */
function memberText(field: Field, mayLack: boolean): string {
  const type = typeText(field.type);
  if (!field.optional) {
    return `  ${field.name}: ${type};\n`;
  }
  return `  ${field.name}${mayLack ? "?" : ""}: ${type} | undefined;\n`;
}

function typeText(type: FieldType): string {
  switch (type.type) {
    case "integer":
      return "number";
    case "boolean":
      return "boolean";
    case "text":
      return "string";
    case "timestamp":
      return "Timestamp";
    case "choice":
      return type.options.map((option) => `"${option}"`).join(" | ");
    case "list":
      return `readonly ${type.item.type === "choice" ? `(${typeText(type.item)})` : typeText(type.item)}[]`;
    case "object":
      return type.name;
  }
}

function initialText(field: Field): string {
  return `    ${field.name}: ${field.optional ? "undefined" : initialValue(field.type)},\n`;
}

function initialValue(type: FieldType): string {
  switch (type.type) {
    case "integer":
      return "0";
    case "boolean":
      return "false";
    case "text":
      return '""';
    case "choice":
      return `"${type.options[0]}"`;
    case "list":
      return "[]";
    case "object":
      return `new${type.name}()`;
    case "timestamp":
      throw new Error("a timestamp has no initial value: make it optional");
  }
}

function unionsText(): string {
  const union = (kinds: readonly EventKind[]) =>
    kinds.map((kind) => `\n  | ${pascalCase(kind)}Event`).join("");
  return (
    "/** A reused event of a connection. */\n" +
    `export type FlowEvent =${union(eventKinds.filter(hasEnvelope))};\n\n` +
    "/** Any reused event: filled in place and read before its producer goes on. */\n" +
    `export type ReusedEvent =${union(eventKinds)};\n`
  );
}
