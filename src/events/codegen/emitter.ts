/** Collects lines of generated code that write bytes; fixed text is merged into as few stores as possible. */
export class Emitter {
  readonly #lines: string[] = [];
  #indent = "";
  #pending = "";

  constructor(indent: string) {
    this.#indent = indent;
  }

  /** Fixed ASCII text of the line; stored together with what follows it. */
  literal(text: string): void {
    this.#pending += text;
  }

  /** A statement that comes after all fixed text so far. */
  statement(code: string): void {
    this.#store();
    this.#lines.push(`${this.#indent}${code}\n`);
  }

  /** A block such as an `if`; the text written inside stays inside. */
  block(head: string, body: () => void): void {
    this.statement(`${head} {`);
    this.#indent += "  ";
    body();
    this.#store();
    this.#indent = this.#indent.slice(2);
    this.#lines.push(`${this.#indent}}\n`);
  }

  text(): string {
    this.#store();
    return this.#lines.join("");
  }

  #store(): void {
    const text = this.#pending;
    this.#pending = "";
    if (text === "") {
      return;
    }
    if (!/^[\n\x20-\x7e]+$/.test(text)) {
      throw new Error(`not ASCII: ${text}`);
    }
    this.#lines.push(`${this.#indent}// ${text.replaceAll("\n", "\\n")}\n`);
    for (let at = 0; at < text.length; at += 4) {
      this.#lines.push(this.#indent, storeText(text.slice(at, at + 4), at));
    }
    this.#lines.push(`${this.#indent}p += ${text.length};\n`);
  }
}

/** One little-endian store of 1 to 4 characters; three are stored as four, the fourth is overwritten later. */
function storeText(text: string, offset: number): string {
  const place = offset === 0 ? "p" : `p + ${offset}`;
  const codes = [...text].map((character) => character.charCodeAt(0));
  const word = codes.reduceRight((value, code) => value * 256 + code, 0);
  const hex = `0x${word.toString(16).padStart(2 * text.length, "0")}`;
  switch (text.length) {
    case 1:
      return `view.setUint8(${place}, ${hex});\n`;
    case 2:
      return `view.setUint16(${place}, ${hex}, true);\n`;
    default:
      return `view.setInt32(${place}, ${hex}, true);\n`;
  }
}
