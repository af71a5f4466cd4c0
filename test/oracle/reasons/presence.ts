/** Why tshark has a segment in a frame where the analyzer has none. */

import { LINK_TYPES } from "../captures.ts";
import type { Field } from "../model.ts";
import { type Facts, isIp, isReassembled, type Reason, said } from "./reason.ts";

const presence: readonly Field[] = ["presence"];

const TCP_HEADER_BYTES = 20;

/** Encapsulations that are not read, as tshark calls them. */
const NOT_UNWRAPPED: ReadonlySet<string> = new Set([
  "ayiya",
  "capwap.data",
  "cfp",
  "ipcomp",
  "lwapp",
  "trill",
]);

/** Length in bytes of the segment by the IP length; undefined behind IPv6 extension headers. */
function segmentLength({ frame, ip }: Facts): number | undefined {
  return ip.version === 4 || isIp(frame.below.at(-1)!) ? ip.length - ip.headerLength : undefined;
}

export const PRESENCE_REASONS: readonly Reason[] = [
  {
    id: "quoted",
    text: "header quoted in an ICMP error: no segment of this capture",
    fields: presence,
    applies: ({ frame, ours }) =>
      ours === undefined && frame.below.some((protocol) => protocol === "icmp" || protocol === "icmpv6"),
  },
  {
    id: "sampled",
    text: "header sampled by sFlow: no segment of this capture",
    fields: presence,
    applies: ({ frame, ours }) => ours === undefined && frame.below.includes("sflow"),
  },
  {
    id: "link_type",
    text: "of a link type that is not decoded",
    fields: presence,
    applies: ({ ours, pair: { record } }) =>
      ours === undefined && record?.linkType !== undefined && !LINK_TYPES.has(record.linkType),
  },
  {
    id: "not_unwrapped",
    text: "inside an encapsulation that is not read (AYIYA, IPComp): counted as non-TCP",
    fields: presence,
    applies: ({ frame, ours }) =>
      ours === undefined && frame.below.some((protocol) => NOT_UNWRAPPED.has(protocol)),
  },
  {
    id: "first_fragment",
    text: "first of the IP fragments of a datagram that is not all there: undecoded",
    fields: presence,
    applies: ({ frame, tcp, ip, ours }) =>
      ours === undefined &&
      ip.moreFragments &&
      ip.fragmentOffset === 0 &&
      !isReassembled(frame) &&
      tcp.verdict === "unverified",
  },
  {
    id: "header_cut",
    text: "fewer than the 20 bytes of the TCP header were captured: undecoded, tshark shows the first fields",
    fields: presence,
    applies: ({ frame, tcp, ours }) =>
      ours === undefined && frame.captured < frame.length && tcp.urgentPointer === undefined,
  },
  {
    id: "header_too_short",
    text: "the data offset is less than a TCP header: undecoded as a malformed header",
    fields: presence,
    applies: ({ frame, tcp, ours }) =>
      ours === undefined &&
      tcp.headerLength !== undefined &&
      tcp.headerLength < TCP_HEADER_BYTES &&
      said(frame, "Bogus TCP header length"),
  },
  {
    id: "header_beyond_segment",
    text: "the data offset points past the segment's end: undecoded as a malformed header",
    fields: presence,
    applies: (facts) =>
      facts.ours === undefined &&
      facts.tcp.length === undefined &&
      said(facts.frame, "Short segment.") &&
      facts.tcp.headerLength! > (segmentLength(facts) ?? 0),
  },
];
