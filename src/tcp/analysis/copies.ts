/**
 * The verdict on a packet that was captured before: how the copy came about.
 */
import { REC_ID_TTL_TOS } from "../../../wasm/layout.ts";
import type { Original } from "../segment/copies.ts";
import type { Segment } from "../segment/segment.ts";
import type { Connection } from "../state/connection.ts";
import { interval } from "../time.ts";
import type { Findings } from "./findings.ts";
import { DUPLICATE_PACKET } from "./verdicts.ts";

/** The segment is a copy of `original`. */
export function judgeCopy(
  findings: Findings,
  connection: Connection,
  segment: Segment,
  original: Original,
): void {
  const evidence = findings.add(connection, DUPLICATE_PACKET);
  if (!evidence) return;
  const ttl = (segment.records[segment.record + REC_ID_TTL_TOS]! >>> 8) & 0xff;
  evidence.original_frame = original.frame;
  // stamps of two interfaces may be out of order
  evidence.since_ns = interval(Math.abs(segment.runTime - original.time));
  if (ttl !== original.ttl) evidence.via = "routed";
  else if (original.isOtherInterface) evidence.via = "other_interface";
  else evidence.via = original.isOtherPath ? "other_path" : "same_path";
  evidence.ttl = ttl;
  evidence.original_ttl = original.ttl;
}
