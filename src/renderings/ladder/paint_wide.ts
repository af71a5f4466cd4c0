/** A diagram as two lines with arrows between them. */
import { clip, displayWidth } from "../layout/display_width.ts";
import { clientOf, serverOf } from "../layout/endpoints.ts";
import { Line } from "../layout/line.ts";
import type { Painter, Style } from "../layout/style.ts";
import { wrap } from "../layout/wrap.ts";
import type { Band, Diagram, FoldRow, PacketRow, Row } from "./diagram.ts";
import type { Geometry } from "./geometry.ts";
import { arrowParts, bandTitle, endings, foldParts } from "./labels.ts";
import { arrowStyle, isMarked, type Note, notesOf, sinceText } from "./row_text.ts";

/** Columns of frame number and time, right-aligned. */
const FRAME_END = 8;
const TIME_END = 19;
/** What an arrow has at least besides its label: `─ `, ` ─` and its head. */
const ARROW_ROOM = 6;

/** Draws diagrams in one geometry. */
export class WidePainter {
  readonly #at: Geometry;
  readonly #paint: Painter;

  constructor(geometry: Geometry, paint: Painter) {
    this.#at = geometry;
    this.#paint = paint;
  }

  /** The two lines with everything between them. */
  draw(diagram: Diagram): string {
    let text = this.#ends(diagram);
    let band: Band | undefined;
    for (const row of diagram.rows) {
      if (row.band !== band) {
        band = row.band;
        text += this.#band(bandTitle(band, diagram));
      }
      text += this.#row(row);
    }
    return text + this.#feet(diagram);
  }

  #line(): Line {
    return new Line(this.#paint);
  }

  #ends({ end }: Diagram): string {
    const { client, server } = this.#at;
    const roles = this.#line()
      .to(FRAME_END - 5)
      .put("frame", "dim")
      .to(TIME_END - 5)
      .put("since", "dim");
    roles.to(client).put("client", "bold");
    roles.to(server - 5).put("server", "bold");
    const left = clientOf(end);
    const right = serverOf(end);
    const room = server + 1 - client;
    let text = roles.end();
    if (displayWidth(left) + displayWidth(right) + 3 <= room) {
      text += this.#line()
        .to(client)
        .put(left)
        .to(server + 1 - displayWidth(right))
        .put(right)
        .end();
    } else {
      text += this.#line().to(client).put(left).end();
      text += this.#line()
        .to(Math.max(server + 1 - displayWidth(right), 0))
        .put(right)
        .end();
    }
    return text;
  }

  #band(title: string): string {
    const { client, inner } = this.#at;
    const shown = clip(title, inner - 4);
    const rest = "═".repeat(inner - 3 - displayWidth(shown));
    return this.#line().to(client).put("╞═ ", "blue").put(shown, "bold").put(` ${rest}╡`, "blue").end();
  }

  #row(row: Row): string {
    return row.type === "packet" ? this.#packet(row) : this.#fold(row);
  }

  #packet(row: PacketRow): string {
    const since = sinceText(row);
    const frame = String(row.frame);
    const line = this.#line();
    if (isMarked(row)) line.put("!", "red");
    line.to(FRAME_END - frame.length).put(frame);
    line.to(Math.max(TIME_END - displayWidth(since), line.column + 1)).put(since, "dim");
    line.to(this.#at.client).put("│");
    this.#arrow(line, row);
    line.put("│");
    return this.#withNotes(line, notesOf(row));
  }

  #arrow(line: Line, row: PacketRow): void {
    const room = this.#at.inner - ARROW_ROOM;
    const parts = arrowParts(row);
    while (parts.length > 1 && displayWidth(parts.join(" ")) > room) parts.pop();
    const label = clip(parts.join(" "), room);
    const style = arrowStyle(row);
    const shaft = "─".repeat(this.#at.inner - displayWidth(label) - 4);
    if (row.fromClient) line.put("─ ", style).put(label, labelStyle(style)).put(` ${shaft}►`, style);
    else line.put(`◄${shaft} `, style).put(label, labelStyle(style)).put(" ─", style);
  }

  #fold(fold: FoldRow): string {
    const { client, server, inner } = this.#at;
    return foldParts(fold)
      .flatMap((part, i) =>
        wrap(part, inner - 6).map((piece, j) => {
          const line = this.#line();
          if (i + j === 0) line.to(FRAME_END - 1).put("…");
          line
            .to(client)
            .put("┊")
            .to(client + (i === 0 ? 3 : 5) + (j > 0 ? 2 : 0));
          return line.put(piece, "yellow").to(server).put("┊").end();
        }),
      )
      .join("");
  }

  /** The arrow's line, its notes in their own column or in lines of their own. */
  #withNotes(line: Line, notes: readonly Note[]): string {
    const { client, server, inner, notes: column, width } = this.#at;
    if (column === undefined) {
      let text = line.end();
      for (const { text: note, style } of notes) {
        for (const [i, piece] of wrap(note, inner - 6, inner - 4).entries()) {
          text += this.#line()
            .to(client)
            .put("│")
            .to(client + (i === 0 ? 4 : 6))
            .put(piece, style)
            .to(server)
            .put("│")
            .end();
        }
      }
      return text;
    }
    const pieces = notes.flatMap(({ text: note, style }) =>
      wrap(note, width - column - 2, width - column).map((piece, i) => ({
        piece,
        style,
        indent: i === 0 ? 0 : 2,
      })),
    );
    const [first, ...others] = pieces;
    if (first) line.to(column).put(first.piece, first.style);
    let text = line.end();
    for (const { piece, style, indent } of others) {
      text += this.#line()
        .to(client)
        .put("│")
        .to(server)
        .put("│")
        .to(column + indent)
        .put(piece, style)
        .end();
    }
    return text;
  }

  #feet(diagram: Diagram): string {
    const { client, inner, width } = this.#at;
    let text = this.#line()
      .to(client)
      .put(`╘${"═".repeat(inner)}╛`, "blue")
      .end();
    for (const ending of endings(diagram)) {
      for (const [i, piece] of wrap(ending, width - client - 2, width - client).entries()) {
        text += this.#line()
          .to(client + (i === 0 ? 0 : 2))
          .put(piece)
          .end();
      }
    }
    return text;
  }
}

function labelStyle(style: Style): Style {
  return style === "red" || style === "boldRed" ? style : "plain";
}
