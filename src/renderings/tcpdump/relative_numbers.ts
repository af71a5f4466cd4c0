/** tcpdump's own notion of relative numbers, which is neither Wireshark's nor ours. */
import type { Ends } from "../segment_ends.ts";

/**
 * The last so many conversations are remembered, and at most twice as many; tcpdump forgets none. Whole generations are dropped,
 * because a map from which the oldest key is taken again and again has to look for it among all that were deleted.
 */
const GENERATION = 2 ** 17;

/** Raw numbers that are shown as 0. */
interface Bases {
  /** Of the end whose name is less. */
  less: number;
  greater: number;
}

/** The numbers of a segment as they are shown. */
export interface ShownNumbers {
  readonly seq: number;
  readonly ack: number;
  /** Raw number that SACK blocks are relative to. */
  readonly sackBase: number;
}

/**
 * The first segment with an ACK between two ends, and each with SYN and ACK, sets the bases: its own number is 0, and
 * what it acknowledges is 1; it is shown raw itself. Segments without ACK are shown raw, and set nothing.
 */
export class RelativeNumbers {
  #young = new Map<string, Bases>();
  #old = new Map<string, Bases>();

  /** @param ackRaw undefined without the ACK flag */
  of(ends: Ends, isSyn: boolean, seqRaw: number, ackRaw: number | undefined): ShownNumbers {
    if (ackRaw === undefined) return { seq: seqRaw, ack: 0, sackBase: 0 };
    const source = `${ends.sourceIp} ${ends.sourcePort}`;
    const destination = `${ends.destinationIp} ${ends.destinationPort}`;
    const isLess = source < destination;
    const key = isLess ? `${source} ${destination}` : `${destination} ${source}`;
    let bases = this.#young.get(key) ?? this.#old.get(key);
    const isNew = bases === undefined || isSyn;
    if (isNew) {
      const acknowledged = (ackRaw - 1) >>> 0;
      bases = isLess ? { less: seqRaw, greater: acknowledged } : { less: acknowledged, greater: seqRaw };
    }
    this.#remember(key, bases!);
    const own = isLess ? bases!.less : bases!.greater;
    const peer = isLess ? bases!.greater : bases!.less;
    return isNew
      ? { seq: seqRaw, ack: ackRaw, sackBase: peer }
      : { seq: (seqRaw - own) >>> 0, ack: (ackRaw - peer) >>> 0, sackBase: peer };
  }

  #remember(key: string, bases: Bases): void {
    this.#young.set(key, bases);
    if (this.#young.size < GENERATION) return;
    this.#old = this.#young;
    this.#young = new Map();
  }
}
