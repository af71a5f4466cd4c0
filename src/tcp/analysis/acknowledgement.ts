/**
 * Verdicts on a segment's acknowledgement and window: what its sender says of what the peer sent.
 */
import { FLAG_ACK, FLAG_FIN, FLAG_SYN } from "../../../wasm/layout.ts";
import type { Holes } from "../data/holes.ts";
import type { SackBlocks } from "../segment/sack_blocks.ts";
import type { Segment } from "../segment/segment.ts";
import { windowOf } from "../segment/window.ts";
import type { SackedRanges } from "../sent/sacked_ranges.ts";
import type { Senders } from "../sent/senders.ts";
import { type SentSegments, SW_FRAME, SW_LAST_FRAME } from "../sent/sent_segments.ts";
import { TK_LOST_CAPTURE, type Tracks } from "../sent/tracks.ts";
import type { Connection } from "../state/connection.ts";
import { frameOf } from "../state/frames.ts";
import {
  AR_COUNT_MASK,
  AR_KEEP_ALIVE,
  AR_WINDOW_PROBE,
  C_PACKETS,
  CF_LIMIT_SACK,
  E_ACK_FRAME,
  E_ACK_RUN,
  E_HOLES,
  E_WINDOW,
  EF_ACKED,
  EF_EDGE,
  EF_SYN,
  EF_SYN_WINDOW,
  EF_WINDOW,
  EN_EDGE,
  EN_NEXT,
} from "../state/state_layout.ts";
import { type UnusualCounts, UW_DUP_ACKS } from "../state/unusual_counts.ts";
import type { Findings } from "./findings.ts";
import {
  ACKED_UNSEEN,
  D_SACK,
  DUPLICATE_ACK,
  KEEP_ALIVE_ACK,
  SACK_RENEGING,
  UNACCEPTABLE_ACK,
  WINDOW_UPDATE,
  ZERO_WINDOW,
  ZERO_WINDOW_PROBE_ACK,
} from "./verdicts.ts";

/** Offset behind a SYN. */
const FIRST_BYTE = 1;

/** Judges segments with ACK and without RST, before they change their connection. */
export class AcknowledgementVerdicts {
  readonly #findings: Findings;
  readonly #holes: Holes;
  readonly #tracks: Tracks;
  readonly #sent: SentSegments;
  readonly #sacked: SackedRanges;
  readonly #unusual: UnusualCounts;

  constructor(findings: Findings, holes: Holes, { tracks, sent, sacked }: Senders, unusual: UnusualCounts) {
    this.#findings = findings;
    this.#holes = holes;
    this.#tracks = tracks;
    this.#sent = sent;
    this.#sacked = sacked;
    this.#unusual = unusual;
  }

  /** Its ACK can't mean the connection (segment/acceptable_ack.ts). */
  unacceptable(connection: Connection, segment: Segment): void {
    const evidence = this.#findings.add(connection, UNACCEPTABLE_ACK);
    if (!evidence) return;
    evidence.seq_end = connection.numbers[connection.pn + EN_NEXT]!;
    evidence.beyond_bytes = segment.ack - evidence.seq_end;
  }

  /**
   * The ACK is acceptable.
   * @param before the sender's highest acknowledgement so far; 0 if there was none
   */
  judge(connection: Connection, segment: Segment, before: number, sack: SackBlocks): void {
    const { words, numbers, p, pn } = connection;
    const { ack, flags } = segment;
    const peerNext = numbers[pn + EN_NEXT]!;
    const advances = ack > before || !connection.senderHas(EF_ACKED);
    if (advances && (ack > peerNext || words[p + E_HOLES] !== 0))
      this.#judgeUnseen(connection, before, ack, peerNext);
    const tells = sack.count > 0 && this.#judgeSack(connection, segment, sack);
    if ((flags & (FLAG_SYN | FLAG_FIN)) === 0) {
      const isBare = segment.payloadLength === 0 && segment.seq === numbers[connection.sn + EN_NEXT]!;
      // the receiver may have taken the byte of a probe with its window still closed
      const answersProbe = isBare && ack >= before && (words[p + E_ACK_RUN]! & AR_WINDOW_PROBE) !== 0;
      if (segment.window === 0) {
        if (answersProbe) this.#probeAck(connection, segment);
        else this.#zeroWindow(connection);
      } else if (isBare && !advances && ack === before) {
        this.#judgeRepeated(connection, segment, peerNext, tells);
      }
    }
    if (advances) {
      words[connection.s + E_ACK_RUN]! &= ~AR_COUNT_MASK;
      words[connection.s + E_ACK_FRAME] = segment.frame;
    }
  }

