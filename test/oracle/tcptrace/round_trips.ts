/**
 * Round trips acknowledgement by acknowledgement: ours beside what tcptrace's rule gives, and why one of them has none.
 * It counts only where both rules give the figures that the programs print.
 */

import type { OurSegment } from "../model.ts";
import { type OurFlow, type Side, totalsOfSender } from "./connections.ts";
import { isSample, type OurSample, ourSamples, type Sender } from "./own_samples.ts";
import { type TheirSample, tcptraceSamples, tcptraceSummary } from "./tcptrace_samples.ts";

/** Half of the last decimal that tcptrace prints of a time in milliseconds; it works in microseconds. */
export const MILLISECONDS_OFF = 0.0511;
/** The same against what is in microseconds, too. */
const ROUNDING = 0.0501;
const NS_PER_MS = 1e6;
/** Both ends of an interval are cut off to microseconds. */
const NS_OFF = 1000;

export interface RoundTrips {
  readonly rtt_samples: number;
  readonly rtt_min: number;
  readonly rtt_max: number;
}

interface Sides {
  readonly ours: Readonly<Record<Sender, OurSample[]>>;
  readonly theirs: Readonly<Record<Sender, TheirSample[]>>;
}

const known = new WeakMap<OurFlow, Sides>();

function sidesOf(flow: OurFlow): Sides {
  const found = known.get(flow) ?? {
    ours: ourSamples(flow.segments),
    theirs: tcptraceSamples(flow.segments),
  };
  known.set(flow, found);
  return found;
}

function summary(ns: readonly number[]): RoundTrips {
  if (ns.length === 0) return { rtt_samples: 0, rtt_min: 0, rtt_max: 0 };
  let min = Number.POSITIVE_INFINITY;
  let max = 0;
  for (const one of ns) {
    min = Math.min(min, one);
    max = Math.max(max, one);
  }
  return { rtt_samples: ns.length, rtt_min: min / NS_PER_MS, rtt_max: max / NS_PER_MS };
}

/** By frame of the acknowledgement: one sample, of what was sent last, be that payload, SYN or FIN. */
function merged(flow: OurFlow, sender: Sender): Map<number, number> {
  const byFrame = new Map<number, number>();
  for (const { frame, ns } of sidesOf(flow).ours[sender].filter(isSample)) byFrame.set(frame, ns);
  for (const control of flow.controls) {
    if (control.sender !== sender) continue;
    byFrame.set(control.frame, Math.min(control.ns, byFrame.get(control.frame) ?? control.ns));
  }
  return byFrame;
}

/** True if the samples of payload that the events give are those that `flow_end` sums up. */
export function isOwnRule(flow: OurFlow, sender: Sender): boolean {
  const totals = totalsOfSender(flow, sender);
  const ns = sidesOf(flow)
    .ours[sender].filter(isSample)
    .map((sample) => sample.ns);
  const own = summary(ns);
  return (
    own.rtt_samples === totals.rtt_count &&
    own.rtt_min === (totals.rtt_min_ns ?? 0) / NS_PER_MS &&
    own.rtt_max === (totals.rtt_max_ns ?? 0) / NS_PER_MS
  );
}

/** Our figures with the samples that tcptrace has, too: those of SYN and FIN. */
export function ourRoundTrips(flow: OurFlow, sender: Sender): RoundTrips {
  if (isOwnRule(flow, sender)) return summary([...merged(flow, sender).values()]);
  // not by single samples then: what flow_end has, and the others
  const totals = totalsOfSender(flow, sender);
  const controls = flow.controls.filter((control) => control.sender === sender).map(({ ns }) => ns);
  const payload = [totals.rtt_min_ns, totals.rtt_max_ns].filter((ns) => ns !== undefined);
  return { ...summary([...payload, ...controls]), rtt_samples: totals.rtt_count + controls.length };
}

interface Place {
  readonly flow: OurFlow;
  /** The acknowledgement. */
  readonly segment: OurSegment;
  /** What was acknowledged, as far as tcptrace has it. */
  readonly sent: OurSegment | undefined;
  readonly ours: OurSample | undefined;
  readonly theirs: TheirSample | undefined;
  readonly ourNs: number | undefined;
  readonly theirNs: number | undefined;
}

