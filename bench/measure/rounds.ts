import { type Command, type ProcessCost, timeProcess } from "./process.ts";
import { type Spread, spread } from "./statistics.ts";

export interface RoundsResult {
  /** Wall time of the subject, in seconds. */
  readonly wall: Spread;
  /** Largest peak memory of the subject, in bytes, where it is known. */
  readonly peakBytes: number | undefined;
  /** Subject's wall time over the peer's, a ratio a round, by the peer's name. */
  readonly ratios: ReadonlyMap<string, Spread>;
}

/**
 * Runs subject, peer, subject, peer …: a ratio compares two neighbours in time, so that a machine that is
 * busier for a while makes both slower. The peers run once before, for the page cache; the subject has.
 */
export function measureRounds(
  subject: Command,
  peers: ReadonlyMap<string, Command>,
  rounds: number,
): RoundsResult {
  for (const peer of peers.values()) timeProcess(peer);
  const subjectCosts: ProcessCost[] = [];
  const ratios = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++) {
    const own = timeProcess(subject);
    subjectCosts.push(own);
    for (const [name, command] of peers) {
      const values = ratios.get(name) ?? [];
      values.push(own.wall / timeProcess(command).wall);
      ratios.set(name, values);
    }
  }
  const peaks = subjectCosts.map((cost) => cost.peakBytes).filter((peak) => peak !== undefined);
  return {
    wall: spread(subjectCosts.map((cost) => cost.wall)),
    peakBytes: peaks.length > 0 ? Math.max(...peaks) : undefined,
    ratios: new Map([...ratios].map(([name, values]) => [name, spread(values)])),
  };
}
