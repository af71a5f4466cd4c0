// What became of one packet. Every layer returns one of these; only the container counts them.

/** A record was written. */
export const OUTCOME_TCP: u32 = 0;
/** Understood, and no TCP segment. */
export const OUTCOME_NON_TCP: u32 = 1;
/** A record was written that stands for an IP fragment of a TCP segment. */
export const OUTCOME_FRAGMENT: u32 = 2;
/** Plus an UNDECODED_* code: could not be decoded. */
export const OUTCOME_UNDECODED: u32 = 16;
