/** Own fields of `flow_end` and `update`: what a connection was, for each direction and as a whole. */

import { anomalyKinds } from "./anomaly_kinds.ts";
import {
  choice,
  flag,
  integer,
  list,
  nanoseconds,
  optional,
  record,
  text,
  timestamp,
  U8_MAX,
  U16_MAX,
  U32_MAX,
} from "./field_types.ts";
import { endpoints, endpointsOrBoth, hints, roleFrom } from "./flow_words.ts";

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

/** Own fields of `flow_end` and `update`, in the order in which they are printed. */
export const flowEnd = {
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
