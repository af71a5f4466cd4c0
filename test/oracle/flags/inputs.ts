/**
 * What the two sides apply the rules to: each place where that differs, in a stream of tshark's or a flow of ours, is a
 * reason for other labels from there on.
 */

import { address } from "../frames.ts";
import type { OurCapture, OurFrame, TheirCapture, TheirFrame } from "./model.ts";
import { senderOf } from "./replay.ts";

/** Encapsulations that are not read, as tshark calls them. */
const NOT_UNWRAPPED: ReadonlySet<string> = new Set([
  "ayiya",
  "capwap.data",
  "cfp",
  "ipcomp",
  "lwapp",
  "trill",
]);

const SYN = 0x002;
const ACK = 0x010;

/** Frames that Wireshark 4.0 keeps of what was not acknowledged; where there are more, SYN and FIN are not counted. */
const MAX_UNACKED = 10_000;

export const INPUT_REASONS = [
  {
    id: "quoted",
    text: "a header quoted in an ICMP error: tshark takes its flags for the stream's, we nothing",
  },
  { id: "not_unwrapped", text: "frames inside an encapsulation that is not read (AYIYA, IPComp)" },
  { id: "stopped", text: "tshark stopped before, at a record that it takes for broken" },
  {
    id: "length",
    text: "the IP length is beyond the frame or a header around it: tshark takes another payload length",
  },
  { id: "no_length", text: "the same, and the frame ends inside the TCP header: tshark makes no analysis" },
  {
    id: "lingered_out",
    text: "more than 5 s after a close or reset: new for us, the same stream for tshark",
  },
  { id: "timed_out", text: "idle beyond the timeout: new for us, the same stream for tshark" },
  {
    id: "same_number_again",
    text: "SYN with the former number after a close or reset: new for us, the same stream for tshark",
  },
  {
    id: "other_number_after_end",
    text: "SYN-ACK with another number after a close or reset: new for us, the same stream for tshark",
  },
  {
    id: "source_routed",
    text: "IPv4 source route: tshark takes the route's last address for the connection's",
  },
  {
    id: "other_number",
    text: "SYN-ACKs with different numbers: tshark tells the next one from the last, we from the first",
  },
] as const;

export type InputReason = (typeof INPUT_REASONS)[number]["id"];

const exceeds = ({ messages }: TheirFrame): boolean =>
  messages.some((text) => /exceeds (packet|framing) length/.test(text));

/** The addresses of the two sides are not the same. */
function isOtherPair(theirs: TheirFrame, ours: OurFrame): boolean {
  const own = [address(ours.client), address(ours.server)].sort().join();
  return own !== [address(theirs.src), address(theirs.dst)].sort().join();
}

/** Segments of one direction that tshark keeps until they are acknowledged: where each ends. */
class Unacked {
  #ends: number[] = [];
  isFull = false;

  add(end: number): void {
    if (this.#ends.length < MAX_UNACKED) this.#ends.push(end);
    else this.isFull = true;
  }

  acknowledge(ack: number): void {
    this.#ends = this.#ends.filter((end) => ((end - ack) | 0) > 0);
  }
}

/** Follows the frames of one capture. */
export class Inputs {
  readonly #theirs: TheirCapture;
  readonly #ours: OurCapture;
  readonly #last: number;
  readonly #byStream = new Map<number, Set<InputReason>>();
  readonly #byFlow = new Map<number, Set<InputReason>>();
  /** Our latest flow in a stream, and the stream in which a flow began. */
  readonly #flowOf = new Map<number, number>();
  readonly #streamOf = new Map<number, number>();
  readonly #unacked = new Map<string, Unacked>();
  /** Initial numbers of SYN-ACKs by stream and sender. */
  readonly #synAcks = new Map<string, Set<number>>();

  constructor(theirs: TheirCapture, ours: OurCapture) {
    this.#theirs = theirs;
    this.#ours = ours;
    this.#last = Math.max(0, ...theirs.frames.keys());
    for (const frame of theirs.frames.values()) {
      if (!isSynAck(frame)) continue;
      const key = `${frame.stream} ${senderOf(frame)}`;
      this.#synAcks.set(key, (this.#synAcks.get(key) ?? new Set()).add(frame.seqRaw!));
    }
  }

