/**
 * The receive window in bytes (RFC 7323 2): scaled only if both sides' SYNs offered it, and never on a SYN.
 */
import type { Connection } from "../state/connection.ts";
import {
  CLIENT,
  E_FLAGS,
  EF_BARE_SYN,
  EF_OPTIONS_CUT,
  EF_SYN,
  EF_WSCALE,
  endpointWords,
  SERVER,
} from "../state/state_layout.ts";

/** Shift counts above this mean this (RFC 7323 2.3). */
const MAX_SHIFT = 14;

/**
 * The window that `side` announces with the wire value `window` in a segment without SYN; undefined while it
 * can't be known whether, or by how much, it is scaled.
 */
export function windowOf(connection: Connection, window: number, side: number): number | undefined {
  const { words, c } = connection;
  const client = words[c + endpointWords(CLIENT) + E_FLAGS]!;
  const server = words[c + endpointWords(SERVER) + E_FLAGS]!;
  const refused = (flags: number): boolean => (flags & (EF_SYN | EF_WSCALE | EF_OPTIONS_CUT)) === EF_SYN;
  // one SYN without the option is enough to forbid scaling
  if (refused(client) || refused(server)) return window;
  // a SYN-ACK has the option only as an answer, so it proves both; the shift must be that of the side in question
  const answered = (flags: number): boolean => (flags & (EF_BARE_SYN | EF_WSCALE)) === EF_WSCALE;
  if (!(client & server & EF_WSCALE) && !answered(client) && !answered(server)) return undefined;
  if (!((side === CLIENT ? client : server) & EF_WSCALE)) return undefined;
  return window * 2 ** Math.min(connection.wscaleOf(side)!, MAX_SHIFT);
}
