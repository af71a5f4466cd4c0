/** Statements as lines: frame and time in columns of their own, the text beside them. */
import { displayWidth, isWide } from "../layout/display_width.ts";
import { Line } from "../layout/line.ts";
import { formatDuration } from "../layout/quantities.ts";
import type { Painter } from "../layout/style.ts";
import { wrap } from "../layout/wrap.ts";
import type { Section, Statement } from "./statement.ts";

/** Columns of a frame number and of a time, right-aligned. */
const FRAME_END = 7;
const TIME_END = 19;
const TEXT_AT = 21;
/** Digits of a time since the connection's first packet: they are to tell packets apart after seconds, too. */
const OFFSET_DIGITS = 7;
/** Less than this is too narrow for columns. */
const NARROWEST = 60;

export class Page {
  readonly #width: number;
  readonly #paint: Painter;

  constructor(width: number, paint: Painter) {
    this.#width = width;
    this.#paint = paint;
  }

  heading(text: string): string {
    return wrap(text, this.#width)
      .map((line) => `${this.#paint(line, "bold")}\n`)
      .join("");
  }

  paragraph(text: string): string {
    return wrap(text, this.#width)
      .map((line) => `${line}\n`)
      .join("");
  }

  /** A section without statements is none. */
  section({ title, statements }: Section): string {
    if (statements.length === 0) return "";
    const lines = statements.map((statement) => this.#statement(statement));
    return `\n${this.#paint(title, "blue")}\n${lines.join("")}`;
  }

  #statement({ frame, rel, text, clauses = [], isWarning }: Statement): string {
    const isNarrow = this.#width < NARROWEST;
    const number = frame === undefined ? "" : `#${frame}`;
    const time = rel === undefined ? "" : formatDuration(rel, OFFSET_DIGITS);
    const start = isNarrow ? 2 : TEXT_AT;
    const room = this.#width - start;
    const rules = clauses.length > 0 ? `[${citation(clauses)}]` : "";
    const gap = rules !== "" && isWide(text.codePointAt(text.length - 1)!) ? "" : " ";
    const lead = isNarrow && number !== "" ? `${number} ` : "";
    let out = "";
    for (const [i, piece] of wrap(`${lead}${text}${gap}${rules}`, room).entries()) {
      const line = new Line(this.#paint);
      if (i === 0 && !isNarrow) {
        line.to(FRAME_END - displayWidth(number)).put(number, isWarning ? "yellow" : "cyan");
        line.to(Math.max(TIME_END - displayWidth(time), line.column + 1)).put(time, "dim");
      }
      if (i === 0 && isNarrow) line.put("-");
      out += line
        .to(start)
        .put(piece, isWarning ? "yellow" : "plain")
        .end();
    }
    return out;
  }
}

/** Clauses of one RFC together: `RFC 9293 3.4.1, 3.5, RFC 2018 2`. */
function citation(clauses: readonly string[]): string {
  return clauses
    .map((clause, i) => {
      const [series, number, section] = clause.split(" ");
      const before = clauses[i - 1]?.split(" ");
      return before?.[1] === number ? section : `${series} ${number} ${section}`;
    })
    .join(", ");
}
