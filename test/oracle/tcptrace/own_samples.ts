/**
 * Our samples of round trips once more, from our own events: those of payload by the rule of
 * src/tcp/analysis/delivery.ts, which only `flow_end` sums up, and those of SYN and FIN as other events tell them.
 */

import type { OurSegment } from "../model.ts";

/** Whose segment was acknowledged. */
export type Sender = OurSegment["sender"];

/** A sample that an event of the handshake or the teardown tells. */
export interface ControlSample {
  readonly sender: Sender;
  /** Frame of the acknowledgement. */
  readonly frame: number;
  readonly ns: number;
}

/** What an acknowledgement of new payload gave. */
export type OurOutcome =
  | "sample"
  /** By the stamp that was echoed, of payload that was sent again. */
  | "timestamps"
  /** None: some of it was sent again, or came before the capture. */
  | "resent"
  /** None: something was acknowledged selectively. */
  | "sacked"
  /** None: the capture lacks some of what is acknowledged. */
  | "unseen"
  /** None: no segment ends at or below it that was not acknowledged before. */
  | "nothing";

export interface OurSample {
  readonly outcome: OurOutcome;
  readonly frame: number;
  readonly ns: number;
}

interface Sent {
  readonly start: number;
  readonly end: number;
  readonly time: number;
  readonly tsVal: number | undefined;
  readonly isUnseen: boolean;
  lastTime: number;
  lastTsVal: number | undefined;
  resent: number;
}

/** What is known of one side. */
class Side {
  readonly sent: Sent[] = [];
  readonly samples: OurSample[] = [];
  next = 0;
  acked = Number.NEGATIVE_INFINITY;
  sacked: { left: number; right: number }[] = [];
  /** Its FIN's number, when it was sent, and how often. */
  fin: { number: number; time: number; count: number } | undefined;
}

const stamps = ({ options }: OurSegment) => options.find(({ ts_val }) => ts_val !== undefined);
const says = (segment: OurSegment, ...kinds: string[]): boolean =>
  kinds.some((kind) => segment.analysis?.includes(kind));

/** Of each side, what became of the acknowledgements of its payload; `segments` are of both sides, in order. */
export function ourSamples(segments: readonly OurSegment[]): Readonly<Record<Sender, OurSample[]>> {
  const sides = { client: new Side(), server: new Side() };
  for (const segment of segments) {
    if (segment.copy_of !== undefined || segment.flags.includes("R")) continue;
    const side = sides[segment.sender];
    const peer = sides[segment.sender === "client" ? "server" : "client"];
    if (segment.ack !== undefined && !says(segment, "unacceptable_ack")) acknowledge(peer, segment);
    const isProbe = says(segment, "keep_alive", "zero_window_probe");
    if (isProbe) continue;
    if (segment.len > 0) send(side, segment);
    if (segment.flags.includes("F")) {
      side.fin ??= { number: segment.seq_end - 1, time: segment.rel_ns, count: 0 };
      side.fin.count++;
    }
    side.next = Math.max(side.next, segment.seq_end);
  }
  return { client: sides.client.samples, server: sides.server.samples };
}

function send(side: Side, segment: OurSegment): void {
  const start = segment.seq + Number(segment.flags.includes("S"));
  const end = start + segment.len;
  const tsVal = stamps(segment)?.ts_val;
  const old = side.sent.filter((sent) => sent.start < Math.min(end, side.next) && sent.end > start);
  const isAgain = says(segment, "retransmission", "fast_retransmission", "rto_retransmission");
  const isUnseen = old.length === 0 && isAgain;
  let from = start;
  if (start < side.next && !isUnseen && old.some((sent) => sent.start <= start)) {
    for (const sent of old) {
      sent.resent++;
      sent.lastTime = segment.rel_ns;
      sent.lastTsVal = tsVal;
    }
    from = Math.max(start, side.next);
  }
  if (from >= end) return;
  const one = { start: from, end, time: segment.rel_ns, lastTime: segment.rel_ns, tsVal, lastTsVal: tsVal };
  const at = side.sent.findLastIndex((sent) => sent.start <= from) + 1;
  side.sent.splice(at, 0, { ...one, isUnseen, resent: 0 });
}

/** `peer` sent what the segment acknowledges. */
function acknowledge(peer: Side, segment: OurSegment): void {
  const ack = segment.ack!;
  const advances = ack > peer.acked;
  if (says(segment, "sack_reneging")) peer.sacked = [];
  const blocks = segment.options.flatMap((option) => option.blocks ?? []);
  for (const { left, right } of says(segment, "d_sack") ? blocks.slice(1) : blocks) {
    if (right > Math.max(left, ack) && right <= peer.next) peer.sacked.push({ left, right });
  }
  if (!advances) return;
  const before = peer.acked;
  peer.acked = ack;
  const covered = peer.sent.filter((sent) => sent.end > before && sent.end <= ack);
  const isSacked = peer.sacked.length > 0;
  let isResent = false;
  let time = Number.NaN;
  let echoed = Number.NaN;
  for (const sent of covered) {
    if (sent.resent > 0 || sent.isUnseen) {
      isResent = true;
      const by = echoedTime(sent, segment);
      if (!Number.isNaN(by)) echoed = by;
    } else if (!(sent.time <= time)) time = sent.time;
  }
  const { fin } = peer;
  if (fin && before <= fin.number && ack > fin.number) {
    if (fin.count > 1) isResent = true;
    else if (fin.time > time) time = fin.time;
  }
  peer.sacked = peer.sacked.filter(({ right }) => right > ack);
  let doubt: OurOutcome | undefined;
  if (isResent) doubt = "resent";
  else if (isSacked) doubt = "sacked";
  else if (says(segment, "acked_unseen")) doubt = "unseen";
  const ns = segment.rel_ns - (doubt ? echoed : time);
  let outcome: OurOutcome = doubt ? "timestamps" : "sample";
  if (!(ns >= 0)) outcome = doubt ?? "nothing";
  peer.samples.push({ outcome, frame: segment.frame, ns: ns >= 0 ? ns : Number.NaN });
}

/** When the sending was that the acknowledgement's stamp echoes (RFC 7323 4.1); NaN: it tells nothing. */
function echoedTime(sent: Sent, segment: OurSegment): number {
  const tsEcr = stamps(segment)?.ts_ecr;
  if (tsEcr === undefined || sent.lastTsVal === undefined) return Number.NaN;
  if (!sent.isUnseen && (sent.tsVal === undefined || sent.tsVal === sent.lastTsVal)) return Number.NaN;
  if (tsEcr === sent.lastTsVal) return sent.lastTime;
  return !sent.isUnseen && tsEcr === sent.tsVal ? sent.time : Number.NaN;
}

/** True for an outcome that is a round trip. */
export const isSample = ({ ns }: { readonly ns: number }): boolean => !Number.isNaN(ns);
