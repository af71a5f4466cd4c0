/**
 * Datagrams from IP fragments.
 */
export type { FragmentCounts } from "./counts.ts";
export type { Fragment } from "./fragment.ts";
export { DEFAULT_LIMITS, type ReassemblyLimits } from "./limits.ts";
export { type Datagram, Reassembler } from "./reassembler.ts";
