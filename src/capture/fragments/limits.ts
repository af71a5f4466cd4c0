/**
 * How much reassembly may hold, and for how long.
 */
export interface ReassemblyLimits {
  /** How long a datagram waits for its fragments, in seconds since the one that was seen first. RFC 8200 4.5: 60. */
  readonly seconds: number;
  /** How long a whole datagram is remembered, in seconds, so that copies of its fragments begin no other one. */
  readonly copySeconds: number;
  /** Memory for headers and payload, in bytes; taken in pages of 1 KiB. */
  readonly bytes: number;
  /** Datagrams that wait or were refused; and as many whole ones that are remembered. At least 1. */
  readonly datagrams: number;
  /** Fragments in waiting datagrams, not counting exact duplicates; and as many in remembered ones. At least 1. */
  readonly fragments: number;
}

export const DEFAULT_LIMITS: ReassemblyLimits = {
  seconds: 60,
  copySeconds: 1,
  bytes: 4 * 1024 * 1024,
  datagrams: 1024,
  fragments: 8192,
};
