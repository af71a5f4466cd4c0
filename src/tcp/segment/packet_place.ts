/**
 * Where a packet was seen: interface and direction on the capturing host.
 */
import { PACKET_DIRECTION_IN, PACKET_DIRECTION_OUT } from "../../../wasm/layout.ts";
import type { RecordNames } from "../../capture/batch.ts";
import type { Segment } from "./segment.ts";

const DIRECTION_MASK = 3;

/** The interface's name, or its number as text; undefined where the capture does not say. */
export function interfaceOf(segment: Segment, names: RecordNames): string | undefined {
  return segment.hasInterface ? names.interfaceName(segment.interfaceIndex) : undefined;
}

/** `in` or `out`, where the capture says so. */
export function packetDirectionOf(segment: Segment): "in" | "out" | undefined {
  return directionName(segment.packetDirection);
}

/** The name of a PACKET_DIRECTION_*, of which only the two lowest bits count. */
export function directionName(direction: number): "in" | "out" | undefined {
  switch (direction & DIRECTION_MASK) {
    case PACKET_DIRECTION_IN:
      return "in";
    case PACKET_DIRECTION_OUT:
      return "out";
    default:
      return undefined;
  }
}
