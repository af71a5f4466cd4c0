/**
 * Why the two sides may differ on a frame without either being wrong about its bytes, or where tshark is.
 *
 * Each reason is a condition on the frame, never a name of a capture, and only for the fields that it can change.
 */

import { modulo32 } from "./frames.ts";
import type {
  Base,
  Difference,
  Field,
  FramePair,
  OurSegment,
  TheirFrame,
  TheirIp,
  TheirTcp,
} from "./model.ts";
import { stampText } from "./records.ts";

/** A frame that tshark gave a TCP header, and the IP header around it. */
interface Facts {
  readonly frame: TheirFrame;
  readonly tcp: TheirTcp;
  readonly ip: TheirIp;
  readonly ours: OurSegment | undefined;
  readonly pair: FramePair;
}

export interface Reason {
  readonly id: string;
  readonly text: string;
  /** The only fields whose differences it explains. */
  readonly fields: readonly Field[];
  readonly applies: (facts: Facts, difference: Difference) => boolean;
}

const presence: readonly Field[] = ["presence"];

/** Kinds of IPv4 options. */
const LOOSE_SOURCE_ROUTE = "131";
const STRICT_SOURCE_ROUTE = "137";

const IPV6_HEADER_BYTES = 40;
const TCP_HEADER_BYTES = 20;

/** Protocols that carry whole packets, as tshark calls them; VLAN tags and 802.2 are not among them. */
const TUNNELS: ReadonlySet<string> = new Set([
  "ah",
  "ayiya",
  "capwap.data",
  "cfp",
  "erspan",
  "etag",
  "geneve",
  "gre",
  "gtp",
  "ieee8021ah",
  "ipcomp",
  "l2tp",
  "lwapp",
  "mpls",
  "nsh",
  "ppp",
  "pppoes",
  "teredo",
  "trill",
  "vntag",
  "vxlan",
]);

function isIp(protocol: string): boolean {
  return protocol === "ip" || protocol === "ipv6";
}

function said(frame: TheirFrame, text: string): boolean {
  return frame.messages.some((message) => message.includes(text));
}

/** Length in bytes of the segment by the IP length; undefined behind IPv6 extension headers. */
function segmentLength({ frame, ip }: Facts): number | undefined {
  return ip.version === 4 || isIp(frame.below.at(-1)!) ? ip.length - ip.headerLength : undefined;
}

function isFragment(ip: TheirIp): boolean {
  return ip.moreFragments || ip.fragmentOffset > 0;
}

/** The bytes that tshark has of the datagram, where it says that the IP length claims more. */
function bytesOnTheWire({ frame, ip }: Facts): number | undefined {
  const text =
    ip.version === 4
      ? /^IPv4 total length exceeds packet length \((\d+) bytes\)$/
      : /^IPv6 payload length exceeds framing length \((\d+) bytes\)$/;
  for (const message of frame.messages) {
    const match = text.exec(message);
    if (match) return Number(match[1]) + (ip.version === 4 ? 0 : IPV6_HEADER_BYTES);
  }
  return undefined;
}

/** `longer` is `shorter` and then options of kind `kind` only, at least one. */
function goesOnWith(longer: string, shorter: string, kind: number): boolean {
  if (!longer.startsWith(shorter) || longer.length === shorter.length) return false;
  const rest = longer.slice(shorter.length).replace(/^,/, "");
  return rest.split(",").every((text) => text === `${kind}`);
}

/** Sum of 16-bit words with the carries folded in. */
function fold(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
  return folded;
}

