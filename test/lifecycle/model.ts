/**
 * How connections begin, are told of and end, as simply as it can be told: a Map of flows, and before each record a look
 * through all of them for deadlines and, where there is no room, for the least recently used. It knows nothing of what is inside a
 * connection but what decides about its end.
 */
import type { Packet, Segment, Side } from "./traffic.ts";

export const SECOND = 1e9;
const HOUR = 3600 * SECOND;
/** Records behind a jump of the clock that have to agree with it. */
const AGREEING = 3;

/** Nanoseconds; 0: never. */
export interface Limits {
  readonly maxFlows: number;
  readonly halfOpen: number;
  readonly established: number;
  readonly fin: number;
  readonly linger: number;
  /** From the first packet that no update tells of to one that does; absent: never. */
  readonly update?: number;
}

/** What `flow_end` says of an end, or `update` before it. */
export interface FlowEndFacts {
  readonly flow: number;
  readonly reason: string;
  /** Of the last packet. */
  readonly frame: number;
  /** At which the end was known. */
  readonly knownFrame: number;
}

/** One side of a flow, in numbers as they are on the wire. */
class Endpoint {
  base: number | undefined;
  /** Behind the highest number that it sent, as far as its segments and the peer's ACKs tell. */
  next = 0;
  /** The highest number it acknowledged. */
  acked: number | undefined;
  window: number | undefined;
  /** The window is that of a SYN, which is never scaled. */
  isSynWindow = false;
  hasSyn = false;
  hasBareSyn = false;
  hasRst = false;
  isSynAcked = false;
  /** When its first SYN was sent. */
  firstSyn: number | undefined;
  hasPayload = false;
  fin: number | undefined;
  isFinAcked = false;
}

/** What passed behind a RST that ended a flow. */
interface AfterReset {
  readonly sender: Side;
  readonly time: number;
  /** Behind what its sender had sent; undefined: it had sent nothing. */
  readonly next: number | undefined;
  /** Behind the payload or SYN that its sender sent since. */
  sent: number;
  /** Where the receiver's first payload begins that can't have been in flight. */
  late: number | undefined;
}

class Flow {
  readonly number: number;
  readonly key: number;
  readonly c = new Endpoint();
  readonly s = new Endpoint();
  isEstablished = false;
  /** Closed or reset, and at which clock. */
  ended: { readonly reason: "closed" | "reset"; readonly clock: number } | undefined;
  /** Set while a RST has ended it. */
  reset: AfterReset | undefined;
  synClock = 0;
  lastClock = 0;
  lastFrame = 0;
  /** When it is to be told of. */
  update = Number.POSITIVE_INFINITY;

  constructor(number: number, key: number) {
    this.number = number;
    this.key = key;
  }

  get hasSyn(): boolean {
    return this.c.hasSyn || this.s.hasSyn;
  }

  deadline({ halfOpen, established, fin, linger }: Limits): number {
    const after = (clock: number, wait: number): number =>
      wait === 0 ? Number.POSITIVE_INFINITY : clock + wait;
    if (this.ended) return after(this.ended.clock, linger);
    if (this.c.fin !== undefined || this.s.fin !== undefined) return after(this.lastClock, fin);
    if (this.hasSyn && !this.isEstablished) return after(this.synClock, halfOpen);
    return after(this.lastClock, established);
  }
}

/** The flows of a capture. */
export class LifecycleModel {
  readonly ends: FlowEndFacts[] = [];
  readonly #limits: Limits;
  /** By 4-tuple. */
  readonly #live = new Map<number, Flow>();
  #flows = 0;
  #frame = 0;
  #clock: number | undefined;
  /** The clock when timers were looked at last. */
  #looked = Number.NEGATIVE_INFINITY;
  #jump: { readonly candidate: number; greatest: number; agreed: number } | undefined;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  record(packet: Packet): void {
    this.#frame++;
    const clock = this.#judge(packet.time);
    this.#clock = clock;
    if ("flags" in packet) {
      this.#look(clock);
      // a jump that nobody agreed to yet moves no clock, but the connection was alive then
      this.#segment(packet, Math.max(clock, packet.time));
    } else if (clock - this.#looked >= SECOND) this.#look(clock);
  }