const onlyOurs = ({ ourNs, theirNs }: Place): boolean => ourNs !== undefined && theirNs === undefined;
const onlyTheirs = ({ ourNs, theirNs }: Place): boolean => ourNs === undefined && theirNs !== undefined;

/** True if the acknowledgement's sender has sent such a segment, no copy nor RST, before. */
const isBehind = ({ flow, segment }: Place, isSuch: (earlier: OurSegment) => boolean): boolean =>
  flow.segments.some(
    (earlier) =>
      earlier.frame < segment.frame &&
      earlier.sender === segment.sender &&
      earlier.copy_of === undefined &&
      !earlier.flags.includes("R") &&
      isSuch(earlier),
  );

const stampOf = ({ options }: OurSegment) => options.find(({ ts_val }) => ts_val !== undefined);

/** True if the stamp that is echoed is that of the last SYN alone. */
function echoesSyn({ flow, segment, sent }: Place): boolean {
  const echoed = stampOf(segment)?.ts_ecr;
  const syns = flow.segments.filter(
    ({ sender, flags, frame, copy_of }) =>
      sender === sent?.sender && flags.includes("S") && frame < segment.frame && copy_of === undefined,
  );
  const last = syns.pop();
  if (!last || syns.length === 0 || stampOf(last)?.ts_val !== echoed) return false;
  return syns.every((syn) => stampOf(syn)?.ts_val !== echoed);
}

const isCopied = ({ flow, theirs }: Place): boolean =>
  flow.segments.some(({ copy_of }) => copy_of !== undefined && copy_of === theirs?.sentFrame);

/** Why one side took a sample of an acknowledgement that the other did not, or another one. */
export const ROUND_TRIP_CAUSES: readonly {
  readonly id: string;
  readonly text: string;
  readonly applies: (place: Place) => boolean;
}[] = [
  {
    id: "rtt_reset",
    text: "tcptrace takes samples of a RST's acknowledgement",
    applies: (place) => onlyTheirs(place) && place.segment.flags.includes("R"),
  },
  {
    id: "rtt_copy",
    text: "copies of packets acknowledge for tcptrace, too",
    applies: (place) => onlyTheirs(place) && place.segment.copy_of !== undefined,
  },
  {
    id: "rtt_unacceptable",
    text: "an acknowledgement that cannot mean the connection is none for us",
    applies: (place) => onlyTheirs(place) && place.segment.analysis?.includes("unacceptable_ack") === true,
  },
  {
    id: "rtt_acked_before",
    text: "what was sent, or captured, behind its acknowledgement gives us no sample",
    applies: (place) =>
      onlyTheirs(place) && isBehind(place, ({ ack = Number.NEGATIVE_INFINITY }) => ack >= place.segment.ack!),
  },
  {
    id: "rtt_fin_reset",
    text: "the acknowledgement of a FIN is nothing to us once its sender has reset the connection",
    applies: (place) =>
      onlyTheirs(place) &&
      place.sent?.flags.includes("F") === true &&
      place.flow.segments.some(
        ({ sender, frame, flags }) =>
          sender === place.sent!.sender && flags.includes("R") && frame < place.segment.frame,
      ),
  },
  {
    id: "rtt_sacked",
    text: "no sample for us where something was acknowledged selectively",
    applies: (place) => onlyTheirs(place) && place.ours?.outcome === "sacked",
  },
  {
    id: "rtt_unseen",
    text: "no sample for us where the acknowledgement covers what the capture lacks",
    applies: (place) => onlyTheirs(place) && place.ours?.outcome === "unseen",
  },
  {
    id: "rtt_karn",
    text: "no sample for us where the acknowledgement covers something that was sent again (Karn), even if not its end",
    applies: (place) => onlyTheirs(place) && place.ours?.outcome === "resent",
  },
  {
    id: "rtt_timestamps",
    text: "of what was sent again the echoed stamp gives us a sample (RFC 7323 4.1)",
    applies: (place) =>
      (place.ours?.outcome === "timestamps" && place.ourNs !== undefined) ||
      (onlyOurs(place) && echoesSyn(place)),
  },
  {
    id: "rtt_copied",
    text: "a copy of the packet is a retransmission for tcptrace, which then gives no sample",
    applies: (place) => onlyOurs(place) && place.theirs?.outcome === "resent" && isCopied(place),
  },
  {
    id: "rtt_resent",
    text: "what was sent again gives tcptrace no sample",
    applies: (place) => onlyOurs(place) && place.theirs?.outcome === "resent",
  },
  {
    id: "rtt_later",
    text: "no sample for tcptrace where something below was sent, or sent again, later",
    applies: (place) => onlyOurs(place) && place.theirs?.outcome === "sent_later_below",
  },
  {
    id: "rtt_no_end",
    text: "no sample for tcptrace where the acknowledgement ends inside a segment, or behind all that it saw",
    applies: (place) => onlyOurs(place) && place.theirs?.outcome === "no_end",
  },
  {
    id: "rtt_had_no_end",
    text: "no sample for tcptrace of a segment of which an earlier acknowledgement covered a part",
    applies: (place) => onlyOurs(place) && place.theirs?.outcome === "had_no_end",
  },
  {
    id: "rtt_quarter",
    text: "no sample for tcptrace where the acknowledgement lies in another quarter of the numbers",
    applies: (place) => onlyOurs(place) && place.theirs?.outcome === "quarter_end",
  },
];