/** An address as 16-bit words. */
function words(ip: string): number[] {
  if (!ip.includes(":")) {
    const [a, b, c, d] = ip.split(".").map(Number);
    return [a! * 256 + b!, c! * 256 + d!];
  }
  // the URL parser writes an embedded IPv4 address in hex
  const [head, tail] = new URL(`http://[${ip}]/`).hostname.slice(1, -1).split("::");
  const parse = (text: string | undefined): number[] =>
    text ? text.split(":").map((word) => Number.parseInt(word, 16)) : [];
  const [left, right] = [parse(head), parse(tail)];
  return [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
}

/** The folded, not inverted sum of the pseudo-header (RFC 9293 3.1, RFC 8200 8.1) with this TCP length. */
function pseudoHeaderSum(ip: TheirIp, length: number): number {
  return fold([...words(ip.src), ...words(ip.dst)].reduce((sum, word) => sum + word, 6 + length));
}

/** The option list breaks off where the capture does, in an option of kind `kind`. */
function isCutIn({ frame, ours }: Facts, kind: number): boolean {
  const last = ours?.options.at(-1);
  return frame.captured < frame.length && last?.error === "cut" && last.kind === kind;
}

export const REASONS: readonly Reason[] = [
  {
    id: "quoted",
    text: "header quoted in an ICMP error: no segment of this capture",
    fields: presence,
    applies: ({ frame, ours }) =>
      ours === undefined && frame.below.some((protocol) => protocol === "icmp" || protocol === "icmpv6"),
  },
  {
    id: "sampled",
    text: "header sampled by sFlow: no segment of this capture",
    fields: presence,
    applies: ({ frame, ours }) => ours === undefined && frame.below.includes("sflow"),
  },
  {
    id: "tunnelled",
    text: "inside a tunnel, a label stack or a tag other than VLAN's: counted as non-TCP, not unwrapped",
    fields: presence,
    applies: ({ frame, ours }) =>
      ours === undefined &&
      frame.below.some(
        (protocol, i) => TUNNELS.has(protocol) || (isIp(protocol) && isIp(frame.below[i + 1] ?? "")),
      ),
  },
  {
    id: "reassembled",
    text: "last of the IP fragments that tshark put together: fragments count as undecoded",
    fields: presence,
    applies: ({ frame, ip, ours }) =>
      ours === undefined &&
      isFragment(ip) &&
      (frame.column("ip.reassembled.length").length > 0 ||
        frame.column("ipv6.reassembled.length").length > 0),
  },
  {
    id: "first_fragment",
    text: "first of the IP fragments that tshark could not put together: fragments count as undecoded",
    fields: presence,
    applies: ({ tcp, ip, ours }) =>
      ours === undefined && ip.moreFragments && ip.fragmentOffset === 0 && tcp.verdict === "unverified",
  },
  {
    id: "header_cut",
    text: "fewer than the 20 bytes of the TCP header were captured: undecoded, tshark shows the first fields",
    fields: presence,
    applies: ({ frame, tcp, ours }) =>
      ours === undefined && frame.captured < frame.length && tcp.urgentPointer === undefined,
  },
  {
    id: "header_too_short",
    text: "the data offset is less than a TCP header: undecoded as a malformed header",
    fields: presence,
    applies: ({ frame, tcp, ours }) =>
      ours === undefined &&
      tcp.headerLength !== undefined &&
      tcp.headerLength < TCP_HEADER_BYTES &&
      said(frame, "Bogus TCP header length"),
  },
  {
    id: "header_beyond_segment",
    text: "the data offset points past the segment's end: undecoded as a malformed header",
    fields: presence,
    applies: (facts) =>
      facts.ours === undefined &&
      facts.tcp.length === undefined &&
      said(facts.frame, "Short segment.") &&
      facts.tcp.headerLength! > (segmentLength(facts) ?? 0),
  },
  {
    id: "length_beyond_frame",
    text: "the IP length is beyond the frame: tshark takes the frame's length, we the IP header's",
    fields: ["len", "seq_end"],
    applies: (facts, { ours, theirs }) => {
      const wire = bytesOnTheWire(facts);
      return wire !== undefined && (ours as number) - (theirs as number) === facts.ip.length - wire;
    },
  },
  {
    id: "header_beyond_frame",
    text: "the IP length is beyond the frame, which ends inside the TCP header: tshark has no length",
    fields: ["len", "seq_end"],
    applies: (facts) => {
      const { frame, tcp, ip, ours } = facts;
      const wire = bytesOnTheWire(facts) ?? Number.MAX_VALUE;
      return (
        tcp.length === undefined &&
        said(frame, "Short segment.") &&
        wire < ip.headerLength + tcp.headerLength! &&
        ours!.len === ip.length - ip.headerLength - tcp.headerLength!
      );
    },
  },
  {
    id: "sum_beyond_frame",
    text: "the IP length is beyond the frame: tshark sums what is there, we call the checksum unverified",
    fields: ["cksum_verdict"],
    applies: (facts, { ours, theirs }) =>
      ours === "unverified" &&
      theirs !== "unverified" &&
      (bytesOnTheWire(facts) ?? Number.MAX_VALUE) < facts.ip.length,
  },
  {
    id: "partial_though_cut",
    text: "the stored checksum is the pseudo-header's sum: that shows without the bytes that tshark misses",
    fields: ["cksum_verdict"],
    applies: ({ frame, tcp, ip, ours }, { theirs }) => {
      if (theirs !== "unverified" || frame.captured >= frame.length) return false;
      if (ours?.cksum_verdict === "partial_lso") return tcp.checksum === pseudoHeaderSum(ip, 0);
      if (ours?.cksum_verdict !== "partial" || tcp.length === undefined) return false;
      return tcp.checksum === pseudoHeaderSum(ip, tcp.headerLength! + tcp.length);
    },
  },
  {
    id: "source_route",
    text: "IPv4 source route: tshark shows the route's last address, we the header's, which is the flow's",
    fields: ["ip_dst"],
    applies: ({ frame, ip }, { ours, theirs }) =>
      frame
        .column("ip.opt.type")
        .some((kind) => kind === LOOSE_SOURCE_ROUTE || kind === STRICT_SOURCE_ROUTE) &&
      frame.column("ip.cur_rt")[0] === ours &&
      theirs === ip.dst,
  },
  {
    id: "jumbogram",
    text: "IPv6 jumbogram: tshark shows the header's length of 0, we the option's",
    fields: ["ip_len"],
    applies: ({ frame, ip }, { ours }) =>
      ip.version === 6 &&
      ip.length === IPV6_HEADER_BYTES &&
      Number(frame.column("ipv6.opt.jumbo")[0]) + IPV6_HEADER_BYTES === ours,
  },
  {
    id: "options_after_end",
    text: "padding behind the end of the option list: tshark lists each zero, we the first",
    fields: ["option_kinds"],
    applies: ({ ours }, { theirs }) => {
      const kinds = ours!.options.map(({ kind }) => kind);
      return kinds.at(-1) === 0 && goesOnWith(theirs as string, kinds.join(","), 0);
    },
  },
  {
    id: "option_length",
    text: "an option of impossible length, which ends the list: tshark shows a message and no kind",
    fields: ["option_kinds"],
    applies: ({ frame, ours }, { theirs }) =>
      ours!.options.at(-1)?.error === "bad_length" &&
      theirs ===
        ours!.options
          .slice(0, -1)
          .map(({ kind }) => kind)
          .join(",") &&
      (said(frame, "bytes says option goes past end of options)") ||
        said(frame, "(with too-short option length")),
  },
  {
    id: "timestamps_cut",
    text: "the capture ends inside the timestamps option: tshark shows the value that is there",
    fields: ["timestamps"],
    applies: (facts) =>
      isCutIn(facts, 8) &&
      facts.tcp.tsVal.length === facts.ours!.options.filter(({ ts_val }) => ts_val !== undefined).length + 1,
  },
  {
    id: "sack_cut",
    text: "the capture ends inside the SACK option: tshark shows the edges that are there",
    fields: ["sack"],
    applies: (facts, { ours }) => isCutIn(facts, 5) && ours === "" && facts.tcp.sackLeft.length > 0,
  },
  {
    id: "kind_cut",
    text: "the capture ends behind the option's kind: tshark shows none",
    fields: ["option_kinds"],
    applies: (facts, { theirs }) => {
      const kinds = facts.ours!.options.map(({ kind }) => kind);
      return kinds.length > 0 && isCutIn(facts, kinds.at(-1)!) && theirs === kinds.slice(0, -1).join(",");
    },
  },
  {
    id: "option_exception",
    text: "tshark gives up inside an MPTCP option that is too short, we read on behind it",
    fields: ["option_kinds"],
    applies: ({ frame, tcp }, { ours }) =>
      frame.protocols[frame.below.length + 1] === "mptcp" &&
      tcp.optionKinds.at(-1) === 30 &&
      said(frame, "Malformed Packet") &&
      (ours as string).startsWith(`${tcp.optionKinds.join(",")},`),
  },
  {
    id: "stamp_fraction",
    text: "the stamp's fraction is a second or more: carried over by us, printed as overflowed by tshark",
    fields: ["ts"],
    applies: ({ pair: { stamp } }, { ours }) =>
      stamp !== undefined && stamp.fraction >= stamp.fractionsPerSecond && ours === stampText(stamp),
  },
  {
    id: "lingered_out",
    text: "more than 5 s after the connection was closed or reset: a new one for us, the same stream for tshark",
    fields: ["seq", "ack", "win_scaled"],
    applies: ({ pair }) => pair.stream.lingeredOut,
  },
  {
    id: "seq_rebased",
    text: "another SYN of the direction has another number: tshark counts from that one, we from the first",
    fields: ["seq"],
    applies: ({ tcp, ours, pair }) =>
      isRebased(pair.stream.seqBase, tcp.seqRaw, tcp.seq, ours!.seq_raw - ours!.seq),
  },
  {
    id: "ack_rebased",
    text: "the same of the direction that is acknowledged",
    fields: ["ack"],
    applies: ({ tcp, ours, pair }) =>
      isRebased(pair.stream.ackBase, tcp.ackRaw, tcp.ack, ours!.ack_raw! - ours!.ack!),
  },
  {
    id: "seq_restarted",
    text: "a SYN-ACK with another number followed before the handshake was over: we count from it, tshark from another SYN",
    fields: ["seq"],
    applies: ({ tcp, ours, pair }) =>
      isRestarted(pair.stream.seqBase, tcp.seqRaw, tcp.seq, ours!.seq_raw - ours!.seq),
  },
  {
    id: "ack_restarted",
    text: "the same of the direction that is acknowledged",
    fields: ["ack"],
    applies: ({ tcp, ours, pair }) =>
      isRestarted(pair.stream.ackBase, tcp.ackRaw, tcp.ack, ours!.ack_raw! - ours!.ack!),
  },
];

/** We count from a SYN behind the first one of that direction, tshark from another of them. */
function isRestarted(
  base: Base | undefined,
  raw: number | undefined,
  relative: number | undefined,
  ourBase: number,
): boolean {
  if (base === undefined || raw === undefined || relative === undefined) return false;
  const own = modulo32(ourBase);
  const theirs = modulo32(raw - relative);
  return own !== base.isn && own !== theirs && base.isns.has(own) && base.isns.has(theirs);
}

/** We count from the first SYN, tshark from another SYN of that direction. */
function isRebased(
  base: Base | undefined,
  raw: number | undefined,
  relative: number | undefined,
  ourBase: number,
): boolean {
  if (base === undefined || raw === undefined || relative === undefined) return false;
  const theirBase = modulo32(raw - relative);
  return theirBase !== base.isn && base.isns.has(theirBase) && modulo32(ourBase) === base.isn;
}

/** The first reason that explains the difference. */
export function reasonFor(
  pair: FramePair,
  difference: Difference,
  reasons: readonly Reason[] = REASONS,
): Reason | undefined {
  const frame = pair.theirs;
  if (frame?.tcp === undefined || frame.ip === undefined) return undefined;
  const facts: Facts = { frame, tcp: frame.tcp, ip: frame.ip, ours: pair.ours, pair };
  return reasons.find(
    (reason) => reason.fields.includes(difference.field) && reason.applies(facts, difference),
  );
}
