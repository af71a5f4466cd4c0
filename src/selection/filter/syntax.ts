/** Expressions as trees. */
import { FilterError } from "./filter_error.ts";
import { type Token, tokensOf } from "./tokens.ts";

export const comparisons = ["==", "!=", "<", "<=", ">", ">=", "~"] as const;
export type Comparison = (typeof comparisons)[number];

export interface Value {
  readonly value: string | number | boolean;
  /** Behind a number; empty: none. */
  readonly unit: string;
  readonly column: number;
}

export interface Field {
  readonly path: readonly string[];
  readonly column: number;
}

export type Expression =
  | { readonly type: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly type: "not"; readonly inner: Expression }
  | { readonly type: "present"; readonly field: Field }
  | { readonly type: "in"; readonly field: Field; readonly values: readonly Value[] }
  | {
      readonly type: "comparison";
      readonly field: Field;
      readonly comparison: Comparison;
      readonly value: Value;
    };

const words: ReadonlySet<string> = new Set(["and", "or", "not", "in", "true", "false"]);
/** So many operators may be inside each other or in a row: parsing and evaluation take a call for each. */
const MAX_DEPTH = 200;

/** @throws {FilterError} */
export function parse(expression: string): Expression {
  return new Parser(tokensOf(expression)).whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    const expression = this.#or();
    const rest = this.#token;
    if (rest.type !== "end") throw wrong(rest, "and, or, or the end");
    return expression;
  }

  get #token(): Token {
    return this.#tokens[this.#at]!;
  }

  /** Goes on if the present token is written so; not for the text of a string. */
  #accept(source: string): boolean {
    const { type, source: found } = this.#token;
    if (found !== source || (type !== "name" && type !== "symbol")) return false;
    this.#at++;
    return true;
  }

  #expect(source: string): void {
    if (!this.#accept(source)) throw wrong(this.#token, source);
  }

  // a chain is as deep as it is long: its left side is a tree of all that stands before
  #or(): Expression {
    const depth = this.#depth;
    let left = this.#and();
    while (this.#accept("or")) {
      this.#descend();
      left = { type: "or", left, right: this.#and() };
    }
    this.#depth = depth;
    return left;
  }

  #and(): Expression {
    const depth = this.#depth;
    let left = this.#not();
    while (this.#accept("and")) {
      this.#descend();
      left = { type: "and", left, right: this.#not() };
    }
    this.#depth = depth;
    return left;
  }

  #not(): Expression {
    const depth = this.#depth;
    let inner: Expression;
    if (this.#accept("not")) {
      this.#descend();
      inner = { type: "not", inner: this.#not() };
    } else if (this.#accept("(")) {
      this.#descend();
      inner = this.#or();
      this.#expect(")");
    } else {
      inner = this.#test();
    }
    this.#depth = depth;
    return inner;
  }

  #descend(): void {
    if (++this.#depth > MAX_DEPTH) {
      throw new FilterError(
        this.#token.column,
        `more than ${MAX_DEPTH} operators are inside each other or in a row; use in [...] for many values`,
      );
    }
  }

  #test(): Expression {
    const field = this.#field();
    if (this.#accept("in")) return { type: "in", field, values: this.#list() };
    const comparison = comparisons.find((candidate) => this.#accept(candidate));
    return comparison === undefined
      ? { type: "present", field }
      : { type: "comparison", field, comparison, value: this.#value() };
  }

  #field(): Field {
    const token = this.#token;
    if (token.type !== "name" || words.has(token.source)) throw wrong(token, "a field");
    this.#at++;
    return { path: token.source.split("."), column: token.column };
  }

  #list(): Value[] {
    this.#expect("[");
    const values = [this.#value()];
    while (this.#accept(",")) values.push(this.#value());
    if (!this.#accept("]")) throw wrong(this.#token, ", or ]");
    return values;
  }

  #value(): Value {
    const token = this.#token;
    const { column } = token;
    this.#at++;
    if (token.type === "text") return { value: token.value, unit: "", column };
    if (token.type === "number") return { value: token.value, unit: token.unit, column };
    if (token.source === "true" || token.source === "false") {
      return { value: token.source === "true", unit: "", column };
    }
    if (token.type === "name") {
      throw new FilterError(column, `${token.source} needs quotes if it is a text: "${token.source}"`);
    }
    throw wrong(token, "a value");
  }
}

function wrong(token: Token, expected: string): FilterError {
  const found = token.type === "end" ? "the end" : token.source;
  return new FilterError(token.column, `expected ${expected}, not ${found}`);
}
