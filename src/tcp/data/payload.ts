/**
 * What a segment brings of its direction's bytes: new ones, ones that fill a hole, ones seen before.
 */
import { FLAG_FIN, FLAG_SYN } from "../../../wasm/layout.ts";
import type { Segment } from "../segment/segment.ts";
import type { Connection } from "../state/connection.ts";
import { E_HOLES, EF_ACKED, EN_ACK, EN_NEXT, EN_UNIQUE_BYTES } from "../state/state_layout.ts";
import {
  UN_RETRANS_BYTES,
  type UnusualCounts,
  UW_OOO_PACKETS,
  UW_RETRANS_PACKETS,
} from "../state/unusual_counts.ts";
import type { Holes } from "./holes.ts";

/** Tells new payload from old. */
export class Payload {
  readonly #holes: Holes;
  readonly #unusual: UnusualCounts;

  constructor(holes: Holes, unusual: UnusualCounts) {
    this.#holes = holes;
    this.#unusual = unusual;
  }

  /** The segment's payload, if any, means nothing. */
  none(segment: Segment): void {
    segment.newBytes = 0;
    segment.resentBytes = 0;
    segment.fillsHole = false;
    segment.isKeepAlive = false;
  }

  /** Sets what the segment, which has no RST, brings, and moves EN_NEXT behind its payload. */
  classify(connection: Connection, segment: Segment): void {
    const { numbers, sn, s, words } = connection;
    const length = segment.payloadLength;
    const next = numbers[sn + EN_NEXT]!;
    this.none(segment);
    segment.newStart = next;

    if (length > 0 && segment.seq === next && !(segment.flags & FLAG_SYN)) {
      // in order, as nearly all payload is
      segment.newBytes = length;
      segment.newEnd = next + length;
      numbers[sn + EN_NEXT] = next + length;
      numbers[sn + EN_UNIQUE_BYTES]! += length;
      return;
    }
    if (segment.seq > next) {
      this.#holes.append(connection, s, next, segment.seq, segment.time);
      numbers[sn + EN_NEXT] = segment.seq;
    }
    if (segment.seq === next - 1 && length <= 1 && !(segment.flags & (FLAG_SYN | FLAG_FIN))) {
      segment.isKeepAlive = length === 0 || segment.isWindowProbe || isAcknowledged(connection, segment.seq);
    }
    if (length === 0 || segment.isKeepAlive) return;

    const start = segment.seq + (segment.flags & FLAG_SYN ? 1 : 0);
    const end = start + length;
    const above = Math.max(0, end - Math.max(start, numbers[sn + EN_NEXT]!));
    let filled = 0;
    if (words[s + E_HOLES] !== 0 && start < next) {
      filled = this.#holes.fill(connection, s, start, Math.min(end, next));
    }
    if (above > 0) {
      numbers[sn + EN_NEXT] = end;
      segment.newEnd = end;
    } else segment.newEnd = this.#holes.filledTo;
    if (filled > 0) {
      segment.newStart = this.#holes.filledFrom;
      segment.fillsHole = true;
      this.#unusual.count(connection, s, UW_OOO_PACKETS);
    }
    segment.newBytes = above + filled;
    // the byte of a refused probe is not sent again: it comes with what follows it
    segment.resentBytes = segment.restartsProbe ? 0 : length - segment.newBytes;
    numbers[sn + EN_UNIQUE_BYTES]! += segment.newBytes;
    if (segment.resentBytes > 0) {
      this.#unusual.count(connection, s, UW_RETRANS_PACKETS);
      this.#unusual.addBytes(connection, s, UN_RETRANS_BYTES, segment.resentBytes);
    }
  }
}

function isAcknowledged(connection: Connection, offset: number): boolean {
  return connection.peerHas(EF_ACKED) && connection.numbers[connection.pn + EN_ACK]! > offset;
}
