/** The format `tcpdump`: what `tcpdump -nvv` prints of the IP and TCP headers. */
import type { PhaseEvent, PhaseEventOf } from "../../events/mod.ts";
import { addressText } from "../address_text.ts";
import { optionList } from "../option_texts.ts";
import { placeText } from "../packet_place.ts";
import { portLabel } from "../port_labels.ts";
import type { Rendering, RenderingOptions, TextSink } from "../rendering.ts";
import { endsOf } from "../segment_ends.ts";
import { TimeOfDay } from "../time_of_day.ts";
import { ipHeader } from "./ip_header.ts";
import { RelativeNumbers } from "./relative_numbers.ts";

/** The one link type of which tcpdump heads each line with interface and direction. */
const COOKED_V2 = "LINUX_SLL2";

export class TcpdumpRendering implements Rendering {
  readonly #sink: TextSink;
  readonly #times: TimeOfDay;
  readonly #interfaceNames: ReadonlyMap<string, string>;
  readonly #numbers = new RelativeNumbers();
  /** By the index of a file: all its packets are of cooked v2. */
  readonly #isCooked: boolean[] = [];

  constructor(options: RenderingOptions, sink: TextSink) {
    this.#sink = sink;
    this.#times = new TimeOfDay(options.timeZone);
    this.#interfaceNames = options.interfaceNames;
  }

  write(event: PhaseEvent): void {
    if (event.event === "capture_start") {
      const { interfaces } = event;
      this.#isCooked[event.file_index] =
        interfaces.length > 0 && interfaces.every(({ link_type }) => link_type === COOKED_V2);
    } else if (event.event === "segment") this.#sink(this.#packet(event));
  }

  end(): void {}

  #packet(event: PhaseEventOf<"segment">): string {
    const isCooked = this.#isCooked[event.file_index ?? 0];
    // a segment that is neither to nor from the host is one to another host
    const place = isCooked ? placeText(event, this.#interfaceNames, "P") : "";
    return `${this.#times.of(event.ts)} ${place}${ipHeader(event)}${this.#segment(event)}\n`;
  }

  #segment(event: PhaseEventOf<"segment">): string {
    const ends = endsOf(event);
    const { seq, ack, sackBase } = this.#numbers.of(
      ends,
      event.flags.includes("S"),
      event.seq_raw,
      event.ack_raw,
    );
    const hasAck = event.ack_raw !== undefined;
    let text = `${addressText(ends.sourceIp)}.${ends.sourcePort} > `;
    text += `${addressText(ends.destinationIp)}.${ends.destinationPort}: `;
    text += `Flags [${flagsText(event.flags)}]${checksumText(event)}, seq ${seq}`;
    if (event.len > 0) text += `:${(seq + event.len) >>> 0}`;
    if (hasAck) text += `, ack ${ack}`;
    text += `, win ${event.win}`;
    if (event.urgent_ptr !== undefined) text += `, urg ${event.urgent_ptr}`;
    if (event.options.length > 0 || event.options_cut) {
      // offset 0 of the numbers that are acknowledged, against what tcpdump shows as 0
      const shift = hasAck ? event.ack_raw! - event.ack! - sackBase : 0;
      const options = optionList(event, shift);
      text += `, options [${options.text}`;
      if (options.isBroken) return text;
      text += "]";
    }
    text += `, length ${event.len}`;
    const label = event.len > 0 ? portLabel(ends.sourcePort, ends.destinationPort) : undefined;
    if (label !== undefined && !event.flags.includes("R")) text += `: ${label}`;
    return text;
  }
}

/** tcpdump 4.99 knows no AE. */
function flagsText(flags: string): string {
  return flags === "none" ? flags : flags.replace("e", "") || "none";
}

/** Nothing where the segment is not all captured, even if what is there tells that it is an offload's. */
function checksumText({ cksum, cksum_verdict, cksum_expected }: PhaseEventOf<"segment">): string {
  if (cksum_verdict === "good") return `, cksum ${cksum} (correct)`;
  return cksum_expected === undefined ? "" : `, cksum ${cksum} (incorrect -> ${cksum_expected})`;
}
