/**
 * Why the two sides may differ on a connection without either being wrong about its segments, or where tshark is.
 *
 * Each reason is a condition on the connection and its frames, never a name of a capture. Counters are explained
 * frame by frame, with the reasons of ../reasons.ts: they must account for the whole difference.
 */

import { differences as frameDifferences } from "../frames.ts";
import type { FramePair, OurSegment, TheirFrame } from "../model.ts";
import { OWN_REASONS } from "../reasons/own.ts";
import { REASONS as FRAME_REASONS, reasonFor } from "../reasons.ts";
import { baseBefore, isBareSyn, isSynAck } from "./base.ts";
import { BIT_SYN, BITS, bitsOf } from "./completeness.ts";
import { lingeredOut, timedOut } from "./lifetimes.ts";
import type { Connection, Difference, Matched, OurFlow, TheirStream } from "./model.ts";
import { type Split, splitsOf } from "./splits.ts";
import {
  COUNTERS,
  type Counter,
  type End,
  endOf,
  FIN,
  isSelfAddressed,
  RST,
  SYN,
  segmentShare,
  theirShare,
} from "./totals.ts";

/** A reason for a place where one side alone begins a new connection. */
export interface SplitReason {
  readonly id: string;
  readonly text: string;
  readonly by: Split["by"];
  readonly applies: (split: Split, connection: Connection) => boolean;
}

export const SPLIT_REASONS: readonly SplitReason[] = [
  {
    id: "lingered_out",
    text: "more than 5 s after the connection was closed or reset: new for us, the same stream for tshark",
    by: "us",
    applies: ({ before, pair }, connection) =>
      before !== undefined && lingeredOut(connection, before, pair.number),
  },
  {
    id: "timed_out",
    text: "the connection was idle beyond its timeout: new for us, the same stream for tshark",
    by: "us",
    applies: ({ before, pair }, connection) =>
      before !== undefined && timedOut(connection, before, pair.number),
  },
  {
    id: "same_number_again",
    text: "SYN with the former number after a close or reset: new for us, tshark 4.0 looks at the number alone",
    by: "us",
    applies: ({ before, pair: { theirs }, stream }) =>
      (before?.end.reason === "closed" || before?.end.reason === "reset") &&
      isBareSyn(theirs!) &&
      theirs!.tcp!.seqRaw === baseBefore(stream, theirs!),
  },
  {
    id: "other_number_after_end",
    text: "SYN-ACK with another number after a close or reset: new for us, the same stream for tshark",
    by: "us",
    applies: ({ before, pair: { theirs } }) =>
      (before?.end.reason === "closed" || before?.end.reason === "reset") &&
      isSynAck(theirs!) &&
      theirs!.tcp!.seqRaw !== before.end.s2c.isn,
  },
  {
    id: "source_routed",
    text: "IPv4 source route: tshark takes the route's last address for the connection's, we the header's",
    by: "tshark",
    applies: ({ pair }) => differenceReason(pair, "ip_dst") !== undefined,
  },
];

/** Reasons for which a SYN-ACK has no line. */
const SYN_ACK_REASONS = [
  {
    id: "syn_with_rst",
    text: "SYN and RST in one segment: a reset for us (RFC 9293 3.10.7), a SYN for tshark",
  },
  { id: "syn_ack_after_end", text: "SYN-ACK in a connection that was reset: no line of its own" },
  {
    id: "syn_ack_other_number",
    text: "SYN-ACK with another number than the sender's first: no line of its own",
  },
] as const;

/** Reasons that are about completeness alone. */
const COMPLETENESS_REASONS = [
  {
    id: "syn_not_first",
    text: "tshark counts a SYN only as its stream's first packet",
  },
  {
    id: "shown_before_packet",
    text: "tshark shows the value before the packet, and so never what a stream's only packet brings",
  },
  {
    id: "expected_by_ftp",
    text: "tshark's FTP dissector made the stream before its first packet: its SYN is not counted",
  },
] as const;

