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
  let at = 0;
  let column = 1;
  const skip = (text: string): void => {
    at += text.length;
    // characters, not UTF-16 units
    for (const _ of text) column++;
  };
  skip(matchAt(SPACE, expression, at)!);
  while (at < expression.length) {
    const token = tokenAt(expression, at, column);
    tokens.push(token);
    skip(token.source);
    skip(matchAt(SPACE, expression, at)!);
  }
  tokens.push({ type: "end", source: "", column });
  return tokens;
}

function tokenAt(expression: string, at: number, column: number): Token {
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
