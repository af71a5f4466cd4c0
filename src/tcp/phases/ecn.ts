/**
 * Negotiation of ECN by the flags of SYN and SYN-ACK: classic (RFC 3168 6.1.1) and accurate (RFC 9768 3.1.1, table 2).
 */
import { FLAG_ACK, FLAG_AE, FLAG_CWR, FLAG_ECE } from "../../../wasm/layout.ts";
import type { Segment } from "../segment/segment.ts";
import type { Connection } from "../state/connection.ts";
import { EF_ACCURATE_ECN, EF_ECN, EF_SYN } from "../state/state_layout.ts";

const ALL = FLAG_AE | FLAG_CWR | FLAG_ECE;
/** Answers to a SYN that offers accurate ECN: which ECN field it arrived with, Not-ECT, ECT(1), ECT(0), CE. */
const ACCURATE_ANSWERS = [FLAG_CWR, FLAG_CWR | FLAG_ECE, FLAG_AE, FLAG_AE | FLAG_CWR];

/** Notes what the segment, which has SYN, offers or accepts. */
export function noteEcn(connection: Connection, segment: Segment): void {
  const flags = segment.flags & ALL;
  if (!(segment.flags & FLAG_ACK)) {
    if (flags === ALL) connection.setSender(EF_ECN | EF_ACCURATE_ECN);
    else if (flags === (FLAG_CWR | FLAG_ECE)) connection.setSender(EF_ECN);
    return;
  }
  // with or without the historic nonce flag of RFC 3540, where AE is now
  if ((flags & (FLAG_CWR | FLAG_ECE)) === FLAG_ECE) connection.setSender(EF_ECN);
  else if (ACCURATE_ANSWERS.includes(flags) && mayAnswerAccurate(connection, flags))
    connection.setSender(EF_ECN | EF_ACCURATE_ECN);
}

/** Both flags of a SYN sent back are the mistake of RFC 3168 6.1.1, unless the SYN was an accurate one. */
function mayAnswerAccurate(connection: Connection, flags: number): boolean {
  if (connection.peerHas(EF_SYN)) return connection.peerHas(EF_ACCURATE_ECN);
  return flags !== (FLAG_CWR | FLAG_ECE);
}
