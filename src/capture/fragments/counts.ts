/**
 * What became of the fragments of a run. At any time `packets` are `joined`, `lost` or still waiting.
 */
export interface FragmentCounts {
  /** Fragments. */
  packets: number;
  /** Datagrams put together. */
  datagrams: number;
  /** Fragments of datagrams that were put together, duplicates included. */
  joined: number;
  /** Fragments of datagrams that were given up. */
  lost: number;
  /** Fragments that were there before: same place, same bytes. */
  duplicates: number;
  /** Other fragments that overlap earlier ones, with the same bytes. */
  overlapping: number;
  /** Fragments that overlap earlier ones with other bytes: the datagram was given up. */
  conflicting: number;
  /** Fragments that hold a piece of a TCP header (RFC 1858). */
  tiny: number;
  /** Fragments that no sender could make, or not with the earlier ones; the latter end the datagram. */
  malformed: number;
  /** Datagrams given up as they waited too long. */
  timed_out: number;
  /** Datagrams given up for others, by a limit. */
  evicted: number;
}

export function noFragments(): FragmentCounts {
  return {
    packets: 0,
    datagrams: 0,
    joined: 0,
    lost: 0,
    duplicates: 0,
    overlapping: 0,
    conflicting: 0,
    tiny: 0,
    malformed: 0,
    timed_out: 0,
    evicted: 0,
  };
}
