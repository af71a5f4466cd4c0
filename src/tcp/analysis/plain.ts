/**
 * Segments that only go on where both sides were, as nearly all do: what the steps of Analysis.judge() come to for them,
 * without their calls: about 60 ns less a small packet (Node). test/tcp/plain_segments.test.ts holds both ways together.
 */
import {
  CHECKSUM_BAD,
  CHECKSUM_ZERO,
  FLAG_ACK,
  FLAG_FIN,
  FLAG_RST,
  FLAG_SYN,
  STATUS_CHECKSUM_MASK,
  STATUS_TCP_CHECKSUM_SHIFT,
} from "../../../wasm/layout.ts";
import { mayHaveSack, type SackBlocks } from "../segment/sack_blocks.ts";
import type { Segment } from "../segment/segment.ts";
import { TK_SACKED, type Tracks } from "../sent/tracks.ts";
import type { Connection } from "../state/connection.ts";
import {
  AR_COUNT_MASK,
  AR_KEEP_ALIVE,
  AR_PROBE_BYTE,
  AR_SCALE_MASK,
  AR_SCALE_SHIFT,
  AR_WINDOW_PROBE,
  C_FLAGS,
  CF_CLOSED,
  CF_RESET,
  E_ACK_FRAME,
  E_ACK_RUN,
  E_FLAGS,
  E_HOLES,
  E_WINDOW,
  EF_ACKED,
  EF_EDGE,
  EF_FIN,
  EF_SYN_WINDOW,
  EN_ACK,
  EN_EDGE,
  EN_NEXT,
} from "../state/state_layout.ts";
import type { Delivery } from "./delivery.ts";

const CONTROL = FLAG_ACK | FLAG_FIN | FLAG_RST | FLAG_SYN;
const PROBES = AR_KEEP_ALIVE | AR_WINDOW_PROBE | AR_PROBE_BYTE;

/** Judges them. */
export class PlainSegments {
  readonly #tracks: Tracks;
  readonly #delivery: Delivery;

  constructor(tracks: Tracks, delivery: Delivery) {
    this.#tracks = tracks;
    this.#delivery = delivery;
  }

  /**
   * Does all that there is to do, if the segment is one.
   * @param none SACK blocks without any
   * @returns false if it may be another; then nothing was done
   */
  judge(connection: Connection, segment: Segment, none: SackBlocks): boolean {
    const { words, numbers, c, s, sn, p, pn } = connection;
    const { seq, ack, payloadLength } = segment;
    if ((segment.flags & CONTROL) !== FLAG_ACK || segment.window === 0 || payloadLength === 1) return false;
    if (seq !== numbers[sn + EN_NEXT] || ack > numbers[pn + EN_NEXT]!) return false;
    const flags = words[s + E_FLAGS]!;
    if ((flags & (EF_ACKED | EF_FIN)) !== EF_ACKED) return false;
    const before = numbers[sn + EN_ACK]!;
    if (ack < before || (ack === before && payloadLength === 0)) return false;
    const run = words[s + E_ACK_RUN]!;
    if (run & PROBES || words[p + E_HOLES] !== 0 || words[c + C_FLAGS]! & (CF_CLOSED | CF_RESET))
      return false;
    if (mayHaveSack(segment) || isOdd(segment)) return false;
    const peerFlags = words[p + E_FLAGS]!;
    if (payloadLength > 0 && (peerFlags & (EF_EDGE | EF_ACKED)) === (EF_EDGE | EF_ACKED)) {
      const end = seq + payloadLength;
      const scale = (words[p + E_ACK_RUN]! >>> AR_SCALE_SHIFT) & AR_SCALE_MASK;
      if (end >= numbers[pn + EN_EDGE]! || scale === 0 || peerFlags & EF_SYN_WINDOW) return false;
      if (end === numbers[pn + EN_ACK]! + (words[p + E_WINDOW]! << (scale - 1))) return false;
    }
    const advances = ack > before;
    if (advances && this.#tracks.find(connection, p)) {
      if (this.#tracks.words[this.#tracks.w + TK_SACKED] !== 0) return false;
      this.#delivery.acknowledge(connection, segment, none);
    }
    if (advances) {
      words[s + E_ACK_RUN] = run & ~AR_COUNT_MASK;
      words[s + E_ACK_FRAME] = segment.frame;
    }
    segment.isAckAcceptable = true;
    const scale = (run >>> AR_SCALE_SHIFT) & AR_SCALE_MASK;
    if (scale !== 0) {
      const edge = ack + (segment.window << (scale - 1));
      if (!(flags & EF_EDGE) || edge > numbers[sn + EN_EDGE]!) {
        words[s + E_FLAGS] = flags | EF_EDGE;
        numbers[sn + EN_EDGE] = edge;
      }
    }
    if (payloadLength > 0) this.#delivery.sendNext(connection, segment);
    return true;
  }
}

/** True if the packet alone shows something (Analysis). */
function isOdd(segment: Segment): boolean {
  const verdict = (segment.status >>> STATUS_TCP_CHECKSUM_SHIFT) & STATUS_CHECKSUM_MASK;
  return verdict === CHECKSUM_BAD || verdict === CHECKSUM_ZERO || segment.ahead > 0 || segment.reusesPorts;
}
