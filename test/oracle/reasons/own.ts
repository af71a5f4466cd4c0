/** Why the analyzer has a segment in a frame where tshark has none. */

import type { FramePair, OurSegment, TheirFrame } from "../model.ts";

export interface OwnReason {
  readonly id: string;
  readonly text: string;
  readonly applies: (ours: OurSegment, frame: TheirFrame | undefined, pair: FramePair) => boolean;
}

export const OWN_REASONS: readonly OwnReason[] = [
  {
    id: "no_such_frame",
    text: "tshark has no such frame: it stopped before, or does not know the link type",
    applies: (_, frame) => frame === undefined,
  },
];