  end(): void {
    if (this.#clock !== undefined) this.#look(this.#clock);
    for (const flow of this.#sorted((flow) => flow.number)) this.#end(flow, "eof");
  }

  /** The clock after a record: the greatest stamp, but a jump of more than an hour has to be agreed on. */
  #judge(time: number): number {
    const clock = this.#clock;
    if (clock === undefined) return time;
    const jump = this.#jump;
    this.#jump = undefined;
    if (jump && time - clock > HOUR && Math.abs(time - jump.candidate) <= HOUR) {
      jump.greatest = Math.max(jump.greatest, time);
      if (++jump.agreed === AGREEING) return jump.greatest;
      this.#jump = jump;
      return clock;
    }
    if (time - clock <= HOUR) return Math.max(clock, time);
    this.#jump = { candidate: time, greatest: time, agreed: 0 };
    return clock;
  }

  #sorted(value: (flow: Flow) => number): Flow[] {
    return [...this.#live.values()].sort((a, b) => value(a) - value(b) || a.number - b.number);
  }

  #look(clock: number): void {
    this.#looked = clock;
    const over = (flow: Flow): number => flow.deadline(this.#limits);
    const due = (flow: Flow): number => Math.min(over(flow), flow.update);
    for (;;) {
      const [flow] = this.#sorted(due);
      if (!flow || due(flow) > clock) return;
      if (over(flow) <= flow.update) this.#end(flow, "idle");
      else {
        this.#tell(flow, "update");
        flow.update = Number.POSITIVE_INFINITY;
      }
    }
  }

  #end(flow: Flow, reason: string): void {
    this.#live.delete(flow.key);
    this.#tell(flow, flow.ended?.reason ?? reason);
  }

