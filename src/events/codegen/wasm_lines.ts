/** Generates `wasm/encoder/lines.ts`, AssemblyScript: for each frequent kind a function that writes its line. */

import {
  ENVELOPE_FILE_INDEX,
  ENVELOPE_FILE_OFFSET,
  ENVELOPE_FRAME,
  ENVELOPE_KNOWN_FRAME,
  ENVELOPE_NSEC,
  ENVELOPE_REL_NS,
  ENVELOPE_SEC,
  HEAD_FROM_SERVER,
} from "../../../wasm/encoder_layout.ts";
import { phases } from "../flow_event_fields.ts";
import { Emitter, memoryStores } from "./emitter.ts";
import type { FieldType, ObjectType } from "./field_model.ts";
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
} from "./wasm_model.ts";

/** Bytes of a row of words; the last one is their number. */
const ROW_BYTES = 32;

/** The text of the file. */
export function wasmLinesText(): string {
  return [
    generatedHeader,
    'import { FIELDS } from "./memory";\n',
    "import {\n  ABSENT,\n  beginLine,\n  copy,\n  endLine,\n  NONE,\n  putBoolean,\n  putChoice,\n  putInteger,\n" +
      '  putRaw,\n  putRow,\n} from "./put";\n',
    'import { putStamp } from "./stamp";\n',
    tableText(
      "PHASES",
      phases.map((phase) => `,"phase":"${phase}"`),
    ),
    ...Array.from(choiceTables(), ([name, options]) =>
      tableText(
        name,
        options.map((word) => `${word}"`),
      ),
    ),
    `\nexport function fieldsHash(): i32 {\n  return ${fieldsHash()};\n}\n`,
    envelopeText(),
    ...placedObjects().map(objectText),
    ...Array.from(wasmFields, ([kind, fields]) => eventText(kind, placeOwn(fields))),
  ].join("");
}

function tableText(name: string, words: readonly string[]): string {
  const rows = words.map((word) => {
    if (word.length >= ROW_BYTES) throw new Error(`too long for a row: ${word}`);
    const bytes = Array.from({ length: ROW_BYTES - 1 }, (_, i) => word.charCodeAt(i) || 0);
    return `    ${[...bytes, word.length].join(", ")}, // ${word}\n`;
  });
  return `\nconst ${name}: usize = memory.data<u8>(\n  [\n${rows.join("")}  ],\n  16,\n);\n`;
}

const slotOf = (slot: number): string => `load<f64>(f${slot === 0 ? "" : `, ${8 * slot}`})`;

/** All that is the same in every kind: from `phase` to `known_frame`. */
function envelopeText(): string {
  const emitter = new Emitter("  ", memoryStores);
  emitter.statement("const f = FIELDS;");
  emitter.statement(`let p = putRow(at, PHASES + (<usize>(head & ${phases.length - 1}) << 5));`);
  emitter.literal(',"ts":"');
  emitter.statement(`p = putStamp(p, ${slotOf(ENVELOPE_SEC)}, ${slotOf(ENVELOPE_NSEC)});`);
  emitter.literal('"');
  putOptionalInteger(emitter, "rel_ns", slotOf(ENVELOPE_REL_NS), "x !== ABSENT");
  emitter.statement("p = copy(p, flow, flowLength);");
  for (const [head, dir, sender] of [
    [`if (head & ${HEAD_FROM_SERVER})`, "s2c", "server"],
    ["else", "c2s", "client"],
  ]) {
    emitter.block(head!, () => emitter.literal(`,"dir":"${dir}","sender":"${sender}","frame":`));
  }
  emitter.statement(`p = putInteger(p, ${slotOf(ENVELOPE_FRAME)});`);
  putOptionalInteger(emitter, "file_index", slotOf(ENVELOPE_FILE_INDEX), "x > 0");
  emitter.literal(',"file_offset":');
  emitter.statement(`p = putInteger(p, ${slotOf(ENVELOPE_FILE_OFFSET)});`);
  const unlike = `x !== 0 && x !== ${slotOf(ENVELOPE_FRAME)}`;
  putOptionalInteger(emitter, "known_frame", slotOf(ENVELOPE_KNOWN_FRAME), unlike);
  emitter.statement("return p;");
  return (
    "\nfunction putEnvelope(at: usize, flow: usize, flowLength: usize, head: i32): usize {\n" +
    `${emitter.text()}}\n`
  );
}

