/**
 * Whom a pause waited for. It is told by the segment that ends it, and by what was outstanding before that segment.
 */
import { FLAG_ACK, FLAG_RST, FLAG_SYN } from "../../../wasm/layout.ts";
import { isAcceptableAck } from "../segment/acceptable_ack.ts";
import type { Segment } from "../segment/segment.ts";
import { isWindowClosed, windowOf } from "../segment/window.ts";
import { TK_LARGEST, type Tracks } from "../sent/tracks.ts";
import type { Connection } from "../state/connection.ts";
import {
  E_WINDOW,
  EF_ACKED,
  EF_SYN,
  EF_SYN_WINDOW,
  EF_WINDOW,
  EN_ACK,
  EN_NEXT,
} from "../state/state_layout.ts";

/** Values of `waiting_on`, in the order of `flow_end.stalls`. */
export const CAUSES = [
  "client_application",
  "server_application",
  "acknowledgement",
  "window",
  "retransmission_timer",
] as const;

const MOST_PAYLOAD = 0xffff;
const APPLICATION = 0;
const ACKNOWLEDGEMENT = 2;
const WINDOW = 3;
const RETRANSMISSION_TIMER = 4;
/** The segment ends no pause: whoever waited goes on waiting. */
export const GOES_ON = -1;
/** The connection ends with it, and nobody had anything to send. */
export const NOBODY = -2;

/**
 * Index into {@link CAUSES} of what the connection waited for until the segment, which is no probe and not yet worked
 * off; GOES_ON or NOBODY. The first row that fits:
 *
 * | the segment                                                            | waited for              |
 * | ---------------------------------------------------------------------- | ----------------------- |
 * | opens a closed window; makes room where there was none for a segment;  | window                  |
 * | or brings payload into a closed one                                    |                         |
 * | brings again what was sent: SYN, payload or FIN                        | retransmission_timer    |
 * | acknowledges what was outstanding; or brings nothing, while something  | acknowledgement         |
 * | of the peer was outstanding                                            |                         |
 * | brings SYN, payload or FIN                                             | its sender's application|
 * | is a RST while something of its sender was outstanding                 | acknowledgement         |
 * | is a RST                                                               | nobody                  |
 * | acknowledges what the capture lacks                                    | the peer's application  |
 * | brings nothing: an answer to a probe, an update of an open window      | goes on                 |
 *
 * @param wasProbed behind a probe: its answer ends nothing, also where it takes the probe's byte into a closed window
 */
export function causeOf(
  connection: Connection,
  segment: Segment,
  tracks: Tracks,
  wasProbed: boolean,
): number {
  const { numbers, sender, s, sn, p, pn } = connection;
  const { flags } = segment;
  const isReset = (flags & FLAG_RST) !== 0;
  const brings = !isReset && segment.segmentLength > 0;
  const hasAck = (flags & FLAG_ACK) !== 0 && !isReset && isAcceptableAck(connection, segment);
  const acked = connection.senderHas(EF_ACKED) ? numbers[sn + EN_ACK]! : 0;
  const advances = hasAck && segment.ack > acked;

  if (hasAck && !(flags & FLAG_SYN) && makesRoom(connection, segment, tracks, advances)) return WINDOW;
  if (brings && segment.payloadLength > 0 && isWindowClosed(connection, p)) return WINDOW;
  if (brings && segment.seq < numbers[sn + EN_NEXT]!) return RETRANSMISSION_TIMER;
  if (!brings && wasProbed && segment.window === 0 && isWindowClosed(connection, s)) return GOES_ON;
  if (isOutstanding(connection, 1 - sender) && (advances || (!brings && !(wasProbed && !isReset)))) {
    return ACKNOWLEDGEMENT;
  }
  if (brings) return APPLICATION + sender;
  if (isReset) return isOutstanding(connection, sender) ? ACKNOWLEDGEMENT : NOBODY;
  return hasAck && segment.ack > numbers[pn + EN_NEXT]! ? APPLICATION + 1 - sender : GOES_ON;
}

/** True if something that `side` sent is not acknowledged. Where no ACK to it was ever seen, only its SYN counts. */
function isOutstanding(connection: Connection, side: number): boolean {
  const { numbers, sender, sn, pn } = connection;
  const next = numbers[(side === sender ? sn : pn) + EN_NEXT]!;
  if (connection.endpointHas(1 - side, EF_ACKED))
    return next > numbers[(side === sender ? pn : sn) + EN_ACK]!;
  return connection.endpointHas(side, EF_SYN);
}

/** True if the segment opens its sender's window where it was closed, or had no room for a segment of the peer's. */
function makesRoom(connection: Connection, segment: Segment, tracks: Tracks, advances: boolean): boolean {
  const { words, numbers, s, sn, p, pn, sender } = connection;
  if (isWindowClosed(connection, s)) return segment.window > 0;
  if (!advances && segment.window <= (words[s + E_WINDOW]! & 0xffff)) return false;
  if (!connection.senderHas(EF_ACKED) || !connection.senderHas(EF_WINDOW)) return false;
  const before = words[s + E_WINDOW]!;
  const window = connection.senderHas(EF_SYN_WINDOW) ? before : windowOf(connection, before, sender);
  if (window === undefined) return false;
  const room = numbers[sn + EN_ACK]! + window - numbers[pn + EN_NEXT]!;
  if (room > MOST_PAYLOAD) return false;
  // a sender waits rather than send less than a whole segment (RFC 9293 3.8.6.2.1)
  const least = tracks.find(connection, p) ? Math.max(1, tracks.words[tracks.w + TK_LARGEST]! >>> 16) : 1;
  return room < least;
}
