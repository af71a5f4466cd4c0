/**
 * The labels that Wireshark 4.0 gives each segment (`tcp.analysis.*`), for readers who know them. Its rules are not
 * ours: it takes copies for retransmissions, keeps the last value of what we keep the highest of, and takes a number 0
 * for one that is not known yet. So it has its own state, as on the wire.
 */
import { FLAG_ACK, FLAG_FIN, FLAG_RST, FLAG_SYN } from "../../../wasm/layout.ts";
import { type WiresharkLabel, wiresharkLabels } from "../../events/mod.ts";
import { hasBase } from "../lifecycle/stream_numbers.ts";
import type { Segment } from "../segment/segment.ts";
import type { Connection } from "../state/connection.ts";
import {
  AR_WIRESHARK_SHIFT,
  CN_WIRESHARK_RTT,
  E_ACK_RUN,
  E_BASE,
  E_WIRESHARK_ACK,
  E_WIRESHARK_MAX,
  E_WIRESHARK_NEXT,
  E_WIRESHARK_WINDOW,
  EN_LAST_TIME,
  EN_WIRESHARK_NEXT_TIME,
} from "../state/state_layout.ts";
import { windowShift } from "./window_shift.ts";

const bitOf = (label: WiresharkLabel): number => 1 << wiresharkLabels.indexOf(label);
const RETRANSMISSION = bitOf("retransmission");
// a fast and a spurious one are labelled retransmission, too
const FAST_RETRANSMISSION = bitOf("fast_retransmission") | RETRANSMISSION;
const SPURIOUS_RETRANSMISSION = bitOf("spurious_retransmission") | RETRANSMISSION;
const OUT_OF_ORDER = bitOf("out_of_order");
const LOST_SEGMENT = bitOf("lost_segment");
const ACK_LOST_SEGMENT = bitOf("ack_lost_segment");
const DUPLICATE_ACK = bitOf("duplicate_ack");
const KEEP_ALIVE = bitOf("keep_alive");
const KEEP_ALIVE_ACK = bitOf("keep_alive_ack");
const ZERO_WINDOW = bitOf("zero_window");
const ZERO_WINDOW_PROBE = bitOf("zero_window_probe");
const ZERO_WINDOW_PROBE_ACK = bitOf("zero_window_probe_ack");
const WINDOW_FULL = bitOf("window_full");
const WINDOW_UPDATE = bitOf("window_update");
const REUSED_PORTS = bitOf("reused_ports");

// E_ACK_RUN
/** Its last segment was a keep-alive, a probe of a closed window. */
const LAST_KEEP_ALIVE = 1 << AR_WIRESHARK_SHIFT;
const LAST_PROBE = 2 << AR_WIRESHARK_SHIFT;
/** It sent a SYN and no ACK since: its window is not scaled yet. */
const BEFORE_FIRST_ACK = 4 << AR_WIRESHARK_SHIFT;
/** It sent a bare SYN, whose time CN_WIRESHARK_RTT is. */
const HAS_SYN_TIME = 8 << AR_WIRESHARK_SHIFT;
/** CN_WIRESHARK_RTT is the first round trip: with it, the other bit means nothing, on either side. */
const HAS_RTT = 16 << AR_WIRESHARK_SHIFT;
/** It sent a segment. */
const HAS_WINDOW = 32 << AR_WIRESHARK_SHIFT;
const LAST_MASK = LAST_KEEP_ALIVE | LAST_PROBE;
/** What an E_ACK_RUN has of a side whose next segment has to be looked at. */
export const MARKS = LAST_MASK | BEFORE_FIRST_ACK;

// E_WIRESHARK_WINDOW
const DUPLICATES_MASK = 0xffff;
/** In place of the count: an ACK of what was not seen was labelled, and is not to be again. Counts as many, too. */
const DUPLICATES_MUTED = 0xffff;

