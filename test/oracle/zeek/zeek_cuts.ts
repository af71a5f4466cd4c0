/** Where Zeek, with its default times, ends a connection and takes what follows for another one. */

import type { OurSegment } from "./our_flows.ts";

const ATTEMPT_MS = 5_000;
const CLOSED_MS = 5_000;
const INACTIVE_MS = 300_000;

/** The part of a connection that Zeek has in mind. */
class Part {
  readonly segments: OurSegment[] = [];
  readonly #fins = new Set<boolean>();
  readonly #senders = new Set<boolean>();
  #closedAt: number | undefined;

  add(segment: OurSegment): void {
    this.segments.push(segment);
    this.#senders.add(segment.fromClient);
    if (segment.flags.includes("F")) this.#fins.add(segment.fromClient);
    const isOver =
      segment.flags.includes("R") || (this.#fins.size > 0 && this.#fins.size === this.#senders.size);
    if (isOver) this.#closedAt ??= segment.time;
  }

  isForgottenAt(time: number): boolean {
    const first = this.segments[0];
    if (first === undefined) return false;
    const isUnanswered =
      first.flags.startsWith("S") && !first.flags.includes(".") && this.#senders.size === 1;
    if (this.#closedAt !== undefined) return time >= this.#closedAt + CLOSED_MS;
    if (isUnanswered) return time >= first.time + ATTEMPT_MS;
    return time >= this.segments.at(-1)!.time + INACTIVE_MS;
  }
}

/** Cuts the segments of one pair of endpoints. */
export function cutWhereZeekDoes(segments: readonly OurSegment[]): OurSegment[][] {
  const parts = [new Part()];
  for (const segment of segments) {
    if (parts.at(-1)!.isForgottenAt(segment.time)) parts.push(new Part());
    parts.at(-1)!.add(segment);
  }
  return parts.map((part) => part.segments);
}
