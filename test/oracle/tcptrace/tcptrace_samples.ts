/**
 * tcptrace's rule for samples of round trips, as its figures show it: the sender's numbers are kept in pieces, SYN and
 * FIN included; an ACK of exactly the end of a piece that was never sent again is a sample, unless a piece below it was
 * sent later. Numbers are kept by quarters of the 32-bit space, and an ACK gives samples in its own quarter only.
 */

import type { OurSegment } from "../model.ts";

/** What an acknowledgement of something new gave. */
export type TheirOutcome =
  | "sample"
  /** What it ends at was sent again. */
  | "resent"
  /** Something below was sent, or sent again, after what it ends at. */
  | "sent_later_below"
  /** It ends inside a piece, or behind all of them. */
  | "no_end"
  /** An earlier one ended inside the piece, which was the piece's for good. */
  | "had_no_end"
  /** It ends where a quarter of the numbers does. */
  | "quarter_end";

export interface TheirSample {
  readonly outcome: TheirOutcome;
  /** Frame of the acknowledgement. */
  readonly frame: number;
  /** Frame of the piece that the ACK ends at, or else of the last that it covers. */
  readonly sentFrame: number;
  /** Microseconds; only of a sample. */
  readonly us: number;
}

interface Piece {
  readonly first: number;
  last: number;
  us: number;
  readonly frame: number;
  resent: number;
  isAcked: boolean;
  /** By an acknowledgement that ended inside it. */
  isAckedInside: boolean;
}

interface Quarter {
  pieces: Piece[];
  /** Both neighbours are there. */
  isLinked: boolean;
}

const QUARTER = 2 ** 30;
const U32 = 2 ** 32;

/** Microseconds since 1970, cut off as tcptrace does. */
export function microseconds(ts: string): number {
  const [, seconds, fraction = ""] = /^(.*?)(?:\.(\d+))?Z$/.exec(ts)!;
  return Date.parse(`${seconds}Z`) * 1000 + Number(fraction.padEnd(6, "0").slice(0, 6));
}

/** Numbers of one direction. */
class Numbers {
  readonly #quarters: (Quarter | undefined)[] = [undefined, undefined, undefined, undefined];

  /** The quarter of a number; forgets the one opposite. */
  #quarter(number: number): Quarter {
    const index = Math.floor(number / QUARTER);
    const quarters = this.#quarters;
    if (quarters[index]?.isLinked) return quarters[index];
    for (const i of [index, (index + 1) % 4, (index + 3) % 4])
      quarters[i] ??= { pieces: [], isLinked: false };
    quarters[(index + 2) % 4] = undefined;
    for (let i = 0; i < 4; i++) if (quarters[i]) quarters[i]!.isLinked = i === index;
    return quarters[index]!;
  }

  #beside(number: number, by: 1 | 3): Quarter {
    return this.#quarters[(Math.floor(number / QUARTER) + by) % 4]!;
  }

  send(number: number, length: number, us: number, frame: number): void {
    const quarter = this.#quarter(number);
    const room = QUARTER - (number % QUARTER);
    if (length <= room) this.#add(quarter, number, length, us, frame);
    else {
      this.#add(quarter, number, room, us, frame);
      this.#add(this.#beside(number, 1), (number + room) % U32, length - room, us, frame);
    }
  }

  #add({ pieces }: Quarter, number: number, length: number, us: number, frame: number): void {
    const last = number + length - 1;
    let first = number;
    let isRest = false;
    const piece = (from: number, to: number): Piece => ({
      ...{ first: from, last: to, us, frame, resent: 0, isAcked: false, isAckedInside: false },
    });
    for (let i = 0; i < pieces.length; i++) {
      const known = pieces[i]!;
      if (first > known.last) continue;
      if (first < known.first) {
        pieces.splice(i, 0, piece(first, Math.min(last, known.first - 1)));
        if (last < known.first) return;
        first = known.first;
        i++;
      }
      known.resent++;
      // only where the segment begins does it count as the time of its sending
      if (!isRest) known.us = us;
      if (last <= known.last) return;
      isRest = true;
      first = known.last + 1;
    }
    pieces.push(piece(first, last));
  }

  acknowledge(ack: number, us: number, frame: number): TheirSample | undefined {
    const quarter = this.#quarter(ack);
    const before = this.#beside(ack, 3);
    let newest = Number.NEGATIVE_INFINITY;
    let found: TheirSample | undefined;
    for (const piece of before.pieces) {
      if (piece.isAcked) continue;
      piece.isAcked = true;
      newest = Math.max(newest, piece.us);
      found = { outcome: "quarter_end", frame, sentFrame: piece.frame, us: 0 };
    }
    if (found) collapse(before);
    let isChanged = false;
    for (const piece of quarter.pieces) {
      if (ack <= piece.first) break;
      newest = Math.max(newest, piece.us);
      if (piece.isAcked) {
        const isInside = piece.isAckedInside && ack <= piece.last + 1;
        if (isInside) found = { outcome: "had_no_end", frame, sentFrame: piece.frame, us: 0 };
        continue;
      }
      piece.isAcked = true;
      piece.isAckedInside = ack <= piece.last;
      isChanged = true;
      found = { outcome: "no_end", frame, sentFrame: piece.frame, us: 0 };
      if (ack !== piece.last + 1) continue;
      if (newest > piece.us) found = { ...found, outcome: "sent_later_below" };
      else if (piece.resent > 0) found = { ...found, outcome: "resent" };
      else found = { ...found, outcome: "sample", us: us - piece.us };
    }
    if (isChanged) collapse(quarter);
    return found;
  }
}

