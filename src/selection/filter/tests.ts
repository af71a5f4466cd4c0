/** Trees of expressions as functions: all that can be known beforehand is looked up once. */

import { checkedField, checkedValue } from "./check.ts";
import type { FieldTable } from "./field_table.ts";
import type { Comparison, Expression } from "./syntax.ts";

/** Whether something is true of a value, or of an event. */
export type Test = (value: unknown) => boolean;

type Scalar = string | number | boolean;

/** @throws {FilterError} a field that there is not, or a value that does not fit it */
export function testOf(expression: Expression, table: FieldTable): Test {
  switch (expression.type) {
    case "and": {
      const [left, right] = [testOf(expression.left, table), testOf(expression.right, table)];
      return (event) => left(event) && right(event);
    }
    case "or": {
      const [left, right] = [testOf(expression.left, table), testOf(expression.right, table)];
      return (event) => left(event) || right(event);
    }
    case "not": {
      const inner = testOf(expression.inner, table);
      return (event) => !inner(event);
    }
    case "present":
      checkedField(expression.field, table);
      return along(
        expression.field.path,
        anyOf((value) => value !== false),
      );
    case "in": {
      const { field } = expression;
      const type = checkedField(field, table);
      const values = new Set<unknown>(
        expression.values.map((value) => checkedValue(field, type, "==", value)),
      );
      return along(
        field.path,
        anyOf((value) => values.has(value)),
      );
    }
    case "comparison": {
      const { field, comparison } = expression;
      const value = checkedValue(field, checkedField(field, table), comparison, expression.value);
      if (comparison === "!=") {
        // of lists: none of it is equal, and not: one of it is not
        const isThere = along(field.path, (found) => found !== undefined);
        const isEqual = along(field.path, anyOf(comparisonTest("==", value)));
        return (event) => isThere(event) && !isEqual(event);
      }
      return along(field.path, anyOf(comparisonTest(comparison, value)));
    }
  }
}

function comparisonTest(comparison: Exclude<Comparison, "!=">, value: Scalar): Test {
  switch (comparison) {
    case "==":
      return (found) => found === value;
    case "<":
      return (found) => (found as Scalar) < value;
    case "<=":
      return (found) => (found as Scalar) <= value;
    case ">":
      return (found) => (found as Scalar) > value;
    case ">=":
      return (found) => (found as Scalar) >= value;
    case "~":
      return (found) => (found as string).includes(value as string);
  }
}

/** False for what is absent; of a list, true if it is for one item. */
function anyOf(test: Test): Test {
  return (value) => (Array.isArray(value) ? value.some(test) : value !== undefined && test(value));
}

/** The test of what a path leads to: of a list on the way, one of its items must lead to such. */
function along(path: readonly string[], test: Test): Test {
  let whole = test;
  for (const name of path.toReversed()) {
    const rest = whole;
    const step: Test = (value) => rest((value as Readonly<Record<string, unknown>>)[name]);
    whole = (value) => (Array.isArray(value) ? value.some(step) : value !== undefined && step(value));
  }
  return whole;
}
