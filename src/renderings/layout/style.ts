/** Colours of a terminal: the eight that each has, which its user has chosen. */

const CODES = {
  plain: "",
  dim: "2",
  bold: "1",
  red: "31",
  green: "32",
  yellow: "33",
  blue: "34",
  magenta: "35",
  cyan: "36",
  boldRed: "1;31",
} as const;

export type Style = keyof typeof CODES;

/** Puts a text in a style. */
export type Painter = (text: string, style: Style) => string;

/** @param colors false: texts stay as they are */
export function painter(colors: boolean): Painter {
  if (!colors) return (text) => text;
  return (text, style) => {
    const code = CODES[style];
    return code === "" || text === "" ? text : `\x1b[${code}m${text}\x1b[0m`;
  };
}