/** The value is there if `condition` holds for `x`. */
function putOptionalInteger(emitter: Emitter, name: string, value: string, condition: string): void {
  const local = `value_${name}`;
  emitter.statement(`const ${local} = ${value};`);
  emitter.block(`if (${condition.replaceAll(/\bx\b/g, local)})`, () => {
    emitter.literal(`,"${name}":`);
    emitter.statement(`p = putInteger(p, ${local});`);
  });
}

function objectText(object: ObjectType): string {
  const emitter = new Emitter("  ", memoryStores);
  // as in the TypeScript encoder: where the first field may be absent, the brace replaces the first comma
  const isOpenedLast = object.fields[0]!.optional;
  if (!isOpenedLast) emitter.literal("{");
  for (const [index, placed] of place(object.fields).entries()) {
    putField(emitter, placed, index === 0 && !isOpenedLast ? "" : ",");
  }
  if (isOpenedLast) {
    emitter.statement("if (p === at) p++;");
    emitter.statement("store<u8>(at, 0x7b);");
  }
  emitter.literal("}");
  emitter.statement("return p;");
  return `\nfunction put${object.name}(at: usize, f: usize): usize {\n  let p = at;\n${emitter.text()}}\n`;
}

function eventText(kind: string, fields: readonly Placed[]): string {
  const emitter = new Emitter("  ", memoryStores);
  emitter.literal(`{"event":"${kind}"`);
  emitter.statement("p = putEnvelope(p, flow, flowLength, head);");
  for (const placed of fields) putField(emitter, placed, ",");
  emitter.literal("}\n");
  emitter.statement("return endLine(p);");
  return (
    `\nexport function encode${pascalCase(kind)}(at: usize, flow: usize, flowLength: usize, head: i32): i32 {\n` +
    `  beginLine();\n  const f = FIELDS;\n  let p = at;\n${emitter.text()}}\n`
  );
}

function putField(emitter: Emitter, { field, slot }: Placed, comma: string): void {
  const { name, optional, type } = field;
  const key = `${comma}"${name}":`;
  const value = slotOf(slot);
  if (type.type === "timestamp") {
    emitter.statement(`const stamp${slot} = ${value};`);
    emitter.block(`if (stamp${slot} !== ABSENT)`, () => {
      emitter.literal(`${key}"`);
      emitter.statement(`p = putStamp(p, stamp${slot}, ${slotOf(slot + 1)});`);
      emitter.literal('"');
    });
  } else if (optional) {
    emitter.statement(`const value${slot} = ${value};`);
    emitter.block(`if (value${slot} !== ${type.type === "integer" ? "ABSENT" : "NONE"})`, () => {
      emitter.literal(key);
      putValue(emitter, type, `value${slot}`, slot);
    });
  } else {
    emitter.literal(key);
    putValue(emitter, type, value, slot);
  }
}

function putValue(emitter: Emitter, type: FieldType, value: string, slot: number): void {
  switch (type.type) {
    case "integer":
      emitter.statement(`p = putInteger(p, ${value});`);
      return;
    case "boolean":
      emitter.statement(`p = putBoolean(p, ${value});`);
      return;
    case "choice":
      emitter.literal('"');
      emitter.statement(`p = putChoice(p, ${tableName(type.options)}, ${type.options.length}, ${value});`);
      return;
    case "text":
    case "list":
      emitter.literal(type.type === "text" ? '"' : "[");
      emitter.statement(`p = putRaw(p, ${value});`);
      emitter.literal(type.type === "text" ? '"' : "]");
      return;
    case "object":
      emitter.statement(`p = put${type.name}(p, f${slot === 0 ? "" : ` + ${8 * slot}`});`);
      return;
    case "timestamp":
      throw new Error("timestamps stand in fields of events only");
  }
}