/** A retransmission this close to the ACK that asks for it is a fast one. */
const FAST_TIME = 20_000_000;
/** What stands in for the first round trip where there is none. */
const DEFAULT_RTT = 3_000_000;

/** a comes behind b, in numbers modulo 2^32. */
const isAfter = (a: number, b: number): boolean => ((b - a) | 0) < 0;

/** Wireshark's intervals have no sign: one that goes back is a very long one. */
const isShorter = (a: number, b: number): boolean => (a < 0 ? b < 0 && a < b : b < 0 || a < b);

/** True if nothing of the opening is awaited any more, by the E_ACK_RUN of both sides. */
export function hasOpened(run: number, peerRun: number): boolean {
  const waits = ((run | peerRun) & (HAS_SYN_TIME | HAS_RTT)) === HAS_SYN_TIME;
  return (run & peerRun & HAS_WINDOW) !== 0 && !waits;
}

/** Says what Wireshark would; has no state but that of the connections. */
export class WiresharkLabels {
  /** By bits, made as they come. */
  readonly #lists = new Map<number, readonly WiresharkLabel[]>();

  /**
   * The labels of the segment as bits in the order of {@link wiresharkLabels}. Called once for each segment of a
   * connection, copies too, when its time is known and nothing else of the segment has changed the connection.
   * @param isOther another initial number is known of the sender and these ports
   */
  note(connection: Connection, segment: Segment, isOther: boolean): number {
    return noteAny(connection, segment, isOther);
  }

  /** The labels by name; the same list for the same bits. */
  labelsOf(bits: number): readonly WiresharkLabel[] {
    let list = this.#lists.get(bits);
    if (!list) {
      list = wiresharkLabels.filter((_, i) => bits & (1 << i));
      this.#lists.set(bits, list);
    }
    return list;
  }
}

/** All the rules, in Wireshark's order. */
function noteAny(connection: Connection, segment: Segment, isOther: boolean): number {
  const { words, numbers, s, p, sn } = connection;
  const { flags, seqRaw, ackRaw } = segment;
  const windowWord = words[s + E_WIRESHARK_WINDOW]!;
  // Wireshark 4.0: a SYN again goes back behind what was seen without a hole, in case a RST was beyond that
  if ((flags & (FLAG_SYN | FLAG_ACK)) === FLAG_SYN && words[s + E_BASE] === seqRaw) {
    words[s + E_WIRESHARK_NEXT] = words[s + E_WIRESHARK_MAX]!;
  }
  const next = words[s + E_WIRESHARK_NEXT]!;
  let labels = labelsOfState(connection, segment);
  let duplicates = windowWord & DUPLICATES_MASK;
  if (labels & DUPLICATE_ACK) {
    if (duplicates === DUPLICATES_MUTED) duplicates = 1;
    else if (duplicates < DUPLICATES_MUTED - 1) duplicates++;
  }
  if (ackRaw !== words[s + E_WIRESHARK_ACK]!) duplicates = 0;
  const peerMax = words[p + E_WIRESHARK_MAX]!;
  if (peerMax !== 0 && flags & FLAG_ACK && isAfter(ackRaw, peerMax)) {
    labels |= labelOfUnseen(connection);
  }
  if (segment.segmentLength > 0 && !(labels & KEEP_ALIVE)) {
    // after labelOfUnseen(), whose mark counts here
    labels |= labelOfRetransmission(connection, segment);
  }
  if (isOther && flags & FLAG_SYN) labels |= REUSED_PORTS;

  // SYN and FIN together count as one
  const virtual = flags & (FLAG_SYN | FLAG_FIN) ? 1 : 0;
  const end = (seqRaw + segment.payloadLength + virtual) | 0;
  if (!(labels & ZERO_WINDOW_PROBE)) {
    let raised = next;
    if (next === 0 || isAfter(end, next)) {
      raised = end;
      words[s + E_WIRESHARK_NEXT] = end;
      numbers[sn + EN_WIRESHARK_NEXT_TIME] = segment.time;
    }
    const max = words[s + E_WIRESHARK_MAX]!;
    if (max === 0 || seqRaw === max) words[s + E_WIRESHARK_MAX] = raised;
  }
  words[s + E_WIRESHARK_ACK] = ackRaw;
  words[s + E_WIRESHARK_WINDOW] = (segment.window << 16) | duplicates;
  let run = (words[s + E_ACK_RUN]! & ~LAST_MASK) | HAS_WINDOW;
  if (labels & KEEP_ALIVE) run |= LAST_KEEP_ALIVE;
  if (labels & ZERO_WINDOW_PROBE) run |= LAST_PROBE;
  words[s + E_ACK_RUN] = run;
  if (flags & FLAG_SYN || run & BEFORE_FIRST_ACK || (flags & FLAG_ACK && mayEndRoundTrip(connection))) {
    noteOpening(connection, segment);
  }
  return labels;
}

