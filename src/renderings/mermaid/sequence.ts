/** A diagram as a Mermaid sequence diagram. */

import type { Band, Diagram, FoldRow, PacketRow } from "../ladder/diagram.ts";
import { arrowParts, bandTitle, endings, foldParts } from "../ladder/labels.ts";
import { notesOf } from "../ladder/row_text.ts";
import { clientOf, serverOf } from "../layout/endpoints.ts";
import { formatDuration } from "../layout/quantities.ts";
import { escapeText } from "./escape.ts";

/** Faint, so that text can be read on them with light and with dark themes. */
const COLORS: Readonly<Record<Band, string>> = {
  handshake: "rgba(66, 133, 244, 0.12)",
  transfer: "rgba(52, 168, 83, 0.12)",
  teardown: "rgba(251, 188, 4, 0.15)",
  closed: "rgba(128, 128, 128, 0.15)",
};

const BREAK = "<br/>";
/** A wide note stretches the diagram, so texts are broken. */
const NOTE_WIDTH = 48;

/** The lines of the diagram, without a fence. */
export function sequenceDiagram(diagram: Diagram): string {
  const { end, rows } = diagram;
  const lines = [
    "sequenceDiagram",
    `  participant C as client ${escapeText(clientOf(end))}`,
    `  participant S as server ${escapeText(serverOf(end))}`,
  ];
  let band: Band | undefined;
  for (const row of rows) {
    if (row.band !== band) {
      if (band !== undefined) lines.push("  end");
      band = row.band;
      lines.push(`  rect ${COLORS[band]}`, note("over C,S", [bandTitle(band, diagram)]));
    }
    lines.push(...(row.type === "packet" ? arrow(row) : [fold(row)]));
  }
  if (band !== undefined) lines.push("  end");
  lines.push(note("over C,S", endings(diagram)));
  return `${lines.join("\n")}\n`;
}

function arrow(row: PacketRow): string[] {
  const isReset = row.flags.includes("R");
  const isBare = row.len === 0 && row.flags === ".";
  const line = isReset ? "-x" : isBare ? "-->>" : "->>";
  const ends = row.fromClient ? `C${line}S` : `S${line}C`;
  const since = row.since === undefined ? "" : ` (${row.since < 0 ? "" : "+"}${formatDuration(row.since)})`;
  const lines = [`    ${ends}: ${escapeText(`${row.frame}. ${arrowParts(row).join(" ")}${since}`)}`];
  const notes = notesOf(row).map(({ text }) => text);
  if (notes.length > 0) lines.push(note(row.fromClient ? "right of S" : "left of C", notes));
  return lines;
}

function fold(row: FoldRow): string {
  return note("over C,S", foldParts(row));
}

function note(place: string, texts: readonly string[]): string {
  return `    Note ${place}: ${texts.flatMap(broken).map(escapeText).join(BREAK)}`;
}

/** A text in lines that a note can have beside each other's. */
function broken(text: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > NOTE_WIDTH) {
      lines.push(line);
      line = word;
    } else line += line === "" ? word : ` ${word}`;
  }
  return [...lines, line];
}
