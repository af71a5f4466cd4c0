/** Generates `generated/encoder.ts`: for each kind a function that writes its line. */

import { type EventKind, eventKinds } from "../event_kinds.ts";
import { hasEnvelope, ownFields } from "../schemas.ts";
import { boundText } from "./bounds.ts";
import { Emitter } from "./emitter.ts";
import { type Field, type FieldType, fieldsOf, type ObjectType, objectTypesOf } from "./field_model.ts";
import { generatedHeader, pascalCase } from "./names.ts";

/** The text of the file. */
export function encoderText(): string {
  const kinds = new Map<EventKind, Field[]>(eventKinds.map((kind) => [kind, fieldsOf(ownFields[kind])]));
  const objects = objectTypesOf(kinds.values());
  const eventTypes = eventKinds.map((kind) => `${pascalCase(kind)}Event`);
  const types = [...objects.map((object) => object.name), ...eventTypes, "ReusedEvent"].sort();
  return [
    generatedHeader,
    'import { putBoolean, putInteger, putText, putWord } from "../byte_writer.ts";\n',
    'import { ENVELOPE_BOUND, type LineWriter } from "../line_writer.ts";\n',
    'import { isPrintableSecond } from "../timestamp.ts";\n',
    `import type {\n${types.map((type) => `  ${type},\n`).join("")}} from "./events.ts";\n\n`,
    dispatchText(),
    ...objects.map(objectText),
    ...[...kinds].map(([kind, fields]) => eventText(kind, fields)),
  ].join("");
}

/** The most frequent kind comes first. */
function dispatchText(): string {
  const kinds: EventKind[] = ["segment", ...eventKinds.filter((kind) => kind !== "segment")];
  const cases = kinds.map(
    (kind) => `    case "${kind}":\n      encode${pascalCase(kind)}(out, event);\n      return;\n`,
  );
  return (
    "/** Appends the line of any event. */\n" +
    "export function encodeEvent(out: LineWriter, event: ReusedEvent): void {\n" +
    `  switch (event.event) {\n${cases.join("")}  }\n}\n`
  );
}

function objectText(object: ObjectType): string {
  const emitter = new Emitter("  ");
  // where the first field may be absent, every one has a comma in front, and the brace replaces the first of them
  const isOpenedLast = object.fields[0]!.optional;
  if (!isOpenedLast) emitter.literal("{");
  for (const [index, field] of object.fields.entries()) {
    putField(emitter, field, "o", index === 0 && !isOpenedLast ? "" : ",", index);
  }
  if (isOpenedLast) {
    emitter.statement("if (p === at) p++;");
    emitter.statement("view.setUint8(at, 0x7b);");
  }
  emitter.literal("}");
  emitter.statement("return p;");
  return (
    `\nexport function put${object.name}(bytes: Uint8Array, view: DataView, at: number, o: ${object.name}): number {\n` +
    `  let p = at;\n${emitter.text()}}\n${boundText(object)}`
  );
}

function eventText(kind: EventKind, fields: readonly Field[]): string {
  const name = pascalCase(kind);
  const emitter = new Emitter("  ");
  emitter.literal(`{"event":"${kind}"`);
  if (hasEnvelope(kind)) {
    emitter.statement("p = out.putEnvelope(");
    emitter.statement("  p, e.phase, e.sec, e.nsec, e.rel_ns, e.fromClient, e.frame, e.fileIndex,");
    emitter.statement("  e.fileOffset, e.knownFrame, e.flow,");
    emitter.statement(");");
  }
  for (const [index, field] of fields.entries()) {
    putField(emitter, field, "e", ",", index);
  }
  emitter.literal("}\n");
  emitter.statement("out.position = p;");
  const event: ObjectType = { type: "object", name: `${name}Event`, description: "", fields };
  const envelope = hasEnvelope(kind) ? " + ENVELOPE_BOUND" : "";
  const head = `{"event":"${kind}"}\n`.length;
  const body = emitter.text();
  const bytes = body.includes("(bytes, ") ? "bytes, view" : "view";
  return (
    `\nfunction encode${name}(out: LineWriter, e: ${name}Event): void {\n` +
    `  out.reserve(boundOf${name}Event(e) + ${head}${envelope});\n` +
    `  const { ${bytes} } = out;\n  let p = out.position;\n${body}}\n${boundText(event)}`
  );
}

function putField(emitter: Emitter, field: Field, owner: string, comma: string, index: number): void {
  const key = `${comma}"${field.name}":`;
  const value = `${owner}.${field.name}`;
  if (field.type.type === "timestamp") {
    const stamp = `stamp${index}`;
    emitter.statement(`const ${stamp} = ${value};`);
    emitter.block(`if (${stamp} !== undefined && isPrintableSecond(${stamp}.sec))`, () => {
      emitter.literal(`${key}"`);
      emitter.statement(`p = out.timestamps.put(view, p, ${stamp}.sec, ${stamp}.nsec);`);
      emitter.literal('"');
    });
  } else if (field.optional) {
    const local = `value${index}`;
    emitter.statement(`const ${local} = ${value};`);
    emitter.block(`if (${local} !== undefined)`, () => {
      emitter.literal(key);
      putValue(emitter, field.type, local, index);
    });
  } else {
    emitter.literal(key);
    putValue(emitter, field.type, value, index);
  }
}

function putValue(emitter: Emitter, type: FieldType, value: string, index: number): void {
  switch (type.type) {
    case "integer":
      emitter.statement(`p = putInteger(view, p, ${value});`);
      return;
    case "boolean":
      emitter.statement(`p = putBoolean(view, p, ${value});`);
      return;
    case "text":
    case "choice":
      emitter.literal('"');
      emitter.statement(`p = ${type.type === "text" ? "putText" : "putWord"}(bytes, p, ${value});`);
      emitter.literal('"');
      return;
    case "object":
      emitter.statement(`p = put${type.name}(bytes, view, p, ${value});`);
      return;
    case "list": {
      const list = `list${index}`;
      emitter.literal("[");
      emitter.statement(`const ${list} = ${value};`);
      putListItems(emitter, type, list, index);
      emitter.literal("]");
      return;
    }
    case "timestamp":
      throw new Error("timestamps stand in fields of events only");
  }
}

/** What stands between the brackets. */
export function putListItems(
  emitter: Emitter,
  type: Extract<FieldType, { type: "list" }>,
  list: string,
  index: number,
): void {
  const at = `i${index}`;
  emitter.block(`for (let ${at} = 0; ${at} < ${list}.length; ${at}++)`, () => {
    emitter.block(`if (${at} > 0)`, () => emitter.literal(","));
    putValue(emitter, type.item, `${list}[${at}]!`, index);
  });
}
