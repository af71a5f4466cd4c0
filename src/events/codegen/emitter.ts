/** Code that stores a piece of text, as little-endian words, `offset` bytes behind `p`. */
export interface Stores {
  /** Bytes of a piece at most. */
  readonly width: number;
  readonly store: (text: string, offset: number) => string;
}

/** Collects lines of generated code that write bytes; fixed text is merged into as few stores as possible. */
export class Emitter {
  readonly #lines: string[] = [];
  readonly #stores: Stores;
  #indent = "";
  #pending = "";

  constructor(indent: string, stores: Stores = viewStores) {
    this.#indent = indent;
    this.#stores = stores;
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
    const { width, store } = this.#stores;
    for (let at = 0; at < text.length; at += width) {
      this.#lines.push(this.#indent, store(text.slice(at, at + width), at));
    }
    this.#lines.push(`${this.#indent}p += ${text.length};\n`);
  }
}

/** Stores in a DataView: of up to 4 bytes, because those of 8 would need a BigInt. */
export const viewStores: Stores = {
  width: 4,
  store(text, offset) {
    const place = offset === 0 ? "p" : `p + ${offset}`;
    switch (text.length) {
      case 1:
        return `view.setUint8(${place}, ${hex(text)});\n`;
      case 2:
        return `view.setUint16(${place}, ${hex(text)}, true);\n`;
      default:
        // three are stored as four, the fourth is overwritten later
        return `view.setInt32(${place}, ${hex(text)}, true);\n`;
    }
  },
};

/** Stores in linear memory; what is behind the text is overwritten later. */
export const memoryStores: Stores = {
  width: 16,
  store(text, offset) {
    const n = text.length;
    if (n > 8) {
      const pair = `${hex(text.slice(0, 8))}, ${hex(text.slice(8))}`;
      return `v128.store(p, i64x2(${pair})${offset === 0 ? "" : `, ${offset}`});\n`;
    }
    const type = n === 1 ? "u8" : n === 2 ? "u16" : n <= 4 ? "u32" : "u64";
    return `store<${type}>(p, ${hex(text)}${offset === 0 ? "" : `, ${offset}`});\n`;
  },
};

function hex(text: string): string {
  const bytes = [...text].map((character) => character.charCodeAt(0).toString(16).padStart(2, "0"));
  return `0x${bytes.reverse().join("")}`;
}
