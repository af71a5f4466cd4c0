/** Own fields of `anomaly`, and what other events share with it. */

import { anomalyKinds, lossPlaces, wiresharkLabels } from "./anomaly_kinds.ts";
import {
  choice,
  flag,
  hex16,
  integer,
  list,
  nanoseconds,
  optional,
  record,
  signedInteger,
  U8_MAX,
} from "./field_types.ts";

export const wiresharkField = () =>
  list(
    choice(wiresharkLabels, "Name behind tcp.analysis."),
    "What tshark 4.0 says of this frame, right or wrong, so that numbers reconcile",
  );

const evidence = record(
  "AnomalyEvidence",
  {
    original_frame: optional(
      integer("Frame that brought it first: the original of a copy or retransmission, the ACK repeated", 1),
    ),
    since_ns: optional(
      nanoseconds(
        "Time since that frame, or else since the event that the kind is about: the last sending, the hole's " +
          "appearance, the window's closing",
      ),
    ),
    threshold_ns: optional(nanoseconds("Time that decided: less speaks for one kind, more for the other")),
    seq: optional(signedInteger("Offset at which what it is about begins")),
    seq_end: optional(signedInteger("Offset behind it")),
    expected_seq: optional(signedInteger("Offset that was expected next")),
    missing_bytes: optional(integer("Sequence numbers that the capture lacks")),
    resent_bytes: optional(integer("Payload bytes that were seen before")),
    new_bytes: optional(integer("Payload bytes that were not")),
    ack: optional(signedInteger("The peer's highest acknowledgement before it, as an offset")),
    dup_acks: optional(integer("Duplicate ACKs of the peer in a row, up to here")),
    sacked: optional(flag("The peer had already acknowledged these bytes selectively")),
    sacked_bytes: optional(integer("Bytes above the acknowledgement that the peer holds by its SACK blocks")),
    bytes_in_flight: optional(
      integer("Bytes sent and not acknowledged, selectively acknowledged ones left out"),
    ),
    window: optional(integer("Receive window that counts here, in bytes, scaled")),
    window_edge: optional(signedInteger("Offset behind the last byte that the receiver's window allows")),
    beyond_bytes: optional(integer("Bytes outside it")),
    place: optional(
      choice(
        lossPlaces,
        "Where the segment was lost: between its sender and the tap, between the tap and its receiver, or only by " +
          "the capture",
      ),
    ),
    proof: optional(
      choice(["timestamps", "ack", "time"], "What decided: timestamps, an acknowledgement, or time alone"),
    ),
    resent_frame: optional(integer("Frame of the retransmission that it is about", 1)),
    reset_frame: optional(integer("Frame of the RST that had no effect", 1)),
    via: optional(
      choice(
        ["same_path", "other_interface", "other_path", "routed"],
        "How the copy came about: seen twice in one place, on another interface, in another VLAN or tunnel or with " +
          "other link-layer addresses, or a hop further on (the TTL differs)",
      ),
    ),
    ttl: optional(integer("TTL or hop limit of this packet", 0, U8_MAX)),
    original_ttl: optional(integer("TTL or hop limit of the original", 0, U8_MAX)),
    cksum: optional(hex16("Checksum as stored")),
    cksum_expected: optional(hex16("What it should be")),
    previous_flow: optional(integer("Flow that had these addresses and ports before")),
  },
  "What a verdict rests on; only what the kind needs",
);

export const anomaly = {
  kind: choice(anomalyKinds, "What is wrong or worth knowing; src/tcp/analysis/README.md has the rules"),
  count: integer("How many of this kind the direction has had, this one included", 1),
  evidence,
  wireshark: wiresharkField(),
};
