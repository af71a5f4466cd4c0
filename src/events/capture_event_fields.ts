/** Own fields of the events about the capture itself. They have no envelope. */

import { choice, flag, integer, list, optional, record, text, timestamp, U32_MAX } from "./field_types.ts";

const captureInterface = record(
  "InterfaceDescription",
  {
    id: integer(
      "Number of the interface in this run, from 0; equal ones of several files are one",
      0,
      U32_MAX,
    ),
    name: optional(text("Its name, where the capture says so")),
    link_type: text("Name of the LINKTYPE_ value without that prefix, or the number"),
  },
  "An interface of the capture",
);

const undecodedCount = record(
  "UndecodedCount",
  {
    reason: text("Why they could not be decoded"),
    n: integer("How many packets", 1),
    link_type: optional(text("Link type of packets whose link type is not decoded")),
  },
  "Packets that could not be decoded, by reason",
);

const captureHost = record(
  "CaptureHost",
  {
    ip: text("An address of it"),
    partial: integer(
      "SYN, SYN-ACK, FIN and data segments of at most one MSS from this address whose checksum is partial",
      1,
    ),
    via: choice(
      ["checksum", "pkt_dir"],
      "What proves it: the checksums alone, or also that the capture marks one of those segments as outgoing",
    ),
    local_path: flag(
      "The segments crossed no wire: one is marked as incoming although its checksum was never filled in, or both " +
        "sides of a connection sent such segments (loopback, containers, virtual machines)",
    ),
  },
  "A host on which the capture was taken, or that is connected to it by a virtual link",
);

const ipFragments = record(
  "IpFragments",
  {
    packets: integer("Packets that are fragments of what may be TCP or a tunnel"),
    datagrams: integer("Datagrams that were put together"),
    joined: integer("Fragments that belong to those, duplicates of them included"),
    lost: integer("Fragments of datagrams that were not put together"),
    duplicates: integer("Fragments that were there before, with the same bytes"),
    overlapping: integer("Fragments that overlap others with the same bytes"),
    conflicting: integer(
      "Fragments that overlap others with different bytes: an attack, the datagram is given up",
    ),
    tiny: integer("Fragments that cut a TCP header in pieces (RFC 1858)"),
    malformed: integer("Fragments that no sender could make: beyond 65,535 bytes, beyond the end, empty"),
    timed_out: integer("Datagrams that were not complete within 60 s"),
    evicted: integer("Datagrams that were given up because there were too many"),
  },
  "IP fragments",
);

const judgement = record(
  "Judgement",
  {
    question: choice(
      ["timing", "round_trips", "loss", "payload", "checksums", "teardown", "roles"],
      "What somebody may want to learn from the capture",
    ),
    answer: choice(["yes", "limited", "no"], "Whether it can be trusted for that"),
    because: list(
      choice(
        [
          "no_packets",
          "captured_gaps",
          "kernel_drops",
          "input_cut_off",
          "backward_time",
          "coarse_clock",
          "one_sided_flows",
          "missing_syns",
          "missing_ends",
          "large_segments",
          "offload",
          "cut_packets",
          "copies",
          "undecoded_packets",
          "bad_checksums",
          "flow_limits",
        ],
        "A reason",
      ),
      "What limits it; empty with yes",
    ),
  },
  "What the capture can and cannot be trusted for",
);

const captureReport = record(
  "CaptureReport",
  {
    copies_ppm: integer(
      "Copies in a million TCP packets; this and the other shares are rounded up: 0 means none",
      0,
      1_000_000,
    ),
    offload_ppm: integer(
      "Segments with a partial checksum, in a million: seen before the network card completed them",
      0,
      1_000_000,
    ),
    large_ppm: integer(
      "Segments with more payload than the receiver's MSS (1,460 bytes if unknown; smaller ones are never counted), in " +
        "a million of those with payload: split or merged by the capturing host",
      0,
      1_000_000,
    ),
    cut_ppm: integer("Segments not captured whole, in a million", 0, 1_000_000),
    backward_ppm: integer("Packets stamped before the packet in front of them, in a million", 0, 1_000_000),
    one_sided_flows: integer(
      "Connections of which only one side was seen, with several segments and more than SYNs and RSTs",
    ),
    midstream_flows: integer("Connections with more than RSTs of which the capture lacks SYN and SYN-ACK"),
    open_flows: integer(
      "Connections that were established, or seen without their beginning, and neither closed nor reset",
    ),
    gap_flows: integer("Connections with payload that the capture lacks"),
    gaps: integer("Runs of sequence numbers that the capture lacks"),
    gap_bytes: integer("Their sum, in bytes"),
    acked_unseen: integer(
      "Segments that are the first to acknowledge bytes that the capture lacks: it lost them, not the network",
    ),
    kernel_drops: optional(integer("Packets lost while capturing, by pcapng's statistics")),
    limited_flows: integer("Connections that met a bound of memory: those with `limits` in flow_end"),
    stamp_unit_ns: optional(
      integer(
        "Greatest power of ten, in nanoseconds, that divides the stamps of all segments: 1,000 is a clock of " +
          "microseconds; absent without segments",
        1,
        1_000_000_000,
      ),
    ),
    judgements: list(judgement, "One for each question"),
  },
  "What the capture is like, and what it can be trusted for",
);