  /** Notes how far the sender's window allows the peer to send. */
  noteEdge(connection: Connection, segment: Segment): void {
    const { numbers, sn } = connection;
    const window =
      segment.flags & FLAG_SYN ? segment.window : windowOf(connection, segment.window, connection.sender);
    if (window === undefined) return;
    // a SYN without ACK speaks of the byte behind the peer's SYN
    const edge = (segment.flags & FLAG_ACK ? segment.ack : 1) + window;
    if (connection.senderHas(EF_EDGE) && edge <= numbers[sn + EN_EDGE]!) return;
    connection.setSender(EF_EDGE);
    numbers[sn + EN_EDGE] = edge;
  }

  /** The ACK goes forward, over what may not have been seen. */
  #judgeUnseen(connection: Connection, before: number, ack: number, peerNext: number): void {
    const { words, c, p, sender } = connection;
    // of a peer of which nothing was seen nothing is missed: the capture has one side only
    if (words[c + C_PACKETS + 1 - sender] === 0) return;
    let missing = Math.max(0, ack - Math.max(peerNext, before));
    if (words[p + E_HOLES] !== 0 && before < peerNext) {
      const from = Math.max(before, this.#beginning(connection));
      missing += this.#holes.lacking(connection, p, from, Math.min(ack, peerNext));
    }
    if (missing === 0) return;
    if (this.#tracks.open(connection, p)) this.#tracks.words[this.#tracks.w + TK_LOST_CAPTURE]!++;
    const evidence = this.#findings.add(connection, ACKED_UNSEEN);
    if (!evidence) return;
    evidence.seq_end = ack;
    evidence.missing_bytes = missing;
    evidence.ack = before;
    evidence.place = "capture";
    evidence.proof = "ack";
  }

  /** Offset of the peer's first segment, where its SYN was not seen: what lies below was sent before the capture began. */
  #beginning(connection: Connection): number {
    const isWhole = connection.peerHas(EF_SYN) || !this.#holes.find(connection, connection.p, FIRST_BYTE);
    return isWhole || this.#holes.foundLeft > FIRST_BYTE ? FIRST_BYTE : this.#holes.foundRight;
  }

