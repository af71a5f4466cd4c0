/** Tables of a terminal: columns as wide as what is in them. */
import { clip, displayWidth } from "../layout/display_width.ts";
import { Line } from "../layout/line.ts";
import type { Painter, Style } from "../layout/style.ts";

const INDENT = 2;
const GAP = 2;

export interface Cell {
  readonly text: string;
  readonly isNumber?: boolean;
  readonly style?: Style;
}

export const figure = (text: string): Cell => ({ text, isNumber: true });
export const words = (text: string, style: Style = "plain"): Cell => ({ text, style });

/** Lines of rows of equal length; the last column is cut where a terminal is too narrow. */
export function table(rows: readonly (readonly Cell[])[], width: number, paint: Painter): string {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, i) =>
    Math.max(...rows.map((row) => displayWidth(row[i]!.text))),
  );
  let text = "";
  for (const row of rows) {
    const line = new Line(paint);
    let at = INDENT;
    for (const [i, { text: cell, isNumber, style }] of row.entries()) {
      const shown = clip(cell, Math.max(width - at, 1));
      line.to(isNumber ? at + widths[i]! - displayWidth(shown) : at).put(shown, style);
      at += widths[i]! + GAP;
    }
    text += line.end();
  }
  return text;
}
