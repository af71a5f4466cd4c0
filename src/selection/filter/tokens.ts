/** Expressions as tokens. */
import { FilterError } from "./filter_error.ts";

export type Token = {
  /** From 1. */
  readonly column: number;
  /** As it is written. */
  readonly source: string;
} & (
  | { readonly type: "name" | "symbol" | "end" }
  | { readonly type: "text"; readonly value: string }
  | { readonly type: "number"; readonly value: number; readonly unit: string }
);

const SPACE = /\s*/y;
const NAME = /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/y;
const NUMBER = /(-?\d+(?:\.\d+)?)([A-Za-z_]\w*)?/y;
const SYMBOL = /[=!<>]=|[<>~()[\],]/y;
const TEXT = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/sy;

const almostSymbols: Readonly<Record<string, string>> = {
  "=": "==",
  "!": "not",
  "&": "and",
  "|": "or",
};

/** @throws {FilterError} something that is no token */
export function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  let at = matchAt(SPACE, expression, 0)!.length;
  while (at < expression.length) {
    const token = tokenAt(expression, at);
    tokens.push(token);
    at += token.source.length;
    at += matchAt(SPACE, expression, at)!.length;
  }
  tokens.push({ type: "end", source: "", column: columnOf(expression, expression.length) });
  return tokens;
}

function tokenAt(expression: string, at: number): Token {
  const column = columnOf(expression, at);
  const name = matchAt(NAME, expression, at);
  if (name !== undefined) return { type: "name", source: name, column };
  const number = matchAt(NUMBER, expression, at);
  if (number !== undefined) {
    const [, value, unit = ""] = /^(-?[\d.]+)(.*)$/.exec(number)!;
    return { type: "number", source: number, column, value: Number(value), unit };
  }
  const symbol = matchAt(SYMBOL, expression, at);
  if (symbol !== undefined) return { type: "symbol", source: symbol, column };
  const text = matchAt(TEXT, expression, at);
  if (text !== undefined) {
    return { type: "text", source: text, column, value: text.slice(1, -1).replaceAll(/\\(.)/gs, "$1") };
  }
  const found = String.fromCodePoint(expression.codePointAt(at)!);
  if (found === '"' || found === "'") throw new FilterError(column, `the ${found} is not closed`);
  const meant = almostSymbols[found];
  const advice = meant === undefined ? "" : `; did you mean ${meant}?`;
  throw new FilterError(column, `${JSON.stringify(found)} is not part of the language${advice}`);
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function columnOf(expression: string, at: number): number {
  return Array.from(expression.slice(0, at)).length + 1;
}