  /**
   * An empty segment that acknowledges what its sender has acknowledged before, with an open window.
   * @param tells its SACK blocks acknowledge something new
   */
  #judgeRepeated(connection: Connection, segment: Segment, peerNext: number, tells: boolean): void {
    const { words, s, p } = connection;
    const peerRun = words[p + E_ACK_RUN]!;
    const isOutstanding = peerNext > segment.ack;
    // the window of a SYN is in bytes (RFC 7323 2.2)
    const window = connection.senderHas(EF_SYN_WINDOW)
      ? windowOf(connection, segment.window, connection.sender)
      : segment.window;
    const hasWindow = connection.senderHas(EF_WINDOW) && window !== undefined;
    const isSameWindow = hasWindow && window === words[s + E_WINDOW];
    // RFC 6675 2: news in SACK blocks make it one whatever the window; RFC 5681 2: else the window must be the same
    if (isOutstanding && (isSameWindow || tells)) {
      if (peerRun & AR_KEEP_ALIVE) this.#keepAliveAck(connection, segment);
      else this.#duplicateAck(connection, segment);
    } else if (isSameWindow) {
      if (peerRun & AR_KEEP_ALIVE) this.#keepAliveAck(connection, segment);
    } else if (hasWindow) this.#windowUpdate(connection, segment);
  }

  #duplicateAck(connection: Connection, segment: Segment): void {
    const { words, s, p } = connection;
    const run = words[s + E_ACK_RUN]!;
    if ((run & AR_COUNT_MASK) < AR_COUNT_MASK) words[s + E_ACK_RUN] = run + 1;
    this.#unusual.count(connection, s, UW_DUP_ACKS);
    const evidence = this.#findings.add(connection, DUPLICATE_ACK);
    if (!evidence) return;
    evidence.original_frame = frameOf(words[s + E_ACK_FRAME]!, segment.frame);
    evidence.ack = segment.ack;
    evidence.dup_acks = words[s + E_ACK_RUN]! & AR_COUNT_MASK;
    if (this.#tracks.find(connection, p) && !this.#sacked.isEmpty) {
      evidence.sacked_bytes = this.#sacked.bytesFrom(segment.ack);
    }
  }

  #keepAliveAck(connection: Connection, segment: Segment): void {
    const evidence = this.#findings.add(connection, KEEP_ALIVE_ACK);
    if (evidence) evidence.ack = segment.ack;
  }

  #probeAck(connection: Connection, segment: Segment): void {
    const evidence = this.#findings.add(connection, ZERO_WINDOW_PROBE_ACK);
    if (!evidence) return;
    evidence.ack = segment.ack;
    evidence.window = 0;
  }

  #zeroWindow(connection: Connection): void {
    const evidence = this.#findings.add(connection, ZERO_WINDOW);
    if (!evidence) return;
    evidence.window = 0;
    if (connection.senderHas(EF_EDGE)) evidence.window_edge = connection.numbers[connection.sn + EN_EDGE]!;
  }

  #windowUpdate(connection: Connection, segment: Segment): void {
    const evidence = this.#findings.add(connection, WINDOW_UPDATE);
    if (!evidence) return;
    evidence.ack = segment.ack;
    const window = windowOf(connection, segment.window, connection.sender);
    if (window !== undefined) evidence.window = window;
  }

  /** Takes in what the blocks acknowledge, and says what is odd about it; true if they acknowledge something new. */
  #judgeSack(connection: Connection, segment: Segment, sack: SackBlocks): boolean {
    const { numbers, p, pn } = connection;
    if (sack.isDuplicate) this.#duplicateSack(connection, segment, sack);
    // of a peer that was not seen to send anything all of it is new
    if (!this.#tracks.find(connection, p)) return sack.count > (sack.isDuplicate ? 1 : 0);
    const peerNext = numbers[pn + EN_NEXT]!;
    let tells = false;
    for (let i = sack.isDuplicate ? 1 : 0; i < sack.count; i++) {
      const left = Math.max(sack.left[i]!, segment.ack);
      const right = sack.right[i]!;
      // what was never sent is no news of it
      if (right <= left || right > peerNext) continue;
      if (this.#sacked.covers(left, right)) continue;
      tells = true;
      if (!this.#sacked.add(left, right)) connection.set(CF_LIMIT_SACK);
    }
    return tells;
  }

  /**
   * The sender's highest acknowledgement lies inside what it has acknowledged selectively, and its blocks don't say so
   * any more: it gave that up (RFC 2018 8). Some stacks acknowledge late what they still report. The peer's track, with
   * ranges, is in hand.
   */
  judgeReneging(connection: Connection, segment: Segment, before: number, sack: SackBlocks): void {
    if (segment.ack < before) return;
    if (!this.#sacked.covers(segment.ack, segment.ack + 1)) return;
    for (let i = 0; i < sack.count; i++)
      if (sack.right[i]! > segment.ack && sack.left[i]! <= segment.ack) return;
    const held = this.#sacked.bytesFrom(segment.ack);
    this.#sacked.clear();
    const evidence = this.#findings.add(connection, SACK_RENEGING);
    if (!evidence) return;
    evidence.ack = segment.ack;
    evidence.sacked_bytes = held;
  }

  /** RFC 2883: the first block tells what arrived once more. */
  #duplicateSack(connection: Connection, segment: Segment, sack: SackBlocks): void {
    const evidence = this.#findings.add(connection, D_SACK);
    if (!evidence) return;
    evidence.seq = sack.left[0]!;
    evidence.seq_end = sack.right[0]!;
    evidence.ack = segment.ack;
    if (!this.#tracks.find(connection, connection.p) || !this.#sent.find(sack.left[0]!)) return;
    const { words, w } = this.#sent;
    evidence.original_frame = frameOf(words[w + SW_FRAME]!, segment.frame);
    if (this.#sent.resent > 0) evidence.resent_frame = frameOf(words[w + SW_LAST_FRAME]!, segment.frame);
  }
}
