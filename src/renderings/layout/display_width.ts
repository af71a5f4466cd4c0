/**
 * Columns that text takes on a terminal. Characters of ambiguous width (box drawing, `µ`, `·`) count as one: that is
 * what terminals make of them unless told otherwise.
 */

/** First and last code points that take two columns (UAX 11: W and F), as far as text of ours or an address has any. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];

/** @param codePoint a printable character */
export function isWide(codePoint: number): boolean {
  // letters and, far more often, what lines and arrows are made of
  if (codePoint < 0x1100 || (codePoint >= 0x2000 && codePoint < 0x2e80)) return false;
  return WIDE.some(([first, last]) => codePoint >= first && codePoint <= last);
}

function isCombining(codePoint: number): boolean {
  return (codePoint >= 0x300 && codePoint <= 0x36f) || (codePoint >= 0x200b && codePoint <= 0x200f);
}

/** @param text without control characters and escape sequences */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0)!;
    width += isWide(codePoint) ? 2 : isCombining(codePoint) ? 0 : 1;
  }
  return width;
}

/** The longest beginning of a text that takes at most `width` columns; what is cut off leaves an ellipsis. */
export function clip(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = "";
  let used = 0;
  for (const character of text) {
    used += displayWidth(character);
    if (used > width - 1) break;
    kept += character;
  }
  return width > 0 ? `${kept}…` : "";
}
