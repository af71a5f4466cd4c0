/**
 * Why the two sides may differ on a frame without either being wrong about its bytes, or where tshark is.
 *
 * Each reason is a condition on the frame, never a name of a capture, and only for the fields that it can change.
 */

import type { Difference, FramePair } from "./model.ts";
import { DATAGRAM_REASONS } from "./reasons/datagram.ts";
import { NUMBER_REASONS } from "./reasons/numbers.ts";
import { OPTION_REASONS } from "./reasons/options.ts";
import { OWN_REASONS, type OwnReason } from "./reasons/own.ts";
import { PRESENCE_REASONS } from "./reasons/presence.ts";
import type { Facts, Reason } from "./reasons/reason.ts";

export const REASONS: readonly Reason[] = [
  ...PRESENCE_REASONS,
  ...DATAGRAM_REASONS,
  ...OPTION_REASONS,
  ...NUMBER_REASONS,
];

/** All that a report lists. */
export const ALL_REASONS: readonly (Reason | OwnReason)[] = [...REASONS, ...OWN_REASONS];

/** The first reason that explains the difference. */
export function reasonFor(pair: FramePair, difference: Difference): Reason | OwnReason | undefined {
  const { theirs: frame, ours } = pair;
  if (frame?.tcp === undefined) {
    return ours && OWN_REASONS.find((reason) => reason.applies(ours, frame, pair));
  }
  if (frame.ip === undefined) return undefined;
  const facts: Facts = { frame, tcp: frame.tcp, ip: frame.ip, ours, pair };
  return REASONS.find(
    (reason) => reason.fields.includes(difference.field) && reason.applies(facts, difference),
  );
}
