/**
 * Why tcpdump's text of a packet and ours may differ: what no event holds, and where tcpdump knows less.
 *
 * A reason either takes its difference out of tcpdump's text, so that all the rest must be equal, or is a condition on the packet.
 */

import type { OurLine } from "./lines.ts";

export interface Reason {
  readonly id: string;
  readonly text: string;
}

/** Takes one difference out; the same text if it is not there. */
interface Repair extends Reason {
  repair(theirs: string, ours: OurLine): string;
}

/** `theirs` or `ours` is absent where only the other side shows a TCP segment. */
interface Condition extends Reason {
  applies(theirs: string | undefined, ours: OurLine | undefined): boolean;
}

const ETHERNET_BYTES = 14;

/** From the inner IP header on. */
function behindTime(text: string): string {
  return text.slice(text.indexOf("IP"));
}

export const REPAIRS: readonly Repair[] = [
  {
    id: "stamp",
    text: "a stamp with a second or more of microseconds, which ours has carried over, or one that tcpdump cannot convert",
    repair: (theirs, { text }) =>
      /^(\d\d:\d\d:\d\d\.(?!\d{6} )\d+|\[Error converting time\]) /.test(theirs)
        ? `${text.slice(0, text.indexOf(" "))}${theirs.slice(theirs.indexOf(" IP"))}`
        : theirs,
  },
  {
    id: "interface",
    text: "an interface that this machine does not have is a question mark; ours is its number",
    repair: (theirs, { event }) =>
      theirs.replace(/^(\S+) \? {5}/, (_, time) => `${time} ${(event.iface ?? "").padEnd(5)} `),
  },
  {
    id: "truncated_ip",
    text: "truncated-ip: the packet on the wire was shorter than its IP length; no event says so",
    repair: (theirs) => theirs.replace(/truncated-ip - \d+ bytes missing! /, ""),
  },
  {
    id: "ip_options",
    text: "IP options; no event holds them",
    repair: (theirs) => theirs.replace(/(length \d+), options \(.*\)([,)])/, "$1$2"),
  },
  {
    id: "reserved_bit",
    text: "the reserved bit of the IP header; no event holds it",
    repair: (theirs) =>
      theirs.replace("flags [DF, rsvd]", "flags [DF]").replace("flags [rsvd]", "flags [none]"),
  },
  {
    id: "around_ip",
    text: "headers of tunnels, radiotap and others in front of the innermost IP header; events name only tunnels and VLANs",
    repair(theirs, { text }) {
      const inner = behindTime(text);
      const at = theirs.indexOf(inner);
      return at > 0 ? text.slice(0, text.length - inner.length) + theirs.slice(at) : theirs;
    },
  },
  {
    id: "option_length",
    text: "a TCP option with a wrong length: tcpdump reads on past its end; events say only that it is wrong",
    repair(theirs, { event, text }) {
      if (!event.options.some(({ error, data }) => error === "bad_length" || isOddNumber(data, event))) {
        return theirs;
      }
      const head = text.slice(0, text.indexOf("options [") + 1);
      return theirs.startsWith(head) ? text : theirs;
    },
  },
  {
    id: "option_cut",
    text: "a TCP option that is not all captured: how much of its name tcpdump prints",
    repair(theirs, { event, text }) {
      if (!event.options_cut) return theirs;
      const head = text.slice(0, text.indexOf("options [") + 1);
      return theirs.startsWith(head) && theirs.includes("[|tcp]") ? text : theirs;
    },
  },
  {
    id: "sack_without_ack",
    text: "a SACK option without the ACK flag; events have the blocks as offsets only",
    repair: (theirs, { event, text }) =>
      event.ack === undefined && event.options.some(({ blocks }) => blocks)
        ? theirs.replace(/sack \d+ [{}\d:]+/, /sack \d+ [{}\d:]+/.exec(text)?.[0] ?? "")
        : theirs,
  },
  {
    id: "snaplen",
    text: "a record longer than the file says that records are: tcpdump cuts it off, so that it checks no checksum",
    repair: (theirs, { event, text, snaplen }) =>
      snaplen > 0 && event.ip_len + ETHERNET_BYTES > snaplen && !theirs.includes(", cksum ")
        ? theirs.replace(/(Flags \[[^\]]*\])/, `$1${/, cksum [^)]*\)/.exec(text)?.[0] ?? ""}`)
        : theirs,
  },
];

/** An option of a number of 32 bits that has another length, or none. */
function isOddNumber(data: string | undefined, { options }: OurLine["event"]): boolean {
  const kinds = new Set([6, 7, 11, 12, 13, 20, 28]);
  return options.some((option) => option.data === data && data !== undefined && kinds.has(option.kind));
}

const TCP_HEADER = /: (Flags \[| ?tcp )|\[\|tcp\]/;

export const CONDITIONS: readonly Condition[] = [
  {
    id: "not_read",
    text: "tcpdump read no record here: it ends at a broken one, and refuses lengths that fit no packet",
    applies: (theirs) => theirs === undefined || theirs.startsWith("[Invalid header"),
  },
  {
    id: "reassembled",
    text: "a datagram of fragments: tcpdump shows each, and the segment as far as it is in the first",
    applies: (theirs, ours) => ours?.event.reassembled === true || /flags \[\+|frag \(/.test(theirs ?? ""),
  },
  {
    id: "extension_header",
    text: "IPv6 extension headers; no event holds them",
    applies: (theirs, ours) =>
      ours !== undefined && /next-header (?!TCP)/.test(theirs!) && flagsOn(theirs!) === flagsOn(ours.text),
  },
  {
    id: "zero_ip_length",
    text: "an IP length of 0 (segmentation offload) ends tcpdump's line; ours is that of the packet",
    applies: (theirs) => /IP bad-len 0/.test(theirs ?? ""),
  },
  {
    id: "tunnel_not_decoded",
    text: "a tunnel that tcpdump does not look into, or not with these ports and protocol numbers",
    applies: (theirs, ours) => ours?.event.tunnels !== undefined && !TCP_HEADER.test(theirs!),
  },
  {
    id: "frame_not_decoded",
    text: "a header in front of IP that tcpdump does not know (802.1BR, VN-Tag, FabricPath, Juniper)",
    applies: (theirs, ours) => ours !== undefined && !TCP_HEADER.test(theirs!),
  },
  {
    id: "broken_header",
    text: "a TCP header that is cut off or too short, or longer than its packet: there is no event of it",
    applies: (theirs, ours) => ours === undefined && /\[bad hdr length|\[\|tcp\]|truncated-ip/.test(theirs!),
  },
];

/** From the flags to the length or the end of the line, without the checksum's verdict. */
function flagsOn(text: string): string {
  const line = text.slice(text.indexOf("Flags [")).split("\n")[0]!;
  return line.replace(/, cksum 0x[0-9a-f]{4} \([^)]*\)/, "").replace(/, length (\d+).*/, ", length $1");
}