const NUMBER_REASONS = [
  {
    id: "numbers_shifted",
    text: "streams that one side alone has come before: the numbers are apart by their count",
  },
  {
    id: "numbers_skipped",
    text: "tshark's SOCKS dissector made streams for what is proxied: no frame has their numbers",
  },
] as const;

/** All reasons, in the order of the report. */
export const ALL_REASONS: readonly { readonly id: string; readonly text: string }[] = [
  ...FRAME_REASONS.filter(({ fields }) => fields.includes("presence") || fields.includes("len")),
  ...OWN_REASONS,
  ...SPLIT_REASONS,
  ...SYN_ACK_REASONS,
  ...COMPLETENESS_REASONS,
  ...NUMBER_REASONS,
];

/** The reason for which one side alone has a segment in a frame. */
function absenceReason(pair: FramePair): string | undefined {
  if ((pair.ours === undefined) === (pair.theirs?.tcp === undefined)) return undefined;
  return reasonFor(pair, { field: "presence", ours: undefined, theirs: undefined })?.id;
}

/** The reason for which the two sides differ on a field of a frame; undefined, too, if they do not differ. */
function differenceReason(pair: FramePair, field: "len" | "ip_dst"): string | undefined {
  const found = frameDifferences(pair).find((difference) => difference.field === field);
  return found && reasonFor(pair, found)?.id;
}

/** The reason for which a SYN-ACK has a `segment` line and no `syn_ack` line. */
function synAckReason(segment: OurSegment, flow: OurFlow): string | undefined {
  if (segment.flags.includes("R")) return "syn_with_rst";
  const before = flow.segments.filter(({ frame }) => frame < segment.frame);
  if (before.some(({ flags }) => flags.includes("R"))) return "syn_ack_after_end";
  return segment.seq === 0 ? undefined : "syn_ack_other_number";
}

/** What a frame has more by tshark than by us, with the reason for it. */
function surplus(
  { flows }: Connection,
  pair: FramePair,
  counter: Counter,
): { amount: number; reason: string | undefined } {
  const { theirs, ours } = pair;
  if (theirs?.tcp === undefined) {
    return { amount: ours ? -segmentShare(ours, counter) : 0, reason: absenceReason(pair) };
  }
  if (ours === undefined) return { amount: theirShare(theirs, counter), reason: absenceReason(pair) };
  const flow = flows.find(({ end }) => end.flow === ours.flow)!;
  if (counter === "syn_ack" && isSynAck(theirs) && !flow.syns.some(({ frame }) => frame === pair.number)) {
    return { amount: 1, reason: synAckReason(ours, flow) };
  }
  if (counter !== "payload" || theirs.tcp.length === ours.len) return { amount: 0, reason: undefined };
  return { amount: theirShare(theirs, counter) - ours.len, reason: differenceReason(pair, "len") };
}

/** Frame reasons that account for the whole difference of a counter, or none. */
function counterReasons(
  connection: Connection,
  counter: Counter,
  end: End,
  difference: Difference,
): string[] {
  const first = connection.flows[0]!;
  const bothEnds = isSelfAddressed(first);
  const reasons = new Set<string>();
  let explained = 0;
  for (const pair of connection.pairs) {
    if (!bothEnds && endOf(first, pair) !== end) continue;
    const { amount, reason } = surplus(connection, pair, counter);
    if (amount === 0 || reason === undefined) continue;
    reasons.add(reason);
    explained += amount;
  }
  return (difference.theirs as number) - (difference.ours as number) === explained ? [...reasons] : [];
}

function ourBits({ flags, len }: OurSegment): number {
  const has = (letter: string, bit: number): number => (flags.includes(letter) ? bit : 0);
  return bitsOf(has("S", SYN) | has("F", FIN) | has("R", RST) | has(".", 0x010), len);
}

function theirBits({ tcp }: TheirFrame): number {
  return tcp?.flags === undefined ? 0 : bitsOf(tcp.flags, tcp.length);
}