/** Makes one of adjoining pieces that are acknowledged, from the first on. */
function collapse({ pieces }: Quarter): void {
  for (let i = 0; i + 1 < pieces.length; ) {
    const piece = pieces[i]!;
    const next = pieces[i + 1]!;
    if (!piece.isAcked) return;
    if (next.isAcked && piece.last + 1 === next.first) {
      piece.last = next.last;
      piece.us = Math.max(piece.us, next.us);
      piece.isAckedInside = next.isAckedInside;
      pieces.splice(i + 1, 1);
    } else i++;
  }
}

/**
 * What became of the acknowledgements of new numbers of each side, in order. Copies are segments like others.
 * @param segments of both sides, in order
 */
export function tcptraceSamples(
  segments: readonly OurSegment[],
): Readonly<Record<OurSegment["sender"], TheirSample[]>> {
  const sides = {
    client: { numbers: new Numbers(), packets: 0, window: 0, samples: [] as TheirSample[] },
    server: { numbers: new Numbers(), packets: 0, window: 0, samples: [] as TheirSample[] },
  };
  for (const segment of segments) {
    const { sender, flags, len, frame } = segment;
    const side = sides[sender];
    const peer = sides[sender === "client" ? "server" : "client"];
    const us = microseconds(segment.ts);
    side.packets++;
    const length = len + Number(flags.includes("S")) + Number(flags.includes("F"));
    // it takes what but SYNs is sent into a closed window for a probe, and forgets it
    const isProbe = !flags.includes("S") && peer.packets > 0 && peer.window === 0;
    if (length > 0 && !isProbe) side.numbers.send(segment.seq_raw, length, us, frame);
    if (segment.ack_raw !== undefined) {
      const sample = peer.numbers.acknowledge(segment.ack_raw, us, frame);
      if (sample) peer.samples.push(sample);
    }
    if (!flags.includes("R")) side.window = /[S.]/.test(flags) ? segment.win : 0;
  }
  return { client: sides.client.samples, server: sides.server.samples };
}

/** Count, least and most in milliseconds; tcptrace takes a least of zero for none yet. */
export function tcptraceSummary(samples: readonly TheirSample[]): {
  readonly rtt_samples: number;
  readonly rtt_min: number;
  readonly rtt_max: number;
} {
  let min = 0;
  let max = 0;
  let count = 0;
  for (const { outcome, us } of samples) {
    if (outcome !== "sample") continue;
    count++;
    if (min === 0 || min > us) min = us;
    max = Math.max(max, us);
  }
  return { rtt_samples: count, rtt_min: min / 1000, rtt_max: max / 1000 };
}
