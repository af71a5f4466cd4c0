/** Puts the two views of each frame side by side and finds the fields on which they differ. */

import { directionOf, interfaceOf, layersOf } from "./layers.ts";
import type {
  Base,
  Difference,
  Field,
  FramePair,
  OurOption,
  OurSegment,
  StreamFacts,
  TcpdumpVerdict,
  TheirFrame,
  Value,
  Verdict,
} from "./model.ts";
import { type CaptureRecord, stampText } from "./records.ts";

const U32 = 2 ** 32;
const FLAG_FIN = 0x001;
const FLAG_SYN = 0x002;
const FLAG_RST = 0x004;
const FLAG_ACK = 0x010;
const FLAG_URG = 0x020;
const FLAG_MASK = 0x1ff;

const FLAG_LETTERS: ReadonlyMap<string, number> = new Map([
  ["F", 0x001],
  ["S", 0x002],
  ["R", 0x004],
  ["P", 0x008],
  [".", 0x010],
  ["U", 0x020],
  ["E", 0x040],
  ["W", 0x080],
  ["e", 0x100],
]);

/** `value` modulo 2^32; offsets may be negative. */
export function modulo32(value: number): number {
  return ((value % U32) + U32) % U32;
}

/** The nine flag bits of tcpdump's letters; NaN when there is a letter that is none. */
export function flagBits(letters: string): number {
  if (letters === "none") return 0;
  let bits = 0;
  for (const letter of letters) bits |= FLAG_LETTERS.get(letter) ?? Number.NaN;
  return [...letters].every((letter) => FLAG_LETTERS.has(letter)) ? bits : Number.NaN;
}

/** One's complement has two zeros. */
function sameZero(checksum: number): number {
  return checksum === 0xffff ? 0 : checksum;
}

function hex16(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `0x${value.toString(16).padStart(4, "0")}`;
}

function plainVerdict(verdict: string | undefined): Verdict | string | undefined {
  return verdict === "partial" || verdict === "partial_lso" || verdict === "zero" ? "bad" : verdict;
}

/** One spelling of an IPv6 address. */
export function address(text: string): string {
  return text.includes(":") ? new URL(`http://[${text}]/`).hostname : text;
}

function source(ours: OurSegment): { ip: string; port: number } {
  return ours.sender === "client"
    ? { ip: ours.client_ip, port: ours.client_port }
    : { ip: ours.server_ip, port: ours.server_port };
}

function target(ours: OurSegment): { ip: string; port: number } {
  return ours.sender === "client"
    ? { ip: ours.server_ip, port: ours.server_port }
    : { ip: ours.client_ip, port: ours.client_port };
}

function values(options: readonly OurOption[], name: "mss" | "shift" | "ts_val" | "ts_ecr"): number[] {
  return options.flatMap((option) => option[name] ?? []);
}

type Pair = readonly [ours: Value, theirs: Value];

/** SACK edges as 32-bit numbers of the wire, so that no base is needed. */
function sackPair(ours: OurSegment, theirs: TheirFrame): Pair {
  const tcp = theirs.tcp!;
  const ourBase = (ours.ack_raw ?? 0) - (ours.ack ?? 0);
  const theirBase = (tcp.ackRaw ?? 0) - (tcp.ack ?? 0);
  const blocks = ours.options.flatMap((option) => option.blocks ?? []);
  return [
    blocks.map(({ left, right }) => `${modulo32(left + ourBase)}:${modulo32(right + ourBase)}`).join(","),
    tcp.sackLeft
      .map((left, i) => `${modulo32(left + theirBase)}:${modulo32((tcp.sackRight[i] ?? 0) + theirBase)}`)
      .join(","),
  ];
}

function checksumPairs(
  stored: string | undefined,
  verdict: string | undefined,
  expected: string | undefined,
  theirs: { checksum: number | undefined; verdict: Verdict | undefined; expected: number | undefined },
): [Pair, Pair, Pair | undefined] {
  const plain = plainVerdict(verdict);
  // Where the verdicts differ, that is the one difference; the expected value is there only for bad ones.
  const bothBad = plain === "bad" && theirs.verdict === "bad";
  return [
    [stored, hex16(theirs.checksum)],
    [plain, theirs.verdict],
    bothBad
      ? [
          expected === undefined ? undefined : sameZero(Number(expected)),
          theirs.expected === undefined ? undefined : sameZero(theirs.expected),
        ]
      : undefined,
  ];
}

function tcpdumpPair(ours: OurSegment, tcpdump: TcpdumpVerdict): Pair | undefined {
  const plain = plainVerdict(ours.cksum_verdict);
  // tcpdump prints a verdict only where it has all bytes
  const ourText = plain === "bad" ? `bad ${sameZero(Number(ours.cksum_expected))}` : plain;
  const theirText = tcpdump.expected === undefined ? "good" : `bad ${sameZero(tcpdump.expected)}`;
  return [`${ours.cksum} ${ourText}`, `${hex16(tcpdump.stored)} ${theirText}`];
}

