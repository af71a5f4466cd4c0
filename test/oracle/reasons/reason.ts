/** What a reason is: a condition on one frame, never a name of a capture. */

import type { Difference, Field, FramePair, OurSegment, TheirFrame, TheirIp, TheirTcp } from "../model.ts";

/** A frame in which tshark found a segment. */
export interface Facts {
  readonly frame: TheirFrame;
  readonly tcp: TheirTcp;
  readonly ip: TheirIp;
  readonly ours: OurSegment | undefined;
  readonly pair: FramePair;
}

export interface Reason {
  readonly id: string;
  readonly text: string;
  /** The only fields whose differences it explains. */
  readonly fields: readonly Field[];
  readonly applies: (facts: Facts, difference: Difference) => boolean;
}

export function isIp(protocol: string): boolean {
  return protocol === "ip" || protocol === "ipv6";
}

export function said(frame: TheirFrame, text: string): boolean {
  return frame.messages.some((message) => message.includes(text));
}

export function isFragment(ip: TheirIp): boolean {
  return ip.moreFragments || ip.fragmentOffset > 0;
}

/** tshark put the datagram together from fragments, of which this frame is the last to come. */
export function isReassembled(frame: TheirFrame): boolean {
  return frame.column("ip.reassembled.length").length + frame.column("ipv6.reassembled.length").length > 0;
}
