/**
 * Figures about the payload of each side: how much was on its way, when it was sent, how long it took to answer.
 * Keep-alives and probes of closed windows are none of it.
 */
import { FLAG_ACK } from "../../../wasm/layout.ts";
import type { Segment } from "../segment/segment.ts";
import type { SackedRanges } from "../sent/sacked_ranges.ts";
import {
  TK_FLAGS,
  TK_RESPONSE,
  TK_SACKED,
  TK_WIRE_SEGMENTS,
  TKF_WINDOW_CLOSED,
  TKN_FIRST_DATA,
  TKN_INITIAL_WINDOW,
  TKN_LAST_DATA,
  TKN_LAST_NEW,
  TKN_LAST_SEGMENT,
  TKN_MAX_IN_FLIGHT,
  TKN_RESPONSE_MIN,
  TKN_ZERO_SINCE,
  TKN_ZERO_TIME,
  type Tracks,
} from "../sent/tracks.ts";
import type { Connection } from "../state/connection.ts";
import {
  CF_CLOSED,
  CF_LIMIT_HISTOGRAMS,
  CF_RESET,
  E_FLAGS,
  EF_ACKED,
  EF_FIN,
  EF_FIN_ACKED,
  EF_SPOKE_LAST,
  EN_ACK,
  EN_FIN,
  EN_IDLE_MAX,
  EN_NEXT,
} from "../state/state_layout.ts";
import type { Histograms } from "./histogram.ts";
import { countWireSegments } from "./wire_segments.ts";

/** Keeps them, in the tracks. */
export class Transfer {
  readonly #tracks: Tracks;
  readonly #sacked: SackedRanges;
  readonly #histograms: Histograms;

  constructor(tracks: Tracks, sacked: SackedRanges, histograms: Histograms) {
    this.#tracks = tracks;
    this.#sacked = sacked;
    this.#histograms = histograms;
  }

  /** The segment was worked off, and brings payload, new or not. */
  payload(connection: Connection, segment: Segment): void {
    const tracks = this.#tracks;
    const { newBytes, time } = segment;
    if (newBytes > 0 && !connection.senderHas(EF_SPOKE_LAST)) this.#speak(connection, segment);
    if (!tracks.open(connection, connection.s)) return;
    const { words, w, numbers, n } = tracks;
    if (words[w + TK_WIRE_SEGMENTS] === 0) {
      numbers[n + TKN_FIRST_DATA] = time;
      numbers[n + TKN_LAST_SEGMENT] = time;
    }
    countWireSegments(connection, segment, tracks);
    numbers[n + TKN_LAST_DATA] = time;
    this.#noteIdle(connection, segment);
    if (newBytes === 0) return;
    numbers[n + TKN_LAST_NEW] = time;
    const acked = acknowledgedOf(connection);
    if (acked <= 1) numbers[n + TKN_INITIAL_WINDOW]! += newBytes;
    let inFlight = endOf(connection, connection.s, connection.sn) - acked;
    if (inFlight <= numbers[n + TKN_MAX_IN_FLIGHT]!) return;
    if (words[w + TK_SACKED] !== 0) inFlight -= this.#sacked.bytesFrom(acked);
    if (inFlight > numbers[n + TKN_MAX_IN_FLIGHT]!) numbers[n + TKN_MAX_IN_FLIGHT] = inFlight;
  }

  /** The segment brings no payload. */
  other(connection: Connection, segment: Segment): void {
    if (this.#tracks.find(connection, connection.s)) this.#noteIdle(connection, segment);
  }

  /** The track in hand is the sender's. */
  #noteIdle({ numbers: own, sn }: Connection, segment: Segment): void {
    const { numbers, n } = this.#tracks;
    const idle = segment.time - numbers[n + TKN_LAST_SEGMENT]!;
    numbers[n + TKN_LAST_SEGMENT] = segment.time;
    if (idle > own[sn + EN_IDLE_MAX]! && idle <= Number.MAX_SAFE_INTEGER) own[sn + EN_IDLE_MAX] = idle;
  }

  /** New payload of a side that did not send the last: a response, if the peer did, and all of it is acknowledged. */
  #speak(connection: Connection, segment: Segment): void {
    const { words, p, pn, s } = connection;
    connection.setSender(EF_SPOKE_LAST);
    if (!connection.peerHas(EF_SPOKE_LAST)) return;
    words[p + E_FLAGS]! &= ~EF_SPOKE_LAST;
    if (connection.has(CF_CLOSED | CF_RESET)) return;
    const answers = (segment.flags & FLAG_ACK) !== 0 && segment.ack >= endOf(connection, p, pn);
    if (!answers || !this.#tracks.find(connection, p)) return;
    const asked = this.#tracks.numbers[this.#tracks.n + TKN_LAST_NEW]!;
    if (!this.#tracks.open(connection, s)) return;
    if (!this.#histograms.add(this.#tracks, TK_RESPONSE, TKN_RESPONSE_MIN, segment.time - asked)) {
      connection.set(CF_LIMIT_HISTOGRAMS);
    }
  }

  /** The segment, with neither SYN nor RST, announces a window: closed, or behind one that was. */
  window(connection: Connection, segment: Segment): void {
    if (!this.#tracks.find(connection, connection.p)) return;
    const { words, w, numbers, n } = this.#tracks;
    const isClosed = (words[w + TK_FLAGS]! & TKF_WINDOW_CLOSED) !== 0;
    if (isClosed === (segment.window === 0)) return;
    if (isClosed) {
      numbers[n + TKN_ZERO_TIME]! += Math.max(0, segment.time - numbers[n + TKN_ZERO_SINCE]!);
      words[w + TK_FLAGS]! &= ~TKF_WINDOW_CLOSED;
    } else if (!connection.peerHas(EF_FIN_ACKED)) {
      // where all is sent and acknowledged, nobody waits for it
      numbers[n + TKN_ZERO_SINCE] = segment.time;
      words[w + TK_FLAGS]! |= TKF_WINDOW_CLOSED;
    }
  }
}

/** Offset of the sender's payload up to which the peer has acknowledged it. */
function acknowledgedOf(connection: Connection): number {
  return connection.peerHas(EF_ACKED) ? Math.max(1, connection.numbers[connection.pn + EN_ACK]!) : 1;
}

/** Offset behind the last byte that an endpoint has sent: its FIN is none. */
function endOf(connection: Connection, e: number, en: number): number {
  const { words, numbers } = connection;
  return words[e + E_FLAGS]! & EF_FIN ? numbers[en + EN_FIN]! : numbers[en + EN_NEXT]!;
}
