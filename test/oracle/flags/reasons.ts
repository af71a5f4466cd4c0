/**
 * Why one side alone may give a label, without the rules being wrong.
 *
 * A label that the rules give for tshark's view of the frames, too, can only come from what they are applied to: it is
 * explained by the places where that differs (inputs.ts), if there are any. All other labels need a rule of tshark's
 * that the analyzer has not, and that shows in the frames.
 */

import type { WiresharkLabel } from "../../../src/events/anomaly_kinds.ts";
import { INPUT_REASONS, type InputReason, type Inputs } from "./inputs.ts";
import type { TheirFrame } from "./model.ts";

interface RuleReason {
  readonly id: string;
  readonly text: string;
  readonly label: WiresharkLabel;
  readonly applies: (frame: TheirFrame, inputs: Inputs) => boolean;
}

export const RULE_REASONS: readonly RuleReason[] = [
  {
    id: "second_pass",
    text: "a later SYN-ACK has another number: in its second pass, tshark tells the first from that one, too",
    label: "reused_ports",
    applies: (frame, inputs) => inputs.hasOtherSynAck(frame),
  },
  {
    id: "unacked_full",
    text: "the peer sent more than 10,000 segments without an ACK: tshark does not count its FIN then",
    label: "ack_lost_segment",
    applies: (frame, inputs) => inputs.wasFull(frame),
  },
];

/** All reasons, in the order of the report. */
export const ALL_REASONS: readonly { readonly id: string; readonly text: string }[] = [
  ...INPUT_REASONS,
  ...RULE_REASONS,
];

/**
 * The reason for a label that one side alone gives.
 * @param replayed the rules give it for tshark's view; undefined: tshark has no such frame, or makes no analysis
 */
export function reasonFor(
  label: WiresharkLabel,
  by: "us" | "tshark",
  frame: TheirFrame | undefined,
  replayed: boolean | undefined,
  differing: ReadonlySet<InputReason>,
  inputs: Inputs,
): string | undefined {
  if ((replayed ?? false) === (by === "tshark")) {
    return [...differing].find((id) => id !== "other_number" || label === "reused_ports");
  }
  if (frame === undefined || by === "us") return undefined;
  return RULE_REASONS.find((reason) => reason.label === label && reason.applies(frame, inputs))?.id;
}