/** A SYN-ACK with another number than is known of its sender. Asked for before setOffsets(), which may move the base. */
export function isOtherSynAck(connection: Connection, { flags, seqRaw }: Segment): boolean {
  if ((flags & (FLAG_SYN | FLAG_ACK)) !== (FLAG_SYN | FLAG_ACK)) return false;
  const { words, s } = connection;
  return words[s + E_BASE] !== seqRaw && hasBase(connection, connection.sender);
}

/** What follows from the sender's own numbers and the peer's window, but no retransmission. */
function labelsOfState(connection: Connection, segment: Segment): number {
  const { words, s, p } = connection;
  const { flags, seqRaw, payloadLength, window } = segment;
  const next = words[s + E_WIRESHARK_NEXT]!;
  const peerWindow = windowOf(words, p);
  if (payloadLength === 1 && peerWindow === 0 && seqRaw === next) return ZERO_WINDOW_PROBE;
  let labels = 0;
  if (next !== 0 && isAfter(seqRaw, next) && !(flags & FLAG_RST)) labels = LOST_SEGMENT;
  if (flags & (FLAG_SYN | FLAG_FIN | FLAG_RST)) return labels;
  if (window === 0) labels |= ZERO_WINDOW;
  if (payloadLength <= 1 && seqRaw === ((next - 1) | 0)) labels |= KEEP_ALIVE;
  if (payloadLength > 0) return fillsWindow(connection, segment, peerWindow) ? labels | WINDOW_FULL : labels;
  if (seqRaw !== next || segment.ackRaw !== words[s + E_WIRESHARK_ACK]!) return labels;

  // an ACK again
  if (window !== windowOf(words, s)) return window === 0 ? labels : labels | WINDOW_UPDATE;
  const peerRun = words[p + E_ACK_RUN]!;
  if (window === 0) return peerRun & LAST_PROBE ? labels | ZERO_WINDOW_PROBE_ACK : labels;
  return labels | (peerRun & LAST_KEEP_ALIVE ? KEEP_ALIVE_ACK : DUPLICATE_ACK);
}

/** The last window of an endpoint; all ones while there is none. */
function windowOf(words: Int32Array, endpoint: number): number {
  return words[endpoint + E_ACK_RUN]! & HAS_WINDOW ? words[endpoint + E_WIRESHARK_WINDOW]! >>> 16 : -1;
}

/** The payload ends where the window of the peer's last segment does. */
function fillsWindow(connection: Connection, segment: Segment, peerWindow: number): boolean {
  const { words, p } = connection;
  const shift = windowShift(connection);
  if (shift < 0) return false;
  const scaled = words[p + E_ACK_RUN]! & BEFORE_FIRST_ACK ? peerWindow : peerWindow << shift;
  const edge = words[p + E_WIRESHARK_ACK]! + scaled;
  return ((segment.seqRaw + segment.payloadLength - edge) | 0) === 0;
}

/**
 * The label of an ACK beyond what its peer sent without a hole. It is given once: where more was sent behind the hole,
 * the end of that is taken for seen; else a mark is set until the peer's own acknowledgements go on.
 */
