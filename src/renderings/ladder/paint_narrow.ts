/** A diagram as a list, where a terminal is too narrow for two lines. */
import { clip } from "../layout/display_width.ts";
import { Line } from "../layout/line.ts";
import type { Painter } from "../layout/style.ts";
import { wrap } from "../layout/wrap.ts";
import type { Band, Diagram, Row } from "./diagram.ts";
import { arrowParts, bandTitle, endings, foldParts } from "./labels.ts";
import { arrowStyle, notesOf, sinceText } from "./row_text.ts";

const INDENT = 4;

/** @param width at least some 20 columns */
export function drawNarrow(diagram: Diagram, width: number, paint: Painter): string {
  let text = "";
  let band: Band | undefined;
  const put = (words: string, indent: number, style: Parameters<Painter>[1]): void => {
    for (const [i, piece] of wrap(words, width - indent - 2, width - indent).entries()) {
      text += new Line(paint)
        .to(indent + (i === 0 ? 0 : 2))
        .put(piece, style)
        .end();
    }
  };
  const rowOf = (row: Row): void => {
    if (row.type === "fold") {
      for (const [i, part] of foldParts(row).entries())
        put(i === 0 ? `… ${part}` : part, i === 0 ? 0 : INDENT, "yellow");
      return;
    }
    const since = sinceText(row);
    const arrow = row.fromClient ? "►" : "◄";
    put(
      `${arrow} #${row.frame}${since === "" ? "" : ` ${since}`} ${arrowParts(row).join(" ")}`,
      0,
      arrowStyle(row),
    );
    for (const note of notesOf(row)) put(note.text, INDENT, note.style);
  };
  for (const row of diagram.rows) {
    if (row.band !== band) {
      band = row.band;
      text += `${paint(clip(`═ ${bandTitle(band, diagram)}`, width), "bold")}\n`;
    }
    rowOf(row);
  }
  for (const ending of endings(diagram)) put(ending, 0, "plain");
  return text;
}
