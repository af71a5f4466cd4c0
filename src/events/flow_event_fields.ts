/** Fields of the events of a connection, apart from `segment`: the common envelope, then each kind's own. */

import { anomaly } from "./anomaly_fields.ts";
import { anomalyKinds } from "./anomaly_kinds.ts";
import {
  choice,
  flag,
  integer,
  list,
  nanoseconds,
  optional,
  record,
  signedInteger,
  text,
  timestamp,
  U8_MAX,
  U16_MAX,
  U32_MAX,
} from "./field_types.ts";

export const phases = ["handshake", "transfer", "teardown", "closed"] as const;

const endpoints = ["client", "server"] as const;
const endpointsOrBoth = ["client", "server", "both"] as const;
const rolesFrom = ["syn", "syn_ack", "port", "first"] as const;

/** RFC 9293 3.3.2, as a passive observer can infer them. */
const states = [
  "CLOSED",
  "SYN-SENT",
  "SYN-RECEIVED",
  "ESTABLISHED",
  "FIN-WAIT-1",
  "FIN-WAIT-2",
  "CLOSE-WAIT",
  "CLOSING",
  "LAST-ACK",
  "TIME-WAIT",
  "UNKNOWN",
] as const;

/** Zeek's values. */
const connStates = [
  "S0",
  "S1",
  "SF",
  "REJ",
  "S2",
  "S3",
  "RSTO",
  "RSTR",
  "RSTOS0",
  "RSTRH",
  "SH",
  "SHR",
  "OTH",
] as const;

const flowLimits = [
  "holes",
  "held_lines",
  "history",
  "metrics",
  "sent_segments",
  "sack",
  "histograms",
  "anomalies",
  "layers",
] as const;

const roleFrom = () =>
  choice(
    rolesFrom,
    "What made one side the client: its SYN, the SYN-ACK that it received, the port numbers (the other side " +
      "has the only port below 1024, or below 32768), or that it was the first to send",
  );

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

const hintSigns = ["ttl", "ip_id", "window", "mss", "options", "repeated_segment"] as const;

const hint = record(
  "Hint",
  {
    hint: choice(
      [
        "idle_timeout",
        "linger_zero",
        "injected",
        "mss_clamped",
        "accept_queue_overflow",
        "syn_cookies",
        "fast_open_ignored",
      ],
      "What the segments suggest and cannot prove: a reset after a long silence (timeout of a host or middlebox), " +
        "close with SO_LINGER 0, a segment from somebody else than its sender, an MSS lowered on the way, a full accept " +
        "queue, SYN cookies, data on a SYN that was not taken",
    ),
    frame: optional(integer("Frame that suggests it; of a SYN or SYN-ACK that came again the first", 1)),
    since_ns: optional(nanoseconds("Silence before it, or time since the packet that it is compared with")),
    signs: list(choice(hintSigns, "A value that jumped"), "What differs from the sender's packets before"),
    value: optional(integer("The value that suggests it: TTL, IP identification, window or MSS", 0, U32_MAX)),
    expected: optional(integer("The value that its sender's packets before had", 0, U32_MAX)),
  },
  "Something that the segments suggest without proving it, with what it rests on",
);

const hints = () => optional(list(hint, "What the segments suggest and cannot prove; absent if nothing"));

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

const summary = (title: string, what: string) => ({
  min: optional(nanoseconds(`Least ${what}`)),
  p50: optional(
    nanoseconds(`Median ${what}, from a log-linear histogram: within 4 %; absent where memory was lacking`),
  ),
  p99: optional(nanoseconds(`99th percentile of ${what}, within 4 %`)),
  max: optional(nanoseconds(`Greatest ${what}`)),
  count: integer(`${title}`),
});

const rtt = summary(
  "Samples of round trips",
  "round trip between the tap and the receiver: from a segment to its acknowledgement, never of one sent again " +
    "unless timestamps tell which was acknowledged (Karn)",
);

const response = summary(
  "Responses measured",
  "time that this direction's sender took to answer: from the peer's last payload to its own first, which acknowledges it",
);