function labelOfUnseen({ words, p }: Connection): number {
  const next = words[p + E_WIRESHARK_NEXT]!;
  if (isAfter(next, words[p + E_WIRESHARK_MAX]!)) {
    words[p + E_WIRESHARK_MAX] = next;
    return ACK_LOST_SEGMENT;
  }
  const windowWord = words[p + E_WIRESHARK_WINDOW]!;
  words[p + E_WIRESHARK_WINDOW] = windowWord | DUPLICATES_MUTED;
  return (windowWord & DUPLICATES_MASK) === 0 ? ACK_LOST_SEGMENT : 0;
}

/** Which kind of retransmission a segment with payload, SYN or FIN is, if any: the first that fits. */
function labelOfRetransmission(connection: Connection, segment: Segment): number {
  const { words, numbers, s, p, sn, pn } = connection;
  const { seqRaw, payloadLength } = segment;
  const peerAck = words[p + E_WIRESHARK_ACK]!;
  if (payloadLength > 0 && peerAck !== 0 && !isAfter((seqRaw + payloadLength) | 0, peerAck)) {
    return SPURIOUS_RETRANSMISSION;
  }
  const next = words[s + E_WIRESHARK_NEXT]!;
  if (next === 0 || !isAfter(next, seqRaw)) return 0;
  // goes on behind a probe of a closed window that was refused
  if (payloadLength > 1 && seqRaw === ((next - 1) | 0)) return 0;
  if (seqRaw === peerAck && (words[p + E_WIRESHARK_WINDOW]! & DUPLICATES_MASK) >= 2) {
    if (isShorter(segment.time - numbers[pn + EN_LAST_TIME]!, FAST_TIME)) return FAST_RETRANSMISSION;
  }
  const hasRtt = ((words[s + E_ACK_RUN]! | words[p + E_ACK_RUN]!) & HAS_RTT) !== 0;
  const rtt = hasRtt ? numbers[connection.cn + CN_WIRESHARK_RTT]! : DEFAULT_RTT;
  if (isShorter(segment.time - numbers[sn + EN_WIRESHARK_NEXT_TIME]!, rtt)) {
    const virtual = segment.flags & (FLAG_SYN | FLAG_FIN) ? 1 : 0;
    if (((seqRaw + payloadLength + virtual) | 0) !== next) return OUT_OF_ORDER;
  }
  return RETRANSMISSION;
}

/** A bare SYN was seen, and no ACK after it. */
function mayEndRoundTrip({ words, s, p }: Connection): boolean {
  return ((words[s + E_ACK_RUN]! | words[p + E_ACK_RUN]!) & (HAS_SYN_TIME | HAS_RTT)) === HAS_SYN_TIME;
}

/** Keeps the time of the last bare SYN, then that from it to the first segment with ACK and without SYN. */
function noteOpening(connection: Connection, segment: Segment): void {
  const { words, numbers, cn, s, p } = connection;
  const { flags, time } = segment;
  const both = words[s + E_ACK_RUN]! | words[p + E_ACK_RUN]!;
  if (flags & FLAG_SYN) {
    words[s + E_ACK_RUN]! |= BEFORE_FIRST_ACK;
    if (flags & FLAG_ACK || both & HAS_RTT) return;
    words[s + E_ACK_RUN]! |= HAS_SYN_TIME;
    numbers[cn + CN_WIRESHARK_RTT] = time;
  } else if (flags & FLAG_ACK) {
    words[s + E_ACK_RUN]! &= ~BEFORE_FIRST_ACK;
    const rtt = time - numbers[cn + CN_WIRESHARK_RTT]!;
    // one of 0 is none
    if ((both & (HAS_SYN_TIME | HAS_RTT)) !== HAS_SYN_TIME || rtt === 0) return;
    words[s + E_ACK_RUN]! |= HAS_RTT;
    numbers[cn + CN_WIRESHARK_RTT] = rtt;
  }
}