  /** What differs in frame `number`, and has before in its stream and its flow. */
  next(number: number): ReadonlySet<InputReason> {
    const theirs = this.#theirs.frames.get(number);
    const ours = this.#ours.frames.get(number);
    const reason = this.#reason(number, theirs, ours);
    const found = new Set<InputReason>();
    for (const [reasons, key] of [
      [this.#byStream, theirs?.stream],
      [this.#byFlow, ours?.flow],
    ] as const) {
      if (key === undefined) continue;
      const known = reasons.get(key) ?? new Set();
      reasons.set(key, known);
      if (reason !== undefined) known.add(reason);
      for (const each of known) found.add(each);
    }
    if (theirs?.stream !== undefined && ours !== undefined) {
      this.#flowOf.set(theirs.stream, ours.flow);
      if (!this.#streamOf.has(ours.flow)) this.#streamOf.set(ours.flow, theirs.stream);
      // what differs in a stream differs in its flow, too
      for (const each of found) {
        this.#byFlow.get(ours.flow)!.add(each);
        this.#byStream.get(theirs.stream)!.add(each);
      }
    }
    if (theirs) this.#follow(theirs);
    return found;
  }

  /** tshark's list of the segments to `frame`'s sender was full once. */
  wasFull(frame: TheirFrame): boolean {
    return this.#unacked.get(`${frame.stream} ${frame.dst} ${frame.dstPort}`)?.isFull ?? false;
  }

  /** SYN-ACKs of the frame's sender have different numbers in the stream. */
  hasOtherSynAck(frame: TheirFrame): boolean {
    return isSynAck(frame) && (this.#synAcks.get(`${frame.stream} ${senderOf(frame)}`)?.size ?? 0) > 1;
  }

  #reason(
    number: number,
    theirs: TheirFrame | undefined,
    ours: OurFrame | undefined,
  ): InputReason | undefined {
    if (theirs === undefined) {
      return !this.#theirs.isComplete && number > this.#last ? "stopped" : undefined;
    }
    if (ours === undefined) {
      if (theirs.below.some((protocol) => protocol === "icmp" || protocol === "icmpv6")) return "quoted";
      return theirs.below.some((protocol) => NOT_UNWRAPPED.has(protocol)) ? "not_unwrapped" : undefined;
    }
    if (theirs.len !== ours.len && exceeds(theirs)) return theirs.len === undefined ? "no_length" : "length";
    if (isOtherPair(theirs, ours)) return "source_routed";
    return this.#splitReason(theirs, ours) ?? (this.hasOtherSynAck(theirs) ? "other_number" : undefined);
  }

  /** Why our flow is another than that of the stream's frame before. */
  #splitReason(theirs: TheirFrame, ours: OurFrame): InputReason | undefined {
    const before = this.#flowOf.get(theirs.stream!);
    if (before === undefined || before === ours.flow || this.#streamOf.has(ours.flow)) return undefined;
    const end = this.#ours.ends.get(before);
    if (isSynAck(theirs) && end !== "idle") return "other_number_after_end";
    if ((theirs.flags ?? 0) & SYN && end !== "idle") return "same_number_again";
    if (end === "closed" || end === "reset") return "lingered_out";
    return end === "idle" ? "timed_out" : undefined;
  }

  #follow(frame: TheirFrame): void {
    const { stream, flags = 0, seqRaw, ackRaw, len } = frame;
    if (seqRaw === undefined || ackRaw === undefined || len === undefined) return;
    const key = `${stream} ${senderOf(frame)}`;
    const virtual = flags & 0x003 ? 1 : 0;
    const unacked = this.#unacked.get(key) ?? new Unacked();
    this.#unacked.set(key, unacked);
    if (len + virtual > 0) unacked.add((seqRaw + len + virtual) | 0);
    this.#unacked.get(`${stream} ${frame.dst} ${frame.dstPort}`)?.acknowledge(ackRaw);
  }
}

function isSynAck({ flags = 0 }: TheirFrame): boolean {
  return (flags & (SYN | ACK)) === (SYN | ACK);
}
