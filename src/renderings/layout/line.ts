/** One line of a terminal, put together from left to right by columns. */
import { displayWidth } from "./display_width.ts";
import type { Painter, Style } from "./style.ts";

/** Columns are counted from 0, without escape sequences. */
export class Line {
  readonly #paint: Painter;
  #text = "";
  #blank = 0;
  #column = 0;

  constructor(paint: Painter) {
    this.#paint = paint;
  }

  /** The column behind what is there. */
  get column(): number {
    return this.#column + this.#blank;
  }

  put(text: string, style: Style = "plain"): this {
    if (text === "") return this;
    this.#text += " ".repeat(this.#blank) + this.#paint(text, style);
    this.#column += this.#blank + displayWidth(text);
    this.#blank = 0;
    return this;
  }

  /** Goes on to a column; does nothing if that is behind. */
  to(column: number): this {
    this.#blank += Math.max(column - this.column, 0);
    return this;
  }

  /** The line with its line feed, and no blanks at its end. */
  end(): string {
    return `${this.#text}\n`;
  }
}