const directionTotals = (direction: string) =>
  record(
    "DirectionTotals",
    {
      packets: integer("Segments"),
      ip_bytes: integer("Sum of the IP datagrams' lengths, in bytes"),
      payload_bytes: integer("Sum of the payload lengths, in bytes, with what was sent again"),
      unique_bytes: integer("Distinct payload bytes"),
      retrans_packets: integer("Segments with payload that was seen before, keep-alive probes left out"),
      retrans_bytes: integer("Payload bytes that were seen before"),
      ooo_packets: integer(
        "Segments that fill a hole: sent out of order, or again after a loss before the tap",
      ),
      copies: integer("Copies of segments, which are in no other counter"),
      zero_windows: integer("Segments without SYN, FIN and RST that announce a window of 0"),
      gaps: integer("Runs of sequence numbers that the capture lacks"),
      gap_bytes: integer("Their sum, in bytes"),
      dup_acks: integer("Duplicate acknowledgements that this direction's sender sent (RFC 5681 2)"),
      lost_before_tap: optional(
        integer("Segments lost between their sender and the tap, and sent again; absent if none", 1),
      ),
      lost_after_tap: optional(
        integer("Segments lost between the tap and their receiver; absent if none", 1),
      ),
      lost_by_capture: optional(
        integer("Acknowledged runs of bytes that only the capture lacks; absent if none", 1),
      ),
      lost_unknown: optional(
        integer("Retransmissions of which nothing tells why they were sent; absent if none", 1),
      ),
      wire_segments: optional(
        integer(
          "Segments with payload as they were on the wire: larger ones than the MSS, merged by the capturing host, " +
            "count for as many as they hold; absent if there were none",
          1,
        ),
      ),
      retrans_wire_segments: optional(
        integer("Of those, the ones that brought payload seen before; absent if none", 1),
      ),
      retrans_ppm: optional(
        integer("Retransmission rate: retrans_wire_segments of a million wire_segments", 0, 1_000_000),
      ),
      fin_packets: integer("Segments with FIN"),
      rst_packets: integer("Segments with RST"),
      isn: optional(
        integer("Initial sequence number, the 32-bit wire value; absent if no SYN was seen", 0, U32_MAX),
      ),
      mss: optional(integer("MSS that this direction's sender announced, in bytes", 0, U16_MAX)),
      wscale: optional(integer("Shift count that this direction's sender announced", 0, U8_MAX)),
      win_min: optional(
        integer(
          "Least receive window announced without SYN and RST, scaled; absent where the scale is unknown",
        ),
      ),
      win_max: optional(integer("Greatest receive window announced without SYN and RST, scaled")),
      zero_window_ns: optional(
        nanoseconds(
          "Time for which the receiver of this direction's payload held its window closed; absent if never",
        ),
      ),
      max_in_flight: optional(
        integer(
          "Most payload bytes in flight: sent, and acknowledged neither by ACK nor by SACK; absent without payload, or " +
            "where no acknowledgement was seen",
        ),
      ),
      initial_window_bytes: optional(
        integer(
          "Payload bytes sent before the first acknowledgement of payload; absent without payload, or where the sender's " +
            "SYN or all acknowledgements were not seen",
        ),
      ),
      throughput_bps: optional(
        integer("Payload with what was sent again, in bits per second from its first to its last segment"),
      ),
      goodput_bps: optional(integer("Distinct payload in bits per second over the same time")),
      idle_max_ns: optional(
        nanoseconds(
          "Longest time between two segments of this direction, from its first payload on; absent without payload",
        ),
      ),
      rtt_min_ns: rtt.min,
      rtt_p50_ns: rtt.p50,
      rtt_p99_ns: rtt.p99,
      rtt_max_ns: rtt.max,
      rtt_count: rtt.count,
      response_min_ns: response.min,
      response_p50_ns: response.p50,
      response_p99_ns: response.p99,
      response_max_ns: response.max,
      response_count: response.count,
      cksum_good: integer("Segments whose TCP checksum is right"),
      cksum_partial: integer("Segments whose TCP checksum is the pseudo-header sum only (offload)"),
      cksum_bad: integer("Segments whose TCP checksum is wrong, or zero and wrong"),
      cksum_unverified: integer("Segments whose TCP checksum could not be computed (cut or fragmented)"),
    },
    direction,
  );

const anomalyCount = record(
  "AnomalyCount",
  {
    kind: choice(anomalyKinds, "Kind of anomaly"),
    dir: choice(["c2s", "s2c"], "Direction of the packets"),
    n: integer("How many, printed or not", 1, U32_MAX),
  },
  "How often something was wrong",
);

const stall = record(
  "Stall",
  {
    waiting_on: choice(
      ["client_application", "server_application", "acknowledgement", "window", "retransmission_timer"],
      "Who owed the next byte: an application that had nothing outstanding, the peer's acknowledgement of what was " +
        "in flight, the receiver's window, or the sender's retransmission timer",
    ),
    n: integer("Pauses", 1),
    total_ns: nanoseconds("Their sum"),
    max_ns: nanoseconds("The longest"),
    max_frame: integer("Frame that ended the longest", 1),
  },
  "Pauses of at least the stall threshold, by who owed the next byte",
);

