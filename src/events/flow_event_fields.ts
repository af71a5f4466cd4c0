/** Fields of the events of a connection, apart from `segment`: the common envelope, then each kind's own. */

import { anomaly } from "./anomaly_fields.ts";
import {
  choice,
  flag,
  integer,
  list,
  nanoseconds,
  optional,
  signedInteger,
  text,
  timestamp,
  U8_MAX,
  U16_MAX,
  U32_MAX,
} from "./field_types.ts";
import { flowEnd } from "./flow_end_fields.ts";
import { endpoints, endpointsOrBoth, hints, roleFrom } from "./flow_words.ts";

export const phases = ["handshake", "transfer", "teardown", "closed"] as const;

/** In every event of a connection, in this order, behind `event`. */
export const envelopeFields = {
  phase: choice(
    phases,
    "The connection's phase at `frame`; transfer lasts until the first FIN, a RST leaves the phase it hit",
  ),
  ts: optional(timestamp("When the fact began: the stamp of the packet `frame`")),
  rel_ns: optional(
    signedInteger(
      "Nanoseconds since the connection's first packet; negative where stamps run backwards; absent beyond the range",
    ),
  ),
  flow: integer("Number of the connection, dense and unique in this run, from 0"),
  stream: integer("Wireshark's tcp.stream, as far as a stream can know it"),
  client_ip: text("Address of the client, fixed at the connection's first packet"),
  client_port: integer("TCP port of the client", 0, U16_MAX),
  server_ip: text("Address of the server"),
  server_port: integer("TCP port of the server", 0, U16_MAX),
  community_id: text("Community ID version 1, to join with other tools' logs; its seed is 0 unless given"),
  dir: choice(["c2s", "s2c"], "Direction of the packet `frame`: client to server, or server to client"),
  sender: choice(endpoints, "Who sent the packet `frame`"),
  frame: integer("Wireshark's frame.number; goes on over several files", 1),
  file_index: optional(integer("Which file of the run, from 0; absent for the first", 1)),
  file_offset: integer("Byte offset of the packet's record in its uncompressed file"),
  known_frame: optional(
    integer("Frame at which the fact was known and the line printed; only where it differs from `frame`", 1),
  ),
};

const midstream = {
  role_from: roleFrom(),
  client_seq_base_raw: optional(
    integer("Wire value that is offset 0 of the client's sequence numbers; absent while unknown", 0, U32_MAX),
  ),
  server_seq_base_raw: optional(
    integer("Wire value that is offset 0 of the server's sequence numbers; absent while unknown", 0, U32_MAX),
  ),
};

const attempt = () => integer("1 for the first one sent, 2 for the first retry, and so on", 1);
const isn = () => integer("Initial sequence number, the 32-bit wire value", 0, U32_MAX);
const rttFromServer = () =>
  optional(
    nanoseconds(
      "Round trip between the tap and the server: SYN to SYN-ACK; of a SYN that was sent again only where TSecr " +
        "tells which one was answered",
    ),
  );

/** What a SYN and a SYN-ACK say about their sender. */
const handshakeOptions = {
  win: integer("Window as on the wire; never scaled in these segments", 0, U16_MAX),
  mss: optional(integer("Maximum Segment Size option, in bytes", 0, U16_MAX)),
  wscale: optional(integer("Window Scale option: the announced shift count", 0, U8_MAX)),
  sack_permitted: optional(
    flag("The SACK Permitted option is there; absent if it may be among options that were not captured"),
  ),
  ts_val: optional(integer("TSval of the Timestamps option", 0, U32_MAX)),
  ts_ecr: optional(integer("TSecr of the Timestamps option", 0, U32_MAX)),
  other_options: list(
    text("Name of an option, or `kind_` and its number"),
    "The other options, in wire order; some with what they are about, as `mptcp:mp_capable`, `exp:fast_open`",
  ),
  options_cut: optional(flag("True where not all options of the segment were captured; else absent")),
  fast_open: optional(
    choice(
      ["request", "cookie"],
      "Fast Open option, also the experimental one (RFC 7413 4.1.1): it asks for a cookie, or has one",
    ),
  ),
  payload_bytes: optional(integer("Payload on the segment (TCP Fast Open), in bytes; absent where none", 1)),
  iface: optional(text("Interface that saw the packet, where the capture says so")),
  pkt_dir: optional(
    choice(["in", "out"], "The packet's direction on the capturing host, where the capture says so"),
  ),
  ttl: integer("IPv4 TTL or IPv6 hop limit", 0, U8_MAX),
};

const syn = { isn: isn(), attempt: attempt(), ...handshakeOptions };

const synAck = {
  isn: isn(),
  ack_raw: integer("Acknowledgement number, the 32-bit wire value", 0, U32_MAX),
  attempt: attempt(),
  ...handshakeOptions,
  rtt_ns: rttFromServer(),
};

