/** Text in a Mermaid diagram, in which some characters mean something. */

/** Mermaid's own notation of a character: `#59;`. */
const code = (character: string): string => `#${character.codePointAt(0)};`;

/** @param text one line of any text */
export function escapeText(text: string): string {
  return text.replaceAll(/[#;<>&"%{}[\]\\`]/g, code).replaceAll(/[\n\r]+/g, " ");
}
