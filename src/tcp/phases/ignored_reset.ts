/**
 * RSTs that their receiver did not heed: it follows another rule than the one by which they are judged, or something
 * between the tap and it took them away; mostly somebody else had sent them.
 *
 * The rule. A receiver that accepted the RST is CLOSED and answers everything with RST (RFC 9293 3.10.7.1), but what it
 * sent before may pass the tap behind the RST. So it ignored the RST if one of its segments shows that it took something
 * that the RST's sender sent behind the RST:
 * 1. it acknowledges payload, or a SYN, first seen behind the RST (`proof` ack), or
 * 2. it brings new payload and echoes a stamp newer than the first one behind the RST (`proof` timestamps), or
 * 3. it brings new payload, more than a window probe's byte beyond all windows offered before the RST (`window_edge`);
 * or if, 4., the RST's sender acknowledges, where it would have to answer with RST, payload that the receiver sent so
 * long behind the RST that it can't have been in flight (`proof` time).
 */
import { FLAG_ACK, FLAG_RST } from "../../../wasm/layout.ts";
import type { AnomalyEvidence } from "../../events/mod.ts";
import type { Findings } from "../analysis/findings.ts";
import { RESET_IGNORED } from "../analysis/verdicts.ts";
import type { Segment } from "../segment/segment.ts";
import type { Connection } from "../state/connection.ts";
import type { BlockCursor } from "../state/paged_blocks.ts";
import { EN_NEXT } from "../state/state_layout.ts";
import { interval } from "../time.ts";
import {
  isReset,
  payloadEnd,
  type ResetMarks,
  RF_NEWER_STAMP,
  RN_EDGE,
  RN_FRAME,
  RN_LATE,
  RN_NEXT,
  RN_SENT,
  RN_TIME,
  RW_FLAGS,
  RW_NEWER_STAMP,
  resetSender,
} from "./reset_marks.ts";

/** Judges the segments behind a RST. */
export class IgnoredReset {
  readonly #findings: Findings;
  readonly #marks: ResetMarks;

  constructor(findings: Findings, marks: ResetMarks) {
    this.#findings = findings;
    this.#marks = marks;
  }

  /** True if `segment`, which was not worked off yet, shows that the RST before was ignored. */
  judge(connection: Connection, segment: Segment): boolean {
    segment.undoesReset = false;
    if (!isReset(connection) || segment.flags & FLAG_RST) return false;
    const fromReceiver = connection.sender !== resetSender(connection);
    const marks = this.#marks.of(connection);
    const proof = fromReceiver ? proofByReceiver(connection, segment, marks) : proofBySender(segment, marks);
    if (proof === undefined) return false;
    segment.undoesReset = true;
    const evidence = this.#findings.add(connection, RESET_IGNORED);
    if (evidence) fill(evidence, segment, marks, proof);
    return true;
  }
}

type Proof = "ack" | "timestamps" | "window" | "time";

function proofByReceiver(connection: Connection, segment: Segment, marks: BlockCursor): Proof | undefined {
  const { sn, pn } = connection;
  const { words, w, numbers, n } = marks;
  const mark = numbers[n + RN_NEXT]!;
  const { ack } = segment;
  if (
    segment.flags & FLAG_ACK &&
    numbers[n + RN_SENT]! > mark &&
    ack > mark &&
    ack <= connection.numbers[pn + EN_NEXT]!
  )
    return "ack";
  const end = payloadEnd(segment);
  if (segment.payloadLength === 0 || end <= connection.numbers[sn + EN_NEXT]!) return undefined;
  const echoes = segment.hasTimestamps && (words[w + RW_FLAGS]! & RF_NEWER_STAMP) !== 0;
  if (echoes && ((segment.tsEcr - words[w + RW_NEWER_STAMP]!) | 0) >= 0) return "timestamps";
  return end > numbers[n + RN_EDGE]! + 1 ? "window" : undefined;
}

function proofBySender(segment: Segment, { numbers, n }: BlockCursor): Proof | undefined {
  const acknowledgesLate = (segment.flags & FLAG_ACK) !== 0 && segment.ack > numbers[n + RN_LATE]!;
  return acknowledgesLate ? "time" : undefined;
}

function fill(evidence: AnomalyEvidence, segment: Segment, { numbers, n }: BlockCursor, proof: Proof): void {
  evidence.reset_frame = numbers[n + RN_FRAME]!;
  evidence.since_ns = interval(segment.time - numbers[n + RN_TIME]!);
  if (proof === "window") {
    evidence.window_edge = numbers[n + RN_EDGE]!;
    evidence.beyond_bytes = payloadEnd(segment) - numbers[n + RN_EDGE]!;
  } else evidence.proof = proof;
}
