/** Why the two sides may differ on addresses, lengths, checksums and stamps. */

import type { TheirFrame, TheirIp } from "../model.ts";
import { stampText } from "../records.ts";
import { type Facts, isFragment, isReassembled, type Reason, said } from "./reason.ts";

/** Kinds of IPv4 options. */
const LOOSE_SOURCE_ROUTE = "131";
const STRICT_SOURCE_ROUTE = "137";

const VXLAN_PORT = "4789";
const VXLAN_GPE_PORT = "4790";

const IPV6_HEADER_BYTES = 40;
/** Bytes of a TCP header up to its checksum. */
const CHECKSUM_END = 18;

/** The last stamp that there is, in nanoseconds: 2^34 seconds less one nanosecond. */
const LAST_TIME = (2n ** 34n - 1n) * 1_000_000_000n - 1n;

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
  return fold([...words(ip.src), ...words(ip.dst ?? "")].reduce((sum, word) => sum + word, 6 + length));
}

/** Length of the datagram, header included, if all of its fragments have headers of one length. */
function reassembledLength({ column }: TheirFrame, { version, headerLength }: TheirIp): number {
  const name = version === 4 ? "ip.reassembled.length" : "ipv6.reassembled.length";
  return headerLength + Number(column(name).at(-1));
}

export const DATAGRAM_REASONS: readonly Reason[] = [
  {
    id: "lower_port",
    text: "from VXLAN's port to that of its generic extension: tshark goes by the lower one, we by the destination",
    fields: ["tunnels"],
    applies: ({ frame }, { ours, theirs }) =>
      frame
        .column("udp.srcport")
        .some((port, i) => port === VXLAN_PORT && frame.column("udp.dstport")[i] === VXLAN_GPE_PORT) &&
      ours === (theirs as string).replaceAll("vxlan:", "vxlan_gpe:"),
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
    text: "the IP length is beyond the frame: they sum what is there, we call the checksum unverified",
    fields: ["cksum_verdict"],
    applies: (facts, { theirs }) =>
      facts.ours?.cksum_verdict === "unverified" &&
      theirs !== "unverified" &&
      (bytesOnTheWire(facts) ?? Number.MAX_VALUE) < facts.ip.length,
  },
  {
    id: "sum_behind_frame",
    text: "the IP length is beyond what a header around it says: tshark sums less, we and tcpdump what the IP length says",
    fields: ["cksum_verdict"],
    applies: (facts, { ours }) => {
      const { tcpdump } = facts.pair;
      return (
        ours === "good" &&
        (bytesOnTheWire(facts) ?? Number.MAX_VALUE) < facts.ip.length &&
        tcpdump !== undefined &&
        tcpdump.stored === facts.tcp.checksum &&
        tcpdump.expected === undefined
      );
    },
  },
  {
    id: "field_behind_frame",
    text: "the IP length is beyond what tshark takes for the frame, which ends before the field",
    fields: ["cksum", "cksum_verdict"],
    applies: (facts) =>
      facts.tcp.checksum === undefined &&
      (bytesOnTheWire(facts) ?? Number.MAX_VALUE) < facts.ip.headerLength + CHECKSUM_END,
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
    id: "stamp_fraction",
    text: "the stamp's fraction is a second or more: carried over by us, printed as overflowed by tshark",
    fields: ["ts"],
    applies: ({ pair: { record } }, { ours }) =>
      record?.time !== undefined && record.isOverflowing && ours === stampText(record.time),
  },
  {
    id: "stamp_clamped",
    text: "the stamp is before 1970 or after 2514: moved to that",
    fields: ["ts"],
    applies: ({ pair: { record } }, { ours }) =>
      record?.time !== undefined &&
      ((record.time < 0n && ours === stampText(0n)) ||
        (record.time > LAST_TIME && ours === stampText(LAST_TIME))),
  },
  {
    id: "reassembled_length",
    text: "put together from IP fragments: tshark shows the length of the last one to come, we the datagram's",
    fields: ["ip_len"],
    applies: ({ frame, ip, ours: segment }, { ours }) =>
      segment?.reassembled === true && isFragment(ip) && ours === reassembledLength(frame, ip),
  },
  {
    id: "reassembled_checksum",
    text: "put together from IP fragments: no header's checksum is the datagram's",
    fields: ["ip_cksum", "ip_cksum_verdict", "ip_cksum_expected"],
    applies: ({ frame, ours: segment }, { ours }) =>
      segment?.reassembled === true && isReassembled(frame) && ours === undefined,
  },
];
