/** Why the two sides may differ on a connection; each a condition on it, never a name of a capture. */

import type { OurSegment } from "../model.ts";
import { type End, type Pair, segmentsOf, senderOf, totalsOf } from "./connections.ts";
import { type Difference, differences, type Field } from "./differences.ts";
import { hadZero, ROUND_TRIP_CAUSES, roundTripCauses } from "./round_trips.ts";

export interface TcptraceReason {
  readonly id: string;
  readonly text: string;
  readonly fields: readonly Field[];
  readonly applies: (pair: Pair, difference: Difference) => boolean;
}

/** Segments that tcptrace looks back on for another with the same number and identification. */
const REMEMBERED = 8;
const U32 = 2 ** 32;

const all = ({ flows }: Pair): OurSegment[] => flows.flatMap(({ segments }) => [...segments]);
const sent = ({ flows }: Pair, from: End): OurSegment[] => flows.flatMap((flow) => segmentsOf(flow, from));
const received = ({ flows }: Pair, from: End): OurSegment[] =>
  flows.flatMap((flow) => flow.segments.filter((segment) => !segmentsOf(flow, from).includes(segment)));
const has = (letter: string) => (segment: OurSegment) => segment.flags.includes(letter);
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** SYNs and FINs whose number their sender had sent before, as the same or as something else. */
function resentControls(pair: Pair, from: End): number {
  const segments = sent(pair, from);
  return sum(
    segments.map((segment, i) => {
      const wasSent = (number: number): boolean =>
        segments
          .slice(0, i)
          .some(({ flow, seq, seq_end }) => flow === segment.flow && seq <= number && number < seq_end);
      const isSyn = has("S")(segment) && wasSent(segment.seq);
      return Number(isSyn) + Number(has("F")(segment) && wasSent(segment.seq_end - 1));
    }),
  );
}

/** SYNs behind the first one of their sender that have a number of their own. */
function otherSyns(pair: Pair, from: End): number {
  const syns = sent(pair, from).filter(has("S"));
  return syns.filter(({ seq_raw }) => seq_raw !== syns[0]!.seq_raw).length;
}

/** Most bytes in flight if not the highest acknowledgement counts but the last; they begin one below it. */
function inFlightByLast(pair: Pair, from: End): number {
  let last = Number.NaN;
  let most = 0;
  for (const segment of all(pair)) {
    if (!sent(pair, from).includes(segment)) last = segment.ack ?? last;
    else if (!has("S")(segment)) most = Math.max(most, segment.seq + segment.len - last + 1 || 0);
  }
  return most;
}

/** Packets of the capture that are no plain ones. */
function otherFrames({ packets, isPlain }: Pair): number {
  let count = 0;
  for (let frame = 1; frame <= packets; frame++) if (!isPlain(frame)) count++;
  return count;
}

/** One byte in front of what comes next, as keep-alives have it. */
const garbageBytes = (pair: Pair, from: End): number =>
  sent(pair, from).filter(({ len }, i, segments) => {
    const before = Math.max(...segments.slice(0, i).map(({ seq_end }) => seq_end));
    return len === 1 && segments[i]!.seq === before - 1;
  }).length;

/** Segments with the number and the identification of one of the last few of their sender. */
function sameIdentification(pair: Pair, from: End): number {
  const segments = sent(pair, from);
  return segments.filter((segment, i) =>
    segments
      .slice(Math.max(0, i - REMEMBERED), i)
      .some((earlier) => earlier.seq_raw === segment.seq_raw && earlier.ip_id === segment.ip_id),
  ).length;
}

const otherPackets = (pair: Pair): boolean =>
  differences(pair).some(({ field }) => field === "packets" || field === "data_bytes");

const rstPayload = (pair: Pair, from: End): number =>
  sum(
    sent(pair, from)
      .filter(has("R"))
      .map(({ len }) => len),
  );

const isMidstream = (pair: Pair, from: End): boolean => !sent(pair, from).some(has("S"));
const outOfPlace = (pair: Pair, from: End): number =>
  sum(pair.flows.map((flow) => totalsOf(flow, from).ooo_packets + totalsOf(flow, from).gaps));

const ROUND_TRIPS = ["rtt_samples", "rtt_min", "rtt_max"] as const;

const causesOf = ({ flows, theirs }: Pair, from: End): ReadonlySet<string> | undefined =>
  roundTripCauses(flows[0]!, senderOf(flows[0]!, from), theirs[0]!.sides.get(from)!);

