/** Expressions that choose events: see docs/filter.md. */
import type { EventKind } from "../../events/event_kinds.ts";
import type { PhaseEvent } from "../../events/mod.ts";
import { type FieldTable, fieldTable } from "./field_table.ts";
import { parse } from "./syntax.ts";
import { type Test, testOf } from "./tests.ts";

/** True for an event that is chosen. */
export type Filter = (event: PhaseEvent) => boolean;

/**
 * Compiles an expression, once for a run.
 * @param kinds the kinds of events that it is for: it may name only their fields
 * @throws {FilterError}
 */
export function compileFilter(expression: string, kinds: Iterable<EventKind>): Filter {
  const table: FieldTable = fieldTable(kinds);
  const test: Test = testOf(parse(expression), table);
  return (event) => test(event);
}
