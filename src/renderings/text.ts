/** The format `text`: a line for each segment, like tcpdump's, with what the analysis says of it. */
import type { PhaseEvent, PhaseEventOf } from "../events/mod.ts";
import { optionList } from "./option_texts.ts";
import { placeText } from "./packet_place.ts";
import type { Rendering, RenderingOptions, TextSink } from "./rendering.ts";
import { endsOf } from "./segment_ends.ts";
import { TimeOfDay } from "./time_of_day.ts";

const RESET_COLOR = "\u001b[0m";
const YELLOW = "\u001b[33m";
const RED = "\u001b[31m";

export class TextRendering implements Rendering {
  readonly #sink: TextSink;
  readonly #times: TimeOfDay;
  readonly #interfaceNames: ReadonlyMap<string, string>;
  readonly #colors: boolean;

  constructor(options: RenderingOptions, sink: TextSink) {
    this.#sink = sink;
    this.#times = new TimeOfDay(options.timeZone);
    this.#interfaceNames = options.interfaceNames;
    this.#colors = options.colors;
  }

  write(event: PhaseEvent): void {
    if (event.event === "segment") this.#sink(this.#line(event));
  }

  end(): void {}

  #line(event: PhaseEventOf<"segment">): string {
    const ends = endsOf(event);
    let text = `${this.#times.of(event.ts)} ${placeText(event, this.#interfaceNames)}`;
    text += `${event.ip_id === undefined ? "IP6" : "IP"} ${ends.sourceIp}.${ends.sourcePort} > `;
    text += `${ends.destinationIp}.${ends.destinationPort}: `;
    const flags = `Flags [${event.flags}]`;
    text += event.flags.includes("R") ? this.#painted(RED, flags) : flags;
    text += `, cksum ${event.cksum} (${checksumText(event)})${numbersText(event)}, win ${event.win}`;
    if (event.urgent_ptr !== undefined) text += `, urg ${event.urgent_ptr}`;
    if (event.options.length > 0 || event.options_cut) {
      text += `, options [${optionList(event, undefined).text}]`;
    }
    text += `, length ${event.len}`;
    const marks = marksOf(event);
    if (marks !== "") text += ` ${this.#painted(YELLOW, marks)}`;
    return `${text}\n`;
  }

  #painted(color: string, text: string): string {
    return this.#colors ? `${color}${text}${RESET_COLOR}` : text;
  }
}

function checksumText(event: PhaseEventOf<"segment">): string {
  const truth = event.cksum_expected === undefined ? "" : `, true ${event.cksum_expected}`;
  switch (event.cksum_verdict) {
    case "good":
      return "correct";
    case "partial":
    case "partial_lso":
      return `partial: offload${truth}`;
    case "zero":
      return `zero: not filled in${truth}`;
    case "bad":
      return `bad${truth}`;
    case "unverified":
      return "not verified";
  }
}

/** A SYN's own number is raw, and what a SYN-ACK acknowledges, as tcpdump has it; all others are offsets. */
function numbersText(event: PhaseEventOf<"segment">): string {
  const isSyn = event.flags.includes("S");
  const seq = isSyn ? event.seq_raw : event.seq;
  const ack = isSyn ? event.ack_raw : event.ack;
  let text = `, seq ${seq}`;
  if (event.len > 0) text += `:${isSyn ? (seq + event.len) >>> 0 : seq + event.len}`;
  if (ack !== undefined) text += `, ack ${ack}`;
  return text;
}

function marksOf(event: PhaseEventOf<"segment">): string {
  const words: string[] = event.analysis.filter((kind) => kind !== "duplicate_packet" || !event.copy_of);
  if (event.copy_of !== undefined) words.unshift(`copy of frame ${event.copy_of}`);
  return words.length > 0 ? `[${words.join(", ")}]` : "";
}
