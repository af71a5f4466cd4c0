/** The words for what can be wrong. Free of valibot, like event_kinds.ts. */

/** What can be wrong, in the order in which anomalies of one frame are printed. */
export const anomalyKinds = [
  "bad_checksum",
  "duplicate_packet",
  "time_jump",
  "reused_ports",
  "reset_ignored",
  "loss",
  "lost_segment",
  "acked_unseen",
  "unacceptable_ack",
  "retransmission",
  "fast_retransmission",
  "rto_retransmission",
  "spurious_retransmission",
  "out_of_order",
  "partial_overlap",
  "overlap_differs",
  "outside_window",
  "data_after_fin",
  "keep_alive",
  "keep_alive_ack",
  "zero_window",
  "zero_window_probe",
  "zero_window_probe_ack",
  "window_full",
  "window_update",
  "duplicate_ack",
  "d_sack",
  "sack_reneging",
] as const;

export type AnomalyKind = (typeof anomalyKinds)[number];

/** Kinds that normal connections are full of: printed at the 1st, 10th, 100th ... of a direction. */
export const sparseAnomalyKinds = [
  "duplicate_packet",
  "duplicate_ack",
  "keep_alive",
  "keep_alive_ack",
  "window_update",
] as const satisfies readonly AnomalyKind[];

/** Wireshark's names: `tcp.analysis.NAME`, in the order in which its detail view lists them. */
export const wiresharkLabels = [
  "retransmission",
  "fast_retransmission",
  "spurious_retransmission",
  "out_of_order",
  "lost_segment",
  "ack_lost_segment",
  "duplicate_ack",
  "keep_alive",
  "keep_alive_ack",
  "zero_window",
  "zero_window_probe",
  "zero_window_probe_ack",
  "window_full",
  "window_update",
  "reused_ports",
] as const;

export type WiresharkLabel = (typeof wiresharkLabels)[number];

/** Where a segment was lost, seen from the tap. Where nothing proves it, it is only counted (`lost_unknown`). */
export const lossPlaces = ["before_tap", "after_tap", "capture"] as const;
