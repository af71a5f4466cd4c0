/**
 * The receive window in bytes (RFC 7323 2): scaled only if both sides' SYNs offered it, and never on a SYN.
 */
import type { Connection } from "../state/connection.ts";
import {
  AR_SCALE_MASK,
  AR_SCALE_SHIFT,
  CLIENT,
  E_ACK_RUN,
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

/** One SYN without the option is enough to forbid scaling. */
const refuses = (flags: number): boolean => (flags & (EF_SYN | EF_WSCALE | EF_OPTIONS_CUT)) === EF_SYN;

/** A SYN-ACK has the option only as an answer, so it proves both. */
const answers = (flags: number): boolean => (flags & (EF_BARE_SYN | EF_WSCALE)) === EF_WSCALE;

/** Notes how both sides' windows are scaled, as far as their SYNs tell; each segment asks for it. */
export function noteWindowScale(connection: Connection): void {
  const { words, c } = connection;
  const client = words[c + endpointWords(CLIENT) + E_FLAGS]!;
  const server = words[c + endpointWords(SERVER) + E_FLAGS]!;
  const isRefused = refuses(client) || refuses(server);
  const isAgreed = (client & server & EF_WSCALE) !== 0 || answers(client) || answers(server);
  for (const side of [CLIENT, SERVER]) {
    let code = 0;
    if (isRefused) code = 1;
    else if (isAgreed && connection.endpointHas(side, EF_WSCALE)) {
      code = 1 + Math.min(connection.wscaleOf(side)!, MAX_SHIFT);
    }
    const e = c + endpointWords(side) + E_ACK_RUN;
    words[e] = (words[e]! & ~(AR_SCALE_MASK << AR_SCALE_SHIFT)) | (code << AR_SCALE_SHIFT);
  }
}

/**
 * The window that `side` announces with the wire value `window` in a segment without SYN; undefined while it
 * can't be known whether, or by how much, it is scaled.
 */
export function windowOf(connection: Connection, window: number, side: number): number | undefined {
  const code =
    (connection.words[connection.c + endpointWords(side) + E_ACK_RUN]! >>> AR_SCALE_SHIFT) & AR_SCALE_MASK;
  // at most 65,535 << 14: bit operations take it
  return code === 0 ? undefined : window << (code - 1);
}
