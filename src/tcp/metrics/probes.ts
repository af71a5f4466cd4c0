/**
 * Segments that only ask: whether the peer is still there (RFC 9293 3.8.4), or its window still closed (3.8.6.1). What is
 * asked of a segment here is asked before it is worked off.
 */
import { FLAG_FIN, FLAG_RST, FLAG_SYN } from "../../../wasm/layout.ts";
import type { Segment } from "../segment/segment.ts";
import type { Connection } from "../state/connection.ts";
import {
  E_FLAGS,
  E_WINDOW,
  EF_ACKED,
  EF_SYN_WINDOW,
  EF_WINDOW,
  EN_ACK,
  EN_NEXT,
} from "../state/state_layout.ts";

/** True if the endpoint whose words begin at `e` has announced that it takes nothing. That of a SYN doesn't count. */
export function isWindowClosed(connection: Connection, e: number): boolean {
  const { words } = connection;
  return words[e + E_WINDOW] === 0 && (words[e + E_FLAGS]! & (EF_WINDOW | EF_SYN_WINDOW)) === EF_WINDOW;
}

/** True for a keep-alive, as data/payload.ts has it, and for a probe of a closed window: nothing, or one byte, there. */
export function isProbe(connection: Connection, segment: Segment): boolean {
  const { seq, payloadLength } = segment;
  if (payloadLength > 1) return false;
  const { numbers, sn, p, pn } = connection;
  const next = numbers[sn + EN_NEXT]!;
  if (seq >= next && payloadLength === 0) return false;
  if (segment.flags & (FLAG_SYN | FLAG_FIN | FLAG_RST)) return false;
  const hasAck = connection.peerHas(EF_ACKED);
  const acked = numbers[pn + EN_ACK]!;
  if (seq === next - 1 && (payloadLength === 0 || (hasAck && acked > seq))) return true;
  if (!isWindowClosed(connection, p)) return false;
  if (payloadLength === 0) return hasAck && seq === acked - 1;
  return seq <= next && !(hasAck && acked > seq);
}
