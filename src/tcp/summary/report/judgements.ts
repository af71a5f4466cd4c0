/**
 * What a capture can be trusted for: each rule names a measure of the capture and from where on it spoils the answer to
 * a question.
 */
import type { CaptureReport } from "../../../events/mod.ts";

export type Judgement = CaptureReport["judgements"][number];
export type Question = Judgement["question"];
export type Answer = Judgement["answer"];
export type Reason = Judgement["because"][number];

/** What the rules look at. Shares are in a million, rounded up: 0 means none. */
export interface Measures {
  /** 1 if there is no TCP segment at all, else 0. */
  readonly isEmpty: number;
  /** 1 if an input, or the run, ended before its time, else 0. */
  readonly isCutOff: number;
  /** Greatest power of ten that divides all stamps, in nanoseconds. */
  readonly stampUnit: number;
  /** Of packets of any kind. */
  readonly backward: number;
  readonly undecoded: number;
  /** Of packets of any kind, with those that were dropped. */
  readonly kernelDrops: number;
  /** Of TCP segments with their copies. */
  readonly copies: number;
  /** Of TCP segments: that acknowledge what the capture lacks; by their checksum; not whole. */
  readonly ackedUnseen: number;
  readonly partialChecksums: number;
  readonly badChecksums: number;
  readonly unverifiedChecksums: number;
  readonly cut: number;
  /** Of TCP segments with payload. */
  readonly large: number;
  /** Of payload bytes, seen or not. */
  readonly gapBytes: number;
  /** Of flows with more than SYNs and RSTs. */
  readonly oneSided: number;
  readonly midstream: number;
  readonly open: number;
  /** Of flows. */
  readonly limitedFlows: number;
}

export interface Rule {
  readonly question: Question;
  readonly reason: Reason;
  readonly measure: keyof Measures;
  /** A greater measure makes the answer `limited`. */
  readonly limited: number;
  /** A greater measure makes it `no`. */
  readonly no: number;
  readonly why: string;
}

const NEVER = Number.POSITIVE_INFINITY;
const PERCENT = 10_000;
const MILLISECOND = 1_000_000;

export const questions = [
  "timing",
  "round_trips",
  "loss",
  "payload",
  "checksums",
  "teardown",
  "roles",
] as const satisfies readonly Question[];

const rule = (
  question: Question,
  reason: Reason,
  measure: keyof Measures,
  limited: number,
  no: number,
  why: string,
): Rule => ({ question, reason, measure, limited, no, why });

/** The rules, in the order in which reasons are told. */
export const rules: readonly Rule[] = [
  ...questions.map((question) => rule(question, "no_packets", "isEmpty", 0, 0, "there is nothing to judge")),

  rule("timing", "backward_time", "backward", 0, 5 * PERCENT, "intervals rest on stamps in order"),
  rule(
    "timing",
    "coarse_clock",
    "stampUnit",
    MILLISECOND - 1,
    1000 * MILLISECOND - 1,
    "an interval is exact to one unit; with whole seconds none of a connection's is",
  ),

  rule("round_trips", "one_sided_flows", "oneSided", PERCENT, 90 * PERCENT, "they need both directions"),
  rule(
    "round_trips",
    "backward_time",
    "backward",
    PERCENT / 10,
    5 * PERCENT,
    "one in a thousand is seen in p99",
  ),
  rule(
    "round_trips",
    "coarse_clock",
    "stampUnit",
    MILLISECOND - 1,
    100 * MILLISECOND - 1,
    "on a local network they take less than 1 ms, nearly everywhere less than 100",
  ),
  rule(
    "round_trips",
    "large_segments",
    "large",
    PERCENT,
    NEVER,
    "stamped before the network card splits it, or after it merged several: queues on the host are in the figure",
  ),
  rule("round_trips", "flow_limits", "limitedFlows", 0, NEVER, "samples of those connections are lacking"),

  rule("loss", "captured_gaps", "ackedUnseen", 0, PERCENT, "what only the capture lacks looks like a loss"),
  rule("loss", "kernel_drops", "kernelDrops", 0, PERCENT, "what only the capture lacks looks like a loss"),
  rule("loss", "undecoded_packets", "undecoded", PERCENT / 10, 10 * PERCENT, "some of them may be segments"),
  rule("loss", "one_sided_flows", "oneSided", PERCENT, 90 * PERCENT, "the other side tells what arrived"),
  rule(
    "loss",
    "backward_time",
    "backward",
    PERCENT / 10,
    5 * PERCENT,
    "records in disorder look like reordering",
  ),
  rule("loss", "large_segments", "large", PERCENT, NEVER, "one of them is several segments on the wire"),
  rule("loss", "copies", "copies", PERCENT, NEVER, "copies of bare ACKs can look like duplicate ACKs"),
  rule("loss", "flow_limits", "limitedFlows", 0, NEVER, "evidence of those connections was forgotten"),

  rule("payload", "captured_gaps", "gapBytes", 0, 10 * PERCENT, "bytes are lacking"),
  rule("payload", "kernel_drops", "kernelDrops", 0, 10 * PERCENT, "bytes are lacking"),
  rule(
    "payload",
    "undecoded_packets",
    "undecoded",
    PERCENT / 10,
    10 * PERCENT,
    "some of them may be segments",
  ),
  rule("payload", "one_sided_flows", "oneSided", PERCENT, NEVER, "one direction is lacking"),
  rule("payload", "cut_packets", "cut", 0, 50 * PERCENT, "bytes were not stored, but are counted"),
  rule("payload", "bad_checksums", "badChecksums", PERCENT / 10, NEVER, "bytes may be damaged"),
  rule("payload", "flow_limits", "limitedFlows", 0, NEVER, "gaps of those connections are not told apart"),

  rule(
    "checksums",
    "offload",
    "partialChecksums",
    0,
    99 * PERCENT,
    "what the network card made of them is not in the capture",
  ),
  rule("checksums", "cut_packets", "unverifiedChecksums", 0, 99 * PERCENT, "they cannot be computed"),
  rule(
    "checksums",
    "bad_checksums",
    "badChecksums",
    PERCENT,
    50 * PERCENT,
    "no network damages so many: something rewrote the packets, as anonymizing does",
  ),

  rule("teardown", "missing_ends", "open", PERCENT, 90 * PERCENT, "how connections end was not captured"),
  rule("teardown", "input_cut_off", "isCutOff", 0, NEVER, "ends may be in what is lacking"),
  rule("teardown", "kernel_drops", "kernelDrops", PERCENT, NEVER, "a FIN or RST may be among them"),
  rule("teardown", "one_sided_flows", "oneSided", PERCENT, 90 * PERCENT, "its kind takes both FINs and ACKs"),

  rule(
    "roles",
    "missing_syns",
    "midstream",
    PERCENT,
    90 * PERCENT,
    "without SYN they are guessed from ports",
  ),
];

/** The judgement on each question. */
export function judge(measures: Measures): Judgement[] {
  return questions.map((question) => {
    const met = rules.filter((rule) => rule.question === question && measures[rule.measure] > rule.limited);
    const isHopeless = met.some((rule) => measures[rule.measure] > rule.no);
    return {
      question,
      answer: isHopeless ? "no" : met.length > 0 ? "limited" : "yes",
      because: met.map(({ reason }) => reason),
    };
  });
}
