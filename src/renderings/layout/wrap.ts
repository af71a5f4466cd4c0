/** Text in lines: between words where there are spaces, between characters where the script has none. */
import { displayWidth, isWide } from "./display_width.ts";

/** Never at the beginning of a line. */
const CLOSING = new Set([..."，。、；：？！）》」』】％…·,.;:?!)]%"]);
/** Never at the end of a line. */
const OPENING = new Set([..."（《「『【([#"]);

/** Words of two characters that are hard to read in two lines. */
const UNBROKEN = new Set(["字节", "报文", "连接"]);

/** What belongs together across a space: a number and its unit, a clause of an RFC, a term and its number. */
const GLUE: readonly RegExp[] = [
  /(\d) (?=(?:[nµm]?s|min|h|d|bytes?|[kMGT]?B|[kMGT]?bit\/s|%)(?![a-zA-Z]))/g,
  /(\d) (?=字节|帧|个|次)/g,
  /(第) (?=\d)/g,
  /(RFC) (?=\d)/g,
  /(RFC.\d+) (?=\d)/g,
  /\b(ack|seq|ISN|frame|frames) (?=\d)/g,
];
const NO_BREAK = "\u00a0";

interface Unit {
  text: string;
  readonly width: number;
  /** A space stands in front of it, unless a line begins there. */
  readonly spaced: boolean;
}

/**
 * Lines of at most `width` columns; a word that is longer has a line of its own, and is cut where even that is too short.
 *
 * @param width of the lines, at least 1
 * @param firstWidth of the first one, if something stands in front of it
 */
export function wrap(text: string, width: number, firstWidth = width): string[] {
  // most texts are short
  if (displayWidth(text) <= firstWidth && !text.includes("  "))
    return [text.replaceAll(NO_BREAK, " ").trim()];
  const lines: string[] = [];
  let line = "";
  let used = 0;
  let room = firstWidth;
  const end = (): void => {
    lines.push(line.replaceAll(NO_BREAK, " "));
    line = "";
    used = 0;
    room = width;
  };
  for (const unit of unitsOf(text)) {
    const space = unit.spaced && used > 0 ? 1 : 0;
    if (used > 0 && used + space + unit.width > room) end();
    for (const piece of unit.width <= room - used ? [unit] : piecesOf(unit, width, room - used)) {
      if (used > 0 && used + piece.width + (piece.spaced ? 1 : 0) > room) end();
      const gap = piece.spaced && used > 0 ? 1 : 0;
      line += gap ? ` ${piece.text}` : piece.text;
      used += gap + piece.width;
    }
  }
  if (line !== "" || lines.length === 0) end();
  return lines;
}

/** What can't be broken, in order. */
function unitsOf(text: string): Unit[] {
  let glued = text;
  for (const rule of GLUE) glued = glued.replaceAll(rule, `$1${NO_BREAK}`);
  const units: { text: string; width: number; spaced: boolean }[] = [];
  let isOpen = false;
  let spaced = false;
  let lastWide = false;
  let previous = "";
  for (const character of glued) {
    if (character === " ") {
      spaced = true;
      isOpen = false;
      continue;
    }
    const wide = isWide(character.codePointAt(0)!);
    const last = units.at(-1);
    const joins =
      last !== undefined &&
      !spaced &&
      (CLOSING.has(character) ||
        OPENING.has(previous) ||
        character === NO_BREAK ||
        previous === NO_BREAK ||
        UNBROKEN.has(previous + character) ||
        (isOpen && !wide && !lastWide));
    if (joins) {
      last.text += character;
      last.width += wide ? 2 : displayWidth(character);
    } else {
      units.push({ text: character, width: wide ? 2 : displayWidth(character), spaced });
    }
    isOpen = true;
    spaced = false;
    previous = character;
    lastWide = wide;
  }
  return units;
}

/** A unit that fits on no line, in pieces that do. */
function piecesOf(unit: Unit, width: number, firstRoom: number): Unit[] {
  const pieces: Unit[] = [];
  let text = "";
  let used = 0;
  let room = firstRoom - (unit.spaced ? 1 : 0);
  const longest = Math.max(width, 2);
  if (room < 2) room = longest;
  for (const character of unit.text) {
    const columns = displayWidth(character);
    if (used + columns > room) {
      pieces.push({ text, width: used, spaced: pieces.length === 0 && unit.spaced });
      text = "";
      used = 0;
      room = longest;
    }
    text += character;
    used += columns;
  }
  pieces.push({ text, width: used, spaced: pieces.length === 0 && unit.spaced });
  return pieces;
}
