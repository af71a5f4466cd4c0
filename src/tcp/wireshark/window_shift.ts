/** What Wireshark 4.0 knows of window scaling. */
import type { Connection } from "../state/connection.ts";
import { E_FLAGS, E_MSS_WSCALE, EF_OPTIONS_CUT, EF_SYN, EF_WSCALE } from "../state/state_layout.ts";

const MAX_SHIFT = 14;

/** A SYN without the option. */
const refuses = (flags: number): boolean => (flags & (EF_SYN | EF_WSCALE | EF_OPTIONS_CUT)) === EF_SYN;

/** By how much the peer's windows are scaled; 0 if one side's SYN forbids it, -1 while the peer's SYN is not known. */
export function windowShift({ words, s, p }: Connection): number {
  const flags = words[p + E_FLAGS]!;
  if (refuses(flags) || refuses(words[s + E_FLAGS]!)) return 0;
  if (!(flags & EF_WSCALE)) return -1;
  return Math.min(words[p + E_MSS_WSCALE]! >>> 16, MAX_SHIFT);
}
