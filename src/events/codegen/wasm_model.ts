/** Which kinds the WASM encoder writes, and in which slot of linear memory each of their fields is. */

import { OWN_FIELDS } from "../../../wasm/encoder_layout.ts";
import type { EventKind } from "../event_kinds.ts";
import { ownFields } from "../schemas.ts";
import { type Field, type FieldType, fieldsOf, type ObjectType, objectTypesOf } from "./field_model.ts";
import { pascalCase } from "./names.ts";

/** The frequent ones; the most frequent first. */
export const wasmKinds = [
  "data",
  "segment",
  "syn",
  "syn_ack",
  "established",
  "fin",
  "fin_ack",
  "closed",
  "flow_end",
  "anomaly",
  "reset",
] as const satisfies readonly EventKind[];

export const wasmFields = new Map<EventKind, Field[]>(
  wasmKinds.map((kind) => [kind, fieldsOf(ownFields[kind])]),
);

/** A field and the slot of its first number, relative to its object's. */
export interface Placed {
  readonly field: Field;
  readonly slot: number;
}

/** The fields of an object or event in their slots. */
export function place(fields: readonly Field[], first = 0): Placed[] {
  let slot = first;
  return fields.map((field) => {
    const placed = { field, slot };
    slot += slotsOf(field);
    return placed;
  });
}

export function placeOwn(fields: readonly Field[]): Placed[] {
  return place(fields, OWN_FIELDS);
}

function slotsOf({ name, optional, type }: Field): number {
  if (type.type === "timestamp") return 2;
  if (type.type !== "object") return 1;
  if (optional) throw new Error(`the object ${name} is optional: no slot tells whether it is there`);
  return type.fields.reduce((sum, field) => sum + slotsOf(field), 0);
}

/** Objects that lie in slots: fields of events, not items of lists. */
export function placedObjects(): ObjectType[] {
  const direct = [...wasmFields.values()].flat().filter(({ type }) => type.type === "object");
  const names = new Set(direct.map(({ type }) => (type as ObjectType).name));
  return objectTypesOf(wasmFields.values()).filter(({ name }) => names.has(name));
}

/** The different lists of choices outside of lists, by name. */
export function choiceTables(): Map<string, readonly string[]> {
  const tables = new Map<string, readonly string[]>();
  for (const field of [...wasmFields.values(), ...placedObjects().map(({ fields }) => fields)].flat()) {
    if (field.type.type !== "choice") continue;
    const { options } = field.type;
    const name = tableName(options);
    if ((tables.get(name) ?? options).join() !== options.join())
      throw new Error(`two tables are named ${name}`);
    tables.set(name, options);
  }
  return tables;
}

/** A name made of the choices themselves: the same table for the same words. */
export function tableName(options: readonly string[]): string {
  const words = options.slice(0, 3).map((word) => pascalCase(word.toLowerCase().replaceAll("-", "_")));
  return `${words.join("")}${options.length}`;
}

/** A number that changes with the kinds, fields, types and choices, and so with any slot. */
export function fieldsHash(): number {
  const shape = (type: FieldType): unknown =>
    type.type === "object"
      ? [type.name, ...type.fields.map((field) => [field.name, field.optional, shape(field.type)])]
      : type.type === "list"
        ? ["list", shape(type.item)]
        : type;
  const text = JSON.stringify(
    [...wasmFields].map(([kind, fields]) => [
      kind,
      fields.map((field) => [field.name, field.optional, shape(field.type)]),
    ]),
  );
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash & 0x7fffffff;
}
