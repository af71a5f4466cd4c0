/** Generates `generated/wasm_fill.ts`: for each kind in WASM a function that puts its fields into linear memory. */

import { HEAD_FROM_SERVER } from "../../../wasm/encoder_layout.ts";
import { phases } from "../flow_event_fields.ts";
import { boundText } from "./bounds.ts";
import { Emitter } from "./emitter.ts";
import { putListItems } from "./encoder.ts";
import { type FieldType, type ObjectType, objectTypesOf } from "./field_model.ts";
import { generatedHeader, pascalCase } from "./names.ts";
import {
  choiceTables,
  fieldsHash,
  type Placed,
  place,
  placedObjects,
  placeOwn,
  tableName,
  wasmFields,
  wasmKinds,
} from "./wasm_model.ts";

/** The text of the file. */
export function wasmFillText(): string {
  const bodies = [
    ...placedObjects().map(objectText),
    ...Array.from(wasmFields, ([kind, fields]) => eventText(kind, placeOwn(fields))),
  ].join("");
  const used = (names: readonly string[]) => names.filter((name) => new RegExp(`\\b${name}\\b`).test(bodies));
  const putters = used(["putBoolean", "putInteger", "putText", "putWord"]);
  const encoders = used(
    [
      ...objectTypesOf(wasmFields.values()).map(({ name }) => `put${name}`),
      ...[...wasmKinds].map((kind) => `boundOf${pascalCase(kind)}Event`),
    ].sort(),
  );
  const types = [
    ...wasmKinds.map((kind) => `${pascalCase(kind)}Event`),
    ...placedObjects().map(({ name }) => name),
    "ReusedEvent",
  ].sort();
  return [
    generatedHeader,
    'import type { Phase } from "../moment.ts";\n',
    `import { ${putters.join(", ")} } from "../byte_writer.ts";\n`,
    'import { ABSENT, type LinearLines, MAX_LINE_BYTES, NONE, WRONG } from "../linear_lines.ts";\n',
    `import {\n${encoders.map((name) => `  ${name},\n`).join("")}} from "./encoder.ts";\n`,
    `import type {\n${types.map((type) => `  ${type},\n`).join("")}} from "./events.ts";\n\n`,
    `/** Must be what the module says. */\nexport const FIELDS_HASH = ${fieldsHash()};\n\n`,
    "/** What the module exports for the lines; each returns the address behind its line, or -1. */\n",
    "export interface LineEncoders {\n",
    ...wasmKinds.map(
      (kind) =>
        `  encode${pascalCase(kind)}(at: number, flow: number, flowLength: number, head: number): number;\n`,
    ),
    "}\n\n",
    dispatchText(),
    codesText("Phase", "phase: Phase", phases),
    ...Array.from(choiceTables(), ([name, options]) => codesText(name, "word: string", options)),
    bodies,
  ].join("");
}

function dispatchText(): string {
  const cases = wasmKinds.map(
    (kind) => `    case "${kind}":\n      return encode${pascalCase(kind)}(out, event);\n`,
  );
  return (
    "/** Appends the line of an event; false if that is left to the TypeScript encoder. */\n" +
    "export function encodeInWasm(out: LinearLines, event: ReusedEvent): boolean {\n" +
    `  switch (event.event) {\n${cases.join("")}    default:\n      return false;\n  }\n}\n`
  );
}

/** A switch: engines compare these words as pointers. */
function codesText(name: string, parameter: string, options: readonly string[]): string {
  const cases = options.map((word, code) => `    case "${word}":\n      return ${code};\n`);
  return (
    `\nfunction codeOf${name}(${parameter}): number {\n` +
    `  switch (${parameter.split(":")[0]}) {\n${cases.join("")}    default:\n      return WRONG;\n  }\n}\n`
  );
}

function objectText(object: ObjectType): string {
  const emitter = new Emitter("  ");
  for (const placed of place(object.fields)) fillField(emitter, placed, "o", "at");
  const body = emitter.text();
  const head = body.includes("f[") ? "  const f = out.fields;\n" : "";
  return `\nfunction fill${object.name}(out: LinearLines, at: number, o: ${object.name}): void {\n${head}${body}}\n`;
}

function eventText(kind: string, fields: readonly Placed[]): string {
  const name = pascalCase(kind);
  const emitter = new Emitter("  ");
  // where nothing has a variable length, the bound is a constant
  const types = fields.map(({ field }) => field);
  if (!boundText({ type: "object", name: "X", description: "", fields: types }).includes("(_o")) {
    emitter.statement(`if (boundOf${name}Event(e) > MAX_LINE_BYTES) return false;`);
  }
  emitter.statement("const f = out.begin(e);");
  for (const placed of fields) fillField(emitter, placed, "e", "");
  emitter.statement("const { flow, flowLength } = out;");
  emitter.statement(`const head = codeOfPhase(e.phase) | (e.fromClient ? 0 : ${HEAD_FROM_SERVER});`);
  emitter.statement(`return out.end(out.encoders.encode${name}(out.position, flow, flowLength, head));`);
  return `\nfunction encode${name}(out: LinearLines, e: ${name}Event): boolean {\n${emitter.text()}}\n`;
}

function fillField(emitter: Emitter, { field, slot }: Placed, owner: string, base: string): void {
  const { name, optional, type } = field;
  const place = base === "" ? String(slot) : slot === 0 ? base : `${base} + ${slot}`;
  const target = `f[${place}]`;
  const value = `${owner}.${name}`;
  if (type.type === "object") {
    emitter.statement(`fill${type.name}(out, ${place}, ${value});`);
    return;
  }
  if (type.type === "timestamp") {
    emitter.statement(`out.fillStamp(${place}, ${value});`);
    return;
  }
  if (type.type === "list" || type.type === "text") {
    const local = `value${slot}`;
    emitter.statement(`const ${local} = ${value};`);
    if (optional) {
      emitter.block(`if (${local} === undefined)`, () => emitter.statement(`${target} = NONE;`));
      emitter.block("else", () => fillRaw(emitter, type, target, local, slot));
    } else fillRaw(emitter, type, target, local, slot);
    return;
  }
  const absent = type.type === "integer" ? "ABSENT" : "NONE";
  if (!optional) {
    emitter.statement(`${target} = ${numberOf(type, value)};`);
  } else {
    const local = `value${slot}`;
    emitter.statement(`const ${local} = ${value};`);
    emitter.statement(`${target} = ${local} === undefined ? ${absent} : ${numberOf(type, local)};`);
  }
}

function numberOf(type: FieldType, value: string): string {
  switch (type.type) {
    case "integer":
      return value;
    case "boolean":
      return `${value} ? 1 : 0`;
    case "choice":
      return `codeOf${tableName(type.options)}(${value})`;
    default:
      throw new Error(`no number: ${type.type}`);
  }
}

function fillRaw(emitter: Emitter, type: FieldType, target: string, value: string, slot: number): void {
  if (type.type === "text") {
    emitter.statement(`${target} = out.putRaw(${value});`);
    return;
  }
  if (type.type !== "list") throw new Error(`not raw: ${type.type}`);
  // most lists are empty
  emitter.block(`if (${value}.length === 0)`, () => emitter.statement(`${target} = 0;`));
  emitter.block("else", () => {
    emitter.statement(`const { ${type.item.type === "integer" ? "" : "raw: bytes, "}rawView: view } = out;`);
    emitter.statement("let p = out.rawEnd;");
    putListItems(emitter, type, value, slot);
    emitter.statement(`${target} = p - out.rawEnd;`);
    emitter.statement("out.rawEnd = p;");
  });
}