export const TCPTRACE_REASONS: readonly TcptraceReason[] = [
  {
    id: "encapsulated",
    text: "tcptrace looks into no tunnel, and knows no VLANs",
    fields: ["presence", "packets", "data_bytes"],
    applies: (pair) => all(pair).some(({ tunnels, vlans }) => (tunnels ?? vlans ?? []).length > 0),
  },
  {
    id: "fragmented",
    text: "tcptrace takes a fragment for what its header says, or for nothing; we put datagrams together",
    fields: ["presence", "packets", "data_bytes"],
    applies: (pair) => all(pair).some(({ reassembled }) => reassembled === true),
  },
  {
    id: "length_zero",
    text: "IP length zero: the rest of the frame for us (offload), nothing for tcptrace",
    fields: ["presence", "packets", "data_bytes"],
    applies: (pair) => all(pair).some(({ ip_len }) => ip_len === 0 || ip_len > 65_575),
  },
  {
    id: "other_layers",
    text: "tcptrace does not know the frames' link layers, IPv6 extension headers, or IP lengths of zero or beyond the frame",
    fields: ["presence", "packets", "data_bytes"],
    applies: (pair) => all(pair).some(({ frame }) => !pair.isPlain(frame)),
  },
  {
    id: "undecoded",
    text: "the connection's packets are no whole segments for us: cut, broken or parts of datagrams",
    fields: ["presence"],
    applies: ({ flows, undecoded }) => flows.length === 0 && undecoded > 0,
  },
  {
    id: "other_layers_alone",
    text: "tcptrace makes connections of headers behind IPv6 extension headers or fragments, which are no TCP headers",
    fields: ["presence"],
    applies: (pair, { theirs }) =>
      pair.flows.length === 0 &&
      theirs > 0 &&
      sum(pair.theirs.flatMap(({ sides }) => [...sides.values()].map(({ packets }) => packets))) <=
        otherFrames(pair),
  },
  {
    id: "undecoded_packets",
    text: "packets whose TCP header is broken are packets of a connection for tcptrace",
    fields: ["packets"],
    applies: ({ undecoded }, { ours, theirs }) => theirs > ours && theirs - ours <= undecoded,
  },
  {
    id: "other_packets",
    text: "tcptrace counts other packets or payload of the connection, so the rest follows",
    fields: [
      ...(["unique_bytes", "rexmt_packets", "rexmt_bytes", "ooo_packets", "zero_windows", "copies"] as const),
      ...(["initial_window", "max_owin", "rtt_samples", "rtt_min", "rtt_max"] as const),
    ],
    applies: otherPackets,
  },
  {
    id: "controls_resent",
    text: "SYNs and FINs sent again, and keep-alives' bytes, are retransmissions for tcptrace",
    fields: ["rexmt_packets", "rexmt_bytes"],
    applies: (pair, { from, ours, theirs }) =>
      theirs > ours && theirs - ours <= resentControls(pair, from) + garbageBytes(pair, from),
  },
  {
    id: "syn_other_number",
    text: "a further SYN with another number is a byte of payload for tcptrace",
    fields: ["unique_bytes"],
    applies: (pair, { from, ours, theirs }) => theirs > ours && theirs - ours <= otherSyns(pair, from),
  },
  {
    id: "same_identification",
    text: "tcptrace takes equal number and IP identification, 0 too, for a copy, also of segments that differ",
    fields: ["copies"],
    applies: (pair, { from, theirs }) => theirs <= sameIdentification(pair, from),
  },
  {
    id: "copies_without_identification",
    text: "copies that tcptrace does not see: IPv6, or routed, or with more in between",
    fields: ["copies"],
    applies: (pair, { from, ours, theirs }) => theirs < ours && theirs >= 0 && sent(pair, from).length > 0,
  },
  {
    id: "order",
    text: "what fills a hole is a retransmission for tcptrace once the hole's peer asked for it; out of order for us",
    fields: ["ooo_packets", "rexmt_packets", "rexmt_bytes", "unique_bytes"],
    applies: (pair, { from }) => outOfPlace(pair, from) > 0,
  },
  {
    id: "reset_payload",
    text: "payload on a RST is payload for tcptrace",
    fields: ["unique_bytes", "rexmt_packets", "rexmt_bytes", "initial_window", "max_owin"],
    applies: (pair, { from, ours, theirs }) => {
      const payload = rstPayload(pair, from);
      return payload > 0 && theirs > ours && theirs - ours <= payload + 1;
    },
  },
  {
    id: "one_sided",
    text: "no acknowledgement but of a RST was seen, so nothing can be said of what was in flight; tcptrace says it all was",
    fields: ["initial_window", "max_owin"],
    applies: (pair, { from, ours }) =>
      ours === 0 && !received(pair, from).some((segment) => has(".")(segment) && !has("R")(segment)),
  },
  {
    id: "midstream",
    text: "the sender's SYN was not seen: no initial window for us",
    fields: ["initial_window"],
    applies: (pair, { from, ours }) => ours === 0 && isMidstream(pair, from),
  },
  {
    id: "resent_before_ack",
    text: "tcptrace's initial window holds what was sent again before the first acknowledgement",
    fields: ["initial_window"],
    applies: (pair, { from, ours, theirs }) =>
      theirs > ours &&
      theirs - ours <=
        sum(pair.flows.map((flow) => totalsOf(flow, from).retrans_bytes)) + copyBytes(pair, from),
  },
  {
    id: "controls_in_flight",
    text: "SYN and FIN are bytes in flight for tcptrace, and so is the number in front of the first that it sees",
    fields: ["max_owin"],
    applies: (pair, { from, ours, theirs }) => {
      const controls = isMidstream(pair, from) || sent(pair, from).some(({ flags }) => /[SF]/.test(flags));
      return controls && theirs > ours && theirs - ours <= 2;
    },
  },
  {
    id: "selectively_acknowledged",
    text: "tcptrace leaves what SACK acknowledged in flight",
    fields: ["max_owin"],
    applies: (pair, { from, ours, theirs }) =>
      theirs > ours && received(pair, from).some(({ options }) => options.some(({ blocks }) => blocks)),
  },
  {
    id: "payload_on_syn",
    text: "tcptrace takes payload on a SYN for nothing in flight",
    fields: ["initial_window", "max_owin"],
    applies: (pair, { from, ours, theirs }) =>
      theirs < ours && sent(pair, from).some((segment) => has("S")(segment) && segment.len > 0),
  },
  {
    id: "several",
    text: "what is one connection for one side is several for the other, of which each counts for itself",
    fields: ["unique_bytes", "rexmt_packets", "rexmt_bytes", "ooo_packets"],
    applies: ({ flows, theirs }) => flows.length > 1 || theirs.length > 1,
  },
  {
    id: "closed_with_fin",
    text: "a window of zero on a FIN closes nothing that is still wanted",
    fields: ["zero_windows"],
    applies: (pair, { from, ours, theirs }) =>
      theirs - ours === sent(pair, from).filter(({ flags, win }) => /F/.test(flags) && win === 0).length,
  },
  {
    id: "window_without_ack",
    text: "a window of zero on a segment without ACK counts for us only",
    fields: ["zero_windows"],
    applies: (pair, { from, ours, theirs }) =>
      ours - theirs ===
      sent(pair, from).filter(({ flags, win }) => win === 0 && !/[.SFR]/.test(flags)).length,
  },
  {
    id: "ack_went_back",
    text: "the last acknowledgement, which may be below an earlier one, tells tcptrace what is in flight",
    fields: ["max_owin"],
    applies: (pair, { from, ours, theirs }) => theirs > ours && theirs === inFlightByLast(pair, from),
  },
  {
    id: "before_first_ack",
    text: "tcptrace knows what was in flight only behind the first acknowledgement that it believes",
    fields: ["max_owin", "initial_window"],
    applies: (pair, { from, ours, theirs }) =>
      theirs < ours &&
      (isMidstream(pair, from) || sent(pair, from)[0]!.frame > received(pair, from)[0]!.frame),
  },
  {
    id: "resent_in_part",
    text: "a segment that also brings payload seen before is wholly so for tcptrace",
    fields: ["initial_window", "max_owin"],
    applies: (pair, { from, ours, theirs }) =>
      theirs < ours &&
      sum(pair.flows.map((flow) => totalsOf(flow, from).retrans_packets + totalsOf(flow, from).ooo_packets)) >
        0,
  },
  {
    id: "missing",
    text: "payload that the capture lacks: in flight for tcptrace as soon as something behind it was sent",
    fields: ["max_owin"],
    applies: (pair, { from, ours, theirs }) =>
      theirs > ours && pair.flows.some((flow) => totalsOf(flow, from).gaps > 0),
  },
  {
    id: "wrapped",
    text: "bytes in flight below zero, which tcptrace prints modulo 2^64 or 2^32",
    fields: ["max_owin"],
    applies: (_, { theirs }) => theirs >= U32 - 2 ** 24,
  },
  ...ROUND_TRIP_CAUSES.map(({ id, text }) => ({
    ...{ id, text, fields: ROUND_TRIPS },
    applies: (pair: Pair, { from }: Difference) => causesOf(pair, from)?.has(id) === true,
  })),
  {
    id: "rtt_zero",
    text: "tcptrace takes a least round trip of no microsecond for none yet",
    fields: ["rtt_min"],
    applies: (pair, { from, ours }) =>
      ours < 0.001 &&
      causesOf(pair, from) !== undefined &&
      hadZero(pair.flows[0]!, senderOf(pair.flows[0]!, from)),
  },
];

/** Payload of the sender's copies. */
function copyBytes(pair: Pair, from: End): number {
  return sum(
    sent(pair, from)
      .filter(({ copy_of }) => copy_of !== undefined)
      .map(({ len }) => len),
  );
}

/** The reasons of a difference; none: it is not explained. All causes of round trips that differ, else the first. */
export function tcptraceReasons(pair: Pair, difference: Difference): TcptraceReason[] {
  const found = TCPTRACE_REASONS.filter(
    ({ fields, applies }) => fields.includes(difference.field) && applies(pair, difference),
  );
  const isByCause = found[0] !== undefined && ROUND_TRIP_CAUSES.some(({ id }) => id === found[0]!.id);
  return isByCause ? found : found.slice(0, 1);
}
