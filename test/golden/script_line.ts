/**
 * One line of a segment script as a row of tokens, read from left to right.
 */

/** What is wrong with a script, and where. */
export class ScriptError extends SyntaxError {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(`${line}:${column}: ${message}`);
    this.name = "ScriptError";
    this.line = line;
    this.column = column;
  }
}

interface Token {
  readonly text: string;
  /** From 1. */
  readonly column: number;
}

/** Words, texts in quotes, and the marks of an option list; a comment ends the line. */
const TOKEN = /"[^"]*"|[<>,]|[^\s<>,]+/g;

/** "a, b or c" */
function alternatives(texts: readonly string[]): string {
  return `${texts.slice(0, -1).join(", ")} or ${texts.at(-1)}`;
}

/** The tokens of one line, with a place in it. */
export class ScriptLine {
  readonly #number: number;
  readonly #end: number;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string, number: number) {
    const code = text.split("#", 1)[0]!.trimEnd();
    this.#number = number;
    this.#end = code.length + 1;
    this.#tokens = Array.from(code.matchAll(TOKEN), (match) => ({ text: match[0], column: match.index + 1 }));
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  /** The next token; undefined behind the last one. */
  peek(): string | undefined {
    return this.#tokens[this.#at]?.text;
  }

  /** Takes the next token if it is `text`. */
  skip(text: string): boolean {
    if (this.peek() !== text) return false;
    this.#at++;
    return true;
  }

  /** Takes the next token, which must be `text`. */
  expect(text: string): void {
    if (!this.skip(text)) this.fail(`expected "${text}"`);
  }

  /** Takes a word. `what` says in errors what it should have been. */
  word(what: string): string {
    const text = this.peek();
    if (text === undefined || "<>,".includes(text)) this.fail(`expected ${what}`);
    this.#at++;
    return text;
  }

  /** Takes a word, or a text in quotes. */
  text(what: string): string {
    return this.word(what).replace(/^"(.*)"$/, "$1");
  }

  /** Takes what `pattern` matches as a whole. */
  match(pattern: RegExp, what: string): readonly string[] {
    const match = new RegExp(`^(?:${pattern.source})$`).exec(this.peek() ?? "");
    if (match === null) this.fail(`expected ${what}`);
    this.#at++;
    return match.slice(1);
  }

  /** Takes a whole number, decimal or 0x…, of `min` to `max`. */
  integer(what: string, min: number, max: number): number {
    const text = this.peek() ?? "";
    const value = /^(-?\d+|0x[0-9a-f]+)$/i.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) this.fail(`expected ${what}, a whole number from ${min} to ${max}`);
    this.#at++;
    return value;
  }

  /** The same for numbers of any size. */
  bigInteger(what: string, min: bigint, max: bigint): bigint {
    const text = this.peek() ?? "";
    if (!/^-?\d+$/.test(text) || BigInt(text) < min || BigInt(text) > max) {
      this.fail(`expected ${what}, a whole number from ${min} to ${max}`);
    }
    this.#at++;
    return BigInt(text);
  }

  /** Takes one of `texts`. */
  choice<const T extends string>(texts: readonly T[]): T {
    const found = texts.find((text) => text === this.peek());
    if (found === undefined) this.fail(`expected ${alternatives(texts)}`);
    this.#at++;
    return found;
  }

  /** Takes a time in seconds, with a fraction if need be. */
  seconds(what: string): number {
    const text = this.peek() ?? "";
    if (!/^\d+(\.\d{1,9})?$/.test(text)) this.fail(`expected ${what} in seconds`);
    this.#at++;
    return Number(text);
  }

  /** Throws a {@link ScriptError} that points at the next token, or `back` tokens before it. */
  fail(message: string, back = 0): never {
    const token = this.#tokens[this.#at - back];
    const found = token === undefined ? "the line ends" : `found "${token.text}"`;
    throw new ScriptError(`${message}, ${found}`, this.#number, token?.column ?? this.#end);
  }
}
