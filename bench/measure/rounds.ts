import { type Command, type ProcessCost, timeProcess } from "./process.ts";
import { type Spread, spread } from "./statistics.ts";

export interface RoundsResult {
  /** What the subject's runs cost. */
  readonly costs: readonly ProcessCost[];
  /** Subject's wall time over the peer's, a packet. */
  readonly ratio: Spread;
}

type TimeProcess = (command: Command) => ProcessCost;

/**
 * Runs subject, peer, next subject, peer …, in every round: a ratio compares two neighbours in time, so that a
 * machine that is busier for a while makes both slower. One result a subject, in their order.
 */
export function measureBeside(
  subjects: readonly Command[],
  peer: Command,
  rounds: number,
  time: TimeProcess = timeProcess,
): RoundsResult[] {
  const costs: ProcessCost[][] = subjects.map(() => []);
  const ratios: number[][] = subjects.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, subject] of subjects.entries()) {
      const cost = time(subject);
      costs[i]!.push(cost);
      ratios[i]!.push(cost.wall / time(peer).wall);
    }
  }
  return costs.map((own, i) => ({ costs: own, ratio: spread(ratios[i]!) }));
}

export interface AmidPeer {
  readonly command: Command;
  /** Packets of the peer's capture over those of the subjects': 1, unless the peer is given a smaller one. */
  readonly share: number;
}

/**
 * Runs all subjects once a round, and each peer once amid them: a ratio compares runs of one round. For each peer
 * one result a subject.
 */
export function measureAmid(
  subjects: readonly Command[],
  peers: readonly AmidPeer[],
  rounds: number,
  time: TimeProcess = timeProcess,
): RoundsResult[][] {
  const costs: ProcessCost[][] = subjects.map(() => []);
  const ratios: number[][][] = peers.map(() => subjects.map(() => []));
  const placeOf = (peer: number): number =>
    Math.max(0, Math.floor(((peer + 0.5) * subjects.length) / peers.length - 0.5));
  for (let round = 0; round < rounds; round++) {
    const walls: number[] = [];
    for (const [i, subject] of subjects.entries()) {
      costs[i]!.push(time(subject));
      for (const [k, { command }] of peers.entries()) if (placeOf(k) === i) walls[k] = time(command).wall;
    }
    for (const [k, { share }] of peers.entries()) {
      for (const [i, own] of costs.entries()) ratios[k]![i]!.push((own[round]!.wall * share) / walls[k]!);
    }
  }
  return ratios.map((ofPeer) => ofPeer.map((own, i) => ({ costs: costs[i]!, ratio: spread(own) })));
}
