/**
 * Verdicts on where a segment stands in what its sender has sent, and in its receiver's window: what goes forward.
 */
import { FLAG_FIN, FLAG_SYN } from "../../../wasm/layout.ts";
import type { Segment } from "../segment/segment.ts";
import { isWindowClosed, windowOf } from "../segment/window.ts";
import type { Connection } from "../state/connection.ts";
import {
  AR_KEEP_ALIVE,
  AR_PROBE_BYTE,
  AR_WINDOW_PROBE,
  E_ACK_RUN,
  E_WINDOW,
  EF_ACKED,
  EF_EDGE,
  EF_FIN,
  EF_LAST_TIME,
  EF_SYN_WINDOW,
  EN_ACK,
  EN_EDGE,
  EN_FIN,
  EN_LAST_TIME,
  EN_NEXT,
} from "../state/state_layout.ts";
import { interval } from "../time.ts";
import type { Findings } from "./findings.ts";
import {
  DATA_AFTER_FIN,
  KEEP_ALIVE,
  LOST_SEGMENT,
  OUTSIDE_WINDOW,
  WINDOW_FULL,
  ZERO_WINDOW_PROBE,
} from "./verdicts.ts";

/** An empty segment one number below the next was merely overtaken unless its sender was silent for so long before. */
const SILENCE = 200e6;
const LAST_SEGMENT = AR_KEEP_ALIVE | AR_WINDOW_PROBE;

/** Judges segments without RST, before they change their connection. */
export class SequenceVerdicts {
  readonly #findings: Findings;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  judge(connection: Connection, segment: Segment): void {
    const { words, numbers, s, sn } = connection;
    const { payloadLength: length, seq, flags } = segment;
    const next = numbers[sn + EN_NEXT]!;
    const run = words[s + E_ACK_RUN]!;
    if ((run & LAST_SEGMENT) !== 0) words[s + E_ACK_RUN] = run & ~LAST_SEGMENT;

    if (length <= 1 && seq <= next && seq >= next - 1 && !(flags & (FLAG_SYN | FLAG_FIN))) {
      if (length > 0 || seq < next) this.#judgeProbe(connection, segment, next);
    } else if (run & AR_PROBE_BYTE) {
      // the byte of the last probe was refused, and comes once more with what follows it
      segment.restartsProbe = seq === next - 1 && length > 1 && !isAcknowledged(connection, seq);
      if (length > 0 || seq > next) words[s + E_ACK_RUN]! &= ~AR_PROBE_BYTE;
    }
    if (seq > next) this.#lostSegment(connection, segment, next);
    if (length === 0 || segment.isWindowProbe) return;
    const end = segment.seq + length + (flags & FLAG_SYN ? 1 : 0);
    if (connection.senderHas(EF_FIN) && end > numbers[sn + EN_FIN]!) this.#afterFin(connection, end, length);
    if (end > next) this.#judgeWindow(connection, segment, end);
  }

  /** The segment has at most one byte of payload, and begins at the next number or one below. */
  #judgeProbe(connection: Connection, segment: Segment, next: number): void {
    const { words, numbers, s, p } = connection;
    const { payloadLength: length, seq } = segment;
    const isClosed = isWindowClosed(connection, p);
    if (isClosed) {
      segment.isWindowProbe = true;
      words[s + E_ACK_RUN]! |= length > 0 && seq === next ? AR_WINDOW_PROBE | AR_PROBE_BYTE : AR_WINDOW_PROBE;
      const evidence = this.#findings.add(connection, ZERO_WINDOW_PROBE);
      if (!evidence) return;
      evidence.seq = seq;
      evidence.window = 0;
      if (connection.peerHas(EF_EDGE)) evidence.window_edge = numbers[connection.pn + EN_EDGE]!;
    } else if (
      seq < next &&
      (isAcknowledged(connection, seq) || (length === 0 && wasSilent(connection, segment)))
    ) {
      // RFC 9293 3.8.4: it brings nothing, so that it is answered
      words[s + E_ACK_RUN]! |= AR_KEEP_ALIVE;
      const evidence = this.#findings.add(connection, KEEP_ALIVE);
      if (!evidence) return;
      evidence.expected_seq = next;
      evidence.since_ns = sinceLast(connection, segment);
    }
  }

  #lostSegment(connection: Connection, segment: Segment, next: number): void {
    const evidence = this.#findings.add(connection, LOST_SEGMENT);
    if (!evidence) return;
    evidence.expected_seq = next;
    evidence.missing_bytes = segment.seq - next;
    evidence.since_ns = sinceLast(connection, segment);
  }

  #afterFin(connection: Connection, end: number, length: number): void {
    const evidence = this.#findings.add(connection, DATA_AFTER_FIN);
    if (!evidence) return;
    evidence.expected_seq = connection.numbers[connection.sn + EN_FIN]!;
    evidence.beyond_bytes = Math.min(length, end - connection.numbers[connection.sn + EN_FIN]!);
  }

  /** The payload ends at `end`, above all that was sent before. */
  #judgeWindow(connection: Connection, segment: Segment, end: number): void {
    const { words, numbers, p, pn } = connection;
    if (!connection.peerHas(EF_EDGE) || !connection.peerHas(EF_ACKED)) return;
    const edge = numbers[pn + EN_EDGE]!;
    if (end > edge) {
      const evidence = this.#findings.add(connection, OUTSIDE_WINDOW);
      if (!evidence) return;
      evidence.window_edge = edge;
      evidence.beyond_bytes = end - Math.max(edge, segment.seq);
      evidence.ack = numbers[pn + EN_ACK]!;
      return;
    }
    if (segment.flags & (FLAG_SYN | FLAG_FIN)) return;
    const window = connection.peerHas(EF_SYN_WINDOW)
      ? words[p + E_WINDOW]!
      : windowOf(connection, words[p + E_WINDOW]!, 1 - connection.sender);
    if (window === undefined || end !== numbers[pn + EN_ACK]! + window) return;
    const evidence = this.#findings.add(connection, WINDOW_FULL);
    if (!evidence) return;
    evidence.window = window;
    evidence.window_edge = end;
    evidence.ack = numbers[pn + EN_ACK]!;
  }
}

/** True if the peer has acknowledged the byte at `offset` of the sender. */
function isAcknowledged(connection: Connection, offset: number): boolean {
  return connection.peerHas(EF_ACKED) && connection.numbers[connection.pn + EN_ACK]! > offset;
}

function wasSilent(connection: Connection, segment: Segment): boolean {
  const since = sinceLast(connection, segment);
  return since !== undefined && since >= SILENCE;
}

/** Time since the sender's last packet. */
export function sinceLast(connection: Connection, segment: Segment): number | undefined {
  if (!connection.senderHas(EF_LAST_TIME)) return undefined;
  return interval(segment.time - connection.numbers[connection.sn + EN_LAST_TIME]!);
}
