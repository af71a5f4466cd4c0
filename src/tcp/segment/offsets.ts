/**
 * From the wire's 32-bit numbers to offsets that do not wrap: 0 is the SYN, 1 the first byte.
 */
import { FLAG_ACK, FLAG_RST, FLAG_SYN } from "../../../wasm/layout.ts";
import type { Connection } from "../state/connection.ts";
import {
  C_START_NSEC,
  CF_CLOSED,
  CF_ESTABLISHED,
  CF_RESET,
  CN_START_SEC,
  E_BASE,
  EF_BARE_SYN,
  EF_BASE,
  EF_FIN,
  EF_SYN,
  EF_SYN_ACKED,
  EN_NEXT,
} from "../state/state_layout.ts";
import { NANOSECONDS } from "../time.ts";
import type { Segment } from "./segment.ts";
import { sequenceDifference, unwrap } from "./sequence.ts";

/** Sets the segment's time and offsets, and the bases that they count from. */
export function setOffsets(connection: Connection, segment: Segment): void {
  const { words, numbers, c, cn, s, sn, p, pn } = connection;
  segment.time =
    (segment.sec - numbers[cn + CN_START_SEC]!) * NANOSECONDS + (segment.nsec - words[c + C_START_NSEC]!);
  if (!connection.senderHas(EF_BASE) || answersAnew(connection, segment)) {
    // offset 0 is the SYN, also where none was seen
    words[s + E_BASE] = segment.flags & FLAG_SYN ? segment.seqRaw : segment.seqRaw - 1;
    numbers[sn + EN_NEXT] = segment.flags & FLAG_SYN ? 0 : 1;
    // a RST that answers a SYN has any number (RFC 9293 3.5.2): it says nothing of what may follow
    const isAnswer = (segment.flags & FLAG_RST) !== 0 && connection.peerHas(EF_SYN);
    if (!isAnswer) connection.setSender(EF_BASE);
  }
  if (segment.flags & FLAG_ACK && !connection.peerHas(EF_BASE)) {
    words[p + E_BASE] = segment.ackRaw - 1;
    numbers[pn + EN_NEXT] = 1;
    connection.setPeer(EF_BASE);
  }
  const next = numbers[sn + EN_NEXT]!;
  segment.seq = unwrap(segment.seqRaw, next, words[s + E_BASE]! + next);
  segment.seqEnd = segment.seq + segment.segmentLength;
  if (segment.flags & FLAG_ACK) {
    const peerNext = numbers[pn + EN_NEXT]!;
    segment.ack = unwrap(segment.ackRaw, peerNext, words[p + E_BASE]! + peerNext);
  } else {
    segment.ack = 0;
  }
}

/**
 * True for a SYN-ACK with another number than the sender's SYN-ACK before, of which nothing was acknowledged: the server
 * has forgotten that one (SYN cookies, a restart), and the connection that may come of it counts from here.
 */
function answersAnew(connection: Connection, segment: Segment): boolean {
  const { words, s, p } = connection;
  if ((segment.flags & (FLAG_SYN | FLAG_ACK | FLAG_RST)) !== (FLAG_SYN | FLAG_ACK)) return false;
  return (
    segment.seqRaw !== words[s + E_BASE]! &&
    connection.peerHas(EF_SYN) &&
    sequenceDifference(segment.ackRaw, words[p + E_BASE]!) >= 1 &&
    !connection.has(CF_ESTABLISHED | CF_CLOSED | CF_RESET) &&
    !connection.senderHas(EF_SYN_ACKED | EF_BARE_SYN | EF_FIN)
  );
}
