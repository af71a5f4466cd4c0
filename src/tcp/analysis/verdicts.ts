/**
 * Verdicts on a segment as bits, in the order in which their anomalies are printed.
 */
import { type AnomalyKind, anomalyKinds } from "../../events/mod.ts";

const bit = (kind: AnomalyKind): number => 1 << anomalyKinds.indexOf(kind);

export const BAD_CHECKSUM = bit("bad_checksum");
export const DUPLICATE_PACKET = bit("duplicate_packet");
export const TIME_JUMP = bit("time_jump");
export const REUSED_PORTS = bit("reused_ports");
export const RESET_IGNORED = bit("reset_ignored");
export const LOSS = bit("loss");
export const LOST_SEGMENT = bit("lost_segment");
export const ACKED_UNSEEN = bit("acked_unseen");
export const UNACCEPTABLE_ACK = bit("unacceptable_ack");
export const RETRANSMISSION = bit("retransmission");
export const FAST_RETRANSMISSION = bit("fast_retransmission");
export const RTO_RETRANSMISSION = bit("rto_retransmission");
export const SPURIOUS_RETRANSMISSION = bit("spurious_retransmission");
export const OUT_OF_ORDER = bit("out_of_order");
export const PARTIAL_OVERLAP = bit("partial_overlap");
export const OVERLAP_DIFFERS = bit("overlap_differs");
export const OUTSIDE_WINDOW = bit("outside_window");
export const DATA_AFTER_FIN = bit("data_after_fin");
export const KEEP_ALIVE = bit("keep_alive");
export const KEEP_ALIVE_ACK = bit("keep_alive_ack");
export const ZERO_WINDOW = bit("zero_window");
export const ZERO_WINDOW_PROBE = bit("zero_window_probe");
export const ZERO_WINDOW_PROBE_ACK = bit("zero_window_probe_ack");
export const WINDOW_FULL = bit("window_full");
export const WINDOW_UPDATE = bit("window_update");
export const DUPLICATE_ACK = bit("duplicate_ack");
export const D_SACK = bit("d_sack");
export const SACK_RENEGING = bit("sack_reneging");

/** Index in {@link anomalyKinds} of a verdict, which is a single bit. */
export const kindOf = (verdict: number): number => 31 - Math.clz32(verdict);

const lists = new Map<number, readonly AnomalyKind[]>();

/** The kinds of a set of verdicts, in their order; equal sets give the same array. */
export function kindsOf(verdicts: number): readonly AnomalyKind[] {
  let kinds = lists.get(verdicts);
  if (!kinds) {
    kinds = anomalyKinds.filter((_, index) => verdicts & (1 << index));
    lists.set(verdicts, kinds);
  }
  return kinds;
}