/** All that is compared of a frame that both sides have; a field is missing where one cannot compare it. */
function pairs(pair: FramePair, ours: OurSegment, theirs: TheirFrame): Partial<Record<Field, Pair>> {
  const tcp = theirs.tcp!;
  const ip = theirs.ip;
  const from = source(ours);
  const to = target(ours);
  const flags = tcp.flags === undefined ? undefined : tcp.flags & FLAG_MASK;
  const isAck = ((flags ?? 0) & FLAG_ACK) !== 0;
  const layers = layersOf(theirs);
  const found: Partial<Record<Field, Pair>> = {
    ts: [ours.ts, timestamp(theirs.time)],
    vlans: [ours.vlans?.join(",") ?? "", layers.vlans.join(",")],
    tunnels: [ours.tunnels?.join(",") ?? "", layers.tunnels.join(",")],
    src_port: [from.port, tcp.srcPort],
    dst_port: [to.port, tcp.dstPort],
    ip_src: [address(from.ip), ip && address(ip.src)],
    tos: [ours.tos, ip?.tos],
    ttl: [ours.ttl, ip?.ttl],
    ip_len: [ours.ip_len, ip?.length],
    flags: [flagBits(ours.flags), flags],
    seq_raw: [ours.seq_raw, tcp.seqRaw],
    win: [ours.win, tcp.window],
    len: [ours.len, tcp.length],
    seq_end: [
      modulo32(ours.seq_end - ours.seq),
      tcp.length === undefined || flags === undefined
        ? undefined
        : tcp.length + ((flags & FLAG_SYN) === 0 ? 0 : 1) + ((flags & FLAG_FIN) === 0 ? 0 : 1),
    ],
    ack_raw: [ours.ack_raw, isAck ? tcp.ackRaw : undefined],
    urgent_ptr: [ours.urgent_ptr, ((flags ?? 0) & FLAG_URG) === 0 ? undefined : tcp.urgentPointer],
    option_kinds: [ours.options.map((option) => option.kind).join(","), tcp.optionKinds.join(",")],
    mss: [values(ours.options, "mss").join(","), tcp.mss.join(",")],
    wscale: [values(ours.options, "shift").join(","), tcp.windowShift.join(",")],
    timestamps: [
      `${values(ours.options, "ts_val").join(",")};${values(ours.options, "ts_ecr").join(",")}`,
      `${tcp.tsVal.join(",")};${tcp.tsEcr.join(",")}`,
    ],
  };
  if (ip?.dst !== undefined) found.ip_dst = [address(to.ip), address(ip.dst)];
  const iface = interfaceOf(pair, theirs);
  if (iface !== undefined) found.iface = [ours.iface, iface];
  const direction = directionOf(theirs);
  if (direction !== undefined) found.pkt_dir = [ours.pkt_dir, direction];
  if (isAck || ours.options.some((option) => option.blocks) || tcp.sackLeft.length > 0) {
    found.sack = sackPair(ours, theirs);
  }
  if (ip?.version === 4) {
    found.ip_id = [ours.ip_id, ip.id];
    found.df = [String(ours.df), String(ip.df)];
    const [stored, verdict, expected] = checksumPairs(
      ours.ip_cksum,
      ours.ip_cksum_verdict,
      ours.ip_cksum_expected,
      ip,
    );
    found.ip_cksum = stored;
    found.ip_cksum_verdict = verdict;
    if (expected) found.ip_cksum_expected = expected;
  } else {
    found.ip_id = [ours.ip_id, undefined];
    found.flow_label = [ours.flow_label, ip?.flowLabel];
  }
  const [stored, verdict, expected] = checksumPairs(ours.cksum, ours.cksum_verdict, ours.cksum_expected, tcp);
  found.cksum = stored;
  found.cksum_verdict = verdict;
  if (expected) found.cksum_expected = expected;
  // tcpdump may stop at another layer, or go on to what is quoted in the payload.
  const { tcpdump } = pair;
  if (tcpdump?.srcPort === tcp.srcPort && tcpdump.dstPort === tcp.dstPort) {
    found.cksum_tcpdump = tcpdumpPair(ours, tcpdump)!;
  }
  if (pair.stream.seqBase) found.seq = [modulo32(ours.seq), tcp.seq];
  if (isAck && pair.stream.ackBase) {
    found.ack = [ours.ack === undefined ? undefined : modulo32(ours.ack), tcp.ack];
  }
  if (ours.win_scaled !== undefined && tcp.windowFactor !== undefined && tcp.windowFactor !== -1) {
    found.win_scaled = [ours.win_scaled, tcp.windowScaled];
  }
  return found;
}

/** tshark's seconds as the event's `ts`. */
function timestamp(seconds: string): string {
  const match = /^(-?\d+)\.(\d{9})$/.exec(seconds);
  if (match === null) return seconds;
  return stampText(BigInt(match[1]!) * 1_000_000_000n + BigInt(match[2]!));
}