const established = {
  open: choice(
    ["three_way", "simultaneous", "split", "fast_open"],
    "How the connection was opened: three-way handshake, both sides' SYNs crossing, a SYN-ACK split in two " +
      "segments, or data accepted with the SYN (RFC 7413)",
  ),
  inferred: optional(
    choice(
      ["syn_unseen", "syn_ack_unseen", "ack_unseen"],
      "The part of the handshake that the capture lacks and later segments prove",
    ),
  ),
  rtt_ns: optional(nanoseconds("Round trip between the tap and the client: SYN-ACK to its ACK")),
  handshake_ns: optional(nanoseconds("From the first SYN to this event")),
  client_mss: optional(integer("MSS that the client announced, in bytes", 0, U16_MAX)),
  server_mss: optional(integer("MSS that the server announced, in bytes", 0, U16_MAX)),
  client_wscale: optional(
    integer("Shift count that the client announced; acts only if both sent one", 0, U8_MAX),
  ),
  server_wscale: optional(
    integer("Shift count that the server announced; acts only if both sent one", 0, U8_MAX),
  ),
  sack: optional(
    flag(
      "Both sides permit selective acknowledgements; absent if the SYN-ACK was not seen or options not captured",
    ),
  ),
  timestamps: optional(
    flag("Both sides use the Timestamps option; absent if the SYN-ACK was not seen or options not captured"),
  ),
  ecn: optional(
    flag(
      "Explicit Congestion Notification was negotiated (RFC 3168, RFC 9768); absent if the SYN-ACK was not seen",
    ),
  ),
  ecn_mode: optional(
    choice(
      ["classic", "accurate"],
      "Feedback by RFC 3168, or more accurate by RFC 9768; absent if ECN was not negotiated",
    ),
  ),
};

const data = {
  seq: signedInteger(
    "Offset at which the turn begins: the byte behind what was seen or acknowledged before it",
  ),
  seq_end: signedInteger("Offset behind its last byte"),
  bytes: integer("Distinct payload bytes of it that were seen"),
  missing_bytes: integer("Payload bytes between `seq` and `seq_end` that the capture lacks"),
  segments: integer("Segments that brought new payload", 1),
  retrans_segments: integer(
    "Segments of this direction that only brought payload seen before, until it ended",
  ),
  push: flag("The segment with the turn's last byte has PSH"),
  duration_ns: optional(nanoseconds("From the first to the last segment with new payload")),
  end_frame: integer("Frame of the last segment with new payload", 1),
  ended_by: choice(
    ["peer_data", "peer_data_unseen", "fin", "peer_fin", "reset", "idle", "limit", "flow_end"],
    "Why no more payload belongs to it: new payload the other way; an acknowledgement by its sender of payload " +
      "that the capture lacks; its sender's or the peer's FIN; a RST; no payload either way for the turn's idle " +
      "time; the turn's time limit; or the end of the connection",
  ),
  continued: optional(flag("True where the turn before was this one, cut by the time limit; else absent")),
  ack: optional(
    signedInteger(
      "First acknowledgement number at or above `seq_end`, as an offset; absent if none was seen",
    ),
  ),
  ack_ns: optional(
    nanoseconds(
      "From the turn's last byte to that acknowledgement; absent if the byte was sent again and no TSecr tells " +
        "which of them is acknowledged",
    ),
  ),
  response_ns: optional(
    nanoseconds(
      "From the end of the peer's turn in front of this one to its first byte, if it acknowledges that turn",
    ),
  ),
  crossed: optional(
    flag(
      "True where the first segment does not acknowledge the peer's turn in front: no answer to it; else absent",
    ),
  ),
  gap_ns: optional(
    nanoseconds("From the end of the turn in front (either way), or else `established`, to its first byte"),
  ),
  iface: optional(text("Interface that saw the first packet, where the capture says so")),
  pkt_dir: optional(
    choice(["in", "out"], "The first packet's direction on the capturing host, where the capture says so"),
  ),
};

const fin = {
  seq: signedInteger("Offset of the number that the FIN occupies, after its data; 0 is the SYN"),
  len: integer("Payload on the FIN segment, in bytes"),
};

const finAck = {
  ack: signedInteger("Acknowledgement number as an offset: one above the FIN's, or more"),
  ack_ns: optional(nanoseconds("From the FIN to its acknowledgement")),
  fin_sender: choice(endpoints, "Whose FIN was acknowledged"),
  fin_frame: integer("Frame of that FIN", 1),
};

const closed = {
  kind: choice(
    ["simultaneous", "half_close", "three_segment", "four_segment"],
    "Shape of the teardown, the first that fits: neither FIN segment acknowledges the other FIN; the receiver " +
      "of the first FIN went on sending data after acknowledging it; the second FIN is the first segment to " +
      "acknowledge the first FIN; or FIN, ACK, FIN, ACK",
  ),
  closed_by: choice(endpointsOrBoth, "Whose FIN was first; both if they crossed"),
  close_wait_ns: optional(
    nanoseconds(
      "From the acknowledgement of the first FIN to the other FIN; 0 for three_segment, absent for simultaneous",
    ),
  ),
  time_wait: choice(endpointsOrBoth, "Who is left in TIME-WAIT"),
};

const reset = {
  kind: choice(
    ["refused", "abort", "answer_to_segment", "after_fin", "after_close"],
    "What the segments prove: a SYN was refused, an open connection was cut, a segment was answered that fits " +
      "no connection, or the RST came after a FIN, or after the close",
  ),
  seq_check: choice(
    ["exact", "in_window", "outside", "bad_ack", "unknown"],
    "Whether the receiver accepts it (RFC 9293 3.10.7, RFC 5961): outside and bad_ack change no state",
  ),
  payload_bytes: integer("Payload on the RST, in bytes"),
  hints: hints(),
};

/** Own fields, in the order in which they are printed. */
export const flowEventFields = {
  midstream,
  syn,
  syn_ack: synAck,
  established,
  data,
  fin,
  fin_ack: finAck,
  closed,
  reset,
  anomaly,
  update: flowEnd,
  flow_end: flowEnd,
};
