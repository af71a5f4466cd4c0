/**
 * Whether an acknowledgement can mean the connection at all.
 */
import type { Connection } from "../state/connection.ts";
import { CF_ESTABLISHED, EF_FIN, EF_SYN, EN_FIN, EN_NEXT } from "../state/state_layout.ts";
import type { Segment } from "./segment.ts";

/** Before a handshake is complete, an ACK further above what was sent is taken for one of an older connection's. */
const MAX_UNSEEN_HANDSHAKE = 2 ** 20;

/**
 * False if the ACK can't mean this connection: the peer can't have sent what it acknowledges (RFC 9293 3.10.7.4, fifth
 * check). What merely was not seen is believed.
 */
export function isAcceptableAck(connection: Connection, segment: Segment): boolean {
  const { numbers, pn } = connection;
  const { ack } = segment;
  if (ack <= numbers[pn + EN_NEXT]!) return true;
  if (connection.peerHas(EF_FIN) && ack > numbers[pn + EN_FIN]! + 1) return false;
  const isOpening = !connection.has(CF_ESTABLISHED) && connection.peerHas(EF_SYN);
  return !isOpening || ack - numbers[pn + EN_NEXT]! <= MAX_UNSEEN_HANDSHAKE;
}