/** Our sample of an acknowledgement and tcptrace's differ, or only one of them has one. */
function placesThatDiffer(flow: OurFlow, sender: Sender): Place[] {
  const { ours, theirs } = sidesOf(flow);
  const own = merged(flow, sender);
  const ourByFrame = new Map(ours[sender].map((sample) => [sample.frame, sample]));
  const theirByFrame = new Map(theirs[sender].map((sample) => [sample.frame, sample]));
  const segments = new Map(flow.segments.map((segment) => [segment.frame, segment]));
  const places: Place[] = [];
  for (const frame of new Set([...own.keys(), ...theirByFrame.keys()])) {
    const their = theirByFrame.get(frame);
    const ourNs = own.get(frame);
    const theirNs = their?.outcome === "sample" ? their.us * 1000 : undefined;
    if (ourNs === theirNs) continue;
    if (ourNs !== undefined && theirNs !== undefined && Math.abs(ourNs - theirNs) <= NS_OFF) continue;
    places.push({
      flow,
      segment: segments.get(frame)!,
      sent: their && segments.get(their.sentFrame),
      ours: ourByFrame.get(frame),
      theirs: their,
      ourNs,
      theirNs,
    });
  }
  return places;
}

/** True if tcptrace forgot a least round trip of zero: it takes that for none yet. */
export function hadZero(flow: OurFlow, sender: Sender): boolean {
  return sidesOf(flow).theirs[sender].some(({ outcome, us }) => outcome === "sample" && us === 0);
}

/**
 * Causes of all acknowledgements that differ; undefined if one of them has none, or a rule does not give the figures
 * that its program prints.
 */
export function roundTripCauses(flow: OurFlow, sender: Sender, printed: Side): Set<string> | undefined {
  if (!isOwnRule(flow, sender)) return undefined;
  const theirs = tcptraceSummary(sidesOf(flow).theirs[sender]);
  if (theirs.rtt_samples !== printed.rtt_samples) return undefined;
  if (Math.abs(theirs.rtt_min - printed.rtt_min) > ROUNDING) return undefined;
  if (Math.abs(theirs.rtt_max - printed.rtt_max) > ROUNDING) return undefined;
  const causes = new Set<string>();
  for (const place of placesThatDiffer(flow, sender)) {
    const cause = ROUND_TRIP_CAUSES.find(({ applies }) => applies(place));
    if (!cause) return undefined;
    causes.add(cause.id);
  }
  return causes;
}
