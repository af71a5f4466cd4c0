/** tcpdump's own notion of relative numbers, which is neither Wireshark's nor ours. */
import type { Ends } from "../segment_ends.ts";

/** Conversations that are remembered, the least recently used one forgotten first; tcpdump forgets none. */
const MAX_CONVERSATIONS = 2 ** 18;

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
  readonly #conversations = new Map<string, Bases>();

  /** @param ackRaw undefined without the ACK flag */
  of(ends: Ends, isSyn: boolean, seqRaw: number, ackRaw: number | undefined): ShownNumbers {
    if (ackRaw === undefined) return { seq: seqRaw, ack: 0, sackBase: 0 };
    const source = `${ends.sourceIp} ${ends.sourcePort}`;
    const destination = `${ends.destinationIp} ${ends.destinationPort}`;
    const isLess = source < destination;
    const key = isLess ? `${source} ${destination}` : `${destination} ${source}`;
    let bases = this.#conversations.get(key);
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
    const all = this.#conversations;
    // a map keeps the order in which keys were set: the first one is the least recently used
    all.delete(key);
    all.set(key, bases);
    if (all.size > MAX_CONVERSATIONS) all.delete(all.keys().next().value!);
  }
}
