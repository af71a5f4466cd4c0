/**
 * How many segments there were on the wire: a capturing host sees what its network card cuts, or has merged, as one.
 */
import { REC_FLAGS_WINDOW } from "../../../wasm/layout.ts";
import type { Segment } from "../segment/segment.ts";
import { TK_LARGEST, TK_WIRE_RETRANS, TK_WIRE_SEGMENTS, type Tracks } from "../sent/tracks.ts";
import type { Connection } from "../state/connection.ts";

const FIXED_HEADER_BYTES = 20;
const MOST = 0xffff;

/**
 * Payload that a segment of the sender carries at most, with options like the present one's; 0: unknown.
 *
 * The peer's MSS is about segments without options, which their sender must make room for (RFC 9293 3.7.1, RFC 6691).
 * The sender's own MSS tells how large its own packets can be, so it bounds what it sends, too.
 */
export function mostPayload(connection: Connection, segment: Segment): number {
  const peer = connection.mssOf(1 - connection.sender);
  if (peer === undefined) return 0;
  const own = connection.mssOf(connection.sender) ?? peer;
  const header = (segment.records[segment.record + REC_FLAGS_WINDOW]! >>> 28) * 4;
  return Math.max(0, Math.min(peer, own) - Math.max(0, header - FIXED_HEADER_BYTES));
}

/** Counts the present segment, which has payload, in the track in hand: its sender's. */
export function countWireSegments(connection: Connection, segment: Segment, tracks: Tracks): void {
  const { payloadLength, resentBytes } = segment;
  const { words, w } = tracks;
  const largest = words[w + TK_LARGEST]!;
  let count = 1;
  let resent = resentBytes > 0 ? 1 : 0;
  // no larger than one that was a segment of its own: the MSS, which lies further away, need not be asked
  if (payloadLength <= largest >>> 16) {
    if (payloadLength === largest >>> 16 && (largest & MOST) < MOST) words[w + TK_LARGEST] = largest + 1;
  } else {
    const most = mostPayload(connection, segment);
    if (payloadLength <= most) words[w + TK_LARGEST] = (payloadLength << 16) | 1;
    else if (most > 0) {
      count = Math.ceil(payloadLength / most);
      resent = Math.ceil(resentBytes / most);
    }
  }
  words[w + TK_WIRE_SEGMENTS]! += count;
  if (resent > 0) words[w + TK_WIRE_RETRANS]! += resent;
}
