/** Packets of a run in their order: segments, what is none, and datagrams that come in fragments. */
import { ReferenceReassembler } from "./fragments.ts";
import { type FrameSegment, type Known, readFrameAndPath, readWholeDatagram } from "./frame.ts";
import {
  type FragmentCounts,
  IpFragment,
  NonTcp,
  type Segment,
  type Stamp,
  UNDECODED_REASONS,
  Undecoded,
  type UndecodedReason,
} from "./types.ts";
import type { Walk } from "./walk.ts";

export interface Packet {
  readonly bytes: Uint8Array;
  /** Of the frame. */
  readonly start: number;
  readonly end: number;
  /** Where it ended on the wire. */
  readonly originalEnd: number;
  readonly linkType: number;
  readonly known?: Known;
  readonly frame: number;
  readonly recordOffset: number;
  readonly stamp: Stamp;
  readonly clock: Stamp;
}

export class ReferencePackets {
  readonly segments: Segment[] = [];
  nonTcp = 0;
  readonly #undecoded = Object.fromEntries(UNDECODED_REASONS.map((reason) => [reason, 0])) as {
    [reason in UndecodedReason]: number;
  };
  readonly #reassembler: ReferenceReassembler;

  /** @param reassembler that of the files before */
  constructor(reassembler = new ReferenceReassembler()) {
    this.#reassembler = reassembler;
  }

  /** Returns true if it is a segment, or completes one. */
  add(packet: Packet): boolean {
    const { stamp, frame, recordOffset, clock } = packet;
    try {
      const found = this.#read(packet);
      if (found === undefined) return false;
      this.segments.push({ ...found, ...stamp, frame, recordOffset, clock });
      return true;
    } catch (outcome) {
      if (outcome instanceof NonTcp) this.nonTcp += 1;
      else if (outcome instanceof Undecoded) this.count(outcome.reason);
      else throw outcome;
      return false;
    }
  }

  count(reason: UndecodedReason): void {
    this.#undecoded[reason] += 1;
  }

  /** Fragments of datagrams that did not become whole count as `ip_fragment`. */
  get undecoded(): Readonly<Record<UndecodedReason, number>> {
    return { ...this.#undecoded, ip_fragment: this.fragments.lost };
  }

  get fragments(): FragmentCounts {
    return this.#reassembler.counts();
  }

  /** Undefined: a fragment of a datagram that is not whole yet. */
  #read({ bytes, start, end, originalEnd, linkType, known, clock }: Packet): FrameSegment | undefined {
    const { walk, read } = readFrameAndPath(bytes, start, end, originalEnd, linkType, known);
    let next: () => FrameSegment = read;
    for (;;) {
      try {
        return next();
      } catch (outcome) {
        if (!(outcome instanceof IpFragment)) throw outcome;
        const whole = this.#reassembler.add(outcome.part, pathOf(walk), clock.sec + clock.nsec / 1e9);
        if (whole === undefined) return undefined;
        // what was put together may be a fragment again, of a datagram inside
        next = () => readWholeDatagram(whole.bytes, whole.captured, start, walk);
      }
    }
  }
}

function pathOf(walk: Walk): string {
  return [walk.iface ?? "", ...walk.path].join(", ");
}
