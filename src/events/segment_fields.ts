/** Own fields of `segment`: one TCP packet as it is in the capture, with what only the connection can tell. */

import { wiresharkField } from "./anomaly_fields.ts";
import { anomalyKinds } from "./anomaly_kinds.ts";
import {
  choice,
  flag,
  hex16,
  integer,
  list,
  optional,
  record,
  signedInteger,
  text,
  U8_MAX,
  U16_MAX,
  U32_MAX,
} from "./field_types.ts";

const sackBlock = record(
  "SackBlock",
  {
    left: signedInteger("Offset of the block's first byte"),
    right: signedInteger("Offset behind the block's last byte"),
  },
  "One block of a SACK option (RFC 2018)",
);

const segmentOption = record(
  "SegmentOption",
  {
    kind: integer("Option kind as on the wire", 0, U8_MAX),
    name: optional(
      text(
        "Name of a known kind: eol, nop, mss, wscale, sack_permitted, sack, timestamps, md5, tcp_ao, mptcp, " +
          "fast_open, user_timeout, exp, accecn0, accecn1 and others",
      ),
    ),
    mss: optional(integer("mss: Maximum Segment Size in bytes", 0, U16_MAX)),
    shift: optional(integer("wscale: shift count", 0, U8_MAX)),
    ts_val: optional(integer("timestamps: TSval", 0, U32_MAX)),
    ts_ecr: optional(integer("timestamps: TSecr", 0, U32_MAX)),
    blocks: optional(list(sackBlock, "sack: the blocks, as offsets of the direction that is acknowledged")),
    data: optional(text("Other kinds: the bytes behind kind and length, as lower-case hex digits")),
    error: optional(
      choice(["cut", "bad_length"], "The option is not all captured, or its length is impossible"),
    ),
  },
  "One TCP option",
);

const ipVerdicts = ["good", "zero", "bad", "unverified"] as const;
const tcpVerdicts = ["good", "partial", "partial_lso", "zero", "bad", "unverified"] as const;

export const segmentFields = {
  copy_of: optional(
    integer("Frame of the first packet that this one is a copy of; copies take part in nothing else", 1),
  ),
  iface: optional(text("Interface that saw the packet, where the capture says so")),
  pkt_dir: optional(
    choice(["in", "out"], "The packet's direction on the capturing host, where the capture says so"),
  ),
  vlans: optional(
    list(integer("VLAN id", 1, 4095), "Ids of the VLAN tags around it, outermost first; absent if none"),
  ),
  tunnels: optional(
    list(
      text("Name of a tunnel, with the number of its virtual network if it has one"),
      "Tunnels around it, outermost first, as `vxlan:42` or `gre`; absent if none",
    ),
  ),
  reassembled: optional(
    flag(
      "True for a datagram that was put together from IP fragments, of which this was the last; else absent",
    ),
  ),
  tos: integer("IPv4 type of service or IPv6 traffic class: DSCP and ECN", 0, U8_MAX),
  ttl: integer("IPv4 TTL or IPv6 hop limit", 0, U8_MAX),
  ip_id: optional(integer("IPv4 identification; absent for IPv6", 0, U16_MAX)),
  df: optional(flag("IPv4 Don't Fragment; absent for IPv6")),
  flow_label: optional(integer("IPv6 flow label; absent for IPv4", 0, 0xfffff)),
  ip_len: integer("Length of the IP datagram with its header, in bytes", 0, U32_MAX),
  ip_cksum: optional(hex16("IPv4 header checksum as stored; absent for IPv6, and where reassembled")),
  ip_cksum_verdict: optional(
    choice(ipVerdicts, "Verdict on it: right, stored as zero and wrong, wrong, or not all captured"),
  ),
  ip_cksum_expected: optional(hex16("What it should be, where the verdict is zero or bad")),
  flags: text("Flags as tcpdump writes them: S. is SYN and ACK, P. is PSH and ACK"),
  cksum: hex16("TCP checksum as stored"),
  cksum_verdict: choice(
    tcpVerdicts,
    "Verdict on it: right; the pseudo-header sum only, as before a sending NIC fills it in or after the " +
      "receiver merged segments (partial; partial_lso with length zero in it); stored as zero and wrong; " +
      "wrong; or not computable",
  ),
  cksum_expected: optional(hex16("What it should be, where the verdict is neither good nor unverified")),
  seq: signedInteger("Offset of the segment's first number: 0 is the SYN, 1 the first byte; never wraps"),
  seq_end: signedInteger("Offset behind the segment's last number; SYN and FIN count as one"),
  ack: optional(signedInteger("Acknowledgement number as an offset; absent without the ACK flag")),
  seq_raw: integer("Sequence number, the 32-bit wire value", 0, U32_MAX),
  ack_raw: optional(
    integer("Acknowledgement number, the 32-bit wire value; absent without the ACK flag", 0, U32_MAX),
  ),
  win: integer("Window as on the wire", 0, U16_MAX),
  win_scaled: optional(integer("Window in bytes, where the scale is known", 0, U32_MAX)),
  len: integer("Payload length by the IP header, captured or not, in bytes", 0, U32_MAX),
  urgent_ptr: optional(integer("Urgent pointer; only with URG", 0, U16_MAX)),
  options: list(segmentOption, "The TCP options in wire order, as far as they were captured"),
  options_cut: optional(flag("True where not all options of the segment were captured; else absent")),
  analysis: list(choice(anomalyKinds, "Kind of anomaly"), "Our verdicts on it, printed as `anomaly` or not"),
  wireshark: wiresharkField(),
};
