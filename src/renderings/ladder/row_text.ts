/** What both the wide ladder and the narrow list say of a row. */
import { formatDuration } from "../layout/quantities.ts";
import type { Style } from "../layout/style.ts";
import type { PacketRow } from "./diagram.ts";

/** Nothing is wrong with these. */
const HARMLESS: ReadonlySet<string> = new Set([
  "window_update",
  "keep_alive",
  "keep_alive_ack",
  "duplicate_packet",
  "duplicate_ack",
  "d_sack",
  "zero_window_probe_ack",
]);

export interface Note {
  readonly text: string;
  readonly style: Style;
}

/** Time since the packet in front, with its sign. */
export function sinceText({ since }: PacketRow): string {
  if (since === undefined) return "";
  return since < 0 ? formatDuration(since) : `+${formatDuration(since)}`;
}

/** Something is really wrong with the packet. */
export function isMarked({ marks }: PacketRow): boolean {
  return marks.some(({ kind }) => !HARMLESS.has(kind));
}

export function arrowStyle(row: PacketRow): Style {
  if (row.flags.includes("R")) return "boldRed";
  if (isMarked(row)) return "red";
  return row.fromClient ? "cyan" : "green";
}

/** What stands beside or under the arrow. */
export function notesOf(row: PacketRow): Note[] {
  return [
    ...row.marks.map(({ kind, evidence }): Note => {
      const text = evidence === undefined ? kind : `${kind}: ${evidence}`;
      return HARMLESS.has(kind) ? { text, style: "yellow" } : { text: `! ${text}`, style: "red" };
    }),
    ...row.notes.map((text): Note => ({ text, style: "dim" })),
  ];
}
