/**
 * Figures of a connection for its `flow_end`, whatever else is printed: of each direction that brings payload, and of the
 * pauses.
 */
import { FLAG_RST, FLAG_SYN } from "../../../wasm/layout.ts";
import type { DirectionTotals, Stall } from "../../events/mod.ts";
import type { PoolBudget } from "../lifecycle/pool.ts";
import type { Segment } from "../segment/segment.ts";
import type { Senders } from "../sent/senders.ts";
import {
  TK_FLAGS,
  TK_LOST_AFTER,
  TK_LOST_BEFORE,
  TK_LOST_CAPTURE,
  TK_LOST_UNKNOWN,
  TK_RESPONSE,
  TK_RTT,
  TK_WIRE_RETRANS,
  TK_WIRE_SEGMENTS,
  TKF_WINDOW_CLOSED,
  TKN_FIRST_DATA,
  TKN_INITIAL_WINDOW,
  TKN_LAST_DATA,
  TKN_MAX_IN_FLIGHT,
  TKN_RESPONSE_MIN,
  TKN_RTT_MIN,
  TKN_ZERO_SINCE,
  TKN_ZERO_TIME,
  type Tracks,
} from "../sent/tracks.ts";
import type { Connection } from "../state/connection.ts";
import {
  C_LAST_NSEC,
  C_START_NSEC,
  CN_LAST_SEC,
  CN_START_SEC,
  E_TRACK,
  E_WINDOW,
  EF_ACKED,
  EF_SYN,
  EN_IDLE_MAX,
  EN_PAYLOAD_BYTES,
  EN_UNIQUE_BYTES,
  endpointNumbers,
  endpointWords,
} from "../state/state_layout.ts";
import { interval, NANOSECONDS } from "../time.ts";
import { Histograms } from "./histogram.ts";
import { Stalls } from "./stalls.ts";
import { Transfer } from "./transfer.ts";

// what part of the shared pool each may take at most
const HISTOGRAMS_SHARE = 1 / 4;
const STALLS_SHARE = 1 / 8;

const BITS = 8;
const MILLION = 1_000_000;

/** Keeps the figures and fills them in. */
export class Metrics {
  readonly tracks: Tracks;
  readonly histograms: Histograms;
  readonly #transfer: Transfer;
  readonly stalls: Stalls;

  /** @param stall nanoseconds that a pause lasts at least */
  constructor(pool: PoolBudget, { tracks, sacked }: Senders, stall: number) {
    this.tracks = tracks;
    this.histograms = new Histograms(pool.share(HISTOGRAMS_SHARE));
    this.#transfer = new Transfer(tracks, sacked, this.histograms);
    this.stalls = new Stalls(pool.share(STALLS_SHARE), tracks, stall);
  }

  /** Looks at a segment that is no copy and was judged, before it is worked off. */
  before(connection: Connection, segment: Segment, isFirst: boolean): void {
    if (!isFirst) this.stalls.note(connection, segment);
    const mayBeClosed = segment.window === 0 || connection.words[connection.s + E_WINDOW] === 0;
    if (mayBeClosed && !(segment.flags & (FLAG_SYN | FLAG_RST))) this.#transfer.window(connection, segment);
  }

  /** The same segment, worked off. */
  after(connection: Connection, segment: Segment): void {
    if (segment.payloadLength > 0 && !segment.isProbe && !(segment.flags & FLAG_RST)) {
      this.#transfer.payload(connection, segment);
    } else if (connection.words[connection.s + E_TRACK] !== 0) this.#transfer.other(connection, segment);
  }

  stallsOf(connection: Connection): Stall[] | undefined {
    return this.stalls.listOf(connection);
  }

