/**
 * Where a packet was seen: interface and direction on the capturing host.
 */
import {
  PACKET_DIRECTION_IN,
  PACKET_DIRECTION_OUT,
  REC_INTERFACE,
  STATUS_DIRECTION_MASK,
  STATUS_DIRECTION_SHIFT,
  STATUS_INTERFACE,
} from "../../../wasm/layout.ts";
import type { Batch } from "../../capture/batch.ts";
import type { Segment } from "./segment.ts";

/** The interface, by index, as text; undefined where the capture does not say. */
export function interfaceOf(batch: Batch, segment: Segment): string | undefined {
  if (!(segment.status & STATUS_INTERFACE)) return undefined;
  return String(batch.records[segment.record + REC_INTERFACE]!);
}

/** `in` or `out`, where the capture says so. */
export function packetDirectionOf(segment: Segment): "in" | "out" | undefined {
  switch ((segment.status >>> STATUS_DIRECTION_SHIFT) & STATUS_DIRECTION_MASK) {
    case PACKET_DIRECTION_IN:
      return "in";
    case PACKET_DIRECTION_OUT:
      return "out";
    default:
      return undefined;
  }
}