  #tell({ number, lastFrame }: Flow, reason: string): void {
    this.ends.push({ flow: number, reason, frame: lastFrame, knownFrame: this.#frame });
  }

  #segment(segment: Segment, clock: number): void {
    const { tuple, sender, flags, seq, ack, length } = segment;
    let flow = this.#live.get(tuple);
    if (flow && opensAnother(flow, segment)) {
      this.#end(flow, "reuse");
      flow = undefined;
    }
    if (!flow) {
      if (this.#live.size === this.#limits.maxFlows)
        this.#end(this.#sorted(({ lastFrame }) => lastFrame)[0]!, "evicted");
      flow = new Flow(this.#flows++, tuple);
      this.#live.set(tuple, flow);
    }
    flow.lastClock = clock;
    flow.lastFrame = this.#frame;
    // not the segment's own time: the clock may not believe it
    const told = this.#clock! + (this.#limits.update ?? Number.POSITIVE_INFINITY);
    flow.update = Math.min(flow.update, told);

    const me = flow[sender];
    const peer = flow[other(sender)];
    const isSyn = flags.includes("S");
    if (isSyn && ack !== undefined && answersAnew(flow, segment)) {
      me.base = undefined;
      me.next = 0;
    }
    const answersSyn = flags.includes("R") && peer.hasSyn;
    if (!answersSyn) me.base ??= isSyn ? seq : seq - 1;
    if (ack !== undefined) peer.base ??= ack - 1;
    if (flags.includes("R")) {
      me.hasRst = true;
      if (accepts(flow, segment)) {
        const isAgain = flow.reset?.sender === sender;
        if (!flow.ended || isAgain) flow.reset = afterReset(me, segment);
        flow.ended ??= { reason: "reset", clock };
      }
      return;
    }
    if (flow.reset && isIgnored(flow, flow.reset, segment)) {
      flow.ended = undefined;
      flow.reset = undefined;
    }
    // a SYN of another connection
    if (isSyn && seq !== me.base) return;
    if (isSyn) {
      me.firstSyn ??= segment.time;
      me.hasSyn = true;
      if (ack === undefined) me.hasBareSyn = true;
      flow.synClock = clock;
    }
    if (ack !== undefined) acknowledge(flow, segment, ack);
    const isNewPayload = length > 0 && !me.hasPayload && seq > me.base!;
    if (length > 0 && seq > me.base!) me.hasPayload = true;
    if (flow.reset) noteBehindReset(flow, flow.reset, segment, isNewPayload);
    else if (flags.includes("F")) me.fin ??= seq + length;
    me.next = Math.max(me.next, seq + length + (isSyn || flags.includes("F") ? 1 : 0));
    me.window = segment.window;
    me.isSynWindow = isSyn;
    if (!flow.ended && me.isFinAcked && peer.isFinAcked) flow.ended = { reason: "closed", clock };
  }
}

const other = (side: Side): Side => (side === "c" ? "s" : "c");

/** A SYN that cannot belong to the flow. */
function opensAnother(flow: Flow, { sender, flags, seq, ack }: Segment): boolean {
  if (!flags.includes("S")) return false;
  const me = flow[sender];
  const peer = flow[other(sender)];
  const hasEnded = flow.ended !== undefined;
  // its own SYN again; behind the end only if that SYN was seen before, and its sender did not end the flow
  if (me.base === seq) return hasEnded && !(me.hasSyn && (ack !== undefined || !me.hasRst));
  if (ack === undefined) return hasEnded || me.base !== undefined;
  return hasEnded && (me.hasSyn || !peer.hasSyn || ack !== peer.base! + 1);
}

/** A SYN-ACK with another number than was taken from the sender so far, of which nothing was acknowledged. */
function answersAnew(flow: Flow, { sender, seq, ack }: Segment): boolean {
  const me = flow[sender];
  const peer = flow[other(sender)];
  const isOpening = !flow.ended && !flow.isEstablished && !me.isSynAcked && me.fin === undefined;
  return isOpening && me.base !== seq && peer.hasSyn && ack! > peer.base! && !me.hasBareSyn;
}

/** ACK: of SYNs, which establishes, and of FINs. The client is always `c`: only that side sends a bare SYN. */
function acknowledge(flow: Flow, { sender, flags, length }: Segment, ack: number): void {
  const me = flow[sender];
  const peer = flow[other(sender)];
  me.acked = Math.max(me.acked ?? ack, ack);
  peer.next = Math.max(peer.next, ack);
  if (!flow.reset && peer.fin !== undefined && ack > peer.fin) peer.isFinAcked = true;
  if (flow.isEstablished || !flow.hasSyn) return;
  if (ack > peer.base!) peer.isSynAcked = true;
  const goesOn = peer.isSynAcked && !flags.includes("S");
  // the server takes or sends data: the last ACK was there; the client acknowledges: the SYN-ACK was
  if (goesOn && sender === "s" && me.hasSyn && (length > 0 || ack > peer.base! + 1)) me.isSynAcked = true;
  if (goesOn && sender === "c" && me.hasBareSyn && !peer.hasSyn) me.isSynAcked = true;
  flow.isEstablished = me.isSynAcked && peer.isSynAcked;
}

function afterReset({ base, next }: Endpoint, { sender, time }: Segment): AfterReset {
  const behind = base === undefined ? undefined : Math.max(next, base + 1);
  return { sender, time, next: behind, sent: behind ?? Number.NEGATIVE_INFINITY, late: undefined };
}

/** Whether the segment shows that the RST was ignored (src/tcp/phases/ignored_reset.ts, without stamps and windows). */
function isIgnored(flow: Flow, reset: AfterReset, { sender, ack }: Segment): boolean {
  if (ack === undefined) return false;
  if (sender === reset.sender) return reset.late !== undefined && ack > reset.late;
  const peer = flow[reset.sender];
  const next = reset.next ?? peer.base!;
  return reset.sent > next && ack > next && ack <= peer.next;
}

function noteBehindReset(flow: Flow, reset: AfterReset, segment: Segment, isNewPayload: boolean): void {
  const { sender, flags, seq, length, time } = segment;
  const isSyn = flags.includes("S");
  if (sender === reset.sender) {
    if (length > 0 || isSyn) reset.sent = Math.max(reset.sent, seq + length + (isSyn ? 1 : 0));
    return;
  }
  const roundTrip = (flow.s.firstSyn ?? 0) - (flow.c.firstSyn ?? Number.POSITIVE_INFINITY);
  if (isNewPayload && time - reset.time > Math.max(SECOND, roundTrip)) reset.late ??= seq;
}

/** Whether the receiver of a RST drops the connection (RFC 9293 3.10.7), or nothing tells that it does not. */
function accepts(flow: Flow, { sender, seq, ack }: Segment): boolean {
  const me = flow[sender];
  const peer = flow[other(sender)];
  if (peer.hasBareSyn && !peer.isSynAcked && !me.hasSyn) {
    return ack === undefined || (ack > peer.base! && ack <= peer.next);
  }
  if (peer.acked === undefined || seq === peer.acked) return true;
  // a window may be scaled unless a SYN tells that it is not (RFC 7323 2.2)
  if (peer.window === undefined || !(peer.isSynWindow || flow.hasSyn)) return true;
  return seq > peer.acked && seq < peer.acked + peer.window;
}
