/**
 * The few types that fields have, as valibot schemas with a description.
 *
 * The generator (codegen/) knows exactly these: safe integers, booleans, choices, texts, timestamps, lists
 * and objects. A field that may be absent is wrapped in `optional`.
 */

import * as v from "valibot";

export const U8_MAX = 0xff;
export const U16_MAX = 0xffff;
export const U32_MAX = 0xffff_ffff;

/** An integer of `min` .. `max`, both inside the range in which JSON numbers are exact everywhere. */
export function integer(description: string, min = 0, max: number = Number.MAX_SAFE_INTEGER) {
  return v.pipe(
    v.number(),
    v.safeInteger(),
    v.minValue(min),
    v.maxValue(max),
    v.description(`${description} (${rangeText(min, max)})`),
  );
}

/** An integer that may be negative. */
export function signedInteger(description: string) {
  return integer(description, Number.MIN_SAFE_INTEGER);
}

/** An interval in nanoseconds; producers leave out what would be negative or above 2^53-1. */
export function nanoseconds(description: string) {
  return integer(`${description}, in nanoseconds of capture time`);
}

export function flag(description: string) {
  return v.pipe(v.boolean(), v.description(description));
}

/** One of some words of plain ASCII that need no escape in JSON. */
export function choice<const T extends readonly [string, ...string[]]>(options: T, description: string) {
  return v.pipe(v.picklist(options), v.description(description));
}

export function text(description: string) {
  return v.pipe(v.string(), v.description(description));
}

/** A 16-bit value as four lower-case hex digits behind `0x`. */
export function hex16(description: string) {
  return v.pipe(v.string(), v.regex(/^0x[0-9a-f]{4}$/), v.description(description));
}

/** A stamp: RFC 3339 with nine digits, UTC. Between tracker and encoder it is a `Timestamp`. */
export function timestamp(description: string) {
  return v.pipe(
    v.string(),
    v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{9}Z$/),
    v.description(
      `${description}. UTC with nine digits behind the second, so that it is exact and sorts as text; ` +
        "absent where the year is not 0000 .. 9999",
    ),
    v.metadata({ timestamp: true }),
  );
}

export function list<TItem extends v.GenericSchema>(item: TItem, description: string) {
  return v.pipe(v.array(item), v.description(description));
}

/** An object; `title` becomes the name of its generated type. */
export function record<TEntries extends v.ObjectEntries>(
  title: string,
  entries: TEntries,
  description: string,
) {
  return v.pipe(v.object(entries), v.title(title), v.description(description));
}

export const optional = <TSchema extends v.GenericSchema>(schema: TSchema) => v.optional(schema);

function rangeText(min: number, max: number): string {
  const from = min === Number.MIN_SAFE_INTEGER ? "-(2^53-1)" : String(min);
  const to = max === Number.MAX_SAFE_INTEGER ? "2^53-1" : String(max);
  return `${from} .. ${to}`;
}