/** Compares one frame. `compared` is told each field that was looked at. */
export function differences(pair: FramePair, compared?: (field: Field) => void): Difference[] {
  const { ours, theirs } = pair;
  compared?.("presence");
  if (ours === undefined || theirs?.tcp === undefined) {
    return [
      {
        field: "presence",
        ours: ours === undefined ? undefined : "segment",
        theirs: theirs?.tcp === undefined ? undefined : theirs.protocols.join(":"),
      },
    ];
  }
  const found: Difference[] = [];
  for (const [field, [a, b]] of Object.entries(pairs(pair, ours, theirs)) as [Field, Pair][]) {
    compared?.(field);
    if (a !== b) found.push({ field, ours: a, theirs: b });
  }
  return found;
}

/** The ends of a frame within tshark's streams, or undefined where direction cannot be told. */
function ends({ tcp, ip }: TheirFrame): { own: string; peer: string; flags: number } | undefined {
  if (tcp?.flags === undefined || tcp.seqRaw === undefined || ip === undefined) return undefined;
  const own = `${tcp.stream} ${ip.src} ${tcp.srcPort}`;
  const peer = `${tcp.stream} ${ip.dst} ${tcp.dstPort}`;
  return own === peer ? undefined : { own, peer, flags: tcp.flags };
}

/** How long a closed or reset connection stays with the analyzer, in seconds. */
const LINGER_SECONDS = 5;

const NO_FACTS: StreamFacts = { seqBase: undefined, ackBase: undefined, lingeredOut: false };

/** A stream of tshark's, as far as it was seen. */
interface Life {
  /** Our number of the connection, at the stream's latest frame. */
  flow: number;
  readonly finished: Set<string>;
  /** When it was reset or had both FINs, in seconds. */
  endedAt: number | undefined;
  lingeredOut: boolean;
}

/** What the numbers of each direction of tshark's streams count from, and which streams we took for several. */
class Streams {
  readonly #isns = new Map<string, Set<number>>();
  readonly #first = new Map<string, Base | undefined>();
  readonly #lives = new Map<number, Life>();

  constructor(frames: Iterable<TheirFrame>) {
    for (const frame of frames) {
      const found = ends(frame);
      if (found === undefined || (found.flags & FLAG_SYN) === 0) continue;
      const isns = this.#isns.get(found.own) ?? new Set();
      this.#isns.set(found.own, isns.add(frame.tcp!.seqRaw!));
    }
  }

  /** Facts about `frame`. The frames must come in capture order. */
  see(frame: TheirFrame, ours: OurSegment | undefined): StreamFacts {
    const found = ends(frame);
    if (found === undefined) return NO_FACTS;
    const { own, peer, flags } = found;
    if (!this.#first.has(own)) {
      const isn = frame.tcp!.seqRaw!;
      // A SYN that only one side has is no common base; neither is one with RST, which is a reset (RFC 9293 3.10.7).
      const isBase = ours !== undefined && (flags & (FLAG_SYN | FLAG_RST)) === FLAG_SYN;
      this.#first.set(own, isBase ? { isn, isns: this.#isns.get(own)! } : undefined);
    }
    // A number acknowledged before its sender was seen sets that sender's base.
    if ((flags & FLAG_ACK) !== 0 && !this.#first.has(peer)) this.#first.set(peer, undefined);
    return {
      seqBase: this.#first.get(own),
      ackBase: this.#first.get(peer),
      lingeredOut: ours !== undefined && this.#hasLingeredOut(frame, ours, own, flags),
    };
  }

  #hasLingeredOut(frame: TheirFrame, ours: OurSegment, own: string, flags: number): boolean {
    const stream = frame.tcp!.stream!;
    const time = Number(frame.time);
    const fresh = { flow: ours.flow, finished: new Set<string>(), endedAt: undefined, lingeredOut: false };
    const life: Life = this.#lives.get(stream) ?? fresh;
    this.#lives.set(stream, life);
    if (ours.flow !== life.flow) {
      life.lingeredOut ||= life.endedAt !== undefined && time - life.endedAt > LINGER_SECONDS;
      life.flow = ours.flow;
    }
    if ((flags & FLAG_FIN) !== 0) life.finished.add(own);
    if ((flags & FLAG_RST) !== 0 || life.finished.size === 2) life.endedAt ??= time;
    return life.lingeredOut;
  }
}

/** The frames that have TCP on at least one side, in capture order. */
export function* pairFrames(
  theirs: ReadonlyMap<number, TheirFrame>,
  ours: ReadonlyMap<number, OurSegment>,
  tcpdump: ReadonlyMap<number, TcpdumpVerdict> = new Map(),
  records: readonly CaptureRecord[] = [],
): Generator<FramePair> {
  const streams = new Streams(theirs.values());
  const numbers = new Set([...theirs.keys(), ...ours.keys()]);
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const frame = theirs.get(number);
    const segment = ours.get(number);
    if (frame?.tcp === undefined && segment === undefined) continue;
    yield {
      number,
      theirs: frame,
      ours: segment,
      tcpdump: tcpdump.get(number),
      stream: frame ? streams.see(frame, segment) : NO_FACTS,
      record: records[number - 1],
    };
  }
}
