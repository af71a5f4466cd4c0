/** What the decoder found of a segment's TCP checksum. */
import {
  CHECKSUM_PARTIAL,
  CHECKSUM_PARTIAL_LSO,
  STATUS_CHECKSUM_MASK,
  STATUS_TCP_CHECKSUM_SHIFT,
} from "../../../wasm/layout.ts";

/** The verdict, CHECKSUM_*, in a REC_STATUS. */
export const verdictOf = (status: number): number =>
  (status >>> STATUS_TCP_CHECKSUM_SHIFT) & STATUS_CHECKSUM_MASK;

/** True if the checksum holds the pseudo-header's sum alone. */
export const isPartial = (verdict: number): boolean =>
  verdict === CHECKSUM_PARTIAL || verdict === CHECKSUM_PARTIAL_LSO;