  /** Fills in what is known of a direction, CLIENT's or SERVER's. */
  fill(totals: DirectionTotals, connection: Connection, side: number): void {
    const e = connection.c + endpointWords(side);
    const hasTrack = this.tracks.find(connection, e);
    const { words, w, numbers, n } = this.tracks;
    const segments = hasTrack ? words[w + TK_WIRE_SEGMENTS]! >>> 0 : 0;
    const resent = hasTrack ? words[w + TK_WIRE_RETRANS]! >>> 0 : 0;
    const hasPayload = segments > 0;
    totals.wire_segments = segments || undefined;
    totals.retrans_wire_segments = resent || undefined;
    totals.lost_before_tap = (hasTrack && words[w + TK_LOST_BEFORE]! >>> 0) || undefined;
    totals.lost_after_tap = (hasTrack && words[w + TK_LOST_AFTER]! >>> 0) || undefined;
    totals.lost_by_capture = (hasTrack && words[w + TK_LOST_CAPTURE]! >>> 0) || undefined;
    totals.lost_unknown = (hasTrack && words[w + TK_LOST_UNKNOWN]! >>> 0) || undefined;
    totals.retrans_ppm = hasPayload ? Math.round((resent * MILLION) / segments) : undefined;
    const isAcked = hasPayload && connection.endpointHas(1 - side, EF_ACKED);
    totals.max_in_flight = isAcked ? numbers[n + TKN_MAX_IN_FLIGHT]! : undefined;
    // where the beginning was not seen, what comes before the first acknowledgement is no initial window
    const isWhole = isAcked && connection.endpointHas(side, EF_SYN);
    totals.initial_window_bytes = isWhole ? numbers[n + TKN_INITIAL_WINDOW]! : undefined;
    const time = hasPayload ? numbers[n + TKN_LAST_DATA]! - numbers[n + TKN_FIRST_DATA]! : 0;
    const en = connection.cn + endpointNumbers(side);
    totals.throughput_bps = rate(connection.numbers[en + EN_PAYLOAD_BYTES]!, time);
    totals.goodput_bps = rate(connection.numbers[en + EN_UNIQUE_BYTES]!, time);
    totals.idle_max_ns = (hasTrack && connection.numbers[en + EN_IDLE_MAX]!) || undefined;
    totals.zero_window_ns = (hasTrack && interval(this.#closedFor(connection))) || undefined;
    this.#fillTimes(totals, hasTrack);
  }

  #fillTimes(totals: DirectionTotals, hasTrack: boolean): void {
    const { histograms } = this;
    if (hasTrack) histograms.summary(this.tracks, TK_RTT, TKN_RTT_MIN);
    else histograms.noSummary();
    totals.rtt_count = histograms.count;
    totals.rtt_min_ns = histograms.min;
    totals.rtt_p50_ns = histograms.p50;
    totals.rtt_p99_ns = histograms.p99;
    totals.rtt_max_ns = histograms.max;
    if (hasTrack) histograms.summary(this.tracks, TK_RESPONSE, TKN_RESPONSE_MIN);
    totals.response_count = histograms.count;
    totals.response_min_ns = histograms.min;
    totals.response_p50_ns = histograms.p50;
    totals.response_p99_ns = histograms.p99;
    totals.response_max_ns = histograms.max;
  }

  /** How long the peer held its window closed; while it still does, up to the connection's last packet. */
  #closedFor(connection: Connection): number {
    const { words, w, numbers, n } = this.tracks;
    const before = numbers[n + TKN_ZERO_TIME]!;
    if (!(words[w + TK_FLAGS]! & TKF_WINDOW_CLOSED)) return before;
    const own = connection.numbers;
    const { cn, c } = connection;
    const last =
      (own[cn + CN_LAST_SEC]! - own[cn + CN_START_SEC]!) * NANOSECONDS +
      (connection.words[c + C_LAST_NSEC]! - connection.words[c + C_START_NSEC]!);
    return before + Math.max(0, last - numbers[n + TKN_ZERO_SINCE]!);
  }

  /** The connection is over: gives back what it has; the tracks are still there. */
  close(connection: Connection): void {
    for (const e of [connection.s, connection.p]) {
      if (!this.tracks.find(connection, e)) continue;
      this.histograms.close(this.tracks, TK_RTT);
      this.histograms.close(this.tracks, TK_RESPONSE);
    }
    this.stalls.close(connection);
  }
}

/** Bits in a second; undefined without a time. */
function rate(bytes: number, nanoseconds: number): number | undefined {
  if (nanoseconds <= 0) return undefined;
  const bits = Math.round((bytes * BITS * NANOSECONDS) / nanoseconds);
  return bits <= Number.MAX_SAFE_INTEGER ? bits : undefined;
}
