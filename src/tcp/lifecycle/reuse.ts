/**
 * When the addresses and ports of a connection are used again.
 */
import { FLAG_ACK, FLAG_RST, FLAG_SYN } from "../../../wasm/layout.ts";
import type { Segment } from "../segment/segment.ts";
import { sequenceDifference } from "../segment/sequence.ts";
import type { Connection } from "../state/connection.ts";
import { CF_CLOSED, CF_RESET, E_BASE, EF_BASE, EF_RST, EF_SYN } from "../state/state_layout.ts";

/** True if the segment is a SYN that can't belong to the connection under the cursor. */
export function opensAnother(connection: Connection, { flags, seqRaw, ackRaw }: Segment): boolean {
  if (!(flags & FLAG_SYN) || flags & FLAG_RST) return false;
  const { words, s, p } = connection;
  const ended = connection.has(CF_CLOSED | CF_RESET);
  if (connection.senderHas(EF_BASE) && seqRaw === words[s + E_BASE]!) {
    // its own SYN once more; behind the end only if the first one was seen, and its sender did not end it itself
    const isRetry = connection.senderHas(EF_SYN) && (flags & FLAG_ACK || !connection.senderHas(EF_RST));
    return ended && !isRetry;
  }
  if (!(flags & FLAG_ACK)) return ended || connection.senderHas(EF_BASE);
  // a SYN-ACK with another number opens nothing while there is a connection, nor when it answers this one's SYN
  const answers = connection.peerHas(EF_SYN) && sequenceDifference(ackRaw, words[p + E_BASE]!) === 1;
  return ended && (connection.senderHas(EF_SYN) || !answers);
}