const flowEnd = {
  final: flag("False for an `update`, true for `flow_end`"),
  reason: choice(
    ["closed", "reset", "idle", "reuse", "evicted", "eof", "interrupted", "update"],
    "Why it ended: closed or reset and lingered out, idle beyond its timeout, the same addresses and ports " +
      "opened a new connection, the flow limit was reached, the input ended, or the run was interrupted; update: " +
      "it has not",
  ),
  start_ts: optional(timestamp("Stamp of the connection's first packet")),
  end_ts: optional(timestamp("Stamp of the connection's last packet")),
  duration_ns: optional(nanoseconds("From the first to the last packet; absent if negative")),
  role_from: roleFrom(),
  role_conflict: optional(flag("True where a later segment contradicts who is the client; else absent")),
  client_state: choice(states, "The client's state at the end, by RFC 9293; UNKNOWN without evidence"),
  server_state: choice(states, "The server's state at the end, by RFC 9293; UNKNOWN without evidence"),
  conn_state: choice(connStates, "Zeek's conn_state, with our client as originator"),
  history: text("Zeek's history: a letter for each kind of event, upper case from the client"),
  completeness: integer(
    "Wireshark's tcp.completeness: SYN 1, SYN-ACK 2, ACK 4, data 8, FIN 16, RST 32",
    0,
    63,
  ),
  completeness_text: text("The same in Wireshark's words"),
  tcp_state: choice(
    [
      "none",
      "syn_sent",
      "syn_recv",
      "established",
      "fin_wait1",
      "fin_wait2",
      "time_wait",
      "last_ack",
      "close_wait",
      "closing",
      "closed",
    ],
    "Suricata's tcp.state of the connection, which is its server's view of both",
  ),
  close_reason: optional(
    choice(
      ["shutdown", "timeout", "tcp_reuse", "forced"],
      "Suricata's flow.reason: the connection ended itself or the input did, a timeout, other packets took its " +
        "ports, or the flow limit was reached; absent in an update",
    ),
  ),
  opened: choice(
    [
      "three_way",
      "simultaneous",
      "split",
      "fast_open",
      "midstream",
      "no_answer",
      "refused",
      "no_ack",
      "reset",
    ],
    "How it began: as in `established`; seen without its beginning; a SYN without an answer; refused; a SYN-ACK that " +
      "nobody acknowledged; or reset before it was open",
  ),
  closed: choice(
    ["simultaneous", "half_close", "three_segment", "four_segment", "reset", "half_closed", "open"],
    "How it was closed: as in `closed`; by a RST; by one side only; or not at all",
  ),
  closed_by: optional(choice(endpointsOrBoth, "Whose FIN or RST was first")),
  close_wait_ns: optional(
    nanoseconds("From the acknowledgement of the first FIN to the other FIN, or else to the last packet"),
  ),
  time_wait: optional(choice(endpointsOrBoth, "Who is left in TIME-WAIT")),
  half_open: optional(
    choice(endpoints, "The side that may still believe in the connection after the other one's end"),
  ),
  data_after_fin_bytes: optional(integer("Payload beyond its sender's FIN, in bytes; absent if none", 1)),
  anomalies: optional(
    list(anomalyCount, "Exact counts of all anomalies, printed or not; absent if there were none"),
  ),
  stalls: optional(list(stall, "Pauses of the connection; absent if there were none")),
  hints: hints(),
  service_by_port: optional(text("Service that IANA registers for the server's port, where well known")),
  vlans: optional(
    list(
      integer("VLAN id", 1, 4095),
      "Ids of the VLAN tags around its segments, in the order of first sight; absent if none",
    ),
  ),
  tunnels: optional(
    list(
      text("Name of a tunnel, with the number of its virtual network if it has one"),
      "Tunnels around its segments, as `vxlan:42` or `gre`, in the order of first sight; absent if none",
    ),
  ),
  limits: optional(
    list(
      choice(
        flowLimits,
        "holes: of its gaps; held_lines: of its turns' acknowledgements; history: of its letters; metrics: of all " +
          "figures about payload; sent_segments: of round trips and of evidence; sack: of what was acknowledged " +
          "selectively; histograms: of percentiles; anomalies: of their counts; layers: of its VLANs and tunnels",
      ),
      "Bounds of memory that this connection met: what they are about is incomplete; absent where none",
    ),
  ),
  c2s: directionTotals("Totals from the client to the server"),
  s2c: directionTotals("Totals from the server to the client"),
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