/** The reason for which tshark does not count a SYN. */
function synReason(pair: FramePair, streams: readonly TheirStream[]): string | undefined {
  const stream = streams.find(({ frames }) => frames[0]!.number === pair.number);
  if (stream === undefined) return "syn_not_first";
  const isFtp = stream.frames.some(({ protocols }) => protocols.includes("ftp-data"));
  return isFtp ? "expected_by_ftp" : undefined;
}

/** Reasons for one bit: each frame that stands for it on the side that has it must be explained. */
function bitReasons(connection: Connection, bit: number, isOurs: boolean): string[] {
  const { pairs, streams } = connection;
  const reasons: (string | undefined)[] = [];
  for (const pair of pairs) {
    const { theirs, ours } = pair;
    const [mine, other] = [ours ? ourBits(ours) : 0, theirs ? theirBits(theirs) : 0];
    if (((isOurs ? mine : other) & bit) === 0) continue;
    if ((mine & bit) !== (other & bit)) {
      const isAbsent = ours === undefined || theirs?.tcp === undefined;
      reasons.push(isAbsent ? absenceReason(pair) : differenceReason(pair, "len"));
    } else if (isOurs && bit === BIT_SYN) {
      reasons.push(synReason(pair, streams));
    } else if (isOurs) {
      const isOnly = streams.some(({ frames }) => frames.length === 1 && frames[0]!.number === pair.number);
      reasons.push(isOnly ? "shown_before_packet" : undefined);
    } else {
      reasons.push(undefined);
    }
  }
  return reasons.includes(undefined) ? [] : (reasons as string[]);
}

function completenessReasons(connection: Connection, { ours, theirs }: Difference): string[] {
  const reasons = new Set<string>();
  for (const bit of BITS) {
    if ((((ours as number) ^ (theirs as number)) & bit) === 0) continue;
    const found = bitReasons(connection, bit, ((ours as number) & bit) !== 0);
    if (found.length === 0) return [];
    for (const reason of found) reasons.add(reason);
  }
  return [...reasons];
}

/** Numbers go up by one with each new stream on both sides, so they may only be apart by the streams of one side. */
function numberReasons(matched: Matched, { ours, theirs, frame }: Difference): string[] {
  const before = (frames: ReadonlyMap<number, number>): number =>
    [...frames.values()].filter((first) => first < frame).length;
  if (ours !== before(matched.ourFirstFrames)) return [];
  const skipped = (theirs as number) - before(matched.theirFirstFrames);
  if (skipped === 0) return ["numbers_shifted"];
  return skipped > 0 && (matched.firstSocksFrame ?? frame) < frame ? ["numbers_skipped"] : [];
}

/** The reason for one side's beginning a new connection at a place. */
export function splitReason(split: Split, connection: Connection): string | undefined {
  return SPLIT_REASONS.find((reason) => reason.by === split.by && reason.applies(split, connection))?.id;
}

/** Reasons that together explain a difference; none: it is unexplained. */
export function reasonsFor(connection: Connection, matched: Matched, difference: Difference): string[] {
  const { field } = difference;
  switch (field) {
    case "presence": {
      const reasons = connection.pairs.map(absenceReason);
      return reasons.includes(undefined) ? [] : [...new Set(reasons as string[])];
    }
    case "split": {
      const split = splitsOf(connection).find(({ pair }) => pair.number === difference.frame);
      const reason = split && splitReason(split, connection);
      return reason === undefined ? [] : [reason];
    }
    case "stream":
      return numberReasons(matched, difference);
    case "completeness":
      return completenessReasons(connection, difference);
    case "completeness_text":
      return [];
    default: {
      const counter = COUNTERS.find((name) => field === `${name}_a` || field === `${name}_b`)!;
      return counterReasons(connection, counter, field.endsWith("_a") ? "a" : "b", difference);
    }
  }
}