const captureStart = {
  file: text("The file as it was named; - for standard input"),
  file_index: integer("Which file of the run, from 0"),
  format: choice(["pcap", "pcapng"], "Container of the packets"),
  compression: optional(choice(["gzip", "zstd"], "How the file was compressed; absent if it was not")),
  byte_order: choice(
    ["little", "big"],
    "Byte order of the file's header fields; pcapng: of its first section",
  ),
  ts_resolution: optional(
    text(
      "Unit of the stamps: microseconds, nanoseconds and others, or 10^-N, 2^-N; absent where interfaces differ",
    ),
  ),
  snaplen: optional(
    integer(
      "Bytes of a packet that are captured at most, as the header says; 0: no limit; absent where interfaces differ",
      0,
      U32_MAX,
    ),
  ),
  interfaces: list(captureInterface, "The interfaces known so far"),
  schema_version: integer("Version of these events' schema", 1),
};

const error = {
  message: text("What is wrong with the input, in one line"),
  file_index: integer("Which file of the run, from 0"),
  file_offset: integer("Byte offset of the broken place in its uncompressed file"),
  skipped_bytes: optional(
    integer("Bytes from there on that were passed over, to where reading went on or the file ended"),
  ),
};

const captureEnd = {
  complete: flag("Every file was read to its end, and none was cut off or corrupt"),
  packets: integer("Packets of any kind"),
  bytes: integer("Sum of their lengths on the wire, in bytes"),
  tcp_segments: integer("TCP segments, without copies"),
  flows: integer("Connections: as many as there are flow_end events"),
  stream_numbers: choice(
    ["exact", "approximate"],
    "Whether `stream` is Wireshark's number throughout: approximate once a connection may have been taken up again " +
      "that was forgotten before its last packet, and with --flow-key",
  ),
  non_tcp: integer("Packets that were understood and carry no TCP"),
  undecoded: list(
    undecodedCount,
    "Packets that could not be decoded, by reason; reasons with none are left out",
  ),
  ip_fragments: optional(ipFragments),
  cksum_good: integer("Segments whose TCP checksum is right"),
  cksum_partial: integer("Segments whose TCP checksum is the pseudo-header sum only (offload)"),
  cksum_bad: integer("Segments whose TCP checksum is wrong, or zero and wrong"),
  cksum_unverified: integer("Segments whose TCP checksum could not be computed (cut or fragmented)"),
  copies: integer("Copies of TCP segments: packets that were captured more than once"),
  backward_time: integer("Packets stamped before the packet in front of them in their file"),
  clamped_time: optional(
    integer(
      "Packets stamped before 1970 or after 2514, which were moved to that; absent if there were none",
      1,
    ),
  ),
  kernel_drops: optional(
    integer("Packets that got lost while capturing, by pcapng's statistics; absent if no file tells"),
  ),
  comments: optional(integer("Comments in pcapng files; absent if there was no such file")),
  capture_hosts: list(captureHost, "Hosts on which the capture was taken, in the order of their first proof"),
  capture_hosts_capped: optional(flag("True where there were more of them than are kept; else absent")),
  first_ts: optional(timestamp("Earliest stamp of any packet")),
  last_ts: optional(timestamp("Latest stamp of any packet")),
  report: captureReport,
  interfaces: list(captureInterface, "The interfaces of all files"),
  interfaces_capped: optional(flag("True where there were more of them than are listed; else absent")),
};

/** Own fields, in the order in which they are printed. */
export const captureEventFields = {
  capture_start: captureStart,
  error,
  capture_end: captureEnd,
};
