/** Own fields of the events about the capture itself. They have no envelope. */

import { choice, flag, integer, list, optional, record, text, timestamp, U32_MAX } from "./field_types.ts";

const captureInterface = record(
  "InterfaceDescription",
  {
    id: integer("Number of the interface in its file", 0, U32_MAX),
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

const captureStart = {
  file: text("The file as it was named; - for standard input"),
  file_index: integer("Which file of the run, from 0"),
  format: choice(["pcap"], "Container of the packets"),
  byte_order: choice(["little", "big"], "Byte order of the file's header fields"),
  ts_resolution: choice(["microseconds", "nanoseconds"], "Unit of the stamps' fraction"),
  snaplen: integer(
    "Bytes of a packet that are captured at most, as the header says; 0: no limit",
    0,
    U32_MAX,
  ),
  interfaces: list(captureInterface, "The interfaces known so far"),
  schema_version: integer("Version of these events' schema", 1),
};

const error = {
  message: text("What is wrong with the input, in one line"),
  file_index: integer("Which file of the run, from 0"),
  file_offset: integer("Byte offset of the broken place in its uncompressed file"),
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
      "that was forgotten before its last packet",
  ),
  non_tcp: integer("Packets that were understood and carry no TCP"),
  undecoded: list(
    undecodedCount,
    "Packets that could not be decoded, by reason; reasons with none are left out",
  ),
  cksum_good: integer("Segments whose TCP checksum is right"),
  cksum_partial: integer("Segments whose TCP checksum is the pseudo-header sum only (offload)"),
  cksum_bad: integer("Segments whose TCP checksum is wrong, or zero and wrong"),
  cksum_unverified: integer("Segments whose TCP checksum could not be computed (cut or fragmented)"),
  copies: integer("Copies of TCP segments: packets that were captured more than once"),
  backward_time: integer("Packets stamped before the packet in front of them"),
  capture_hosts: list(captureHost, "Hosts on which the capture was taken, in the order of their first proof"),
  capture_hosts_capped: optional(flag("True where there were more of them than are kept; else absent")),
  first_ts: optional(timestamp("Earliest stamp of any packet")),
  last_ts: optional(timestamp("Latest stamp of any packet")),
  interfaces: list(captureInterface, "The interfaces of all files"),
};

/** Own fields, in the order in which they are printed. */
export const captureEventFields = {
  capture_start: captureStart,
  error,
  capture_end: captureEnd,
};
