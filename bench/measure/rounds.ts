import { type Command, type ProcessCost, timeProcess } from "./process.ts";
import { median, type Spread, spread } from "./statistics.ts";

/** What is compared with the peer. */
export interface Contest {
  readonly subjects: readonly Command[];
  readonly peer: Command;
  /** The peer is slow: it runs once a round, amid the subjects, and not beside each. */
  readonly peerOnce: boolean;
  /** Packets of the peer's capture over those of the subjects': 1, unless the peer is given a smaller one. */
  readonly peerShare: number;
  readonly rounds: number;
}

export interface RoundsResult {
  /** Wall and processor time of the subject, in seconds. */
  readonly wall: Spread;
  readonly cpu: number;
  /** Largest peak memory; where it is not above `floorBytes`, it is at most that. */
  readonly peakBytes: number;
  readonly floorBytes: number;
  /** Subject's wall time over the peer's, a packet. */
  readonly ratio: Spread;
}

/**
 * Runs subject, peer, next subject, peer …, in every round: a ratio compares two neighbours in time, so that a
 * machine that is busier for a while makes both slower. One result a subject, in their order.
 */
export function measureRounds(
  { subjects, peer, peerOnce, peerShare, rounds }: Contest,
  time: (command: Command) => ProcessCost = timeProcess,
): RoundsResult[] {
  const costs: ProcessCost[][] = subjects.map(() => []);
  const ratios: number[][] = subjects.map(() => []);
  const peerPlace = Math.floor((subjects.length - 1) / 2);
  for (let round = 0; round < rounds; round++) {
    const peerWalls: number[] = [];
    for (const [i, subject] of subjects.entries()) {
      costs[i]!.push(time(subject));
      if (!peerOnce || i === peerPlace) peerWalls.push(time(peer).wall);
    }
    for (const [i, own] of costs.entries()) {
      ratios[i]!.push((own[round]!.wall * peerShare) / peerWalls[peerOnce ? 0 : i]!);
    }
  }
  return costs.map((own, i) => ({
    wall: spread(own.map(({ wall }) => wall)),
    cpu: median(own.map(({ cpu }) => cpu)),
    peakBytes: Math.max(...own.map(({ peakBytes }) => peakBytes)),
    floorBytes: Math.max(...own.map(({ floorBytes }) => floorBytes)),
    ratio: spread(ratios[i]!),
  }));
}
