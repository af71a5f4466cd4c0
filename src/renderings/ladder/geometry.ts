/** Where the columns of a ladder are on a terminal of some width. */

/** Frame number and time stand left of the client's line. */
const CLIENT_LINE = 20;
/** Less than this leaves no room between the lines for what an arrow says. */
const NARROWEST = 60;
/** From here on notes have a column of their own. */
const WITH_NOTES = 120;
const MIN_INNER = 58;
const MAX_INNER = 72;

export interface Geometry {
  /** Column of the client's line, from 0. */
  readonly client: number;
  /** Column of the server's line. */
  readonly server: number;
  /** Columns between the two. */
  readonly inner: number;
  /** Column at which notes begin; absent: they stand between the lines. */
  readonly notes: number | undefined;
  readonly width: number;
}

/** @returns undefined where a terminal is too narrow for two lines */
export function geometryOf(width: number): Geometry | undefined {
  if (width < NARROWEST) return undefined;
  if (width < WITH_NOTES) {
    const server = width - 1;
    return { client: CLIENT_LINE, server, inner: server - CLIENT_LINE - 1, notes: undefined, width };
  }
  const inner = Math.min(Math.max(Math.floor(width * 0.45), MIN_INNER), MAX_INNER);
  const server = CLIENT_LINE + inner + 1;
  return { client: CLIENT_LINE, server, inner, notes: server + 2, width };
}
