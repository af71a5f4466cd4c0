/** Whether what an expression says of fields makes sense. */
import { type FieldTable, type FieldType, fieldType, kindsWith } from "./field_table.ts";
import { FilterError } from "./filter_error.ts";
import type { Comparison, Field, Value } from "./syntax.ts";

const unitsNs: ReadonlyMap<string, number> = new Map([
  ["ns", 1],
  ["us", 1e3],
  ["ms", 1e6],
  ["s", 1e9],
]);
const unitNames = [...unitsNs.keys()].join(", ");
const orders: ReadonlySet<Comparison> = new Set(["<", "<=", ">", ">="]);

/** @throws {FilterError} there is no such field */
export function checkedField({ path, column }: Field, table: FieldTable): FieldType {
  const found = fieldType(table, path);
  if (found) return found;
  const name = path.join(".");
  const kinds = kindsWith(path);
  if (kinds.length > 0) {
    const which = kinds.length > 3 ? `${kinds.slice(0, 3).join(", ")} and others` : kinds.join(", ");
    throw new FilterError(column, `${name} is only in ${which}, and this run prints no such events`);
  }
  // how far it is right
  const known = path.findIndex((_, i) => fieldType(table, path.slice(0, i + 1)) === undefined);
  const parent = known === 0 ? undefined : fieldType(table, path.slice(0, known));
  const candidates = known === 0 ? table : parent?.type === "record" ? parent.fields : new Map();
  const close = closest(path[known]!, candidates.keys());
  const advice = close === undefined ? "--schema lists them" : `did you mean ${close}?`;
  const place = known === 0 ? "there is no field" : `${path.slice(0, known).join(".")} has no field`;
  throw new FilterError(column, `${place} ${path[known]}; ${advice}`);
}

/**
 * The value as it is compared; a number of nanoseconds where it has a unit.
 * @throws {FilterError} no value of this field is such
 */
export function checkedValue(
  { path }: Field,
  type: FieldType,
  comparison: Comparison,
  { value, unit, column }: Value,
): string | number | boolean {
  const name = path.join(".");
  switch (type.type) {
    case "record":
      throw new FilterError(
        column,
        `${name} has fields of its own; compare one of them, as ${name}.${someField(type.fields)}`,
      );
    case "number":
      if (typeof value !== "number") throw new FilterError(column, `${name} is a number`);
      if (comparison === "~") throw new FilterError(column, `~ is for texts; ${name} is a number`);
      return withUnit(value, unit, name, column);
    case "flag":
      if (typeof value !== "boolean") throw new FilterError(column, `${name} is true or false`);
      if (comparison !== "==" && comparison !== "!=") {
        throw new FilterError(column, `${name} is true or false; compare it with == or !=`);
      }
      return value;
    case "text":
      if (typeof value !== "string") {
        throw new FilterError(column, `${name} is a text, which stands in quotes`);
      }
      if (orders.has(comparison) && !type.isStamp) {
        throw new FilterError(column, `${name} has no order; compare it with ==, != or ~`);
      }
      if (comparison !== "~" && type.words && !type.words.has(value)) {
        const close = closest(value, type.words);
        const advice =
          close === undefined ? `it is one of ${[...type.words].join(", ")}` : `did you mean "${close}"?`;
        throw new FilterError(column, `${name} is never ${JSON.stringify(value)}; ${advice}`);
      }
      return value;
  }
}

function withUnit(value: number, unit: string, name: string, column: number): number {
  if (unit === "") return value;
  const factor = unitsNs.get(unit);
  if (factor === undefined) throw new FilterError(column, `there is no unit ${unit}; there are ${unitNames}`);
  if (!name.endsWith("_ns")) {
    throw new FilterError(column, `${name} is not a time; units are for fields whose names end with _ns`);
  }
  return Math.round(value * factor);
}

function someField(fields: FieldTable): string {
  return fields.keys().next().value ?? "";
}

/** A name that shares its beginning, or is within two changes. */
function closest(given: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.min(2, given.length >> 1) + 1;
  for (const name of names) {
    const distance = name.startsWith(`${given}_`) ? 1 : editDistance(given, name);
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}

/** Insertions, deletions and replacements from one to the other (Levenshtein). */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}
